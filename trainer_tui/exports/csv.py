"""The records as CSV: one file for each table, with a data dictionary that explains every column.

A cell that a spreadsheet would run as a formula gets an apostrophe in front. So does one that begins with an
apostrophe; hence removing one leading apostrophe always gives the text back.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from trainer_tui.domain.handover import Files, Packet
from trainer_tui.domain.vocabulary import Purpose
from trainer_tui.exports.columns import COLUMNS, Column, Shared
from trainer_tui.exports.deidentify import deidentified, shared_columns
from trainer_tui.exports.tables import rows_of

DICTIONARY = "data_dictionary"
BOM = "\ufeff"
GUARD = "'"
_GUARDED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", GUARD)
_LIST_SEPARATOR = "; "
_DICTIONARY_COLUMNS = ("table", "column", "type", "unit", "allowed", "meaning")
_RULES = (
    (
        "text",
        "begins with an apostrophe when it would otherwise begin with = + - @, a tab, a line break or an "
        "apostrophe; remove one leading apostrophe to get it back",
    ),
    ("list", "texts separated by a semicolon and a space, guarded like a text"),
    ("moment", "ISO 8601 with offset"),
    ("date", "ISO 8601"),
    ("empty", "unknown or not recorded, never no"),
)
_CAUTION = ("de-identified", "a rare event can still point at a person: look at small counts before sharing")


def render(packet: Packet) -> Files:
    """Write every table and the dictionary."""
    aggregate = packet.purpose is Purpose.AGGREGATE
    rows = rows_of(packet)
    columns: Mapping[str, Sequence[Column]] = shared_columns() if aggregate else COLUMNS
    tables = deidentified(rows) if aggregate else rows
    files = {
        f"{table}.csv": _file(
            [c.name for c in own], ([row[c.name] for c in own] for row in tables[table]), packet.bom
        )
        for table, own in columns.items()
    }
    files[f"{DICTIONARY}.csv"] = _file(_DICTIONARY_COLUMNS, _dictionary(columns, aggregate), packet.bom)
    return files


def zipped(files: Files, at: datetime) -> Files:
    """Pack files into one archive whose entries are dated `at` and readable by their owner alone."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (max(at.year, 1980), *at.timetuple()[1:6]))
            entry.external_attr = 0o600 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return {"": buffer.getvalue()}


def guarded(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    return GUARD + text if text.startswith(_GUARDED) else text


def _file(header: Iterable[str], rows: Iterable[Sequence[Any]], bom: bool) -> bytes:
    buffer = io.StringIO(BOM if bom else "", newline="")
    buffer.seek(0, io.SEEK_END)
    writer = csv.writer(buffer)
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return buffer.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, int | float):
        return f"{value}"
    return guarded(_LIST_SEPARATOR.join(value) if isinstance(value, list) else value)


def _dictionary(columns: Mapping[str, Sequence[Column]], aggregate: bool) -> Iterable[Sequence[str]]:
    for kind, rule in (*_RULES, _CAUTION) if aggregate else _RULES:
        yield "*", "*", kind, "", "", rule
    for table, own in columns.items():
        for c in own:
            changed = aggregate and c.shared is not Shared.AS_IS
            meaning = f"{c.meaning}: {c.shared.value}" if changed else c.meaning
            yield table, c.name, c.kind, c.unit, c.allowed_words, meaning
