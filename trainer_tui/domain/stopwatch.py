"""How long ago something was, whatever happens to the clocks of the computer."""

from __future__ import annotations

import time


class Stopwatch:
    """The seconds since it was started, by the clock that says more.

    The steady clock may stand still while the computer sleeps, and the other one can be set back. What locks
    by itself must believe neither alone.
    """

    def __init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Begin anew."""
        self._steady, self._wall = time.monotonic(), time.time()

    @property
    def seconds(self) -> float:
        """The time since the start."""
        return max(time.monotonic() - self._steady, time.time() - self._wall)
