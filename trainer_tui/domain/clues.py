"""What the pages say that an answer can point to, kept apart from the pages so that none has to be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from trainer_tui.domain.conditions import Condition, Item, NamedCondition
from trainer_tui.domain.vocabulary import Tier

EMERGENCY = "emergency_signs"
SYMPTOMS = "symptoms"
CAUSES = "causes"
MECHANISM = "mechanism"
_SECTIONS = (EMERGENCY, SYMPTOMS, CAUSES, MECHANISM)


@dataclass(frozen=True, slots=True)
class Clue:
    """An emergency sign, symptom, cause or mechanism of a page that an answer can point to."""

    section: str
    item: str
    name: str
    kind: str
    """Causes: cause or risk."""
    findings: tuple[str, ...]
    tier: Tier | None
    sources: tuple[str, ...]
    onset: tuple[str, ...] = ()
    """The modes of onset that the statement describes."""
    contact: tuple[str, ...] = ()
    """The kinds of contact that the statement describes."""


@dataclass(frozen=True, slots=True)
class Clues:
    """The clues of all pages and, for every condition, how urgent it is to think of it."""

    of: Mapping[str, tuple[Clue, ...]]
    """By condition."""
    tiers: Mapping[str, Tier]
    """By condition, pages and named ones; none where no statement gives an urgency."""
    by_finding: Mapping[str, tuple[str, ...]]
    """The conditions whose clues read a finding."""

    @classmethod
    def build(cls, pages: Iterable[Condition], named: Iterable[NamedCondition]) -> Clues:
        """Collect the clues and tiers of a library."""
        shown = list(pages)
        return cls.of_all({page.id: tuple(_clues(page)) for page in shown}, _tiers(shown, named))

    @classmethod
    def of_all(cls, of: Mapping[str, tuple[Clue, ...]], tiers: Mapping[str, Tier]) -> Clues:
        """Build from clues and tiers by condition."""
        reading: dict[str, dict[str, None]] = {}
        for condition, clues in of.items():
            for clue in clues:
                for finding in clue.findings:
                    reading.setdefault(finding, {})[condition] = None
        return cls(of, tiers, {finding: tuple(found) for finding, found in reading.items()})

    def to_json(self) -> dict[str, Any]:
        """Return the clues as plain data for the compiled index."""
        return {
            "of": {
                condition: [
                    [c.section, c.item, c.name, c.kind, c.findings, c.tier, c.sources, c.onset, c.contact]
                    for c in clues
                ]
                for condition, clues in self.of.items()
                if clues
            },
            "tiers": dict(self.tiers),
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Clues:
        """Rebuild what `to_json` gave."""
        of = {
            condition: tuple(
                Clue(
                    section, item, name, kind, tuple(f), Tier(t) if t else None, tuple(s), tuple(o), tuple(c)
                )
                for section, item, name, kind, f, t, s, o, c in rows
            )
            for condition, rows in document["of"].items()
        }
        return cls.of_all(of, {condition: Tier(tier) for condition, tier in document["tiers"].items()})


def _clues(page: Condition) -> Iterator[Clue]:
    for section in _SECTIONS:
        for item in page.sections.get(section, ()):
            clue = _clue(item)
            if clue.findings or clue.onset or clue.contact or section == CAUSES:
                yield clue


def _clue(item: Item) -> Clue:
    return Clue(
        section=item.section,
        item=item.id,
        name=item.name or item.text,
        kind=item.kind,
        findings=item.findings,
        tier=item.tier,
        sources=item.all_sources() if item.section == EMERGENCY else item.sources,
        onset=tuple(item.extra.get("onset", ())),
        contact=tuple(item.extra.get("contact", ())),
    )


def _tiers(pages: Iterable[Condition], named: Iterable[NamedCondition]) -> dict[str, Tier]:
    """Return how urgent each condition is by what the library states of it.

    The most urgent tier with which a page calls it serious or a look-alike, or of its entry without a page,
    counts. A page that none does has the least urgent tier of its own emergency signs: any one of them makes
    it so urgent at least, and one that is present raises it.
    """
    stated: dict[str, list[Tier]] = {entry.id: [entry.tier] for entry in named}
    own: dict[str, list[Tier]] = {}
    for page in pages:
        for item in page.sections.get("serious", ()):
            stated.setdefault(item.link, []).extend(urgency.tier for urgency in item.urgency)
        own[page.id] = [sign.tier for sign in page.sections.get(EMERGENCY, ()) if sign.tier]
    least = {page: max(tiers, key=lambda tier: tier.rank) for page, tiers in own.items() if tiers}
    most = {ident: min(tiers, key=lambda tier: tier.rank) for ident, tiers in stated.items() if tiers}
    return {**least, **most}
