"""The letter says what a physician needs, in that order, and never takes unknown for no."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.fhir_documents import log_emergency
from tests.handing_over import MARA_IN_FULL, Office
from tests.team import CLEARED, NOA, diagnosis
from trainer_tui.domain.emergencies import Entry, EventKind, Log
from trainer_tui.domain.handover import Material
from trainer_tui.domain.vocabulary import Tier
from trainer_tui.exports.letter import Letter, compose, leaving
from trainer_tui.exports.letter_course import LABEL
from trainer_tui.exports.letter_words import Times
from trainer_tui.exports.packet import waiting_for
from trainer_tui.services.treatments import TreatmentLog


@pytest.fixture
def office() -> Office:
    return Office()


def first(letter: Letter, label: str) -> str:
    return next(
        entry.text for entry in (*letter.first, *letter.sbar, *letter.answers) if entry.label == label
    )


def checks(letter: Letter) -> tuple[list[str], dict[str, list[str]], str]:
    """Return the heads of the table of checks, its rows by name, and what stands under it."""
    entry = next(entry for entry in letter.first if entry.label == LABEL)
    assert entry.table is not None
    rows = {name: cells for name, *cells in entry.table.rows}
    return list(entry.table.heads[1:]), rows, entry.text


def test_the_first_third_stands_in_the_order_of_use(office: Office) -> None:
    letter = office.letter(office.shoulder())
    assert letter.patient == "Mara Ortiz"
    assert letter.person == "born 14 Mar 2009 (17 years) · female · Varsity Soccer, goalkeeper, no. 22"
    assert letter.urgency == "▲▲ ACTIVATE EMS NOW"
    assert [entry.label for entry in letter.first] == [
        "Question",
        "What happened",
        "Positive",
        "Nerves, vessels, vital signs",
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
    heads, rows, notes = checks(office.letter(ident))
    assert heads == ["19:44"]
    assert rows["Outer shoulder numb, or wrist or hand weak"] == ["absent"]
    assert rows["Arm pulse weak or absent, or arm pale or cold"] == ["absent*"]
    assert "* marked together with other items, not examined singly." in notes


def test_bulk_answers_are_told_apart_from_single_ones(office: Office) -> None:
    letter = office.letter(office.shoulder())
    assert "Does not respond" in first(letter, "Not present, asked one by one")
    assert "Bleeding that does not stop" in first(letter, "Not present, marked together")


def test_findings_and_vital_signs_stand_before_and_after_a_reduction_with_time_and_name(
    office: Office,
) -> None:
    ident = office.shoulder()
    office.clock.set("2026-10-09T20:10:00-05:00")
    office.ledger.user = "Lee Park"
    office.chart.amend_incident(
        ident, {"findings": {"shoulder_reduced": True, "arm_neuro_deficit": False}}, "second check"
    )
    heads, rows, notes = checks(office.letter(ident))
    assert heads == [
        "19:44\nbefore reduction\nSam Reyes",
        "19:46\nbefore reduction\nSam Reyes",
        "20:10\nafter reduction\nLee Park",
    ]
    assert rows["Outer shoulder numb, or wrist or hand weak"] == ["PRESENT", "–", "absent"]
    assert rows["Blood pressure mmHg"] == ["–", "118/76", "–"]
    assert rows["Heart rate /min"] == ["–", "104", "–"]
    assert "not assessed" not in notes


def test_a_reduction_without_a_check_afterwards_is_said(office: Office) -> None:
    ident = office.shoulder(findings={"shoulder_dislocated": True, "arm_neuro_deficit": False}, vitals=[])
    office.clock.set("2026-10-09T20:10:00-05:00")
    office.chart.amend_incident(ident, {"findings": {"shoulder_reduced": True}}, "reduced")
    _, _, notes = checks(office.letter(ident))
    assert "After reduction, nerves and vessels: not assessed." in notes


def test_of_many_checks_the_first_and_those_around_the_reduction_and_the_last_are_shown_the_others_in_notes(
    office: Office,
) -> None:
    ident = office.shoulder(vitals=[])
    office.clock.set("2026-10-09T22:00:00-05:00")
    for minute in range(50, 60):
        found: dict[str, object] = {
            "arm_neuro_deficit": minute % 2 == 0,
            **({"shoulder_reduced": True} if minute == 52 else {}),
        }
        found |= {"arm_pulse_or_colour_bad": "absent_in_bulk"} if minute == 50 else {}
        office.chart.add_assessments(ident, [{"at": f"2026-10-09T19:{minute}:00-05:00", "findings": found}])
    heads, _, notes = checks(office.letter(ident))
    assert [head.split("\n")[0] for head in heads] == ["19:44", "19:51", "19:52", "19:57", "19:58", "19:59"]
    assert "5 checks in between under Notes." in notes
    (between,) = (e.text.split("\n") for e in office.letter(ident).story if e.label == "Checks in between")
    assert [line[12:17] for line in between] == ["19:50", "19:53", "19:54", "19:55", "19:56"]
    assert between[0].endswith(
        "19:50, before reduction, Sam Reyes: "
        "Arm pulse weak or absent, or arm pale or cold: absent, marked with other items; "
        "Outer shoulder numb, or wrist or hand weak: PRESENT"
    )


def test_what_was_done_stands_on_the_letter_with_its_times(office: Office) -> None:
    ident = office.shoulder()
    given = {"incident": ident, "at": "2026-10-09T19:50:00-05:00", "services": ["cryotherapy"], "minutes": 15}
    TreatmentLog(office.chart).add([given])
    case, packet = office.case(ident)
    events = [Entry("1", EventKind.EMS_CALLED, "2026-10-09T19:45:00-05:00")]
    events += [Entry("2", EventKind.EMS_ARRIVED, "2026-10-09T19:55:00-05:00", void="pressed by mistake")]
    log = Log("e", "2026-10-09T19:43:00-05:00", venue="North field", entries=events)
    letter = compose(replace(case, emergencies=(log,)), packet)
    told = first(letter, "Done so far")
    assert told == (
        "Emergency begun 9 Oct 2026, 19:43, North field: EMS called 19:45.\n"
        "9 Oct 2026, 19:50: cryotherapy, 15 min, Sam Reyes."
    )
    assert first(letter, "What happened").endswith("9 Oct 2026, 19:42, North field. Left play at once.")


def test_a_temperature_of_an_emergency_is_a_vital_sign_of_the_letter(office: Office) -> None:
    office.athlete(**MARA_IN_FULL)
    ident = office.incident()
    events = (("temp_rectal", "40.5"), ("temp_rectal", ""), ("temp_rectal", "39.1"))
    log_emergency(office, ident, *events)
    letter = office.letter(ident)
    heads, rows, notes = checks(letter)
    assert (heads, rows) == (["19:43", "19:45"], {"Rectal temperature °C": ["40.5", "39.1"]})
    assert notes == "Nerves and vessels: not assessed."
    assert "Matched before: RF-HEA-03 at 19:43." in first(letter, "Assessment")
    event = next(iter(office.chart.records.emergency_events.values()))
    with office.chart.records.change() as change:
        change.void(event.view, "pressed by mistake")
    letter = office.letter(ident)
    assert checks(letter)[1] == {"Rectal temperature °C": ["39.1"]}
    assert "RF-HEA-03" not in first(letter, "Assessment")


def test_many_treatments_are_counted_and_listed_among_the_notes(office: Office) -> None:
    ident = office.shoulder()
    raw = {
        "incident": ident,
        "at": "2026-10-09T19:50:00-05:00",
        "services": ["cryotherapy"],
        "note": "Ice, not felt",
    }
    TreatmentLog(office.chart).add([raw] * 6)
    letter = office.letter(ident)
    assert first(letter, "Done so far").startswith("6 treatments (under Notes): cryotherapy 6. Last: ")
    told = {entry.label: entry.text for entry in letter.story}
    assert told["Treatments"].count("cryotherapy") == 6
    assert told["Remarks on treatments"].count("Ice, not felt") == 6


def test_a_rule_that_matched_before_is_named_beside_the_reason_of_those_that_match_now(
    office: Office,
) -> None:
    ident = office.shoulder()
    office.clock.set("2026-10-09T20:10:00-05:00")
    office.chart.amend_incident(
        ident, {"findings": {"shoulder_reduced": True, "arm_neuro_deficit": False}}, "again"
    )
    letter = office.letter(ident)
    said = first(letter, "Assessment")
    assert "Physician in 24 to 72 hours (RF-UNX-09): " in said
    assert "[B66, B78, B72b, urgency: no source: editorial]" in said
    assert "Matched before: RF-SHO-02 at 19:46" in said
    course = first(letter, "Course")
    assert course.startswith(
        "Urgency by the answers: Activate EMS now 19:44, then Physician in 24 to 72 hours"
    )


def test_every_warning_stands_on_a_record_that_has_several(office: Office) -> None:
    office.clock.set("2026-10-10T08:00:00-05:00")
    ident = office.shoulder(reported_at="2026-10-09T21:10:00-05:00")
    office.chart.void_incident(ident, "wrong athlete")
    void, late = office.letter(ident).warning.split("\n")
    assert void.startswith("ENTERED IN ERROR")
    assert late.startswith("Late entry")


def test_who_sends_it_is_named_with_the_credential(office: Office) -> None:
    office.chart.users.add({"name": "Sam Reyes", "credential": "MS, ATC", "role": "trainer"})
    letter = office.letter(office.shoulder())
    assert "from Sam Reyes, MS, ATC" in letter.addressed
    assert letter.reply_to.startswith("Sam Reyes, MS, ATC")


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
    assert first(letter, LABEL) == "Nerves and vessels: not assessed. Vital signs: not assessed."
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
    assert "transport: ambulance" in first(letter, "Present state")
    assert first(letter, "Recommendation").startswith("Referred to Mercy Clinic (recommended ")


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
    labels = [entry.label for entry in letter.reply]
    assert labels == ["Regarding", "Diagnosis", "Availability", "Restrictions", "Seen by", "Signature"]
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
    assert "transport: bus" in first(letter, "Present state")
    told = first(letter, "Recommendation")
    assert "Referred to Mercy Clinic (recommended 9 Oct 2026, 20:00)." in told
    assert "Referral to Dr Lee declined: No appointment before May." in told


def test_what_another_problem_says_of_the_athlete_is_not_told_here(office: Office) -> None:
    ident = office.shoulder(findings={}, vitals=[])
    (athlete,) = office.chart.records.athletes
    other = office.incident("22", onset_at="2026-10-08T19:42:00-05:00", findings={"back_pain": True})
    office.status(athlete, "2026-10-09", "limited", ident, restrictions=["no throwing"])
    office.status(athlete, "2026-10-09", "out", other, decided_by="Dr. Back", restrictions=["no lifting"])
    state = first(office.letter(ident), "Present state").split("\n")[0]
    assert state == (
        "OUT, because of another problem; for this one: LIMITED since 9 Oct 2026 (Dr. Ada Bell); no throwing"
    )
    assert "OUT since 9 Oct 2026 (Dr. Back); no lifting" in first(office.letter(other), "Present state")


def test_a_hold_that_somebody_ended_is_not_told_as_if_it_stood(office: Office) -> None:
    ident = office.shoulder()
    assert first(office.letter(ident), "Recommendation").endswith("until a named clinician clears.")
    (athlete,) = office.chart.records.athletes
    office.status(athlete, "2026-10-09", "full", ident, clearance=CLEARED)
    other = office.incident("22", onset_at="2026-10-08T19:42:00-05:00", findings={"back_pain": True})
    office.status(athlete, "2026-10-09", "out", other)
    letter = office.letter(ident)
    assert first(letter, "Recommendation").endswith("clears; ended since, see Present state.")
    assert first(letter, "Present state").startswith(
        "OUT, because of another problem; for this one: Full since 9 Oct 2026 (Dr. Ada Bell)"
    )
    office.status(athlete, "2026-10-09", "out", ident)
    assert first(office.letter(ident), "Recommendation").endswith("until a named clinician clears.")


def test_a_hold_of_one_day_names_that_day_and_is_not_waited_for_later(office: Office) -> None:
    office.athlete(**MARA_IN_FULL)
    ident = office.incident("22", findings={"tooth_out": True})
    assert first(office.letter(ident), "Recommendation").endswith("Hold: no return on 9 Oct 2026.")
    case, _ = office.case(ident)
    times = Times(office.clock())
    assert "hold: no return on 9 Oct 2026" in waiting_for(case, times)
    later = Times(office.clock() + timedelta(days=30))
    assert not any("hold" in line for line in waiting_for(case, later))


def test_a_hold_is_not_ended_by_what_was_said_of_another_problem(office: Office) -> None:
    ident = office.shoulder()
    (athlete,) = office.chart.records.athletes
    other = office.incident("22", onset_at="2026-10-08T19:42:00-05:00", findings={"back_pain": True})
    office.status(athlete, "2026-10-09", "full", other)
    assert first(office.letter(ident), "Recommendation").endswith("until a named clinician clears.")


def test_what_leaves_of_many_letters_names_each_kind_of_note_once(office: Office) -> None:
    office.shoulder()
    office.clock.move(minutes=10)
    office.shoulder()
    told = leaving(office.packet(Material.CASES)).sections
    assert [section.fields for section in told if section.title == "Notes"] == [
        ("Narrative", "Subjective", "Plan")
    ]


@pytest.mark.parametrize("own", [False, True], ids=["from another problem", "before the hold was asked for"])
def test_a_return_that_nobody_cleared_ends_no_hold(office: Office, own: bool) -> None:
    athlete = office.athlete(**NOA)
    ankle = office.incident(NOA["jersey"])
    back = office.incident(
        NOA["jersey"],
        diagnoses=[diagnosis("lumbosacral", "midline")],
        findings={"extension_pain": True, "pain_weeks": 3},
    )
    for availability in ("out", "full"):
        office.status(athlete, "2026-10-09", availability, back if own else ankle)
    office.chart.amend_athlete(athlete, {"birth_date": "2010-03-04"}, "")  # a rule asks for a hold since then
    assert first(office.letter(back), "Recommendation").endswith("until a named clinician clears.")


def test_the_slip_of_a_void_record_says_so_too(office: Office) -> None:
    ident = office.shoulder()
    office.chart.void_incident(ident, "wrong athlete")
    assert office.letter(ident).reply[0].text.endswith(", ENTERED IN ERROR")
