"""Follow-ups on incidents: set, done, and found again on their day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from trainer_tui.domain.dates import parse_date
from trainer_tui.domain.due import Due
from trainer_tui.domain.errors import BadInput, FieldError
from trainer_tui.domain.follow_ups import FollowUp
from trainer_tui.domain.incidents import Incident
from trainer_tui.domain.input_fields import as_object, line, refuse_unknown
from trainer_tui.domain.records import FOLLOW_UPS
from trainer_tui.services.incident_entry import refuse_voided
from trainer_tui.services.records import Records

FIELDS = ("on", "text")
DONE = "Follow-up done"


class FollowUps:
    """What can be done with follow-ups."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def add(self, incident_id: str, raw: Mapping[str, Any]) -> str:
        """Set a follow-up for a day from today on, and return its id.

        Raises FieldError for a day that is past or none, and without words.
        """
        refuse_voided(self._records.incident(incident_id))
        given = as_object("follow-up", raw)
        refuse_unknown("", given, FIELDS)
        now = self._now()
        day = parse_date("on", given.get("on"), now, future=True)
        if day < now.date():
            raise FieldError("on", f"{day} is past; give a day from {now.date()} on.")
        text = line("text", given.get("text"))
        if not text:
            raise FieldError("text", "is needed: say in a few words what is to be done.")
        fields: dict[str, Any] = {"incident": incident_id, "on": day.isoformat(), "text": text}
        fields |= {"done_at": None, "done_note": ""}
        with self._records.change() as change:
            return change.create(FOLLOW_UPS, fields)

    def done(self, follow_up_id: str, note: str = "") -> None:
        """Record that a follow-up was done, with what came of it; raises BadInput for one done already."""
        found = self._records.follow_up(follow_up_id)
        refuse_voided(self._records.incident(found.incident))
        if found.view.voided:
            raise BadInput("This follow-up was entered in error; set a new one.")
        if not found.open:
            raise BadInput("This follow-up is done already.")
        fields = {"done_at": self._now().isoformat(), "done_note": line("note", note)}
        with self._records.change() as change:
            change.amend(found.view, fields, DONE)

    def of(self, incident_id: str) -> list[FollowUp]:
        """Return the follow-ups of an incident in the order they were set, without those in error."""
        return [each for each in self._records.follow_ups_of(incident_id) if not each.view.voided]

    def listed(self, *, incident: str | None = None, open_only: bool = False) -> list[FollowUp]:
        """Return follow-ups by their day: of one incident or of all, those entered in error included.

        Open are those that somebody still has to see to; none is on a closed incident. Raises NotFound.
        """
        if incident is not None:
            found = self._records.follow_ups_of(self._records.incident(incident).id)
        else:
            found = list(self._records.follow_ups.values())
        return sorted((each for each in found if not open_only or self._waits(each)), key=lambda f: f.on)

    def _waits(self, each: FollowUp) -> bool:
        incident = self._records.incidents.get(each.incident)
        return each.open and incident is not None and incident.open

    def waiting(self, incident: Incident) -> Iterator[Due]:
        """Yield the open follow-ups of an open incident, those of later days included."""
        if incident.open:
            now = self._now()
            yield from (each.due(now, incident.tier) for each in self.of(incident.id) if each.open)

    def due(self, now: datetime) -> Iterator[Due]:
        """Yield every open follow-up of an open incident whose day has come."""
        for each in list(self._records.follow_ups.values()):
            if self._waits(each) and each.has_come(now):
                yield each.due(now, self._records.incident(each.incident).tier)

    def _now(self) -> datetime:
        return self._records.ledger.clock()
