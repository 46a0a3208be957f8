"""Emergencies in the record: a log is written as often as it changes, and only what is missing is added."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from trainer_tui.domain.athletes import Athlete, alert_words
from trainer_tui.domain.dates import local_day
from trainer_tui.domain.emergencies import (
    EMERGENCY_MODE,
    LOCKED_LAPTOP,
    Entry,
    EventKind,
    Known,
    Log,
    SheetWritten,
)
from trainer_tui.domain.emergency_records import emergency_event_from, log_from, reading_from
from trainer_tui.domain.errors import FieldError
from trainer_tui.domain.incidents import NARRATIVE, Incident
from trainer_tui.domain.records import (
    BREAK_GLASS,
    DISCLOSURES,
    EMERGENCIES,
    EMERGENCY_EVENTS,
    INCIDENTS,
    NOTES,
    REFERRALS,
)
from trainer_tui.domain.vocabulary import Availability, IncidentKind, Purpose, ReferralState, Sex, Tier
from trainer_tui.services.capture import UNKNOWN_PERSON
from trainer_tui.services.chart import Chart
from trainer_tui.services.incident_entry import write_out
from trainer_tui.services.ledger import Change

MEDICATION = "medication:"
EMS = "EMS"
SHEET_FORMAT = "emergency sheet"
SCREEN_FORMAT = "locked screen"
KIND_NOT_SAID = (
    "Recorded in emergency mode; the times are in the emergency log. What kind of problem it was has not "
    "been said: “injury” stands until somebody changes it."
)


class Emergencies:
    """Writes emergencies, links them with incidents, and looks up what a helper must know."""

    def __init__(self, chart: Chart) -> None:
        self._chart = chart
        self._records = chart.records

    # --- reading ---------------------------------------------------------------------------------

    def running(self) -> list[Log]:
        """Return the emergencies that nobody has ended, oldest first."""
        found = self._records.emergencies.values()
        return [self.log(each.id) for each in found if each.ended_at is None and not each.view.voided]

    def log(self, emergency: str) -> Log:
        """Return the log of an emergency of the record."""
        return log_from(self._records.emergencies[emergency], self._records.events_of(emergency))

    def of_incident(self, incident: str) -> list[Log]:
        """Return the logs that belong to an incident, oldest first."""
        return [self.log(each.id) for each in self._records.emergencies_of(incident)]

    def known(self, athlete_id: str) -> Known:
        """Return what a helper must know of an athlete, and nothing else; raises NotFound."""
        athlete = self._records.athlete(athlete_id)
        medication = [
            alert.removeprefix(MEDICATION) for alert in athlete.alerts if alert.startswith(MEDICATION)
        ]
        places = {"inhaler": athlete.inhaler_place, "auto-injector": athlete.auto_injector_place}
        medication += [f"{what} is: {place}" for what, place in places.items() if place]
        alerts = [alert_words(alert) for alert in athlete.alerts if not alert.startswith(MEDICATION)]
        return Known(
            name=athlete.full_name,
            jersey=athlete.jersey,
            team=athlete.team,
            birth_date=athlete.birth_date or "",
            age=athlete.age_at(self._records.ledger.clock()),
            sex="" if athlete.sex is Sex.UNKNOWN else athlete.sex.words,
            alerts=tuple(alerts),
            medication=tuple(medication),
            contacts=tuple(person.words for person in athlete.contacts),
        )

    def wearers(self, jersey: str) -> list[Athlete]:
        """Return who wears exactly this jersey, by name."""
        wanted = jersey.strip().casefold()
        return [a for a in self._chart.athletes() if a.jersey and a.jersey.casefold() == wanted]

    # --- writing ---------------------------------------------------------------------------------

    def write(self, log: Log) -> None:
        """Bring the record to where a log stands, as one commit; doing it twice adds nothing.

        Marks what the record then has. Raises StoreError, BadInput; nothing is written then.
        """
        with self._records.lock:
            with self._records.change() as change:
                incident = self._incident(change, log)
                self._head(change, log, incident)
                if incident is not None:
                    self._refer(change, incident, log)
                fresh = [entry for entry in log.entries if self._entry(change, log, entry)]
                self._heed(change, log, incident, fresh)
                for sheet in log.sheets:
                    self._sheet(change, log, sheet, incident)
            log.incident, log.kept = incident, True
            for entry in log.entries:
                entry.kept = True

    def _head(self, change: Change, log: Log, incident: str | None) -> None:
        fields: dict[str, Any] = {"venue": log.venue or None, "incident": incident, "ended_at": log.ended_at}
        if log.athlete or log.guest:
            fields |= {"athlete": log.athlete, "guest": log.guest}
        known = self._records.emergencies.get(log.id)
        if known is None:
            scope = self._scope(log.athlete)
            change.create(
                EMERGENCIES, {"started_at": log.started_at, **fields}, record=log.id, scope=scope, by=_by(log)
            )
            return
        change.amend(
            known.view, {k: v for k, v in fields.items() if v is not None or k in _WHO}, EMERGENCY_MODE
        )

    def _entry(self, change: Change, log: Log, entry: Entry) -> bool:
        """Write an event that is not in the record as it stands; tell whether it is new there and stands."""
        known = self._records.emergency_events.get(entry.id)
        if known is None:
            fields = {"emergency": log.id, "at": entry.at, "kind": entry.kind.value, "detail": entry.detail}
            change.create(EMERGENCY_EVENTS, fields, record=entry.id, by=entry.by)
        if entry.void and (known is None or not known.view.voided):
            change.void(change.made(entry.id) if known is None else known.view, entry.void)
        return known is None and not entry.void

    def _heed(self, change: Change, log: Log, incident: str | None, fresh: Sequence[Entry]) -> None:
        """Let an incident that was this emergency's before follow what is measured now.

        One that becomes so in this change is an emergency by that alone, and its athlete is out.
        """
        known, about = self._records.emergencies.get(log.id), self._records.incidents.get(incident or "")
        if about is None or about.view.voided or known is None or known.incident != about.id:
            return
        events = (emergency_event_from(change.made(entry.id)) for entry in fresh)
        readings = [reading for event in events if (reading := reading_from(event, about.id))]
        if readings:
            # Answers of two laptops that contradict each other keep no event out of the record.
            with suppress(FieldError):
                self._chart.heed(change, about, readings)

    def _sheet(self, change: Change, log: Log, sheet: SheetWritten, incident: str | None) -> None:
        if sheet.id in self._records.disclosures:
            return
        fields = self._disclosure(SHEET_FORMAT, EMS, sheet.at, sheet.athlete, sheet.sha256)
        fields["records"] = [log.id, *([incident] if incident else [])]
        change.create(DISCLOSURES, fields, record=sheet.id, by=sheet.by)

    def break_glass(self, athlete: str, emergency: str | None) -> Known:
        """Return what a helper must know of an athlete, recorded as looked up before a locked screen.

        Nobody can say by whom. Raises StoreError when it cannot be recorded.
        """
        now = self._records.ledger.clock().isoformat()
        with self._records.change() as change:
            fields = {"at": now, "athlete": athlete, "emergency": emergency}
            change.create(BREAK_GLASS, fields, by=LOCKED_LAPTOP)
            told = self._disclosure(SCREEN_FORMAT, "whoever held the locked laptop", now, athlete, "")
            change.create(DISCLOSURES, told, by=LOCKED_LAPTOP)
        return self.known(athlete)

    @staticmethod
    def _disclosure(form: str, to: str, at: str, athlete: str | None, sha256: str) -> dict[str, Any]:
        fields: dict[str, Any] = {"at": at, "format": form, "recipient": to, "sha256": sha256}
        fields |= {"purpose": Purpose.EMERGENCY.value, "records": []}
        return {**fields, "athletes": [athlete] if athlete else []}

    # --- the incident ----------------------------------------------------------------------------

    def _incident(self, change: Change, log: Log) -> str | None:
        """Return the incident of an emergency that was left; made now where nobody chose one."""
        known = self._records.emergencies.get(log.id)
        chosen = log.incident or (known.incident if known else None)
        if chosen is not None:
            incident = self._records.incidents.get(chosen)
            if incident is not None and not incident.view.voided and not (known and known.incident == chosen):
                self._raise(change, incident)
            if incident is not None and not incident.view.voided:
                self._name(change, incident, log)
            return chosen
        return self._new_incident(change, log) if log.left and log.standing else None

    def _new_incident(self, change: Change, log: Log) -> str:
        guest = None if log.athlete else log.guest or UNKNOWN_PERSON
        fields: dict[str, Any] = {"athlete": log.athlete, "guest": guest, "kind": IncidentKind.INJURY.value}
        fields |= {"onset_at": log.started_at, "reported_at": log.started_at, "tier": Tier.EMS_NOW.value}
        made = change.create(
            INCIDENTS, fields, scope=self._scope(log.athlete), by=_by(log), reason=EMERGENCY_MODE
        )
        now = self._records.ledger.clock()
        note = {"incident": made, "at": now.isoformat(), "heading": NARRATIVE, "text": KIND_NOT_SAID}
        change.create(NOTES, note, by=_by(log))
        if log.athlete:
            write_out(
                self._records, change, made, log.athlete, EMERGENCY_MODE, local_day(log.started_at, now)
            )
        return made

    def _refer(self, change: Change, incident: str, log: Log) -> None:
        """Let the call to EMS be the referral that it was, seen once they were there; later by hand."""
        times = {entry.kind: entry.at for entry in reversed(log.standing)}
        met = [times[kind] for kind in (EventKind.EMS_ARRIVED, EventKind.HANDED_OVER) if kind in times]
        called = times.get(EventKind.EMS_CALLED, met[0] if met else None)
        if called is None:
            return
        stands: dict[str, Any] = {"state": ReferralState.SENT.value, "state_at": called}
        if met:
            stands = {"state": ReferralState.SEEN.value, "state_at": met[0]}
        made = [r for r in self._records.referrals_of(incident) if r.reason == EMERGENCY_MODE]
        if not made:
            fields = {"incident": incident, "at": called, "tier": Tier.EMS_NOW.value}
            fields |= {"to": EMS, "route": EMS, "reason": EMERGENCY_MODE}
            change.create(REFERRALS, {**fields, **stands}, by=_by(log))
        elif met and made[0].state is ReferralState.SENT and not made[0].view.voided:
            change.amend(made[0].view, stands, EMERGENCY_MODE)

    def _raise(self, change: Change, incident: Incident) -> None:
        """Let an incident that somebody chose be an emergency: its urgency rises, its athlete is out."""
        if incident.tier is not Tier.EMS_NOW:
            change.amend(incident.view, {"tier": Tier.EMS_NOW.value}, EMERGENCY_MODE)
        out = self._records.last_said_of(incident) is Availability.OUT
        if incident.athlete and not out:
            day = self._records.today()
            write_out(self._records, change, incident.id, incident.athlete, EMERGENCY_MODE, day)

    def _name(self, change: Change, incident: Incident, log: Log) -> None:
        """Let the incident of an unknown person be about the athlete who was named since."""
        if log.athlete is None or incident.athlete is not None:
            if log.athlete is None and log.guest and incident.guest == UNKNOWN_PERSON != log.guest:
                change.amend(incident.view, {"guest": log.guest}, EMERGENCY_MODE)
            return
        change.amend(incident.view, {"athlete": log.athlete, "guest": None}, EMERGENCY_MODE)
        onset = local_day(incident.onset_at, self._records.ledger.clock())
        write_out(self._records, change, incident.id, log.athlete, EMERGENCY_MODE, onset)

    def _scope(self, athlete: str | None) -> str:
        found = self._records.athletes.get(athlete or "")
        return found.team if found else ""


_WHO = ("athlete", "guest")


def _by(log: Log) -> str:
    """Return who signs a log: who pressed its first key."""
    return log.entries[0].by if log.entries else ""
