"""Incidents as they are shown: one line in a list, and everything about one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from trainer_tui.domain.athletes import Athlete
from trainer_tui.domain.conditions import NamedCondition
from trainer_tui.domain.emergencies import Log
from trainer_tui.domain.emergency_records import log_from
from trainer_tui.domain.incidents import (
    Acknowledgement,
    Assessment,
    Disclosure,
    Incident,
    Note,
    Referral,
    StatusChange,
)
from trainer_tui.domain.library import Entry
from trainer_tui.domain.recheck import Recheck
from trainer_tui.domain.search import words_of
from trainer_tui.domain.tier_story import Lowering, lowering
from trainer_tui.domain.time_loss import TimeLoss
from trainer_tui.domain.triage import Triage
from trainer_tui.domain.users import Cosign
from trainer_tui.domain.vocabulary import Availability, Region
from trainer_tui.services.assessing import Assessing
from trainer_tui.services.people import label_of
from trainer_tui.services.rechecks import Rechecks
from trainer_tui.services.records import Records
from trainer_tui.services.reference import Reference
from trainer_tui.services.users import Users


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """One line of a list of incidents."""

    incident: Incident
    athlete: Athlete | None
    """None for a guest."""
    availability: Availability | None
    """What the athlete may do now; None for a guest, of whom nothing is known."""
    time_loss: TimeLoss
    needs_acknowledgement: bool
    """Whether red flags of the last assessment were seen by nobody yet."""
    who: str
    """Jersey and name, or the words for a guest."""


@dataclass(frozen=True, slots=True)
class IncidentChart:
    """Everything about one incident, oldest first; the view of an entry tells whether it was in error."""

    incident: Incident
    athlete: Athlete | None
    who: str
    assessments: tuple[Assessment, ...]
    notes: tuple[Note, ...]
    status_changes: tuple[StatusChange, ...]
    acknowledgements: tuple[Acknowledgement, ...]
    referrals: tuple[Referral, ...]
    disclosures: tuple[Disclosure, ...]
    emergencies: tuple[Log, ...]
    triage: Triage
    """Over all current answers, by the rules of today; the latched tier is the incident's own."""
    time_loss: TimeLoss
    needs_acknowledgement: bool
    recheck: Recheck | None
    """When somebody must look again; None where no matched rule asks it, or nothing is open."""
    lowering: Lowering | None
    """Who made it less urgent than it was, and why; None while it is as urgent as it ever was."""
    cosigns: Mapping[str, Cosign]
    """Who stands for the notes of students, by note."""
    waiting: tuple[Note, ...]
    """Notes of students that nobody has co-signed."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A row with what sorting and filtering need."""

    row: IncidentRow
    onset: float
    """Seconds since 1970, which sort faster than times with offsets."""
    day: date
    text: str


class IncidentViews:
    """Builds rows and charts; rows are kept until something they show is touched."""

    def __init__(
        self,
        records: Records,
        reference: Reference,
        assessing: Assessing,
        rechecks: Rechecks,
        users: Users,
    ) -> None:
        self._users = users
        self._records = records
        self._reference = reference
        self._assessing = assessing
        self._rechecks = rechecks
        self._version = -1
        self._today: date | None = None
        self._lines: dict[str, _Line] = {}
        self._ordered: list[_Line] = []

    def rows(
        self,
        *,
        text: str = "",
        athlete: str | None = None,
        since: date | None = None,
        until: date | None = None,
        open_only: bool = False,
    ) -> list[IncidentRow]:
        """Return incidents, newest onset first; every word of the text must be found in the line's words."""
        lines = self._lines_of(athlete, open_only=open_only)
        if not (text or since or until or (athlete and open_only)):
            return [line.row for line in lines]
        words = words_of(text)
        return [
            line.row
            for line in lines
            if (since is None or line.day >= since)
            and (until is None or line.day <= until)
            and (not open_only or line.row.incident.open)
            and all(word in line.text for word in words)
        ]

    def _lines_of(self, athlete: str | None, *, open_only: bool) -> list[_Line]:
        """Return the lines of an athlete, of the open incidents, or all; only these are built."""
        with self._records.lock:
            self._forget()
            if athlete is not None:
                return self._built(self._records.incidents_of(athlete))
            if open_only:
                return self._built(self._records.open_incidents)
            if not self._ordered:
                self._ordered = self._built(self._records.incidents.values())
            return self._ordered

    def _built(self, incidents: Collection[Incident]) -> list[_Line]:
        for incident in incidents:
            if incident.id not in self._lines:
                self._lines[incident.id] = self._line(incident)
        lines = [self._lines[incident.id] for incident in incidents]
        return sorted(lines, key=lambda line: line.onset, reverse=True)

    def _forget(self) -> None:
        """Drop the lines that no longer say what the record says."""
        version, today = self._records.version, self._records.today()
        if version == self._version and today == self._today:
            return
        touched = self._records.touched_since(self._version) if today == self._today else None
        if touched is None:
            self._lines.clear()
        else:
            for ident in touched:
                self._lines.pop(ident, None)
                for incident in self._records.incidents_of(ident):
                    self._lines.pop(incident.id, None)
        self._ordered = []
        self._version, self._today = version, today

    def _line(self, incident: Incident) -> _Line:
        athlete = incident.athlete
        row = IncidentRow(
            incident=incident,
            athlete=self._records.athletes.get(athlete or ""),
            availability=self._records.standing(athlete).availability if athlete else None,
            time_loss=self._records.time_loss(incident),
            needs_acknowledgement=self.needs_acknowledgement(incident),
            who=self.who(incident),
        )
        onset = datetime.fromisoformat(incident.onset_at).timestamp()
        texts = (row.who, self.condition_name(incident), self._where(incident), *self.cause_names(incident))
        return _Line(row, onset, self._records.onset_day(incident), " ".join(words_of(" ".join(texts))))

    @staticmethod
    def _where(incident: Incident) -> str:
        regions = [d.region for d in incident.diagnoses if d.region is not Region.UNSPECIFIED]
        return " ".join(f"{region.value} {region.words}" for region in regions)

    def who(self, incident: Incident) -> str:
        """Return jersey and name of the athlete, or the words for a guest."""
        athlete = self._records.athletes.get(incident.athlete or "")
        return label_of(athlete) if athlete else incident.guest or ""

    def condition_name(self, incident: Incident) -> str:
        """Return the name of the condition; its id when the library no longer has it, empty without one."""
        found = self._condition(incident)
        return found.name if found else incident.condition or ""

    def cause_names(self, incident: Incident) -> tuple[str, ...]:
        """Return the names of the causes; an id that the library no longer has stands for itself."""
        if not incident.causes:
            return ()
        found = self._condition(incident)
        names = {label.id: label.text for label in found.causes} if isinstance(found, Entry) else {}
        return tuple(names.get(cause, cause) for cause in incident.causes)

    def _condition(self, incident: Incident) -> Entry | NamedCondition | None:
        catalogue, ident = self._reference.catalogue, incident.condition or ""
        return catalogue.entries.get(ident) or catalogue.named.get(ident)

    def needs_acknowledgement(self, incident: Incident) -> bool:
        """Tell whether a rule that matched at the last assessment has been acknowledged by nobody."""
        return not incident.view.voided and bool(self.flagged(incident) - self._acknowledged(incident))

    def flagged(self, incident: Incident) -> set[str]:
        """Return the rules that matched at the last assessment, and at earlier ones put in since."""
        made = [a for a in self._assessing.made(incident) if not a.view.voided]
        if len(made) > 1:
            last = max(range(len(made)), key=lambda n: (datetime.fromisoformat(made[n].at), n))
            made = made[last:]
        triages: Iterator[Mapping[str, Any]] = (a.triage or {} for a in made)
        return {match["rule"] for triage in triages for match in triage.get("matches", ())}

    def _acknowledged(self, incident: Incident) -> set[str]:
        seen = self._records.acknowledgements(incident.id)
        return {rule for entry in seen if not entry.view.voided for rule in entry.rules}

    def chart(self, incident: Incident) -> IncidentChart:
        """Return everything about one incident."""
        records = self._records
        changes = records.status_changes(incident.athlete) if incident.athlete else []
        notes = records.notes(incident.id)
        emergencies = records.emergencies_of(incident.id)
        told = {incident.id, *(each.id for each in emergencies)}
        return IncidentChart(
            incident=incident,
            athlete=records.athletes.get(incident.athlete or ""),
            who=self.who(incident),
            assessments=tuple(self._assessing.assessments(incident)),
            notes=tuple(notes),
            status_changes=tuple(change for change in changes if change.incident == incident.id),
            acknowledgements=tuple(records.acknowledgements(incident.id)),
            referrals=tuple(records.referrals_of(incident.id)),
            disclosures=tuple(d for d in records.disclosures.values() if not d.records.isdisjoint(told)),
            emergencies=tuple(log_from(each, records.events_of(each.id)) for each in emergencies),
            triage=self._assessing.current(incident),
            recheck=self._rechecks.of(incident),
            time_loss=records.time_loss(incident),
            needs_acknowledgement=self.needs_acknowledgement(incident),
            lowering=lowering(records.tier_story(incident)),
            cosigns=self._users.cosigned(incident.id),
            waiting=tuple(self._users.waiting(incident.id, notes)),
        )
