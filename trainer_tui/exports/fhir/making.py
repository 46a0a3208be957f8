"""What the resources of one Bundle share: ids, references, times, codes, and who is meant by a name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID, uuid5

from trainer_tui.domain.emergencies import LOCKED_LAPTOP
from trainer_tui.domain.handover import Case, Packet
from trainer_tui.domain.plain_text import visible
from trainer_tui.exports.fhir.codes import RECORD, Codes, Coding, Shared
from trainer_tui.exports.letter import Letter, compose
from trainer_tui.exports.letter_words import Times, Words

NAMESPACE = UUID("6f2d2f0e-6a57-5b0c-9c8e-3f1b8a4d7e21")
"""Under which every id is derived from what it stands for, so that the same record has the same ids."""
ENTERED_IN_ERROR = "entered-in-error"

Resource = dict[str, Any]


@dataclass
class Making:
    """One incident on its way into a Bundle."""

    case: Case
    packet: Packet
    codes: Codes
    people: dict[str, Resource] = field(default_factory=dict)
    """The practitioners named so far, by name."""

    @cached_property
    def letter(self) -> Letter:
        """The letter, whose words the narratives use."""
        return compose(self.case, self.packet)

    @cached_property
    def words(self) -> Words:
        """Findings in words."""
        return Words(self.packet.vocabulary)

    @cached_property
    def times(self) -> Times:
        """Times in words."""
        return Times(self.packet.written_at)

    @property
    def void(self) -> bool:
        """Whether the incident was entered in error, and all that belongs to it with it."""
        return self.case.incident.view.voided

    def status(self, usual: str) -> str:
        """Return a status, which is entered-in-error for everything about a void incident."""
        return ENTERED_IN_ERROR if self.void else usual

    def resource(self, kind: str, key: str, record: str | None = None, **elements: Any) -> Resource:
        """Return a resource with the id that its key always gets, without what is empty.

        `record` is the id of the record of ours that it shows.
        """
        identifier = [{"system": RECORD, "value": record}] if record else None
        made = tidy({"identifier": identifier, **elements})
        return {"resourceType": kind, "id": identity(kind, key), **made}

    @cached_property
    def subject(self) -> Resource:
        """The reference to the patient."""
        return Shared(reference=urn("Patient", self.case.incident.athlete or self.case.incident.id))

    @cached_property
    def encounter(self) -> Resource:
        """The reference to the encounter."""
        return Shared(reference=urn("Encounter", self.case.incident.id))

    def practitioner(self, name: str) -> Resource | None:
        """Return the reference to whoever wrote something, None where nobody can be known."""
        if not name.strip() or name == LOCKED_LAPTOP:
            return None
        if name not in self.people:
            credential = self.packet.credentials.get(name, "")
            self.people[name] = self.resource(
                "Practitioner",
                name,
                name=[{"text": name}],
                qualification=[{"code": concept(credential)}] if credential else None,
            )
        return reference(self.people[name])

    @property
    def writer(self) -> str:
        """The name of who writes the document, without the credential of the signature."""
        for name, credential in self.packet.credentials.items():
            if self.packet.written_by == f"{name}, {credential}":
                return name
        return self.packet.written_by


def identity(kind: str, key: str) -> str:
    """Return the id of a resource: the same for the same thing, in every Bundle."""
    return str(uuid5(NAMESPACE, f"{kind}:{key.encode('utf-8', 'replace').decode()}"))


def urn(kind: str, key: str) -> str:
    """Return what references to a resource say."""
    return f"urn:uuid:{identity(kind, key)}"


def reference(resource: Resource) -> Resource:
    """Return a reference to a resource."""
    return {"reference": f"urn:uuid:{resource['id']}"}


def references(resources: Iterable[Resource]) -> list[Resource]:
    """Return references to several resources."""
    return [reference(each) for each in resources]


def concept(text: str, codings: Sequence[Coding] = ()) -> Resource:
    """Return words with the codes that stand for them."""
    return {"coding": list(codings), "text": text}


def coded(coding: Coding) -> Resource:
    """Return a code that needs no words of ours."""
    return {"coding": [coding]}


@lru_cache(maxsize=256)
def moment(stored: str) -> str:
    """Return a stored time as R4 writes it: whole seconds or more, an offset of hours and minutes."""
    found = datetime.fromisoformat(stored)
    offset = found.utcoffset()
    if offset is None or offset.total_seconds() % 60:
        found = found.astimezone(UTC)
    return found.isoformat()


def tidy(value: Any) -> Any:
    """Return plain data without anything empty, every text free of control characters."""
    kind = type(value)
    if kind is Shared:
        return value
    if kind is dict:
        parts = ((key, tidy(part)) for key, part in value.items())
        return {key: part for key, part in parts if part or part == 0}
    if kind is list:
        return [part for part in map(tidy, value) if part or part == 0]
    return visible(value, lines=True).strip() if isinstance(value, str) else value
