"""The hand-over of a shift: what others changed since the user left."""

from __future__ import annotations

from trainer_tui.cli import output
from trainer_tui.cli.context import Context
from trainer_tui.domain.dates import local_moment, parse_moment
from trainer_tui.services.shifts import Shift, Story, words_of_since


def run(context: Context) -> None:
    """Print what others changed since the user left, or since a given time."""
    services, given = context.services, context.given.since
    if given is None:
        shift = services.shifts.since_left()
    else:
        shift = services.shifts.since(parse_moment("--since", given, services.clock()))
    if context.json:
        output.data(_as_data(shift))
    else:
        _write(context, shift)


def _as_data(shift: Shift) -> dict[str, object]:
    changes = [
        {
            "incident": story.incident,
            "athlete": story.athlete,
            "at": each.at,
            "by": each.by,
            "kind": each.kind,
            "what": each.what,
        }
        for story in shift.stories
        for each in story.changes
    ]
    return {"since": shift.since.isoformat(), "known": shift.known, "more": shift.more, "changes": changes}


def _write(context: Context, shift: Shift) -> None:
    services = context.services
    output.line(words_of_since(shift, services.user))
    for story in shift.stories:
        output.line()
        output.line(_heading(context, story))
        output.table(
            ("When", "By", "What"),
            (
                (f"{local_moment(each.at, services.clock()):%Y-%m-%d %H:%M}", each.by, each.what)
                for each in story.changes
            ),
        )
    if not shift.stories:
        output.line("Nothing was changed by others.")
    if shift.more:
        output.line()
        output.line("Older changes are not shown; give a later --since, or read the history of an incident.")


def _heading(context: Context, story: Story) -> str:
    who, ident = context.services.shifts.who(story), story.incident or story.athlete or ""
    return f"{who}  {ident}"
