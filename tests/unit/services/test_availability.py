"""The board: who is out, since when and for what; and the dated changes behind it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.team import MARA, NOA, Team
from trainer_tui.domain.errors import BadInput, FieldError
from trainer_tui.domain.vocabulary import Availability

RED = {"findings": {"saddle_numbness": True}}


@pytest.fixture
def team() -> Team:
    return Team()


@pytest.fixture
def mara(team: Team) -> str:
    return team.athlete(**MARA)


@pytest.fixture
def noa(team: Team) -> str:
    return team.athlete(**NOA)


def test_everybody_is_available_until_somebody_says_otherwise(team: Team, mara: str) -> None:
    assert team.board.current(mara) is Availability.FULL
    assert team.board.board() == []


def test_the_board_shows_the_longest_absence_first_with_days_lost(team: Team, mara: str, noa: str) -> None:
    team.status(noa, "2026-10-08", "limited")
    team.status(mara, "2026-10-02", "out")

    rows = [(row.athlete.family, row.availability, row.since, row.days) for row in team.board.board()]
    assert rows == [("Ortiz", "out", "2026-10-02", 6), ("Lindqvist", "limited", "2026-10-08", 0)]


def test_an_absence_counts_from_its_first_day_through_its_stages(team: Team, mara: str) -> None:
    team.status(mara, "2026-10-02", "out")
    team.status(mara, "2026-10-06", "limited")

    row = team.board.board()[0]
    assert (row.availability, row.since) == (Availability.LIMITED, "2026-10-02")


def test_a_change_entered_late_takes_its_own_day(team: Team, mara: str) -> None:
    team.status(mara, "2026-10-08", "full")
    team.status(mara, "2026-10-02", "out")

    assert team.board.current(mara) is Availability.FULL


def test_the_board_names_the_incident_and_the_restrictions(team: Team, mara: str) -> None:
    incident = team.incident()
    raw = {"athlete": {"id": mara}, "incident": incident, "at": "2026-10-09", "availability": "limited"}
    team.board.add_statuses([{**raw, "restrictions": ["no contact"], "decided_by": "Dr. Bell"}])

    row = team.board.board()[0]
    assert row.incident is not None
    assert (row.incident.id, row.restrictions, row.decided_by) == (incident, ("no contact",), "Dr. Bell")


def test_the_strictest_incident_decides_until_it_is_settled_itself(team: Team, mara: str) -> None:
    ankle, head = team.incident(), team.incident()
    team.status(mara, "2026-10-02", "out", head)
    team.status(mara, "2026-10-03", "limited", ankle)
    team.status(mara, "2026-10-05", "full", ankle)
    assert team.board.board()[0].incident == team.chart.incident(head).incident

    team.status(mara, "2026-10-06", "full", head)
    assert team.board.current(mara) is Availability.FULL


def test_a_change_without_incident_speaks_for_the_athlete(team: Team, mara: str) -> None:
    incident = team.incident(onset_at="2026-10-02T12:00:00-05:00")
    team.status(mara, "2026-10-02", "out", incident)
    team.status(mara, "2026-10-06", "full")

    assert team.board.current(mara) is Availability.FULL
    loss = team.board.time_loss(team.chart.incident(incident).incident)
    assert (loss.days, loss.ongoing) == (3, False)


def test_days_lost_belong_to_their_own_incident(team: Team, mara: str) -> None:
    first, second = team.incident(), team.incident()
    team.status(mara, "2026-10-01", "out", first)
    team.status(mara, "2026-10-05", "full", first)
    team.status(mara, "2026-10-06", "out", second)

    days = [team.board.time_loss(team.chart.incident(i).incident).days for i in (first, second)]
    assert days == [3, 2]


def test_the_mode_of_the_incident_decides_how_days_are_counted(team: Team, mara: str) -> None:
    incident = team.incident(time_loss_mode="intermittent")
    for day, availability in (("07", "out"), ("08", "full"), ("09", "out")):
        team.status(mara, f"2026-10-{day}", availability, incident)
    team.clock.move(days=1)

    assert team.board.time_loss(team.chart.incident(incident).incident).days == 2


def test_a_guest_loses_no_days_here(team: Team) -> None:
    incident = team.incident({"guest": "14 Riverside"})

    assert team.board.time_loss(team.chart.incident(incident).incident).days == 0


def test_who_decided_is_the_user_unless_named(team: Team, mara: str) -> None:
    team.board.add_statuses([{"athlete": {"id": mara}, "availability": "limited"}])

    change = team.board.changes(mara)[0]
    assert (change.decided_by, change.at) == ("Sam Reyes", "2026-10-09")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("athlete", None),
        ("athlete", {"guest": "14 Riverside"}),
        ("athlete", {"jersey": "99"}),
        ("incident", "none"),
        ("incident", 5),
        ("at", "2026-10-10"),
        ("at", "Friday"),
        ("availability", None),
        ("availability", "benched"),
        ("restrictions", "no contact"),
        ("decided_by", 7),
        ("mood", "good"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_written(
    team: Team, mara: str, field: str, value: object
) -> None:
    good: dict[str, Any] = {"athlete": {"id": mara}, "at": "2026-10-09", "availability": "out"}
    before = list(team.store.commits)
    with pytest.raises(FieldError) as caught:
        team.board.add_statuses([good, {**good, field: value}])

    assert caught.value.field == f"[1].{field}"
    assert team.store.commits == before


def test_an_incident_of_somebody_else_is_refused(team: Team, mara: str, noa: str) -> None:
    with pytest.raises(FieldError, match="somebody else"):
        team.status(noa, "2026-10-09", "out", team.incident("22"))


def test_an_empty_list_is_refused(team: Team) -> None:
    with pytest.raises(BadInput):
        team.board.add_statuses([])


def test_several_changes_are_one_commit(team: Team, mara: str, noa: str) -> None:
    before = len(team.store.commits)
    raws = [{"athlete": {"id": who}, "at": "2026-10-09", "availability": "out"} for who in (mara, noa)]
    ids = team.board.add_statuses(raws)

    assert len(ids) == 2
    assert len(team.store.commits) == before + 1
