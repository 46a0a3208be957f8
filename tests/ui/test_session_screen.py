"""A session by exception: few keys, proposals that are only stored once confirmed, and what goes wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.fakes import FixedClock
from tests.revision_makers import make_revision
from tests.ui.records import SIZES, settle, shown, typed
from tests.ui.stage import real_stage, screen_text
from tests.waiting import wait_for
from trainer_tui.bootstrap import Services
from trainer_tui.domain.exposure import exposure_of, levels_of
from trainer_tui.domain.vocabulary import Participation, SessionKind
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.dialogs.choose import ChooseDialog
from trainer_tui.ui.dialogs.reason import ReasonDialog
from trainer_tui.ui.events import RecordSession
from trainer_tui.ui.screens.capture import CaptureScreen
from trainer_tui.ui.screens.day_log import DayLogScreen
from trainer_tui.ui.screens.session import SessionScreen
from trainer_tui.ui.screens.today import TodayScreen

MOST = 10
"""Keys for a session beside one for each absentee."""


def of_sixty(folder: Path, clock: FixedClock | None = None) -> tuple[TrainerApp, Services]:
    """Return an app with a team of sixty, two not fully available, and one athlete of another team."""
    app, services = real_stage(folder, clock)
    for number in range(60):
        services.chart.add_athlete(
            {"jersey": str(number), "family": f"Player{number:02}", "team": "Football"}
        )
    services.chart.add_athlete({"jersey": "5", "family": "Zeno", "team": "Swim"})
    for jersey, availability in (("40", "out"), ("41", "limited")):
        who = {"jersey": jersey, "team": "Football"}
        services.availability.add_statuses(
            [{"athlete": who, "availability": availability, "decided_by": "Dr. Bell"}]
        )
    return app, services


def by_jersey(services: Services, session: Any) -> dict[str, Participation]:
    """Return the exceptions of a session by jersey."""
    return {services.chart.athlete(e.athlete).jersey: e.level for e in session.exceptions}


async def on_today(pilot: Any, app: TrainerApp) -> None:
    await settle(pilot, app)
    await pilot.press("f2")
    await shown(pilot, app, TodayScreen)


@pytest.mark.parametrize("size", SIZES)
async def test_a_session_of_sixty_needs_ten_keys_and_one_for_each_absentee(
    tmp_path: Path, size: tuple[int, int], capsys: pytest.CaptureFixture[str]
) -> None:
    app, services = of_sixty(tmp_path)
    absent = ["b", "m", "r", "Z", "C"]
    keys = ["s", "1", "2", *absent, "enter"]
    async with app.run_test(size=size) as pilot:
        await on_today(pilot, app)
        await pilot.press(*keys)
        await wait_for(pilot, lambda: services.sessions.listed(), "the session")
        (session,) = services.sessions.listed()
        assert (session.team, session.kind, len(session.roster)) == ("Football", SessionKind.PRACTICE, 60)
        levels = levels_of(session)
        assert levels[Participation.ABSENT_OTHER] == len(absent)
        assert (levels[Participation.ABSENT_HEALTH], levels[Participation.MODIFIED]) == (1, 1)
        assert exposure_of(session).athlete_exposures == 60 - len(absent) - 1
        assert isinstance(app.screen, TodayScreen)
    assert len(keys) <= MOST + len(absent)
    told = f"{len(keys) - len(absent)} keys and one for each of {len(absent)} absentees"
    with capsys.disabled():
        print(f"\nA session of 60 at {size[0]} columns: {told}")  # noqa: T201 - to be read


async def test_proposals_are_marked_and_stored_only_by_saving(tmp_path: Path) -> None:
    app, services = of_sixty(tmp_path)
    async with app.run_test(notifications=True) as pilot:
        await on_today(pilot, app)
        await pilot.press("s", "1", "2")
        screen = await shown(pilot, app, SessionScreen)
        lines = screen_text(app).splitlines()
        for jersey, words in (("40", "○ absent, health"), ("41", "◐ modified")):
            line = next(line for line in lines if f" {jersey} " in line)
            assert words in line
            assert "proposed" in line
        await pilot.press("escape")
        assert services.sessions.listed() == []
        await wait_for(pilot, lambda: "Not saved: the session" in screen_text(app), "where it is kept")
        await pilot.press("s")
        screen = await shown(pilot, app, SessionScreen)
        assert "This session was begun and not saved." in screen_text(app)
        await pilot.press("1", "2")
        assert "Enter goes on with what is kept" in screen_text(app)
        assert len(screen.draft.levels) == 2
        await pilot.press("enter")
        await wait_for(pilot, lambda: screen.roll is not None, "the roll")
        await pilot.press("4", "0", "4", "0")
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: services.sessions.listed(), "the session")
        assert by_jersey(services, services.sessions.listed()[0]) == {"41": Participation.MODIFIED}
        assert not app.backstage.drafts.names("form-session")
        assert not screen.is_current


async def test_the_digits_of_a_jersey_mark_whoever_wears_it(tmp_path: Path) -> None:
    app, services = of_sixty(tmp_path)
    async with app.run_test() as pilot:
        await on_today(pilot, app)
        await pilot.press("s", "1", "2", "2", "2")
        screen = await shown(pilot, app, SessionScreen)
        assert "22 Player22: absent, other reason" in screen_text(app)
        await pilot.press("2")
        assert "Jersey: 2" in screen_text(app)
        await pilot.press("ctrl+s")
        assert "enter takes it, esc forgets it" in screen_text(app)
        assert services.sessions.listed() == []
        await pilot.press("a")
        assert "enter takes it, esc forgets it" in screen_text(app)
        await pilot.press(
            "enter",
            "4",
            "backspace",
            "5",
            "escape",
            "tab",
            "3",
            "3",
            "tab",
            "3",
            "4",
            "tab",
            "3",
            "5",
            "ctrl+s",
        )
        await wait_for(pilot, lambda: services.sessions.listed(), "the session")
        found = by_jersey(services, services.sessions.listed()[0])
        assert {jersey: found[jersey].value for jersey in ("22", "2", "33", "34", "35")} == {
            "22": "absent_other",
            "2": "absent_other",
            "33": "absent_health",
            "34": "modified",
            "35": "dnp",
        }
        assert len(found) == 7
        assert screen.roll is not None


async def test_a_jersey_nobody_wears_is_said(tmp_path: Path) -> None:
    app, _ = of_sixty(tmp_path)
    async with app.run_test() as pilot:
        await on_today(pilot, app)
        await pilot.press("s", "2", "2", "9")
        assert "Nobody in this team wears 9." in screen_text(app)
        await pilot.press("5")
        assert "0 of 1 take part" in screen_text(app)


async def test_two_with_one_jersey_are_chosen_between(tmp_path: Path) -> None:
    app, services = of_sixty(tmp_path)
    twin = services.chart.add_athlete({"jersey": "22", "family": "Twin", "team": "Football"})
    async with app.run_test() as pilot:
        await on_today(pilot, app)
        await pilot.press("s", "1", "2", "2", "2")
        await shown(pilot, app, ChooseDialog)
        assert "Several wear 22" in screen_text(app)
        await pilot.press("2")
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: services.sessions.listed(), "the session")
        (session,) = services.sessions.listed()
        assert twin in {entry.athlete for entry in session.exceptions}
        assert len(session.exceptions) == 3


async def test_last_week_s_plan_is_offered_and_taken_by_one_key(tmp_path: Path) -> None:
    app, services = of_sixty(tmp_path)
    raw = {
        "team": "Football",
        "kind": "competition",
        "start": "2026-10-02T19:00:00-05:00",
        "planned_min": 150,
    }
    services.sessions.add([{**raw, "venue": "Main field", "surface": "natural_grass"}])
    async with app.run_test() as pilot:
        await on_today(pilot, app)
        await pilot.press("s", "1")
        assert "0  as on the last Friday: competition, 19:00, 150 min  Main field" in screen_text(app)
        await pilot.press("0", "a", "ctrl+s")
        await wait_for(pilot, lambda: len(services.sessions.listed()) == 2, "the session")
        session = services.sessions.listed()[0]
        assert (session.start, session.planned_min) == ("2026-10-09T19:00:00-05:00", 150)
        assert (session.venue, session.surface) == ("Main field", "natural_grass")
        assert Participation.DID_NOT_PLAY in by_jersey(services, session).values()


async def test_a_start_in_the_future_is_refused_where_it_is_typed_and_at_the_save(tmp_path: Path) -> None:
    clock = FixedClock()
    app, services = of_sixty(tmp_path, clock)
    async with app.run_test() as pilot:
        await on_today(pilot, app)
        await pilot.press("s", "1", "2", "down", "enter")
        await wait_for(pilot, lambda: "Such as 16:05" in screen_text(app), "the dialog")
        await pilot.press(*["backspace"] * 16)
        await typed(pilot, "23:30")
        await pilot.press("enter")
        assert "lies in the future" in screen_text(app)
        await pilot.press(*["backspace"] * 5)
        await typed(pilot, "late")
        await pilot.press("enter")
        assert "is not a time" in screen_text(app)
        await pilot.press(*["backspace"] * 5)
        await typed(pilot, "9:05")
        await pilot.press("enter")
        await wait_for(pilot, lambda: "2026-10-09 09:05" in screen_text(app), "the time")
        clock.set("2026-10-09T08:00:00-05:00")  # a clock that went back
        await pilot.press("ctrl+s")
        assert "lies in the future" in screen_text(app)
        assert services.sessions.listed() == []
        clock.set("2026-10-09T20:00:00-05:00")
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: services.sessions.listed(), "the session")
        assert services.sessions.listed()[0].start == "2026-10-09T09:05:00-05:00"


async def test_planned_minutes_and_those_of_one_athlete_have_limits(tmp_path: Path) -> None:
    app, services = of_sixty(tmp_path)
    async with app.run_test() as pilot:
        await on_today(pilot, app)
        await pilot.press("s", "1", "2", "down", "down", "enter", "backspace", "backspace")
        await typed(pilot, "601")
        await pilot.press("enter")
        assert "0 to 600" in screen_text(app)
        await pilot.press(*["backspace"] * 3)
        await typed(pilot, "60")
        await pilot.press("enter")
        screen = await shown(pilot, app, SessionScreen)
        assert "Planned  60 min" in screen_text(app)
        athlete = services.chart.resolve_athlete({"jersey": "3", "team": "Football"})[0] or ""
        screen.lines.move_to(athlete)
        await pilot.press("enter", "6")
        await typed(pilot, "121")
        await pilot.press("enter")
        assert "outside 0 to 120" in screen_text(app)
        await pilot.press(*["backspace"] * 3)
        await typed(pilot, "20")
        await pilot.press("enter", "ctrl+s")
        await wait_for(pilot, lambda: services.sessions.listed(), "the session")
        (session,) = services.sessions.listed()
        assert [(e.level, e.minutes) for e in session.exceptions if e.athlete == athlete] == [
            (Participation.FULL, 20)
        ]


async def test_a_second_one_of_a_day_is_said_to_be_one(tmp_path: Path) -> None:
    app, services = of_sixty(tmp_path)
    raw = {"team": "Football", "kind": "practice", "start": "2026-10-09T16:00:00-05:00", "planned_min": 90}
    services.sessions.add([raw])
    async with app.run_test() as pilot:
        await on_today(pilot, app)
        await pilot.press("s", "1", "2")
        assert "One that began at 16:00 is recorded already." in screen_text(app)


async def test_one_team_alone_is_not_asked_for_and_no_roster_is_said(tmp_path: Path) -> None:
    app, services = real_stage(tmp_path)
    async with app.run_test() as pilot:
        await on_today(pilot, app)
        await pilot.press("s")
        assert "Nobody is on the roster yet" in screen_text(app)
        await pilot.press("1", "escape")
        services.chart.add_athlete({"family": "Ortiz"})
        await pilot.press("s")
        await shown(pilot, app, SessionScreen)
        assert "athletes without a team: what is it?" in screen_text(app)
        await pilot.press("9")
        assert "There is no choice 9 here." in screen_text(app)
        await pilot.press("2", "ctrl+s")
        await wait_for(pilot, lambda: services.sessions.listed(), "the session")


@pytest.mark.parametrize("size", SIZES)
async def test_a_session_that_was_left_stands_on_today_and_goes_on(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    app, services = of_sixty(tmp_path)
    app.names.initials_only = True
    async with app.run_test(size=size) as pilot:
        await on_today(pilot, app)
        await pilot.press("s", "1", "2", "b", "escape")
        today = await shown(pilot, app, TodayScreen)
        await wait_for(pilot, lambda: "Due (1)  1 draft" in screen_text(app), "the line")
        assert "Football                 new session" in screen_text(app)
        today.board.move_to("draft:form-session-new:")
        await pilot.press("enter")
        await shown(pilot, app, SessionScreen)
        await pilot.press("enter")
        screen = await shown(pilot, app, SessionScreen)
        assert len(screen.draft.levels) == 3
        await pilot.press("ctrl+s")
        await shown(pilot, app, TodayScreen)
        assert "Due (" not in screen_text(app)
        (session,) = services.sessions.listed()
        services.drafts.save(f"form-session-{session.id}", screen.draft.to_json())
        app.records_changed()
        await wait_for(pilot, lambda: "changes of a session" in screen_text(app), "the line")
        today.board.move_to(f"draft:form-session-{session.id}:")
        await pilot.press("enter")
        assert (await shown(pilot, app, SessionScreen)).session == session.id


async def test_space_marks_and_goes_on_and_left_goes_back(tmp_path: Path) -> None:
    app, _ = of_sixty(tmp_path)
    async with app.run_test() as pilot:
        await on_today(pilot, app)
        await pilot.press("s", "2", "left", "1", "2")
        screen = await shown(pilot, app, SessionScreen)
        assert screen.roll is not None
        screen.lines.move_to(screen.roll.athletes[2].id)
        await pilot.press("space", "space")
        assert len(screen.draft.levels) == 4
        await pilot.press("left", "1")
        assert screen.draft.kind == "competition"
        assert len(screen.draft.levels) == 4
        await pilot.press("ctrl+r")
        assert screen.draft.team is None
        assert not app.backstage.drafts.names("form-session")


async def test_an_incident_is_recorded_in_the_middle_of_a_roll(tmp_path: Path) -> None:
    app, _ = of_sixty(tmp_path)
    async with app.run_test() as pilot:
        await on_today(pilot, app)
        await pilot.press("s", "1", "2", "b", "n")
        await shown(pilot, app, CaptureScreen)
        await pilot.press("escape")
        screen = await shown(pilot, app, SessionScreen)
        assert len(screen.draft.levels) == 3


async def test_a_recorded_one_is_changed_with_a_reason_and_voided(tmp_path: Path) -> None:
    app, services = of_sixty(tmp_path)
    raw = {"team": "Football", "kind": "practice", "start": "2026-10-09T16:00:00-05:00", "planned_min": 90}
    levels = [{"athlete": {"jersey": "3"}, "level": "dnp"}]
    (ident,) = services.sessions.add([{**raw, "exceptions": levels}])
    async with app.run_test() as pilot:
        await on_today(pilot, app)
        await pilot.press("Y")
        await shown(pilot, app, DayLogScreen)
        await pilot.press("enter")
        screen = await shown(pilot, app, SessionScreen)
        assert "proposed" not in screen_text(app)
        await pilot.press("4", "4", "ctrl+s")
        await shown(pilot, app, ReasonDialog)
        await typed(pilot, "called twice")
        await pilot.press("enter")
        await wait_for(pilot, lambda: len(services.store.history(ident)) == 2, "the change")
        assert set(by_jersey(services, services.sessions.session(ident))) == {"3", "44"}
        assert services.store.history(ident)[-1].reason == "called twice"
        assert not screen.is_current
        await shown(pilot, app, DayLogScreen)
        await pilot.press("g", "V")
        await typed(pilot, "twice")
        await pilot.press("enter")
        await wait_for(pilot, lambda: "× entered in error" in screen_text(app), "the mark")
        await pilot.press("enter")
        assert isinstance(app.screen, DayLogScreen)


async def test_what_two_laptops_say_is_shown_until_somebody_saves(tmp_path: Path) -> None:
    app, services = of_sixty(tmp_path)
    raw = {"team": "Football", "kind": "practice", "start": "2026-10-09T16:00:00-05:00", "planned_min": 90}
    (ident,) = services.sessions.add([raw])
    parent = services.store.history(ident)[0].id
    who = services.chart.resolve_athlete({"jersey": "7"})[0]
    for number, level in enumerate(("dnp", "modified"), start=1):
        change = {"exceptions": [{"athlete": who, "level": level, "minutes": None}]}
        revision = make_revision(
            f"other-{number}",
            change,
            parents=[parent],
            record=ident,
            kind="sessions",
            hlc=2**60 + number,
            device=f"laptop-{number}",
            reason="seen",
        )
        services.store.commit([revision])
    assert services.sessions.session(ident).view.conflicts
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, app)
        app.post_message(RecordSession(ident))
        await shown(pilot, app, SessionScreen)
        text = screen_text(app)
        assert "Two laptops differ in exceptions, A: 7 Player07: modified" in text
        assert "Two laptops differ in exceptions, B: 7 Player07: did not play" in text
        await pilot.press("ctrl+s")
        await typed(pilot, "asked")
        await pilot.press("enter")
        await wait_for(
            pilot, lambda: not services.sessions.session(ident).view.conflicts, "the conflict to be settled"
        )
