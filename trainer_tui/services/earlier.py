"""What happened to an athlete before, as far as it must be known when they are hurt again."""

from __future__ import annotations

from datetime import datetime, timedelta

from trainer_tui.domain.incidents import Incident
from trainer_tui.domain.vocabulary import Certainty
from trainer_tui.services.records import Records

CONCUSSION = "concussion"
SAME = timedelta(minutes=1)
"""Onsets closer than this are one: drafts count in whole minutes."""


def earlier_concussions(records: Records, athlete: str | None, before: datetime) -> list[Incident]:
    """Return the concussions of an athlete with an onset before a moment, oldest first.

    An incident counts by its condition; one entered in error, or whose diagnosis was refuted, does not.
    """
    if athlete is None:
        return []
    found = [
        incident
        for incident in records.incidents_of(athlete)
        if incident.condition == CONCUSSION
        and not incident.view.voided
        and incident.principal.certainty is not Certainty.REFUTED
        and datetime.fromisoformat(incident.onset_at) <= before - SAME
    ]
    return sorted(found, key=lambda incident: datetime.fromisoformat(incident.onset_at))
