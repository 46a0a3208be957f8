"""Tables without people: no names, no free text, weeks instead of days, age bands, and codes instead of ids.

Ids hold the moment a record was made, so they are replaced too; the order of the rows follows the codes and
says nothing about time, for which the rows of one table at a time are held in memory. What is entered in
error is left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from trainer_tui.domain.handover import Again
from trainer_tui.domain.vocabulary import State
from trainer_tui.exports.columns import COLUMNS, Column, Shared
from trainer_tui.exports.tables import Row

AGE_BANDS = ((12, "under 13"), (14, "13-14"), (16, "15-16"), (18, "17-18"), (22, "19-22"), (29, "23-29"))
OLDER = "30 and over"
AGE = "age"
"""The finding that is an age: its answer becomes a band like any other age."""


def shared_columns() -> dict[str, tuple[Column, ...]]:
    """Return the tables and columns that remain."""
    kept = {
        table: tuple(c for c in columns if c.shared is not Shared.NO) for table, columns in COLUMNS.items()
    }
    return {table: columns for table, columns in kept.items() if columns}


def deidentified(tables: Mapping[str, Iterable[Row]]) -> dict[str, Iterable[Row]]:
    """Return the tables without anything that points at a person."""
    standing = _without_errors(tables)
    codes = _codes(standing)

    def rows(table: str, columns: tuple[Column, ...]) -> Iterator[Row]:
        kept = ({c.name: _shared(c, row, codes) for c in columns} for row in standing[table])
        return iter(sorted(kept, key=lambda row: [str(value) for value in row.values()]))

    def of(table: str, columns: tuple[Column, ...]) -> Iterable[Row]:
        return Again(lambda: rows(table, columns))

    return {table: of(table, columns) for table, columns in shared_columns().items()}


def _without_errors(tables: Mapping[str, Iterable[Row]]) -> dict[str, Iterable[Row]]:
    """Leave out what is entered in error, and what belongs to it."""
    void = {
        row["id"] for rows in tables.values() for row in rows if row.get("state") == State.ENTERED_IN_ERROR
    }
    links = ("id", "athlete", "incident", "assessment", "emergency")

    def kept(rows: Iterable[Row]) -> Iterable[Row]:
        return Again(lambda: (row for row in rows if not any(row.get(link) in void for link in links)))

    return {table: kept(rows) for table, rows in tables.items()}


def _codes(tables: Mapping[str, Iterable[Row]]) -> dict[str, str]:
    """Give every id a code of this file, in an order that has nothing to do with time."""
    codes: dict[str, str] = {}
    for table, rows in tables.items():
        idents = sorted((row["id"] for row in rows if row.get("id")), key=_shuffled)
        one = f"{table.removesuffix('ies')}y" if table.endswith("ies") else table.removesuffix("s")
        codes |= {ident: f"{one}-{number}" for number, ident in enumerate(idents, start=1)}
    return codes


def _shuffled(ident: str) -> str:
    return hashlib.sha256(ident.encode()).hexdigest()


def _shared(column: Column, row: Row, codes: Mapping[str, str]) -> Any:
    value = row[column.name]
    if value is None:
        return None
    if column.shared is Shared.CODE:
        return codes.get(value)
    if column.shared is Shared.WEEK:
        return week(value)
    if column.shared is Shared.BAND:
        return band(value)
    if column.name == "answer" and row["finding"] == AGE:
        return band(float(value))
    return value


def band(age: float) -> str:
    """Return the band an age in years stands in."""
    return next((words for last, words in AGE_BANDS if age <= last), OLDER)


def week(moment: str) -> str:
    """Return the ISO week of a stored day or moment, such as "2026-W41"."""
    year, number, _ = date.fromisoformat(moment[:10]).isocalendar()
    return f"{year}-W{number:02}"
