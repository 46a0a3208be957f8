"""What stands against a change of availability, in sentences: it can be recorded, but never unseen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from trainer_tui.domain.availability import STRICTEST_FIRST, in_order, said
from trainer_tui.domain.incidents import Incident, StatusChange
from trainer_tui.domain.vocabulary import Availability
from trainer_tui.services.chart import Chart
from trainer_tui.services.incident_entry import decided_by_no_person


def doubts(
    chart: Chart,
    athlete: str,
    incident: Incident | None,
    availability: Availability,
    at: date,
    *,
    cleared: bool = False,
) -> list[str]:
    """Return what an athlete's changes say against a new one, with what to do; empty when nothing does.

    `cleared` says that somebody is named who cleared the athlete of this incident.
    """
    changes = chart.records.status_changes(athlete)
    standing = said(changes)
    own = incident.id if incident else None
    others = [
        change
        for about, change in standing.items()
        if about != own and _stricter(change.availability, availability)
    ]
    mine = standing.get(own)
    held = [mine] if mine and not cleared and _stricter(mine.availability, availability) else []
    return [
        *_too_early(in_order(changes), at, chart.records.today()),
        *(_held(change) for change in (*held, *others) if decided_by_no_person(change)),
        *(_goes_on(chart, change) if own else _ended(chart, change) for change in others),
    ]


def _stricter(one: Availability, other: Availability) -> bool:
    return STRICTEST_FIRST.index(one) < STRICTEST_FIRST.index(other)


def _too_early(changes: list[StatusChange], at: date, today: date) -> Iterator[str]:
    if not changes or changes[-1].at <= at.isoformat():
        return
    last = changes[-1]
    if last.at > today.isoformat():
        yield (
            f"The last change is of {last.at}, after today: check the clock of this computer. Until then "
            f"{last.availability.words} holds."
        )
    else:
        yield (
            f"The last change is of {last.at} ({last.availability.words}) and still holds after this one: "
            f"to change what holds now, give a day from {last.at} on."
        )


def _held(change: StatusChange) -> str:
    return (
        f"Out by {change.decided_by} since {change.at}: name who decided, and who cleared with which paper."
    )


def _about(chart: Chart, change: StatusChange) -> str:
    incident = chart.records.incidents.get(change.incident or "")
    if incident is None:
        return "what was said for the athlete"
    name = chart.condition_name(incident) or f"{incident.region.words}, condition not set"
    return f"{name} of {chart.records.onset_day(incident)}"


def _goes_on(chart: Chart, change: StatusChange) -> str:
    words = change.availability.words
    return (
        f"Still {words} since {change.at} for {_about(chart, change)}: the athlete stays {words} until that "
        "is changed as well."
    )


def _ended(chart: Chart, change: StatusChange) -> str:
    return (
        f"This speaks for the athlete and ends “{change.availability.words}” for {_about(chart, change)}: "
        "change it on one incident to leave the others as they are."
    )
