"""An invented team on an in-memory store, with the shipped library and rules, for tests of the services."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from tests.fakes import FixedClock, MemoryRecordStore
from trainer_tui.bootstrap import Library
from trainer_tui.paths import data_root
from trainer_tui.services.availability import AvailabilityBoard
from trainer_tui.services.chart import Chart
from trainer_tui.services.emergencies import Emergencies
from trainer_tui.services.ledger import Ledger
from trainer_tui.services.roster import Roster
from trainer_tui.services.season import Season
from trainer_tui.services.sessions import Sessions
from trainer_tui.services.treatments import TreatmentLog
from trainer_tui.storage.content import ContentLibrary

ONSET = "2026-10-09T19:42:00-05:00"
MARA = {"jersey": "22", "given": "Mara", "family": "Ortiz", "team": "Varsity", "birth_date": "2009-03-04"}
NOA = {"jersey": "7", "given": "Noa", "family": "Lindqvist", "team": "Varsity"}
CLEARED = {
    "clinician": "Dr. Ada Bell",
    "credential": "MD",
    "at": "2026-10-09",
    "scope": "full",
    "paper": "red folder",
    "seen_original": True,
}


@cache
def shipped_library() -> Library:
    """Return the shipped library, read once for all tests."""
    return Library(ContentLibrary(data_root()))


@dataclass
class Team:
    """Services over an empty store, the clock at eight in the evening of 9 October 2026."""

    store: MemoryRecordStore = field(default_factory=MemoryRecordStore)
    clock: FixedClock = field(default_factory=FixedClock)

    def __post_init__(self) -> None:
        library = shipped_library()
        self.ledger = Ledger(self.store, self.clock, "Sam Reyes")
        self.chart = Chart(self.ledger, library.reference, library.rules, library.sweeps)
        self.emergencies = Emergencies(self.chart)
        self.board = AvailabilityBoard(self.ledger, self.chart)
        self.roster = Roster(self.chart)
        self.season = Season(self.chart)
        self.treatments = TreatmentLog(self.chart)
        self.sessions = Sessions(self.chart)

    def athlete(self, **fields: Any) -> str:
        """Put an athlete on the roster."""
        return self.chart.add_athlete(fields or MARA)

    def incident(self, athlete: Any = "22", **fields: Any) -> str:
        """Record an incident for a jersey, or for whom a reference names."""
        who = {"jersey": athlete} if isinstance(athlete, str) else athlete
        return self.chart.add_incidents([{"athlete": who, "kind": "injury", "onset_at": ONSET, **fields}])[0]

    def status(
        self, athlete: str, at: str, availability: str, incident: str | None = None, **more: Any
    ) -> str:
        """Record a status change decided by a named person."""
        raw = {"athlete": {"id": athlete}, "incident": incident, "at": at, "availability": availability}
        return self.board.add_statuses([{**raw, "decided_by": "Dr. Ada Bell", **more}])[0]


def diagnosis(region: str = "shoulder", side: str = "right", **fields: Any) -> dict[str, Any]:
    """Return a diagnosis as inputs give it."""
    return {"region": region, "side": side, **fields}
