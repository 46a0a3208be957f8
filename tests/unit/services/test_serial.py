"""Assessments taken again and again: each in its place by time, the tier latched, the next check found."""

from __future__ import annotations

from typing import Any

import pytest

from tests.team import MARA, ONSET, Team
from trainer_tui.domain.due import Due, DueKind
from trainer_tui.domain.errors import BadInput, FieldError, NotFound, StoreError
from trainer_tui.domain.records import ASSESSMENTS
from trainer_tui.domain.vocabulary import Availability, ReferralState, Tier
from trainer_tui.services.due import DueList

WEAK = {"findings": {"limb_weakness": True}}


def at(clock: str) -> str:
    return f"2026-10-09T{clock}:00-05:00"


@pytest.fixture
def team() -> Team:
    found = Team()
    found.athlete(**MARA)
    return found


def due(team: Team) -> list[Due]:
    return DueList((team.chart.due_rechecks,), team.clock).items()


# --- adding ---------------------------------------------------------------------------------------


def test_several_are_one_commit_and_their_ids_come_back(team: Team) -> None:
    incident = team.incident()
    before = len(team.store.commits)
    ids = team.chart.add_assessments(
        incident, [{"vitals": {"hr": 104}}, {"findings": {"fever": False}, "vitals": {"hr": 90}}]
    )
    assert len(team.store.commits) == before + 1
    assert [a.id for a in team.chart.incident(incident).assessments] == ids
    last = team.chart.incident(incident).assessments[1]
    assert (dict(last.findings), (last.vitals or {})["hr"]) == ({"fever": False}, 90)


def test_what_is_of_one_time_is_one_assessment(team: Team) -> None:
    incident = team.incident()
    both = {"at": at("19:50"), "findings": {"fever": False}, "vitals": {"hr": 90}}
    apart = {"findings": {"fever": False}, "vitals": [{"at": at("19:46"), "hr": 90}, {"hr": 80}]}
    assert len(team.chart.add_assessments(incident, [both])) == 1
    assert len(team.chart.add_assessments(incident, [apart])) == 2
    own = {"findings": {"fever": False}, "vitals": {"at": at("19:55"), "hr": 70}}
    (last,) = team.chart.add_assessments(incident, [own])
    found = {a.id: a.at for a in team.chart.incident(incident).assessments}
    assert found[last] == at("19:55")


def test_an_earlier_set_is_put_in_its_place_by_time(team: Team) -> None:
    incident = team.incident()
    team.chart.add_assessments(incident, [{"vitals": {"spo2": 97}}])
    team.chart.add_assessments(incident, [{"at": at("19:50"), "vitals": {"spo2": 88}}])
    chart = team.chart.incident(incident)
    assert [a.vitals["spo2"] for a in chart.assessments if a.vitals] == [88, 97]
    assert chart.triage.tier is None
    assert chart.assessments[0].triage is not None
    assert chart.assessments[0].triage["tier"] == "EMS_NOW"
    # It was an emergency then: that latches, holds, and somebody has to see it.
    assert chart.incident.tier is Tier.EMS_NOW
    assert chart.needs_acknowledgement
    assert team.board.board()[0].availability is Availability.OUT
    team.chart.acknowledge(incident)
    assert not team.chart.incident(incident).needs_acknowledgement


def test_a_hold_of_one_set_is_written_though_a_later_one_of_the_same_input_is_calm(team: Team) -> None:
    team.incident(vitals=[{"at": at("19:45"), "spo2": 88}, {"at": at("19:55"), "spo2": 98}])
    assert team.board.board()[0].availability is Availability.OUT


def test_the_tier_stays_when_a_set_is_calm_again(team: Team) -> None:
    incident = team.incident(**WEAK)
    team.clock.move(minutes=10)
    team.chart.add_assessments(incident, [{"findings": {"limb_weakness": False}}])
    chart = team.chart.incident(incident)
    assert (chart.triage.tier, chart.incident.tier) == (None, Tier.SAME_DAY)


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({}, "findings"),
        ({"findings": {}}, "findings"),
        ({"findings": {"nope": True}}, "findings.nope"),
        ({"vitals": {"hr": 4}}, "vitals.hr"),
        ({"vitals": {"temp_other_c": 101.4}}, "vitals.temp_other_c"),
        ({"vitals": [{"hr": 80}, {"hr": 4}]}, "vitals[1].hr"),
        ({"vitals": {}}, "vitals"),
        ({"vitals": 7}, "vitals"),
        ({"at": at("20:06"), "vitals": {"hr": 80}}, "at"),
        ({"at": 7, "vitals": {"hr": 80}}, "at"),
        ({"vitals": {"at": at("20:06"), "hr": 80}}, "vitals.at"),
        ({"note": "x", "vitals": {"hr": 80}}, "note"),
        ({"findings": {"fever": False}, "vitals": {"temp_other_c": 38.0}}, "findings.fever"),
    ],
)
def test_a_mistake_names_its_field_and_writes_nothing(team: Team, raw: dict[str, Any], field: str) -> None:
    incident = team.incident()
    before = len(team.store.commits)
    with pytest.raises(FieldError) as caught:
        team.chart.add_assessments(incident, [raw])
    assert caught.value.field == field
    with pytest.raises(FieldError) as caught:
        team.chart.add_assessments(incident, [{"vitals": {"hr": 80}}, raw])
    assert caught.value.field == f"[1].{field}"
    assert len(team.store.commits) == before


def test_a_fever_may_be_denied_before_and_measured_after(team: Team) -> None:
    incident = team.incident(findings={"back_pain": True})
    sets = [
        {"at": at("19:45"), "findings": {"fever": False}},
        {"at": at("19:55"), "vitals": {"temp_other_c": 38.5}},
    ]
    team.chart.add_assessments(incident, sets)
    assert team.chart.incident(incident).triage.tier is Tier.SAME_DAY


def test_nothing_can_be_added_to_what_is_not_there(team: Team) -> None:
    incident = team.incident()
    with pytest.raises(BadInput, match="empty"):
        team.chart.add_assessments(incident, [])
    with pytest.raises(NotFound):
        team.chart.add_assessments("nope", [{"vitals": {"hr": 80}}])
    team.chart.void_incident(incident, "Wrong athlete")
    with pytest.raises(BadInput, match="entered in error"):
        team.chart.add_assessments(incident, [{"vitals": {"hr": 80}}])


def test_a_full_disk_keeps_nothing_half(team: Team) -> None:
    incident = team.incident()
    team.store.full = True
    with pytest.raises(StoreError):
        team.chart.add_assessments(incident, [{"vitals": {"spo2": 88}}])
    team.store.full = False
    assert (team.chart.incident(incident).assessments, team.board.board()) == ((), [])


# --- the next check -------------------------------------------------------------------------------


def test_a_matched_rule_asks_for_the_next_check_and_any_assessment_answers_it(team: Team) -> None:
    incident = team.incident(**WEAK)
    recheck = team.chart.incident(incident).recheck
    assert recheck is not None
    assert recheck.due.at.isoformat() == at("20:15")
    (found,) = due(team)
    assert (found.kind, found.incident, found.what) == (DueKind.RECHECK, incident, "Check again (RF-SPN-04)")

    team.clock.move(minutes=20)
    assert due(team)[0].overdue(team.clock())
    team.chart.add_assessments(incident, [{"vitals": {"hr": 80}}])
    assert due(team)[0].at.isoformat() == at("20:35")


def test_an_earlier_set_put_in_later_answers_no_check(team: Team) -> None:
    incident = team.incident(**WEAK)
    team.chart.add_assessments(incident, [{"at": at("19:50"), "vitals": {"hr": 80}}])
    assert due(team)[0].at.isoformat() == at("20:15")


def test_a_sign_that_is_gone_asks_no_more(team: Team) -> None:
    incident = team.incident(**WEAK)
    assert due(team)
    team.chart.add_assessments(incident, [{"findings": {"limb_weakness": False}}])
    assert due(team) == []
    assert team.chart.incident(incident).recheck is None


def test_a_closed_incident_waits_for_nothing_until_it_is_open_again(team: Team) -> None:
    incident = team.incident(**WEAK)
    team.chart.close_incident(incident, "Seen by the physician")
    assert (due(team), team.chart.incident(incident).recheck) == ([], None)
    team.chart.reopen_incident(incident, "Came back")
    assert len(due(team)) == 1
    team.chart.void_incident(incident, "Wrong athlete")
    assert due(team) == []


def test_the_roster_may_complete_what_a_rule_asks(team: Team) -> None:
    incident = team.incident(findings={"awake_can_swallow": True}, vitals=[{"glucose": 60}])
    assert due(team) == []
    mara = team.chart.match_athletes("22")[0].id
    team.chart.amend_athlete(mara, {"alerts": "diabetes"}, "")
    assert [each.incident for each in due(team)] == [incident]


def test_an_assessment_taken_in_on_another_laptop_is_found(team: Team) -> None:
    incident = team.incident()
    assert due(team) == []
    other = Team(store=team.store, clock=team.clock)
    other.chart.add_assessments(incident, [WEAK])
    assert [each.incident for each in due(team)] == [incident]


def test_minutes_proven_by_a_second_look_raise_the_tier(team: Team) -> None:
    burns = {"arm_burning_one_side": True}
    incident = team.incident(findings=burns, reported_at="2026-10-09T19:44:00-05:00", onset_at=ONSET)
    assert team.chart.incident(incident).incident.tier is None
    team.chart.add_assessments(incident, [{"findings": burns}])
    chart = team.chart.incident(incident)
    assert chart.incident.tier is Tier.SAME_DAY
    stored = chart.assessments[-1].triage
    assert stored is not None
    assert stored["matches"][0]["because"] == {**burns, "symptom_minutes": 18}
    assert len([r for r in team.store.commits[-1] if r.kind == ASSESSMENTS]) == 1


def test_a_check_ends_with_the_physician_who_saw_the_athlete_until_somebody_looks_again(team: Team) -> None:
    incident = team.incident(**WEAK)
    referral = team.chart.referrals.add(incident, {"to": "Dr. Reyes"})
    team.chart.referrals.advance(referral, ReferralState.SENT)
    assert due(team)  # on the way is not seen
    team.chart.referrals.advance(referral, ReferralState.SEEN)
    assert due(team) == []
    team.clock.move(minutes=60)
    team.chart.add_assessments(incident, [{"vitals": {"hr": 80}}])
    [check] = due(team)
    assert (check.kind, check.overdue(team.clock())) == (DueKind.RECHECK, False)
