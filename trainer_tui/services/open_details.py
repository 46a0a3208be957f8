"""Incidents saved at the sideline whose details nobody has given since: unknown is asked about, once each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from trainer_tui.domain.incidents import Incident
from trainer_tui.domain.vocabulary import IncidentKind
from trainer_tui.services.records import Records
from trainer_tui.services.reference import Reference

UNKNOWN = "unknown"
DETAILS_MOST = 5
"""How many are listed at a time; the others are counted."""


@dataclass(frozen=True, slots=True)
class OpenDetails:
    """One incident with what is not known of it."""

    incident: Incident
    missing: tuple[str, ...]
    """In words, as the details are asked."""

    @property
    def words(self) -> str:
        """What is missing, in one line."""
        return ", ".join(self.missing)


def open_details(records: Records, reference: Reference) -> list[OpenDetails]:
    """Return the open incidents with unknown details, the last recorded first.

    A cause is asked where the condition's page names some; contact and leaving play only of an injury.
    """

    @cache
    def has_causes(condition: str | None) -> bool:
        entry = reference.catalogue.entries.get(condition or "")
        return bool(entry and entry.causes)

    def missing(incident: Incident) -> Iterator[str]:
        if not incident.condition:
            yield "condition"
        elif not incident.causes and has_causes(incident.condition):
            yield "cause"
        if incident.mode_of_onset == UNKNOWN:
            yield "mode of onset"
        if incident.kind is IncidentKind.INJURY:
            if incident.contact == UNKNOWN:
                yield "contact"
            if incident.removed == UNKNOWN:
                yield "left play"

    with records.lock:
        found = [
            OpenDetails(incident, tuple(missing(incident)))
            for incident in reversed(list(records.incidents.values()))
            if incident.open
        ]
    return [each for each in found if each.missing]
