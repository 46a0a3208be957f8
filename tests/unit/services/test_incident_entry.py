"""Recording incidents: all or nothing, holds on the board in the same commit, tiers that only rise."""

from __future__ import annotations

from typing import Any

import pytest

from tests.team import CLEARED, MARA, NOA, ONSET, Team, diagnosis
from trainer_tui.domain.errors import BadInput, FieldError, NotFound, StoreError
from trainer_tui.domain.records import ASSESSMENTS, INCIDENTS, NOTES, STATUS_CHANGES
from trainer_tui.domain.vocabulary import Availability, State, Tier

RED = {"findings": {"saddle_numbness": True}}
"""A finding that alone calls for EMS and a hold."""


@pytest.fixture
def team() -> Team:
    found = Team()
    found.athlete(**MARA)
    found.athlete(**NOA)
    return found


def raw(**fields: Any) -> dict[str, Any]:
    return {"athlete": {"jersey": "22"}, "kind": "injury", "onset_at": ONSET, **fields}


def kinds(team: Team) -> list[str]:
    """Return the kinds of record of the last commit."""
    return [revision.kind for revision in team.store.commits[-1]]


def mara(team: Team) -> str:
    return team.chart.match_athletes("22")[0].id


# --- adding ---------------------------------------------------------------------------------------


def test_one_input_is_one_commit_of_incident_assessments_and_notes(team: Team) -> None:
    before = len(team.store.commits)
    text = {"narrative": "Fell.", "soap": {"plan": "Ice."}}
    team.incident(findings={"back_pain": True}, vitals=[{"hr": 80}, {"hr": 90}], **text)

    assert len(team.store.commits) == before + 1
    assert kinds(team).count(INCIDENTS) == 1
    assert kinds(team).count(ASSESSMENTS) == 3
    assert kinds(team).count(NOTES) == 2


def test_an_incident_is_reported_now_unless_said_otherwise(team: Team) -> None:
    assert team.chart.incident(team.incident()).incident.reported_at == "2026-10-09T20:00:00-05:00"


def test_a_mistake_in_the_second_of_two_writes_neither(team: Team) -> None:
    before = list(team.store.commits)
    with pytest.raises(FieldError) as caught:
        team.chart.add_incidents([raw(), raw(diagnoses=[diagnosis(side="midline")])])

    assert caught.value.field == "[1].diagnoses[0].side"
    assert team.store.commits == before
    assert team.chart.incidents() == []


def test_an_empty_list_is_refused(team: Team) -> None:
    with pytest.raises(BadInput, match="empty"):
        team.chart.add_incidents([])


def test_a_full_disk_leaves_nothing_half_written(team: Team) -> None:
    team.store.full = True
    with pytest.raises(StoreError):
        team.incident(**RED)
    team.store.full = False

    assert team.chart.incidents() == []
    assert team.board.board() == []


def test_a_store_that_another_copy_holds_takes_nothing(team: Team) -> None:
    team.store.read_only = True
    with pytest.raises(StoreError, match="read-only"):
        team.incident()


@pytest.mark.parametrize(
    "who",
    [
        {"jersey": "22", "team": "varsity"},
        {"family": "ortiz", "given": "MARA"},
        {"family": "Ortiz"},
    ],
)
def test_an_athlete_is_named_by_jersey_or_name(team: Team, who: dict[str, str]) -> None:
    assert team.chart.incident(team.incident(who)).incident.athlete == mara(team)


def test_an_ambiguous_name_lists_the_candidates(team: Team) -> None:
    other = team.athlete(family="Ortiz", given="Luz", jersey="22", team="Junior")
    with pytest.raises(FieldError) as caught:
        team.incident({"jersey": "22"})

    assert caught.value.field == "athlete"
    for part in ("22 Mara Ortiz", "22 Luz Ortiz", "Varsity", "Junior", mara(team), other):
        assert part in caught.value.problem


@pytest.mark.parametrize("who", [{"jersey": "99"}, {"id": "none"}, {"family": "Ortiz", "given": "Luz"}])
def test_nobody_fitting_is_an_error_that_writes_nothing(team: Team, who: dict[str, str]) -> None:
    before = list(team.store.commits)
    with pytest.raises(FieldError, match="nobody on the roster"):
        team.incident(who)
    assert team.store.commits == before


def test_an_onset_before_birth_is_refused(team: Team) -> None:
    with pytest.raises(FieldError, match="onset_at"):
        team.incident(onset_at="2009-03-03T12:00:00-05:00")


def test_a_fever_denied_and_measured_at_once_is_refused(team: Team) -> None:
    with pytest.raises(FieldError, match=r"findings\.fever"):
        team.incident(findings={"fever": False}, vitals=[{"temp_other_c": 38.5}])


def test_unknown_answers_are_not_stored_as_absent(team: Team) -> None:
    known = {"fever": False, "saddle_numbness": "absent_in_bulk"}
    incident = team.incident(findings={"back_pain": None, **known})

    assert team.chart.incident_json(incident)["findings"] == known
    assert team.chart.incident(incident).assessments[0].findings == known


# --- tier and hold --------------------------------------------------------------------------------


def test_a_hold_writes_the_athlete_out_in_the_same_commit(team: Team) -> None:
    incident = team.incident(**RED)

    assert kinds(team).count(STATUS_CHANGES) == 1
    change = team.chart.incident(incident).status_changes[0]
    assert (change.availability, change.at, change.incident) == (Availability.OUT, "2026-10-09", incident)
    rules = [match.rule.id for match in team.chart.incident(incident).triage.matches]
    assert change.decided_by == f"red-flag rule {', '.join(rules)}"
    assert team.board.current(mara(team)) is Availability.OUT


def test_a_hold_begins_on_the_local_day_of_onset(team: Team) -> None:
    incident = team.incident(onset_at="2026-10-08T02:30:00+00:00", **RED)

    assert team.chart.incident(incident).status_changes[0].at == "2026-10-07"


def test_a_hold_recorded_late_is_not_overtaken_by_what_was_said_since(team: Team) -> None:
    team.status(mara(team), "2026-10-08", "full")
    team.incident(onset_at="2026-10-05T12:00:00-05:00", **RED)

    assert team.board.current(mara(team)) is Availability.OUT


def test_a_hold_survives_the_settling_of_another_incident(team: Team) -> None:
    ankle = team.incident()
    team.status(mara(team), "2026-10-09", "out", ankle)
    team.incident(**RED)
    team.status(mara(team), "2026-10-09", "full", ankle)

    assert team.board.current(mara(team)) is Availability.OUT


def test_without_a_match_nobody_is_held(team: Team) -> None:
    incident = team.incident(findings={"back_pain": False})

    assert team.chart.incident(incident).incident.tier is None
    assert STATUS_CHANGES not in kinds(team)


def test_a_guest_has_a_tier_and_no_hold(team: Team) -> None:
    incident = team.incident({"guest": "14 Riverside"}, **RED)

    assert STATUS_CHANGES not in kinds(team)
    chart = team.chart.incident(incident)
    assert (chart.who, chart.athlete, chart.incident.tier) == ("14 Riverside", None, Tier.EMS_NOW)
    assert team.board.board() == []


def test_a_guest_joins_the_roster_with_the_hold_and_the_history(team: Team) -> None:
    incident = team.incident({"guest": "14 Riverside"}, **RED)
    team.chart.amend_incident(incident, {"athlete": {"jersey": "7"}}, "")

    chart = team.chart.incident(incident)
    assert (chart.who, chart.incident.guest) == ("7 Noa Lindqvist", None)
    assert [change.availability for change in chart.status_changes] == [Availability.OUT]
    assert "guest: 14 Riverside → not recorded" in [
        line for entry in team.chart.history(incident) for line in entry.lines
    ]


def test_the_roster_answers_age_and_known_alerts_alone(team: Team) -> None:
    team.chart.amend_athlete(mara(team), {"alerts": "sickle_trait;asthma"}, "")
    incident = team.incident(
        kind="illness", findings={"cramp_pain_weakness": True, "exertion_now": True, "sct_known": False}
    )

    matches = {match.rule.id: match.because for match in team.chart.incident(incident).triage.matches}
    assert matches["RF-SCK-02"]["sct_known"] is True
    assert "asthma_attack" not in {name for because in matches.values() for name in because}


def test_vital_signs_are_findings_and_the_latest_of_each_counts(team: Team) -> None:
    incident = team.incident(
        vitals=[
            {"at": "2026-10-09T19:50:00-05:00", "gcs": 15},
            {"at": "2026-10-09T19:45:00-05:00", "gcs": 13, "spo2": 88},
        ]
    )

    because = team.chart.incident(incident).triage.matches[0].because
    assert "gcs" not in because
    assert because["spo2"] == 88


def test_each_assessment_keeps_the_rules_that_held_and_why(team: Team) -> None:
    incident = team.incident(**RED)

    triage = team.chart.incident(incident).assessments[0].triage
    assert triage is not None
    assert triage["matches"][0]["because"] == {"saddle_numbness": True}
    assert triage["ruleset"]["sha256"]


def test_the_tier_latches_when_later_answers_are_calmer(team: Team) -> None:
    incident = team.incident(**RED)
    team.chart.amend_incident(incident, {"findings": {"saddle_numbness": False}}, "")

    chart = team.chart.incident(incident)
    assert chart.triage.tier is None
    assert chart.incident.tier is Tier.EMS_NOW


def test_the_tier_rises_with_a_new_assessment_and_holds(team: Team) -> None:
    incident = team.incident(findings={"back_pain": True})
    team.clock.move(days=2)
    team.chart.amend_incident(incident, RED, "")

    chart = team.chart.incident(incident)
    assert chart.incident.tier is Tier.EMS_NOW
    assert [change.at for change in chart.status_changes] == ["2026-10-11"]


def test_a_hold_is_written_once_for_an_incident(team: Team) -> None:
    incident = team.incident(**RED)
    team.chart.amend_incident(incident, {"findings": {"urinary_retention": True}}, "")

    assert len(team.chart.incident(incident).status_changes) == 1


def test_a_cleared_athlete_is_not_held_again_by_a_note(team: Team) -> None:
    incident = team.incident(**RED)
    team.chart.holds.add_clearance(incident, CLEARED)
    team.status(mara(team), "2026-10-09", "full", incident)
    team.chart.amend_incident(incident, {"narrative": "Letter received.", "contact": "none"}, "")

    assert team.board.current(mara(team)) is Availability.FULL


# --- amending -------------------------------------------------------------------------------------


def test_answers_become_a_new_assessment_and_nothing_is_replaced(team: Team) -> None:
    incident = team.incident(findings={"back_pain": True, "fever": False})
    team.chart.amend_incident(incident, {"findings": {"fever": True, "back_pain": None}}, "")

    chart = team.chart.incident(incident)
    assert [dict(a.findings) for a in chart.assessments] == [
        {"back_pain": True, "fever": False},
        {"fever": True, "back_pain": None},
    ]
    assert team.chart.incident_json(incident)["findings"] == {"fever": True}


def test_a_later_temperature_outlives_an_earlier_denial_of_fever(team: Team) -> None:
    incident = team.incident(findings={"back_pain": True, "fever": False})
    team.clock.move(minutes=30)
    team.chart.amend_incident(incident, {"vitals": [{"temp_other_c": 38.6}]}, "")

    assert team.chart.incident_json(incident)["findings"] == {"back_pain": True}
    because = [match.because for match in team.chart.incident(incident).triage.matches]
    assert {"back_pain": True, "fever": True} in because


def test_a_first_filling_needs_no_reason(team: Team) -> None:
    incident = team.incident(diagnoses=[diagnosis()])
    team.chart.amend_incident(
        incident, {"contact": "none", "diagnoses": [diagnosis(tissue="joint_sprain", grade=2)]}, ""
    )

    entry = team.chart.history(incident)[-1]
    assert entry.reason == "Details added after capture"
    assert set(entry.lines) == {"contact: no contact", "tissue: joint sprain", "grade: 2"}


def test_changing_a_known_value_needs_a_reason(team: Team) -> None:
    incident = team.incident(diagnoses=[diagnosis(side="left")])
    with pytest.raises(BadInput, match="reason"):
        team.chart.amend_incident(incident, {"diagnoses": [diagnosis(side="right")]}, " ")
    assert team.chart.incident(incident).incident.side == "left"

    team.chart.amend_incident(incident, {"diagnoses": [diagnosis(side="right")]}, "Wrong side typed")
    chart = team.chart.incident(incident)
    assert (chart.incident.side, chart.incident.state) == ("right", State.AMENDED)
    assert team.chart.history(incident)[-1].lines == ("side: left → right",)


def test_a_refused_amendment_writes_none_of_its_parts(team: Team) -> None:
    incident = team.incident(kind="injury")
    before = len(team.store.commits)
    with pytest.raises(BadInput):
        team.chart.amend_incident(incident, {"kind": "illness", "narrative": "Felt ill.", **RED}, "")

    assert len(team.store.commits) == before
    assert team.chart.incident(incident).notes == ()


def test_an_amendment_that_says_what_stands_writes_nothing(team: Team) -> None:
    incident = team.incident(contact="none")
    before = len(team.store.commits)
    team.chart.amend_incident(incident, {"contact": "none"}, "")

    assert len(team.store.commits) == before


def test_an_incident_of_the_wrong_athlete_takes_its_status_along(team: Team) -> None:
    incident = team.incident(**RED)
    noa = team.chart.match_athletes("7")[0].id
    team.chart.amend_incident(incident, {"athlete": {"id": noa}}, "Wrong player recorded")

    assert team.board.current(mara(team)) is Availability.FULL
    assert team.board.current(noa) is Availability.OUT


def test_there_is_no_amending_of_what_does_not_exist_or_was_in_error(team: Team) -> None:
    with pytest.raises(NotFound):
        team.chart.amend_incident("none", {"contact": "none"}, "")
    incident = team.incident()
    team.chart.void_incident(incident, "Recorded twice")
    with pytest.raises(BadInput, match="entered in error"):
        team.chart.amend_incident(incident, {"narrative": "x"}, "Again")


# --- voiding --------------------------------------------------------------------------------------


def test_voiding_needs_a_reason_and_keeps_everything(team: Team) -> None:
    incident = team.incident(narrative="Fell.", **RED)
    with pytest.raises(BadInput, match="reason"):
        team.chart.void_incident(incident, "")

    team.chart.void_incident(incident, "Recorded twice")
    chart = team.chart.incident(incident)
    assert chart.incident.state is State.ENTERED_IN_ERROR
    assert chart.notes[0].text == "Fell."
    assert team.chart.history(incident)[-1].reason == "Recorded twice"


def test_voiding_takes_the_hold_of_the_incident_with_it(team: Team) -> None:
    incident = team.incident(**RED)
    team.chart.void_incident(incident, "Recorded twice")

    assert team.board.current(mara(team)) is Availability.FULL
    assert not team.chart.incidents()[0].needs_acknowledgement
