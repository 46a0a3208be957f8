"""Saying things in a corner of the screen: one confirmation at a time, a warning for as long as it needs."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any

from textual.app import App

from trainer_tui.domain.errors import TrainerError
from trainer_tui.domain.plain_text import visible

CONFIRMED_FOR, WARNED_FOR = 4.0, 10.0  # seconds


class SayingApp(App[int]):
    """An app that confirms what was done and explains what failed."""

    _warned_until = 0.0

    def notify(self, message: str, *, timeout: float | None = None, **options: Any) -> None:
        """Show a message; a warning or an error is remembered, so that nothing takes it away."""
        if options.get("severity", "information") != "information":
            self._warned_until = monotonic() + (timeout or WARNED_FOR)
        super().notify(message, timeout=timeout, **options)

    def hush(self) -> None:
        """Take away confirmations that nobody reads any more; with a warning among them all stay."""
        if monotonic() > self._warned_until:
            self.clear_notifications()

    def say(self, sentence: str) -> None:
        """Confirm something in a sentence, in place of what was confirmed before."""
        self.hush()
        self.notify(visible(sentence), timeout=CONFIRMED_FOR, markup=False)

    def show_error(self, error: TrainerError) -> None:
        """Show a failure as a sentence."""
        self.notify(f"▲ {visible(error.message)}", severity="error", timeout=WARNED_FOR, markup=False)

    def attempt(self, action: Callable[[], object]) -> bool:
        """Do something that can fail with a sentence; tell whether it worked."""
        try:
            action()
        except TrainerError as error:
            self.show_error(error)
            return False
        return True
