"""Taking in records from another laptop."""

from __future__ import annotations

from trainer_tui.cli import output
from trainer_tui.cli.context import Context
from trainer_tui.cli.inputs import LEDGER_LIMIT, read_json
from trainer_tui.domain.plain_text import counted


def run(context: Context) -> None:
    """Add what is not here yet."""
    document = read_json(context.given.file, LEDGER_LIMIT)
    merging = context.services.merging
    plan = merging.plan(document)
    merged = plan.merged if context.given.check else merging.apply(plan)
    if context.json:
        output.data(
            {
                "new": merged.new,
                "known": merged.known,
                "records": merged.records,
                "conflicts": merged.conflicts,
                "devices": list(merged.devices),
            }
        )
    done = "Not taken in, only checked" if context.given.check else "Taken in"
    output.say(
        f"{done}: {counted(merged.new, 'change')} of {counted(merged.records, 'record')}; "
        f"here already: {merged.known}."
    )
    if merged.conflicts:
        output.say(
            f"Different values from two laptops {'would' if context.given.check else 'now'} stand in "
            f"{counted(merged.conflicts, 'record')}; both are kept and shown."
        )
