"""The help of a screen: what it is for, its keys, and the keys that work everywhere."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from trainer_tui.domain.wording import SUPPORTS
from trainer_tui.ui.actions import GLOBAL, LIST_KEYS, Command
from trainer_tui.ui.screens.base import BaseScreen
from trainer_tui.ui.text import Row, Span, fit, row
from trainer_tui.ui.widgets.lines import Lines

KEY_WIDTH = 15


class HelpDialog(ModalScreen[None]):
    """Shows every key of a screen with a sentence; escape closes it."""

    DEFAULT_CSS = """
    HelpDialog { align: center middle; background: $background 70%; }
    #help { width: 78; max-width: 100%; height: auto; max-height: 100%; }
    #help Lines { height: auto; max-height: 20; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,question_mark,f1,q", "dismiss(None)", "Close")]

    def __init__(self, screen: BaseScreen) -> None:
        """Explain a screen."""
        super().__init__()
        self.title_words = screen.help_title
        self.text = screen.HELP_TEXT
        self.commands = tuple(screen.help_commands)
        self.lists = LIST_KEYS if screen.LISTS else ()

    def compose(self) -> ComposeResult:
        """Yield the help."""
        with Vertical(id="help", classes="dialog"):
            yield Lines(self._rows())

    def _rows(self) -> list[Row]:
        # By their keys: what a screen does with a key stands before what lists and the app do with it.
        here: dict[str, Command] = {}
        for command in (*self.commands, *self.lists):
            here.setdefault(command.keys, command)
        everywhere = [command for command in GLOBAL if command.keys not in here]
        return [
            row(Span(self.title_words, "title"), key="top"),
            row(self.text),
            row(""),
            row(Span("Here", "heading")),
            *(_command_row(c) for c in here.values()),
            row(""),
            row(Span("Everywhere", "heading")),
            *(_command_row(c) for c in everywhere),
            row(""),
            row(Span(SUPPORTS, "muted"), key="end"),
        ]


def _command_row(command: Command) -> Row:
    return row(
        Span(fit(command.key_words, KEY_WIDTH) + " ", "label"),
        command.help,
        key=command.keys,
        hang=KEY_WIDTH + 1,
    )
