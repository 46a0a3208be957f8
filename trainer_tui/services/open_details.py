"""Incidents saved at the sideline whose details nobody has given since: unknown is asked about, once each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

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


class DetailsOpen:
    """Finds the open incidents with unknown details; what was found is kept until something changes."""

    def __init__(self, records: Records, reference: Reference) -> None:
        self._records = records
        self._reference = reference
        self._version = -1
        self._found: list[OpenDetails] = []

    def listed(self) -> list[OpenDetails]:
        """Return them, the last recorded first.

        A cause is asked where the condition's page names some; contact and leaving play only of an injury.
        """
        with self._records.lock:
            if (version := self._records.version) != self._version:
                self._found, self._version = self._read(), version
            return self._found

    def _read(self) -> list[OpenDetails]:
        newest = reversed(self._records.open_incidents)
        found = [OpenDetails(each, tuple(self._missing(each))) for each in newest]
        return [each for each in found if each.missing]

    def _missing(self, incident: Incident) -> Iterator[str]:
        if not incident.condition:
            yield "condition"
        elif not incident.causes and self._has_causes(incident.condition):
            yield "cause"
        if incident.mode_of_onset == UNKNOWN:
            yield "mode of onset"
        if incident.kind is IncidentKind.INJURY:
            if incident.contact == UNKNOWN:
                yield "contact"
            if incident.removed == UNKNOWN:
                yield "left play"

    def _has_causes(self, condition: str) -> bool:
        entry = self._reference.catalogue.entries.get(condition)
        return bool(entry and entry.causes)
