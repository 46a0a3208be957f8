"""Venues and their emergency plans: list, show, add. No record is opened for them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from trainer_tui.cli import output
from trainer_tui.cli.context import Context
from trainer_tui.cli.inputs import as_list, read_json
from trainer_tui.domain.errors import FieldError, NotFound
from trainer_tui.domain.input_fields import as_object
from trainer_tui.domain.plain_text import visible
from trainer_tui.domain.venues import Venue, VenueBook, parse_venue, plan_lines

MISSING = "not written down yet"


def show_list(context: Context) -> None:
    """Write the names of all venues; the one in use is marked."""
    book = _book(context)
    if context.json:
        output.data([_to_json(venue, book) for venue in book.venues])
        return
    if not book.venues:
        output.say("No venue's emergency plan is written down yet; add one with: venue add FILE")
    output.table(
        ("", "Venue", "Address", "AED"),
        (
            ("*" if venue == book.current else "", venue.name, venue.address, venue.aed)
            for venue in book.venues
        ),
    )


def show(context: Context) -> None:
    """Write the emergency plan of a venue as a card to print; without a name of the one in use."""
    book = _book(context)
    name = context.given.name or (book.current.name if book.current else "")
    venue = next((each for each in book.venues if each.name == name), None)
    if venue is None:
        raise NotFound(
            f"There is no venue called {visible(name)[:64]}." if name else "There is no venue yet."
        )
    if context.json:
        output.data(_to_json(venue, book))
        return
    output.line("EMERGENCY ACTION PLAN")
    output.line()
    lines = plan_lines(venue, context.config.emergency_number)
    output.labelled((label, text or MISSING) for label, text in lines)


def add(context: Context) -> None:
    """Add venues, or with --force replace those of the same names; all or none."""
    from trainer_tui.bootstrap import open_venues

    raws = as_list(read_json(context.given.file))
    kept = book = _book(context)
    names = []
    for number, raw in enumerate(raws):
        try:
            venue = parse_venue(as_object("venue", raw))
            book = book.put(venue, venue.name if context.given.force else "")
        except FieldError as error:
            place = f"[{number}]." if len(raws) > 1 else ""
            raise FieldError(f"{place}{error.field}", error.problem) from None
        names.append(venue.name)
    chosen = kept.current.name if kept.current else ""
    context.directories.ensure()
    open_venues(context.directories).save(VenueBook(book.venues, chosen))
    output.ids(names, as_json=context.json)


def _book(context: Context) -> VenueBook:
    from trainer_tui.bootstrap import open_venues

    book = open_venues(context.directories).load()
    for problem in book.problems:
        output.say(problem)
    return book


def _to_json(venue: Venue, book: VenueBook) -> dict[str, Any]:
    return {"id": venue.name, **asdict(venue), "chosen": venue == book.current}
