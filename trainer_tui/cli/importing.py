"""Taking in records from another laptop."""

from __future__ import annotations

from trainer_tui.cli import output
from trainer_tui.cli.context import Context
from trainer_tui.cli.inputs import LEDGER_LIMIT, read_json
from trainer_tui.domain.plain_text import counted


def run(context: Context) -> None:
    """Add what is not here yet."""
    document = read_json(context.given.file, LEDGER_LIMIT)
    merged = context.services.merging.take_in(document)
    if context.json:
        output.data(
            {
                "new": merged.new,
                "known": merged.known,
                "records": merged.records,
                "conflicts": merged.conflicts,
            }
        )
    output.say(
        f"Taken in: {counted(merged.new, 'change')} of {counted(merged.records, 'record')}; "
        f"here already: {merged.known}."
    )
    if merged.conflicts:
        output.say(
            f"Different values from two laptops now stand in {counted(merged.conflicts, 'record')}; "
            "both are kept and shown."
        )
