"""A case, and what it could also be with the reasons in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from trainer_tui.domain.conditions import cited
from trainer_tui.domain.findings import Answer
from trainer_tui.domain.vocabulary import Contact, ModeOfOnset, Region, Tier

GROUPS = (("Must not be missed", True), ("Less urgent", False))


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of an injury or illness; everything may be unknown."""

    region: Region = Region.UNSPECIFIED
    condition: str | None = None
    """The condition it is taken for; it is not suggested."""
    causes: tuple[str, ...] = ()
    """Ids of causes of that condition."""
    onset: ModeOfOnset = ModeOfOnset.UNKNOWN
    contact: Contact = Contact.UNKNOWN
    findings: Mapping[str, Answer] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a condition is on the list, in words."""

    text: str
    finding: str = ""
    sources: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The reason with its sources."""
        return f"{self.text} [{cited(self.sources)}]" if self.sources else self.text

    def to_json(self) -> dict[str, Any]:
        """Return the reason as plain data, without a finding where it is none."""
        finding = {"finding": self.finding} if self.finding else {}
        return {"text": self.text, **finding, "sources": list(self.sources)}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One condition that it could also be."""

    id: str
    name: str
    has_page: bool
    tier: Tier | None
    """How urgent the library calls it, raised by an emergency sign that is present."""
    must_not_miss: bool
    why: tuple[Reason, ...]

    @property
    def urgency(self) -> str:
        """How urgent it can be, in words; it says nothing of how urgent this person is."""
        return f"up to: {self.tier.words}" if self.tier else ""

    def to_json(self) -> dict[str, Any]:
        """Return the suggestion in the shape that scripts read."""
        return {
            "id": self.id,
            "name": self.name,
            "page": self.has_page,
            "tier": self.tier and self.tier.value,
            "must_not_miss": self.must_not_miss,
            "why": [reason.to_json() for reason in self.why],
        }


def grouped(found: Sequence[Suggestion]) -> list[tuple[str, list[Suggestion]]]:
    """Return suggestions under the headings they stand under, those without any left out."""
    parted = [(title, [s for s in found if s.must_not_miss is must]) for title, must in GROUPS]
    return [(title, group) for title, group in parted if group]
