"""Taking in records from another laptop."""

from __future__ import annotations

from trainer_tui.cli import output
from trainer_tui.cli.context import Context
from trainer_tui.cli.inputs import LEDGER_LIMIT, read_json


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
        f"{merged.new} changes of {merged.records} records were taken in; {merged.known} were here already."
    )
    if merged.conflicts:
        output.say(
            f"{merged.conflicts} records now hold different values from two laptops; both are kept and shown."
        )
