"""What is due counts on while the app is open, and a check that falls due is said once.

There is one timer, set for the moment at which a shown time changes; while nothing is due there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from textual.timer import Timer

from trainer_tui.domain.due import Due, DueKind, changes_in
from trainer_tui.domain.errors import TrainerError
from trainer_tui.domain.plain_text import visible
from trainer_tui.ui.screens.base import BaseScreen

if TYPE_CHECKING:
    from trainer_tui.ui.app import TrainerApp

SHOWN_FOR = 20  # seconds
SHORTEST = 1.0  # seconds; a clock that stands still must not make a timer that never rests
FAR = timedelta(minutes=90)
OFTEN, LATE, SELDOM = 15.0, 60.0, 300.0
"""Seconds that pass at least before a word changes: of minutes to come, of minutes overdue, of hours or days.
A thousand things due change their words at a thousand different seconds; the app would never rest."""


class Reminders:
    """Looks at what is due whenever the records or the time have changed."""

    def __init__(self, app: TrainerApp) -> None:
        """Look at nothing yet."""
        self._app = app
        self._timer: Timer | None = None
        self._told_until: datetime | None = None
        self._version = -1
        self.pause: float | None = None
        """Seconds from the last look to the next; None while nothing is due."""

    def look(self) -> None:
        """Read what is due if the records have changed."""
        if self._app.records_open and self._app.services.chart.records.version != self._version:
            self._read_beside()

    def _read_beside(self) -> None:
        """Read what is due, beside the screen: with many records it takes a moment."""
        self._app.run_worker(self._read, thread=True, exclusive=True, group="due")

    def _read(self) -> None:
        services = self._app.services
        try:
            version = services.chart.records.version  # first: what is read then is at least as new
            items = services.due.items()
            if version != self._version:
                # Read here, Today opens without a wait; it is kept until something of it changes.
                services.availability.board()
                services.chart.incidents(open_only=True)
                self._version = version
        except TrainerError:  # the records were closed meanwhile
            return
        self._app.call_later(self._take, items)

    def _take(self, items: Sequence[Due]) -> None:
        now = self._app.services.clock()
        since, self._told_until = self._told_until or now, now
        for each in items:
            if each.kind is DueKind.RECHECK and since < each.at <= now:
                self._tell(each)
        if self._timer is not None:
            self._timer.stop()
        waits = [wait_of(each, now) for each in items if each.kind is not DueKind.DRAFT]
        self.pause = max(SHORTEST, min(waits) + 0.1) if waits else None
        self._timer = None if self.pause is None else self._app.set_timer(self.pause, self.turn)

    def turn(self) -> None:
        """Show the times as they are now, and look again."""
        for screen in reversed(self._app.screen_stack):
            if isinstance(screen, BaseScreen):
                screen.time_passed()
                break
        self._read_beside()

    def _tell(self, due: Due) -> None:
        """Say that a check is due; behind the lock, not whose."""
        who = "somebody" if self._app.locking.locked else self._app.services.chart.incident(due.incident).who
        self._app.bell()
        self._app.notify(
            f"▲ {visible(f'Check {who} again now.')}", severity="warning", timeout=SHOWN_FOR, markup=False
        )


def wait_of(due: Due, now: datetime) -> float:
    """Return the seconds until what is said of something changes, or exactly until its time comes."""
    wait, left = changes_in(due, now).total_seconds(), (due.at - now).total_seconds()
    if 0 < left <= wait:
        return left
    if abs(left) > FAR.total_seconds():
        return max(wait, SELDOM)
    return max(wait, OFTEN if left > 0 else LATE)
