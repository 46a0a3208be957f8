"""What can be printed, and a sheet as plain text with nothing laid out yet."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from trainer_tui.domain.venues import Venue
from trainer_tui.domain.vocabulary import Region


class PrintKind(StrEnum):
    """What can be printed."""

    SHEET = "sheet"
    ROSTER = "roster"
    ADVICE = "advice"
    NOTE = "note"
    COACH = "coach"
    PLAN = "plan"

    @property
    def words(self) -> str:
        """What it is, for a person to read."""
        return _WORDS[self]

    @property
    def stem(self) -> str:
        """The beginning of a file name, which says nothing clinical."""
        return _STEMS.get(self, self.value)


_WORDS = {
    PrintKind.SHEET: "blank capture sheet of a region",
    PrintKind.ROSTER: "roster with alerts",
    PrintKind.ADVICE: "concussion: advice to take home",
    PrintKind.NOTE: "note for teachers and PE",
    PrintKind.COACH: "coach sheet: names and availability",
    PrintKind.PLAN: "emergency plan card of a venue",
}
_STEMS = {PrintKind.SHEET: "capture-sheet", PrintKind.COACH: "availability", PrintKind.PLAN: "venue-plan"}


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody wants printed."""

    kind: PrintKind
    team: str = ""
    """One team; empty for everybody."""
    incident: str = ""
    region: Region = Region.UNSPECIFIED
    venue: Venue | None = None
    emergency_number: str = ""
    """The one of the settings, for a venue that has none of its own."""
    restriction: str = ""
    """What a note says the athlete is not to do, in the words of a person."""
    first: str = ""
    """ISO date from which a note holds, typed by a person."""
    last: str = ""
    """ISO date of the last day it holds; empty for no end."""
    with_diagnosis: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a sheet."""

    kind: str
    """`heading`, `text` or `facts`."""
    text: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    """Of facts: labels with their texts."""


@dataclass(frozen=True, slots=True)
class Print:
    """A sheet to print."""

    title: str
    about: str
    blocks: tuple[Block, ...]
    foot: tuple[str, ...]
    records: tuple[str, ...] = ()
    """Incidents that are told of; they do not stand on the sheet."""
    athletes: tuple[str, ...] = ()
    """Athletes that are named, by id."""

    @property
    def personal(self) -> bool:
        """Whether it says something of somebody."""
        return bool(self.records or self.athletes)


def heading(text: str) -> Block:
    """Return a heading."""
    return Block("heading", text)


def text(words: str) -> Block:
    """Return a paragraph; line ends are kept."""
    return Block("text", words)


def facts(*rows: tuple[str, str]) -> Block:
    """Return labelled lines."""
    return Block("facts", rows=rows)
