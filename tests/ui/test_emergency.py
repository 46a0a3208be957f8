"""The emergency screen: from anywhere, one key an event, no key elsewhere, the record closed while locked."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from tests.fakes import FixedClock, MemoryPending, MemoryVenues
from tests.ui.records import SIZES, record, settle, shown, team, typed
from tests.ui.stage import emergency_kit, no_records, screen_text, stage
from tests.ui.vault import PASSPHRASE, Vault
from tests.waiting import wait_for
from trainer_tui.bootstrap import Services
from trainer_tui.domain.credentials import Credentials
from trainer_tui.domain.emergencies import KEYS, LOCKED_LAPTOP, EventKind
from trainer_tui.domain.records import BREAK_GLASS, EMERGENCY_EVENTS
from trainer_tui.domain.venues import Venue
from trainer_tui.domain.vocabulary import Tier
from trainer_tui.ui import theme
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.dialogs.details import DetailsDialog
from trainer_tui.ui.dialogs.find import FindDialog
from trainer_tui.ui.dialogs.first_start import FirstStartDialog
from trainer_tui.ui.dialogs.help import HelpDialog
from trainer_tui.ui.dialogs.lock import LockDialog
from trainer_tui.ui.dialogs.unlock import UnlockDialog
from trainer_tui.ui.emergency.screen import EmergencyScreen
from trainer_tui.ui.screens.capture import CaptureScreen
from trainer_tui.ui.screens.incident import IncidentScreen
from trainer_tui.ui.screens.problem import ProblemScreen
from trainer_tui.ui.screens.reference import ReferenceScreen
from trainer_tui.ui.widgets.lines import Lines

SIZE = (80, 24)
EVERY_KEY = [each.key for each in KEYS]


def events(services: Services, *, void: bool = False) -> list[tuple[str, str]]:
    """Return the events of the record with their details, in the order they were made."""
    views = [view for view in services.store.all(EMERGENCY_EVENTS) if view.voided == void]
    return [(view["kind"], view["detail"]) for view in views]


def on(app: TrainerApp, kind: type[Screen[Any]]) -> bool:
    """Tell whether a screen of a kind is on top."""
    return isinstance(app.screen, kind)


async def begun(pilot: Pilot[Any], app: TrainerApp, *keys: str) -> None:
    """Open the emergency screen over open records and press keys."""
    await settle(pilot, app)
    await pilot.press("f9")
    assert on(app, EmergencyScreen)
    await pilot.press(*keys)


# --- getting there ---------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["f9", "exclamation_mark"])
@pytest.mark.parametrize("mode", ["f2", "f3", "f4", "f5", "f6"])
async def test_from_every_mode(tmp_path: Path, mode: str, key: str) -> None:
    app, _ = team(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot, app)
        await pilot.press(mode, key)
        assert on(app, EmergencyScreen)
        await pilot.press("escape")
        assert not on(app, EmergencyScreen)
        assert app.current_mode == {"f2": "today", "f3": "reference"}.get(mode, app.current_mode)


async def test_the_mark_is_typed_into_a_field_and_f9_opens_from_there(tmp_path: Path) -> None:
    app, _ = team(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot, app)
        await pilot.press("slash", "exclamation_mark")
        assert on(app, ReferenceScreen)
        assert isinstance(app.focused, Input)
        assert app.focused.value == "!"
        await pilot.press("f9", "1")
        assert on(app, EmergencyScreen)
        await pilot.press("escape", "2")
        assert isinstance(app.focused, Input)
        assert app.focused.value == "!"


async def test_the_mark_opens_it_where_a_name_is_looked_for_and_is_typed_into_the_words_for_a_guest(
    tmp_path: Path,
) -> None:
    app, _ = team(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot, app)
        await pilot.press("n", "exclamation_mark")
        assert on(app, EmergencyScreen)
        await pilot.press("escape", "enter", "2", "exclamation_mark")
        assert on(app, CaptureScreen)
        assert "Guest, jersey and team: !" in screen_text(app)


async def test_over_a_dialog_and_back_to_it(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot, app)
        await pilot.press("question_mark")
        await shown(pilot, app, HelpDialog)
        await pilot.press("f9", "1", "escape", "2")
        assert on(app, HelpDialog)
        assert events(services) == [("found", "")]


async def test_from_a_dialog_of_its_own_f9_comes_back(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await begun(pilot, app, "j")
        await shown(pilot, app, FindDialog)
        await pilot.press("2", "f9")
        assert on(app, EmergencyScreen)
        await pilot.press("2")
        assert events(services) == [("ems_called", "")]


async def test_a_second_time_it_is_the_same_screen(tmp_path: Path) -> None:
    app, _ = team(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await begun(pilot, app, "f9", "exclamation_mark")
        assert sum(isinstance(screen, EmergencyScreen) for screen in app.screen_stack) == 1


async def test_modes_and_palette_stay_away_while_it_is_open(tmp_path: Path) -> None:
    app, _ = team(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await begun(pilot, app, "f2", "f4", "ctrl+p", "question_mark")
        assert on(app, EmergencyScreen)


# --- events ----------------------------------------------------------------------------------------


async def test_every_key_logs_its_event_and_capitals_do_too(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        for key in EVERY_KEY:
            await begun(pilot, app, key, "enter") if key == "1" else await pilot.press(key, "enter")
        assert [kind for kind, _ in events(services)] == [each.kind.value for each in KEYS]
        await pilot.press("G")
        assert events(services)[-1] == ("glucose", "")


async def test_a_burst_and_the_key_that_leaves_lose_nothing(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot, app)
        await pilot.press("f9", "1", "2", "3", "4", "5", "5", "escape", "2", "f4")
        assert len(events(services)) == 6
        assert app.current_mode == "incidents"
        assert services.chart.incidents()[0].incident.tier is Tier.EMS_NOW


async def test_a_temperature_takes_three_digits_and_the_next_digit_is_an_event(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await begun(pilot, app, "7")
        assert "Rectal temperature in °C" in screen_text(app)
        await pilot.press("4", "0", "backspace", "1", "2", "3")
        assert events(services) == [("temp_rectal", "41.2"), ("cpr", "")]
        assert "Cool first, transport second." in screen_text(app)


async def test_a_number_can_be_left_out_and_another_key_does_not_wait_for_it(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await begun(pilot, app, "7", "enter", "7", "escape")
        assert "Is it over?" not in screen_text(app)
        await pilot.press("7", "4", "e", "i", "9", "9", "9", "9")
        kinds = [kind for kind, _ in events(services)]
        assert kinds == ["temp_rectal", "temp_rectal", "temp_rectal", "epinephrine", "oral_intake"]
        assert {detail for _, detail in events(services)} == {""}
        assert "no time of day" in screen_text(app)


async def test_an_unknown_key_is_refused_in_words(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await begun(pilot, app, "k")
        assert "No event has the key k: nothing was logged." in screen_text(app)
        assert events(services) == []


async def test_undo_leaves_the_event_readable(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await begun(pilot, app, "1", "5", "u")
        assert (events(services), events(services, void=True)) == ([("found", "")], [("shock", "")])
        assert "× entered in error: Shock" in screen_text(app)
        await pilot.press("u", "u")
        assert "nothing to take back" in screen_text(app)


async def test_the_clock_ticks_only_while_the_screen_is_seen(tmp_path: Path) -> None:
    clock = FixedClock()
    app, _ = team(tmp_path, clock=clock)
    async with app.run_test(size=SIZE) as pilot:
        await begun(pilot, app, "1")
        screen = await shown(pilot, app, EmergencyScreen)
        assert _ticks(screen)
        clock.move(minutes=61, seconds=5)
        await wait_for(pilot, lambda: "1:01:05" in screen_text(app), "the clock")
        await pilot.press("j")
        await shown(pilot, app, FindDialog)
        assert not _ticks(screen)
        await pilot.press("escape")
        assert _ticks(screen)
        await pilot.press("escape", "2")
        assert not screen.is_running


# --- what is shown ---------------------------------------------------------------------------------


@pytest.mark.parametrize("look", theme.NAMES)
@pytest.mark.parametrize("size", SIZES)
async def test_card_clock_keys_and_log_are_whole(tmp_path: Path, size: tuple[int, int], look: str) -> None:
    kit = emergency_kit()
    app, _ = team(tmp_path, emergency=lambda: kit, theme=look)
    async with app.run_test(size=size) as pilot:
        await begun(pilot, app, "6", "7", "4", "0", "5", "j")
        await shown(pilot, app, FindDialog)
        await pilot.press("2", "2", "enter")
        text = screen_text(app)
        for words in (
            "EMERGENCY  0:00:00  22 Mara Ortiz",
            "Call 911",
            "Gym door",
            "North gate",
            "Coach calls",
        ):
            assert words in text
        for words in (
            "asthma",
            "Cool first, transport second. [B96",
            "Head or neck hit",
            "Rectal temperature 40.5 °C",
        ):
            assert words in text
        for each in KEYS:
            assert f"{each.key}✓{each.words}" in text or f"{each.key} {each.words}" in text
        assert "esc leave" in text


async def test_without_a_plan_the_card_says_what_is_missing_and_f_fills_it(tmp_path: Path) -> None:
    kit = emergency_kit(venues=MemoryVenues())
    app, services = team(tmp_path, emergency=lambda: kit)
    async with app.run_test(size=SIZE) as pilot:
        await begun(pilot, app)
        assert "No venue's emergency plan is written down yet" in screen_text(app)
        assert "dial the local emergency number" in screen_text(app)
        await pilot.press("f")
        await shown(pilot, app, DetailsDialog)
        await typed(pilot, "Pool")
        await pilot.press("ctrl+s")
        assert on(app, EmergencyScreen)
        assert "Pool" in screen_text(app)
        assert screen_text(app).count("not written down yet") == 5
        assert events(services) == []


async def test_a_plan_is_changed_and_another_written_and_v_goes_round(tmp_path: Path) -> None:
    app, _ = team(tmp_path, emergency=emergency_kit)
    async with app.run_test(size=SIZE) as pilot:
        await begun(pilot, app, "f", "2")
        await shown(pilot, app, DetailsDialog)
        await typed(pilot, "Home field")
        await pilot.press("ctrl+s")
        assert "already" in screen_text(app)
        await typed(pilot, "2")
        await pilot.press("ctrl+s")
        assert "Home field2  v: the next of 2 venues" in screen_text(app)
        await pilot.press("v")
        assert "Gym door" in screen_text(app)


async def test_a_damaged_file_of_venues_is_a_sentence_on_the_card(tmp_path: Path) -> None:
    (tmp_path / "venues.toml").write_text("x = [")
    app, _ = team(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await begun(pilot, app)
        assert "The plans in" in screen_text(app)
        assert "Correct that file, or write a plan anew." in " ".join(screen_text(app).split())


async def test_markup_in_a_plan_and_a_name_is_shown_as_typed(tmp_path: Path) -> None:
    kit = emergency_kit(venues=MemoryVenues(Venue("[R] field [/b]", aed="[red]door")))
    app, services = team(tmp_path, emergency=lambda: kit)
    services.chart.add_athlete({"jersey": "9", "family": "[/b] Otto", "alerts": "allergy: [R]"})
    async with app.run_test(size=SIZE) as pilot:
        await begun(pilot, app, "1", "j")
        await shown(pilot, app, FindDialog)
        await pilot.press("9", "enter")
        for words in ("[R] field [/b]", "[red]door", "9 [/b] Otto", "[R]"):
            assert words in screen_text(app)
        await pilot.press("x")
        assert "[/b] Otto" in screen_text(app)


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


def _ticks(screen: EmergencyScreen) -> bool:
    """Tell whether the clock runs on."""
    return screen._tick is not None and bool(screen._tick._active.is_set())


def _only(pending: object) -> dict[str, Any]:
    assert isinstance(pending, MemoryPending)
    [log] = pending.logs.values()
    return log
