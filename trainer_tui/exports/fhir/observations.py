"""Findings, vital signs and circumstances as Observations: present, absent and not assessed kept apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from trainer_tui.domain.findings import ABSENT_IN_BULK, Answer
from trainer_tui.domain.incidents import Assessment
from trainer_tui.domain.vocabulary import Worded
from trainer_tui.exports.fhir.codes import ANSWER, FINDING, IOC
from trainer_tui.exports.fhir.making import Making, Resource, concept, moment, tidy

BULK = "not present, marked together with the other signs on the screen, not asked one by one"
_SITES = {"temp_rectal_c": "rectal", "temp_other_c": "not rectal, site not recorded"}
_LOINC = {
    "hr": "hr",
    "rr": "rr",
    "spo2": "spo2",
    "temp_rectal_c": "temperature",
    "temp_other_c": "temperature",
}
_UNITS = {
    "hr": "/min",
    "rr": "/min",
    "spo2": "%",
    "temp_rectal_c": "°C",
    "temp_other_c": "°C",
    "glucose": "mg/dL",
}
_LABELS = {
    "hr": "Heart rate",
    "rr": "Breathing rate",
    "spo2": "Oxygen saturation",
    "temp_rectal_c": "Rectal temperature",
    "temp_other_c": "Temperature at another site",
    "glucose": "Blood glucose",
}
_PRESSURE = {"sbp": "Systolic blood pressure", "dbp": "Diastolic blood pressure"}


def findings(making: Making) -> list[Resource]:
    """Return every answer of every assessment, then what the sweep of the region asks and nobody answered."""
    answered = [
        _answer(making, assessment, name, answer)
        for assessment in making.case.assessments
        for name, answer in assessment.findings.items()
    ]
    return [*answered, *(_not_assessed(making, name) for name in making.case.triage.not_assessed)]


def _answer(making: Making, assessment: Assessment, name: str, answer: Answer) -> Resource:
    return _observation(
        making,
        f"{assessment.id}:{name}",
        _finding(making, name),
        at=assessment.at,
        by=assessment.by,
        record=assessment.id,
        **_value(making, name, answer),
    )


def _value(making: Making, name: str, answer: Answer) -> dict[str, Any]:
    """Return the value of an answer; one in bulk is no plain "false", one taken back is none at all."""
    if answer is None:
        return {"dataAbsentReason": _absent(making, "not-performed")}
    if isinstance(answer, bool):
        return {"valueBoolean": answer}
    if answer == ABSENT_IN_BULK:
        return {"valueCodeableConcept": concept(BULK, [{"system": ANSWER, "code": ABSENT_IN_BULK}])}
    unit = making.packet.vocabulary[name].unit if name in making.packet.vocabulary else ""
    return {"valueQuantity": _quantity(making, answer, unit)}


def _not_assessed(making: Making, name: str) -> Resource:
    return _observation(
        making,
        f"{making.case.incident.id}:{name}",
        _finding(making, name),
        dataAbsentReason=_absent(making, "not-performed"),
    )


def _finding(making: Making, name: str) -> Resource:
    return making.codes.shared(
        (FINDING, name),
        lambda: tidy(concept(making.words.prompt(name), [{"system": FINDING, "code": name}])),
    )


def vital_signs(making: Making) -> list[Resource]:
    """Return every measurement that was taken."""
    return [
        one
        for assessment in making.case.assessments
        if assessment.vitals
        for one in _measured(making, assessment, assessment.vitals)
    ]


def _measured(making: Making, assessment: Assessment, vitals: Mapping[str, Any]) -> Iterator[Resource]:
    def made(name: str, code: Resource, *, vital: bool = True, **value: Any) -> Resource:
        return _observation(
            making,
            f"{assessment.id}:vitals:{name}",
            code,
            at=vitals["at"],
            by=assessment.by,
            record=assessment.id,
            category="vital-signs" if vital else "exam",
            **value,
        )

    for name, label in _LABELS.items():
        if (number := vitals.get(name)) is None:
            continue
        loinc = [making.codes.loinc(_LOINC[name])] if name in _LOINC else []
        yield made(
            name,
            concept(label, loinc),
            vital=bool(loinc),
            valueQuantity=_quantity(making, number, _UNITS[name]),
            method=concept(_SITES[name]) if name in _SITES else None,
        )
    if vitals.get("gcs") is not None:
        yield made("gcs", concept("Glasgow Coma Scale, total"), vital=False, valueInteger=vitals["gcs"])
    if any(vitals.get(name) is not None for name in _PRESSURE):
        code = concept("Blood pressure", [making.codes.loinc("blood pressure")])
        yield made("bp", code, component=[_pressure(making, name, vitals.get(name)) for name in _PRESSURE])


def _pressure(making: Making, name: str, number: Any) -> Resource:
    measured = (
        {"dataAbsentReason": _absent(making, "unknown")}
        if number is None
        else {"valueQuantity": _quantity(making, number, "mmHg")}
    )
    return {"code": concept(_PRESSURE[name], [making.codes.loinc(name)]), **measured}


def circumstances(making: Making) -> list[Resource]:
    """Return how it came about in the categories of the IOC consensus; what nobody knows says so."""
    incident = making.case.incident
    tissue = incident.principal.tissue
    items: tuple[tuple[str, str, Worded | None], ...] = (
        ("mode-of-onset", "Mode of onset", incident.mode_of_onset),
        ("contact", "Contact as mechanism", incident.contact),
        ("session-kind", "Activity", incident.session_kind),
        ("tissue", "Tissue and pathology type", tissue),
    )
    return [_circumstance(making, item, label, value) for item, label, value in items]


def _circumstance(making: Making, item: str, label: str, value: Worded | None) -> Resource:
    known = value is not None and value.value != "unknown"
    coding = (
        {"system": f"{IOC}{item}", "code": value.value, "display": value.words} if value and known else None
    )
    return _observation(
        making,
        f"{making.case.incident.id}:{item}",
        concept(f"{label} (IOC 2020)"),
        at=making.case.incident.onset_at,
        by=making.case.incident.view.created_by,
        valueCodeableConcept=concept(value.words, [coding]) if value and coding else None,
        dataAbsentReason=None if known else _absent(making, "unknown"),
    )


def _observation(
    making: Making,
    key: str,
    code: Resource,
    *,
    at: str | None = None,
    by: str = "",
    record: str | None = None,
    category: str = "exam",
    **elements: Any,
) -> Resource:
    performer = making.practitioner(by)
    return making.resource(
        "Observation",
        key,
        record=record,
        status=making.status("final"),
        category=[making.codes.stated("observation-category", category)],
        code=code,
        subject=making.subject,
        encounter=making.encounter,
        effectiveDateTime=moment(at) if at else None,
        performer=[performer] if performer else None,
        **elements,
    )


def _quantity(making: Making, number: float, unit: str) -> Resource:
    return {"value": number, "unit": unit, **making.codes.unit(unit)}


def _absent(making: Making, reason: str) -> Resource:
    return making.codes.stated("data-absent-reason", reason)
