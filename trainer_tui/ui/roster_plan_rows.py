"""What an import would do, row by row of the file, for a list of thousands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trainer_tui.domain.athletes import FIELDS
from trainer_tui.services.people import label_of
from trainer_tui.services.roster import BadRow, ChangedAthlete, Duplicate, NewAthlete, RosterPlan
from trainer_tui.ui.text import Row, Span, fit, row
from trainer_tui.ui.widgets.lazy_rows import LazyRows
from trainer_tui.ui.words import NOT_RECORDED, label

KINDS = ("new", "changed", "there already", "cannot be taken")
MARKS: Mapping[str, tuple[str, str]] = {
    "new": ("+", "strong"),
    "changed": ("~", "strong"),
    "there already": ("=", "muted"),
    "cannot be taken": ("▲", "warning"),
}
NUMBER, KIND = 10, 18
Entry = NewAthlete | ChangedAthlete | Duplicate | BadRow


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One line of the list: what a row of the file does, or one field that it changes."""

    kind: str
    entry: Entry
    field: str = ""

    @property
    def key(self) -> str:
        """What the line is known by."""
        return f"row.{self.entry.row}{f'.{self.field}' if self.field else ''}"

    @property
    def words(self) -> str:
        """What happens, in full."""
        entry = self.entry
        if isinstance(entry, BadRow):
            field, colon, problem = entry.sentence.partition(": ")
            return f"{label(field)}{colon}{problem}" if field in FIELDS else entry.sentence
        if isinstance(entry, Duplicate):
            return label_of(entry.athlete)
        if isinstance(entry, NewAthlete):
            number = str(entry.fields.get("jersey") or "")
            return _with_jersey(f"{number} {entry.name}".strip(), entry.same_jersey)
        if self.field:
            before = _value(entry.athlete.view[self.field])
            return f"{label(self.field)}: {before} → {_value(entry.fields[self.field])}"
        return _with_jersey(label_of(entry.athlete), entry.same_jersey)

    def row(self) -> Row:
        """Return the line."""
        mark, style = MARKS[self.kind]
        if self.field:
            return row(" " * (NUMBER + KIND + 4), self.words, key=self.key)
        return row(
            Span(fit(f"row {self.entry.row}", NUMBER), "label"),
            Span(f"{mark} {fit(self.kind, KIND)}", style),
            Span(f"  {self.words}", "warning" if self.kind == KINDS[-1] else "text"),
            key=self.key,
        )

    def detail(self) -> Row:
        """Return the line in full, to be wrapped."""
        return row(
            Span(f"Row {self.entry.row} of the file, {self.kind}: ", "label"),
            self.words[:1].upper() + self.words[1:],
            hang=2,
        )


def plan_rows(plan: RosterPlan, kind: str = "") -> list[PlanRow]:
    """Return the lines of a plan in the order of the file, of one kind when it is named."""
    parts: Sequence[tuple[str, Sequence[Entry]]] = tuple(
        zip(KINDS, (plan.new, plan.changed, plan.duplicates, plan.bad), strict=True)
    )
    entries = [(name, entry) for name, found in parts for entry in found if kind in ("", name)]
    entries.sort(key=lambda pair: pair[1].row)
    rows: list[PlanRow] = []
    for name, entry in entries:
        rows.append(PlanRow(name, entry))
        if isinstance(entry, ChangedAthlete):
            rows += [PlanRow(name, entry, field) for field in entry.fields]
    return rows


def lazy(rows: Sequence[PlanRow]) -> LazyRows:
    """Return rows that are drawn when they come into view."""
    return LazyRows([each.key for each in rows], lambda place: rows[place].row())


def _with_jersey(words: str, same: str) -> str:
    return f"{words}  the same jersey as {same}" if same else words


def _value(value: Any) -> str:
    if value in (None, "", [], ()):
        return NOT_RECORDED
    if isinstance(value, float):
        return f"{value:g}"
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
