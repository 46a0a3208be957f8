"""Hold, out, clearance: who may end a hold, and what they must say."""

from __future__ import annotations

from typing import Any

import pytest

from tests.team import CLEARED, MARA, Team
from trainer_tui.domain.errors import BadInput, FieldError
from trainer_tui.domain.records import CLEARANCES
from trainer_tui.domain.vocabulary import Availability, Hold

RED = {"saddle_numbness": True}
TODAY = {"tooth_out": True}
"""A sign that holds for the day alone."""


@pytest.fixture
def team() -> Team:
    made = Team()
    made.athlete(**MARA)
    return made


@pytest.fixture
def held(team: Team) -> str:
    return team.incident(findings=RED)


def mara(team: Team) -> str:
    return team.chart.athletes()[0].id


def back(incident: str | None, **changes: Any) -> dict[str, Any]:
    raw = {"incident": incident, "at": "2026-10-09", "availability": "full", "decided_by": "Dr. Ada Bell"}
    return {**raw, **changes}


def refused(team: Team, raw: dict[str, Any]) -> FieldError:
    written = len(team.store.commits)
    with pytest.raises(FieldError) as caught:
        team.board.add_statuses([raw])
    assert len(team.store.commits) == written
    assert team.board.current(mara(team)) is not Availability.FULL
    return caught.value


def test_a_hold_says_since_when_and_by_which_rules(team: Team, held: str) -> None:
    found = team.chart.holds.of(team.chart.incident(held).incident)

    assert found is not None
    assert (found.hold, found.since, found.rules) == (Hold.UNTIL_CLEARED, "2026-10-09", ("RF-SPN-01",))
    assert found.clearance is None


@pytest.mark.parametrize("missing", ["decided_by", "at"])
def test_a_return_names_a_person_and_a_day(team: Team, held: str, missing: str) -> None:
    raw = back(held, clearance=CLEARED)
    del raw[missing]

    assert refused(team, raw).field == missing


def test_who_decided_alone_ends_no_hold_until_cleared(team: Team, held: str) -> None:
    error = refused(team, back(held))

    assert error.field == "clearance"
    assert "named clinician" in error.problem
    assert "RF-SPN-01" in error.problem
    assert refused(team, back(held, cleared_by="Dr. Bell, letter")).field == "clearance"


@pytest.mark.parametrize("name", list(CLEARED))
def test_nothing_of_a_clearance_can_be_left_out(team: Team, held: str, name: str) -> None:
    less = {field: value for field, value in CLEARED.items() if field != name}

    assert refused(team, back(held, clearance=less)).field == f"clearance.{name}"
    assert not team.store.all(CLEARANCES)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("clinician", " "),
        ("clinician", 5),
        ("credential", "two\nlines"),
        ("at", "2026-10-10"),
        ("at", "2026-10-08"),
        ("at", "soon"),
        ("scope", "some"),
        ("restrictions", ["no contact"]),
        ("restrictions", "no contact"),
        ("paper", ""),
        ("seen_original", "yes"),
        ("mood", "good"),
    ],
)
def test_a_wrong_field_of_a_clearance_is_named(team: Team, held: str, field: str, value: object) -> None:
    assert refused(team, back(held, clearance={**CLEARED, field: value})).field == f"clearance.{field}"


def test_a_clearance_with_the_return_is_a_record_of_its_own(team: Team, held: str) -> None:
    team.board.add_statuses([back(held, clearance=CLEARED)])

    (clearance,) = team.chart.records.clearances_of(held)
    change = team.board.changes(mara(team))[-1]
    assert change.clearance == clearance.id
    assert change.cleared_by == "Dr. Ada Bell, MD, 2026-10-09; paper: red folder"
    assert (clearance.paper, clearance.seen_original, clearance.by) == ("red folder", True, "Sam Reyes")
    assert team.board.current(mara(team)) is Availability.FULL


def test_a_clearance_that_came_back_first_leaves_the_athlete_out(team: Team, held: str) -> None:
    team.chart.holds.add_clearance(held, CLEARED)
    assert team.board.current(mara(team)) is Availability.OUT

    team.board.add_statuses([back(held)])
    assert team.board.current(mara(team)) is Availability.FULL


def test_a_limited_clearance_says_what_is_not_allowed_and_covers_no_more(team: Team, held: str) -> None:
    limited = {**CLEARED, "scope": "limited"}
    assert refused(team, back(held, clearance=limited)).field == "clearance.restrictions"

    team.chart.holds.add_clearance(held, {**limited, "restrictions": ["no contact"]})
    assert refused(team, back(held)).field == "clearance.scope"
    team.board.add_statuses([back(held, availability="limited")])
    change = team.board.changes(mara(team))[-1]
    assert (change.availability, change.restrictions) == (Availability.LIMITED, ("no contact",))
    assert refused(team, back(held)).field == "clearance.scope"


def test_a_return_before_the_clearance_or_the_hold_is_refused(team: Team, held: str) -> None:
    team.clock.move(minutes=3 * 24 * 60)
    team.chart.holds.add_clearance(held, {**CLEARED, "at": "2026-10-11"})

    assert refused(team, back(held, at="2026-10-10")).field == "at"
    assert refused(team, back(held, at="2026-10-08")).field == "at"


def test_a_hold_that_comes_again_needs_a_new_clearance(team: Team, held: str) -> None:
    team.board.add_statuses([back(held, clearance=CLEARED)])
    team.chart.add_assessments(held, [{"at": "2026-10-09T19:55:00-05:00", "findings": RED}])

    assert team.board.current(mara(team)) is Availability.OUT
    assert refused(team, back(held)).field == "clearance"


def test_a_change_without_an_incident_does_not_pass_a_hold_by(team: Team, held: str) -> None:
    error = refused(team, back(None, athlete={"id": mara(team)}))

    assert error.field == "incident"
    assert held in error.problem


def test_a_void_clearance_ends_nothing(team: Team, held: str) -> None:
    clearance = team.chart.holds.add_clearance(held, CLEARED)
    team.chart.mistakes.void(CLEARANCES, clearance, "Another athlete's paper")

    assert refused(team, back(held)).field == "clearance"
    assert team.store.get(CLEARANCES, clearance) is not None


def test_a_hold_for_today_ends_tomorrow_and_only_by_a_person(team: Team) -> None:
    incident = team.incident(findings=TODAY)
    found = team.chart.holds.of(team.chart.incident(incident).incident)
    assert found is not None
    assert found.hold is Hold.TODAY
    assert refused(team, back(incident)).field == "at"

    team.clock.move(minutes=24 * 60)
    assert team.board.current(mara(team)) is Availability.OUT
    assert refused(team, back(incident, at="2026-10-10", decided_by="")).field == "decided_by"
    team.board.add_statuses([back(incident, at="2026-10-10")])
    assert team.board.current(mara(team)) is Availability.FULL


def test_what_was_entered_in_error_takes_no_clearance(team: Team, held: str) -> None:
    team.chart.void_incident(held, "Wrong athlete")
    with pytest.raises(BadInput):
        team.chart.holds.add_clearance(held, CLEARED)


def test_an_old_return_without_a_clearance_still_counts(team: Team, held: str) -> None:
    fields: dict[str, Any] = {"athlete": mara(team), "incident": held, "at": "2026-10-09"}
    fields |= {"availability": "full", "restrictions": [], "decided_by": "Dr. Bell", "cleared_by": "Dr. Bell"}
    with team.chart.records.change() as change:
        change.create("status_changes", fields)

    assert team.board.current(mara(team)) is Availability.FULL
    assert team.chart.holds.holding(mara(team)) == []
