"""Taking in a roster file: first a plan that shows what would happen, then all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trainer_tui.domain.athletes import Athlete, parse_athlete
from trainer_tui.domain.dates import shown
from trainer_tui.domain.errors import BadInput, FieldError
from trainer_tui.domain.input_fields import UNKNOWN
from trainer_tui.domain.records import ATHLETES, ROSTER_IMPORTS
from trainer_tui.domain.roster_file import FileRow, decode_roster, read_roster
from trainer_tui.services.chart import Chart
from trainer_tui.services.people import folded, label_of
from trainer_tui.services.roster_undo import Undoing, last_import, undo_import

REASON = "Roster import"
TELL_EVERY = 200
"""Rows between two reports of how far it is."""
Watch = Callable[[int, int], None]
"""Told how many rows are done, and of how many; what it raises stops the work."""


@dataclass(frozen=True, slots=True)
class NewAthlete:
    """A row nobody on the roster fits."""

    row: int
    """The line of the file."""
    fields: Mapping[str, Any]
    same_jersey: str = ""
    """Who else on that team wears the same jersey, empty when nobody does."""

    @property
    def name(self) -> str:
        """The name as the file has it."""
        return f"{self.fields.get('given') or ''} {self.fields['family']}".strip()


@dataclass(frozen=True, slots=True)
class ChangedAthlete:
    """A row that fits somebody and says something else about them; only those fields are changed."""

    row: int
    athlete: Athlete
    fields: Mapping[str, Any]
    same_jersey: str = ""
    """Who else on that team wears the jersey it gives them, empty when nobody does."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A row that adds nothing: the same person with the same fields."""

    row: int
    athlete: Athlete


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be taken."""

    row: int
    sentence: str


@dataclass(frozen=True, slots=True)
class RosterPlan:
    """What an import would do."""

    new: tuple[NewAthlete, ...]
    changed: tuple[ChangedAthlete, ...]
    duplicates: tuple[Duplicate, ...]
    bad: tuple[BadRow, ...]
    """While one is left nothing can be imported."""
    version: int
    """The state of the records it was made from; it can be written to no other."""

    @property
    def counts(self) -> str:
        """How many rows do what."""
        return (
            f"{len(self.new):,} new, {len(self.changed):,} changed, {len(self.duplicates):,} there already, "
            f"{len(self.bad):,} that cannot be taken"
        )


class Roster:
    """Imports rosters."""

    def __init__(self, chart: Chart) -> None:
        self._chart = chart
        self._records = chart.records

    def plan(self, text: str | bytes, mapping: Mapping[str, str] | None = None) -> RosterPlan:
        """Say what importing a file would do; nothing is written.

        Somebody is the same person with the same family name, given name and birth date, or with the same
        family name, team and jersey. Two people may wear one jersey; that is shown. An empty cell changes
        nothing. Raises BadInput when the file itself cannot be read.
        """
        if isinstance(text, bytes):
            text = decode_roster(text)
        return self.plan_rows(read_roster(text, mapping))

    def plan_rows(self, rows: Sequence[FileRow], watch: Watch | None = None) -> RosterPlan:
        """Say what importing rows would do; `watch` is told how many are done and of how many."""
        version = self._records.version
        found = _Finding(self._chart.athletes(), self._records.ledger.clock())
        for number, row in enumerate(rows):
            _tell(watch, number, len(rows))
            found.take(row)
        return RosterPlan(
            tuple(found.new), tuple(found.changed), tuple(found.duplicates), tuple(found.bad), version
        )

    def apply(self, plan: RosterPlan, watch: Watch | None = None) -> list[str]:
        """Write a plan in one commit; return the ids of new and changed athletes. A bad row refuses all.

        `watch` is told how many rows are ready and of how many; what it raises before the last of them stops
        the import, and nothing was written.
        """
        if plan.bad:
            first = plan.bad[0]
            all_of_them = f" ({len(plan.bad):,} rows cannot be taken; --dry-run lists them.)"
            more = all_of_them if len(plan.bad) > 1 else ""
            raise BadInput(f"Nothing was imported. Row {first.row}: {first.sentence}{more}")
        rows = len(plan.new) + len(plan.changed)
        if not rows:
            return []
        changed = [row.athlete.id for row in plan.changed]
        with self._records.change() as change:
            if plan.version != self._records.version:
                raise BadInput("The records have changed since the file was checked; check it again.")
            added = []
            for number, new in enumerate(plan.new):
                _tell(watch, number, rows)
                added.append(change.create(ATHLETES, new.fields, scope=new.fields.get("team", "")))
            for number, row in enumerate(plan.changed, start=len(plan.new)):
                _tell(watch, number, rows)
                change.amend(row.athlete.view, row.fields, REASON)
            revisions = [revision.id for revision in change.revisions[len(added) :]]
            at = self._records.ledger.clock().isoformat()
            known = {"at": at, "added": added, "changed": changed, "revisions": revisions}
            change.create(ROSTER_IMPORTS, known)
            if watch is not None:
                watch(rows, rows)
        return added + changed

    def last_import(self, in_drafts: Collection[str] = ()) -> Undoing | None:
        """Return what undoing the last import would do, None when there is none to undo.

        `in_drafts` are athletes named by what is half recorded.
        """
        return last_import(self._records, in_drafts)

    def undo(self, undoing: Undoing, *, leave_used: bool = False) -> None:
        """Take an import back in one commit; raises BadInput naming who was used or changed since.

        With `leave_used` those stay as they are and the rest is undone.
        """
        undo_import(self._records, undoing, leave_used=leave_used)


def _tell(watch: Watch | None, done: int, of: int) -> None:
    if watch is not None and done % TELL_EVERY == 0:
        watch(done, of)


class _Finding:
    """Sorts the rows of a file into what they would do."""

    def __init__(self, roster: Sequence[Athlete], now: datetime) -> None:
        self._now = now
        self._by_family: dict[str, list[Athlete]] = {}
        self._by_jersey: dict[tuple[str, str], str] = {}
        for athlete in roster:
            self._by_family.setdefault(folded(athlete.family), []).append(athlete)
            if athlete.jersey:
                self._by_jersey[_jersey(athlete.team, athlete.jersey)] = label_of(athlete)
        self._rows: dict[tuple[str, str, str], int] = {}
        self.new: list[NewAthlete] = []
        self.changed: list[ChangedAthlete] = []
        self.duplicates: list[Duplicate] = []
        self.bad: list[BadRow] = []

    def take(self, row: FileRow) -> None:
        """Sort one row in."""
        try:
            fields = self._parse(row)
        except FieldError as error:
            self.bad.append(BadRow(row.number, error.message))
            return
        fitting = self._same_person(fields)
        if len(fitting) > 1:
            names = ", ".join(f"{label_of(a)} ({a.birth_date or 'no birth date'})" for a in fitting)
            self.bad.append(BadRow(row.number, f"fits {names}: give the birth date."))
        elif not fitting:
            self._add(row.number, fields)
        elif changes := _changes(fitting[0], fields):
            sharing = self._wearing(fitting[0], changes) if "jersey" in changes or "team" in changes else ""
            self.changed.append(ChangedAthlete(row.number, fitting[0], changes, sharing))
        else:
            self.duplicates.append(Duplicate(row.number, fitting[0]))

    def _parse(self, row: FileRow) -> dict[str, Any]:
        """Return the fields of a row; raises FieldError for a bad one and for a person the file has twice."""
        if row.problem:
            raise FieldError("row", row.problem)
        fields = parse_athlete(row.cells, self._now)
        names = folded(fields["family"]), folded(fields.get("given", ""))
        person = (*names, fields.get("birth_date") or fields.get("jersey") or "")
        first = self._rows.setdefault(person, row.number)
        if first != row.number:
            raise FieldError("family", f"{shown(fields['family'])} stands on line {first} too; remove one.")
        return fields

    def _same_person(self, fields: Mapping[str, Any]) -> list[Athlete]:
        return [a for a in self._by_family.get(folded(fields["family"]), ()) if _is_same(a, fields)]

    def _wearing(self, athlete: Athlete, changes: Mapping[str, Any]) -> str:
        """Return who else wears the jersey that a change gives an athlete."""
        jersey, team = (changes.get(name) or athlete.view[name] or "" for name in ("jersey", "team"))
        if not jersey:
            return ""
        wearer = self._by_jersey.setdefault(_jersey(team, jersey), f"{jersey} {athlete.name}")
        return "" if wearer in (label_of(athlete), f"{jersey} {athlete.name}") else wearer

    def _add(self, row: int, fields: Mapping[str, Any]) -> None:
        sharing = ""
        if fields.get("jersey"):
            key = _jersey(fields.get("team", ""), fields["jersey"])
            sharing = self._by_jersey.get(key, "")
            new = NewAthlete(row, fields)
            self._by_jersey.setdefault(key, f"{fields['jersey']} {new.name}")
        self.new.append(NewAthlete(row, fields, sharing))


def _jersey(team: str, jersey: str) -> tuple[str, str]:
    return folded(team), folded(jersey)


def _changes(athlete: Athlete, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields a row gives another value; what it leaves empty or unknown stays."""
    return {
        name: value
        for name, value in fields.items()
        if value and value != UNKNOWN and athlete.view[name] != value
    }


def _is_same(athlete: Athlete, fields: Mapping[str, Any]) -> bool:
    """Tell whether a row is about an athlete of the same family name."""
    born = fields.get("birth_date")
    if born and athlete.birth_date and born != athlete.birth_date:
        return False
    given = fields.get("given", "")
    same_name = folded(given) in (folded(athlete.given), folded(athlete.preferred))
    team, jersey = fields.get("team", ""), fields.get("jersey", "")
    same_team = folded(team) == folded(athlete.team)
    if same_name and (born == athlete.birth_date or same_team or not team or not athlete.team):
        return True
    return bool(jersey) and _jersey(team, jersey) == _jersey(athlete.team, athlete.jersey)
