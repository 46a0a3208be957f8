"""One folder of the library, read and checked: what can be shown, and what is wrong with the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from trainer_tui.domain.circles import Chains
from trainer_tui.domain.conditions import Condition, NamedCondition, Source
from trainer_tui.domain.content_lint import Known, lint_condition, lint_named, twice
from trainer_tui.domain.content_reader import read_condition, read_named, read_source
from trainer_tui.domain.table_reader import LintFinding
from trainer_tui.storage.content_files import ContentFile, Folder, UnreadableFile, read_tables

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page:
    """A condition as it was read, with the table it was read from."""

    file: ContentFile
    table: Mapping[str, Any]
    condition: Condition


@dataclass(slots=True)
class Shelf:
    """What one folder holds; `problems` are the mistakes that keep something from being read."""

    folder: Folder
    pages: list[Page] = field(default_factory=list)
    named: list[NamedCondition] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    findings: dict[str, str] = field(default_factory=dict)
    """Finding ids with their prompts."""
    problems: list[LintFinding] = field(default_factory=list)

    def ids(self) -> Iterator[str]:
        """Yield every condition id this folder claims, that of an unreadable page included."""
        yield from (page.condition.id for page in self.pages)
        yield from (file.stem for file in self.folder.conditions)
        yield from (named.id for named in self.named)

    def name_of(self, table: str) -> str:
        """Return the file that holds a table, or would hold it, for a sentence."""
        file = self.folder.tables.get(table)
        return file.name if file else f"{self.folder.root.name}/{table}.toml"


def read_shelf(folder: Folder) -> Shelf:
    """Read the tables and pages of a folder; what is broken is noted and left out."""
    shelf = Shelf(folder)
    shelf.sources = _read_rows(shelf, "sources", "source", read_source)
    shelf.named = _read_rows(shelf, "named_conditions", "condition", read_named)
    for row in _rows(shelf, "findings", "finding"):
        ident, prompt = row.get("id"), row.get("prompt")
        if isinstance(ident, str) and isinstance(prompt, str):
            shelf.findings[ident] = prompt
    for file in folder.conditions:
        found: list[LintFinding] = []
        table = read_or_note(file, found)
        if table is not None:
            condition = read_condition(table, file.name, found, local=folder.local)
            if not found:
                shelf.pages.append(Page(file, table, condition))
        shelf.problems += found
    return shelf


def read_or_note(file: ContentFile, problems: list[LintFinding]) -> dict[str, Any] | None:
    """Read a file's tables; one that cannot be read is noted and gives None."""
    try:
        return read_tables(file)
    except UnreadableFile as problem:
        problems.append(LintFinding(file.name, "", problem.message, problem.line))
        return None


def _rows(shelf: Shelf, table: str, key: str) -> list[Mapping[str, Any]]:
    """Return the rows of one of the tables; none when the file is absent."""
    file = shelf.folder.tables.get(table)
    content = read_or_note(file, shelf.problems) if file else None
    if content is None or file is None:
        return []
    for unknown in content.keys() - {key}:
        shelf.problems.append(LintFinding(file.name, unknown[:40], f"is an unknown key; use [[{key}]]."))
    rows = content.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        shelf.problems.append(LintFinding(file.name, key, f"must be tables; write [[{key}]]."))
        return []
    return rows


def _read_rows(
    shelf: Shelf,
    table: str,
    key: str,
    read: Callable[[Mapping[str, Any], str, list[LintFinding]], Row | None],
) -> list[Row]:
    name = shelf.name_of(table)
    found = [read(row, name, shelf.problems) for row in _rows(shelf, table, key)]
    return [row for row in found if row is not None]


def known_to(shelves: Iterable[Shelf]) -> Known:
    """Return every id that the pages of these folders may refer to."""
    every = list(shelves)
    return Known(
        sources=frozenset(source.id for shelf in every for source in shelf.sources),
        conditions=frozenset(ident for shelf in every for ident in shelf.ids()),
        findings={ident: prompt for shelf in every for ident, prompt in shelf.findings.items()},
    )


def lint_shelf(shelf: Shelf, known: Known, beside: Iterable[Page] = ()) -> list[LintFinding]:
    """Return everything that is wrong in the tables and pages of a folder, file by file.

    `beside` are the pages to which those of the folder are added.
    """
    chains = _chains(beside)
    found = list(shelf.problems)
    found += twice((source.id for source in shelf.sources), shelf.name_of("sources"))
    found += twice((entry.id for entry in shelf.named), shelf.name_of("named_conditions"))
    own_pages = {page.condition.id for page in shelf.pages}
    for entry in shelf.named:
        found += lint_named(entry, own_pages, shelf.name_of("named_conditions"), known)
    first: dict[str, Page] = {}
    for page in shelf.pages:
        found += lint_condition(page.condition, page.file.name, known)
        found += second_page(page, first.setdefault(page.condition.id, page))
        found += chains.add(page.condition, page.file.name)
    return found


def _chains(pages: Iterable[Page]) -> Chains:
    chains = Chains()
    for page in pages:
        chains.add(page.condition, page.file.name)
    return chains


def second_page(page: Page, first: Page | None) -> list[LintFinding]:
    """Return the finding that a condition has a page elsewhere already, if it has."""
    if first is None or first is page:
        return []
    problem = f"stands in {first.file.name} too; a condition has one page."
    return [LintFinding(page.file.name, f"id {page.condition.id}", problem)]


def with_packs(shipped: Shelf, packs: Sequence[Shelf]) -> tuple[Shelf, list[LintFinding]]:
    """Return the shipped library with everything of the packs that passes the checks, and what does not.

    What is shipped wins: a pack adds, it does not replace.
    """
    whole = Shelf(shipped.folder, list(shipped.pages), list(shipped.named), list(shipped.sources))
    known = replace(known_to([shipped, *packs]), findings=shipped.findings)
    left_out: list[LintFinding] = []
    chains = _chains(shipped.pages) if packs else Chains()
    for pack in packs:
        left_out += pack.problems
        left_out += _passed_over(pack)
        left_out += _add_sources(whole, pack)
        first = {page.condition.id: page for page in whole.pages}
        for page in pack.pages:
            found = lint_condition(page.condition, page.file.name, known)
            found += second_page(page, first.setdefault(page.condition.id, page))
            found += [] if found else chains.add(page.condition, page.file.name)
            left_out += found
            if not found:
                whole.pages.append(page)
        left_out += _add_named(whole, pack, known)
    return whole, left_out


def _passed_over(pack: Shelf) -> Iterator[LintFinding]:
    fixed = ("findings", "red_flags", "rule_examples")
    tables = [file for name, file in pack.folder.tables.items() if name in fixed]
    for file in (*tables, *pack.folder.sweeps, *pack.folder.protocols):
        problem = "is passed over; a pack cannot change rules, findings, sweeps or protocols."
        yield LintFinding(file.name, "", problem)


def _add_sources(whole: Shelf, pack: Shelf) -> Iterator[LintFinding]:
    taken = {source.id for source in whole.sources}
    for source in pack.sources:
        if source.id in taken:
            problem = "is in the bibliography already; give yours another id."
            yield LintFinding(pack.name_of("sources"), source.id, problem)
        else:
            taken.add(source.id)
            whole.sources.append(source)


def _add_named(whole: Shelf, pack: Shelf, known: Known) -> Iterator[LintFinding]:
    taken = {page.condition.id for page in whole.pages} | {entry.id for entry in whole.named}
    for entry in pack.named:
        found = lint_named(entry, taken, pack.name_of("named_conditions"), known)
        yield from found
        if not found:
            whole.named.append(entry)
