"""The blank screen: nothing can be read until a person confirms, with the passphrase where there is one."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from trainer_tui.ui.widgets.typed import SecretLine


class LockDialog(ModalScreen[None]):
    """Covers everything; enter, or what opens the records, brings the screen back as it was."""

    DEFAULT_CSS = """
    LockDialog { align: center middle; background: $background; }
    LockDialog Static { width: auto; max-width: 70; color: $text-muted; }
    LockDialog SecretLine { width: 40; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "unlock", "Unlock")]

    def __init__(self, opens: Callable[[str], bool] | None = None) -> None:
        """Lock; `opens` tells whether what was typed opens the records, None when nothing has to be typed."""
        super().__init__()
        self._opens = opens

    def compose(self) -> ComposeResult:
        """Yield the few words that may be read."""
        if self._opens is None:
            yield Static("Locked. Press enter to go on.")
        else:
            yield Static("Locked. The passphrase, or the recovery key, goes on:")
            yield SecretLine()
            yield Static("", id="refusal", markup=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let nothing through but unlocking."""
        return action in {"unlock", "quit"}

    def action_unlock(self) -> None:
        """Bring the screen back where nothing has to be typed."""
        if self._opens is None:
            self.dismiss(None)

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        if self._opens is not None and self._opens(event.value):
            self.dismiss(None)
            return
        event.input.value = ""
        self.query_one("#refusal", Static).update("▲ That does not open the records; type it again.")
