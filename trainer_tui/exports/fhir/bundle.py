"""One incident as a document Bundle of FHIR R4 (4.0.1), checked before anybody sees it."""

from __future__ import annotations

from typing import Any
from uuid import uuid5

from trainer_tui.domain.handover import Case, Packet
from trainer_tui.exports.fhir import acts, condition, observations, people, provenance, referral
from trainer_tui.exports.fhir.check import refuse_invalid
from trainer_tui.exports.fhir.codes import Codes
from trainer_tui.exports.fhir.composition import Contents, composition
from trainer_tui.exports.fhir.making import NAMESPACE, Making, Resource


def bundle(case: Case, packet: Packet, codes: Codes, *, on_paper: bool) -> dict[str, Any]:
    """Return the Bundle of an incident, the letter in it as PDF when `on_paper`.

    The same record at the same time gives the same Bundle. Raises InvalidBundle when it would be none of R4.
    """
    made = resources(case, packet, codes, on_paper=on_paper)
    written = packet.written_at.isoformat()
    # A document is made once: what changes in it, or a later moment, makes another one.
    ident = str(uuid5(NAMESPACE, f"Bundle:{case.incident.id}:{made[-1]['id']}:{written}"))
    document = {
        "resourceType": "Bundle",
        "id": ident,
        "identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{ident}"},
        "type": "document",
        "timestamp": written,
        "entry": [{"fullUrl": f"urn:uuid:{each['id']}", "resource": each} for each in made],
    }
    refuse_invalid(document, codes)
    return document


def resources(case: Case, packet: Packet, codes: Codes, *, on_paper: bool) -> list[Resource]:
    """Return every resource of an incident, the Composition first and the Provenance last."""
    making = Making(case, packet, codes)
    team = people.organization(making)
    diagnoses = condition.diagnoses(making)
    encounter = acts.encounter(making, diagnoses, team)
    contents = Contents(
        requests=referral.requests(making, diagnoses),
        diagnoses=diagnoses,
        problems=condition.roster_problems(making),
        findings=observations.findings(making),
        vitals=observations.vital_signs(making),
        circumstances=observations.circumstances(making),
        allergies=condition.allergies(making),
        medications=condition.medications(making),
        flags=referral.flags(making),
        procedures=acts.procedures(making),
        communications=acts.communications(making),
        letter=provenance.letter_reference(making, on_paper=on_paper),
    )
    head = composition(making, contents, team)
    who = [people.patient(making, team), *making.people.values(), *([team] if team else [])]
    written = [head, *who, encounter, *contents.everything]
    return [*written, provenance.provenance(making, written)]
