"""What brings a blanked screen back: the passphrase, or on a game day a PIN that lives in memory alone."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import pairwise

from trainer_tui.domain.errors import BadInput
from trainer_tui.domain.plain_text import counted
from trainer_tui.domain.stopwatch import Stopwatch

SHORTEST, LONGEST = 4, 8
DIGITS = f"{SHORTEST} to {LONGEST} digits"
HOUR = 3600
OPENS_NOTHING = "That does not open the records; type it again."


class ScreenLock:
    """Decides what opens the screen. A PIN is forgotten with the app, after its hours and wrong tries."""

    def __init__(
        self, sealed: Callable[[], bool], opens: Callable[[str], bool], *, tries: int, hours: int
    ) -> None:
        """Lock; `sealed` tells whether there is a passphrase, `opens` whether a text is it.

        `tries` wrong PINs in a row, or `hours` since it was set, and only the passphrase is taken.
        """
        self._sealed = sealed
        self._opens = opens
        self._tries = max(1, tries)
        self._seconds = hours * HOUR
        self._pin: _Pin | None = None

    @property
    def has_pin(self) -> bool:
        """Whether a PIN is set, still taken or not."""
        return self._pin is not None

    @property
    def guarded(self) -> bool:
        """Whether anything has to be typed."""
        return self.has_pin or self._sealed()

    @property
    def takes_pin(self) -> bool:
        """Whether the PIN is taken now. Without a passphrase there is nothing to ask for after its hours."""
        pin = self._pin
        if pin is None or pin.wrong >= self._tries:
            return False
        return not self._sealed() or pin.age.seconds < self._seconds

    @property
    def question(self) -> str:
        """What is asked for, in words."""
        if self.takes_pin:
            return "The PIN, or the passphrase, goes on:" if self._sealed() else "The PIN goes on:"
        if self._sealed():
            return "The passphrase, or the recovery key, goes on:"
        if self.has_pin:
            wrong = counted(self._tries, "wrong PIN")
            return f"{wrong}: it is taken no more. ctrl+q closes the app; nothing is lost."
        return "Press enter to go on."

    def set_pin(self, typed: str, again: str) -> None:
        """Set a PIN for this run of the app; raises BadInput for one that is none or is guessed first."""
        if not _is_pin(typed):
            raise BadInput(f"A PIN is {DIGITS}, nothing else.")
        if _is_trivial(typed):
            raise BadInput("That PIN is among the first to be guessed; take another.")
        if not again:
            raise BadInput("Type it once more.")
        if typed != again:
            raise BadInput("The two were not the same; type both again.")
        self._pin = _Pin(typed)

    def forget_pin(self) -> None:
        """Go back to the passphrase alone."""
        self._pin = None

    def refusal(self, typed: str) -> str:
        """Try what was typed; return why it does not open, empty when it does.

        The passphrase opens always, and ends a PIN that is taken no more.
        """
        pin, taken = self._pin, self.takes_pin
        if pin is not None and taken and pin.fits(typed):
            pin.wrong = 0
            return ""
        if self._sealed() and self._opens(typed):
            if pin is not None:
                pin.wrong = 0
                self._pin = pin if taken else None
            return ""
        if pin is None or not taken:
            return OPENS_NOTHING
        if not _is_pin(typed):
            return OPENS_NOTHING if self._sealed() else f"The PIN is {DIGITS}."
        pin.wrong += 1
        left = self._tries - pin.wrong
        then = "the passphrase is needed" if self._sealed() else "it is taken no more"
        if not left:
            return f"Wrong PIN, and that was the last try: now {then}."
        return f"Wrong PIN: {left} {'try' if left == 1 else 'tries'} left, then {then}."


class _Pin:
    """A PIN as a salted hash: the digits themselves are kept nowhere."""

    def __init__(self, typed: str) -> None:
        self._salt = os.urandom(16)
        self._hash = self._hashed(typed)
        self.wrong = 0
        """Wrong tries since it last fitted."""
        self.age = Stopwatch()

    def fits(self, typed: str) -> bool:
        from hmac import compare_digest

        return _is_pin(typed) and compare_digest(self._hashed(typed), self._hash)

    def _hashed(self, typed: str) -> bytes:
        from hashlib import scrypt

        return scrypt(typed.encode(), salt=self._salt, n=2**14, r=8, p=1)


def _is_pin(typed: str) -> bool:
    return typed.isascii() and typed.isdecimal() and SHORTEST <= len(typed) <= LONGEST


def _is_trivial(pin: str) -> bool:
    """Tell whether a PIN repeats a shorter run of digits, or counts up or down."""
    length = len(pin)
    repeats = any(pin == pin[:part] * (length // part) for part in range(1, length // 2 + 1))
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    return repeats or steps in ({1}, {9})
