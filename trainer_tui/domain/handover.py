"""What leaves this laptop: the material a format of hand-over is written from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from trainer_tui.domain.athletes import Athlete
from trainer_tui.domain.availability import Standing
from trainer_tui.domain.clearances import Clearance
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
from trainer_tui.domain.revisions import Revision
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
    emergencies: tuple[Log, ...] = ()
    treatments: tuple[Treatment, ...] = ()
    """Those for this incident."""
    told: tuple[ContactMade, ...] = ()
    """Who was told, or could not be, by time."""
    due: tuple[Due, ...] = ()
    """What it waits for, the most urgent first."""


@dataclass(frozen=True, slots=True)
class Tables:
    """Records by kind, in the order they were made; those entered in error are among them and say so."""

    athletes: tuple[Athlete, ...] = ()
    incidents: tuple[Incident, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    notes: tuple[Note, ...] = ()
    status_changes: tuple[StatusChange, ...] = ()
    referrals: tuple[Referral, ...] = ()
    acknowledgements: tuple[Acknowledgement, ...] = ()
    protocol_steps: tuple[ProtocolStep, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    cosigns: Mapping[str, Cosign] = field(default_factory=dict)
    """By note."""
    waiting: frozenset[str] = frozenset()
    """Notes of students that nobody has co-signed."""
    clearances: tuple[Clearance, ...] = ()
    contacts: tuple[ContactMade, ...] = ()
    emergencies: tuple[Emergency, ...] = ()
    emergency_events: tuple[EmergencyEvent, ...] = ()
    treatments: tuple[Treatment, ...] = ()
    sessions: tuple[Session, ...] = ()
    time_loss: Mapping[str, TimeLoss] = field(default_factory=dict)
    """By incident."""
    lowering: Mapping[str, Lowering | None] = field(default_factory=dict)
    """By incident: who made it less urgent than it was."""


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
    cases: Sequence[Case] = ()
    """Each is gathered when it is asked for, and anew each time: however many, one is in memory at a time."""
    incidents: tuple[Incident, ...] = ()
    """What the cases are about."""
    credentials: Mapping[str, str] = field(default_factory=dict)
    """By name of those who sign entries."""
    tables: Tables = Tables()
    revisions: tuple[Revision, ...] = ()
    roster: tuple[RosterLine, ...] = ()
    team: str = ""
    """The team it is about; empty for everybody."""
    people: tuple[Athlete, ...] = ()
    valid_until: date | None = None
    """Until when what is handed over may be used."""
    password: str = field(default="", repr=False)
    """What the file asks for when it is opened; empty for none."""
