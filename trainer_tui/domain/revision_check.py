"""Checking revisions that come from another laptop before anything of them is kept.

A file may have been made by anybody: every value must have the shape that this app itself writes, else it
would be refused only when somebody opens the record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from trainer_tui.domain.dates import shown
from trainer_tui.domain.errors import BadInput, FieldError
from trainer_tui.domain.record_shapes import (
    GUESTS,
    LINKS,
    NEEDED,
    SHAPES,
    Shape,
    moment,
    named_athletes,
    text,
    texts,
)
from trainer_tui.domain.records import ADDED_FIELDS, ATHLETES, UNITS
from trainer_tui.domain.revisions import SCHEMA, VOID, Revision, View, seal

_NAMES = frozenset(field.name for field in fields(Revision))
_LARGEST_CLOCK = 2**63


def read_revision(place: str, data: Any) -> Revision:
    """Return one revision of a file.

    Raises FieldError naming place and field, BadInput when a newer version of the app wrote it.
    """
    if not isinstance(data, dict) or set(data) != _NAMES:
        raise FieldError(place, "is not a revision: it must have exactly the fields of one.")
    if not isinstance(data["schema"], int) or data["schema"] > SCHEMA:
        raise BadInput("This file was written by a newer version of the app; update this one first.")
    shapes: Mapping[str, Shape] = {
        **dict.fromkeys(("id", "record", "kind", "by", "device", "scope", "prev", "hash"), text),
        "at": moment,
        "parents": texts,
        "changes": lambda value: isinstance(value, dict),
        "hlc": _clock,
        "reason": lambda value: value is None or text(value),
    }
    for name, fits in shapes.items():
        if not fits(data[name]):
            raise FieldError(f"{place}.{name}", "does not have the form of a revision.")
    revision = Revision.from_json(data)
    _check_units(place, revision)
    if seal(revision) != revision.hash:
        raise FieldError(place, "was altered after it was written: its hash does not match.")
    return revision


def _clock(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _LARGEST_CLOCK


def _check_units(place: str, revision: Revision) -> None:
    units = UNITS.get(revision.kind)
    if units is None:
        raise FieldError(f"{place}.kind", f"{shown(revision.kind)} is not a kind of record.")
    added = ADDED_FIELDS.get(revision.kind, frozenset())
    for unit, value in revision.changes.items():
        if unit == VOID:
            fits = value is True
        elif unit not in units:
            fits = False
        else:
            names = set(units[unit])
            fits = names == {unit} or (isinstance(value, dict) and names - added <= set(value) <= names)
        if not fits:
            raise FieldError(f"{place}.changes", f"{shown(unit)} does not have the form of a change.")


def check_view(view: View, exists: Callable[[str, str], bool]) -> None:
    """Refuse a view that this app would not have written.

    `exists` tells whether there is a record of a kind. Raises BadInput naming record and field.
    """
    for name in NEEDED[view.kind]:
        if view[name] in (None, ""):
            raise _unfit(view, name, "is missing")
    for name, fits in SHAPES[view.kind].items():
        for value in (view[name], *_conflicting(view, name)):
            if value is not None and not fits(value):
                raise _unfit(view, name, "does not have the form of this field")
    for name, kind in LINKS.items():
        if view[name] is not None and not exists(kind, view[name]):
            raise _unfit(view, name, "names a record that is not there")
    for athlete in named_athletes(view.kind, view.fields):
        if not exists(ATHLETES, athlete):
            raise _unfit(view, "roster", "names an athlete who is not there")
    if view.kind in GUESTS and not (view["athlete"] or view["guest"]):
        raise _unfit(view, "athlete", "is missing")


def _conflicting(view: View, field: str) -> list[Any]:
    """Return the values of a field that stand beside the one shown."""
    for unit, names in UNITS[view.kind].items():
        if field in names and unit in view.conflicts:
            return [value if names == (unit,) else value.get(field) for value in view.conflicts[unit]]
    return []


def _unfit(view: View, field: str, problem: str) -> BadInput:
    return BadInput(
        f"The file was not imported: {field} of record {shown(view.record)} in {view.kind} {problem}."
    )
