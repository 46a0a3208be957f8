"""The board on Today: what a line shows at each size, and changing availability from it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.fakes import FixedClock
from tests.nasty import NASTY
from tests.team import CLEARED
from tests.ui.records import record, settle, shown, storable, team, typed
from tests.ui.stage import screen_text
from tests.waiting import wait_for
from trainer_tui.bootstrap import Services
from trainer_tui.domain.vocabulary import Availability
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.dialogs.choose import ChooseDialog
from trainer_tui.ui.dialogs.details import DetailsDialog
from trainer_tui.ui.screens.athlete import AthleteScreen
from trainer_tui.ui.screens.today import TodayScreen

BY_BELL = {"decided_by": "Dr. Bell"}


def say(services: Services, incident: str | None, availability: str, at: str, **fields: Any) -> None:
    """Record what Mara may do."""
    raw = {"athlete": {"jersey": "22"}, "incident": incident, "availability": availability, "at": at}
    services.availability.add_statuses([{**BY_BELL, **raw, **fields}])


def mara(services: Services) -> str:
    return services.chart.athletes()[0].id


async def on_board(pilot: Pilot[Any], app: TrainerApp, services: Services) -> TodayScreen:
    """Open Today with the cursor on Mara's line of the board."""
    await settle(pilot, app)
    await pilot.press("f2")
    screen = await shown(pilot, app, TodayScreen)
    await wait_for(pilot, lambda: f"athlete:{mara(services)}" in screen.board.keys, "the board")
    assert screen.board.move_to(f"athlete:{mara(services)}")
    await pilot.pause()
    return screen


def sentences(app: TrainerApp) -> str:
    """Return what is on the screen without frames and line ends."""
    return " ".join(re.sub("[│▌╭╮╰╯─]", " ", screen_text(app)).split())


def line_of(app: TrainerApp) -> str:
    """Return the line of the board on the screen, its columns parted by single spaces."""
    text = screen_text(app).partition("Out or limited")[2]
    return " ".join(next(line for line in text.splitlines() if "22 " in line).split())


async def test_at_80_columns_the_line_shows_status_who_since_days_and_the_restriction(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    say(services, incident, "limited", "2026-10-05", restrictions=["no sprints"])
    async with app.run_test(size=(80, 24)) as pilot:
        await on_board(pilot, app, services)
        assert line_of(app) == "▌ ◐ limited 22 Mara Ortiz 10-05 3 d no sprints"
        await pilot.press("f7")
        await wait_for(pilot, lambda: "22 M.O." in line_of(app), "initials")
        services.chart.follow_ups.add(incident, {"on": "2026-10-09", "text": "Look again"})
        app.records_changed()
        await wait_for(pilot, lambda: line_of(app).endswith("10-05 3 d follow-up in 4 h"), "what is next")


async def test_an_absence_of_an_earlier_year_shows_its_year(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    say(services, None, "out", "2025-12-30")
    async with app.run_test(size=(80, 24)) as pilot:
        await on_board(pilot, app, services)
        assert "2025-12-30 282 d" in line_of(app)


async def test_at_120_columns_the_board_shows_everything(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    more = {"restrictions": ["no sprints"], "reason": "Symptoms with full load", "expected": "2026-10-20"}
    say(services, incident, "limited", "2026-10-05", **more)
    services.chart.follow_ups.add(incident, {"on": "2026-10-09", "text": "Look again"})
    async with app.run_test(size=(120, 40)) as pilot:
        await on_board(pilot, app, services)
        assert line_of(app).startswith("▌ ◐ limited 22 Mara Ortiz since 2026-10-05 3 d lost Back Spasms")
        assert "follow-up in 4 h" in line_of(app)
        told = "no sprints · Symptoms with full load · expected 2026-10-20 · decided by Dr. Bell"
        assert told in screen_text(app)
        await pilot.resize_terminal(80, 24)
        await wait_for(pilot, lambda: "10-05      3 d" in screen_text(app), "the narrow board")
        assert "decided by" not in screen_text(app)
        services.drafts.save(f"form-amend-{incident}", {"values": {}})
        app.records_changed()
        await pilot.resize_terminal(120, 40)
        await wait_for(pilot, lambda: told in screen_text(app), "the wide board, with a draft about")


async def test_today_follows_every_change_of_the_record_at_once(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    say(services, record(services), "out", "2026-10-05")
    async with app.run_test(size=(80, 24)) as pilot:
        await on_board(pilot, app, services)
        await pilot.press("f4")
        await wait_for(pilot, lambda: app.current_mode == "incidents", "the incidents")
        say(services, None, "limited", "2026-10-09")
        await pilot.press("f2")
        await wait_for(pilot, lambda: line_of(app).startswith("▌ ◐ limited"), "the change")


async def test_nothing_is_expected_that_nobody_typed(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    say(services, record(services), "out", "2026-10-05")
    async with app.run_test(size=(120, 40)) as pilot:
        await on_board(pilot, app, services)
        assert "expected" not in screen_text(app)


async def test_two_digits_after_v_change_it_with_a_reason(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    say(services, incident, "out", "2026-10-05")
    async with app.run_test(size=(80, 24)) as pilot:
        await on_board(pilot, app, services)
        await pilot.press("v", "2", "3")
        await wait_for(pilot, lambda: line_of(app).startswith("▌ ◐ limited"), "the board")
    change = services.availability.changes(mara(services))[-1]
    assert (change.availability, change.incident, change.at) == ("limited", incident, "2026-10-09")
    assert (change.reason, change.decided_by) == ("Symptoms with full load", "Ada Trainer")


@pytest.mark.parametrize("keys", ["f4", "f5", "f5 enter"])
async def test_the_same_keys_change_it_on_the_lists_and_the_page_of_the_athlete(
    tmp_path: Path, keys: str
) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    say(services, incident, "out", "2026-10-05")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, app)
        await pilot.press(*keys.split(), "v", "2", "3")
        await wait_for(pilot, lambda: "◐ limited" in screen_text(app), "what holds now")
    change = services.availability.changes(mara(services))[-1]
    assert (change.availability, change.incident) == ("limited", incident)


async def test_the_list_of_incidents_says_that_a_guest_has_none(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    record(services, {"guest": "14 Riverside"})
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot, app)
        await pilot.press("f4", "v")
        await wait_for(pilot, lambda: "nobody on the roster" in sentences(app), "the sentence")


async def test_full_takes_the_line_off_the_board(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    say(services, record(services), "limited", "2026-10-05")
    async with app.run_test(size=(80, 24)) as pilot:
        await on_board(pilot, app, services)
        await pilot.press("v", "3", "1")
        await wait_for(pilot, lambda: "Nobody is recorded as out" in screen_text(app), "the empty board")
    assert services.availability.current(mara(services)) is Availability.FULL


async def test_an_absence_without_an_incident_is_changed_for_the_athlete(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    say(services, None, "out", "2026-10-05")
    async with app.run_test(size=(80, 24)) as pilot:
        await on_board(pilot, app, services)
        await pilot.press("v", "2", "1")
        await wait_for(pilot, lambda: line_of(app).startswith("▌ ◐ limited"), "the board")
    assert services.availability.changes(mara(services))[-1].incident is None


async def test_in_full_asks_for_day_restriction_and_range(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    say(services, record(services), "out", "2026-10-05")
    async with app.run_test(size=(80, 24)) as pilot:
        await on_board(pilot, app, services)
        await pilot.press("v", "2", "5")
        dialog = await shown(pilot, app, DetailsDialog)
        dialog.form.enter("expected")
        await typed(pilot, "2026-10-27 to 2026-10-20")
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: "nds on 2026-10-20 before" in screen_text(app), "the refusal")
        assert services.availability.current(mara(services)) is Availability.OUT
        dialog.form.fields["expected"].line.value = "two weeks, says Dr. Bell"
        await pilot.press("ctrl+s")
        await shown(pilot, app, TodayScreen)
    assert services.availability.changes(mara(services))[-1].expected == "two weeks, says Dr. Bell"


async def test_a_hold_is_not_ended_with_two_digits(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    record(services, findings={"saddle_numbness": True})
    async with app.run_test(size=(80, 24)) as pilot:
        await on_board(pilot, app, services)
        await pilot.press("v", "3")
        dialog = await shown(pilot, app, DetailsDialog)
        assert "Held until a named clinician clears" in screen_text(app)
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: "Is needed: red-flag rule" in screen_text(app), "the refusal")
        given = {"at": "2026-10-09", "decided_by": "Ada Trainer", "clinician": "Dr. Bell", "credential": "MD"}
        cleared = {"cleared_on": "2026-10-09", "paper": "red folder", "seen_original": "no"}
        dialog.form.fill({**given, **cleared})
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: "Nobody is recorded as out" in screen_text(app), "the empty board")
    change = services.availability.changes(mara(services))[-1]
    assert change.cleared_by == "Dr. Bell, MD, 2026-10-09; paper: red folder"


@pytest.mark.parametrize(("days", "said"), [(0, True), (3, False)])
async def test_a_hold_of_one_day_is_named_by_its_day_and_no_longer_than_it(
    tmp_path: Path, days: int, said: bool
) -> None:
    clock = FixedClock()
    app, services = team(tmp_path, clock=clock)
    record(services, findings={"tooth_out": True})
    clock.move(days=days)
    async with app.run_test(size=(120, 60)) as pilot:
        await on_board(pilot, app, services)
        await pilot.press("v")
        await shown(pilot, app, ChooseDialog)
        assert ("Held, no return on 2026-10-09: red-flag rule" in sentences(app)) is said
        await pilot.press("escape", "f4", "enter")
        await wait_for(pilot, lambda: "no return on 2026-10-09 · by" in sentences(app), "the page")


async def test_a_hold_that_was_ended_is_not_said_to_go_on(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services, findings={"saddle_numbness": True})
    say(services, incident, "full", "2026-10-09", decided_by="Dr. Ada Bell", clearance=CLEARED)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, app)
        await pilot.press("f4", "v")
        await shown(pilot, app, ChooseDialog)
        assert "Held" not in screen_text(app)


async def test_what_stands_against_a_change_is_said_before_the_reason_and_after_it(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    say(services, record(services, condition="concussion"), "out", "2026-10-05")
    ankle = record(services, condition="lateral-ankle-sprain")
    say(services, ankle, "limited", "2026-10-05")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        screen = await on_board(pilot, app, services)
        screen.board.move_to(f"incident:{ankle}:open")
        await pilot.press("v", "3")
        await wait_for(pilot, lambda: "▲ Still out since 2026-10-05" in sentences(app), "the sentence")
        await pilot.press("1")
        await wait_for(pilot, lambda: "All in all still ○ out" in sentences(app), "what holds")
    assert services.availability.current(mara(services)) is Availability.OUT


async def test_a_form_says_what_stands_against_it_once_and_takes_it_the_second_time(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    say(services, record(services), "limited", "2026-10-08")
    async with app.run_test(size=(80, 24)) as pilot:
        await on_board(pilot, app, services)
        await pilot.press("v", "1", "5")
        dialog = await shown(pilot, app, DetailsDialog)
        dialog.form.fields["at"].line.value = "2026-10-02"
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: "The last change is of 2026-10-08" in screen_text(app), "the sentence")
        assert len(services.availability.changes(mara(services))) == 1
        await pilot.press("ctrl+s")
        await shown(pilot, app, TodayScreen)
    assert services.availability.current(mara(services)) is Availability.LIMITED
    assert len(services.availability.changes(mara(services))) == 2


async def test_a_line_about_a_guest_has_no_availability(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    guest = record(services, {"guest": "14 Riverside"})
    say(services, None, "out", "2026-10-05")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        screen = await on_board(pilot, app, services)
        screen.board.move_to(f"incident:{guest}:open")
        await pilot.press("v")
        await wait_for(pilot, lambda: "about nobody on the roster" in sentences(app), "the sentence")
        assert app.screen is screen


async def test_what_holds_now_is_marked_with_no_sign_of_another_status(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    say(services, None, "out", "2026-10-05")
    async with app.run_test(size=(80, 24)) as pilot:
        await on_board(pilot, app, services)
        await pilot.press("v")
        await shown(pilot, app, ChooseDialog)
        text = screen_text(app)
        assert "1 ✓ ○ out" in text
        assert text.count("●") == text.count("● full")


async def test_enter_on_the_line_opens_the_athlete(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    say(services, None, "out", "2026-10-05")
    async with app.run_test(size=(80, 24)) as pilot:
        await on_board(pilot, app, services)
        await pilot.press("enter")
        await shown(pilot, app, AthleteScreen)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_any_text_on_the_board_is_shown_and_breaks_nothing(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    for text in NASTY.values():
        if storable(text):
            more = {"restrictions": [text], "reason": text, "expected": text, "decided_by": text}
            say(services, incident, "limited", "2026-10-05", **more)
    async with app.run_test(size=size) as pilot:
        await on_board(pilot, app, services)
        await pilot.press("v")
        await shown(pilot, app, ChooseDialog)
        assert "\x1b" not in screen_text(app)
