"""What a physician's system reads: the question first, unknown never "no", codes only from a source."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader

from tests.fhir_documents import Bundle, bundle_of, full_incident, log_emergency, written
from tests.handing_over import MARA_IN_FULL, Office, whole
from tests.nasty import NASTY
from tests.team import CLEARED, ONSET, diagnosis, shipped_library
from trainer_tui.domain.errors import BadInput
from trainer_tui.domain.handover import Material
from trainer_tui.domain.vocabulary import Purpose
from trainer_tui.exports import Exporters
from trainer_tui.exports.fhir.making import NAMESPACE, moment
from trainer_tui.exports.fhir.provenance import canonical


@pytest.fixture
def office() -> Office:
    return Office()


def of(bundle: Bundle, kind: str) -> list[dict[str, Any]]:
    found = [each["resource"] for each in bundle["entry"]]
    return [each for each in found if each["resourceType"] == kind]


def section(bundle: Bundle, title: str) -> dict[str, Any]:
    sections = of(bundle, "Composition")[0]["section"]
    return next(each for each in sections if each["title"] == title)


def codings(concept: Mapping[str, Any]) -> set[tuple[str, str]]:
    return {(each["system"], each["code"]) for each in concept.get("coding", ())}


def code(concept: Mapping[str, Any]) -> str:
    return str(concept["coding"][0]["code"])


def finding(bundle: Bundle, name: str) -> list[dict[str, Any]]:
    return [o for o in of(bundle, "Observation") if ("urn:x-trainer-tui:finding", name) in codings(o["code"])]


def test_the_first_section_is_the_reason_for_referral_with_the_question(office: Office) -> None:
    bundle = bundle_of(office, full_incident(office))
    first = of(bundle, "Composition")[0]["section"][0]
    assert first["title"] == "Reason for referral and question"
    assert codings(first["code"]) == {("http://loinc.org", "42349-1")}
    said = first["text"]["div"]
    assert "ACTIVATE EMS NOW" in said
    assert "<b>Question:</b> Is it in place?" in said
    assert "____" not in said
    assert "☐" not in said


@pytest.mark.parametrize(
    ("tier", "priority"),
    [("EMS_NOW", "stat"), ("SAME_DAY", "asap"), ("H24_72", "urgent"), ("ROUTINE", "routine")],
)
def test_the_priority_is_that_of_the_tier(office: Office, tier: str, priority: str) -> None:
    ident = office.shoulder()
    office.chart.referrals.add(ident, {"to": "Dr Lee", "tier": tier})
    assert of(bundle_of(office, ident), "ServiceRequest")[0]["priority"] == priority


def test_without_a_referral_the_document_itself_asks(office: Office) -> None:
    request = of(bundle_of(office, office.shoulder()), "ServiceRequest")
    assert [(r["status"], r["intent"], r["priority"]) for r in request] == [("active", "proposal", "stat")]
    assert request[0]["performer"] == [{"display": "Dr Lee, Mercy Clinic"}]


def test_present_absent_in_bulk_and_not_assessed_are_told_apart(office: Office) -> None:
    bundle = bundle_of(office, office.shoulder())
    assert [o["valueBoolean"] for o in finding(bundle, "shoulder_dislocated")] == [True]
    assert [o["valueBoolean"] for o in finding(bundle, "arm_pulse_or_colour_bad")] == [False]
    bulk = finding(bundle, "bleeding_uncontrolled")
    assert [o.get("valueBoolean") for o in bulk] == [None]
    assert code(bulk[0]["valueCodeableConcept"]) == "absent_in_bulk"
    missing = finding(bundle, "not_breathing_normally")
    assert [code(o["dataAbsentReason"]) for o in missing] == ["not-performed"]
    assert not any(name.startswith("value") for name in missing[0])


def test_an_answer_that_was_taken_back_is_not_no(office: Office) -> None:
    ident = office.shoulder()
    office.chart.amend_incident(ident, {"findings": {"arm_neuro_deficit": None}}, "not tested")
    values = [o.get("valueBoolean") for o in finding(bundle_of(office, ident), "arm_neuro_deficit")]
    assert values[0] is True
    assert False not in values


def test_vital_signs_have_loinc_and_ucum_and_a_missing_half_says_so(office: Office) -> None:
    vitals = [{"hr": 104, "sbp": 118, "spo2": 97, "rr": 18, "temp_rectal_c": 39.5, "glucose": 90, "gcs": 15}]
    bundle = bundle_of(office, office.shoulder(vitals=vitals))
    signs = {o["code"]["text"]: o for o in of(bundle, "Observation") if "finding" not in str(o["code"])}
    measured = {
        name: signs[name]["valueQuantity"] for name in ("Heart rate", "Oxygen saturation", "Breathing rate")
    }
    assert [(q["value"], q["code"]) for q in measured.values()] == [(104, "/min"), (97, "%"), (18, "/min")]
    assert code(signs["Heart rate"]["code"]) == "8867-4"
    heat = signs["Rectal temperature"]
    assert (heat["valueQuantity"]["code"], heat["method"]["text"]) == ("Cel", "rectal")
    upper, lower = signs["Blood pressure"]["component"]
    assert (code(upper["code"]), upper["valueQuantity"]["code"]) == ("8480-6", "mm[Hg]")
    assert code(lower["dataAbsentReason"]) == "unknown"
    # No source of ours gives a LOINC code for these two, so they go out in words.
    assert "coding" not in signs["Blood glucose"]["code"]
    assert "coding" not in signs["Glasgow Coma Scale, total"]["code"]


def test_a_diagnosis_is_provisional_with_the_codes_that_sources_give(office: Office) -> None:
    condition = of(bundle_of(office, office.shoulder()), "Condition")[0]
    assert code(condition["verificationStatus"]) == "provisional"
    assert code(condition["category"][0]) == "encounter-diagnosis"
    assert code(condition["clinicalStatus"]) == "active"
    assert codings(condition["code"]) == {
        ("http://hl7.org/fhir/sid/icd-10-cm", "S43.014A"),
        ("urn:x-trainer-tui:osiics", "SDA"),
    }
    assert codings(condition["bodySite"][0]) == {("urn:x-trainer-tui:ioc-2020:region", "S")}


@pytest.mark.parametrize(
    ("condition", "diagnoses", "findings", "icd"),
    [
        ("turf-toe", [diagnosis("foot", "left", tissue="joint_sprain")], {}, {"S93.522A"}),
        ("turf-toe", [diagnosis("foot", "left", tissue="bone_contusion")], {}, set()),
        ("back-spasms", [diagnosis("lumbosacral", "midline")], {}, {"M62.830"}),
        ("back-spasms", [diagnosis("lumbosacral", "left", tissue="muscle_injury")], {}, {"S39.012A"}),
        ("back-spasms", [diagnosis("lumbosacral", "left", tissue="organ")], {}, set()),
        ("concussion", [diagnosis("head", "not_applicable")], {"loc": True}, {"S06.0X9A"}),
        ("concussion", [diagnosis("head", "not_applicable")], {"loc": False}, {"S06.0X0A"}),
        ("concussion", [diagnosis("head", "not_applicable")], {"loc": "absent_in_bulk"}, {"S06.0XAA"}),
        ("concussion", [diagnosis("head", "not_applicable")], {}, {"S06.0XAA"}),
        ("concussion", [], {}, {"S06.0XAA"}),
        ("shoulder-instability", [diagnosis("shoulder", "unknown")], {}, set()),
        (None, [diagnosis("ankle", "left", tissue="joint_sprain")], {}, set()),
    ],
)
def test_a_code_stands_only_where_the_record_decides_it(
    office: Office, condition: str | None, diagnoses: list[Any], findings: dict[str, Any], icd: set[str]
) -> None:
    office.athlete(**MARA_IN_FULL)
    ident = office.incident(condition=condition, diagnoses=diagnoses, findings=findings)
    found = codings(of(bundle_of(office, ident), "Condition")[0]["code"])
    assert {code for system, code in found if "icd" in system} == icd


def test_without_condition_and_diagnosis_there_is_no_condition(office: Office) -> None:
    office.athlete(**{**MARA_IN_FULL, "alerts": []})
    bundle = bundle_of(office, office.incident())
    assert of(bundle, "Condition") == []
    assert code(section(bundle, "Diagnoses and problems")["emptyReason"]) == "notstarted"


def test_a_closed_incident_says_neither_active_nor_resolved(office: Office) -> None:
    ident = office.shoulder(findings={}, vitals=[])
    office.chart.close_incident(ident, "seen and advised")
    condition = of(bundle_of(office, ident), "Condition")[0]
    assert "clinicalStatus" not in condition


@pytest.mark.parametrize(
    ("alerts", "kinds", "reason"),
    [
        ([], [], "notasked"),
        (["none_known"], [], "nilknown"),
        (["asthma"], [], "notasked"),
        (["allergy:penicillin", "allergy:latex"], ["penicillin", "latex"], None),
    ],
)
def test_no_allergy_known_differs_from_nobody_asked(
    office: Office, alerts: list[str], kinds: list[str], reason: str | None
) -> None:
    office.athlete(**{**MARA_IN_FULL, "alerts": alerts})
    bundle = bundle_of(office, office.incident())
    assert [a["code"]["text"] for a in of(bundle, "AllergyIntolerance")] == kinds
    empty = section(bundle, "Allergies").get("emptyReason")
    assert (code(empty) if empty else None) == reason


def test_sickle_cell_trait_is_a_problem_with_its_code(office: Office) -> None:
    problems = of(bundle_of(office, full_incident(office)), "Condition")[1:]
    assert [p["code"]["text"] for p in problems] == ["sickle trait"]
    assert codings(problems[0]["code"]) == {("http://hl7.org/fhir/sid/icd-10-cm", "D57.3")}


def test_a_hold_is_one_flag_however_many_rules_matched(office: Office) -> None:
    findings = {"shoulder_dislocated": True, "arm_pulse_or_colour_bad": True, "arm_neuro_deficit": True}
    ident = office.shoulder(findings=findings)
    assert len(office.case(ident)[0].triage.matches) > 1
    flags = of(bundle_of(office, ident), "Flag")
    assert [f["code"]["text"] for f in flags] == [
        "Out; no return until a named clinician clears, since 2026-10-09"
    ]
    assert flags[0]["period"] == {"start": "2026-10-09"}


def test_a_hold_that_a_person_ended_and_one_of_another_incident_are_no_flag(office: Office) -> None:
    ident = office.shoulder()
    athlete = office.chart.incident(ident).incident.athlete or ""
    other = office.incident(findings={})
    office.status(athlete, "2026-10-09", "full", ident, clearance=CLEARED)
    assert of(bundle_of(office, ident), "Flag") == []
    office.status(athlete, "2026-10-09", "out", ident)
    assert len(of(bundle_of(office, ident), "Flag")) == 1
    assert of(bundle_of(office, other), "Flag") == []


def test_a_possible_match_is_no_flag(office: Office) -> None:
    office.athlete(**MARA_IN_FULL)
    ident = office.incident(diagnoses=[diagnosis("lumbosacral", "midline")], findings={"back_pain": True})
    case, _ = office.case(ident)
    assert case.triage.possible
    assert not case.triage.matches
    assert of(bundle_of(office, ident), "Flag") == []


def test_the_hold_of_a_guest_stands_in_the_rules_alone(office: Office) -> None:
    ident = office.incident({"guest": "14 Riverside"}, findings={"shoulder_dislocated": True})
    assert len(of(bundle_of(office, ident), "Flag")) == 1


def test_a_guardian_who_was_reached_is_a_communication(office: Office) -> None:
    bundle = bundle_of(office, full_incident(office))
    told = of(bundle, "Communication")
    assert [(c["status"], c["payload"][0]["contentString"]) for c in told] == [
        ("completed", "Guardian reached")
    ]
    assert told[0]["recipient"] == [{"display": "Ana Ortiz (mother)"}]
    assert told[0]["sent"] == "2026-10-09T19:45:00-05:00"


def test_every_try_to_tell_the_guardian_is_a_communication(office: Office) -> None:
    ident = office.shoulder()
    tries = ({"result": "left_message", "how": "voicemail"}, {"result": "reached", "how": "phone"})
    for each in tries:
        office.chart.contacts.add({"incident": ident, "whom": "guardian", "name": "Ana Ortiz", **each})
    office.chart.contacts.add({"incident": ident, "whom": "physician", "result": "reached", "how": "phone"})
    told = of(bundle_of(office, ident), "Communication")
    assert [(c["status"], c["recipient"]) for c in told] == [
        ("not-done", [{"display": "Ana Ortiz"}]),
        ("completed", [{"display": "Ana Ortiz"}]),
    ]


def test_nobody_reached_is_said_and_is_no_communication(office: Office) -> None:
    bundle = bundle_of(office, office.shoulder())
    assert of(bundle, "Communication") == []
    assert "Not recorded as reached." in section(bundle, "Guardian")["text"]["div"]


def test_what_was_done_is_a_procedure_and_a_temperature_an_observation(office: Office) -> None:
    bundle = bundle_of(office, full_incident(office))
    assert [p["code"]["text"] for p in of(bundle, "Procedure")] == ["Cooling start", "taping or bracing"]
    heat = [o for o in of(bundle, "Observation") if o["code"]["text"] == "Rectal temperature"]
    assert [(o["valueQuantity"]["value"], o["method"]["text"]) for o in heat] == [(40.6, "rectal")]
    assert [o["effectiveDateTime"] for o in heat] == ["2026-10-09T19:44:00-05:00"]
    assert "rectal temperature 40.6 °C" in section(bundle, "Vital signs")["text"]["div"]


def test_an_event_that_was_voided_is_not_told(office: Office) -> None:
    ident = office.shoulder()
    log_emergency(office, ident, ("cpr", ""), ("temp_rectal", "40.6"))
    with office.chart.records.change() as change:
        for event in office.chart.records.emergency_events.values():
            change.void(event.view, "pressed by mistake")
    bundle = bundle_of(office, ident)
    assert of(bundle, "Procedure") == []
    assert "Rectal temperature" not in str(bundle)
    assert "CPR" not in section(bundle, "What was done")["text"]["div"]


def test_the_sender_is_named_with_the_credential(office: Office) -> None:
    bundle = bundle_of(office, full_incident(office))
    sender = of(bundle, "Practitioner")[0]
    assert sender["name"] == [{"text": "Sam Reyes"}]
    assert sender["qualification"] == [{"code": {"text": "AT"}}]
    agent = of(bundle, "Provenance")[0]["agent"][0]
    assert agent["who"]["reference"] == f"urn:uuid:{sender['id']}"


def test_the_provenance_has_the_hash_of_what_was_written(office: Office) -> None:
    bundle = bundle_of(office, full_incident(office))
    resources = [each["resource"] for each in bundle["entry"]]
    entity = resources[-1]["entity"][0]["what"]["identifier"]
    assert entity["value"] == hashlib.sha256(canonical(resources[:-1])).hexdigest()


def test_the_letter_goes_along_with_its_hashes(office: Office) -> None:
    document = of(bundle_of(office, full_incident(office)), "DocumentReference")[0]
    attachment = document["content"][0]["attachment"]
    content = base64.b64decode(attachment["data"])
    assert len(PdfReader(io.BytesIO(content)).pages) >= 1
    assert document["identifier"][0]["value"] == hashlib.sha256(content).hexdigest()
    assert base64.b64decode(attachment["hash"]) == hashlib.sha1(content).digest()
    assert attachment["size"] == len(content)


def test_the_letter_in_it_asks_for_no_password(office: Office) -> None:
    ident = full_incident(office)
    packet = replace(office.packet(Material.CASES, [ident]), password="ruhig am Rand")
    exporters = Exporters(shipped_library().reference.codes)
    content = whole(exporters.render("fhir", packet))[""]
    document = of(json.loads(content), "DocumentReference")[0]
    reader = PdfReader(io.BytesIO(base64.b64decode(document["content"][0]["attachment"]["data"])))
    assert not reader.is_encrypted


def test_the_checks_by_time_are_told_row_by_row(office: Office) -> None:
    reason = section(bundle_of(office, full_incident(office)), "Reason for referral and question")
    said = reason["text"]["div"]
    assert "<b>Nerves, vessels, vital signs:</b>" in said
    assert "Outer shoulder numb, or wrist or hand weak: 19:44 PRESENT; 19:46 –" in said
    assert "Heart rate /min: 19:44 –; 19:46 104" in said


def test_a_name_that_no_font_shows_goes_out_as_text(office: Office) -> None:
    office.athlete(**{**MARA_IN_FULL, "family": "\U0003aaaa"})
    document = of(bundle_of(office, office.incident()), "DocumentReference")[0]
    attachment = document["content"][0]["attachment"]
    assert attachment["contentType"].startswith("text/plain")
    assert "\U0003aaaa" in base64.b64decode(attachment["data"]).decode()


def test_a_void_record_says_so_in_every_resource_about_it(office: Office) -> None:
    ident = full_incident(office)
    office.chart.void_incident(ident, "another athlete")
    bundle = bundle_of(office, ident)
    about = {
        "Composition",
        "Observation",
        "Flag",
        "ServiceRequest",
        "Procedure",
        "Communication",
        "Encounter",
    }
    for kind in about:
        assert {r["status"] for r in of(bundle, kind)} <= {"entered-in-error"}, kind
    condition = of(bundle, "Condition")[0]
    assert code(condition["verificationStatus"]) == "entered-in-error"
    assert "clinicalStatus" not in condition
    assert "ENTERED IN ERROR" in of(bundle, "Composition")[0]["text"]["div"]


def test_a_guest_has_the_name_somebody_called_them(office: Office) -> None:
    bundle = bundle_of(office, office.incident({"guest": "14 Riverside"}))
    patient = of(bundle, "Patient")[0]
    assert patient["name"] == [{"use": "temp", "text": "14 Riverside"}]
    assert patient["gender"] == "unknown"
    assert of(bundle, "Organization") == []


@pytest.mark.parametrize("text", [*NASTY, "<script>alert(1)</script>", "a & b < c", "\ufffe\uffff", "]]>"])
def test_hostile_text_gives_a_right_document(office: Office, text: str) -> None:
    named = dict.fromkeys(("given", "family", "preferred", "team", "emergency_contact"), text)
    with office.chart.records.change() as change:  # as another laptop could have sent it
        athlete = change.create("athletes", {**named, "alerts": [f"allergy:{text}"], "emergency_phone": text})
    ident = office.incident({"id": athlete}, narrative=f"{text}.", soap={"plan": text or "."})
    with office.chart.records.change() as change:
        referral = {"incident": ident, "at": ONSET, "to": text, "question": text, "reason": text}
        change.create("referrals", referral)
    div = section(bundle_of(office, ident), "Notes")["text"]["div"]
    assert "<script" not in div


def test_a_narrative_at_the_limit_stands_there_whole(office: Office) -> None:
    text = "Held the arm. " * 1428
    div = section(bundle_of(office, office.shoulder(narrative=text)), "Notes")["text"]["div"]
    assert text.strip() in div


def test_the_same_record_at_the_same_time_gives_the_same_bytes(office: Office) -> None:
    ident = full_incident(office)
    assert written(office, [ident]) == written(office, [ident])
    assert written(office, archive=True) == written(office, archive=True)
    before = json.loads(written(office, [ident]))
    office.clock.set("2026-10-09T20:30:00-05:00")
    after = json.loads(written(office, [ident]))
    assert before["id"] != after["id"]
    assert of(before, "Patient")[0]["id"] == of(after, "Patient")[0]["id"]


def test_several_incidents_are_files_of_one_archive(office: Office) -> None:
    office.shoulder()
    office.shoulder()
    with pytest.raises(BadInput, match=r"\.zip"):
        written(office)
    with zipfile.ZipFile(io.BytesIO(written(office, archive=True))) as archive:
        assert len(set(archive.namelist())) == 2
        assert {entry.external_attr >> 16 for entry in archive.infolist()} == {0o600}
        assert all(json.loads(archive.read(name))["id"] == name[:-5] for name in archive.namelist())


def test_what_leaves_is_told_from_the_resources_of_every_bundle(office: Office) -> None:
    first, second = full_incident(office), office.incident({"guest": "Kim Roe"}, vitals=[{"hr": 80}])
    bundles = [bundle_of(office, first), bundle_of(office, second)]
    told = {section.title: section for section in office.handoff.leaving("fhir", Purpose.TREATMENT).sections}
    assert told["Composition"].entries == 2
    assert told["Observation"].entries == sum(len(of(bundle, "Observation")) for bundle in bundles)
    kinds = {each["resource"]["resourceType"] for bundle in bundles for each in bundle["entry"]}
    assert len(told) == len(kinds)
    assert {"name", "birth date", "contact"} <= set(told["Patient"].fields)
    assert {"Findings", "Allergies"} <= set(told["Composition"].fields)
    assert not any("Ortiz" in field for section in told.values() for field in section.fields)


def test_a_section_that_says_nothing_is_not_said_to_leave(office: Office) -> None:
    ident = office.incident({"guest": "Kim Roe"})
    leaving = office.handoff.leaving("fhir", Purpose.TREATMENT, incidents=[ident])
    told = {section.title: section for section in leaving.sections}
    assert not {"Allergies", "Vital signs"} & set(told["Composition"].fields)
    assert "Flag" not in told


def test_one_case_is_in_memory_at_a_time(office: Office) -> None:
    office.shoulder()
    office.shoulder()
    packet = office.packet(Material.CASES)
    assert packet.cases[0] is not packet.cases[0]
    assert tuple(case.incident.id for case in packet.cases) == packet.incidents


@pytest.mark.parametrize(
    ("stored", "sent"),
    [
        ("2026-10-09T19:42-05:00", "2026-10-09T19:42:00-05:00"),
        ("2026-10-09T19:42:00Z", "2026-10-09T19:42:00+00:00"),
        ("1901-01-01T00:00:00-00:17:30", "1901-01-01T00:17:30+00:00"),
    ],
)
def test_stored_times_are_written_as_r4_wants_them(stored: str, sent: str) -> None:
    assert moment(stored) == sent


def test_ids_are_derived_under_a_name_of_our_own() -> None:
    assert str(NAMESPACE) == "6f2d2f0e-6a57-5b0c-9c8e-3f1b8a4d7e21"
