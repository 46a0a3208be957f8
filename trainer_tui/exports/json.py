"""The whole ledger as JSON: every revision, so that importing it gives the same records again.

The file is made while it is written, one record or revision a line; what stands there twice, the records that
the revisions add up to, is for readers that want no history.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from trainer_tui import __version__
from trainer_tui.domain.handover import (
    AGGREGATE_FORMAT,
    LEDGER_FORMAT,
    Again,
    Leaving,
    Packet,
    Section,
    Streams,
)
from trainer_tui.domain.revisions import SCHEMA, View
from trainer_tui.domain.vocabulary import Purpose
from trainer_tui.exports.deidentify import deidentified, shared_columns
from trainer_tui.exports.leaving import leaving_of
from trainer_tui.exports.tables import rows_of

_PIECE = 1 << 16
"""How many characters are written in one go."""


def render(packet: Packet) -> Streams:
    """Write the revisions with what they add up to, or de-identified tables, which cannot be imported."""
    parts = _aggregate(packet) if packet.purpose is Purpose.AGGREGATE else _ledger(packet)
    return {"": Again(lambda: _pieces(_text(parts)))}


def leaving(packet: Packet) -> Leaving:
    """Tell which fields of which kinds of record would hold something, and how much history goes along."""
    if packet.purpose is Purpose.AGGREGATE:
        return leaving_of(shared_columns(), deidentified(rows_of(packet)), aggregate=True)
    kinds = packet.records.items()
    sections = [_section(kind.replace("_", " "), map(_plain, views)) for kind, views in kinds]
    history = _section("history", (revision.to_json() for revision in packet.revisions))
    return Leaving(tuple(section for section in (*sections, history) if section.entries))


def _section(title: str, rows: Iterable[Mapping[str, Any]]) -> Section:
    fields: dict[str, None] = {}
    entries = 0
    for entries, row in enumerate(rows, start=1):  # noqa: B007 - how many there were
        fields.update(
            dict.fromkeys(n.replace("_", " ") for n, value in row.items() if value not in (None, "", [], {}))
        )
    return Section(title, entries, tuple(fields))


def _head(name: str, packet: Packet) -> dict[str, Any]:
    return {
        "format": name,
        "version": SCHEMA,
        "written_at": packet.written_at.isoformat(),
        "written_with": f"trainer-tui {__version__}",
        "complete": packet.complete,
    }


def _ledger(packet: Packet) -> dict[str, Any]:
    return {
        **_head(LEDGER_FORMAT, packet),
        "records": {kind: _plain_of(views) for kind, views in packet.records.items()},
        "revisions": Again(lambda: (revision.to_json() for revision in packet.revisions)),
    }


def _plain_of(views: Iterable[View]) -> Again[dict[str, Any]]:
    return Again(lambda: map(_plain, views))


def _plain(view: View) -> dict[str, Any]:
    """Return a record with every value that stands in it, those two laptops disagree about included."""
    found = {"id": view.record, **view.fields, "state": view.state.value}
    if view.conflicts:
        found["conflicts"] = {unit: list(values) for unit, values in view.conflicts.items()}
    return found


def _aggregate(packet: Packet) -> dict[str, Any]:
    return {**_head(AGGREGATE_FORMAT, packet), "tables": deidentified(rows_of(packet))}


def _text(parts: Mapping[str, Any]) -> Iterator[str]:
    """Yield a document whose values are plain, or rows, or a table of rows by name."""
    between = "{\n"
    for name, value in parts.items():
        yield f"{between} {json.dumps(name)}: "
        between = ",\n"
        if isinstance(value, Again):
            yield from _rows(value, " ")
        elif isinstance(value, Mapping):
            yield from _tables(value)
        else:
            yield _dump(value)
    yield "\n}\n"


def _tables(tables: Mapping[str, Iterable[Any]]) -> Iterator[str]:
    """Yield tables by name; one without rows is left out."""
    between = "{\n"
    for name, rows in tables.items():
        found = iter(rows)
        first = next(found, None)
        if first is not None:
            yield f"{between}  {json.dumps(name)}: "
            yield from _rows(_after(first, found), "  ")
            between = ",\n"
    yield "\n }" if between == ",\n" else "{}"


def _after(first: Any, rest: Iterator[Any]) -> Iterator[Any]:
    yield first
    yield from rest


def _rows(rows: Iterable[Any], indent: str) -> Iterator[str]:
    between = "[\n"
    for row in rows:
        yield f"{between}{indent} {_dump(row)}"
        between = ",\n"
    yield f"\n{indent}]" if between == ",\n" else "[]"


_dump = json.JSONEncoder(ensure_ascii=False).encode


def _pieces(texts: Iterable[str]) -> Iterator[bytes]:
    waiting: list[str] = []
    size = 0
    for text in texts:
        waiting.append(text)
        size += len(text)
        if size > _PIECE:
            yield "".join(waiting).encode()
            waiting, size = [], 0
    yield "".join(waiting).encode()
