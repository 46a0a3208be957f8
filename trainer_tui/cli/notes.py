"""Notes of an incident: note add."""

from __future__ import annotations

from trainer_tui.cli import output
from trainer_tui.cli.context import Context
from trainer_tui.cli.inputs import read_json
from trainer_tui.domain.note_text import parse_notes


def add(context: Context) -> None:
    """Add notes, all or none."""
    notes = parse_notes(read_json(context.given.file))
    output.ids(context.services.chart.add_notes(context.given.incident, notes), as_json=context.json)
