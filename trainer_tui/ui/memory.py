"""What is remembered between starts: the mode, where cursors stand, filters and orders."""

from __future__ import annotations

from typing import Any

from trainer_tui.domain.ports import DraftStore

STATE = "ui-state"


class Memory:
    """Small pieces of screen state by name; the part of a name before its dot is the screen's."""

    def __init__(self, drafts: DraftStore) -> None:
        """Read what was kept; of encrypted records it cannot be read before they are open."""
        self._drafts = drafts
        kept = drafts.load(STATE)
        self.state: dict[str, Any] = kept or {}
        self.known = kept is not None
        """Whether the last word is spoken on what was kept: until then nothing is written over it."""

    def take_up(self) -> bool:
        """Read again what could not be read before; tell whether something was kept.

        Of a screen that was used meanwhile, what holds now stays.
        """
        if self.known:
            return False
        self.known = True
        kept = self._drafts.load(STATE) or {}
        used = {screen_of(name) for name in self.state}
        self.state = {name: value for name, value in kept.items() if screen_of(name) not in used} | self.state
        return bool(kept)

    def save(self) -> None:
        """Keep it for the next start; raises StoreError."""
        if self.known:
            self._drafts.save(STATE, self.state)


def screen_of(name: str) -> str:
    """Return the part of a name that says whose state it is."""
    return name.partition(".")[0]
