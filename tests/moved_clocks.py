"""The two clocks of a computer, moved by a test as time, sleep or a hand would move them."""

from __future__ import annotations

import pytest


class MovedClocks:
    """Stands in for the clocks that `Stopwatch` reads."""

    def __init__(self) -> None:
        self._steady, self._wall = 1000.0, 1_790_000_000.0

    def go_on(self, seconds: float, *, asleep: bool = False) -> None:
        """Let time pass; the steady clock does not count it while the computer sleeps."""
        self._wall += seconds
        if not asleep:
            self._steady += seconds

    def set_back(self, seconds: float) -> None:
        """Set the wall clock back."""
        self._wall -= seconds

    def monotonic(self) -> float:
        return self._steady

    def time(self) -> float:
        return self._wall


def put_in(monkeypatch: pytest.MonkeyPatch) -> MovedClocks:
    """Let stopwatches read clocks that a test moves."""
    clocks = MovedClocks()
    monkeypatch.setattr("trainer_tui.domain.stopwatch.time", clocks)
    return clocks
