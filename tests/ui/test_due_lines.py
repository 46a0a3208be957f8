"""The due list on Today: counted by kind, each line opens its record, drafts their draft."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.fakes import FixedClock
from tests.ui.records import record, settle, shown, team, typed
from tests.ui.stage import screen_text
from tests.waiting import wait_for
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.dialogs.ask import AskDialog
from trainer_tui.ui.screens.amend import AmendScreen
from trainer_tui.ui.screens.athlete_form import AthleteFormScreen
from trainer_tui.ui.screens.capture import CaptureScreen
from trainer_tui.ui.screens.incident import IncidentScreen
from trainer_tui.ui.screens.today import TodayScreen

KNOWN: dict[str, Any] = {
    "mode_of_onset": "acute_sudden",
    "contact": "none",
    "removed": "immediately",
    "causes": ["overuse"],
}


async def today(pilot: Pilot[Any], app: TrainerApp) -> TodayScreen:
    await settle(pilot, app)
    await pilot.press("f2")
    return await shown(pilot, app, TodayScreen)


async def open_line(pilot: Pilot[Any], screen: TodayScreen, begins: str) -> None:
    """Open the one line whose key begins so."""
    [key] = [key for key in screen.board.keys if key.startswith(begins)]
    screen.board.move_to(key)
    await pilot.press("enter")


async def test_a_follow_up_is_set_with_two_digits_and_waits_for_its_day(tmp_path: Path) -> None:
    clock = FixedClock()
    app, services = team(tmp_path, clock=clock)
    incident = record(services, **KNOWN)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await today(pilot, app)
        await open_line(pilot, screen, f"incident:{incident}")
        await shown(pilot, app, IncidentScreen)
        await pilot.press("F", "2", "1")
        await wait_for(pilot, lambda: services.chart.follow_ups.of(incident), "the follow-up")
        await pilot.press("escape")
        await shown(pilot, app, TodayScreen)
        assert "Due (" not in screen_text(app)
        clock.move(hours=14)
        app.records_changed()
        await wait_for(pilot, lambda: "Due (1)  1 follow-up" in screen_text(app), "the list")
        assert "in 14 h              22 Mara Ortiz            Look again" in screen_text(app)
        await open_line(pilot, screen, f"incident:{incident}:follow_up")
        page = (await shown(pilot, app, IncidentScreen)).page
        [found] = services.chart.follow_ups.of(incident)
        page.move_to(f"follow_up.{found.id}")
        await pilot.press("enter", "2")
        await shown(pilot, app, AskDialog)
        await typed(pilot, "less swollen")
        await pilot.press("enter")
        await wait_for(pilot, lambda: not services.chart.follow_ups.of(incident)[0].open, "the end of it")
        assert "Look again  less swollen" in screen_text(app)
        await pilot.press("escape")
        await shown(pilot, app, TodayScreen)
        assert "Due (" not in screen_text(app)


async def test_a_follow_up_on_a_typed_day_for_typed_words(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services, **KNOWN)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await today(pilot, app)
        await open_line(pilot, screen, f"incident:{incident}")
        await shown(pilot, app, IncidentScreen)
        await pilot.press("F", "5")
        dialog = await shown(pilot, app, AskDialog)
        await typed(pilot, "2026-10-08")
        await pilot.press("enter")
        await wait_for(pilot, lambda: "2026-10-08 is past" in screen_text(app), "the refusal")
        dialog.query_one("TypedLine").value = "2026-10-20"  # type: ignore[attr-defined]
        await pilot.press("enter")
        await wait_for(pilot, lambda: "Follow up on 2026-10-20" in screen_text(app), "for what")
        await pilot.press("5")
        await shown(pilot, app, AskDialog)
        await typed(pilot, "ask the coach")
        await pilot.press("enter")
        await wait_for(pilot, lambda: services.chart.follow_ups.of(incident), "the follow-up")
        [found] = services.chart.follow_ups.of(incident)
        assert (found.on, found.text) == ("2026-10-20", "ask the coach")
        await pilot.press("F", "6", "1")
        await wait_for(pilot, lambda: not services.chart.follow_ups.of(incident)[0].open, "the end of it")


async def test_a_capture_left_behind_is_reviewed_from_today(tmp_path: Path) -> None:
    clock = FixedClock()
    app, _ = team(tmp_path, clock=clock)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await today(pilot, app)
        await pilot.press("n")
        await shown(pilot, app, CaptureScreen)
        await pilot.press("2", "2", "enter", "1", "escape")
        await shown(pilot, app, TodayScreen)
        assert "half recorded" not in screen_text(app)
        clock.move(minutes=20)
        app.records_changed()
        await wait_for(pilot, lambda: "Due (1)  1 draft" in screen_text(app), "the draft")
        assert "not saved            22 Ortiz                 half recorded since 20:00" in screen_text(app)
        await pilot.press("f7")
        await wait_for(pilot, lambda: "22 O." in screen_text(app), "initials")
        await open_line(pilot, screen, "draft:capture-1")
        capture = await shown(pilot, app, CaptureScreen)
        assert capture.flow is not None
        assert capture.flow.draft.findings == {"unresponsive": False}


@pytest.mark.parametrize(
    ("draft", "values", "screen"),
    [
        ("form-amend-{incident}", {"values": {}}, AmendScreen),
        ("form-athlete-{athlete}", {"family": "Ortiz-Vance"}, AthleteFormScreen),
        ("form-note-plan-{incident}", {"text": "Ice"}, IncidentScreen),
        ("form-assess-{incident}", None, CaptureScreen),
    ],
)
async def test_an_unsaved_form_opens_where_it_goes_on(
    tmp_path: Path, draft: str, values: dict[str, Any] | None, screen: type[Any]
) -> None:
    app, services = team(tmp_path)
    incident, athlete = record(services, **KNOWN), services.chart.athletes()[0].id
    name = draft.format(incident=incident, athlete=athlete)
    kept = values if values is not None else {"started_at": "2026-10-09T20:00:00-05:00", "step": "life"}
    services.drafts.save(name, kept)
    async with app.run_test(size=(80, 24)) as pilot:
        board = await today(pilot, app)
        assert "Due (1)  1 draft" in screen_text(app)
        assert "22 Mara Ortiz" in screen_text(app)
        await open_line(pilot, board, f"draft:{name}")
        await shown(pilot, app, screen)


async def test_open_details_are_listed_once_an_incident_and_open_the_form(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    for jersey in range(7):
        record(services, {"guest": f"{jersey} Riverside"}, **{**KNOWN, "contact": "unknown"})
    last = record(services)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await today(pilot, app)
        text = screen_text(app)
        assert "Details open (8)" in text
        assert "22 Mara Ortiz            cause, mode of onset, contact, left play" in text
        assert "… and 3 more" in text
        assert len([key for key in screen.board.keys if key.startswith("details:")]) == 5
        await open_line(pilot, screen, f"details:{last}")
        await shown(pilot, app, AmendScreen)


async def test_open_details_of_two_incidents_of_one_person_are_told_apart(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    record(services, {"guest": "14 Riverside"}, **{**KNOWN, "contact": "unknown"})
    ankle = [{"region": "ankle", "side": "left"}]
    for onset, diagnoses in (("2026-10-09T19:42:00-05:00", []), ("2026-10-07T16:00:00-05:00", ankle)):
        record(services, onset_at=onset, diagnoses=diagnoses, mode_of_onset="acute_sudden")
    async with app.run_test(size=(80, 24)) as pilot:
        await today(pilot, app)
        text = screen_text(app)
        assert "14 Riverside             contact" in text
        assert "22 Mara Ortiz            10-07 left ankle: cause, contact, left play" in text
        assert "22 Mara Ortiz            10-09: cause, contact, left play" in text
