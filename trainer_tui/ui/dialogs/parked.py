"""Half-recorded incidents: one key each."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from trainer_tui.services.capture import MOST, number_of
from trainer_tui.ui.dialogs.base import Dialog, still
from trainer_tui.ui.events import RecordIncident
from trainer_tui.ui.text import Span, row
from trainer_tui.ui.widgets.lines import Lines


class ParkedDialog(Dialog):
    """Lists parked drafts under their numbers; a digit or enter goes on with one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(str(number), f"resume({number})", show=False, priority=True) for number in range(1, MOST + 1)
    ]

    def __init__(self, drafts: list[tuple[str, str]]) -> None:
        """Offer drafts as (name, words)."""
        super().__init__()
        self.drafts = drafts

    def content(self) -> ComposeResult:
        """Yield the list."""
        yield still([row(Span("Half recorded", "title"))])
        rows = [row(Span(f"{number_of(name)}  ", "label"), words, key=name) for name, words in self.drafts]
        yield Lines(rows, wrapped=False, classes="dialog-choices")
        yield still([row(Span("its number or enter goes on with one · esc goes back", "muted"))])

    def first(self) -> Lines:
        """Return the list."""
        return self.query_one(".dialog-choices", Lines)

    @on(Lines.Selected)
    def _selected(self, event: Lines.Selected) -> None:
        self._resume(event.key)

    def action_resume(self, number: int) -> None:
        """Go on with a draft by its number."""
        for name, _ in self.drafts:
            if number_of(name) == number:
                self._resume(name)

    def _resume(self, name: str) -> None:
        if self.is_current:
            self.close()
            self.trainer.record_incident(RecordIncident(resume=name))
