"""Reading a roster file: comma, semicolon or tab separated, made by somebody's spreadsheet.

The file is hostile until read: it may be no text, huge, ragged, or full of formulas. Cells are data: nothing
in them is run, and what a cell says is judged field by field.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trainer_tui.domain.athletes import FIELDS
from trainer_tui.domain.dates import shown
from trainer_tui.domain.errors import BadInput

SIZE_LIMIT = 10 * 1024 * 1024
ROW_LIMIT = 20_000
DELIMITERS = (",", ";", "\t")
IGNORE = "-"
"""A column mapped to this is left out."""


@dataclass(frozen=True, slots=True)
class FileRow:
    """One row of the file by field."""

    number: int
    """The line of the file it begins on, the header being line 1."""
    cells: Mapping[str, str]
    problem: str = ""
    """Why the row cannot be taken as a row at all; empty when it can."""


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


def read_roster(text: str, mapping: Mapping[str, str] | None = None) -> list[FileRow]:
    """Read rows by field; `mapping` names the field of a column, or “-” to leave the column out.

    Raises BadInput when the header cannot be understood; a row that cannot says so itself.
    """
    text = text.removeprefix("\ufeff")
    if len(text) > SIZE_LIMIT:
        raise BadInput(f"The file is longer than {SIZE_LIMIT // 1024 // 1024} MB; is it the right file?")
    if "\0" in text:
        raise BadInput("The file holds null characters: it is no CSV file. Save it as “CSV UTF-8”.")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows: list[FileRow] = []
    fields: list[str] | None = None
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
        if fields is None:
            fields = _fields(cells, mapping or {})
            continue
        if len(rows) == ROW_LIMIT:
            raise BadInput(f"The file has more than {ROW_LIMIT:,} rows; is it the right file?")
        rows.append(_row(number, cells, fields))
    if fields is None:
        raise BadInput("The file is empty; its first line names the columns, such as: jersey,given,family.")
    return rows


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
    for field in FIELDS:
        if fields.count(field) > 1:
            raise BadInput(f"Two columns give {field}; leave one out with --map COLUMN={IGNORE}.")
    if "family" not in fields:
        raise BadInput(
            f"No column gives the family name; map one with --map COLUMN=family: {_listed(columns)}."
        )
    return fields


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(shown(column) for column in columns[:20])


def _row(number: int, cells: Sequence[str], fields: Sequence[str]) -> FileRow:
    surplus = [cell for cell in cells[len(fields) :] if cell.strip()]
    given = {field: cell for field, cell in zip(fields, cells, strict=False) if field != IGNORE}
    if surplus:
        problem = f"has {len(cells)} cells, the header {len(fields)}; check its separators and quotes."
        return FileRow(number, given, problem)
    return FileRow(number, given)
