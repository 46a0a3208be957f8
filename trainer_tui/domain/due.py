"""What waits for somebody at a time of its own: re-checks, referrals, stages of a protocol."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from trainer_tui.domain.vocabulary import Tier


class DueKind(StrEnum):
    """What kind of thing is due."""

    RECHECK = "recheck"
    REFERRAL = "referral"
    STAGE = "stage"


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to be done for one incident, and from when on it is overdue."""

    kind: DueKind
    record: str
    """Id of the record it is about: the referral, the protocol, or the incident itself."""
    incident: str
    at: datetime
    """When it is due, with its offset."""
    what: str
    """What is to be done, in a few words."""
    tier: Tier | None = None

    def overdue(self, now: datetime) -> bool:
        """Whether its time has passed; a stage that is not tried is no omission, so it never is."""
        return self.kind is not DueKind.STAGE and self.at < now


def in_order(items: Iterable[Due]) -> list[Due]:
    """Return what is due by its time; of two at the same time the more urgent first.

    Stages that may be tried stand behind everything that can be late.
    """
    last = len(Tier)
    return sorted(
        items,
        key=lambda due: (
            due.kind is DueKind.STAGE,
            due.at,
            due.tier.rank if due.tier else last,
            due.record,
        ),
    )


def how_long(due: Due, now: datetime) -> str:
    """Say how long something is overdue, or in how long it is due, in the largest fitting unit."""
    gap = abs(now - due.at)
    if gap < timedelta(minutes=90):
        words = f"{round(gap.total_seconds() / 60)} min"
    elif gap < timedelta(hours=48):
        words = f"{round(gap.total_seconds() / 3600)} h"
    else:
        words = f"{gap.days} days"
    if due.kind is DueKind.STAGE and due.at <= now:
        return f"for {words}"
    return f"overdue by {words}" if due.overdue(now) else f"in {words}"
