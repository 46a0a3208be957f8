"""Sheets to print."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from trainer_tui.cli import output
from trainer_tui.cli.context import Context
from trainer_tui.domain.errors import NotFound, UsageError
from trainer_tui.domain.plain_text import visible
from trainer_tui.domain.prints import Order, PrintKind
from trainer_tui.domain.vocabulary import Purpose, Region
from trainer_tui.services.consents import consent_warning

if TYPE_CHECKING:
    from trainer_tui.domain.venues import Venue

TAKES = {
    PrintKind.SHEET: ("region",),
    PrintKind.ROSTER: ("team",),
    PrintKind.ADVICE: ("incident",),
    PrintKind.NOTE: ("incident", "restriction", "first", "last", "with_diagnosis"),
    PrintKind.COACH: ("team",),
    PrintKind.PLAN: ("venue",),
}
"""The options each kind of sheet has a use for."""
OPTIONS = ("team", "incident", "region", "venue", "restriction", "first", "last", "with_diagnosis")


def run(context: Context) -> None:
    """Write a sheet and say what was recorded."""
    given = context.given
    kind = PrintKind(given.kind)
    for name in OPTIONS:
        if getattr(given, name) and name not in TAKES[kind]:
            option = {"first": "from", "last": "until"}.get(name, name).replace("_", "-")
            raise UsageError(f"--{option} is not for print {kind}; leave it out.")
    order = Order(
        kind,
        team=given.team,
        incident=given.incident,
        region=Region(given.region) if given.region else Region.UNSPECIFIED,
        venue=_venue(context, given.venue) if kind is PrintKind.PLAN else None,
        emergency_number=context.config.emergency_number,
        restriction=given.restriction,
        first=given.first,
        last=given.last,
        with_diagnosis=given.with_diagnosis,
    )
    prints, path = context.services.prints, Path(given.output).expanduser().absolute()
    if prints.compose(order).personal:
        for name in ("recipient", "purpose"):
            if getattr(given, name) is None:
                raise UsageError(f"--{name} is missing: a sheet that names people says to whom and why.")
    purpose = Purpose(given.purpose) if given.purpose else None
    sheet = prints.write(order, path, recipient=given.recipient or "", purpose=purpose, force=given.force)
    if context.json:
        output.data({"path": str(path)})
    else:
        output.line(str(path))
    if sheet.personal and purpose is not None:
        output.say(f"Recorded: handed to {given.recipient} for {purpose.words}.")
        if warning := consent_warning(context.services.chart.records, purpose, sheet.athletes):
            output.say(warning)


def _venue(context: Context, name: str) -> Venue | None:
    from trainer_tui.bootstrap import open_venues

    book = open_venues(context.directories).load()
    if not name:
        return book.current
    found = next((venue for venue in book.venues if venue.name == name), None)
    if found is None:
        raise NotFound(f"There is no venue called {visible(name)[:64]}.")
    return found
