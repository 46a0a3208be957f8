"""Which incidents still lack details, and what of them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.team import MARA, Team

ALL: dict[str, Any] = {
    "condition": "back-spasms",
    "causes": ["overuse"],
    "mode_of_onset": "acute_sudden",
    "contact": "none",
    "removed": "immediately",
}


@pytest.fixture
def team() -> Team:
    team = Team()
    team.athlete(**MARA)
    return team


def missing(team: Team) -> list[tuple[str, ...]]:
    return [each.missing for each in team.chart.details.listed()]


def test_what_is_unknown_is_listed_in_one_line_an_incident(team: Team) -> None:
    team.incident()
    assert missing(team) == [("condition", "mode of onset", "contact", "left play")]


@pytest.mark.parametrize(
    ("left_out", "words"),
    [
        ("condition", "condition"),
        ("causes", "cause"),
        ("mode_of_onset", "mode of onset"),
        ("contact", "contact"),
        ("removed", "left play"),
    ],
)
def test_each_detail_is_asked_by_itself(team: Team, left_out: str, words: str) -> None:
    fields = {name: value for name, value in ALL.items() if name != left_out}
    if left_out == "condition":
        del fields["causes"]
    team.incident(**fields)
    assert missing(team) == [(words,)]


def test_a_complete_a_closed_and_a_voided_incident_are_not_listed(team: Team) -> None:
    team.incident(**ALL)
    team.chart.close_incident(team.incident(), "care ended")
    team.chart.void_incident(team.incident(), "wrong athlete")
    assert missing(team) == []


def test_an_illness_is_not_asked_for_contact_and_leaving_play(team: Team) -> None:
    team.incident(kind="illness")
    assert missing(team) == [("condition", "mode of onset")]


def test_the_last_recorded_stands_first(team: Team) -> None:
    first, last = team.incident(), team.incident()
    found = team.chart.details.listed()
    assert [each.incident.id for each in found] == [last, first]
    assert found[0].words == "condition, mode of onset, contact, left play"
