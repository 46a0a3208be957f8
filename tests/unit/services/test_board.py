"""The board: what comes next for everybody out or limited, and who stands first."""

from __future__ import annotations

from typing import Any

import pytest

from tests.team import MARA, NOA, Team
from trainer_tui.domain.due import DueKind
from trainer_tui.domain.errors import FieldError
from trainer_tui.services.availability import BoardRow

EMS = {"saddle_numbness": True}
TODAY = {"findings": {"concussion_sign": True}}


@pytest.fixture
def team() -> Team:
    return Team()


@pytest.fixture
def mara(team: Team) -> str:
    return team.athlete(**MARA)


@pytest.fixture
def noa(team: Team) -> str:
    return team.athlete(**NOA)


def only(team: Team) -> BoardRow:
    [row] = team.board.board()
    return row


def test_what_is_overdue_stands_first_then_urgency_then_the_longest_absence(
    team: Team, mara: str, noa: str
) -> None:
    kim = team.athlete(jersey="5", family="Kim")
    lee = team.athlete(jersey="6", family="Lee")
    team.status(kim, "2026-10-05", "out", team.incident("5"))
    team.status(lee, "2026-10-02", "limited", team.incident("6"))
    red = team.incident("7", **TODAY)
    late = team.incident("22", onset_at="2026-10-08T10:00:00-05:00", reported_at="2026-10-08T10:00:00-05:00")
    team.status(mara, "2026-10-08", "limited", late)
    team.chart.follow_ups.add(late, {"on": "2026-10-09", "text": "Look again"})
    order = [row.athlete.family for row in team.board.board()]
    assert order == ["Lindqvist", "Lee", "Kim", "Ortiz"]

    team.chart.referrals.add(red, {"to": "Dr. Bell", "state": "sent"})
    team.clock.move(hours=5)  # past midnight: the follow-up is late, the referral of today as well
    rows = team.board.board()
    late_first = [row.athlete.family for row in rows if row.next and row.next.overdue(team.clock())]
    assert [row.athlete.family for row in rows][: len(late_first)] == late_first
    assert "Ortiz" in late_first
    assert [row.athlete.family for row in rows][-2:] == ["Lee", "Kim"]


def test_the_next_check_is_the_soonest_of_all_that_waits(team: Team, mara: str) -> None:
    incident = team.incident()
    team.status(mara, "2026-10-09", "out", incident)
    assert only(team).next is None

    team.chart.follow_ups.add(incident, {"on": "2026-10-16", "text": "Look again"})
    assert (due := only(team).next) is not None
    assert due.kind is DueKind.FOLLOW_UP
    team.chart.referrals.add(incident, {"to": "Dr. Bell", "tier": "H24_72"})
    assert (due := only(team).next) is not None
    assert due.kind is DueKind.REFERRAL
    assert due.at > team.clock()
    team.chart.close_incident(incident, "care ended")
    assert only(team).next is None


def test_a_check_of_another_incident_of_the_athlete_counts_too(team: Team, mara: str) -> None:
    team.status(mara, "2026-10-09", "out", team.incident())
    other = team.incident()
    team.chart.follow_ups.add(other, {"on": "2026-10-10", "text": "Look again"})

    assert (due := only(team).next) is not None
    assert due.incident == other


def test_a_stage_that_may_be_tried_later_is_what_comes_next(team: Team, mara: str) -> None:
    incident = team.incident(condition="concussion")
    team.status(mara, "2026-10-09", "out", incident)
    protocol = "concussion-return-to-sport"
    step = {"protocol": protocol, "reason": "seen today"}
    team.chart.protocols.record(incident, {**step, "act": "started"})
    team.chart.protocols.record(incident, {**step, "act": "begun"})
    team.chart.protocols.record(incident, {**step, "act": "completed"})

    assert (due := only(team).next) is not None
    assert due.kind is DueKind.STAGE
    assert due.at > team.clock()
    assert list(team.chart.protocols.due(team.clock())) == []


def test_the_expected_range_and_the_reason_stand_on_the_board_as_typed(team: Team, mara: str) -> None:
    raw: dict[str, Any] = {"athlete": {"id": mara}, "availability": "out", "reason": "Hurt or ill"}
    team.board.add_statuses([{**raw, "expected": "2026-10-20 to 2026-10-27"}])
    assert (only(team).expected, only(team).reason) == ("2026-10-20 to 2026-10-27", "Hurt or ill")

    team.board.add_statuses([raw])
    assert only(team).expected == ""


def test_nobody_fully_available_is_expected_back(team: Team, mara: str) -> None:
    raw = {"athlete": {"id": mara}, "availability": "full", "expected": "2026-10-20"}
    with pytest.raises(FieldError, match="for somebody out or limited"):
        team.board.add_statuses([raw])


def test_one_line_of_the_board_is_found_by_its_athlete(team: Team, mara: str, noa: str) -> None:
    team.status(mara, "2026-10-09", "out")
    assert team.board.row(mara) == only(team)
    assert team.board.row(noa) is None
