"""The invariants of R4 that a document of ours could break, each under the key that R4 gives it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from trainer_tui.exports.fhir.shapes import shapes

_URN = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
Table = Mapping[str, Any]
Rule = tuple[str, Callable[[Table], bool]]
"""What is wrong, and whether a value is right: it never raises, whatever stands there."""
Place = tuple[Any, ...]
"""The place of what an element stands in, and the name or number of the element there."""


class Lead(NamedTuple):
    """A reference: where it stands, what it leads to, and what it may lead to; empty for anything."""

    place: Place
    url: str
    targets: frozenset[str]


def written_out(place: Place) -> str:
    """Return a place in words, such as `Bundle.entry[2].resource`."""
    if len(place) == 1:
        return str(place[0])
    before, step = place
    return f"{written_out(before)}{f'[{step}]' if isinstance(step, int) else f'.{step}'}"


def problems_of(bundle: Table, leads: Mapping[int, Sequence[Lead]]) -> Iterator[str]:
    """Yield what is wrong with a Bundle as a document, given where the resources in it lead to.

    Whatever it holds, nothing is raised.
    """
    raw = bundle.get("entry")
    entries = [each for each in raw if isinstance(each, dict)] if isinstance(raw, list) else []
    resources = {str(each.get("fullUrl")): _table(each.get("resource")) for each in entries}
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
        yield from _unreached(str(entries[0].get("fullUrl")), resources, leads)
    for number, entry in enumerate(entries):
        url, resource = str(entry.get("fullUrl")), _table(entry.get("resource"))
        if not _URN.fullmatch(url):
            yield f"Bundle.entry[{number}].fullUrl is no urn:uuid"
        elif url != f"urn:uuid:{resource.get('id')}":
            yield f"Bundle.entry[{number}].fullUrl is not that of its resource"
        for lead in leads.get(id(resource), ()):
            target = resources.get(lead.url)
            if target is None:
                yield f"{written_out(lead.place)} leads to nothing in this Bundle"
            elif lead.targets and str(target.get("resourceType")) not in lead.targets:
                yield f"{written_out(lead.place)} may not lead to a {target.get('resourceType')}"


def _unreached(
    start: str, resources: Mapping[str, Table], leads: Mapping[int, Sequence[Lead]]
) -> Iterator[str]:
    """A document holds what its Composition leads to, and who wrote it; nothing else."""
    reached, waiting = {start}, [start]
    while waiting:
        for lead in leads.get(id(resources[waiting.pop()]), ()):
            if lead.url in resources and lead.url not in reached:
                reached.add(lead.url)
                waiting.append(lead.url)
    for url, resource in resources.items():
        if url not in reached and resource.get("resourceType") != "Provenance":
            yield f"the Composition does not lead to a {resource.get('resourceType')}"


def _table(value: Any) -> Table:
    return value if isinstance(value, dict) else {}


def _in_error(condition: Table) -> bool:
    return "entered-in-error" in _codes(condition.get("verificationStatus"))


def _codes(concepts: Any) -> list[Any]:
    """Return the codes of a concept or of several, whatever stands there."""
    each = concepts if isinstance(concepts, list) else [concepts]
    codings = [_table(concept).get("coding") for concept in each]
    return [_table(c).get("code") for found in codings if isinstance(found, list) for c in found]


_VALUES = frozenset(name for name in shapes()["Observation"] if name.startswith("value"))


def _valued(observation: Table) -> bool:
    return not _VALUES.isdisjoint(observation)


def _in_order(period: Table) -> bool:
    try:
        start, end = (datetime.fromisoformat(period[name]) for name in ("start", "end"))
        return start <= end
    except (KeyError, TypeError, ValueError):
        return True  # not both, or no times: nothing to compare


def _listed(condition: Table) -> bool:
    return any(coded == "problem-list-item" for coded in _codes(condition.get("category")))


_ONE_VALUE: Rule = (
    "has a value and a reason for none (obs-6)",
    lambda r: not (_valued(r) and "dataAbsentReason" in r),
)
RULES: Mapping[str, Sequence[Rule]] = {
    "Condition": (
        (
            "needs a clinical status on the problem list (con-3)",
            lambda r: not _listed(r) or "clinicalStatus" in r,
        ),
        (
            "has a clinical status in error (con-5)",
            lambda r: not _in_error(r) or "clinicalStatus" not in r,
        ),
    ),
    "AllergyIntolerance": (("needs a clinical status (ait-1)", lambda r: "clinicalStatus" in r),),
    "Organization": (("needs a name or an identifier (org-1)", lambda r: "name" in r or "identifier" in r),),
    "Observation": (
        _ONE_VALUE,
        (
            "has neither value, parts nor a reason for none",
            lambda r: _valued(r) or "component" in r or "dataAbsentReason" in r,
        ),
    ),
    "Observation.component": (_ONE_VALUE,),
    "Composition.section": (
        ("is empty (cmp-1)", lambda s: "text" in s or "entry" in s),
        ("has entries and a reason for none (cmp-2)", lambda s: not ("entry" in s and "emptyReason" in s)),
    ),
    "Patient.contact": (("needs a name or a number (pat-1)", lambda c: "name" in c or "telecom" in c),),
    "ContactPoint": (("has a value without a system (cpt-2)", lambda t: "value" not in t or "system" in t),),
    "Attachment": (("has data without a type (att-1)", lambda a: "data" not in a or "contentType" in a),),
    "Quantity": (("has a code without a system (qty-3)", lambda q: "code" not in q or "system" in q),),
    "Period": (("ends before it begins (per-1)", _in_order),),
}
"""By type, in the words that follow the place."""
