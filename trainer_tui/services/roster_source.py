"""The roster file a person names: found while its path is typed, then read as cells."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from trainer_tui.domain.roster_file import SIZE_LIMIT, RosterTable, decode_any, read_table
from trainer_tui.files import read_chosen

ENTRIES_MOST = 500
_QUOTES = "'\""
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class RosterSource:
    """A file that was read."""

    path: Path
    table: RosterTable
    remark: str
    """What to look at, because the file is not plain UTF-8; empty when it is."""


def named_path(typed: str) -> Path:
    """Return the path that was typed, or dragged into the terminal with its quotes or backslashes.

    A path from the root or from home that was typed behind a folder takes its place.
    """
    return Path(_named(typed))


def _named(typed: str) -> str:
    text = typed.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in _QUOTES:
        text = text[1:-1]
    elif os.sep == "/" and "\\" in text and not os.path.lexists(_at_home(text)):
        text = _ESCAPED.sub(r"\1", text)
    return _at_home(_begun_anew(text))


def _begun_anew(text: str) -> str:
    if os.sep == "/":
        for start in ("//", "/~/"):
            if start in text:
                text = start[1:] + text.rsplit(start, 1)[1]
    return text


def _at_home(text: str) -> str:
    return os.path.expanduser(text)  # noqa: PTH111 - a name that nobody here has is no error


def fitting_entries(typed: str) -> list[str]:
    """Return what the typed path may go on to, folders first and with a slash; empty where nothing fits.

    Names that begin with a point are shown once the point is typed.
    """
    text = _named(typed)
    folder, begun = os.path.split(text)
    try:
        with os.scandir(folder or ".") as found:
            entries = [entry for entry in found if entry.name.casefold().startswith(begun.casefold())]
    except (OSError, ValueError):
        return []
    shown = [entry for entry in entries if begun.startswith(".") or not entry.name.startswith(".")]
    shown.sort(key=lambda entry: (not _is_folder(entry), entry.name.casefold()))
    return [
        str(Path(folder) / entry.name) + (os.sep if _is_folder(entry) else "")
        for entry in shown[:ENTRIES_MOST]
    ]


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def read_source(path: Path) -> RosterSource:
    """Read a roster file; raises BadInput saying why it cannot be."""
    text, remark = decode_any(read_chosen(path, SIZE_LIMIT))
    return RosterSource(path, read_table(text), remark)


def first_values(table: RosterTable, place: int, most: int = 3) -> Sequence[str]:
    """Return the first values of a column that are not empty."""
    found: list[str] = []
    for _, cells in table.rows:
        if place < len(cells) and cells[place].strip():
            found.append(cells[place].strip())
        if len(found) == most:
            break
    return found
