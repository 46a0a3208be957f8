"""The log of services: what was done for whom, for one or for many in one step, and the workload of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from trainer_tui.domain.dates import local_day
from trainer_tui.domain.errors import BadInput, FieldError, NotFound
from trainer_tui.domain.incidents import Incident
from trainer_tui.domain.input_fields import as_object, line
from trainer_tui.domain.records import TREATMENTS
from trainer_tui.domain.treatments import Treatment, parse_treatment
from trainer_tui.domain.vocabulary import Service, TreatmentKind
from trainer_tui.services.chart import Chart
from trainer_tui.services.people import label_of


@dataclass(frozen=True, slots=True)
class Workload:
    """How much care was given; a visit is one person on one day."""

    visits: int
    services: int
    minutes: int
    """Of those services whose minutes were recorded."""
    by_kind: tuple[tuple[TreatmentKind, int, int], ...]
    """Kind, visits and services, the most services first."""
    by_service: tuple[tuple[Service, int], ...]
    """Service and how often it was given, the most frequent first."""
    incidents: int
    """Incidents that any of it was recorded for."""
    incident_visits: int
    incident_services: int


class TreatmentLog:
    """Writes and reads treatments."""

    def __init__(self, chart: Chart) -> None:
        self._chart = chart
        self._records = chart.records

    def add(self, raws: Sequence[object]) -> list[str]:
        """Record treatments as the contract has them, all or none in one commit; return their ids.

        Raises FieldError naming place and field.
        """
        if not raws:
            raise BadInput("The list is empty: there is no treatment to add.")
        ids, now = [], self._records.ledger.clock()
        with self._records.change() as change:
            for number, raw in enumerate(raws):
                try:
                    ids.append(change.create(TREATMENTS, self._parse(raw, now)))
                except FieldError as error:
                    if len(raws) == 1:
                        raise
                    raise FieldError(f"[{number}].{error.field}", error.problem) from None
        return ids

    def _parse(self, raw: object, now: datetime) -> dict[str, Any]:
        given = as_object("treatment", raw)
        fields = parse_treatment(given, now)
        incident = self._incident(given.get("incident"))
        athlete, guest = self._who(given, incident)
        fields |= {"athlete": athlete, "guest": guest, "incident": incident and incident.id}
        fields["kind"] = (fields["kind"] or self.usual_kind(incident, fields["at"])).value
        return fields

    def _incident(self, value: object) -> Incident | None:
        ident = line("incident", value)
        if not ident:
            return None
        incident = self._records.incidents.get(ident)
        if incident is None or incident.view.voided:
            raise FieldError("incident", "there is no such incident; look its id up with incident list.")
        return incident

    def _who(self, given: Mapping[str, Any], incident: Incident | None) -> tuple[str | None, str | None]:
        """Return athlete and guest, one of them None: as given, or whoever the incident is of."""
        if given.get("athlete") is None:
            if incident is None:
                raise FieldError("athlete", "is needed: who was it done for?")
            return incident.athlete, incident.guest
        athlete, guest = self._chart.resolve_athlete(given["athlete"])
        if incident is not None and (incident.athlete, incident.guest) != (athlete, guest):
            raise FieldError("incident", "belongs to somebody else; check athlete and incident.")
        return athlete, guest

    def usual_kind(self, incident: Incident | None, at: str) -> TreatmentKind:
        """Return what a treatment is for when nobody says: care on the day of onset is for a new injury."""
        if incident is None:
            return TreatmentKind.PREVENTIVE
        now = self._records.ledger.clock()
        same_day = local_day(incident.onset_at, now) == local_day(at, now)
        return TreatmentKind.NEW_INJURY if same_day else TreatmentKind.CURRENT_INJURY

    def treatment(self, ident: str) -> Treatment:
        """Return one treatment; raises NotFound."""
        if ident not in self._records.treatments:
            raise NotFound(f"There is no treatment with the id {ident[:64]}.")
        return self._records.treatments[ident]

    def together(self, ident: str) -> list[Treatment]:
        """Return what stands of the treatments that were logged as one entry with this one, it among them.

        They have their time in common, to the microsecond, with who logged them and the services.
        """
        one = self.treatment(ident)
        found = self._records.treatments.values()
        return [t for t in found if not t.view.voided and _entry(t) == _entry(one)]

    def void_together(self, ident: str, reason: str) -> None:
        """Mark all treatments of an entry as entered in error, in one commit; raises BadInput, NotFound."""
        with self._records.change() as change:
            for each in self.together(ident):
                change.void(each.view, reason)

    def listed(
        self,
        *,
        since: date | None = None,
        until: date | None = None,
        athlete: str | None = None,
        incident: str | None = None,
    ) -> list[Treatment]:
        """Return treatments by their time, newest first, those entered in error included.

        The days are local and inclusive; `athlete` and `incident` keep what names them.
        """
        records = self._records
        found: Iterable[Treatment]
        if incident is not None:
            found = records.treatments_with("incident", incident)
        elif athlete is not None:
            found = records.treatments_with("athlete", athlete)
        else:
            found = records.treatments.values()
        if since is not None or until is not None:
            now = records.ledger.clock()
            found = [t for t in found if _within(local_day(t.at, now), since, until)]
        newest = reversed(list(found))
        return sorted(newest, key=lambda treatment: datetime.fromisoformat(treatment.at), reverse=True)

    def who(self, treatment: Treatment) -> str:
        """Return jersey and name, or the words for a guest."""
        athlete = self._records.athletes.get(treatment.athlete or "")
        return label_of(athlete) if athlete else treatment.guest or ""

    def workload(self, since: date | None = None, until: date | None = None) -> Workload:
        """Add up the care of a span of local days; what was entered in error does not count."""
        now = self._records.ledger.clock()
        found = [t for t in self.listed(since=since, until=until) if not t.view.voided]
        days = {t.id: (t.athlete or t.guest, local_day(t.at, now)) for t in found}
        kinds = {kind: [t for t in found if t.kind is kind] for kind in TreatmentKind}
        by_kind = [
            (kind, len({days[t.id] for t in own}), _services(own)) for kind, own in kinds.items() if own
        ]
        of_incidents = [t for t in found if t.incident]
        return Workload(
            visits=len(set(days.values())),
            services=_services(found),
            minutes=sum(t.minutes or 0 for t in found),
            by_kind=tuple(sorted(by_kind, key=lambda entry: -entry[2])),
            by_service=tuple(Counter(service for t in found for service in t.services).most_common()),
            incidents=len({t.incident for t in of_incidents}),
            incident_visits=len({days[t.id] for t in of_incidents}),
            incident_services=_services(of_incidents),
        )


def _entry(treatment: Treatment) -> tuple[object, ...]:
    return treatment.at, treatment.by, treatment.services


def _services(treatments: Iterable[Treatment]) -> int:
    return sum(len(treatment.services) for treatment in treatments)


def _within(day: date, since: date | None, until: date | None) -> bool:
    return (since is None or day >= since) and (until is None or day <= until)
