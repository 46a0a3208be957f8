"""Asking once before something that was there is replaced or given up."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from trainer_tui.ui.dialogs.base import Dialog
from trainer_tui.ui.text import Span, row
from trainer_tui.ui.widgets.lines import Lines


class ConfirmDialog(Dialog):
    """A question that `y` answers with yes; every other way out is no."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "yes", "Yes", priority=True),
        Binding("n,escape", "leave", "No", priority=True),
    ]

    def __init__(self, question: str, done: Callable[[], None], *, yes: str = "yes", no: str = "no") -> None:
        """Ask a question; `done` is called on yes."""
        super().__init__()
        self.question = question
        self.yes = yes
        self.no = no
        self._done = done

    def content(self) -> ComposeResult:
        """Yield the question and its answers."""
        yield Lines(
            [
                row(Span(self.question, "title")),
                row(""),
                row(Span("y ", "label"), self.yes, Span("    n ", "label"), self.no),
            ]
        )

    def action_yes(self) -> None:
        """Answer with yes."""
        if self.is_current:
            self.close()
            self._done()
