"""The emergency as it goes on: every key is kept before it is shown, whether the records are open or not."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from trainer_tui.domain.dates import Clock
from trainer_tui.domain.emergencies import (
    LOCKED_LAPTOP,
    NUMBER_ADDED,
    PRESSED_BY_MISTAKE,
    Entry,
    EventKind,
    Known,
    Log,
    Sheet,
    SheetWritten,
    detail_from,
    with_number,
)
from trainer_tui.domain.errors import BadInput, TrainerError
from trainer_tui.domain.guidance import Guidance
from trainer_tui.domain.identifiers import uuid7
from trainer_tui.domain.ports import PendingStore, SheetWriter, VenueStore
from trainer_tui.domain.venues import VenueBook, plan_lines

if TYPE_CHECKING:
    from trainer_tui.services.emergencies import Emergencies

ON_THE_SHEET = ("Venue", "Address", "Gate for EMS", "Hospital")


@dataclass(frozen=True, slots=True)
class EmergencyKit:
    """What an emergency needs when the records are closed, broken or locked."""

    venues: VenueStore
    pending: PendingStore
    sheets: Callable[[], SheetWriter]
    """Returns what writes the hand-over sheet; made when the first one is asked for."""
    guidance: Callable[[], Guidance]
    clock: Clock
    user: str
    emergency_number: str = ""
    call_back: str = ""


@dataclass
class EmergencyDesk:
    """All emergencies that go on, and the one that is shown."""

    kit: EmergencyKit
    emergencies: Emergencies | None = None
    """The record, once it is open."""
    locked: bool = False
    """Whether the screen is locked: who presses the keys cannot be known then."""
    problem: str = ""
    """Why the last key is not in the record, in a sentence; empty when it is."""
    logs: list[Log] = field(default_factory=list)
    current: Log | None = None
    """The emergency on the screen; None before its first key."""
    athlete: str | None = None
    """Who it is about where that was said before the first key."""
    guest: str | None = None
    book: VenueBook = field(default_factory=VenueBook)

    def __post_init__(self) -> None:
        self.logs = list(self.kit.pending.load())

    # --- the record ------------------------------------------------------------------------------

    def records_opened(self, emergencies: Emergencies) -> None:
        """Write what waited into the record, and find the emergencies of it that go on."""
        self.emergencies = emergencies
        self.problem = ""
        waiting = {log.id: log for log in (*self.kit.pending.load(), *self.logs)}
        for log in waiting.values():
            self._keep(log)
        known = {log.id for log in self.logs}
        self.logs += [log for log in emergencies.running() if log.id not in known]
        self.logs = [log for log in self.logs if log.ended_at is None or log is self.current]

    def _keep(self, log: Log) -> None:
        """Write a log to the record, or to the disk beside it where that cannot be; never fails."""
        self.problem = ""
        if self.emergencies is not None:
            try:
                self.emergencies.write(log)
            except TrainerError as error:
                self.problem = error.message
            else:
                self._forget(log)
                return
        log.kept = False
        try:
            self.kit.pending.save(log)
        except TrainerError as error:
            self.problem = error.message

    def _forget(self, log: Log) -> None:
        try:
            self.kit.pending.discard(log.id)
        except TrainerError as error:
            self.problem = error.message

    @property
    def by(self) -> str:
        """Who signs: nobody by name before a locked screen."""
        return LOCKED_LAPTOP if self.locked else ""

    def _now(self) -> str:
        return self.kit.clock().isoformat()

    def _id(self) -> str:
        return uuid7(int(self.kit.clock().timestamp() * 1000))

    # --- events ----------------------------------------------------------------------------------

    def press(self, kind: EventKind) -> Entry:
        """Log an event that happens now; the first one starts the emergency."""
        now = self._now()
        venue = self.book.current
        if self.current is None:
            self.current = Log(self._id(), now, venue.name if venue else "", self.athlete, self.guest)
            self.logs.append(self.current)
        hospital = venue.hospital if venue and kind is EventKind.HOSPITAL else ""
        entry = Entry(self._id(), kind, now, hospital, by=self.by)
        self.current.entries.append(entry)
        self._keep(self.current)
        return entry

    def add_number(self, entry: Entry, digits: str) -> None:
        """Put an event with its number in the place of the one without; raises BadInput."""
        detail = detail_from(entry.kind, digits)
        if self.current is None or entry not in self.current.entries:
            return
        place = self.current.entries.index(entry)
        self.current.entries.insert(place + 1, with_number(entry, self._id(), detail))
        self._void(entry, NUMBER_ADDED)

    def undo(self) -> Entry:
        """Mark the last event as pressed by mistake; raises BadInput when there is none."""
        standing = self.current.standing if self.current else []
        if not standing:
            raise BadInput("There is nothing to take back.")
        self._void(standing[-1], PRESSED_BY_MISTAKE)
        return standing[-1]

    def _void(self, entry: Entry, why: str) -> None:
        entry.void, entry.kept = why, False
        if self.current is not None:
            self._keep(self.current)

    # --- who, which incident ---------------------------------------------------------------------

    def name(self, *, athlete: str | None = None, guest: str | None = None) -> None:
        """Say who it is about; before the first key it is remembered for then."""
        self.athlete, self.guest = athlete, guest
        if self.current is not None:
            self.current.athlete, self.current.guest = athlete, guest
            self._keep(self.current)

    def link(self, incident: str) -> None:
        """Say which incident it belongs to; raises BadInput before the first key."""
        if self.current is None:
            raise BadInput("Nothing is logged yet; press the key of an event first.")
        self.current.incident = incident
        self._keep(self.current)

    def look_up(self, athlete: str) -> Known:
        """Return what a helper must know of an athlete; before a locked screen this is recorded.

        Raises StoreError when it could not be recorded.
        """
        if self.emergencies is None:
            raise BadInput("The records are not open, so nobody can be looked up.")
        if not self.locked:
            return self.emergencies.known(athlete)
        kept = self.current is not None and self.current.kept
        return self.emergencies.break_glass(athlete, self.current.id if self.current and kept else None)

    # --- coming and going ------------------------------------------------------------------------

    def enter(self) -> None:
        """Show the emergency that goes on, the latest of several, or an empty one."""
        self.book = self.kit.venues.load()
        running = self.running
        self.current = running[-1] if running else None
        self.athlete = self.guest = None

    def another(self) -> None:
        """Begin with another person beside what goes on."""
        self.current = self.athlete = self.guest = None

    def switch(self) -> bool:
        """Show the next emergency that goes on; False where there is no other."""
        running = self.running
        others = [log for log in running if log is not self.current]
        if not others:
            return False
        place = running.index(self.current) + 1 if self.current in running else 0
        self.current = running[place % len(running)]
        return True

    @property
    def running(self) -> list[Log]:
        """The emergencies that nobody has ended, oldest first."""
        going_on = [log for log in self.logs if log.ended_at is None]
        return sorted(going_on, key=lambda log: datetime.fromisoformat(log.started_at))

    def leave(self, *, over: bool) -> None:
        """Leave the emergency on the screen; the record then has an incident for it, once it is open."""
        log = self.current
        if log is None:
            return
        log.left = True
        if over or not log.standing:
            log.ended_at = self._now()
        self._keep(log)
        if log.ended_at is not None and log.whole:
            self.logs.remove(log)

    # --- the venue -------------------------------------------------------------------------------

    def next_venue(self) -> None:
        """Use the plan of the next venue; raises StoreError when the choice cannot be kept."""
        self.book = self.book.next()
        venue = self.book.current
        if self.current is not None and venue is not None:
            self.current.venue = venue.name
            self._keep(self.current)
        self.kit.venues.save(self.book)

    def save_venues(self, book: VenueBook) -> None:
        """Keep the venues; raises StoreError."""
        self.kit.venues.save(book)
        self.book = book

    # --- the sheet -------------------------------------------------------------------------------

    def sheet(self, person: Known | None) -> str:
        """Return the sheet for the ambulance as text; raises BadInput before the first key."""
        if self.current is None:
            raise BadInput("Nothing is logged yet; press the key of an event first.")
        venue = self.book.current
        lines = plan_lines(venue, self.kit.emergency_number) if venue else []
        return self.kit.sheets().text(
            Sheet(
                log=self.current,
                written_at=self.kit.clock(),
                written_by=self.by or self.kit.user,
                person=person,
                venue=[(label, text) for label, text in lines if label in ON_THE_SHEET and text],
                call_back=self.kit.call_back,
            )
        )

    def write_sheet(self, folder: Path, person: Known | None, athlete: str | None) -> Path:
        """Write the sheet as a file, recorded as a disclosure; returns where it stands.

        Where the record cannot take the disclosure now it waits with the events. Raises BadInput when the
        file cannot be written.
        """
        text, now = self.sheet(person), self.kit.clock()
        log = self.current
        with self.kit.sheets().placed(text, folder / f"handover-{now:%Y%m%d-%H%M}.txt") as target:
            if log is not None:
                digest = hashlib.sha256(text.encode()).hexdigest()
                told = athlete if person else None
                log.sheets.append(SheetWritten(self._id(), now.isoformat(), digest, told, self.by))
                self._keep(log)
        return target
