"""The reference library in types: a condition is named sections of items, and every statement has sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from trainer_tui.domain.vocabulary import LinkType, Region, Tier
from trainer_tui.domain.wording import DRAFT, EDITORIAL, MEDICATION

EDITORIAL_SOURCE = "EDITORIAL"
"""The source id of our own inference; allowed for urgency and the wording of rules alone."""

SECTIONS: Mapping[str, str] = MappingProxyType(
    {
        "summary": "Summary",
        "anatomy": "Anatomy",
        "mechanism": "Mechanism",
        "causes": "Causes and risk factors",
        "emergency_signs": "Emergency signs",
        "serious": "Serious and look-alike conditions",
        "symptoms": "Symptoms",
        "assessment": "Assessment",
        "tests": "Tests",
        "grades": "Grades",
        "treatment": "Treatment",
        "medication_notes": "Medication notes",
        "return_to_play": "Return to play",
        "prevention": "Prevention",
        "education": "Telling the athlete",
        "conflicts": "Where sources differ",
        "links": "Related conditions",
        "codes": "Codes",
        "citations": "Citations of the source page",
    }
)
"""The sections of a page in display order, each with its heading."""

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "A": "guideline or reviewed study",
        "B": "textbook or institution",
        "C": "other professional page or press",
        "D": "unsigned or general page",
    }
)
"""What kind of source each quality mark stands for."""

READINGS: Mapping[str, str] = MappingProxyType(
    {
        "full": "read in full",
        "yes": "read in excerpt",
        "secondary": "read second-hand, as quoted or summarised elsewhere",
        "no": "not read",
    }
)
"""How much of a source was read."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One sourced sentence."""

    text: str
    sources: tuple[str, ...]
    """Ids of the bibliography, never empty."""


@dataclass(frozen=True, slots=True)
class Note(Statement):
    """A further sourced statement of an item under a label such as "Evidence" or "How"."""

    label: str


@dataclass(frozen=True, slots=True)
class Urgency(Statement):
    """How soon a person must be seen under one circumstance."""

    tier: Tier


@dataclass(frozen=True, slots=True)
class Item(Statement):
    """One entry of a section: a statement with what hangs on it."""

    section: str
    id: str
    name: str = ""
    kind: str = ""
    """Causes: cause or risk. Serious conditions: associated or differential."""
    notes: tuple[Note, ...] = ()
    link: str = ""
    """Id of the condition this item leads to."""
    findings: tuple[str, ...] = ()
    urgency: tuple[Urgency, ...] = ()
    positions: tuple[Statement, ...] = ()
    """The sides of a conflict between sources."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """What few sections have: phase, grade, scheme, origin, topic, type, system, code, side, n, …"""

    @property
    def tier(self) -> Tier | None:
        """The most urgent tier of the item, None when it carries none."""
        return min((u.tier for u in self.urgency), key=lambda tier: tier.rank, default=None)

    def claims(self) -> Iterator[Statement]:
        """Yield what the item states as fact, in reading order: everything but its urgency."""
        yield self
        yield from self.notes
        yield from self.positions

    def statements(self) -> Iterator[Statement]:
        """Yield everything the item says, in reading order."""
        yield from self.claims()
        yield from self.urgency

    def all_sources(self) -> tuple[str, ...]:
        """Return every source of the item once, in reading order."""
        return tuple(dict.fromkeys(s for statement in self.statements() for s in statement.sources))


@dataclass(frozen=True, slots=True)
class Review:
    """Who has checked a page, and until when that holds; empty strings when nobody has."""

    reviewed_by: str = ""
    reviewed_on: str = ""
    due: str = ""

    @property
    def statement(self) -> str:
        """The state of the review in words."""
        if not self.reviewed_by:
            return DRAFT
        due = f", next review due {self.due}" if self.due else ""
        return f"Reviewed by {self.reviewed_by} on {self.reviewed_on}{due}"

    def is_overdue(self, today: date) -> bool:
        """Whether the review of the page has run out; a page that nobody reviewed has none."""
        return bool(self.reviewed_by and self.due) and date.fromisoformat(self.due) < today


@dataclass(frozen=True, slots=True)
class Condition:
    """One page of the reference."""

    id: str
    name: str
    aliases: tuple[str, ...]
    regions: tuple[Region, ...]
    body_area: str
    depth: str
    """full or short."""
    review: Review
    sections: Mapping[str, tuple[Item, ...]]
    """Only the sections that have items, in display order."""
    local: bool = False
    """Whether the page comes from a trainer's own pack."""

    def items(self) -> Iterator[Item]:
        """Yield every item in display order."""
        for section in self.sections.values():
            yield from section

    def leads_to(self) -> Iterator[tuple[LinkType, Item, str]]:
        """Yield type, item and target of every typed link this page states, serious conditions included."""
        for item in self.sections.get("links", ()):
            yield LinkType(item.extra["type"]), item, item.link
        for item in self.sections.get("serious", ()):
            if item.link:
                mimic = item.kind == "differential"
                yield LinkType.MIMIC if mimic else LinkType.SERIOUS_ASSOCIATED, item, item.link


@dataclass(frozen=True, slots=True)
class NamedCondition:
    """A condition that other pages lead to and that has no page of its own yet."""

    id: str
    name: str
    regions: tuple[Region, ...]
    source: str
    """The best source to read on."""
    tier: Tier
    red_flag: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """One entry of the bibliography."""

    id: str
    authors: str
    title: str
    year: str
    publisher: str
    url: str
    seen: str
    """yes: read in the source; secondary: read where another page quotes it; no: not read."""
    quality: str
    """One of `KINDS`; empty for what the bibliography does not list."""
    note: str
    extent: str = ""
    """full: read from beginning to end; empty: an excerpt at most."""

    @property
    def words(self) -> str:
        """The entry on one line; a source read only second-hand carries a dagger."""
        if self.id == EDITORIAL_SOURCE:
            return EDITORIAL
        parts = (self.authors, self.title, self.publisher, self.year, self.url)
        dagger = "†" if self.seen == "secondary" else ""
        return ". ".join(part for part in parts if part).replace(".. ", ". ") + dagger

    @property
    def standing(self) -> str:
        """Year, kind and how much of it was read, in words; empty for our own judgement."""
        if self.id == EDITORIAL_SOURCE:
            return ""
        year = "no year given" if self.year in ("", "n.d.") else self.year
        parts = (year, KINDS.get(self.quality, ""), READINGS[self.extent or self.seen])
        return " · ".join(part for part in parts if part)

    def to_json(self) -> dict[str, str]:
        """Return the entry as plain data, with what it is worth in words."""
        return asdict(self) | {"standing": self.standing}


def cited(sources: Iterable[str]) -> str:
    """Return source ids as they stand behind a statement."""
    return ", ".join(EDITORIAL if source == EDITORIAL_SOURCE else source for source in sources)


def item_to_json(item: Item) -> dict[str, Any]:
    """Return an item with its `id`; keys without a value are left out."""
    document: dict[str, Any] = {"id": item.id, "name": item.name, "kind": item.kind, "text": item.text}
    document["sources"] = list(item.sources)
    document["findings"] = list(item.findings)
    document["link"] = item.link
    document["tier"] = item.tier.value if item.tier else ""
    document["urgency"] = [
        {"tier": u.tier.value, "text": u.text, "sources": list(u.sources)} for u in item.urgency
    ]
    document["positions"] = [{"text": p.text, "sources": list(p.sources)} for p in item.positions]
    document["notes"] = [{"label": n.label, "text": n.text, "sources": list(n.sources)} for n in item.notes]
    document |= item.extra
    if item.section == "medication_notes":
        document["notice"] = MEDICATION
    return {key: value for key, value in document.items() if value not in ("", [], None)}
