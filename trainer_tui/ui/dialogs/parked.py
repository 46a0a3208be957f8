"""Half-recorded incidents: one key each."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from trainer_tui.services.capture import number_of
from trainer_tui.ui.events import RecordIncident
from trainer_tui.ui.text import Span, row
from trainer_tui.ui.widgets.lines import Lines


class ParkedDialog(ModalScreen[None]):
    """Lists parked drafts, numbered 1 to 9; a digit or enter goes on with one."""

    CSS = """
    ParkedDialog { align: center middle; background: $background 70%; }
    #parked { width: 70; max-width: 100%; height: auto; }
    #parked Lines { height: auto; max-height: 12; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Close"),
        *(Binding(str(number), f"resume({number})", show=False) for number in range(1, 10)),
    ]

    def __init__(self, drafts: list[tuple[str, str]]) -> None:
        """Offer drafts as (name, words)."""
        super().__init__()
        self.drafts = drafts

    def compose(self) -> ComposeResult:
        """Yield the list."""
        rows = [row(Span("Half recorded", "title"))]
        rows += [row(Span(f"{number_of(name)}  ", "label"), words, key=name) for name, words in self.drafts]
        with Vertical(id="parked", classes="dialog"):
            yield Lines(rows, wrapped=False)

    @on(Lines.Selected)
    def _selected(self, event: Lines.Selected) -> None:
        self._resume(event.key)

    def action_resume(self, number: int) -> None:
        """Go on with a draft by its number."""
        for name, _ in self.drafts:
            if number_of(name) == number:
                self._resume(name)

    def _resume(self, name: str) -> None:
        self.dismiss(None)
        self.app.post_message(RecordIncident(resume=name))
