"""Exposure: how much playing and training there was, the measure that injuries are counted against.

One athlete-exposure is one athlete taking part in one session, however long; whoever was absent or did not
play has none. Hours follow the minutes of taking part, or the planned ones where nobody said otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from trainer_tui.domain.sessions import Exempt, Session
from trainer_tui.domain.vocabulary import Participation, SessionKind

FIRST_MONTH = 7
"""The month a season begins with: July."""

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Exposure:
    """Exposure of one session or of several together."""

    sessions: int = 0
    athlete_exposures: int = 0
    minutes: int = 0
    """Minutes of taking part, of all athletes together."""

    @property
    def hours(self) -> float:
        """Hours of taking part, of all athletes together."""
        return self.minutes / 60

    def __add__(self, other: Exposure) -> Exposure:
        """Return both together."""
        return Exposure(
            self.sessions + other.sessions,
            self.athlete_exposures + other.athlete_exposures,
            self.minutes + other.minutes,
        )


@dataclass(frozen=True, order=True, slots=True)
class Group:
    """What exposure is told apart by."""

    season: str
    """Such as "2026/27"."""
    team: str
    kind: SessionKind


def exposure_of(session: Session) -> Exposure:
    """Return the exposure of one session."""
    in_full, said = _told_apart(session)
    taking_part = [entry for entry in said if entry.level.takes_part]
    minutes = sum(session.planned_min if entry.minutes is None else entry.minutes for entry in taking_part)
    return Exposure(1, in_full + len(taking_part), in_full * session.planned_min + minutes)


def levels_of(session: Session) -> Counter[Participation]:
    """Return how many athletes took part how far."""
    in_full, said = _told_apart(session)
    return Counter({Participation.FULL: in_full}) + Counter(entry.level for entry in said)


def _told_apart(session: Session) -> tuple[int, list[Exempt]]:
    """Return how many of the roster nothing was said about, and the exceptions, each athlete once."""
    said = {entry.athlete: entry for entry in session.exceptions}
    return len(set(session.roster) - said.keys()), list(said.values())


def totals(sessions: Iterable[Session], key: Callable[[Session], Key]) -> dict[Key, Exposure]:
    """Add the exposure of sessions up by a key; those entered in error do not count."""
    found: dict[Key, Exposure] = {}
    for session in sessions:
        if not session.view.voided:
            group = key(session)
            found[group] = found.get(group, Exposure()) + exposure_of(session)
    return found


def group_of(session: Session) -> Group:
    """Return season, team and kind of a session; the day is that of the place where it was recorded."""
    day = datetime.fromisoformat(session.start).date()
    return Group(season_of(day), session.team, session.kind)


def season_of(day: date) -> str:
    """Return the season a day lies in: from July to June, such as "2026/27"."""
    first = day.year if day.month >= FIRST_MONTH else day.year - 1
    return f"{first}/{(first + 1) % 100:02}"
