"""Taking in a roster file: first a plan that shows what would happen, then all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trainer_tui.domain.athletes import Athlete, parse_athlete
from trainer_tui.domain.dates import shown
from trainer_tui.domain.errors import BadInput, FieldError
from trainer_tui.domain.input_fields import UNKNOWN
from trainer_tui.domain.records import ATHLETES
from trainer_tui.domain.roster_file import FileRow, decode_roster, read_roster
from trainer_tui.services.chart import Chart
from trainer_tui.services.people import folded, label_of

REASON = "Roster import"


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
        found = _Finding(self._chart.athletes(), self._records.ledger.clock())
        for row in read_roster(text, mapping):
            found.take(row)
        return RosterPlan(tuple(found.new), tuple(found.changed), tuple(found.duplicates), tuple(found.bad))

    def apply(self, plan: RosterPlan) -> list[str]:
        """Write a plan in one commit; return the ids of new and changed athletes. A bad row refuses all."""
        if plan.bad:
            first = plan.bad[0]
            more = f" ({len(plan.bad)} rows cannot be taken.)" if len(plan.bad) > 1 else ""
            raise BadInput(f"Nothing was imported. Row {first.row}: {first.sentence}{more}")
        with self._records.change() as change:
            ids = [change.create(ATHLETES, new.fields, scope=new.fields.get("team", "")) for new in plan.new]
            for changed in plan.changed:
                change.amend(changed.athlete.view, changed.fields, REASON)
        return ids + [changed.athlete.id for changed in plan.changed]


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
            self.changed.append(ChangedAthlete(row.number, fitting[0], changes))
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
