"""Asks before a draft is forgotten for good."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from trainer_tui.ui.text import Span, row
from trainer_tui.ui.widgets.lines import Lines


class DiscardDialog(ModalScreen[bool]):
    """Answers true when the draft is to go; enter and escape keep it."""

    CSS = """
    DiscardDialog { align: center middle; background: $background 70%; }
    #discard { width: 70; max-width: 100%; height: auto; }
    #discard Lines { height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(False)", "Keep"),
        Binding("1", "dismiss(True)", "Discard"),
    ]

    def __init__(self, what: str) -> None:
        """Name what would be lost."""
        super().__init__()
        self.what = what

    def compose(self) -> ComposeResult:
        """Yield the question."""
        with Vertical(id="discard", classes="dialog"):
            yield Lines(
                [
                    row(Span("Discard for good?", "title"), "  ", self.what),
                    row(Span("enter  ", "label"), "Keep it", key="keep"),
                    row(Span("1      ", "label"), "Discard it", key="discard"),
                ]
            )

    @on(Lines.Selected)
    def _selected(self, event: Lines.Selected) -> None:
        self.dismiss(event.key == "discard")
