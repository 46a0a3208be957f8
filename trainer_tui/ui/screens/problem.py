"""What stands on the screen when the records cannot be opened: why, what is kept, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from trainer_tui.ui.actions import Command
from trainer_tui.ui.screens.base import BaseScreen
from trainer_tui.ui.text import Span, row
from trainer_tui.ui.widgets.lines import Lines

READ = Command(
    "escape", "dismiss", "Read the reference", "Use the reference without the records.", shown=True
)


class ProblemScreen(BaseScreen):
    """Explains why there are no records; the reference still works."""

    COMMANDS_SHOWN: ClassVar[Sequence[Command]] = (READ,)
    HELP_TEXT = "The records could not be opened. Nothing was changed. The reference can still be read."
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter", "dismiss", "Go on")]

    def __init__(self, problem: str, data_folder: str) -> None:
        """Explain a problem and name the folder it is about."""
        super().__init__()
        self.problem = problem
        self.data_folder = data_folder

    def body(self) -> ComposeResult:
        """Yield the explanation."""
        yield Lines(
            [
                row(""),
                row(Span("The records could not be opened", "title"), key="top"),
                row(""),
                row(self.problem, key="problem"),
                row(""),
                row("Nothing was changed on the disk. The folder is ", Span(self.data_folder, "strong")),
                row(
                    "Copies are in its folder “backups”; “store verify” and “store restore” on the command "
                    "line check and restore."
                ),
                row(""),
                row(
                    Span("escape", "strong"),
                    " reads the reference without the records; nothing can be recorded.",
                ),
            ]
        )
