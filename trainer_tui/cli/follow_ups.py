"""Follow-ups: listed, set for a day, and done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trainer_tui.cli import output
from trainer_tui.cli.context import Context
from trainer_tui.cli.inputs import read_json
from trainer_tui.domain.dates import local_moment
from trainer_tui.domain.follow_ups import FollowUp
from trainer_tui.domain.input_fields import as_object

if TYPE_CHECKING:
    from trainer_tui.bootstrap import Services


def show_list(context: Context) -> None:
    """Write follow-ups by their day."""
    services, given = context.services, context.given
    found = services.chart.follow_ups.listed(open_only=given.open, incident=given.incident)
    if context.json:
        output.data([_to_json(each, services) for each in found])
        return
    if not found:
        output.say("No follow-up fits.")
    output.table(("On", "Who", "What", "State", "Incident", "Id"), (_cells(each, services) for each in found))


def _who(follow_up: FollowUp, services: Services) -> str:
    return services.chart.who(services.chart.records.incident(follow_up.incident))


def _waits(follow_up: FollowUp, services: Services) -> bool:
    """Tell whether somebody has to come back to it: not once its incident is closed."""
    return follow_up.open and services.chart.records.incident(follow_up.incident).open


def _to_json(follow_up: FollowUp, services: Services) -> dict[str, Any]:
    return {
        "id": follow_up.id,
        "incident": follow_up.incident,
        "who": _who(follow_up, services),
        "on": follow_up.on,
        "text": follow_up.text,
        "by": follow_up.by,
        "open": follow_up.open,
        "overdue": _waits(follow_up, services) and follow_up.overdue(services.clock()),
        "done_at": follow_up.done_at,
        "done_note": follow_up.done_note or None,
        "state": follow_up.view.state.value,
    }


def _cells(follow_up: FollowUp, services: Services) -> tuple[str, ...]:
    what = ": ".join(filter(None, (follow_up.text, follow_up.done_note)))
    who, state = _who(follow_up, services), _state(follow_up, services)
    return follow_up.on, who, what, state, follow_up.incident, follow_up.id


def _state(follow_up: FollowUp, services: Services) -> str:
    now = services.clock()
    if follow_up.view.voided:
        return follow_up.view.state.words
    if follow_up.done_at:
        return f"done {local_moment(follow_up.done_at, now):%Y-%m-%d}"
    if not _waits(follow_up, services):
        return "incident not open"
    return "overdue" if follow_up.overdue(now) else "open"


def add(context: Context) -> None:
    """Set a follow-up on an incident."""
    raw = as_object("follow-up", read_json(context.given.file))
    output.ids([context.services.chart.follow_ups.add(context.given.id, raw)], as_json=context.json)


def done(context: Context) -> None:
    """Say that a follow-up was done."""
    given = context.given
    context.services.chart.follow_ups.done(given.id, given.note)
    output.ids([given.id], as_json=context.json)
