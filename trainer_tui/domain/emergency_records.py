"""The records of emergencies: the emergency, and its events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from trainer_tui.domain.emergencies import Entry, EventKind, Log, rectal_celsius
from trainer_tui.domain.incidents import Assessment
from trainer_tui.domain.revisions import View


@dataclass(frozen=True, slots=True)
class Emergency:
    """The record of one emergency."""

    id: str
    started_at: str
    venue: str
    athlete: str | None
    guest: str | None
    incident: str | None
    ended_at: str | None
    view: View


@dataclass(frozen=True, slots=True)
class EmergencyEvent:
    """One event of an emergency; never edited, only voided."""

    id: str
    emergency: str
    at: str
    by: str
    kind: EventKind
    detail: str
    view: View


def emergency_from(view: View) -> Emergency:
    """Read an emergency from the folded record."""
    return Emergency(
        view.record,
        view["started_at"],
        view["venue"] or "",
        view["athlete"],
        view["guest"],
        view["incident"],
        view["ended_at"],
        view,
    )


def emergency_event_from(view: View) -> EmergencyEvent:
    """Read an event from the folded record."""
    return EmergencyEvent(
        view.record,
        view["emergency"],
        view["at"],
        view.created_by,
        EventKind(view["kind"]),
        view["detail"] or "",
        view,
    )


def reading_from(event: EmergencyEvent, incident: str) -> Assessment | None:
    """Return the measurement of an event as the set of vital signs it is; None where nothing was measured.

    It is read from the event and stored nowhere else: with the event that was entered in error it goes too,
    and what was recorded before measurements were read this way counts as well. It is not triaged yet.
    """
    celsius = rectal_celsius(event.kind, event.detail)
    if celsius is None:
        return None
    vitals = {"at": event.at, "temp_rectal_c": celsius}
    return Assessment(event.id, incident, event.at, event.by, {}, vitals, None, event.view)


def log_from(emergency: Emergency, events: Sequence[EmergencyEvent]) -> Log:
    """Return the log of an emergency of the record, to go on with it or to show it."""
    entries = [
        Entry(
            e.id,
            e.kind,
            e.at,
            e.detail,
            (e.view.void_reason or "voided") if e.view.voided else "",
            e.by,
            True,
        )
        for e in events
    ]
    entries.sort(key=lambda entry: datetime.fromisoformat(entry.at))
    return Log(
        id=emergency.id,
        started_at=emergency.started_at,
        venue=emergency.venue,
        athlete=emergency.athlete,
        guest=emergency.guest,
        incident=emergency.incident,
        ended_at=emergency.ended_at,
        left=emergency.incident is not None,
        kept=True,
        entries=entries,
    )
