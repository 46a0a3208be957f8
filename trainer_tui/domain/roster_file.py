"""Reading a roster file: comma, semicolon or tab separated, made by somebody's spreadsheet.

The file is hostile until read: it may be no text, huge, ragged, or full of formulas. Cells are data: nothing
in them is run, and what a cell says is judged field by field.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from trainer_tui.domain.athletes import FIELDS
from trainer_tui.domain.dates import shown
from trainer_tui.domain.errors import BadInput

SIZE_LIMIT = 10 * 1024 * 1024
ROW_LIMIT = 20_000
DELIMITERS = (",", ";", "\t")
BIRTH_DATE = "birth_date"
IGNORE = "-"
"""A column mapped to this is left out."""


_NUMBERED = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")


class DateOrder(StrEnum):
    """How the dates of a file are written."""

    ISO = "year first"
    MONTH = "month first"
    DAY = "day first"

    def iso(self, cell: str) -> str:
        """Return a date such as 3/4/2009 as 2009-03-04; what is no date in this order comes back as it is."""
        found = _NUMBERED.fullmatch(cell.strip())
        if self is DateOrder.ISO or not found:
            return cell
        first, _, second, year = found.groups()
        month, day = (first, second) if self is DateOrder.MONTH else (second, first)
        try:
            return date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            return cell


@dataclass(frozen=True, slots=True)
class FileRow:
    """One row of the file by field."""

    number: int
    """The line of the file it begins on, the header being line 1."""
    cells: Mapping[str, str]
    problem: str = ""
    """Why the row cannot be taken as a row at all; empty when it can."""


@dataclass(frozen=True, slots=True)
class RosterTable:
    """The file as its cells, before anybody has said what they mean."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    """The line each row begins on, the header being line 1, and its cells."""


def decode_roster(data: bytes) -> str:
    """Return the text of a roster file; raises BadInput for one that is too large or not UTF-8."""
    if len(data) > SIZE_LIMIT:
        raise BadInput(
            f"The file has {len(data) / 1024 / 1024:.1f} MB; a roster may have "
            f"{SIZE_LIMIT // 1024 // 1024} MB. Is it the right file?"
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadInput(
            f"The file is not UTF-8 text: byte {error.start + 1}, on line {line}, does not fit. "
            "In the spreadsheet choose “CSV UTF-8” when saving."
        ) from None


def decode_any(data: bytes) -> tuple[str, str]:
    """Return the text of a roster file in whatever encoding spreadsheets write, and what to look at.

    For a person who sees the names before anything is taken in. The remark is empty for UTF-8. Raises
    BadInput for what no spreadsheet writes.
    """
    if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        with suppress(UnicodeDecodeError):
            return data.decode("utf-16"), ""
    try:
        return decode_roster(data), ""
    except BadInput:
        try:
            text = data[: SIZE_LIMIT + 1].decode("cp1252")
        except UnicodeDecodeError:
            text = ""
        if len(data) > SIZE_LIMIT or not text or "\0" in text:
            raise
        return text, "The file is not UTF-8 and was read as Windows-1252: look at the names with accents."


def read_roster(text: str, mapping: Mapping[str, str] | None = None) -> list[FileRow]:
    """Read rows by field; `mapping` names the field of a column, or “-” to leave the column out.

    Raises BadInput when the header cannot be understood; a row that cannot says so itself.
    """
    table = read_table(text)
    return rows_by_field(table, _fields(table.header, mapping or {}))


def read_table(text: str) -> RosterTable:
    """Read the cells of a file; empty rows are passed over. Raises BadInput when it is no table."""
    text = text.removeprefix("\ufeff")
    if len(text) > SIZE_LIMIT:
        raise BadInput(f"The file is longer than {SIZE_LIMIT // 1024 // 1024} MB; is it the right file?")
    if "\0" in text:
        raise BadInput("The file holds null characters: it is no CSV file. Save it as “CSV UTF-8”.")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows: list[tuple[int, tuple[str, ...]]] = []
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            raise BadInput(f"Line {number}: the quotes do not fit ({error}); correct that line.") from None
        if not any(cell.strip() for cell in cells):
            continue
        if len(rows) > ROW_LIMIT:
            raise BadInput(f"The file has more than {ROW_LIMIT:,} rows; is it the right file?")
        rows.append((number, tuple(cells)))
    if not rows:
        raise BadInput("The file is empty; its first line names the columns, such as: jersey,given,family.")
    return RosterTable(tuple(cell.strip() for cell in rows[0][1]), tuple(rows[1:]))


def rows_by_field(
    table: RosterTable, fields: Sequence[str], dates: DateOrder = DateOrder.ISO
) -> list[FileRow]:
    """Return the rows by field; `fields` says what each column holds, `dates` how birth dates are written."""
    return [_row(number, cells, fields, dates) for number, cells in table.rows]


def problem_of(fields: Sequence[str]) -> str:
    """Return why columns that hold these fields make no roster; empty when they do."""
    for field in FIELDS:
        if fields.count(field) > 1:
            return f"Two columns give {field}; leave one out"
    return "" if "family" in fields else "No column gives the family name"


def _delimiter(text: str) -> str:
    """Return what separates the columns of the header: whatever stands there most often outside quotes."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    bare = "".join(header.split('"')[::2])
    return max(DELIMITERS, key=bare.count)


def _fields(header: Sequence[str], mapping: Mapping[str, str]) -> list[str]:
    """Return the field of every column, in the order of the file."""
    columns = [cell.strip() for cell in header]
    for column, field in mapping.items():
        if column not in columns:
            raise BadInput(f"There is no column {shown(column)}; the file has {_listed(columns)}.")
        if field not in (*FIELDS, IGNORE):
            raise BadInput(f"{shown(field)} is no field of an athlete; use {', '.join(FIELDS)} or {IGNORE}.")
    fields = [mapping.get(column) or column.lower().replace(" ", "_") for column in columns]
    for column, field in zip(columns, fields, strict=True):
        if field not in (*FIELDS, IGNORE):
            raise BadInput(
                f"The column {shown(column)} is not known. Map it with --map COLUMN=FIELD "
                f"({', '.join(FIELDS)}), or leave it out with --map COLUMN={IGNORE}."
            )
    if (problem := problem_of(fields)) and "family" in fields:
        raise BadInput(f"{problem} with --map COLUMN={IGNORE}.")
    if problem:
        raise BadInput(f"{problem}; map one with --map COLUMN=family: {_listed(columns)}.")
    return fields


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(shown(column) for column in columns[:20])


def _row(number: int, cells: Sequence[str], fields: Sequence[str], dates: DateOrder) -> FileRow:
    surplus = [cell for cell in cells[len(fields) :] if cell.strip()]
    given = {field: cell for field, cell in zip(fields, cells, strict=False) if field != IGNORE}
    if BIRTH_DATE in given:
        given[BIRTH_DATE] = dates.iso(given[BIRTH_DATE])
    if surplus:
        problem = f"has {len(cells)} cells, the header {len(fields)}; check its separators and quotes."
        return FileRow(number, given, problem)
    return FileRow(number, given)
