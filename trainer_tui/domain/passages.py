"""The texts in which a search finds: each with its rank and its place on the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    folded: str = ""
    """Its words as a search compares them, each with a space before it."""

    def begun(self, words: Sequence[str]) -> int:
        """Return how many of the words begin a word of the passage."""
        return sum(f" {word}" in self.folded for word in words)


def best_passage(passages: Iterable[Passage], words: Sequence[str]) -> Passage | None:
    """Return the passage in which most words begin one, the better field first; None where none does."""
    best, most = None, (0, 0)
    for passage in passages:
        found = passage.begun(words), -passage.field
        if found[0] and found > most:
            best, most = passage, found
    return best


def passages_to_json(passages: Iterable[Passage]) -> list[list[Any]]:
    """Return passages as plain data with their folded words, so that no search has to fold them."""
    return [[p.field, p.place, p.text, "".join(f" {word}" for word in words_of(p.text))] for p in passages]


def passages_from_json(rows: Iterable[Sequence[Any]]) -> tuple[Passage, ...]:
    """Rebuild what `passages_to_json` gave."""
    return tuple(Passage(Field(field), place, text, folded) for field, place, text, folded in rows)
