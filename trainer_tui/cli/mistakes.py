"""Single entries that were made in error: the void of notes, status changes, contacts and the like."""

from __future__ import annotations

from trainer_tui.cli import output
from trainer_tui.cli.context import Context
from trainer_tui.domain.plain_text import counted


def void(context: Context) -> None:
    """Mark an entry as entered in error, and say what went with it."""
    given = context.given
    went = context.services.chart.mistakes.void(given.kind, given.id, given.reason)
    output.ids([given.id], as_json=context.json)
    if went:
        output.say(f"{counted(went, 'status change')} that rested on it went with it.")
