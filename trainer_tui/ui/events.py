"""What screens ask the app for; the app alone knows which screen answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:  # the first screen needs none of the rules
    from trainer_tui.domain.triage import Rule, Triage


@dataclass
class OpenCondition(Message):
    """Show a condition in the reference."""

    condition: str


@dataclass
class OpenEvidence(Message):
    """Show what some rules of a triage result rest on."""

    rules: Sequence[Rule]
    triage: Triage


@dataclass
class OpenIncident(Message):
    """Show one incident."""

    incident: str


@dataclass
class OpenAthlete(Message):
    """Show one athlete."""

    athlete: str


@dataclass
class RecordIncident(Message):
    """Start recording an incident, with what is already known filled in."""

    condition: str | None = None
    athlete: str | None = None
    likely: str | None = None
    """An athlete who is offered first and not taken yet: digits that follow are a jersey, not answers."""
    resume: str | None = None
    """Name of a parked draft to go on with."""


@dataclass
class AmendIncident(Message):
    """Open the form that changes an incident."""

    incident: str


@dataclass
class AssessAgain(Message):
    """Ask the questions of an incident once more."""

    incident: str


@dataclass
class EditAthlete(Message):
    """Open the form of an athlete; None for a new one."""

    athlete: str | None = None


@dataclass
class ImportRoster(Message):
    """Open the screen that takes in a roster file."""


@dataclass
class ImportRecords(Message):
    """Open the screen that takes in records from another laptop."""


@dataclass
class ExportRecords(Message):
    """Open the export dialog for incidents, or for everything."""

    incidents: tuple[str, ...] = ()


@dataclass
class RecordSession(Message):
    """Record a session of a team, or change one that was recorded."""

    session: str | None = None


@dataclass
class OpenDay(Message):
    """Show the services and sessions of today."""
