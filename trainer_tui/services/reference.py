"""Looking things up: the index by body region, pages, links both ways, sources, and search as you type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainer_tui.domain.conditions import Condition, NamedCondition, Source
from trainer_tui.domain.dates import shown
from trainer_tui.domain.errors import NotFound
from trainer_tui.domain.library import (
    Catalogue,
    Entry,
    Label,
    condition_to_json,
    named_to_json,
)
from trainer_tui.domain.passages import Passage
from trainer_tui.domain.ports import ContentStore
from trainer_tui.domain.search import Field, words_of
from trainer_tui.domain.statements import Said
from trainer_tui.domain.table_reader import LintFinding
from trainer_tui.domain.vocabulary import LinkType, Region

if TYPE_CHECKING:
    from trainer_tui.domain.protocols import Protocol

_REGIONS = tuple(Region)


@dataclass(frozen=True, slots=True)
class RegionGroup:
    """The conditions of one body region, by name."""

    region: Region
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """One condition that a search found."""

    id: str
    name: str
    field: Field
    has_page: bool
    spelling: str = ""
    """The other spelling that found it; empty when it was found as typed."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found; `suggestions` are other spellings, best first, where nothing is written so."""

    query: str
    hits: tuple[Hit, ...]
    suggestions: tuple[str, ...] = ()

    @property
    def substitution(self) -> str:
        """The sentence that must stand above hits of other spellings; empty when they fit as typed."""
        if not self.hits or not self.suggestions:
            return ""
        return f"Nothing is written “{self.query.strip()}”; shown: {', '.join(self.suggestions)}"


class Reference:
    """The reference library as the screen and the command line use it."""

    def __init__(self, content: ContentStore) -> None:
        self._content = content

    @property
    def catalogue(self) -> Catalogue:
        """What exists and how it is linked, without the pages."""
        return self._content.catalogue()

    @property
    def report(self) -> Sequence[str]:
        """What was left out of the packs and why; empty when nothing was."""
        return self._content.report

    def groups(self) -> list[RegionGroup]:
        """Return every condition once, under its first region, head to foot."""
        by_region: dict[Region, list[Entry]] = {}
        for entry in self.catalogue.entries.values():
            by_region.setdefault(entry.regions[0], []).append(entry)
        return [RegionGroup(r, tuple(by_region[r])) for r in _REGIONS if r in by_region]

    def page(self, condition: str) -> Condition:
        """Return a page; raises NotFound, with the red flag where the condition is only named."""
        named = self.catalogue.named.get(condition)
        if named is not None:
            raise NotFound(f"{named.name} is not yet in this library. {named.tier.words}: {named.red_flag}.")
        if condition not in self.catalogue.entries:
            raise NotFound(self._unknown(condition))
        return self._content.condition(condition)

    def _unknown(self, condition: str) -> str:
        words = " ".join(words_of(condition[:64]))
        near = [hit.id for hit in self.look_up(words).hits if hit.has_page] if words else []
        hint = f" Did you mean {' or '.join(near[:3])}?" if near else ""
        return f"There is no condition “{words}” in this library.{hint}"

    @property
    def protocols(self) -> Mapping[str, Protocol]:
        """The protocols of return by id."""
        return self._content.protocols()

    def protocol(self, ident: str) -> Protocol:
        """Return a protocol; raises NotFound."""
        if ident not in self.protocols:
            raise NotFound(
                f"There is no protocol {shown(ident)}; there are {', '.join(self.protocols)}."
                if self.protocols
                else "This library has no protocols."
            )
        return self.protocols[ident]

    def protocols_for(self, condition: str | None) -> Sequence[Label]:
        """Return id and name of the protocols that serve a condition, without reading them."""
        return self._content.protocol_labels(condition) if condition else ()

    def resolve(self, condition: str) -> Entry | NamedCondition:
        """Return what a link leads to: an entry with a page, or a named condition; raises NotFound."""
        return self.catalogue.resolve(condition)

    def previous_and_next(self, condition: str) -> tuple[str | None, str | None]:
        """Return the neighbours of a page in the order of the source page, None where there is none."""
        before = self.catalogue.linked(condition, LinkType.PREVIOUS)
        after = self.catalogue.linked(condition, LinkType.NEXT)
        return (before[0].to if before else None), (after[0].to if after else None)

    def causes(self, condition: str) -> tuple[Label, ...]:
        """Return the causes an incident may name; none for a condition without a page."""
        entry = self.catalogue.entries.get(condition)
        return entry.causes if entry else ()

    def sources(self, ids: Iterable[str]) -> list[Source]:
        """Return entries of the bibliography in the order asked for."""
        bibliography = self._content.bibliography()
        return [bibliography.get(ident) or _unlisted(ident) for ident in ids]

    @property
    def bibliography(self) -> Mapping[str, Source]:
        """Every source by id."""
        return self._content.bibliography()

    def codes(self) -> Mapping[str, Mapping[str, Any]]:
        """Return the tables of codes by name; raises TrainerError when one is unreadable."""
        return self._content.codes()

    def said(self) -> Sequence[Said]:
        """Return the statements of all pages that name findings."""
        return self._content.said()

    def search(self, query: str) -> SearchResult:
        """Return the conditions in which every word typed begins a word: names first, then aliases, causes,
        signs and the text. Nothing typed finds everything, head to foot.
        """
        if not words_of(query):
            entries = [entry for group in self.groups() for entry in group.entries]
            return SearchResult(query, tuple(Hit(e.id, e.name, Field.NAME, True) for e in entries))
        words, catalogue = self._content.words(), self.catalogue
        start = " ".join(words_of(query))
        hits = []
        for match in words.search(query):
            name, has_page = catalogue.resolve(match.document).name, match.document in catalogue.entries
            hits.append(Hit(match.document, name, match.field, has_page))
        hits.sort(
            key=lambda hit: (
                hit.field,
                hit.field is Field.NAME and not _begins(hit.name, start),
                not hit.has_page,
            )
        )
        return SearchResult(query, tuple(hits), () if hits else tuple(words.suggestions(query)))

    def look_up(self, query: str) -> SearchResult:
        """Search, and where nothing is written so, return the hits of the best other spellings.

        These hits are for looking, under `substitution`: a record takes only what was found as typed.
        """
        result = self.search(query)
        if result.hits or not result.suggestions:
            return result
        found: dict[str, Hit] = {}
        for spelling in result.suggestions:
            for hit in self.search(spelling).hits:
                found.setdefault(hit.id, replace(hit, spelling=spelling))
        return replace(result, hits=tuple(sorted(found.values(), key=lambda hit: hit.field)))

    def passage(self, hit: Hit, query: str) -> Passage | None:
        """Return the text that made a condition a hit, with its place; None where it was the name."""
        if hit.field is Field.NAME:
            return None
        return self._content.passages(hit.id).best(words_of(hit.spelling or query))

    def prepare_search(self) -> None:
        """Read the search index ahead, so that the first letter typed does not wait for it."""
        self._content.words().prepare()
        self._content.passages("")

    def to_json(self, condition: str) -> dict[str, Any]:
        """Return a condition with its links and the sources it names as plain data; raises NotFound."""
        named = self.catalogue.named.get(condition)
        used = {source for link in self.catalogue.links.get(condition, ()) for source in link.sources}
        if named is not None:
            document = named_to_json(self.catalogue, named)
            used.update(named.sources)
        else:
            page = self.page(condition)
            document = condition_to_json(self.catalogue, page)
            used.update(source for item in page.items() for source in item.all_sources())
        document["bibliography"] = [source.to_json() for source in self.sources(sorted(used))]
        return document

    def lint(self, paths: Sequence[Path] = ()) -> list[LintFinding]:
        """Check content files and folders, or the shipped library when none are given."""
        return self._content.lint(paths)


def _unlisted(ident: str) -> Source:
    return Source(ident, "", f"{ident}: not in the bibliography", "", "", "", "no", "", "")


def _begins(name: str, start: str) -> bool:
    return " ".join(words_of(name)).startswith(start)
