"""Printing from the app, and what the roster page and capture warn of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.ui.records import SIZES, record, settle, shown, team, typed
from tests.ui.stage import screen_text
from tests.waiting import wait_for
from trainer_tui.domain.prints import PrintKind
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.dialogs.ask import AskDialog
from trainer_tui.ui.dialogs.choose import ChooseDialog
from trainer_tui.ui.dialogs.details import DetailsDialog
from trainer_tui.ui.events import OpenAthlete, OpenIncident
from trainer_tui.ui.screens.athlete import AthleteScreen
from trainer_tui.ui.screens.capture import CaptureScreen
from trainer_tui.ui.screens.incident import IncidentScreen


@pytest.fixture
def folder(own_directories: None) -> Path:
    """The folder of the person's downloads."""
    found = Path.home() / "Downloads"
    found.mkdir()
    return found


def said(app: TrainerApp, words: str) -> bool:
    """Tell whether the app says something in a message that passes."""
    return any(words in notification.message for notification in app._notifications)


async def opened(pilot: Any, app: TrainerApp, incident: str) -> IncidentScreen:
    await settle(pilot, app)
    app.post_message(OpenIncident(incident))
    return await shown(pilot, app, IncidentScreen)


async def test_a_blank_sheet_takes_four_keys(tmp_path: Path, folder: Path) -> None:
    app, services = team(tmp_path)
    async with app.run_test() as pilot:
        await opened(pilot, app, record(services))
        await pilot.press("D", "3")
        await wait_for(pilot, lambda: "Which region?" in screen_text(app), "the regions")
        await pilot.press("enter", "enter")
        await shown(pilot, app, IncidentScreen)
        (written,) = folder.iterdir()
        assert written.name == "capture-sheet-2026-10-09.pdf"
        assert written.read_bytes().startswith(b"%PDF")
        assert not services.chart.records.disclosures


async def test_the_roster_asks_to_whom_and_why_once(tmp_path: Path, folder: Path) -> None:
    app, services = team(tmp_path)
    async with app.run_test() as pilot:
        await settle(pilot, app)
        app.post_message(OpenAthlete(services.chart.athletes()[0].id))
        await shown(pilot, app, AthleteScreen)
        await pilot.press("D", "1")
        await shown(pilot, app, AskDialog)
        await pilot.press("enter")
        await wait_for(pilot, lambda: "Say who gets it" in screen_text(app), "the refusal")
        await typed(pilot, "Kit")
        await pilot.press("enter", "1")
        await shown(pilot, app, AskDialog)
        await pilot.press("enter")
        await wait_for(pilot, lambda: len(list(folder.iterdir())) == 1, "the sheet")
        await shown(pilot, app, AthleteScreen)
        await pilot.press("D", "1")
        await wait_for(pilot, lambda: "For Kit, treatment." in screen_text(app), "what is remembered")
        await pilot.press("enter")
        await wait_for(pilot, lambda: len(list(folder.iterdir())) == 2, "the second sheet")
        assert services.prints.last_disclosure(PrintKind.ROSTER)


@pytest.mark.parametrize("size", SIZES)
async def test_a_note_is_checked_beside_its_lines(
    tmp_path: Path, folder: Path, size: tuple[int, int]
) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    async with app.run_test(size=size, notifications=True) as pilot:
        await opened(pilot, app, incident)
        await pilot.press("D", "1")
        dialog = await shown(pilot, app, DetailsDialog)
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: dialog.form.fields["restriction"].problem, "the refusal")
        await typed(pilot, "no running")
        await pilot.press("ctrl+s")
        await shown(pilot, app, AskDialog)
        await typed(pilot, "School")
        await pilot.press("enter")
        await shown(pilot, app, ChooseDialog)
        await pilot.press("2")
        await shown(pilot, app, AskDialog)
        await pilot.press("enter")
        await shown(pilot, app, IncidentScreen)
        (written,) = folder.iterdir()
        assert written.name == f"note-{incident[-8:]}-2026-10-09.pdf"
        await wait_for(pilot, lambda: said(app, "No consent to tell others"), "the warning")


async def test_a_venue_without_a_plan_is_said(tmp_path: Path, folder: Path) -> None:
    app, services = team(tmp_path)
    async with app.run_test(notifications=True) as pilot:
        await opened(pilot, app, record(services))
        await pilot.press("D", "6")
        await wait_for(pilot, lambda: said(app, "no venue's emergency plan"), "the refusal")
        assert list(folder.iterdir()) == []


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_missing_or_has_ended_stands_on_page_and_at_capture(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    app, services = team(tmp_path)
    athlete = services.chart.add_athlete(
        {"family": "Kim", "jersey": "88", "physical_until": "2026-08-01", "alerts": "no_allergy_known"}
    )
    async with app.run_test(size=size) as pilot:
        await settle(pilot, app)
        app.post_message(OpenAthlete(athlete))
        await shown(pilot, app, AthleteScreen)
        text = screen_text(app)
        assert "Birth date: please ask and enter it" in text
        assert "Physical ended 2026-08-01" in text
        assert "no allergy known" in text
        await pilot.press("n")
        await shown(pilot, app, CaptureScreen)
        head = " ".join(screen_text(app).split())
        assert "No birth date" in head
        assert "Physical ended 2026-08-01." in head
        assert all(len(line) <= size[0] for line in screen_text(app).splitlines())
