"""The file of the venues: written by the app, open to an editor, and never in the way of an emergency."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

from trainer_tui.domain.errors import FieldError, StoreError
from trainer_tui.domain.venues import Venue, VenueBook, parse_venue
from trainer_tui.files import disk_problem, free_name, make_folder, write_whole

_HEADER = (
    "# The emergency action plans of your venues, no health data.\n"
    "# The app writes this file anew when a venue changes; you may edit it as well.\n"
)


class VenueFile:
    """The `VenueStore` of `domain.ports` in a TOML file."""

    def __init__(self, path: Path) -> None:
        """Name the file; it is made with the first venue."""
        self._path = path

    def load(self) -> VenueBook:
        """Return all venues that can be read, with a sentence for each that cannot. Never fails."""
        import tomllib

        try:
            table = tomllib.loads(self._path.read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError):
            return VenueBook()
        except OSError as error:
            return VenueBook(problems=(self._unread(error.strerror or "it cannot be opened"),))
        except (ValueError, RecursionError) as error:
            return VenueBook(problems=(self._unread(str(error)),))
        return self._book(table)

    def _book(self, table: dict[str, Any]) -> VenueBook:
        listed = table.get("venue", [])
        problems: list[str] = []
        venues: dict[str, Venue] = {}
        if not isinstance(listed, list):
            return VenueBook(problems=(self._unread("each venue stands under a line [[venue]]"),))
        for number, raw in enumerate(listed, start=1):
            try:
                venue = parse_venue(raw if isinstance(raw, dict) else {})
            except FieldError as error:
                problems.append(f"{self._path}: venue {number} is left out: {error.message}")
            else:
                if venues.setdefault(venue.name, venue) is not venue:
                    problems.append(f"{self._path}: venue {number} is left out: its name stands there twice.")
        chosen = table.get("chosen")
        return VenueBook(tuple(venues.values()), chosen if isinstance(chosen, str) else "", tuple(problems))

    def save(self, book: VenueBook) -> None:
        """Write all venues, whole or not at all, for their owner alone; raises StoreError.

        A file that holds something the app could not read is kept beside it first.
        """
        try:
            make_folder(self._path.parent)
            if self.load().problems:
                self._path.replace(free_name(self._path.with_name(self._path.name + ".damaged")))
            write_whole(self._path, _text(book).encode("utf-8"))
        except UnicodeEncodeError:
            raise StoreError("The plan holds signs that are not text; type them anew.") from None
        except OSError as error:
            raise disk_problem(error, "The plans of the venues", self._path) from error

    def _unread(self, problem: str) -> str:
        return (
            f"The plans in {self._path} cannot be read ({problem}). Correct that file, or write a plan anew."
        )


def _text(book: VenueBook) -> str:
    parts = [_HEADER]
    if book.current is not None:
        parts.append(f"chosen = {_quoted(book.current.name)}\n")
    for venue in book.venues:
        lines = (f"{field.name} = {_quoted(getattr(venue, field.name))}\n" for field in fields(Venue))
        parts.append("\n[[venue]]\n" + "".join(lines))
    return "".join(parts)


def _quoted(text: str) -> str:
    # JSON writes text as TOML does, but for the delete character.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
