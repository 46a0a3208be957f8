"""The records as CSV: one file for each table, with a data dictionary that explains every column.

A cell that a spreadsheet would run as a formula gets an apostrophe in front. So does one that begins with an
apostrophe; hence removing one leading apostrophe always gives the text back. The rows are made while they are
written, some hundred at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any

from trainer_tui.domain.handover import Again, Leaving, Packet, Streams
from trainer_tui.domain.vocabulary import Purpose
from trainer_tui.exports.columns import COLUMNS, Column, Shared
from trainer_tui.exports.deidentify import deidentified, shared_columns
from trainer_tui.exports.leaving import leaving_of
from trainer_tui.exports.tables import Cells, Row, cells_of, rows_of

DICTIONARY = "data_dictionary"
BOM = "\ufeff"
GUARD = "'"
_GUARDED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", GUARD)
_GUARDED_FIRST = frozenset(_GUARDED)
_FIRST = itemgetter(0)
_QUOTE = '"'
_LINE_END = "\r\n"
_LIST_SEPARATOR = "; "
_AT_ONCE = 512
"""How many rows are written in one go."""
_DICTIONARY_COLUMNS = ("table", "column", "type", "unit", "allowed", "meaning")
_RULES = (
    (
        "text",
        "begins with an apostrophe when it would otherwise begin with = + - @ (of full width too), a tab, a "
        "line break or an apostrophe; remove one leading apostrophe to get it back",
    ),
    ("list", "texts separated by a semicolon and a space, guarded like a text"),
    ("moment", "ISO 8601 with offset"),
    ("date", "ISO 8601"),
    ("empty", "unknown or not recorded, never no"),
)
_CAUTION = ("de-identified", "a rare event can still point at a person: look at small counts before sharing")


def render(packet: Packet) -> Streams:
    """Write every table and the dictionary."""
    aggregate = packet.purpose is Purpose.AGGREGATE
    columns = shared_columns() if aggregate else COLUMNS
    tables = _picked(columns, deidentified(rows_of(packet))) if aggregate else cells_of(packet)
    files: dict[str, bytes | Iterable[bytes]] = {
        f"{table}.csv": _file([c.name for c in own], tables[table], bom=packet.bom)
        for table, own in columns.items()
    }
    dictionary = Again(lambda: iter(_dictionary(columns, aggregate)))
    return {**files, f"{DICTIONARY}.csv": _file(_DICTIONARY_COLUMNS, dictionary, bom=packet.bom)}


def leaving(packet: Packet) -> Leaving:
    """Tell which columns of which tables would hold something."""
    if packet.purpose is Purpose.AGGREGATE:
        return leaving_of(shared_columns(), deidentified(rows_of(packet)), aggregate=True)
    return leaving_of(COLUMNS, rows_of(packet), aggregate=False)


def _picked(
    columns: Mapping[str, Sequence[Column]], tables: Mapping[str, Iterable[Row]]
) -> dict[str, Iterable[Cells]]:
    """Return the cells of tables whose values stand under the names of their columns."""

    def of(own: Sequence[Column], rows: Iterable[Row]) -> Iterable[Cells]:
        pick = itemgetter(*(column.name for column in own))
        return Again(lambda: map(pick, rows))

    return {table: of(own, tables[table]) for table, own in columns.items()}


def guarded(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    return GUARD + text if text.startswith(_GUARDED) else text


def unguarded(cell: str) -> str:
    """Return the text of a cell: the rule that the dictionary gives to whoever reads the file."""
    return cell.removeprefix(GUARD)


def _file(header: Sequence[str], rows: Iterable[Sequence[Any]], *, bom: bool) -> Iterable[bytes]:
    """Return a file of at least two columns (RFC 4180), some hundred rows at a time."""

    def pieces() -> Iterator[bytes]:
        yield f"{BOM if bom else ''}{','.join(header)}{_LINE_END}".encode()
        left = iter(rows)
        while some := list(islice(left, _AT_ONCE)):
            columns = map(_written, zip(*some, strict=True))
            lines = map(",".join, zip(*columns, strict=True))
            yield _LINE_END.join([*lines, ""]).encode()

    return Again(pieces)


def _written(column: Sequence[Any]) -> Sequence[str]:
    """Return cells that stand below each other as they are written.

    Many of them are the same and hardly any has to be changed, so each text is looked at once, and all of
    them together first.
    """
    kinds = set(map(type, column))
    distinct = set() if list in kinds else set(column)
    if None in distinct:
        column = ["" if value is None else value for value in column]
        distinct, kinds = distinct - {None} | {""}, kinds - {type(None)} | {str}
    if all(issubclass(kind, str) for kind in kinds):
        safe = _GUARDED_FIRST.isdisjoint(map(_FIRST, filter(None, distinct)))
    elif len(kinds - {str}) == 1 and list not in kinds:
        cells = {value: _cell(value) for value in distinct}
        column = [cells[value] for value in column]
        distinct, safe = set(cells.values()), True
    else:  # lists; and values that are equal but written differently, such as 1 and 1.0
        column = list(map(_cell, column))
        distinct, safe = set(column), True
    if safe and not _quotable("".join(distinct)):
        return column
    written = {text: _quoted(text if safe else guarded(text)) for text in distinct}
    return [written[text] for text in column]


def _cell(value: Any) -> str:
    """Return a value as text, guarded unless it is a number."""
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple | list):
        return guarded(_LIST_SEPARATOR.join(value))
    return "" if value is None else f"{value}"


def _quoted(text: str) -> str:
    return _QUOTE + text.replace(_QUOTE, _QUOTE * 2) + _QUOTE if _quotable(text) else text


def _quotable(text: str) -> bool:
    # Four looks for one character each are many times as fast as one pattern for all of them.
    return _QUOTE in text or "," in text or "\n" in text or "\r" in text


def _dictionary(columns: Mapping[str, Sequence[Column]], aggregate: bool) -> Iterable[Sequence[str]]:
    for kind, rule in (*_RULES, _CAUTION) if aggregate else _RULES:
        yield "*", "*", kind, "", "", rule
    for table, own in columns.items():
        for c in own:
            changed = aggregate and c.shared is not Shared.AS_IS
            meaning = f"{c.meaning}: {c.shared.value}" if changed else c.meaning
            yield table, c.name, c.kind, c.unit, c.allowed_words, meaning
