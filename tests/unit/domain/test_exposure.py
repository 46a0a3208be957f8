"""Exposure: who took part counts once a session, hours follow the minutes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from trainer_tui.domain.exposure import Exposure, exposure_of, group_of, levels_of, season_of, totals
from trainer_tui.domain.records import SESSIONS
from trainer_tui.domain.revisions import View
from trainer_tui.domain.sessions import Session, session_from
from trainer_tui.domain.vocabulary import Participation, SessionKind, State


def held(
    exceptions: list[tuple[str, str, int | None]] | None = None, *, void: bool = False, **fields: Any
) -> Session:
    """Return a session of a, b, c and d."""
    known = {
        "team": "Varsity",
        "kind": "practice",
        "start": "2026-10-09T16:00:00-05:00",
        "planned_min": 90,
        "roster": ["a", "b", "c", "d"],
        "exceptions": [
            {"athlete": who, "level": level, "minutes": minutes} for who, level, minutes in exceptions or ()
        ],
        **fields,
    }
    return session_from(View("s", SESSIONS, known, state=State.ENTERED_IN_ERROR if void else State.FINAL))


def test_everybody_takes_part_in_full_unless_somebody_says_otherwise() -> None:
    assert exposure_of(held()) == Exposure(1, 4, 360)


@pytest.mark.parametrize(
    ("level", "taking_part"),
    [("full", 4), ("modified", 4), ("absent_health", 3), ("absent_other", 3), ("dnp", 3)],
)
def test_an_athlete_exposure_is_taking_part_however_long(level: str, taking_part: int) -> None:
    found = exposure_of(held([("a", level, None)], kind="competition"))
    assert (found.athlete_exposures, found.minutes) == (taking_part, 90 * taking_part)


def test_minutes_take_the_place_of_the_planned_ones() -> None:
    found = exposure_of(held([("a", "full", 10), ("b", "modified", 0), ("c", "full", 120)]))
    assert (found.athlete_exposures, found.minutes) == (4, 10 + 0 + 120 + 90)
    assert exposure_of(held(planned_min=0)).hours == 0


def test_an_exception_for_somebody_outside_the_roster_counts_once() -> None:
    """Two laptops that changed roster and exceptions apart from each other can leave one."""
    session = held([("e", "full", 30), ("a", "absent_other", None)])
    assert exposure_of(session) == Exposure(1, 4, 30 + 270)
    assert sum(levels_of(session).values()) == 5


def test_totals_are_told_apart_by_season_team_and_kind_without_errors() -> None:
    sessions = [
        held(),
        held(kind="competition"),
        held(start="2026-06-30T16:00:00-05:00"),
        held(team="JV"),
        held(void=True),
        held([("a", "absent_health", None)]),
    ]
    found = totals(sessions, group_of)
    assert {(g.season, g.team, g.kind): e.athlete_exposures for g, e in found.items()} == {
        ("2026/27", "Varsity", SessionKind.PRACTICE): 7,
        ("2026/27", "Varsity", SessionKind.COMPETITION): 4,
        ("2025/26", "Varsity", SessionKind.PRACTICE): 4,
        ("2026/27", "JV", SessionKind.PRACTICE): 4,
    }
    assert sum(exposure.sessions for exposure in found.values()) == 5


@pytest.mark.parametrize(
    ("day", "season"), [("2026-06-30", "2025/26"), ("2026-07-01", "2026/27"), ("1999-12-31", "1999/00")]
)
def test_a_season_begins_in_july(day: str, season: str) -> None:
    assert season_of(date.fromisoformat(day)) == season


def test_levels_are_counted() -> None:
    levels = levels_of(held([("a", "modified", None), ("b", "dnp", None)]))
    assert levels == {Participation.FULL: 2, Participation.MODIFIED: 1, Participation.DID_NOT_PLAY: 1}
