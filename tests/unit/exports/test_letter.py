"""The letter says what a physician needs, in that order, and never takes unknown for no."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.handing_over import MARA_IN_FULL, Office
from trainer_tui.domain.vocabulary import Tier
from trainer_tui.exports.letter import Letter, compose


@pytest.fixture
def office() -> Office:
    return Office()


def first(letter: Letter, label: str) -> str:
    return next(
        entry.text for entry in (*letter.first, *letter.sbar, *letter.answers) if entry.label == label
    )


def test_the_first_third_stands_in_the_order_of_use(office: Office) -> None:
    letter = office.letter(office.shoulder())
    assert letter.patient == "Mara Ortiz"
    assert letter.person == "born 14 Mar 2009 (17 years) · female · Varsity Soccer, goalkeeper, no. 22"
    assert letter.urgency == "▲▲ ACTIVATE EMS NOW"
    assert [entry.label for entry in letter.first] == [
        "Question",
        "What happened",
        "Positive",
        "Neurovascular",
        "Alerts",
        "Present state",
        "Call back",
        "Guardian",
    ]


def test_what_happened_is_told_with_side_mechanism_and_time(office: Office) -> None:
    told = first(office.letter(office.shoulder()), "What happened")
    assert told.startswith("Right shoulder. Acute, sudden; contact direct, with another athlete; cause: ")
    assert told.endswith("in competition. 9 Oct 2026, 19:42. Left play at once.")


def test_safety_items_that_nobody_answered_are_named_and_the_others_counted(office: Office) -> None:
    ident = office.shoulder()
    case, packet = office.case(ident)
    safety = [f for f in case.triage.not_assessed if f in case.safety]
    rest = len(case.triage.not_assessed) - len(safety)
    assert "not_breathing_normally" in safety
    assert "arm_locked_overhead" in safety
    assert rest > 10
    *named, counted = first(office.letter(ident), "Not assessed").split("; ")
    assert named == [packet.vocabulary[finding].prompt for finding in safety]
    assert counted == f"and {rest} further items of this region's sweep"


def test_without_any_answer_all_life_questions_and_page_one_are_named(office: Office) -> None:
    office.athlete(**MARA_IN_FULL)
    ident = office.incident()
    case, packet = office.case(ident)
    said = first(office.letter(ident), "Not assessed")
    assert len(case.safety) > 8
    assert all(packet.vocabulary[finding].prompt in said for finding in case.safety)


def test_with_the_safety_items_answered_the_others_are_still_counted(office: Office) -> None:
    everything = dict.fromkeys(office.case(office.shoulder())[0].safety, False)
    ident = office.shoulder(findings=everything, vitals=[])
    case, _ = office.case(ident)
    assert first(office.letter(ident), "Not assessed") == (
        f"{len(case.triage.not_assessed)} items beyond the life questions and page one of this region's sweep"
    )


def test_a_neurovascular_answer_given_in_bulk_is_not_told_as_an_examination(office: Office) -> None:
    ident = office.shoulder(
        findings={"arm_neuro_deficit": False, "arm_pulse_or_colour_bad": "absent_in_bulk"}, vitals=[]
    )
    said = first(office.letter(ident), "Neurovascular")
    asked, bulk = said.split(" · ")
    assert "Outer shoulder numb" in asked
    assert bulk.startswith("not present, marked together with others Arm pulse")


def test_bulk_answers_are_told_apart_from_single_ones(office: Office) -> None:
    letter = office.letter(office.shoulder())
    assert "Does not respond" in first(letter, "Not present, asked one by one")
    assert "Bleeding that does not stop" in first(letter, "Not present, marked together")


def test_neurovascular_findings_stand_before_and_after_a_reduction_with_time_and_name(office: Office) -> None:
    ident = office.shoulder()
    office.clock.set("2026-10-09T20:10:00-05:00")
    office.chart.amend_incident(
        ident, {"findings": {"shoulder_reduced": True, "arm_neuro_deficit": False}}, "second check"
    )
    before, after = first(office.letter(ident), "Neurovascular").split("\n")
    assert before.startswith("Before reduction, 19:44, Sam Reyes: PRESENT Outer shoulder numb")
    assert after.startswith("After reduction, 20:10, Sam Reyes: not present Outer shoulder numb")


def test_a_reduction_without_a_check_afterwards_is_said(office: Office) -> None:
    ident = office.shoulder(findings={"shoulder_dislocated": True, "arm_neuro_deficit": False}, vitals=[])
    office.clock.set("2026-10-09T20:10:00-05:00")
    office.chart.amend_incident(ident, {"findings": {"shoulder_reduced": True}}, "reduced")
    assert "After reduction: not assessed." in first(office.letter(ident), "Neurovascular")


@pytest.mark.parametrize(
    ("alerts", "words"),
    [
        ([], "Allergies: not recorded; Medication: not recorded; Sickle cell trait: not recorded"),
        (["none_known"], "Allergies: none known; Medication: none known; Sickle cell trait: none known"),
        (
            ["sickle_trait", "medication:warfarin", "asthma"],
            "Allergies: not recorded; Medication: warfarin; Sickle cell trait: YES; Also: asthma",
        ),
    ],
)
def test_alerts_that_were_never_asked_are_not_none(office: Office, alerts: list[str], words: str) -> None:
    office.athlete(**{**MARA_IN_FULL, "alerts": alerts})
    assert first(office.letter(office.shoulder()), "Alerts") == words


def test_what_is_missing_about_a_guest_is_said(office: Office) -> None:
    letter = office.letter(office.incident({"guest": "14 Riverside"}))
    assert letter.patient == "Guest: 14 Riverside"
    assert "birth date not recorded" in letter.person
    assert "mechanism not recorded" in first(letter, "What happened").lower()
    assert first(letter, "Neurovascular") == "Not assessed."
    assert "Vital signs: not assessed." in first(letter, "Situation")
    assert first(letter, "Present state").startswith("Availability not recorded")


def test_undecided_is_not_calm(office: Office) -> None:
    office.athlete(**MARA_IN_FULL)
    ident = office.incident(findings={"back_pain": True})
    letter = office.letter(ident)
    assert office.chart.incident(ident).incident.tier is not Tier.EMS_NOW
    assert "UNDECIDED: MAY BE AN EMERGENCY" in letter.urgency
    assert letter.statement.startswith("Undecided: may be an emergency. Answer: ")


def test_without_any_answer_nothing_is_cleared(office: Office) -> None:
    office.athlete(**{**MARA_IN_FULL, "alerts": []})
    letter = office.letter(office.incident())
    assert letter.urgency == "No urgency derived from the answers given"
    assert "Absence of a flag is not clearance." in letter.statement
    assert "clear" not in " ".join(entry.text for entry in letter.reply).lower()


def test_the_latched_tier_heads_the_letter_when_current_answers_are_calmer(office: Office) -> None:
    ident = office.shoulder()
    case, packet = office.case(ident)
    calmer = replace(case, triage=replace(case.triage, tier=Tier.SAME_DAY))
    assert compose(calmer, packet).urgency.startswith("▲▲ ACTIVATE EMS NOW · highest so far")


def test_a_day_and_an_hour_are_named_for_the_lower_tiers(office: Office) -> None:
    ident = office.shoulder()
    case, packet = office.case(ident)
    for tier, words in (
        (Tier.SAME_DAY, " · 9 Oct 2026"),
        (Tier.H24_72, " · by 12 Oct 2026, 19:46"),
        (Tier.ROUTINE, "ROUTINE FOLLOW-UP"),
    ):
        changed = replace(
            case,
            incident=replace(case.incident, tier=tier),
            triage=replace(case.triage, tier=tier, possible=()),
        )
        assert compose(changed, packet).urgency.endswith(words)


def test_a_void_record_says_so_before_anything_else(office: Office) -> None:
    ident = office.shoulder()
    office.chart.void_incident(ident, "wrong athlete")
    assert office.letter(ident).warning == "ENTERED IN ERROR: this record is void (wrong athlete)."


def test_a_late_entry_is_marked(office: Office) -> None:
    office.clock.set("2026-10-10T08:00:00-05:00")
    letter = office.letter(office.shoulder(reported_at="2026-10-09T21:10:00-05:00"))
    assert letter.warning.startswith("Late entry: recorded 9 Oct 2026, 21:10")


def test_the_latest_question_of_a_referral_is_the_question(office: Office) -> None:
    ident = office.shoulder()
    raw = {"to": "Mercy Clinic", "route": "ambulance", "question": "Bony lesion?"}
    office.chart.referrals.add(ident, raw)
    letter = office.letter(ident)
    assert first(letter, "Question") == "Bony lesion?"
    assert "Transport: ambulance" in first(letter, "Present state")
    assert first(letter, "Recommendation").startswith("Referred to Mercy Clinic.")


def test_the_foot_names_rules_hash_sources_record_and_limits(office: Office) -> None:
    ident = office.shoulder()
    letter = office.letter(ident)
    case, _ = office.case(ident)
    foot = "\n".join(letter.foot)
    for match in case.triage.matches:
        assert f"{match.rule.id} v{match.rule.version}" in foot
        assert match.rule.id in first(letter, "Assessment")
    assert case.triage.sha256[:16] in foot
    assert ident in foot
    assert "Absence of a flag is not clearance." in foot
    assert "Draft: not clinically reviewed" in foot
    assert "no source: editorial" in foot


def test_the_reply_slip_asks_for_availability_in_our_words(office: Office) -> None:
    letter = office.letter(office.shoulder())
    assert letter.reply_to == "Sam Reyes, telephone 555 0177"
    availability = next(entry.text for entry in letter.reply if entry.label == "Availability")
    assert [word in availability for word in ("out", "limited", "full")] == [True, True, True]


def test_notes_stand_under_their_headings_narrative_first(office: Office) -> None:
    ident = office.shoulder()
    office.chart.add_note(ident, "narrative", "Second thought.")
    labels = [entry.label.split(" · ")[0] for entry in office.letter(ident).story]
    assert labels == ["Narrative", "Narrative", "Subjective", "Plan"]


def test_a_lowered_urgency_stands_beside_the_original(office: Office) -> None:
    ident = office.shoulder()
    office.chart.change_tier(ident, Tier.SAME_DAY, "Seen by the team physician")
    letter = office.letter(ident)

    assert letter.urgency.startswith("▲ PHYSICIAN OR EMERGENCY DEPARTMENT TODAY · 9 Oct 2026")
    assert "highest so far" not in letter.urgency
    assert letter.first[0].label == "Urgency"
    assert letter.first[0].text == (
        "Lowered from ▲▲ Activate EMS now by Sam Reyes, 9 Oct 2026, 20:00: Seen by the team physician."
    )


def test_a_declined_referral_asks_nothing_and_says_why(office: Office) -> None:
    ident = office.shoulder()
    office.chart.referrals.add(ident, {"to": "Mercy Clinic", "route": "bus", "question": "Labrum?"})
    declined = {"to": "Dr Lee", "route": "car", "question": "Axillary nerve?"}
    declined |= {"state": "declined", "state_reason": "No appointment before May"}
    office.chart.referrals.add(ident, declined)
    letter = office.letter(ident)

    assert first(letter, "Question") == "Labrum?"
    assert "Transport: bus" in first(letter, "Present state")
    told = first(letter, "Recommendation")
    assert "Referred to Mercy Clinic." in told
    assert "Referral to Dr Lee declined: No appointment before May." in told
