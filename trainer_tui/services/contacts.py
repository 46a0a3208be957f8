"""The log of who was told about an athlete, and whose guardian still has to be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from trainer_tui.domain.athletes import Athlete
from trainer_tui.domain.contacts import DONE, ContactMade, parse_contact
from trainer_tui.domain.dates import local_moment
from trainer_tui.domain.due import Due, DueKind
from trainer_tui.domain.emergencies import EventKind
from trainer_tui.domain.errors import FieldError
from trainer_tui.domain.incidents import Incident
from trainer_tui.domain.input_fields import as_object, line
from trainer_tui.domain.records import CONTACTS
from trainer_tui.domain.vocabulary import Tier, Told
from trainer_tui.services.assessing import Assessing
from trainer_tui.services.holds import called_for
from trainer_tui.services.incident_entry import refuse_voided
from trainer_tui.services.people import People
from trainer_tui.services.records import Records

URGENT = (Tier.EMS_NOW, Tier.SAME_DAY)
"""The tiers at which a minor's guardian is told."""
NOT_REACHED = "guardian not reached"


class Contacts:
    """Writes the log and says what it lacks."""

    def __init__(self, records: Records, people: People, assessing: Assessing) -> None:
        self._assessing = assessing
        self._records = records
        self._people = people

    def add(self, raw: object) -> str:
        """Record that somebody was told, or could not be; returns the id.

        It belongs to an incident, an athlete or both. Raises FieldError naming the field.
        """
        given = as_object("contact", raw)
        fields = parse_contact(given, self._records.ledger.clock())
        incident = self._incident(given)
        athlete = self._athlete(given, incident)
        if incident is None and athlete is None:
            raise FieldError("athlete", "is needed: about whom was somebody told?")
        # Of an incident the incident alone says who: it may be given to another athlete later.
        fields |= {"incident": incident and incident.id, "athlete": None if incident else athlete}
        with self._records.change() as change:
            return change.create(CONTACTS, fields)

    def _incident(self, given: Mapping[str, Any]) -> Incident | None:
        ident = line("incident", given.get("incident"))
        if not ident:
            return None
        incident = self._records.incidents.get(ident)
        if incident is None:
            raise FieldError("incident", "there is no such incident; look its id up with incident list.")
        refuse_voided(incident)
        return incident

    def _athlete(self, given: Mapping[str, Any], incident: Incident | None) -> str | None:
        if given.get("athlete") is None:
            return incident.athlete if incident else None
        athlete, guest = self._people.resolve(given["athlete"])
        if athlete is None:
            raise FieldError("athlete", f"“{guest}” is a guest; name the incident instead.")
        if incident is not None and incident.athlete != athlete:
            raise FieldError("incident", "belongs to somebody else; check athlete and incident.")
        return athlete

    def of_incident(self, incident: str) -> list[ContactMade]:
        """Return the log of an incident by time, entries in error included."""
        return _by_time(self._records.contacts_of(incident))

    def of_athlete(self, athlete: str) -> list[ContactMade]:
        """Return the log of an athlete by time, with all incidents, entries in error included."""
        own = {incident.id for incident in self._records.incidents_of(athlete)}
        found = list(self._records.contacts.values())
        return _by_time(c for c in found if c.athlete == athlete or c.incident in own)

    # --- whose guardian waits --------------------------------------------------------------------

    def due(self, now: datetime) -> Iterator[Due]:
        """Yield the open incidents of minors whose guardian nobody has reached."""
        for incident in self._records.open_incidents:
            if (waiting := self.missing(incident, now)) is not None:
                yield waiting

    def missing(self, incident: Incident, now: datetime) -> Due | None:
        """Return that a guardian is to be told of an incident; None once that is so, or nobody has to be.

        Somebody without a birth date counts as a minor until it is known. It is due from the report on: late
        as soon as a moment has passed.
        """
        if not incident.open or not self._grave(incident) or self.guardian_done(incident.id):
            return None
        athlete = self._records.athletes.get(incident.athlete or "")
        if not _may_be_minor(athlete, local_moment(incident.onset_at, now)):
            return None
        at = min(local_moment(incident.reported_at, now), now)
        return Due(DueKind.GUARDIAN, incident.id, incident.id, at, NOT_REACHED, incident.tier)

    def _grave(self, incident: Incident) -> bool:
        return incident.tier in URGENT or called_for(self._assessing.made(incident)) is not None

    def guardian_done(self, incident: str) -> bool:
        """Tell whether a guardian was reached for an incident, or somebody said why it is not tried on."""
        for contact in self._records.contacts_of(incident):
            if contact.whom is Told.GUARDIAN and contact.result in DONE and not contact.view.voided:
                return True
        return any(
            event.kind is EventKind.GUARDIAN_REACHED and not event.view.voided
            for emergency in self._records.emergencies_of(incident)
            if not emergency.view.voided
            for event in self._records.events_of(emergency.id)
        )


def _may_be_minor(athlete: Athlete | None, onset: datetime) -> bool:
    return athlete is None or athlete.is_minor(onset) is not False


def _by_time(found: Any) -> list[ContactMade]:
    return sorted(found, key=lambda contact: datetime.fromisoformat(contact.at))
