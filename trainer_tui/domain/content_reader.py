"""From the tables of a content file to types, noting every mistake with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from trainer_tui.domain.conditions import (
    SECTIONS,
    Condition,
    Item,
    NamedCondition,
    Note,
    Review,
    Source,
    Statement,
    Urgency,
)
from trainer_tui.domain.dates import shown
from trainer_tui.domain.vocabulary import LinkType, Region, Side, Tier

CONDITION_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
ITEM_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
# Control characters, and the invisible ones that reorder text: neither may reach a terminal.
HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
LONGEST_TEXT = 4000
SCHEMA = 1

Chosen = TypeVar("Chosen", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class LintFinding:
    """One thing wrong in a content file."""

    file: str
    place: str
    """Section, item and key, such as "causes overuse sources"; empty for the file as a whole."""
    problem: str

    @property
    def sentence(self) -> str:
        """File, place and problem on one line."""
        return f"{self.file}: {self.place}: {self.problem}" if self.place else f"{self.file}: {self.problem}"


class TableReader:
    """Reads the keys of one table; what is missing, of the wrong type or unknown becomes a finding."""

    def __init__(self, table: Mapping[str, Any], file: str, place: str, findings: list[LintFinding]) -> None:
        self.table = table
        self.file = file
        self.place = place
        self.findings = findings
        self._read: set[str] = set()

    def wrong(self, key: str, problem: str) -> None:
        """Note that a key is wrong."""
        place = f"{self.place} {key}".strip()
        self.findings.append(LintFinding(self.file, place, problem))

    def value(self, key: str, *, required: bool) -> Any:
        """Return what stands under a key, None when nothing does."""
        self._read.add(key)
        value = self.table.get(key)
        if value is None and required:
            self.wrong(key, "is missing; add it.")
        return value

    def text(self, key: str, *, required: bool = True, blank: bool = False) -> str:
        """Return plain text with its white space on one line; `blank` allows an empty one."""
        value = self.value(key, required=required)
        if value is None:
            return ""
        if isinstance(value, date):
            return value.isoformat()
        if not isinstance(value, str):
            self.wrong(key, "must be text in quotation marks.")
            return ""
        return self._clean(key, value, required and not blank)

    def _clean(self, key: str, value: str, required: bool) -> str:
        # Most texts need nothing, and a page has a thousand of them.
        text = value.strip() if value.isprintable() else " ".join(value.split())
        if required and not text:
            self.wrong(key, "is empty; write it.")
        if not text.isprintable() and HIDDEN.search(text):
            self.wrong(key, "holds a control or invisible character; remove it.")
            text = HIDDEN.sub("\ufffd", text)
        if len(text) > LONGEST_TEXT:
            self.wrong(key, f"is {len(text):,} characters long; at most {LONGEST_TEXT:,} are allowed.")
        return text

    def texts(self, key: str, *, required: bool = True) -> tuple[str, ...]:
        """Return a list of texts; a required one must not be empty."""
        value = self.value(key, required=required)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            self.wrong(key, 'must be a list of texts, such as ["B02"].')
            return ()
        if required and not value:
            self.wrong(key, "is empty; name at least one.")
        texts = tuple(self._clean(key, entry, required=True) for entry in value)
        if len(set(texts)) != len(texts):
            self.wrong(key, "names one thing twice.")
        return texts

    def whole(self, key: str, *, required: bool = False) -> int | None:
        """Return a whole number, None when there is none."""
        value = self.value(key, required=required)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        self.wrong(key, "must be a whole number.")
        return None

    def tables(self, key: str, *, required: bool = False) -> list[Mapping[str, Any]]:
        """Return a list of tables."""
        value = self.value(key, required=required)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            self.wrong(key, "must be a list of tables.")
            return []
        if required and not value:
            self.wrong(key, "is empty; add at least one.")
        return value

    def choice(self, key: str, allowed: Iterable[str], *, required: bool = True) -> str:
        """Return one word of a closed list."""
        word = self.text(key, required=required)
        words = tuple(allowed)
        if word and word not in words:
            self.wrong(key, f"{shown(word)} is unknown; use one of {', '.join(words)}.")
            return ""
        return word

    def member(self, key: str, vocabulary: type[Chosen]) -> Chosen | None:
        """Return a member of a vocabulary, None when it is missing or unknown."""
        word = self.choice(key, vocabulary)
        return vocabulary(word) if word else None

    def identifier(self, pattern: re.Pattern[str]) -> str:
        """Return the `id` of the table."""
        word = self.text("id")
        if word and not pattern.fullmatch(word):
            self.wrong("id", f"{shown(word)} is no id; use letters, digits and hyphens.")
        return word

    def finish(self) -> None:
        """Note every key that nobody asked for."""
        for key in self.table:
            if key not in self._read:
                self.wrong(shown(key), "is an unknown key; remove it or correct its spelling.")


def read_condition(
    table: Mapping[str, Any], file: str, findings: list[LintFinding], *, local: bool = False
) -> Condition:
    """Read one condition file. With a finding added, the result is not to be shown."""
    reader = TableReader(table, file, "", findings)
    if reader.whole("schema", required=True) not in (SCHEMA, None):
        reader.wrong("schema", f"must be {SCHEMA}; this version reads no other.")
    condition = Condition(
        id=reader.identifier(CONDITION_ID),
        name=reader.text("name"),
        aliases=reader.texts("aliases", required=False),
        regions=_regions(reader),
        body_area=reader.text("body_area"),
        depth=reader.choice("depth", ("full", "short")),
        review=_review(reader),
        sections=_sections(reader),
        local=local,
    )
    reader.finish()
    return condition


def _regions(reader: TableReader) -> tuple[Region, ...]:
    known = []
    for word in reader.texts("regions"):
        if word in Region.__members__.values():
            known.append(Region(word))
        else:
            reader.wrong("regions", f"{shown(word)} is unknown; use one of {', '.join(Region)}.")
    return tuple(known)


def _review(reader: TableReader) -> Review:
    table = reader.value("review", required=False)
    if table is None:
        return Review()
    if not isinstance(table, dict):
        reader.wrong("review", "must be a table.")
        return Review()
    part = TableReader(table, reader.file, "review", reader.findings)
    review = Review(*(part.text(key, required=False) for key in ("reviewed_by", "reviewed_on", "due")))
    part.finish()
    for key, day in (("reviewed_on", review.reviewed_on), ("due", review.due)):
        if day and not _is_day(day):
            part.wrong(key, f"{shown(day)} is not a date; write it as 2026-10-09.")
    if review.reviewed_by and not review.reviewed_on:
        part.wrong("reviewed_on", "is missing although a reviewer is named.")
    return review


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _sections(reader: TableReader) -> dict[str, tuple[Item, ...]]:
    sections = {}
    for section in SECTIONS:
        tables = reader.tables(section)
        if tables:
            sections[section] = tuple(
                _item(section, n, table, reader) for n, table in enumerate(tables, start=1)
            )
    return sections


def _item(section: str, number: int, table: Mapping[str, Any], parent: TableReader) -> Item:
    ident = table.get("id")
    name = ident if isinstance(ident, str) and ITEM_ID.fullmatch(ident) else f"number {number}"
    reader = TableReader(table, parent.file, f"{section} {name}", parent.findings)
    ident = reader.identifier(ITEM_ID)
    text = reader.text("text")
    sources = reader.texts("sources")
    notes = tuple(_note(reader, entry) for entry in reader.tables("notes"))
    finding = reader.text("finding", required=False)
    findings = reader.texts("findings", required=section == "emergency_signs")
    link_key = "to" if section == "links" else "link"
    item = Item(
        section=section,
        id=ident,
        text=text,
        sources=sources,
        name=reader.text("name", required=False),
        kind=_kind(section, reader),
        notes=notes,
        link=reader.text(link_key, required=section in ("links", "serious")),
        findings=(finding, *findings) if finding else findings,
        urgency=_urgency(section, reader),
        positions=_positions(section, reader),
        extra=_extra(section, reader),
    )
    reader.finish()
    return item


def _kind(section: str, reader: TableReader) -> str:
    if section == "causes":
        return reader.choice("kind", ("cause", "risk"))
    if section == "serious":
        return reader.choice("kind", ("associated", "differential"))
    return ""


def _note(parent: TableReader, table: Mapping[str, Any]) -> Note:
    reader = TableReader(table, parent.file, f"{parent.place} note", parent.findings)
    note = Note(reader.text("label"), reader.text("text"), reader.texts("sources"))
    reader.finish()
    return note


def _urgency(section: str, parent: TableReader) -> tuple[Urgency, ...]:
    if section not in ("emergency_signs", "serious"):
        return ()
    found = []
    for table in parent.tables("urgency", required=True):
        reader = TableReader(table, parent.file, f"{parent.place} urgency", parent.findings)
        tier = reader.member("tier", Tier)
        text, sources = reader.text("text"), reader.texts("sources")
        reader.finish()
        if tier:
            found.append(Urgency(tier, text, sources))
    return tuple(found)


def _positions(section: str, parent: TableReader) -> tuple[Statement, ...]:
    if section != "conflicts":
        return ()
    found = []
    for table in parent.tables("positions", required=True):
        reader = TableReader(table, parent.file, f"{parent.place} position", parent.findings)
        found.append(Statement(reader.text("text"), reader.texts("sources")))
        reader.finish()
    if len(found) == 1:
        parent.wrong("positions", "holds one position; a conflict has at least two.")
    return tuple(found)


def _extra(section: str, reader: TableReader) -> dict[str, str | int]:
    """Read the keys that only one section has."""
    found: dict[str, str | int | None] = {}
    if section == "treatment":
        found["phase"] = reader.text("phase")
    elif section == "grades":
        found["grade"] = reader.whole("grade")
        found["scheme"] = reader.text("scheme", required=False)
    elif section == "conflicts":
        found["topic"] = reader.text("topic")
    elif section == "links":
        link_type = reader.member("type", LinkType)
        found["type"] = link_type.value if link_type else LinkType.SEE_ALSO.value
    elif section == "codes":
        found |= {"system": reader.text("system"), "code": reader.text("code")}
        found["side"] = reader.choice("side", Side, required=False)
    elif section == "citations":
        found |= {"n": reader.whole("n", required=True), "duplicate_of": reader.whole("duplicate_of")}
        found["source"] = reader.text("source", required=False)
    elif section in ("emergency_signs", "serious"):
        found["origin"] = reader.choice("origin", ("source_page",), required=False)
    return {key: value for key, value in found.items() if value not in (None, "")}


def read_named(table: Mapping[str, Any], file: str, findings: list[LintFinding]) -> NamedCondition | None:
    """Read one entry of the named conditions; None when it has no usable tier."""
    reader = TableReader(table, file, shown(table.get("id", "an entry")), findings)
    ident, name, regions = reader.identifier(CONDITION_ID), reader.text("name"), _regions(reader)
    source, tier = reader.text("source"), reader.member("tier", Tier)
    red_flag, sources = reader.text("red_flag"), reader.texts("sources")
    reader.finish()
    if tier is None:
        return None
    return NamedCondition(ident, name, regions, source, tier, red_flag, sources)


def read_source(table: Mapping[str, Any], file: str, findings: list[LintFinding]) -> Source:
    """Read one entry of the bibliography."""
    reader = TableReader(table, file, shown(table.get("id", "an entry")), findings)
    source = Source(
        id=reader.text("id"),
        authors=reader.text("authors", blank=True),
        title=reader.text("title"),
        year=reader.text("year", blank=True),
        publisher=reader.text("publisher", blank=True),
        url=reader.text("url", blank=True),
        seen=reader.choice("seen", ("yes", "secondary", "no")),
        quality=reader.choice("quality", ("A", "B", "C", "D")),
        note=reader.text("note", required=False),
    )
    reader.finish()
    return source
