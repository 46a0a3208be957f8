"""The emergency screen: from anywhere, one key an event, no key elsewhere; what it shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from tests.fakes import FixedClock, MemoryVenues
from tests.ui.emergency_mode import EVERY_KEY, SIZE, begun, events, on
from tests.ui.records import SIZES, settle, shown, team, typed
from tests.ui.stage import emergency_kit, screen_text
from tests.waiting import wait_for
from trainer_tui.domain.emergencies import KEYS
from trainer_tui.domain.venues import Venue
from trainer_tui.domain.vocabulary import Tier
from trainer_tui.ui import theme
from trainer_tui.ui.dialogs.details import DetailsDialog
from trainer_tui.ui.dialogs.find import FindDialog
from trainer_tui.ui.dialogs.help import HelpDialog
from trainer_tui.ui.emergency.screen import EmergencyScreen
from trainer_tui.ui.screens.capture import CaptureScreen
from trainer_tui.ui.screens.reference import ReferenceScreen

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


def _ticks(screen: EmergencyScreen) -> bool:
    """Tell whether the clock runs on."""
    return screen._tick is not None and bool(screen._tick._active.is_set())
