"""The texts in which a search finds: each with its rank and its place on the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from trainer_tui.domain.search import Field, words_of


@dataclass(frozen=True, slots=True)
class Passage:
    """One text of a condition that can be found."""

    field: Field
    place: str
    """The key of the statement on its page; empty for names, which stand above all statements."""
    text: str


class Passages:
    """The texts of one condition as the compiled index keeps them, with their words ready for comparing."""

    def __init__(self, rows: Sequence[Sequence[Any]] = ()) -> None:
        """Take field, place, text and the words of the text, each with a space before it."""
        self._rows = rows

    @classmethod
    def of(cls, passages: Iterable[Passage]) -> Passages:
        """Make the words of passages ready."""
        return cls([[p.field, p.place, p.text, "".join(f" {w}" for w in words_of(p.text))] for p in passages])

    def __iter__(self) -> Iterator[Passage]:
        return (_passage(row) for row in self._rows)

    def to_json(self) -> list[list[Any]]:
        """Return the passages as plain data, which the class is built from again."""
        return [list(row) for row in self._rows]

    def best(self, words: Sequence[str]) -> Passage | None:
        """Return the passage in which most words begin one, the better field first; None where none does."""
        starts = [f" {word}" for word in words]
        found, most = None, (0, 0)
        for row in self._rows:
            # Counted by hand: this runs over every statement of every condition in the list.
            begun = 0
            for start in starts:
                if start in row[3]:
                    begun += 1
            if begun > most[0] or (begun and begun == most[0] and -row[0] > most[1]):
                found, most = row, (begun, -row[0])
        return _passage(found) if found is not None else None


def _passage(row: Sequence[Any]) -> Passage:
    return Passage(Field(row[0]), row[1], row[2])
