"""When the screen is blanked: at a key, or by itself when nobody has used the app for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.timer import Timer

from trainer_tui.domain.credentials import Credentials
from trainer_tui.domain.stopwatch import Stopwatch
from trainer_tui.services.screen_lock import ScreenLock

if TYPE_CHECKING:
    from trainer_tui.config import Config
    from trainer_tui.ui.app import TrainerApp

LONGEST_WAIT = 6 * 3600
"""Seconds after which a timer looks again at the latest."""


class Locking:
    """Blanks the screen and brings it back.

    A key only notes the time. One timer waits for the rest of the time and looks then: it runs only while
    there is something that may be blanked. A screen with a true `KEEPS_AWAKE`, such as the one of an
    emergency, is never blanked by itself.
    """

    def __init__(self, app: TrainerApp, settings: Config) -> None:
        """Lock an app as its settings say."""
        self._app = app
        self._settings = settings
        self.lock = ScreenLock(self._sealed, self._opens, tries=settings.pin_tries, hours=settings.pin_hours)
        self.locked = False
        """Whether the screen is blank now."""
        self._unused = Stopwatch()
        self._timer: Timer | None = None

    def _sealed(self) -> bool:
        return self._app.records_open and self._app.services.upkeep.sealed

    def _opens(self, typed: str) -> bool:
        upkeep = self._app.services.upkeep
        return upkeep.opened_by(Credentials(passphrase=typed, recovery_key=typed))

    @property
    def limit(self) -> float:
        """Seconds without use after which the screen is blanked; 0 for never.

        Records without a passphrase are blanked too: whoever walks by reads no names.
        """
        if self.lock.has_pin:
            return self._settings.pin_lock_after
        return self._settings.lock_after if self._app.records_open else 0

    @property
    def minutes_with_pin(self) -> int:
        """Minutes after which the screen is blanked while a PIN is set; 0 for never."""
        return round(self._settings.pin_lock_after / 60)

    @property
    def _due(self) -> bool:
        return 0 < self.limit <= self._unused.seconds and not self.locked and not self._kept_awake

    @property
    def _kept_awake(self) -> bool:
        """Whether something must not be covered: an emergency, or records being written anew."""
        screens = self._app.screen_stack
        return self._app.holds_keys or any(getattr(screen, "KEEPS_AWAKE", False) for screen in screens)

    def used(self) -> bool:
        """Note that somebody is here; tell whether that comes too late, so that the screen was blanked.

        That happens when the computer was asleep: its timers slept too.
        """
        if self._due:
            self.blank()
            return True
        self._unused.restart()
        if self._timer is None:
            self._wait(self.limit)
        return False

    def start(self) -> None:
        """Begin to count anew, after what changes how long it takes."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self._unused.restart()
        self._wait(self.limit)

    def forget_pin(self) -> None:
        """Go back to the passphrase alone."""
        self.lock.forget_pin()
        self.start()
        self._app.say("The PIN is forgotten.")

    def _wait(self, seconds: float) -> None:
        if seconds > 0 and not self.locked:
            self._timer = self._app.set_timer(min(seconds, LONGEST_WAIT), self._look)

    def _look(self) -> None:
        self._timer = None
        if self._kept_awake:
            self._unused.restart()
        if self._due:
            self.blank()
        elif self.limit:
            self._wait(self.limit - self._unused.seconds)

    def blank(self) -> None:
        """Blank the screen at once; what is typed stays beneath."""
        if self.locked:
            return
        from trainer_tui.ui.dialogs.lock import LockDialog

        self.locked = True
        self._app.push_screen(LockDialog(self.lock), self._back)

    def _back(self, _: None) -> None:
        self.locked = False
        self.start()
