"""The next check of an incident: the soonest that a matched rule asks for, counted from the last look."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from trainer_tui.domain.dates import local_moment
from trainer_tui.domain.due import Due, DueKind, how_long
from trainer_tui.domain.triage import Rule


@dataclass(frozen=True, slots=True)
class Recheck:
    """When somebody must look again, and which rule says so."""

    due: Due
    rule: str
    minutes: int
    """After how many minutes the rule asks it."""


def next_check(incident: str, matched: Iterable[Rule], last: str | None) -> Recheck | None:
    """Return the next check of an incident; None when no rule asks one or nobody ever looked.

    `last` is the time of the last standing assessment, ISO time with offset: any assessment answers a check.
    """
    asking = [(rule.recheck_minutes, rule.tier.rank, rule) for rule in matched if rule.recheck_minutes]
    if last is None or not asking:
        return None
    minutes, _, rule = min(asking, key=lambda each: each[:2])
    at = datetime.fromisoformat(last) + timedelta(minutes=minutes)
    what = f"Check again ({rule.id})"
    return Recheck(Due(DueKind.RECHECK, incident, incident, at, what, rule.tier), rule.id, minutes)


def recheck_words(recheck: Recheck, now: datetime) -> str:
    """Say when the next check is, and why then."""
    at, today = (local_moment(moment.isoformat(), now) for moment in (recheck.due.at, now))
    clock = f"{at:%H:%M}" if at.date() == today.date() else f"{at:%Y-%m-%d %H:%M}"
    was = "due" if recheck.due.overdue(now) else "at"
    return f"{how_long(recheck.due, now)}, {was} {clock} ({recheck.rule}: {recheck_asked(recheck.minutes)})"


def recheck_asked(minutes: int) -> str:
    """Say what a rule asks for."""
    return f"recheck after {minutes} min"
