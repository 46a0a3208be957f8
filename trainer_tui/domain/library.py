"""The library as a whole: what exists, and how its conditions are linked, walkable from both ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Any, NamedTuple

from trainer_tui.domain.conditions import SECTIONS, Condition, NamedCondition, item_to_json
from trainer_tui.domain.errors import NotFound
from trainer_tui.domain.vocabulary import LinkType, Region, Tier

_TYPES = tuple(LinkType)
_REGIONS = {region.value: region for region in Region}
_SIGN_SECTIONS = ("emergency_signs", "symptoms")


class Label(NamedTuple):
    """A cause or a sign of a condition, as lists and filters show it."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index knows of a condition without reading its page."""

    id: str
    name: str
    aliases: tuple[str, ...]
    regions: tuple[Region, ...]
    body_area: str
    depth: str
    reviewed: bool
    local: bool
    causes: tuple[Label, ...]
    signs: tuple[Label, ...]
    """Emergency signs first, then symptoms."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link as seen from one of its two ends."""

    type: LinkType
    to: str
    text: str
    sources: tuple[str, ...]
    inverse: bool
    """Whether the other end states the link and this end only shows it."""
    tier: Tier | None = None
    """The most urgent tier of a serious condition."""
    id: str = ""
    """The id the page gives the link; empty where it follows from a serious condition or the other end."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything but the pages: small enough to be read at the start."""

    entries: Mapping[str, Entry]
    """The conditions with a page, by id, ordered by name."""
    named: Mapping[str, NamedCondition]
    """The conditions that are named and have no page yet."""
    links: Mapping[str, tuple[Link, ...]]
    """The links of a condition, both ways, ordered by type."""

    def resolve(self, condition: str) -> Entry | NamedCondition:
        """Return what an id stands for; raises NotFound."""
        found = self.entries.get(condition) or self.named.get(condition)
        if found is None:
            raise NotFound(f"There is no condition “{condition[:64]}” in this library; try a search.")
        return found

    def linked(self, condition: str, link_type: LinkType) -> tuple[Link, ...]:
        """Return the links of one type."""
        return tuple(link for link in self.links.get(condition, ()) if link.type is link_type)


def entry_of(condition: Condition) -> Entry:
    """Return the index entry of a page."""
    signs = [i for section in _SIGN_SECTIONS for i in condition.sections.get(section, ())]
    return Entry(
        id=condition.id,
        name=condition.name,
        aliases=condition.aliases,
        regions=condition.regions,
        body_area=condition.body_area,
        depth=condition.depth,
        reviewed=bool(condition.review.reviewed_by),
        local=condition.local,
        causes=tuple(Label(i.id, i.name or i.text) for i in condition.sections.get("causes", ())),
        signs=tuple(Label(i.id, i.name or i.text) for i in signs),
    )


def build_catalogue(conditions: Iterable[Condition], named: Iterable[NamedCondition]) -> Catalogue:
    """Index pages and derive the other end of every link."""
    pages = sorted(conditions, key=lambda c: c.name.casefold())
    entries = {page.id: entry_of(page) for page in pages}
    without_page = sorted((n for n in named if n.id not in entries), key=lambda n: n.name.casefold())
    names = {n.id: n for n in without_page}
    return Catalogue(entries, names, _links_both_ways(pages, entries.keys() | names.keys()))


def _links_both_ways(pages: Iterable[Condition], known: Set[str]) -> dict[str, tuple[Link, ...]]:
    """Collect links; one that both ends state is shown at each end as that end states it.

    A link to what was left out of the library is no link.
    """
    found: dict[str, dict[tuple[LinkType, str], Link]] = {}
    stated = [(page.id, *link) for page in pages for link in page.leads_to() if link[2] in known]
    for origin, link_type, item, target in stated:
        own_id = item.id if item.section == "links" else ""
        link = Link(link_type, target, item.text, item.sources, inverse=False, tier=item.tier, id=own_id)
        found.setdefault(origin, {}).setdefault((link_type, target), link)
    for origin, link_type, item, target in stated:
        back = Link(link_type.inverse, origin, item.text, item.sources, inverse=True)
        found.setdefault(target, {}).setdefault((back.type, origin), back)
    return {ident: tuple(sorted(links.values(), key=_display_order)) for ident, links in found.items()}


def _display_order(link: Link) -> tuple[int, int]:
    return _TYPES.index(link.type), link.tier.rank if link.tier else len(Tier)


def condition_to_json(catalogue: Catalogue, condition: Condition) -> dict[str, Any]:
    """Return a page as plain data: every section is there, every item has its id, links run both ways."""
    review = condition.review
    document: dict[str, Any] = {
        "id": condition.id,
        "name": condition.name,
        "aliases": list(condition.aliases),
        "regions": [region.value for region in condition.regions],
        "body_area": condition.body_area,
        "depth": condition.depth,
        "local": condition.local,
        "review": {
            "reviewed_by": review.reviewed_by,
            "reviewed_on": review.reviewed_on,
            "due": review.due,
            "statement": review.statement,
        },
    }
    for section in SECTIONS:
        document[section] = [item_to_json(item) for item in condition.sections.get(section, ())]
    document["links"] = links_to_json(catalogue, condition.id)
    return document


def named_to_json(catalogue: Catalogue, named: NamedCondition) -> dict[str, Any]:
    """Return a condition without a page as plain data."""
    return {
        "id": named.id,
        "name": named.name,
        "regions": [region.value for region in named.regions],
        "depth": "named",
        "tier": named.tier.value,
        "red_flag": named.red_flag,
        "source": named.source,
        "sources": list(named.sources),
        "links": links_to_json(catalogue, named.id),
    }


def links_to_json(catalogue: Catalogue, condition: str) -> list[dict[str, Any]]:
    """Return the links of a condition, both ways; `page` tells whether the other end can be opened."""
    return [
        {
            "id": link.id or f"{link.type}:{link.to}",
            "type": link.type.value,
            "to": link.to,
            "name": catalogue.resolve(link.to).name,
            "page": link.to in catalogue.entries,
            "text": link.text,
            "sources": list(link.sources),
            "inverse": link.inverse,
        }
        for link in catalogue.links.get(condition, ())
    ]


def catalogue_to_json(catalogue: Catalogue) -> dict[str, Any]:
    """Return a catalogue as plain data for the compiled index."""
    return {
        "entries": [
            [e.id, e.name, e.aliases, e.regions, e.body_area, e.depth, e.reviewed, e.local]
            + [[[label.id, label.text] for label in labels] for labels in (e.causes, e.signs)]
            for e in catalogue.entries.values()
        ],
        "named": [
            [n.id, n.name, n.regions, n.source, n.tier, n.red_flag, n.sources]
            for n in catalogue.named.values()
        ],
        "links": {
            ident: [[k.type, k.to, k.text, k.sources, k.inverse, k.tier, k.id] for k in links]
            for ident, links in catalogue.links.items()
        },
    }


def catalogue_from_json(document: Mapping[str, Any]) -> Catalogue:
    """Rebuild what `catalogue_to_json` gave."""
    entries = {}
    for ident, name, aliases, regions, area, depth, reviewed, local, causes, signs in document["entries"]:
        labels = [tuple(map(Label._make, pairs)) for pairs in (causes, signs)]
        where = tuple(_REGIONS[region] for region in regions)
        entries[ident] = Entry(ident, name, tuple(aliases), where, area, depth, reviewed, local, *labels)
    named = {
        ident: NamedCondition(
            ident, name, tuple(map(Region, regions)), source, Tier(tier), flag, tuple(sources)
        )
        for ident, name, regions, source, tier, flag, sources in document["named"]
    }
    links = {
        ident: tuple(
            Link(LinkType(kind), to, text, tuple(sources), inverse, Tier(tier) if tier else None, own_id)
            for kind, to, text, sources, inverse, tier, own_id in rows
        )
        for ident, rows in document["links"].items()
    }
    return Catalogue(entries, named, links)
