"""What an athlete may do today, from dated status changes.

A change that names an incident speaks for that incident alone; one that names none speaks for the athlete
and ends what was said before. The athlete is as available as the strictest incident allows: settling a
sprained ankle never ends the hold of a head injury.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from trainer_tui.domain.incidents import StatusChange
from trainer_tui.domain.time_loss import Change
from trainer_tui.domain.vocabulary import Availability

STRICTEST_FIRST = (Availability.OUT, Availability.LIMITED, Availability.FULL)


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds for an athlete, and since when."""

    availability: Availability = Availability.FULL
    since: str | None = None
    """ISO date of the first day not fully available; None while fully available."""
    change: StatusChange | None = None
    """The change that decides: the latest of the strictest ones."""


def in_order(changes: Sequence[StatusChange]) -> list[StatusChange]:
    """Return changes by their day, on one day as they were made, without those entered in error."""
    return sorted((c for c in changes if not c.view.voided), key=lambda change: change.at)


def said(changes: Sequence[StatusChange]) -> dict[str | None, StatusChange]:
    """Return what was said last about each incident, None standing for the athlete, latest said last."""
    found: dict[str | None, StatusChange] = {}
    for change in in_order(changes):
        _say(found, change)
    return found


def _say(said: dict[str | None, StatusChange], change: StatusChange) -> None:
    """Let a change stand in place of what it ends."""
    if change.incident is None:
        said.clear()
    said.pop(None, None)
    said.pop(change.incident, None)  # what was said last stands last
    said[change.incident] = change


def standing(changes: Sequence[StatusChange]) -> Standing:
    """Add up the changes of one athlete."""
    now = Standing()
    found: dict[str | None, StatusChange] = {}
    for change in in_order(changes):
        _say(found, change)
        strictest = min(reversed(found.values()), key=lambda c: STRICTEST_FIRST.index(c.availability))
        if strictest.availability is Availability.FULL:
            now = Standing(change=strictest)
        else:
            now = Standing(strictest.availability, now.since or change.at, strictest)
    return now


def holds_in_force(changes: Sequence[StatusChange], incident: str) -> tuple[StatusChange, ...]:
    """Return what keeps an athlete from being fully available for an incident, or whatever the incident."""
    return tuple(
        change
        for about, change in said(changes).items()
        if about in (None, incident) and change.availability is not Availability.FULL
    )


def ended_by(changes: Sequence[StatusChange], incident: str) -> StatusChange | None:
    """Return the change to full that ended what kept an athlete out for an incident, if one did."""
    about = [change for change in in_order(changes) if change.incident in (None, incident)]
    return about[-1] if about and about[-1].availability is Availability.FULL else None


def changes_of_incident(changes: Sequence[StatusChange], incident: str) -> list[Change]:
    """Return what was said about one incident: its own changes, and those of the athlete while it lasts."""
    about = [change for change in changes if change.incident is None or change.incident == incident]
    found: list[Change] = []
    for change in in_order(about) if about else ():
        lasting = bool(found) and found[-1][1] is not Availability.FULL
        if change.incident == incident or lasting:
            found.append((date.fromisoformat(change.at), change.availability))
    return found
