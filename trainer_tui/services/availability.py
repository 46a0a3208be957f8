"""Who may do what today, and the dated changes that say so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from trainer_tui.domain.athletes import Athlete
from trainer_tui.domain.availability import Standing
from trainer_tui.domain.dates import parse_date
from trainer_tui.domain.due import Due
from trainer_tui.domain.errors import BadInput, FieldError
from trainer_tui.domain.expected import parse_expected
from trainer_tui.domain.incidents import Incident, StatusChange
from trainer_tui.domain.input_fields import as_object, choice, line, refuse_unknown, texts
from trainer_tui.domain.records import STATUS_CHANGES
from trainer_tui.domain.time_loss import TimeLoss, time_loss
from trainer_tui.domain.vocabulary import Availability, Tier, TimeLossMode
from trainer_tui.services.chart import Chart
from trainer_tui.services.incident_entry import decided_by_no_person
from trainer_tui.services.ledger import Change, Ledger
from trainer_tui.services.next_checks import NextChecks
from trainer_tui.services.people import label_of
from trainer_tui.services.status_doubts import doubts

FIELDS = (
    "athlete",
    "incident",
    "at",
    "availability",
    "restrictions",
    "decided_by",
    "cleared_by",
    "clearance",
    "expected",
    "reason",
)


@dataclass(frozen=True, slots=True)
class BoardRow:
    """Somebody who is not fully available."""

    athlete: Athlete
    availability: Availability
    since: str
    """ISO date of the first day not fully available."""
    loss: TimeLoss
    """Days lost to the incident so far, in its own mode; without one, of the athlete's absence."""
    incident: Incident | None
    """What it is for, when the change said so."""
    restrictions: tuple[str, ...]
    decided_by: str
    expected: str
    """When the athlete is expected back, only as a person typed it."""
    reason: str
    next: Due | None
    """What somebody has to do next for the athlete."""

    @property
    def days(self) -> int:
        """Days lost so far."""
        return self.loss.days


class AvailabilityBoard:
    """The availability board and what changes it."""

    def __init__(self, ledger: Ledger, chart: Chart) -> None:
        self._ledger = ledger
        self._chart = chart
        self._records = chart.records

    def board(self) -> list[BoardRow]:
        """Return everybody not fully available: something overdue first, then by urgency and since when."""
        now = self._ledger.clock()
        checks = NextChecks(self._chart, now)
        rows = [self._row(athlete, checks) for athlete in self._records.athletes_away()]
        return sorted((row for row in rows if row), key=lambda row: _place(row, now))

    def row(self, athlete_id: str) -> BoardRow | None:
        """Return the line of one athlete, None for one who is fully available."""
        return self._row(athlete_id, NextChecks(self._chart, self._ledger.clock()))

    def _row(self, athlete_id: str, checks: NextChecks) -> BoardRow | None:
        standing = self._records.standing(athlete_id)
        if standing.since is None or standing.change is None:  # as most are: nothing more is looked up
            return None
        athlete = self._records.athletes.get(athlete_id)
        if athlete is None or athlete.view.voided:
            return None
        incident = self._records.incidents.get(standing.change.incident or "")
        return BoardRow(
            athlete=athlete,
            availability=standing.availability,
            since=standing.since,
            loss=self._records.time_loss(incident) if incident else self._absence(standing),
            incident=incident,
            restrictions=standing.change.restrictions,
            decided_by=standing.change.decided_by,
            expected=standing.change.expected,
            reason=standing.change.reason,
            next=checks.of(athlete_id),
        )

    def _absence(self, standing: Standing) -> TimeLoss:
        """Return the days lost to an absence for which no incident is named."""
        since = date.fromisoformat(standing.since or "")
        return time_loss([(since, standing.availability)], TimeLossMode.CONTINUOUS, self._records.today())

    def doubts(
        self,
        athlete_id: str,
        incident_id: str | None,
        availability: Availability,
        at: date | None = None,
        *,
        cleared: bool = False,
    ) -> list[str]:
        """Return what stands against a change of availability, in sentences with what to do."""
        incident = self._records.incidents.get(incident_id or "")
        day = at or self._records.today()
        return doubts(self._chart, athlete_id, incident, availability, day, cleared=cleared)

    def current(self, athlete_id: str) -> Availability:
        """Return what an athlete may do; fully available as long as nobody said otherwise."""
        return self._records.standing(athlete_id).availability

    def changes(self, athlete_id: str) -> list[StatusChange]:
        """Return the status changes of an athlete in the order they were made."""
        return self._records.status_changes(athlete_id)

    def time_loss(self, incident: Incident) -> TimeLoss:
        """Return the days an incident has cost so far."""
        return self._records.time_loss(incident)

    def add_statuses(self, raws: Sequence[object]) -> list[str]:
        """Record status changes as the contract has them, all or none in one commit; return their ids.

        Raises FieldError naming place and field.
        """
        if not raws:
            raise BadInput("The list is empty: there is no status change to add.")
        with self._records.change() as change:
            ids = []
            for number, raw in enumerate(raws):
                try:
                    fields = self._parse(change, raw)
                except FieldError as error:
                    if len(raws) == 1:
                        raise
                    raise FieldError(f"[{number}].{error.field}", error.problem) from None
                ids.append(change.create(STATUS_CHANGES, fields))
        return ids

    def overruled(self, ids: Sequence[str]) -> list[str]:
        """Return which status changes do not decide what their athletes may do now, in sentences."""
        found = []
        for change in map(self._records.status_change, ids):
            now = self._records.standing(change.athlete)
            if now.change is not None and now.availability is not change.availability:
                who = label_of(self._records.athlete(change.athlete))
                found.append(
                    f"{who}: {change.availability.words} from {change.at} is recorded, but all in all still "
                    f"{now.availability.words}, by the change of {now.change.at}; "
                    f"{_way_out(change, now.change)}."
                )
        return found

    def _parse(self, change: Change, raw: object) -> dict[str, Any]:
        given = as_object("status", raw)
        refuse_unknown("", given, FIELDS)
        incident = self._incident(given.get("incident"))
        athlete = self._athlete(given, incident)
        availability = choice("availability", given.get("availability"), Availability)
        if availability is None:
            raise FieldError("availability", f"is needed: one of {', '.join(Availability)}.")
        now = self._ledger.clock()
        at = now.date() if given.get("at") is None else parse_date("at", given["at"], now)
        decided_by = line("decided_by", given.get("decided_by"))
        if availability is not Availability.OUT:
            self._refuse_unnamed_return(athlete, given)
        fields: dict[str, Any] = {"athlete": athlete, "incident": incident and incident.id}
        fields |= {"at": at.isoformat(), "availability": availability.value}
        fields["restrictions"] = [text for text in texts("restrictions", given.get("restrictions")) if text]
        fields["decided_by"] = decided_by or self._ledger.user
        fields["cleared_by"] = line("cleared_by", given.get("cleared_by"))
        fields["expected"] = parse_expected(given.get("expected"), at, now)
        if fields["expected"] and availability is Availability.FULL:
            raise FieldError("expected", "is for somebody out or limited; leave it empty.")
        fields["reason"] = line("reason", given.get("reason"))
        if availability is Availability.OUT:
            if given.get("clearance") is not None:
                raise FieldError("clearance", "stands against “out”; record it with the return.")
            return fields
        cleared = {**fields, "clearance": given.get("clearance")}
        return fields | self._chart.holds.return_fields(change, athlete, incident, cleared)

    def _refuse_unnamed_return(self, athlete: str, given: Mapping[str, Any]) -> None:
        """Raise FieldError when a red-flag rule or an emergency keeps the athlete out.

        Somebody must stand for the return, and say from which day on.
        """
        change = self._records.standing(athlete).change
        if change is None or change.availability is not Availability.OUT:
            return
        if decided_by_no_person(change):
            for name in ("decided_by", "at"):
                if not line(name, given.get(name)):
                    raise FieldError(name, f"is needed: {change.decided_by} keeps this athlete out.")

    def _incident(self, value: object) -> Incident | None:
        ident = line("incident", value)
        if not ident:
            return None
        incident = self._records.incidents.get(ident)
        if incident is None or incident.view.voided:
            raise FieldError("incident", "there is no such incident; look its id up with incident list.")
        return incident

    def _athlete(self, given: Mapping[str, Any], incident: Incident | None) -> str:
        """Return whose availability changes: as given, or the athlete of the incident."""
        if given.get("athlete") is None and incident is not None and incident.athlete:
            return incident.athlete
        if given.get("athlete") is None:
            raise FieldError("athlete", "is needed: whose availability changes?")
        athlete, guest = self._chart.resolve_athlete(given["athlete"])
        if athlete is None:
            raise FieldError("athlete", f"“{guest}” is a guest; availability is kept for the roster alone.")
        if incident is not None and incident.athlete != athlete:
            raise FieldError("incident", "belongs to somebody else; check athlete and incident.")
        return athlete


def _way_out(change: StatusChange, holding: StatusChange) -> str:
    """Say what a change needs that would hold now."""
    if change.incident == holding.incident and change.at < holding.at:
        return f"give a day from {holding.at} on to change what holds now"
    return "it stays so until that one is changed as well"


def _place(row: BoardRow, now: datetime) -> tuple[bool, int, int, str, str]:
    late = row.next is not None and row.next.overdue(now)
    waits = row.next.tier if row.next and late else None
    ranks = [tier.rank if tier else len(Tier) for tier in (waits, row.incident and row.incident.tier)]
    return not late, ranks[0], ranks[1], row.since, row.athlete.family
