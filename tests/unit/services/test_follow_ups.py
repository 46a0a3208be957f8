"""Follow-ups: set for a day, due on it, overdue after it, done once."""

from __future__ import annotations

import pytest

from tests.team import MARA, Team
from trainer_tui.domain.due import DueKind, how_long
from trainer_tui.domain.errors import BadInput, FieldError, NotFound


@pytest.fixture
def team() -> Team:
    return Team()


@pytest.fixture
def incident(team: Team) -> str:
    team.athlete(**MARA)
    return team.incident()


def due(team: Team) -> list[tuple[str, str, bool]]:
    now = team.clock()
    return [(d.what, how_long(d, now), d.overdue(now)) for d in team.chart.follow_ups.due(now)]


def test_it_is_due_on_its_day_and_overdue_after_it(team: Team, incident: str) -> None:
    team.chart.follow_ups.add(incident, {"on": "2026-10-10", "text": "Look again"})
    assert due(team) == []
    team.clock.move(hours=5)
    assert due(team) == [("Look again", "in 23 h", False)]
    team.clock.move(days=3)
    assert due(team) == [("Look again", "overdue by 2 days", True)]


def test_it_names_its_record_and_carries_the_urgency(team: Team) -> None:
    team.athlete(**MARA)
    red = team.incident(findings={"saddle_numbness": True})
    ident = team.chart.follow_ups.add(red, {"on": "2026-10-09", "text": "Look again"})
    [found] = team.chart.follow_ups.due(team.clock())
    assert (found.kind, found.record, found.incident) == (DueKind.FOLLOW_UP, ident, red)
    assert found.tier == "EMS_NOW"


def test_done_takes_it_off_and_is_in_the_history(team: Team, incident: str) -> None:
    ident = team.chart.follow_ups.add(incident, {"on": "2026-10-09", "text": "Look again"})
    team.chart.follow_ups.done(ident, "less swollen")
    assert due(team) == []
    [found] = team.chart.follow_ups.of(incident)
    assert (found.open, found.done_note, found.done_at) == (False, "less swollen", team.clock().isoformat())
    lines = [line for entry in team.chart.history(incident) for line in entry.lines]
    assert "text: Look again" in lines
    assert "done note: less swollen" in lines
    with pytest.raises(BadInput, match="done already"):
        team.chart.follow_ups.done(ident)


def test_closed_and_voided_incidents_wait_for_nothing(team: Team, incident: str) -> None:
    team.chart.follow_ups.add(incident, {"on": "2026-10-09", "text": "Look again"})
    team.chart.close_incident(incident, "care ended")
    assert due(team) == []
    team.chart.reopen_incident(incident, "came back")
    assert len(due(team)) == 1
    team.chart.void_incident(incident, "wrong athlete")
    assert due(team) == []
    with pytest.raises(BadInput):
        team.chart.follow_ups.add(incident, {"on": "2026-10-09", "text": "Look again"})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("on", None),
        ("on", "2026-10-08"),
        ("on", "soon"),
        ("text", ""),
        ("text", "two\nlines"),
        ("mood", "good"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_written(
    team: Team, incident: str, field: str, value: object
) -> None:
    before = len(team.store.commits)
    with pytest.raises(FieldError) as caught:
        team.chart.follow_ups.add(incident, {"on": "2026-10-09", "text": "Look again", field: value})
    assert caught.value.field == field
    assert len(team.store.commits) == before


def test_one_that_is_not_there_is_said(team: Team) -> None:
    with pytest.raises(NotFound):
        team.chart.follow_ups.done("none")


def test_the_list_is_by_day_and_can_be_narrowed(team: Team, incident: str) -> None:
    add, other = team.chart.follow_ups.add, team.incident()
    late = add(incident, {"on": "2026-10-20", "text": "Ask how it is"})
    done = add(incident, {"on": "2026-10-09", "text": "Look again"})
    elsewhere = add(other, {"on": "2026-10-12", "text": "Look again"})
    team.chart.follow_ups.done(done)
    listed = team.chart.follow_ups.listed
    assert [each.id for each in listed()] == [done, elsewhere, late]
    assert [each.id for each in listed(incident=incident)] == [done, late]
    assert [each.id for each in listed(open_only=True)] == [elsewhere, late]
    team.chart.close_incident(other, "care ended")
    assert [each.id for each in listed(open_only=True)] == [late]
    with pytest.raises(NotFound):
        listed(incident="nothing")
