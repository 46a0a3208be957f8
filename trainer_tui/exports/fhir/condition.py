"""What was found as a whole: Conditions, and what the roster knows beforehand."""

from __future__ import annotations

from trainer_tui.domain.athletes import SAYS_NONE, alert_words
from trainer_tui.domain.incidents import Diagnosis
from trainer_tui.domain.vocabulary import Certainty, Relation, Tissue
from trainer_tui.exports.fhir.codes import IOC
from trainer_tui.exports.fhir.making import (
    ENTERED_IN_ERROR,
    Making,
    Resource,
    concept,
    moment,
)
from trainer_tui.exports.letter_words import site_words

_WITH_DETAIL = ("allergy", "medication")


def diagnoses(making: Making) -> list[Resource]:
    """Return one encounter diagnosis for each that was made; a condition alone is one as well."""
    incident = making.case.incident
    found = incident.diagnoses or ((Diagnosis(),) if incident.condition else ())
    return [_diagnosis(making, number, each) for number, each in enumerate(found)]


def _diagnosis(making: Making, number: int, diagnosis: Diagnosis) -> Resource:
    incident = making.case.incident
    # The condition of an incident is what its principal diagnosis is about.
    condition = (incident.condition or "") if diagnosis.principal else ""
    name = making.case.condition if condition else ""
    answers = making.case.answers
    codings = [
        *making.codes.icd(condition, diagnosis, answers),
        *making.codes.osiics(condition, diagnosis, answers),
    ]
    certainty = ENTERED_IN_ERROR if making.void else diagnosis.certainty.value
    return making.resource(
        "Condition",
        f"{incident.id}:{number}",
        record=incident.id,
        clinicalStatus=_clinical_status(making, diagnosis),
        verificationStatus=making.codes.stated("condition-ver-status", certainty),
        category=[making.codes.stated("condition-category", "encounter-diagnosis")],
        code=concept(_words(making, name, diagnosis), codings),
        bodySite=[_site(diagnosis)],
        subject=making.subject,
        encounter=making.encounter,
        onsetDateTime=moment(incident.onset_at),
        recordedDate=moment(incident.reported_at),
        recorder=making.practitioner(incident.view.created_by),
        note=[{"text": f"Relation to earlier problems: {incident.relation.words}."}]
        if incident.relation is not Relation.UNKNOWN
        else None,
    )


def _clinical_status(making: Making, diagnosis: Diagnosis) -> Resource | None:
    """Say "active" only while it is so for all we know: nothing here says that anybody recovered."""
    incident = making.case.incident
    if making.void or incident.closed or diagnosis.certainty is Certainty.REFUTED:
        return None
    status = "recurrence" if incident.relation is Relation.RE_INJURY else "active"
    return making.codes.stated("condition-clinical", status)


def _words(making: Making, name: str, diagnosis: Diagnosis) -> str:
    tissue = "" if diagnosis.tissue in (None, Tissue.UNSPECIFIED) else diagnosis.tissue.words
    parts = (
        name or making.case.incident.kind.words,
        site_words(diagnosis),
        tissue,
        f"grade {diagnosis.grade}" if diagnosis.grade else "",
        f"direction {diagnosis.direction.words}" if diagnosis.direction else "",
    )
    return ", ".join(part for part in parts if part)


def _site(diagnosis: Diagnosis) -> Resource:
    region = {
        "system": f"{IOC}region",
        "code": diagnosis.region.letter,
        "display": diagnosis.region.words,
    }
    return concept(site_words(diagnosis), [region])


def roster_problems(making: Making) -> list[Resource]:
    """Return what the roster alerts to, without allergies and medication, which have their own kind."""
    return [
        making.resource(
            "Condition",
            f"{athlete.id}:{alert}",
            record=athlete.id,
            clinicalStatus=making.codes.stated("condition-clinical", "active"),
            category=[making.codes.stated("condition-category", "problem-list-item")],
            code=concept(alert_words(alert), making.codes.alert(alert)),
            subject=making.subject,
            note=[{"text": "As the roster has it."}],
        )
        for athlete in [making.case.athlete]
        if athlete is not None
        for alert in athlete.alerts
        if alert not in SAYS_NONE and alert.partition(":")[0] not in _WITH_DETAIL
    ]


def allergies(making: Making) -> list[Resource]:
    """Return the allergies that the roster names."""
    return [
        making.resource(
            "AllergyIntolerance",
            f"{athlete}:{name}",
            clinicalStatus=making.codes.stated("allergyintolerance-clinical", "active"),
            code=concept(name),
            patient=making.subject,
        )
        for athlete, name in _detailed(making, "allergy")
    ]


def medications(making: Making) -> list[Resource]:
    """Return the medication that the roster names; no dose is kept."""
    return [
        making.resource(
            "MedicationStatement",
            f"{athlete}:{name}",
            status="active",
            medicationCodeableConcept=concept(name),
            subject=making.subject,
        )
        for athlete, name in _detailed(making, "medication")
    ]


def why_none(making: Making, kind: str) -> str:
    """Return why no allergy or medication is named: somebody asked and there is none, or nobody asked."""
    athlete = making.case.athlete
    return "notasked" if athlete is None or athlete.known_of(kind) is None else "nilknown"


def _detailed(making: Making, kind: str) -> list[tuple[str, str]]:
    athlete = making.case.athlete
    return [(athlete.id, name) for name in athlete.known_of(kind) or ()] if athlete else []
