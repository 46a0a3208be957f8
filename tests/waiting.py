"""The only way a test waits for the screen."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.pilot import Pilot

LONGEST = 10.0  # seconds; only a failing test gets there
BETWEEN = 0.02  # seconds


async def wait_for(pilot: Pilot[Any], predicate: Callable[[], object], what: str) -> None:
    """Let the app run until the predicate holds; fail with `what` was waited for, and the screen's title."""
    deadline = time.monotonic() + LONGEST
    await pilot.pause()
    while not predicate():
        assert time.monotonic() < deadline, (
            f"Waited {LONGEST:.0f} s in vain for {what} on {pilot.app.screen}."
        )
        await pilot.pause(BETWEEN)
