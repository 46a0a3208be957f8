"""What leaves this laptop: the material a format of hand-over is written from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar, overload

from trainer_tui.domain.athletes import Athlete
from trainer_tui.domain.availability import Standing
from trainer_tui.domain.clearances import Clearance, Held
from trainer_tui.domain.contacts import ContactMade
from trainer_tui.domain.due import Due
from trainer_tui.domain.emergencies import Log
from trainer_tui.domain.emergency_records import Emergency, EmergencyEvent
from trainer_tui.domain.findings import Answer, Vocabulary
from trainer_tui.domain.follow_ups import FollowUp
from trainer_tui.domain.incidents import (
    Acknowledgement,
    Assessment,
    Incident,
    Note,
    Referral,
    StatusChange,
)
from trainer_tui.domain.protocol_course import Course, ProtocolStep
from trainer_tui.domain.revisions import Revision, View
from trainer_tui.domain.sessions import Session
from trainer_tui.domain.tier_story import Lowering
from trainer_tui.domain.time_loss import TimeLoss
from trainer_tui.domain.treatments import Treatment
from trainer_tui.domain.triage import Triage
from trainer_tui.domain.users import Cosign
from trainer_tui.domain.vocabulary import Availability, Purpose, Relation

LEDGER_FORMAT = "trainer-tui-records"
"""What the file of a whole ledger calls itself."""
AGGREGATE_FORMAT = "trainer-tui-aggregate"
"""What a file of de-identified tables calls itself."""

Files = Mapping[str, bytes]
"""File names inside a folder with their content; the one name "" stands for a single file."""

Streams = Mapping[str, bytes | Iterable[bytes]]
"""The same, where what grows with the number of records is made piece by piece while it is written."""

T = TypeVar("T")


class Drawn(Sequence[T]):
    """Things made each time they are looked at, so that one of them at a time is in memory."""

    def __init__(self, make: Callable[[str], T], keys: Sequence[str]) -> None:
        """Make a thing of each key."""
        self._make = make
        self._keys = keys

    @overload
    def __getitem__(self, index: int) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> Drawn[T]: ...

    def __getitem__(self, index: int | slice) -> T | Drawn[T]:
        """Make one thing, or cut out a part in which nothing is made yet."""
        if isinstance(index, slice):
            return Drawn(self._make, self._keys[index])
        return self._make(self._keys[index])

    def __iter__(self) -> Iterator[T]:
        return map(self._make, self._keys)

    def __len__(self) -> int:
        return len(self._keys)


class Again(Iterable[T]):
    """Things read anew each time somebody goes through them; how many is not known before."""

    def __init__(self, read: Callable[[], Iterator[T]]) -> None:
        self._read = read

    def __iter__(self) -> Iterator[T]:
        return self._read()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of what leaves, in words: it is drawn from the same rows that are written."""

    title: str
    entries: int
    """How many there are of it."""
    fields: tuple[str, ...]
    """The fields in which something stands; those that are empty throughout do not leave."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """What a file would hold, told before it is written."""

    sections: tuple[Section, ...]
    warnings: tuple[str, ...] = ()
    """What to look at before it goes out, in sentences."""


class Material(StrEnum):
    """What a format is written from; only that is gathered."""

    CASES = "cases"
    """Whole incidents, one letter each."""
    TABLES = "tables"
    """The records by kind."""
    REVISIONS = "revisions"
    """The ledger itself."""
    ROSTER = "roster"
    """Athletes and their availability, nothing else."""
    OPEN = "open"
    """The open incidents of a team, and those whose referral is open."""
    PEOPLE = "people"
    """Athletes of a team with what must be known of them."""


@dataclass(frozen=True, slots=True)
class Case:
    """One incident with everything that belongs to it, nothing voided but the incident itself."""

    incident: Incident
    athlete: Athlete | None
    condition: str
    """Name of the condition, empty when none was given."""
    causes: tuple[str, ...]
    """Names of the causes."""
    relation: Relation
    """To earlier incidents: as stated, else as the record proposes."""
    assessments: tuple[Assessment, ...]
    """Oldest first, like all that follow."""
    notes: tuple[Note, ...]
    referrals: tuple[Referral, ...]
    standing: Standing
    """What the athlete may do now; without a change nothing was ever recorded."""
    answers: Mapping[str, Answer]
    """Current answers, later ones over earlier ones; a missing finding was not assessed."""
    triage: Triage
    """Over all current answers."""
    courses: tuple[Course, ...]
    """The protocols that were started, each with where it stands."""
    safety: tuple[str, ...]
    """The life questions and page one of the region's sweep: the letter names them when nobody answered."""
    lowering: Lowering | None = None
    """Who made the incident less urgent than it was, and why."""
    cosigns: Mapping[str, Cosign] = field(default_factory=dict)
    """Who stands for the notes of students, by note."""
    waiting: frozenset[str] = frozenset()
    """Notes of students that nobody has co-signed."""
    holds: tuple[StatusChange, ...] = ()
    """What keeps the athlete out or limited for this incident, or whatever the incident."""
    held: Held | None = None
    """The hold that the answers ask for."""
    ended: StatusChange | None = None
    """What ended that hold, where somebody did, for this incident or altogether."""
    emergencies: tuple[Log, ...] = ()
    treatments: tuple[Treatment, ...] = ()
    """Those for this incident."""
    told: tuple[ContactMade, ...] = ()
    """Who was told, or could not be, by time."""
    due: tuple[Due, ...] = ()
    """What it waits for, the most urgent first."""


@dataclass(frozen=True, slots=True)
class SignedNote:
    """A note with who stands for it."""

    note: Note
    cosign: Cosign | None
    waiting: bool
    """Whether a student wrote it and nobody has co-signed it yet."""


@dataclass(frozen=True, slots=True)
class Tables:
    """Records by kind, in the order they were made; those entered in error are among them and say so.

    They can be gone through more than once.
    """

    athletes: Iterable[Athlete] = ()
    incidents: Iterable[Incident] = ()
    assessments: Iterable[Assessment] = ()
    notes: Iterable[SignedNote] = ()
    status_changes: Iterable[StatusChange] = ()
    referrals: Iterable[Referral] = ()
    acknowledgements: Iterable[Acknowledgement] = ()
    protocol_steps: Iterable[ProtocolStep] = ()
    follow_ups: Iterable[FollowUp] = ()
    clearances: Iterable[Clearance] = ()
    contacts: Iterable[ContactMade] = ()
    emergencies: Iterable[Emergency] = ()
    emergency_events: Iterable[EmergencyEvent] = ()
    treatments: Iterable[Treatment] = ()
    sessions: Iterable[Session] = ()
    time_loss: Callable[[Incident], TimeLoss] = lambda _: TimeLoss()
    lowering: Callable[[Incident], Lowering | None] = lambda _: None
    """Who made an incident less urgent than it was."""


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One athlete's line on the sheet for the coach."""

    athlete: str
    """Id of the athlete; it does not stand on the sheet."""
    name: str
    team: str
    availability: Availability


@dataclass(frozen=True, slots=True)
class Packet:
    """One hand-over: who sends it to whom and why, and the material it is written from."""

    written_at: datetime
    written_by: str
    recipient: str
    purpose: Purpose
    vocabulary: Vocabulary
    """The findings, for the words of each answer."""
    citations: Mapping[str, str]
    """Source id to author and year."""
    call_back: str = ""
    """Telephone number under which the sender answers questions; empty when none is set."""
    bom: bool = False
    """Whether CSV files begin with a byte order mark, which some spreadsheets need."""
    complete: bool = False
    """Whether nothing was left out by a selection."""
    archive: bool = False
    """Whether the file may be an archive of several, which the name of the target decides."""
    codes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """The tables of codes by name, for the formats that carry any."""
    incidents: tuple[str, ...] = ()
    """Ids of the incidents of which something leaves."""
    athletes: tuple[str, ...] = ()
    """Ids of the athletes of whom something leaves."""
    cases: Sequence[Case] = ()
    """Each is gathered when it is asked for, and anew each time: however many, one is in memory at a time."""
    credentials: Mapping[str, str] = field(default_factory=dict)
    """By name of those who sign entries."""
    tables: Tables = Tables()
    records: Mapping[str, Iterable[View]] = field(default_factory=dict)
    """By kind: what the revisions add up to."""
    revisions: Iterable[Revision] = ()
    roster: tuple[RosterLine, ...] = ()
    team: str = ""
    """The team it is about; empty for everybody."""
    people: tuple[Athlete, ...] = ()
    valid_until: date | None = None
    """Until when what is handed over may be used."""
    password: str = field(default="", repr=False)
    """What the file asks for when it is opened; empty for none."""
