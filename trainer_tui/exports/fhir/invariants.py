"""The invariants of R4 that a document of ours could break, each under the key that R4 gives it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from trainer_tui.exports.fhir.shapes import shapes

_URN = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
Table = Mapping[str, Any]
_Rule = tuple[str, str, Callable[[Any], bool]]
Part = tuple[str, str, Any]
"""Name, place within its resource, and value of an element."""


def problems_of(bundle: Table) -> Iterator[str]:
    """Yield every broken invariant with its place; whatever the Bundle holds, nothing is raised."""
    raw = bundle.get("entry")
    entries = [each for each in raw if isinstance(each, dict)] if isinstance(raw, list) else []
    resources = {str(each.get("fullUrl")): _table(each.get("resource")) for each in entries}
    parts = {url: _parts(resource) for url, resource in resources.items()}
    yield from _document(bundle, entries, resources, parts)
    for number, entry in enumerate(entries):
        resource, path = _table(entry.get("resource")), f"Bundle.entry[{number}]"
        if not _URN.fullmatch(str(entry.get("fullUrl"))):
            yield f"{path}.fullUrl is no urn:uuid"
        elif entry["fullUrl"] != f"urn:uuid:{resource.get('id')}":
            yield f"{path}.fullUrl is not that of its resource"
        found = parts[str(entry.get("fullUrl"))]
        yield from _broken(resource, found, f"{path}.resource")
        yield from _references(resource, found, f"{path}.resource", resources)


def _document(
    bundle: Table, entries: Sequence[Table], resources: Mapping[str, Table], parts: Mapping[str, list[Part]]
) -> Iterator[str]:
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
        yield from _unreached(str(entries[0].get("fullUrl")), resources, parts)


def _unreached(start: str, resources: Mapping[str, Table], parts: Mapping[str, list[Part]]) -> Iterator[str]:
    """A document holds what its Composition leads to, and who wrote it; nothing else."""
    reached, waiting = {start}, [start]
    while waiting:
        for name, _, value in parts[waiting.pop()]:
            target = str(value)
            if name == "reference" and target in resources and target not in reached:
                reached.add(target)
                waiting.append(target)
    for url, resource in resources.items():
        if url not in reached and resource.get("resourceType") != "Provenance":
            yield f"the Composition does not lead to a {resource.get('resourceType')}"


def _references(
    resource: Table, parts: list[Part], path: str, resources: Mapping[str, Table]
) -> Iterator[str]:
    for name, place, reference in parts:
        if name != "reference":
            continue
        target = resources.get(str(reference))
        if target is None:
            yield f"{path}{place} leads to nothing in this Bundle"
        elif not _may_lead(str(resource.get("resourceType")), place, str(target.get("resourceType"))):
            yield f"{path}{place} may not lead to a {target.get('resourceType')}"


def _may_lead(kind: str, place: str, target: str) -> bool:
    """Follow a place such as `.section[0].entry[2].reference` through the shapes."""
    for step in place.split(".")[1:-1]:
        element = shapes().get(kind, {}).get(step.partition("[")[0])
        if element is None:
            return True  # the walk by shapes has said so
        kind, allowed = element.type, element.targets
        if allowed and target not in allowed:
            return False
    return True


def _parts(resource: Table) -> list[Part]:
    """Return every element that an invariant is about, with its place, in one walk."""
    found: list[Part] = []
    _collect(resource, "", found)
    return found


def _collect(value: Any, place: str, found: list[Part]) -> None:
    if isinstance(value, dict):
        for name, part in value.items():
            if name in _LOOKED_AT:
                found.append((name, f"{place}.{name}", part))
            if isinstance(part, dict | list):
                _collect(part, f"{place}.{name}", found)
    elif isinstance(value, list):
        for number, part in enumerate(value):
            if isinstance(part, dict | list):
                _collect(part, f"{place}[{number}]", found)


def _broken(resource: Table, parts: list[Part], path: str) -> Iterator[str]:
    for key, said, holds in _RULES.get(str(resource.get("resourceType")), ()):
        if not holds(resource):
            yield f"{key}: {path} {said}"
    for name, place, part in parts:
        for each in part if isinstance(part, list) else [part]:
            for key, said, holds in _PARTS.get(name, ()):
                if not holds(_table(each)):
                    yield f"{key}: {path}{place} {said}"


def _table(value: Any) -> Table:
    return value if isinstance(value, dict) else {}


def _in_error(condition: Table) -> bool:
    return "entered-in-error" in _codes(condition.get("verificationStatus"))


def _codes(concepts: Any) -> list[Any]:
    """Return the codes of a concept or of several, whatever stands there."""
    each = concepts if isinstance(concepts, list) else [concepts]
    codings = [_table(concept).get("coding") for concept in each]
    return [_table(c).get("code") for found in codings if isinstance(found, list) for c in found]


def _valued(observation: Table) -> bool:
    return any(name.startswith("value") for name in observation)


def _in_order(period: Table) -> bool:
    try:
        start, end = (datetime.fromisoformat(period[name]) for name in ("start", "end"))
        return start <= end
    except (KeyError, TypeError, ValueError):
        return True  # not both, or no times: nothing to compare


def _listed(condition: Table) -> bool:
    return any(coded == "problem-list-item" for coded in _codes(condition.get("category")))


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
            "no value",
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
_LOOKED_AT = frozenset({"reference", *_PARTS})
