"""One mistake each, planted into a good Bundle."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Bundle = dict[str, Any]


def resource(bundle: Bundle, kind: str) -> dict[str, Any]:
    """Return the first resource of a kind."""
    found = next(each for each in bundle["entry"] if each["resource"]["resourceType"] == kind)
    return found["resource"]  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class Fault:
    """A mistake, and which of the validators that are not ours can see it."""

    plant: Callable[[Bundle], object]
    fhirkit: bool = False
    node: bool = False

    def planted(self, good: Bundle) -> Bundle:
        """Return a copy of a Bundle with the mistake in it."""
        bundle = copy.deepcopy(good)
        self.plant(bundle)
        return bundle


def _set(kind: str, **elements: Any) -> Callable[[Bundle], object]:
    return lambda bundle: resource(bundle, kind).update(elements)


def _drop(kind: str, name: str) -> Callable[[Bundle], object]:
    return lambda bundle: resource(bundle, kind).pop(name)


def _code(kind: str, element: str, code: str) -> Callable[[Bundle], object]:
    return lambda bundle: resource(bundle, kind)[element]["coding"][0].update(code=code)


def _first_section(**elements: Any) -> Callable[[Bundle], object]:
    return lambda bundle: resource(bundle, "Composition")["section"][0].update(elements)


def _stray(bundle: Bundle) -> None:
    """Put a resource in to which nothing leads."""
    url = "urn:uuid:00000000-0000-4000-8000-000000000000"
    stray = {"resourceType": "Organization", "id": url.removeprefix("urn:uuid:"), "name": "stray"}
    bundle["entry"].append({"fullUrl": url, "resource": stray})


_ABSENT = {
    "coding": [{"system": "http://terminology.hl7.org/CodeSystem/data-absent-reason", "code": "unknown"}]
}
_NOWHERE = {"reference": "urn:uuid:00000000-0000-4000-8000-000000000000"}

FAULTS: Mapping[str, Fault] = {
    "an observation without status": Fault(_drop("Observation", "status"), fhirkit=True, node=True),
    "a document without title": Fault(_drop("Composition", "title"), fhirkit=True, node=True),
    "a condition without subject": Fault(_drop("Condition", "subject"), fhirkit=True, node=True),
    "a provenance without agent": Fault(_drop("Provenance", "agent"), fhirkit=True, node=True),
    "a bundle without type": Fault(lambda b: b.pop("type"), fhirkit=True, node=True),
    "a bundle without identifier": Fault(lambda b: b.pop("identifier"), node=True),
    "a bundle without timestamp": Fault(lambda b: b.pop("timestamp"), node=True),
    "a composition that is not first": Fault(lambda b: b["entry"].reverse(), node=True),
    "the same full URL twice": Fault(lambda b: b["entry"].append(b["entry"][2]), node=True),
    "a reference to nothing": Fault(_set("Condition", encounter=_NOWHERE)),
    "a reference to the wrong kind": Fault(
        lambda b: resource(b, "Condition").update(subject=resource(b, "Condition")["encounter"])
    ),
    "a resource to which nothing leads": Fault(_stray),
    "a gender of one letter": Fault(_set("Patient", gender="M"), node=True),
    "a status that does not exist": Fault(_set("Observation", status="bogus"), node=True),
    "a priority that does not exist": Fault(_set("ServiceRequest", priority="now"), node=True),
    "a clinical status that does not exist": Fault(_code("Condition", "clinicalStatus", "acute"), node=True),
    "a LOINC code from nowhere": Fault(_code("Composition", "type", "99999-9")),
    "a date that does not exist": Fault(
        _set("Condition", onsetDateTime="2026-13-40T10:00:00Z"), fhirkit=True, node=True
    ),
    "a birth date in words": Fault(_set("Patient", birthDate="14 March 2009"), fhirkit=True, node=True),
    "a time without offset": Fault(
        _set("Provenance", recorded="2026-10-09T19:42:00"), fhirkit=True, node=True
    ),
    "an id with a space": Fault(_set("Patient", id="a b")),
    "an element that does not exist": Fault(_set("Patient", jersey="22"), fhirkit=True, node=True),
    "an empty text": Fault(_set("Composition", title=""), fhirkit=True, node=True),
    "an empty list": Fault(_set("Patient", name=[]), fhirkit=True),
    "a number as text": Fault(_set("Observation", valueInteger="7"), fhirkit=True, node=True),
    "a value and a reason for none": Fault(
        _set("Observation", valueBoolean=True, dataAbsentReason=_ABSENT), node=True
    ),
    "a section with entries and a reason for none": Fault(_first_section(emptyReason=_ABSENT), node=True),
    "a clinical status in error": Fault(
        _code("Condition", "verificationStatus", "entered-in-error"), node=True
    ),
    "a narrative that is not well formed": Fault(
        _first_section(
            text={"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml"><p>x</div>'}
        )
    ),
    "a narrative with a script": Fault(
        _first_section(
            text={
                "status": "generated",
                "div": '<div xmlns="http://www.w3.org/1999/xhtml"><script>x</script>y</div>',
            }
        )
    ),
}
