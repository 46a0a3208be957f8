"""An emergency: what was done at which moment, each moment one key.

An emergency is a record that begins with its first event; its events are never edited. Until the records are
open a log stands in memory, and on the disk with times and kinds alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from trainer_tui.domain.dates import local_moment
from trainer_tui.domain.errors import BadInput

EMERGENCY_MODE = "emergency mode"
LOCKED_LAPTOP = "locked laptop"
"""Who signs what is done before a locked screen: it cannot be known."""
NUMBER_ADDED = "the number was added"
PRESSED_BY_MISTAKE = "pressed by mistake"


class EventKind(StrEnum):
    """What can be logged with one key."""

    FOUND = "found"
    EMS_CALLED = "ems_called"
    CPR = "cpr"
    AED_ON = "aed_on"
    SHOCK = "shock"
    COOLING_STARTED = "cooling_started"
    TEMP_RECTAL = "temp_rectal"
    AIRWAY = "airway"
    HANDED_OVER = "handed_over"
    EMS_ARRIVED = "ems_arrived"
    EPINEPHRINE = "epinephrine"
    GLUCOSE = "glucose"
    BLEEDING_CONTROLLED = "bleeding_controlled"
    SPINE_HELD = "spine_held"
    OXYGEN = "oxygen"
    COOLING_STOPPED = "cooling_stopped"
    HOSPITAL = "hospital"
    RIDES_ALONG = "rides_along"
    GUARDIAN_REACHED = "guardian_reached"
    ORAL_INTAKE = "oral_intake"


@dataclass(frozen=True, slots=True)
class Asked:
    """The number a person may add to an event."""

    words: str
    """What is asked, with its unit."""
    digits: int
    """How many digits make it whole."""


@dataclass(frozen=True, slots=True)
class EventKey:
    """One key of the emergency screen."""

    kind: EventKind
    key: str
    words: str
    asked: Asked | None = None


_RECTAL = Asked("Rectal temperature in °C, three digits such as 405", 3)
_INTAKE = Asked("Time of the last food or drink, four digits such as 1430", 4)

KEYS: tuple[EventKey, ...] = (
    EventKey(EventKind.FOUND, "1", "Found"),
    EventKey(EventKind.EMS_CALLED, "2", "EMS called"),
    EventKey(EventKind.CPR, "3", "CPR"),
    EventKey(EventKind.AED_ON, "4", "AED on"),
    EventKey(EventKind.SHOCK, "5", "Shock"),
    EventKey(EventKind.COOLING_STARTED, "6", "Cooling start"),
    EventKey(EventKind.TEMP_RECTAL, "7", "Rectal temp.", _RECTAL),
    EventKey(EventKind.AIRWAY, "8", "Airway"),
    EventKey(EventKind.HANDED_OVER, "9", "Handed over"),
    EventKey(EventKind.EMS_ARRIVED, "a", "EMS arrived"),
    EventKey(EventKind.EPINEPHRINE, "e", "Epinephrine"),
    EventKey(EventKind.GLUCOSE, "g", "Glucose/glucagon"),
    EventKey(EventKind.BLEEDING_CONTROLLED, "b", "Bleeding stopped"),
    EventKey(EventKind.SPINE_HELD, "s", "Spine held"),
    EventKey(EventKind.OXYGEN, "o", "Oxygen"),
    EventKey(EventKind.COOLING_STOPPED, "c", "Cooling stopped"),
    EventKey(EventKind.HOSPITAL, "h", "Hospital"),
    EventKey(EventKind.RIDES_ALONG, "r", "Rides along"),
    EventKey(EventKind.GUARDIAN_REACHED, "p", "Guardian reached"),
    EventKey(EventKind.ORAL_INTAKE, "i", "Last oral intake", _INTAKE),
)
BY_KEY: Mapping[str, EventKey] = {each.key: each for each in KEYS}
BY_KIND: Mapping[EventKind, EventKey] = {each.kind: each for each in KEYS}
_LONG = {
    EventKind.TEMP_RECTAL: "Rectal temperature",
    EventKind.EPINEPHRINE: "Epinephrine given",
    EventKind.GLUCOSE: "Glucose or glucagon given",
    EventKind.BLEEDING_CONTROLLED: "Bleeding controlled",
    EventKind.OXYGEN: "Oxygen given",
    EventKind.HOSPITAL: "Hospital decided",
    EventKind.RIDES_ALONG: "Somebody rides along",
}
TEMPERATURES_C = (25.0, 45.0)


def detail_from(kind: EventKind, digits: str) -> str:
    """Return the detail that typed digits stand for; raises BadInput for an impossible number."""
    asked = BY_KIND[kind].asked
    if asked is None or len(digits) != asked.digits:
        raise BadInput(f"{len(digits)} digits are no such number; the event stands without it.")
    if kind is EventKind.TEMP_RECTAL:
        degrees, (low, high) = int(digits) / 10, TEMPERATURES_C
        if not low <= degrees <= high:
            raise BadInput(
                f"{degrees} °C is outside {low} to {high} °C; the event stands without it. "
                "Type tenths of degrees Celsius, such as 405 for 40.5."
            )
        return f"{degrees:.1f}"
    hour, minute = int(digits[:2]), int(digits[2:])
    if hour > 23 or minute > 59:
        raise BadInput(f"{digits} is no time of day; the event stands without it.")
    return f"{hour:02}:{minute:02}"


@dataclass(slots=True)
class Entry:
    """One event of a log, in the record or not yet."""

    id: str
    kind: EventKind
    at: str
    """ISO time with offset."""
    detail: str = ""
    void: str = ""
    """Why it was entered in error; empty while it stands."""
    by: str = ""
    """Who pressed the key, where that is not the user: a locked laptop cannot know."""
    kept: bool = False
    """Whether the record has it as it stands here."""

    @property
    def shown(self) -> bool:
        """Whether it is worth a line: not where the same event with its number took its place."""
        return self.void != NUMBER_ADDED


@dataclass(slots=True)
class SheetWritten:
    """A hand-over sheet that left this laptop as a file."""

    id: str
    at: str
    sha256: str
    athlete: str | None = None
    """Who was named on it."""
    by: str = ""


@dataclass(slots=True)
class Log:
    """One emergency while it goes on."""

    id: str
    started_at: str
    venue: str = ""
    athlete: str | None = None
    guest: str | None = None
    incident: str | None = None
    ended_at: str | None = None
    left: bool = False
    """Whether the screen was left: from then on there is an incident for it."""
    kept: bool = False
    """Whether the record has everything but the entries as it stands here."""
    entries: list[Entry] = field(default_factory=list)
    sheets: list[SheetWritten] = field(default_factory=list)

    @property
    def standing(self) -> list[Entry]:
        """The events that were not entered in error."""
        return [entry for entry in self.entries if not entry.void]

    @property
    def unkept(self) -> int:
        """How many events the record does not have yet."""
        return sum(1 for entry in self.entries if not entry.kept)

    @property
    def whole(self) -> bool:
        """Whether the record has everything."""
        return self.kept and not self.unkept

    def has(self, *kinds: EventKind) -> bool:
        """Tell whether one of these events stands."""
        return any(entry.kind in kinds for entry in self.standing)

    def to_pending(self) -> dict[str, Any]:
        """Return what may stand on the disk beside the records: times and kinds, no name and no number."""
        entries = [
            {"id": e.id, "kind": e.kind.value, "at": e.at, "void": e.void, "by": e.by} for e in self.entries
        ]
        sheets = [{"id": s.id, "at": s.at, "sha256": s.sha256, "by": s.by} for s in self.sheets]
        head = {"id": self.id, "started_at": self.started_at, "ended_at": self.ended_at, "left": self.left}
        return {**head, "entries": entries, "sheets": sheets}

    @classmethod
    def from_pending(cls, data: Mapping[str, Any]) -> Log:
        """Build a log from what `to_pending` gave; raises ValueError for anything else."""
        try:
            log = cls(
                id=_text(data["id"]),
                started_at=_moment(data["started_at"]),
                ended_at=None if data.get("ended_at") is None else _moment(data["ended_at"]),
                left=data.get("left") is True,
            )
            for each in data["entries"]:
                at, kind = _moment(each["at"]), EventKind(each["kind"])
                log.entries.append(
                    Entry(_text(each["id"]), kind, at, void=_text(each["void"]), by=_text(each["by"]))
                )
            for each in data.get("sheets", ()):
                at, sha256 = _moment(each["at"]), _text(each["sha256"])
                log.sheets.append(SheetWritten(_text(each["id"]), at, sha256, by=_text(each["by"])))
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"not a log of an emergency: {error}") from None
        return log


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _moment(value: object) -> str:
    text = _text(value)
    if datetime.fromisoformat(text).tzinfo is None:
        raise ValueError("a time without its offset")
    return text


def entry_words(entry: Entry, log: Log) -> str:
    """Return an event in words: a shock with its number, a number with its unit."""
    words = _LONG.get(entry.kind) or BY_KIND[entry.kind].words
    if entry.kind is EventKind.SHOCK and not entry.void:
        shocks = [each.id for each in log.standing if each.kind is EventKind.SHOCK]
        return f"{words} {shocks.index(entry.id) + 1}"
    if not entry.detail:
        return words
    if entry.kind is EventKind.TEMP_RECTAL:
        return f"{words} {entry.detail} °C"
    return f"{words}: {entry.detail}"


def rectal_celsius(kind: EventKind, detail: str) -> float | None:
    """Return the rectal temperature an event holds; None for every other event, and for no such number."""
    if kind is not EventKind.TEMP_RECTAL:
        return None
    try:
        degrees = float(detail)
    except ValueError:
        return None
    low, high = TEMPERATURES_C
    return degrees if low <= degrees <= high else None


def clock_words(since: str, now: datetime) -> str:
    """Return the time since a moment as hours, minutes and seconds; never less than nothing."""
    seconds = max(0, int((now - datetime.fromisoformat(since)).total_seconds()))
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def after_words(since: str, at: str) -> str:
    """Return how long after the start something was, such as "+3:07" in minutes and seconds."""
    gap = datetime.fromisoformat(at) - datetime.fromisoformat(since)
    seconds = max(0, int(gap / timedelta(seconds=1)))
    return f"+{seconds // 60}:{seconds % 60:02}"


def began_words(log: Log, now: datetime) -> str:
    """Return when an emergency began, with its day when that is not today."""
    began = local_moment(log.started_at, now)
    return began.strftime("%H:%M" if began.date() == now.date() else "%Y-%m-%d %H:%M")


@dataclass(frozen=True, slots=True)
class Known:
    """What a helper must know of one athlete, and nothing else."""

    name: str
    jersey: str
    team: str
    birth_date: str
    age: int | None
    sex: str
    alerts: tuple[str, ...]
    """In words; empty when nobody ever asked."""
    medication: tuple[str, ...]
    contacts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is handed over to the ambulance."""

    log: Log
    written_at: datetime
    written_by: str
    person: Known | None
    venue: Sequence[tuple[str, str]]
    """The lines of the venue's plan that help to find the place, each with its label."""
    call_back: str = ""


def with_number(entry: Entry, ident: str, detail: str) -> Entry:
    """Return the event that takes the place of one without its number."""
    return replace(entry, id=ident, detail=detail, void="", kept=False)
