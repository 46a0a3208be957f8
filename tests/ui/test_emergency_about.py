"""Whom an emergency is about, which incident it belongs to, its sheet, and how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.emergency_mode import SIZE, begun, events, on
from tests.ui.records import record, shown, team, typed
from tests.ui.stage import screen_text, stage
from tests.waiting import wait_for
from trainer_tui.domain.emergencies import EventKind
from trainer_tui.domain.vocabulary import Tier
from trainer_tui.ui.dialogs.find import FindDialog
from trainer_tui.ui.emergency.screen import EmergencyScreen
from trainer_tui.ui.screens.incident import IncidentScreen
from trainer_tui.ui.widgets.lines import Lines

# --- who, which incident, the sheet ----------------------------------------------------------------


async def test_a_guest_and_an_unknown_person(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await begun(pilot, app, "1", "j")
        await shown(pilot, app, FindDialog)
        await typed(pilot, "14 Riverside")
        await pilot.press("enter", "9", "escape")
        assert [row.who for row in services.chart.incidents()] == ["14 Riverside"]


async def test_it_belongs_to_the_incident_that_is_chosen(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    chosen = record(services)
    async with app.run_test(size=SIZE) as pilot:
        await begun(pilot, app, "l")
        assert "Nothing is logged yet" in screen_text(app)
        await pilot.press("1", "l", "1", "escape", "1")
        [row] = services.chart.incidents()
        assert (row.incident.id, row.incident.tier) == (chosen, Tier.EMS_NOW)
        await pilot.press("f4", "enter")
        await shown(pilot, app, IncidentScreen)
        page = "\n".join(line for lines in app.screen.query(Lines) for line in lines.text_lines())
        assert "Emergency log" in page
        assert "+0:00  Found" in page


async def test_the_sheet_is_read_and_written_and_the_next_event_closes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    app, services = team(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await begun(pilot, app, "1", "x")
        assert "EMERGENCY: HAND-OVER TO EMS" in screen_text(app)
        await pilot.press("x")
        [file] = tmp_path.glob("handover-*.txt")
        assert "Written to ~/handover-20261009-2000.txt" in screen_text(app)
        [told] = services.chart.records.disclosures.values()
        assert (told.recipient, told.purpose) == ("EMS", "emergency")
        await pilot.press("2")
        assert "HAND-OVER" not in screen_text(app)
        assert "Found" in file.read_text()


async def test_another_person_has_a_clock_of_their_own(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await begun(pilot, app, "1", "n", "3")
        assert "2 go on: tab" in screen_text(app)
        await pilot.press("tab", "4", "escape", "2")
        logs = services.emergencies.running()
        assert [[entry.kind for entry in log.entries] for log in logs] == [
            [EventKind.FOUND, EventKind.AED_ON],
            [EventKind.CPR],
        ]


# --- leaving and coming back -----------------------------------------------------------------------


async def test_leaving_asks_once_whether_it_is_over(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await begun(pilot, app, "1", "escape")
        assert "Is it over?" in screen_text(app)
        await pilot.press("escape")
        assert on(app, EmergencyScreen)
        await pilot.press("escape", "3")
        assert events(services)[-1] == ("cpr", "")
        await pilot.press("escape", "1")
        assert not on(app, EmergencyScreen)
        assert app.notice == ""
        await pilot.press("f9")
        assert "Nothing is logged yet" in screen_text(app)


async def test_handed_over_is_over(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await begun(pilot, app, "1", "9", "escape")
        assert not on(app, EmergencyScreen)
        assert services.emergencies.running() == []


async def test_one_that_goes_on_is_seen_everywhere_and_offered_at_the_next_start(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await begun(pilot, app, "1", "escape", "2")
        assert "EMERGENCY of 20:00 (F9)" in screen_text(app)
    again = stage(open_records=lambda _: services, drafts=services.drafts)
    async with again.run_test(size=SIZE, notifications=True) as pilot:
        await wait_for(pilot, lambda: "Emergency of 20:00 goes on: F9" in screen_text(again), "the offer")
        await pilot.press("f9")
        assert "Found" in screen_text(again)
