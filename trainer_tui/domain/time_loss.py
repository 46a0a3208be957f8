"""Days lost to an incident, from dated status changes by the rule of the IOC consensus statement 2020.

The first day not fully available is day 0, so a continuous absence counts the days between it and the day of
full availability. An intermittent problem counts each day out. No day is ever typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from trainer_tui.domain.vocabulary import Availability, TimeLossMode

Change = tuple[date, Availability]
"""From this day on the athlete had this availability."""


@dataclass(frozen=True, slots=True)
class TimeLoss:
    """The days an incident has cost so far."""

    days: int = 0
    """Days lost in the mode of the incident."""
    out_days: int = 0
    limited_days: int = 0
    ongoing: bool = False
    """Whether the athlete is still not fully available, so that the days go on."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    start: date
    end: date
    """The first day that no longer belongs to it."""
    availability: Availability


def time_loss(changes: Sequence[Change], mode: TimeLossMode, today: date) -> TimeLoss:
    """Count the days lost; `changes` are ordered by day, and of several on one day the last one holds.

    Without a day of full availability the count runs to `today`.
    """
    out = limited = 0
    ongoing = False
    first: date | None = None
    for stretch in _stretches(changes, today):
        if stretch.availability is Availability.FULL:
            first = None
            continue
        first = first or stretch.start
        start = stretch.start
        if mode is TimeLossMode.CONTINUOUS:
            start = max(start, first + timedelta(days=1))
        days = max(0, (stretch.end - start).days)
        if stretch.availability is Availability.OUT:
            out += days
        else:
            limited += days
    if changes:
        ongoing = changes[-1][1] is not Availability.FULL
    days = out if mode is TimeLossMode.INTERMITTENT else out + limited
    return TimeLoss(days, out, limited, ongoing)


def _stretches(changes: Sequence[Change], today: date) -> Iterator[_Stretch]:
    """Yield what held from one change to the next; a change overtaken on its own day is an empty stretch."""
    for (start, availability), (end, _) in pairwise(changes):
        yield _Stretch(start, end, availability)
    if changes:
        start, availability = changes[-1]
        yield _Stretch(start, max(start, today), availability)
