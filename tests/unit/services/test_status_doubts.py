"""A change of availability that stands against an earlier one is said in a sentence, with what to do."""

from __future__ import annotations

from datetime import date

import pytest

from tests.team import MARA, Team
from trainer_tui.domain.emergencies import EMERGENCY_MODE
from trainer_tui.domain.vocabulary import Availability

OUT, LIMITED, FULL = Availability.OUT, Availability.LIMITED, Availability.FULL
RED = {"findings": {"saddle_numbness": True}}


@pytest.fixture
def team() -> Team:
    return Team()


@pytest.fixture
def mara(team: Team) -> str:
    return team.athlete(**MARA)


def test_nothing_is_said_where_nothing_stands_against_it(team: Team, mara: str) -> None:
    ankle = team.incident(condition="lateral-ankle-sprain")
    assert team.board.doubts(mara, ankle, FULL) == []
    team.status(mara, "2026-10-09", "out", ankle)
    assert team.board.doubts(mara, ankle, FULL) == []
    assert team.board.doubts(mara, None, OUT) == []


def test_full_for_one_incident_while_another_keeps_the_athlete_out(team: Team, mara: str) -> None:
    head, ankle = team.incident(condition="concussion"), team.incident(condition="lateral-ankle-sprain")
    team.status(mara, "2026-10-09", "out", head)
    team.status(mara, "2026-10-09", "limited", ankle)

    [sentence] = team.board.doubts(mara, ankle, FULL)
    assert sentence == (
        "Still out since 2026-10-09 for Concussion of 2026-10-09: "
        "the athlete stays out until that is changed as well."
    )
    assert team.board.doubts(mara, ankle, OUT) == []
    team.status(mara, "2026-10-09", "full", ankle)
    assert team.board.current(mara) is OUT


def test_a_change_for_the_athlete_ends_what_was_said_for_incidents(team: Team, mara: str) -> None:
    team.status(mara, "2026-10-09", "out", team.incident(condition="concussion"))

    [sentence] = team.board.doubts(mara, None, FULL)
    assert sentence.startswith("This speaks for the athlete and ends “out” for Concussion of 2026-10-09")
    assert "change it on one incident" in sentence


def test_a_day_before_the_last_change_does_not_change_what_holds_now(team: Team, mara: str) -> None:
    ankle = team.incident()
    team.status(mara, "2026-10-08", "limited", ankle)

    [sentence] = team.board.doubts(mara, ankle, OUT, date(2026, 10, 2))
    assert "The last change is of 2026-10-08 (limited) and still holds after this one" in sentence
    assert "give a day from 2026-10-08 on" in sentence
    team.status(mara, "2026-10-02", "out", ankle)
    assert team.board.current(mara) is LIMITED


def test_a_clock_that_went_back_is_named(team: Team, mara: str) -> None:
    team.status(mara, "2026-10-09", "out")
    team.clock.move(days=-3)

    [sentence] = team.board.doubts(mara, None, OUT)
    assert "after today: check the clock of this computer" in sentence


def test_out_by_a_rule_asks_who_decided_and_who_cleared(team: Team, mara: str) -> None:
    back = team.incident(**RED)

    [sentence] = team.board.doubts(mara, back, FULL)
    assert sentence.startswith("Out by red-flag rule RF-")
    assert "name who decided, and who cleared" in sentence
    assert team.board.doubts(mara, back, FULL, cleared=True) == []


def test_out_by_an_emergency_asks_the_same(team: Team, mara: str) -> None:
    incident = team.incident()
    team.status(mara, "2026-10-09", "out", incident=incident, decided_by=EMERGENCY_MODE)

    [sentence] = team.board.doubts(mara, incident, FULL)
    assert sentence.startswith("Out by emergency mode since 2026-10-09: name who decided, and who cleared")
    assert team.board.doubts(mara, incident, FULL, cleared=True) == []


def test_the_hold_of_another_incident_is_said_twice_over(team: Team, mara: str) -> None:
    team.incident(**RED)
    ankle = team.incident()

    sentences = team.board.doubts(mara, ankle, FULL, cleared=True)
    assert [sentence.split()[0] for sentence in sentences] == ["Out", "Still"]
