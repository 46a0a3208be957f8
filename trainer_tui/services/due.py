"""The list of what is due: each part of the record says what it waits for, this puts it in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from trainer_tui.domain.due import Due, in_order

Waiting = Callable[[datetime], Iterable[Due]]
"""Returns what a part of the record waits for, seen from a moment."""


class DueList:
    """Everything that is due or overdue."""

    def __init__(self, parts: Sequence[Waiting], clock: Callable[[], datetime]) -> None:
        self._parts = parts
        self._clock = clock

    def items(self) -> list[Due]:
        """Return everything that waits, the most urgent overdue first."""
        now = self._clock()
        return in_order((due for part in self._parts for due in part(now)), now)
