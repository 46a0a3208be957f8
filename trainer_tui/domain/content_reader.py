"""From the tables of a content file to types, noting every mistake with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

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
from trainer_tui.domain.table_reader import LintFinding, TableReader
from trainer_tui.domain.vocabulary import Contact, LinkType, ModeOfOnset, Region, Side, Tier

CONDITION_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
ITEM_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
SCHEMA = 1


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
        regions=reader.members("regions", Region),
        body_area=reader.text("body_area"),
        depth=reader.choice("depth", ("full", "short")),
        review=read_review(reader),
        sections=_sections(reader),
        local=local,
    )
    reader.finish()
    return condition


def read_review(reader: TableReader) -> Review:
    """Read who has checked a file; an empty review is one nobody has made."""
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
    note = Note(label=reader.text("label"), text=reader.text("text"), sources=reader.texts("sources"))
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
            found.append(Urgency(text, sources, tier))
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


def _extra(section: str, reader: TableReader) -> dict[str, Any]:
    """Read the keys that few sections have."""
    found: dict[str, Any] = {}
    if section in ("mechanism", "causes"):
        found["onset"] = _stated(reader, "onset", ModeOfOnset)
        found["contact"] = _stated(reader, "contact", Contact)
    elif section == "treatment":
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
    return {key: value for key, value in found.items() if value not in (None, "", ())}


def _stated(reader: TableReader, key: str, vocabulary: type[ModeOfOnset | Contact]) -> tuple[str, ...]:
    """Read what a statement says of a mechanism; to state that it is unknown would say nothing."""
    words = reader.texts(key, required=False)
    known = [word for word in vocabulary if word != "unknown"]
    for word in words:
        if word not in known:
            reader.wrong(key, f"{shown(word)} is unknown; use one of {', '.join(known)}.")
    return tuple(word for word in words if word in known)


def read_named(table: Mapping[str, Any], file: str, findings: list[LintFinding]) -> NamedCondition | None:
    """Read one entry of the named conditions; None when it has no usable tier."""
    reader = TableReader(table, file, shown(table.get("id", "an entry")), findings)
    ident, name, regions = (
        reader.identifier(CONDITION_ID),
        reader.text("name"),
        reader.members("regions", Region),
    )
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
        extent=reader.choice("extent", ("full",), required=False),
    )
    if source.extent and source.seen != "yes":
        reader.wrong("extent", "says that it was read in full although “seen” does not say that it was read.")
    reader.finish()
    return source
