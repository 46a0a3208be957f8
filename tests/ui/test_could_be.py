"""What it could also be, from an incident and while one is recorded."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.records import SIZES, record, settle, shown, team
from tests.ui.stage import screen_text
from trainer_tui.ui.dialogs.could_be import CouldBeDialog
from trainer_tui.ui.events import OpenIncident, RecordIncident
from trainer_tui.ui.palette import TrainerCommands
from trainer_tui.ui.screens.capture import CaptureScreen
from trainer_tui.ui.screens.incident import IncidentScreen
from trainer_tui.ui.screens.reference import ReferenceScreen
from trainer_tui.ui.widgets.lines import Lines

FOOT = "Not a diagnosis; what must not be missed stands first."


def _flat(lines: Lines) -> str:
    return " ".join(" ".join(lines.text_lines()).split())


@pytest.mark.parametrize("size", SIZES)
async def test_an_incident_lists_what_it_could_also_be_and_opens_a_page(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    app, services = team(tmp_path)
    incident = record(services, findings={"back_pain": True, "saddle_numbness": True})
    async with app.run_test(size=size) as pilot:
        await settle(pilot, app)
        app.post_message(OpenIncident(incident))
        await shown(pilot, app, IncidentScreen)
        await pilot.press("b")
        dialog = await shown(pilot, app, CouldBeDialog)
        text = screen_text(app)
        assert "Could also be" in text
        assert FOOT in text
        assert "Must not be missed" in text
        lines = dialog.lines
        assert lines.keys[0] == "cauda-equina-syndrome"
        assert "present: emergency sign of this page" in _flat(lines)
        assert "back-spasms" not in lines.keys
        await pilot.press("end")
        assert lines.cursor_key == lines.keys[-1]
        await pilot.press("home", "enter")
        screen = await shown(pilot, app, ReferenceScreen)
        assert screen.shown_id == "cauda-equina-syndrome"


@pytest.mark.parametrize("key", ["escape", "b"])
async def test_leaving_the_list_comes_back_to_the_incident(tmp_path: Path, key: str) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    async with app.run_test() as pilot:
        await settle(pilot, app)
        app.post_message(OpenIncident(incident))
        await shown(pilot, app, IncidentScreen)
        await pilot.press("b")
        await shown(pilot, app, CouldBeDialog)
        await pilot.press(key)
        await shown(pilot, app, IncidentScreen)


async def test_what_the_roster_knows_is_a_reason(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    services.chart.add_athlete({"jersey": "9", "family": "Moor", "alerts": "sickle_trait"})
    incident = record(services, {"jersey": "9"})
    async with app.run_test() as pilot:
        await settle(pilot, app)
        app.post_message(OpenIncident(incident))
        await shown(pilot, app, IncidentScreen)
        await pilot.press("b")
        dialog = await shown(pilot, app, CouldBeDialog)
        reasons = {each.id: [reason.finding for reason in each.why] for each in dialog.found}
        assert "sct_known" in reasons["exertional-sickling"]


async def test_it_is_asked_while_recording_and_no_key_of_the_recording_is_lost(tmp_path: Path) -> None:
    app, _ = team(tmp_path)
    async with app.run_test() as pilot:
        await settle(pilot, app)
        app.post_message(RecordIncident(condition="cauda-equina-syndrome"))
        capture = await shown(pilot, app, CaptureScreen)
        await pilot.press("2", "2", "enter", "1", "1", "1")
        while capture.flow is not None and capture.flow.draft.step != "sweep":
            await pilot.press("enter")
        assert capture.flow is not None
        await pilot.press("1")
        answered = dict(capture.flow.draft.findings)
        await pilot.press("b")
        dialog = await shown(pilot, app, CouldBeDialog)
        assert dialog.found[0].id == "epidural-abscess"
        await pilot.press("escape")
        assert capture.flow.draft.findings == answered
        await pilot.press("2")
        assert len(capture.flow.draft.findings) == len(answered) + 1


async def test_a_letter_of_a_name_is_typed_and_asks_nothing(tmp_path: Path) -> None:
    app, _ = team(tmp_path)
    async with app.run_test() as pilot:
        await settle(pilot, app)
        app.post_message(RecordIncident())
        capture = await shown(pilot, app, CaptureScreen)
        await pilot.press("b")
        assert app.screen is capture
        assert capture.flow is not None
        assert capture.flow.draft.typed == "b"


async def test_nothing_known_is_said_in_a_sentence(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services, condition=None, diagnoses=[])
    async with app.run_test() as pilot:
        await settle(pilot, app)
        app.post_message(OpenIncident(incident))
        await shown(pilot, app, IncidentScreen)
        await pilot.press("b")
        dialog = await shown(pilot, app, CouldBeDialog)
        assert "a region, a condition or findings point further" in _flat(dialog.lines)
        assert FOOT in screen_text(app)
        await pilot.press("enter")
        assert isinstance(app.screen, CouldBeDialog)


async def test_the_palette_offers_it_where_there_is_a_case(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    async with app.run_test() as pilot:
        await settle(pilot, app)

        async def offered() -> list[str]:
            return [str(hit.text) async for hit in TrainerCommands(app.screen).discover()]

        assert "What it could also be" not in await offered()
        app.post_message(OpenIncident(incident))
        await shown(pilot, app, IncidentScreen)
        assert "What it could also be" in await offered()
