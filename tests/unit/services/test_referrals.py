"""Referrals are followed to their end; what was not made or not seen in time is never forgotten."""

from __future__ import annotations

from typing import Any

import pytest

from tests.team import MARA, NOA, Team, diagnosis
from trainer_tui.domain.due import Due, DueKind
from trainer_tui.domain.errors import BadInput, FieldError, NotFound
from trainer_tui.domain.incidents import Referral
from trainer_tui.domain.vocabulary import ReferralState, Tier
from trainer_tui.services.referrals import NOT_MADE

RED = {"findings": {"saddle_numbness": True}}
"""Reaches EMS_NOW."""
ANKLE: dict[str, Any] = {
    "diagnoses": [diagnosis("ankle")],
    "findings": {"malleolar_or_midfoot_bone_tender": True},
}
"""Reaches SAME_DAY."""
BELL = {"to": "Dr. Bell", "question": "Fracture?"}


@pytest.fixture
def team() -> Team:
    found = Team()
    found.athlete(**MARA)
    found.athlete(**NOA)
    return found


def due(team: Team) -> list[Due]:
    return sorted(team.chart.referrals.due(team.clock()), key=lambda each: each.record)


def whats(team: Team) -> list[str]:
    return [each.what for each in due(team)]


def kept(team: Team, referral: str) -> Referral:
    return team.chart.records.referral(referral)


# --- the process ----------------------------------------------------------------------------------


def test_a_referral_begins_recommended_at_the_tier_of_its_incident(team: Team) -> None:
    referral = kept(team, team.chart.referrals.add(team.incident(**RED), BELL))

    assert (referral.to, referral.tier, referral.state) == (
        "Dr. Bell",
        Tier.EMS_NOW,
        ReferralState.RECOMMENDED,
    )
    assert referral.at == referral.state_at == "2026-10-09T20:00:00-05:00"


def test_every_step_has_its_time_and_stands_in_the_history(team: Team) -> None:
    incident = team.incident(**RED)
    ident = team.chart.referrals.add(incident, BELL)
    team.clock.move(minutes=5)
    team.chart.referrals.advance(ident, ReferralState.SENT)
    team.clock.move(minutes=5)
    team.chart.referrals.advance(ident, ReferralState.SEEN, outcome="MRI tonight.")
    team.ledger.user = "Kim"
    team.chart.referrals.advance(ident, ReferralState.SENT, reason="Not seen, only registered")
    team.chart.referrals.advance(ident, ReferralState.DECLINED, reason="Left without being seen")
    team.chart.referrals.advance(ident, ReferralState.RECOMMENDED, reason="Came back")

    steps = [(e.by, e.at[11:16], e.reason, e.lines[0]) for e in team.chart.history(ident)[1:]]
    assert steps == [
        ("Sam Reyes", "20:05", "Referral sent", "state: recommended → sent"),
        ("Sam Reyes", "20:10", "Referral seen", "state: sent → seen"),
        ("Kim", "20:10", "Not seen, only registered", "state: seen → sent"),
        ("Kim", "20:10", "Left without being seen", "state: sent → declined"),
        ("Kim", "20:10", "Came back", "state: declined → recommended"),
    ]
    assert kept(team, ident).outcome == "MRI tonight."
    assert kept(team, ident).state_reason == "Came back"
    assert not [line for e in team.chart.history(ident) for line in e.lines if "state reason" in line]


def test_a_step_forward_leaves_no_old_reason_behind(team: Team) -> None:
    ident = team.chart.referrals.add(team.incident(**RED), BELL)
    team.chart.referrals.advance(ident, ReferralState.DECLINED, reason="No")
    team.chart.referrals.advance(ident, ReferralState.RECOMMENDED, reason="Yes after all")
    team.chart.referrals.advance(ident, ReferralState.SENT)

    assert kept(team, ident).state_reason == ""


def test_an_impossible_step_writes_nothing(team: Team) -> None:
    ident = team.chart.referrals.add(team.incident(**RED), BELL)
    for state, given in (
        (ReferralState.RECOMMENDED, {}),
        (ReferralState.DECLINED, {"reason": " "}),
        (ReferralState.CLOSED, {}),
    ):
        with pytest.raises(BadInput):
            team.chart.referrals.advance(ident, state, **given)

    assert kept(team, ident).view.revisions == 1


def test_an_outcome_known_since_the_visit_closes_without_another(team: Team) -> None:
    ident = team.chart.referrals.add(team.incident(**RED), BELL)
    team.chart.referrals.advance(ident, ReferralState.SEEN, outcome="No fracture.")
    team.chart.referrals.advance(ident, ReferralState.CLOSED)

    assert (kept(team, ident).state, kept(team, ident).outcome) == (ReferralState.CLOSED, "No fracture.")
    assert team.chart.referrals.listed(open_only=True) == []


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"to": " "},
        {"to": "x", "fax": "1"},
        {"to": "x", "tier": "NOW"},
        {"to": "x", "state": "lost"},
        {"to": "x", "state": "declined"},
        {"to": "x", "state": "closed"},
        {"to": "x" * 201},
        {"to": "x", "question": 3},
        [],
    ],
)
def test_a_referral_that_says_too_little_or_too_much_is_refused(team: Team, raw: Any) -> None:
    incident = team.incident()
    with pytest.raises(FieldError):
        team.chart.referrals.add(incident, raw)
    assert team.chart.referrals.listed(incident=incident) == []


def test_what_was_entered_in_error_is_followed_no_more(team: Team) -> None:
    incident = team.incident(**RED)
    ident = team.chart.referrals.add(incident, BELL)
    team.chart.void_incident(incident, "Wrong athlete")

    with pytest.raises(BadInput, match="entered in error"):
        team.chart.referrals.advance(ident, ReferralState.SENT)
    with pytest.raises(BadInput, match="entered in error"):
        team.chart.referrals.add(incident, BELL)
    assert team.chart.referrals.listed() == []
    assert due(team) == []


def test_there_is_no_list_for_an_incident_that_is_not_there(team: Team) -> None:
    with pytest.raises(NotFound):
        team.chart.referrals.listed(incident="none")


# --- the offer ------------------------------------------------------------------------------------


def test_the_offer_comes_from_the_match_and_records_nothing(team: Team) -> None:
    incident = team.incident(**RED, condition="back-spasms")
    offer = team.chart.referrals.offer(incident)

    assert (offer.tier, offer.to, offer.route) == (Tier.EMS_NOW, "Emergency department", "EMS")
    assert "between the legs" in offer.reason
    assert "Back Spasms" in offer.question
    assert team.chart.referrals.listed() == []


def test_the_offer_keeps_the_latched_tier_when_the_answers_are_calmer(team: Team) -> None:
    incident = team.incident(**RED)
    team.chart.amend_incident(incident, {"findings": {"saddle_numbness": False}}, "")

    assert team.chart.referrals.offer(incident).tier is Tier.EMS_NOW
    assert team.chart.referrals.offer(incident).reason == ""


# --- due ------------------------------------------------------------------------------------------


def test_an_emergency_without_a_referral_is_due_at_once(team: Team) -> None:
    incident = team.incident(**RED)
    [found] = due(team)

    assert (found.kind, found.record, found.incident, found.what, found.tier) == (
        DueKind.REFERRAL,
        incident,
        incident,
        NOT_MADE,
        Tier.EMS_NOW,
    )
    assert found.at == team.clock()
    team.clock.move(minutes=1)
    assert found.overdue(team.clock())


def test_a_match_makes_no_referral_by_itself_and_a_referral_or_a_no_answers_it(team: Team) -> None:
    first, second = team.incident(**RED), team.incident("7", **RED)
    assert team.chart.referrals.listed() == []
    assert whats(team) == [NOT_MADE, NOT_MADE]

    team.chart.referrals.add(first, {**BELL, "state": "seen"})
    team.chart.referrals.add(second, {**BELL, "state": "declined", "state_reason": "Taken by her parents"})
    assert whats(team) == []


def test_a_tier_reached_later_needs_a_referral_as_urgent(team: Team) -> None:
    incident = team.incident("7", **ANKLE)
    assert team.chart.records.incident(incident).tier is Tier.SAME_DAY
    team.chart.referrals.add(incident, BELL)
    team.clock.move(minutes=30)
    team.chart.raise_tier(incident)

    assert (NOT_MADE, team.clock()) in [(each.what, each.at) for each in due(team)]
    team.chart.referrals.add(incident, BELL)
    assert NOT_MADE not in whats(team)


def test_a_referral_that_is_done_does_not_answer_an_emergency_that_comes_after_it(team: Team) -> None:
    incident = team.incident(**RED)
    team.chart.referrals.add(incident, {**BELL, "state": "closed", "outcome": "Sent home."})
    team.chart.change_tier(incident, Tier.ROUTINE, "Examined by a physician")
    team.clock.move(hours=3)
    assert whats(team) == []

    team.chart.amend_incident(incident, {"findings": {"saddle_numbness": True}}, "")
    assert whats(team) == [NOT_MADE]


def test_lowering_asks_for_no_second_referral(team: Team) -> None:
    incident = team.incident(**RED)
    team.chart.referrals.add(incident, {**BELL, "state": "closed", "outcome": "Sent home."})
    team.clock.move(hours=1)
    team.chart.change_tier(incident, Tier.SAME_DAY, "Examined by a physician")

    assert whats(team) == []


def test_a_referral_made_after_the_clock_went_back_counts(team: Team) -> None:
    incident = team.incident("7", **ANKLE)
    team.chart.raise_tier(incident)
    team.clock.move(hours=-2)
    team.chart.referrals.add(incident, {**BELL, "state": "closed", "outcome": "Seen there."})

    assert whats(team) == []


def test_a_referral_is_due_by_its_tier_until_somebody_has_seen_the_athlete(team: Team) -> None:
    ident = team.chart.referrals.add(team.incident("7", **ANKLE), BELL)
    team.clock.set("2026-10-09T23:59:59-05:00")
    assert due(team) == []
    [row] = team.chart.referrals.not_due()
    assert row.due is not None
    assert (row.who, row.due.at.isoformat()) == ("7 Noa Lindqvist", "2026-10-10T00:00:00-05:00")

    team.clock.set("2026-10-10T00:00:00-05:00")
    assert whats(team) == ["referral recommended, Dr. Bell"]
    assert team.chart.referrals.not_due() == []
    team.chart.referrals.advance(ident, ReferralState.SENT)
    team.chart.referrals.advance(ident, ReferralState.ACKNOWLEDGED)
    assert whats(team) == ["referral acknowledged, Dr. Bell"]

    team.chart.referrals.advance(ident, ReferralState.SEEN)
    assert due(team) == []
    assert [each.due for each in team.chart.referrals.not_due()] == [None]


@pytest.mark.parametrize(("tier", "hours"), [(Tier.SAME_DAY, 4), (Tier.H24_72, 72), (Tier.ROUTINE, 14 * 24)])
def test_the_clock_runs_from_when_it_was_recommended(team: Team, tier: Tier, hours: float) -> None:
    team.chart.referrals.add(team.incident(), {**BELL, "tier": tier.value})
    team.clock.move(hours=hours, seconds=-1)
    assert due(team) == []
    team.clock.move(seconds=1)
    assert whats(team) == ["referral recommended, Dr. Bell"]


@pytest.mark.parametrize("seconds", [0, 1, -3600])
def test_an_emergency_is_due_from_the_first_moment_even_when_the_clock_goes_back(
    team: Team, seconds: float
) -> None:
    team.chart.referrals.add(team.incident(), {**BELL, "tier": "EMS_NOW"})
    team.clock.move(seconds=seconds)

    assert whats(team) == ["referral recommended, Dr. Bell"]


def test_a_closed_incident_waits_for_nothing(team: Team) -> None:
    open_one, other = team.incident(**RED), team.incident("7", **RED)
    team.chart.referrals.add(open_one, BELL)
    team.chart.close_incident(open_one, "Care handed over")
    team.chart.close_incident(other, "Care handed over")

    assert due(team) == []
    assert team.chart.referrals.not_due() == []
    assert len(team.chart.referrals.listed()) == 1


def test_a_routine_incident_and_one_without_a_tier_wait_for_no_referral(team: Team) -> None:
    team.incident()
    team.chart.change_tier(team.incident("7"), Tier.ROUTINE, "")
    team.clock.move(days=30)

    assert due(team) == []


# --- raising and lowering -------------------------------------------------------------------------


def test_a_tier_rises_one_step_at_a_time_up_to_the_highest(team: Team) -> None:
    incident = team.incident()
    reached = [team.chart.raise_tier(incident) for _ in Tier]

    assert reached == list(reversed(Tier))
    with pytest.raises(BadInput, match="no higher urgency"):
        team.chart.raise_tier(incident)
    assert team.chart.history(incident)[-1].reason == "Raised by hand"


def test_a_lowering_stays_beside_the_original_everywhere(team: Team) -> None:
    incident = team.incident(**RED)
    assert team.chart.incident(incident).lowering is None
    team.ledger.user = "A. Trainer"
    team.chart.change_tier(incident, Tier.SAME_DAY, "Examined by a physician")

    found = team.chart.incident(incident).lowering
    assert found is not None
    assert found.words(team.clock()) == (
        "lowered from ▲▲ Activate EMS now by A. Trainer, 20:00: Examined by a physician"
    )
    assert team.chart.incident_json(incident)["lowered"] == {
        "from": "EMS_NOW",
        "by": "A. Trainer",
        "at": "2026-10-09T20:00:00-05:00",
        "reason": "Examined by a physician",
    }


def tier(team: Team, incident: str) -> Tier | None:
    return team.chart.records.incident(incident).tier


def test_after_a_lowering_what_was_known_before_raises_it_no_more(team: Team) -> None:
    incident = team.incident(**RED)
    team.chart.change_tier(incident, Tier.ROUTINE, "Examined by a physician")
    team.chart.amend_incident(incident, {"vitals": [{"hr": 72}]}, "")
    team.chart.amend_incident(incident, {"findings": {"fever": False}}, "")

    assert tier(team, incident) is Tier.ROUTINE


def test_after_a_lowering_a_new_match_latches_again(team: Team) -> None:
    incident = team.incident(**RED)
    team.chart.change_tier(incident, Tier.ROUTINE, "Examined by a physician")
    team.chart.amend_incident(incident, {"findings": {"unresponsive": True}}, "")

    assert tier(team, incident) is Tier.EMS_NOW
    assert team.chart.incident(incident).lowering is None


def test_after_a_lowering_the_same_sign_found_again_latches_again(team: Team) -> None:
    incident = team.incident(**RED)
    team.chart.change_tier(incident, Tier.ROUTINE, "Examined by a physician")
    team.chart.amend_incident(incident, {"findings": {"saddle_numbness": True}}, "")

    assert tier(team, incident) is Tier.EMS_NOW


def test_after_a_lowering_a_temperature_that_makes_a_fever_counts_as_said_again(team: Team) -> None:
    feverish = {"findings": {"back_pain": True}, "vitals": [{"temp_other_c": 38.6}]}
    incident = team.incident(diagnoses=[diagnosis("lumbosacral", "midline")], **feverish)
    before = tier(team, incident)
    assert before is not None
    assert before is not Tier.ROUTINE
    team.chart.change_tier(incident, Tier.ROUTINE, "Examined by a physician")
    team.chart.amend_incident(incident, {"vitals": [{"hr": 72}]}, "")
    assert tier(team, incident) is Tier.ROUTINE

    team.chart.amend_incident(incident, {"vitals": [{"temp_other_c": 38.7}]}, "")
    assert tier(team, incident) is before
