"""Marking the entry under the cursor of a page as entered in error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from trainer_tui.domain.plain_text import counted
from trainer_tui.domain.records import (
    CLEARANCES,
    CONTACTS,
    FOLLOW_UPS,
    NOTES,
    STATUS_CHANGES,
    TREATMENTS,
    kind_words,
)
from trainer_tui.ui.reasons import write_reason

if TYPE_CHECKING:
    from trainer_tui.ui.app import TrainerApp

KINDS: Mapping[str, str] = {
    "note": NOTES,
    "status": STATUS_CHANGES,
    "contact": CONTACTS,
    "clearance": CLEARANCES,
    "follow_up": FOLLOW_UPS,
    "treatment": TREATMENTS,
}
"""The kind of record by what the keys of its rows begin with."""
NO_ENTRY = (
    "Put the cursor on a note, a status change, a contact, a clearance, a follow-up or a service first."
)


class MistakeActs:
    """Marks one entry of a page, found by the key of its row."""

    def __init__(self, app: TrainerApp, key: str | None) -> None:
        """Look at the row with a key; the rows of a note's text belong to the note."""
        self._app = app
        name, _, rest = (key or "").partition(".")
        self._ident = rest.partition(".")[0]
        self._kind = KINDS.get(name, "")

    @property
    def words(self) -> str:
        """What the entry is, such as "this note"; empty where there is none, or it is marked already."""
        if not self._kind:
            return ""
        view = self._app.services.chart.records.ledger.store.get(self._kind, self._ident)
        return f"this {kind_words(self._kind)}" if view is not None and not view.voided else ""

    def void(self) -> None:
        """Ask why, and mark it."""
        if not self.words:
            self._app.say(NO_ENTRY)
            return

        def act(reason: str) -> None:
            went = self._app.services.chart.mistakes.void(self._kind, self._ident, reason)
            self._app.records_changed()
            self._app.say(_told(went))

        write_reason(self._app, f"Mark {self.words} as entered in error", act)


def _told(went: int) -> str:
    rested = f" {counted(went, 'status change')} that rested on it went with it." if went else ""
    return f"Marked as entered in error; it stays readable.{rested}"
