"""Rows that are built when they come into view, for lists of thousands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import overload

from trainer_tui.ui.text import Row


class LazyRows(Sequence[Row]):
    """Rows of which only the keys are known; each must be one line and have a key of its own."""

    def __init__(self, keys: Sequence[str], build: Callable[[int], Row]) -> None:
        """Show one row for each key; `build` makes the row at a place."""
        self.keys = keys
        self._build = build
        self._built: dict[int, Row] = {}
        self._places: dict[str, int] | None = None

    def __len__(self) -> int:
        return len(self.keys)

    @overload
    def __getitem__(self, index: int) -> Row: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...

    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        """Return the row at a place, built once; Raises IndexError beyond the ends."""
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        if not 0 <= index < len(self.keys):
            raise IndexError(index)
        if index not in self._built:
            self._built[index] = self._build(index)
        return self._built[index]

    def place_of(self, key: str) -> int:
        """Return where a key stands, -1 when it is not there."""
        if self._places is None:
            self._places = {each: place for place, each in enumerate(self.keys)}
        return self._places.get(key, -1)
