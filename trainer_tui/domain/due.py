"""What waits for somebody at a time of its own: checks, referrals, guardians, stages, follow-ups, drafts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from trainer_tui.domain.vocabulary import Tier

_IN_MINUTES = timedelta(minutes=90)
_IN_HOURS = timedelta(hours=48)


class DueKind(StrEnum):
    """What kind of thing is due."""

    RECHECK = "recheck"
    REFERRAL = "referral"
    FOLLOW_UP = "follow_up"
    STAGE = "stage"
    GUARDIAN = "guardian"
    DRAFT = "draft"

    @property
    def word(self) -> str:
        """What it is in one word, as it is counted."""
        return _WORDS.get(self, self.value)


_WORDS = {DueKind.RECHECK: "check", DueKind.FOLLOW_UP: "follow-up"}
NEVER_LATE = frozenset({DueKind.STAGE, DueKind.DRAFT})
"""What waits without being an omission: a stage that is not tried, something half written."""


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to be done, and from when on it is overdue."""

    kind: DueKind
    record: str
    """Id of the referral, protocol, follow-up or incident it is about; the name of a draft."""
    incident: str
    """Id of the incident; empty for a draft that is about none yet."""
    at: datetime
    """When it is due, with its offset."""
    what: str
    """What is to be done, in a few words."""
    tier: Tier | None = None
    who: str = ""
    """In words, of whom a draft is that is about no incident yet."""

    def overdue(self, now: datetime) -> bool:
        """Whether its time has passed, of what can be late."""
        return self.kind not in NEVER_LATE and self.at < now


def in_order(items: Iterable[Due], now: datetime) -> list[Due]:
    """Return what is overdue, the most urgent first, then what is not, by its time.

    Stages that may be tried stand behind everything that can be late, drafts behind those.
    """
    kinds = list(DueKind)

    def place(due: Due) -> tuple[int, bool, int, datetime, str]:
        late = due.overdue(now)
        urgency = due.tier.rank if late and due.tier else len(Tier)
        behind = kinds.index(due.kind) if due.kind in NEVER_LATE else 0
        return behind, not late, urgency, due.at, due.record

    return sorted(items, key=place)


def how_long(due: Due, now: datetime) -> str:
    """Say how long something is overdue, or in how long it is due, in the largest fitting unit.

    Of a draft it is only said that it is not saved.
    """
    gap = abs(now - due.at)
    if due.kind is DueKind.DRAFT:
        return "not saved"
    if gap < _IN_MINUTES:
        minutes = round(gap.total_seconds() / 60)
        if not minutes:
            return "now"
        words = f"{minutes} min"
    elif gap < _IN_HOURS:
        words = f"{round(gap.total_seconds() / 3600)} h"
    else:
        words = f"{gap.days} days"
    if due.kind is DueKind.STAGE and due.at <= now:
        return f"for {words}"
    return f"overdue by {words}" if due.overdue(now) else f"in {words}"


def changes_in(due: Due, now: datetime) -> timedelta:
    """Return after what time `how_long` says something else, or the thing becomes due; always above zero."""
    left = due.at - now
    gap = abs(left)
    if gap <= _IN_MINUTES:
        step, turn = timedelta(minutes=1), timedelta(seconds=30)
    elif gap <= _IN_HOURS:
        step, turn = timedelta(hours=1), timedelta(minutes=30)
    else:
        step, turn = timedelta(days=1), timedelta()
    edges = (timedelta(), _IN_MINUTES, _IN_HOURS, -_IN_MINUTES, -_IN_HOURS)
    return min([(left - turn) % step or step, *(left - edge for edge in edges if left > edge)])
