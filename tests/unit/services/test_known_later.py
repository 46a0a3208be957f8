"""What becomes known of an athlete after an incident, such as an age, is heeded where it is still open."""

from __future__ import annotations

import pytest

from tests.team import NOA, Team
from trainer_tui.domain.vocabulary import Availability, Tier

YOUNG = "2010-05-06"
AGE_DECIDES = {"extension_pain": True, "pain_weeks": 3}
"""Answers from which a rule makes a hold until cleared, once the athlete is known to be young."""


@pytest.fixture
def team() -> Team:
    made = Team()
    made.athlete(**NOA)
    return made


@pytest.fixture
def incident(team: Team) -> str:
    return team.incident("7", findings=AGE_DECIDES)


def noa(team: Team) -> str:
    return team.chart.athletes()[0].id


def learn(team: Team, **fields: object) -> None:
    team.chart.amend_athlete(noa(team), fields, "asked at home")


def test_an_age_that_becomes_known_raises_the_tier_and_keeps_the_athlete_out(
    team: Team, incident: str
) -> None:
    assert team.chart.incident(incident).incident.tier is None
    commits = len(team.store.commits)

    learn(team, birth_date=YOUNG)

    assert len(team.store.commits) == commits + 1
    assert team.chart.incident(incident).incident.tier is Tier.H24_72
    now = team.chart.records.standing(noa(team))
    assert now.availability is Availability.OUT
    assert now.change is not None
    assert "RF-SPN-16" in now.change.decided_by
    assert [held.incident for held in team.chart.holds.holding(noa(team))] == [incident]


def test_so_does_a_roster_file(team: Team, incident: str) -> None:
    text = f"jersey,given,family,birth_date,team\n7,Noa,Lindqvist,{YOUNG},Varsity\n"
    team.roster.apply(team.roster.plan(text))

    assert team.chart.incident(incident).incident.tier is Tier.H24_72
    assert team.board.current(noa(team)) is Availability.OUT


def test_what_a_person_decided_without_knowing_it_does_not_stand_against_it(
    team: Team, incident: str
) -> None:
    team.status(noa(team), "2026-10-09", "limited", incident)
    learn(team, birth_date=YOUNG)

    assert team.board.current(noa(team)) is Availability.OUT


def test_what_changes_no_rule_writes_nothing_more(team: Team, incident: str) -> None:
    learn(team, jersey="8")
    learn(team, birth_date="1990-05-06")

    assert team.chart.incident(incident).incident.tier is None
    assert not team.chart.records.status_changes(noa(team))


def test_a_tier_that_a_person_lowered_stays_when_the_same_rules_match(team: Team, incident: str) -> None:
    learn(team, birth_date=YOUNG)
    team.chart.change_tier(incident, Tier.ROUTINE, "seen by Dr. Bell")
    learn(team, birth_date="2010-05-07")

    assert team.chart.incident(incident).incident.tier is Tier.ROUTINE


def test_a_closed_incident_is_left_as_it_is(team: Team, incident: str) -> None:
    team.chart.close_incident(incident, "settled")
    learn(team, birth_date=YOUNG)

    assert team.chart.incident(incident).incident.tier is None
    assert team.board.current(noa(team)) is Availability.FULL
