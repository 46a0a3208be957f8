"""Practices and matches: session add, list, amend and void."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trainer_tui.cli import output
from trainer_tui.cli.context import Context
from trainer_tui.cli.inputs import as_list, read_json
from trainer_tui.domain.dates import local_moment
from trainer_tui.domain.exposure import exposure_of, levels_of
from trainer_tui.domain.input_fields import as_object
from trainer_tui.domain.vocabulary import Participation

if TYPE_CHECKING:
    from trainer_tui.bootstrap import Services
    from trainer_tui.domain.sessions import Session


def add(context: Context) -> None:
    """Record sessions, all or none."""
    raws = as_list(read_json(context.given.file))
    output.ids(context.services.sessions.add(raws), as_json=context.json)


def amend(context: Context) -> None:
    """Change just the given fields."""
    raw = as_object("session", read_json(context.given.file))
    context.services.sessions.amend(context.given.id, raw, context.given.reason)
    output.ids([context.given.id], as_json=context.json)


def void(context: Context) -> None:
    """Mark as entered in error."""
    context.services.sessions.void(context.given.id, context.given.reason)
    output.ids([context.given.id], as_json=context.json)


def show_list(context: Context) -> None:
    """Write sessions, newest first."""
    services, given = context.services, context.given
    found = services.sessions.listed(since=given.since, until=given.until, team=given.team)
    if context.json:
        output.data([_to_json(each) for each in found])
        return
    if not found:
        output.say("No session fits.")
    output.table(
        ("Start", "Team", "Kind", "Min", "Took part", "Modified", "Absent", "State", "Id"),
        (_cells(each, services) for each in found),
    )


def _to_json(session: Session) -> dict[str, Any]:
    exposure = exposure_of(session)
    return {
        "id": session.id,
        "team": session.team,
        "kind": session.kind.value,
        "start": session.start,
        "planned_min": session.planned_min,
        "venue": session.venue or None,
        "surface": session.surface and session.surface.value,
        "roster": list(session.roster),
        "exceptions": [{**entry.to_json(), "athlete": {"id": entry.athlete}} for entry in session.exceptions],
        "athlete_exposures": exposure.athlete_exposures,
        "hours": round(exposure.hours, 2),
        "state": session.view.state.value,
        "conflicts": sorted(session.view.conflicts),
    }


def _cells(session: Session, services: Services) -> tuple[str, ...]:
    levels = levels_of(session)
    state = session.view.state.words
    return (
        f"{local_moment(session.start, services.clock()):%Y-%m-%d %H:%M}",
        session.team or "-",
        session.kind.words,
        str(session.planned_min),
        str(exposure_of(session).athlete_exposures),
        str(levels[Participation.MODIFIED]),
        str(sum(n for level, n in levels.items() if not level.takes_part)),
        f"{state}, two laptops differ" if session.view.conflicts else state,
        session.id,
    )
