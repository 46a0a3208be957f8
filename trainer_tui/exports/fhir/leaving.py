"""What Bundles would carry, told from the resources themselves before they are written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from trainer_tui.domain.handover import Leaving, Packet, Section
from trainer_tui.exports.fhir.bundle import resources
from trainer_tui.exports.fhir.codes import Codes
from trainer_tui.exports.fhir.making import Resource

_FRAME = frozenset({"resourceType", "id"})
_INNER_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def leaving_of(packet: Packet, codes: Codes) -> Leaving:
    """Count the resources by kind and name their elements; of the head of a document its sections."""
    counts: Counter[str] = Counter()
    found: dict[str, dict[str, None]] = {}
    for case in packet.cases:
        for each in resources(case, packet, codes, on_paper=False):
            kind = each["resourceType"]
            counts[kind] += 1
            found.setdefault(kind, {}).update(dict.fromkeys(_said(each)))
    return Leaving(tuple(Section(_plain(kind), counts[kind], tuple(said)) for kind, said in found.items()))


def _said(resource: Resource) -> Iterable[str]:
    if resource["resourceType"] == "Composition":
        return (part["title"] for part in resource["section"] if "emptyReason" not in part)
    return (_plain(name) for name in resource if name not in _FRAME)


def _plain(name: str) -> str:
    """Return a name of FHIR in words: `birthDate` is birth date, `ServiceRequest` Service request."""
    first, *rest = _INNER_CAPITAL.split(name)
    return " ".join((first, *(word.lower() for word in rest)))
