"""What it could also be, from region, mechanism and findings; nothing is stored."""

from __future__ import annotations

from trainer_tui.cli import output
from trainer_tui.cli.context import Context
from trainer_tui.cli.inputs import read_json
from trainer_tui.domain.incident_input import Reading
from trainer_tui.domain.suggestions import Suggestion, grouped
from trainer_tui.services.suggesting import FOOT, HEADING, NOTHING, read_case


def run(context: Context) -> None:
    """Write the conditions that a case points to, what must not be missed first."""
    library = context.library
    reading = Reading(library.rules.vocabulary, library.reference.catalogue, context.now)
    case = read_case(read_json(context.given.file), reading)
    found = library.suggesting.suggest(case)
    if context.json:
        output.data([suggestion.to_json() for suggestion in found])
        return
    output.line(HEADING)
    for title, group in grouped(found):
        output.line()
        output.line(title)
        for suggestion in group:
            _write(suggestion)
    if not found:
        output.line(NOTHING)
    output.line()
    output.line(FOOT)


def _write(suggestion: Suggestion) -> None:
    symbol = suggestion.tier.symbol if suggestion.tier else ""
    output.line(f"{symbol:<2} {suggestion.name} ({suggestion.id})  {suggestion.urgency}".rstrip())
    for reason in suggestion.why:
        output.line(f"     {reason.words}")
