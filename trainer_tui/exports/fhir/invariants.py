"""The invariants of R4 that a document of ours could break, each under the key that R4 gives it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from trainer_tui.exports.fhir.codes import HL7
from trainer_tui.exports.fhir.shapes import shapes

_URN = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_VER_STATUS = HL7 + "condition-ver-status"
Table = Mapping[str, Any]
_Rule = tuple[str, str, Callable[[Any], bool]]


def problems_of(bundle: Table) -> Iterator[str]:
    """Yield every broken invariant with its place; whatever the Bundle holds, nothing is raised."""
    raw = bundle.get("entry")
    entries = [each for each in raw if isinstance(each, Mapping)] if isinstance(raw, list) else []
    resources = {str(each.get("fullUrl")): _table(each.get("resource")) for each in entries}
    yield from _document(bundle, entries, resources)
    for number, entry in enumerate(entries):
        resource, path = _table(entry.get("resource")), f"Bundle.entry[{number}]"
        if not _URN.fullmatch(str(entry.get("fullUrl"))):
            yield f"{path}.fullUrl is no urn:uuid"
        elif entry["fullUrl"] != f"urn:uuid:{resource.get('id')}":
            yield f"{path}.fullUrl is not that of its resource"
        kind = str(resource.get("resourceType"))
        yield from _broken(kind, resource, f"{path}.resource")
        yield from _references(kind, resource, f"{path}.resource", resources)


def _document(bundle: Table, entries: list[Table], resources: Mapping[str, Table]) -> Iterator[str]:
    identifier = _table(bundle.get("identifier"))
    if bundle.get("type") != "document":
        yield "Bundle.type is not document"
    if len(resources) != len(entries):
        yield "bdl-7: a fullUrl stands there twice"
    if not identifier.get("system") or not identifier.get("value"):
        yield "bdl-9: Bundle.identifier needs a system and a value"
    if not bundle.get("timestamp"):
        yield "bdl-10: Bundle.timestamp is missing"
    first = _table(entries[0].get("resource")) if entries else {}
    if first.get("resourceType") != "Composition":
        yield "bdl-11: the first entry is no Composition"
    else:
        yield from _unreached(str(entries[0].get("fullUrl")), resources)


def _unreached(start: str, resources: Mapping[str, Table]) -> Iterator[str]:
    """A document holds what its Composition leads to, and who wrote it; nothing else."""
    reached, waiting = {start}, [start]
    while waiting:
        for _, reference in _find(resources[waiting.pop()], "", "reference"):
            if reference in resources and reference not in reached:
                reached.add(reference)
                waiting.append(reference)
    for url, resource in resources.items():
        if url not in reached and resource.get("resourceType") != "Provenance":
            yield f"the Composition does not lead to a {resource.get('resourceType')}"


def _references(kind: str, resource: Table, path: str, resources: Mapping[str, Table]) -> Iterator[str]:
    for place, reference in _find(resource, path, "reference"):
        target = resources.get(str(reference))
        if target is None:
            yield f"{place} leads to nothing in this Bundle"
        elif not _may_lead(kind, place.removeprefix(path + "."), str(target.get("resourceType"))):
            yield f"{place} may not lead to a {target.get('resourceType')}"


def _may_lead(kind: str, place: str, target: str) -> bool:
    """Follow a place such as `section[0].entry[2].reference` through the shapes."""
    for step in place.split(".")[:-1]:
        element = shapes().get(kind, {}).get(step.partition("[")[0])
        if element is None:
            return True  # the walk by shapes has said so
        kind, allowed = element.type, element.targets
        if allowed and target not in allowed:
            return False
    return True


def _find(value: Any, path: str, name: str) -> Iterator[tuple[str, Any]]:
    """Yield every value of an element name with its place."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            place = f"{path}.{key}"
            if key == name:
                yield place, part
            else:
                yield from _find(part, place, name)
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _find(part, f"{path}[{number}]", name)


def _broken(kind: str, resource: Table, path: str) -> Iterator[str]:
    for key, said, holds in _RULES.get(kind, ()):
        if not holds(resource):
            yield f"{key}: {path} {said}"
    for name, rules in _PARTS.items():
        for place, part in _find(resource, path, name):
            for each in part if isinstance(part, list) else [part]:
                for key, said, holds in rules:
                    if not holds(_table(each)):
                        yield f"{key}: {place} {said}"


def _table(value: Any) -> Table:
    return value if isinstance(value, Mapping) else {}


def _in_error(condition: Table) -> bool:
    status = _table(condition.get("verificationStatus"))
    codings = status.get("coding") if isinstance(status.get("coding"), list) else []
    return any(_table(c).get("code") == "entered-in-error" for c in codings or ())


def _valued(observation: Table) -> bool:
    return any(name.startswith("value") for name in observation)


def _in_order(period: Table) -> bool:
    try:
        start, end = (datetime.fromisoformat(period[name]) for name in ("start", "end"))
        return start <= end
    except (KeyError, TypeError, ValueError):
        return True  # not both, or no times: nothing to compare


def _listed(condition: Table) -> bool:
    return any(code == "problem-list-item" for _, code in _find(condition.get("category"), "", "code"))


_RULES: Mapping[str, tuple[_Rule, ...]] = {
    "Condition": (
        (
            "con-3",
            "needs a clinical status on the problem list",
            lambda r: not _listed(r) or "clinicalStatus" in r,
        ),
        ("con-5", "has a clinical status in error", lambda r: not _in_error(r) or "clinicalStatus" not in r),
    ),
    "AllergyIntolerance": (("ait-1", "needs a clinical status", lambda r: "clinicalStatus" in r),),
    "Organization": (("org-1", "needs a name or an identifier", lambda r: "name" in r or "identifier" in r),),
    "Observation": (
        (
            "obs-6",
            "has a value and a reason for none",
            lambda r: not (_valued(r) and "dataAbsentReason" in r),
        ),
        (
            "obs-3",
            "has neither value, parts nor a reason for none",
            lambda r: _valued(r) or "component" in r or "dataAbsentReason" in r,
        ),
    ),
}
_PARTS: Mapping[str, tuple[_Rule, ...]] = {
    "section": (
        ("cmp-1", "is empty", lambda s: "text" in s or "entry" in s),
        ("cmp-2", "has entries and a reason for none", lambda s: not ("entry" in s and "emptyReason" in s)),
    ),
    "component": (
        (
            "obs-6",
            "has a value and a reason for none",
            lambda c: not (_valued(c) and "dataAbsentReason" in c),
        ),
    ),
    "contact": (("pat-1", "needs a name or a number", lambda c: "name" in c or "telecom" in c),),
    "telecom": (("cpt-2", "has a value without a system", lambda t: "value" not in t or "system" in t),),
    "attachment": (("att-1", "has data without a type", lambda a: "data" not in a or "contentType" in a),),
    "valueQuantity": (("qty-3", "has a code without a system", lambda q: "code" not in q or "system" in q),),
    "period": (("per-1", "ends before it begins", _in_order),),
}
