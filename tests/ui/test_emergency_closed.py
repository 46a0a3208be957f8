"""The emergency screen before a lock, and before the records are open: nothing is lost or given away."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import Any

import pytest
from textual.widgets import Input

from tests.fakes import MemoryPending, MemoryVenues
from tests.ui.emergency_mode import SIZE, begun, on
from tests.ui.records import settle, shown, team, typed
from tests.ui.stage import emergency_kit, no_records, screen_text, stage
from tests.ui.vault import PASSPHRASE, Vault
from tests.waiting import wait_for
from trainer_tui.domain.credentials import Credentials
from trainer_tui.domain.emergencies import LOCKED_LAPTOP
from trainer_tui.domain.records import BREAK_GLASS, EMERGENCY_EVENTS
from trainer_tui.ui.dialogs.details import DetailsDialog
from trainer_tui.ui.dialogs.find import FindDialog
from trainer_tui.ui.dialogs.first_start import FirstStartDialog
from trainer_tui.ui.dialogs.lock import LockDialog
from trainer_tui.ui.dialogs.unlock import UnlockDialog
from trainer_tui.ui.emergency.screen import EmergencyScreen
from trainer_tui.ui.screens.problem import ProblemScreen
from trainer_tui.ui.screens.reference import ReferenceScreen

# --- before a locked screen ------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["f9", "exclamation_mark"])
async def test_it_opens_before_a_lock_and_leaving_returns_to_it(tmp_path: Path, key: str) -> None:
    app, services = team(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot, app)
        await pilot.press("f5", "ctrl+l", key)
        assert on(app, EmergencyScreen)
        await pilot.press("1", "f2", "f4", "ctrl+p", "l", "n", "tab")
        assert on(app, EmergencyScreen)
        assert "Ortiz" not in screen_text(app)
        await pilot.press("escape", "1")
        assert on(app, LockDialog)
        assert "Ortiz" not in screen_text(app)
        [event] = services.store.all(EMERGENCY_EVENTS)
        assert event.created_by == LOCKED_LAPTOP


async def test_breaking_the_glass_shows_one_athlete_and_is_logged(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    services.chart.add_athlete({"jersey": "7", "family": "Lindqvist", "team": "Varsity"})
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot, app)
        await pilot.press("ctrl+l", "f9", "j", "8", "backspace", "2", "2", "enter")
        text = screen_text(app)
        assert "22 Mara Ortiz" in text
        assert "asthma" in text
        assert "Lindqvist" not in text
        [entry] = services.store.all(BREAK_GLASS)
        assert entry.created_by == LOCKED_LAPTOP
        assert len(services.chart.records.disclosures) == 1
        await pilot.press("1", "escape", "2", "f9")
        assert "Ortiz" not in screen_text(app)
        assert "somebody of the roster (locked)" in screen_text(app)


async def test_a_jersey_of_two_teams_asks_for_the_team_and_of_nobody_says_so(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    services.chart.add_athlete({"jersey": "22", "family": "Lindqvist", "team": "Junior"})
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot, app)
        await pilot.press("ctrl+l", "f9", "j", "5", "enter")
        assert "Nobody on the roster wears “5”" in screen_text(app)
        await pilot.press("j", "2", "2", "enter")
        assert "1 Junior  2 Varsity" in screen_text(app)
        assert "Ortiz" not in screen_text(app)
        assert services.store.all(BREAK_GLASS) == []
        await pilot.press("2")
        assert "Mara Ortiz" in screen_text(app)


async def test_a_locked_sealed_screen_types_the_mark_and_opens_with_f9() -> None:
    vault = Vault()
    app = vault.app(credentials=Credentials(passphrase=PASSPHRASE), emergency=emergency_kit)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot, app)
        await pilot.press("ctrl+l", "exclamation_mark")
        assert on(app, LockDialog)
        await pilot.press("f9", "1", "escape", "1")
        assert on(app, LockDialog)
        assert app.screen.query_one(Input).value == "!"


async def test_ctrl_l_leaves_it_and_blanks_the_screen(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await begun(pilot, app, "1", "ctrl+l")
        assert on(app, LockDialog)
        assert len(services.emergencies.running()) == 1
        await pilot.press("f9", "ctrl+l")
        assert on(app, LockDialog)
        assert sum(isinstance(screen, LockDialog) for screen in app.screen_stack) == 1


async def test_a_lock_over_the_emergency_is_not_taken_off_by_f9(tmp_path: Path) -> None:
    app, _ = team(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await begun(pilot, app, "1", "j")
        await shown(pilot, app, FindDialog)
        await pilot.press("2", "2", "enter")
        app.action_lock()
        await shown(pilot, app, LockDialog)
        await pilot.press("f9")
        assert on(app, EmergencyScreen)
        assert "Ortiz" not in screen_text(app)
        await pilot.press("2", "escape", "2")
        assert on(app, LockDialog)
        await pilot.press("enter")
        assert on(app, EmergencyScreen)
        assert "EMS called" in screen_text(app)
        await pilot.press("f2", "escape", "1")
        assert on(app, ReferenceScreen)


# --- before the records are open -------------------------------------------------------------------


async def test_while_the_records_are_being_opened_events_wait_and_then_are_recorded() -> None:
    vault, kit = Vault(""), emergency_kit()
    vault.go_on.clear()
    app = vault.app(emergency=lambda: kit)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("f9", "1", "2")
        assert "2 events not in the record yet" in screen_text(app)
        vault.go_on.set()
        await wait_for(pilot, lambda: app.records_open, "the records")
        await wait_for(pilot, lambda: "not in the record yet" not in screen_text(app), "the events")
        assert on(app, EmergencyScreen)
        assert len(vault.team.store.all(EMERGENCY_EVENTS)) == 2
        await pilot.press("3", "escape", "1")
        assert len(vault.team.chart.incidents()) == 1


async def test_a_passphrase_that_is_asked_for_meanwhile_waits_for_the_emergency() -> None:
    vault, kit = Vault(), emergency_kit()
    vault.go_on.clear()
    app = vault.app(emergency=lambda: kit)
    async with app.run_test(size=SIZE) as pilot:
        await wait_for(pilot, lambda: vault.tried, "the opening")
        await pilot.press("f9", "1")
        vault.go_on.set()
        await wait_for(pilot, lambda: app.opening.locked, "the refusal")
        assert on(app, EmergencyScreen)
        await pilot.press("2", "escape", "2", *"typed")
        await shown(pilot, app, UnlockDialog)
        await wait_for(pilot, lambda: app.screen.query_one(Input).value == "typed", "the letters")
        assert [e["kind"] for e in _only(kit.pending)["entries"]] == ["found", "ems_called"]


async def test_over_the_question_for_the_passphrase_letters_before_stay_letters() -> None:
    vault, kit = Vault(), emergency_kit()
    app = vault.app(emergency=lambda: kit)
    async with app.run_test(size=SIZE) as pilot:
        await shown(pilot, app, UnlockDialog)
        await pilot.press(*PASSPHRASE[:4].strip(), "exclamation_mark", "f9", "1", "j", "escape", "2")
        assert on(app, UnlockDialog)
        assert app.screen.query_one(Input).value == f"{PASSPHRASE[:4].strip()}!"
        assert len(_only(kit.pending)["entries"]) == 1
        for _ in range(5):
            await pilot.press("backspace")
        await typed(pilot, PASSPHRASE)
        await pilot.press("enter")
        await wait_for(pilot, lambda: app.records_open, "the records")
        assert len(vault.team.store.all(EMERGENCY_EVENTS)) == 1
        assert kit.pending.load() == []


async def test_while_the_passphrase_is_tried_f9_waits_for_nothing() -> None:
    vault, kit = Vault(), emergency_kit()
    app = vault.app(emergency=lambda: kit)
    async with app.run_test(size=SIZE) as pilot:
        await shown(pilot, app, UnlockDialog)
        vault.go_on = Event()
        await typed(pilot, PASSPHRASE)
        await pilot.press("enter")
        await wait_for(pilot, lambda: len(vault.tried) == 2, "the try")
        await pilot.press("5", "f9", "1")
        assert on(app, EmergencyScreen)
        assert [entry["kind"] for entry in _only(kit.pending)["entries"]] == ["found"]
        vault.go_on.set()
        await wait_for(pilot, lambda: app.records_open, "the records")
        await pilot.press("escape", "1")
        await wait_for(pilot, lambda: on(app, ReferenceScreen), "the reference")
        assert len(vault.team.store.all(EMERGENCY_EVENTS)) == 1


async def test_records_that_cannot_be_opened_leave_the_emergency_whole() -> None:
    kit = emergency_kit()
    app = stage(open_records=no_records, emergency=lambda: kit)
    async with app.run_test(size=SIZE) as pilot:
        await shown(pilot, app, ProblemScreen)
        await pilot.press("exclamation_mark", "1", "j")
        assert "names, alerts and contacts cannot be read" in " ".join(screen_text(app).split())
        assert "Gym door" in screen_text(app)
        await pilot.press("x")
        assert "HAND-OVER" in screen_text(app)
        await pilot.press("escape", "escape", "1")
        assert on(app, ProblemScreen)
        assert _only(kit.pending)["left"] is True


async def test_a_failure_while_it_is_open_is_explained_afterwards() -> None:
    go_on = Event()

    def slow(credentials: Credentials) -> Any:
        go_on.wait(10)
        return no_records(credentials)

    app = stage(open_records=slow)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("f9", "1")
        go_on.set()
        await wait_for(pilot, lambda: not app.opening.under_way, "the failure")
        assert on(app, EmergencyScreen)
        await pilot.press("escape", "2")
        await shown(pilot, app, ProblemScreen)


async def test_the_welcome_page_writes_a_plan_and_stays(tmp_path: Path) -> None:
    kit = emergency_kit(venues=MemoryVenues())
    app, _ = team(tmp_path, emergency=lambda: kit, first_start=True)
    async with app.run_test(size=SIZE) as pilot:
        await shown(pilot, app, FirstStartDialog)
        await pilot.press("v")
        await shown(pilot, app, DetailsDialog)
        await typed(pilot, "Pool")
        await pilot.press("ctrl+s")
        assert on(app, FirstStartDialog)
        assert [venue.name for venue in kit.venues.load().venues] == ["Pool"]


def _only(pending: object) -> dict[str, Any]:
    assert isinstance(pending, MemoryPending)
    [log] = pending.logs.values()
    return log
