"""The blank screen: nothing can be read until a person confirms."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Static


class LockDialog(ModalScreen[None]):
    """Covers everything; enter brings the screen back as it was, drafts included."""

    DEFAULT_CSS = """
    LockDialog { align: center middle; background: $background; }
    LockDialog Static { width: auto; color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "dismiss(None)", "Unlock", priority=True)]

    def compose(self) -> ComposeResult:
        """Yield the one line that may be read."""
        yield Static("Locked. Press enter to go on.")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let nothing through but unlocking."""
        return action in {"dismiss", "quit"}
