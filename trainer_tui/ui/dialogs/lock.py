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
    AUTO_FOCUS = ""  # the field is for encrypted records alone
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "unlock", "Unlock")]

    def __init__(self, sealed: Callable[[], bool], opens: Callable[[str], bool]) -> None:
        """Lock; `sealed` tells whether there is a passphrase, `opens` whether what was typed is it.

        `sealed` is asked again at the end: the records may have been opened behind the lock.
        """
        super().__init__()
        self._sealed = sealed
        self._opens = opens

    def compose(self) -> ComposeResult:
        """Yield the few words that may be read."""
        yield Static("Locked. Press enter to go on.", id="lock-words")
        yield SecretLine()
        yield Static(id="lock-refusal")
        yield Static("F9 opens the emergency screen: the venue's plan, and what a helper must know.")

    def on_mount(self) -> None:
        """Ask for the passphrase where there is one."""
        self.query_one(SecretLine).display = False
        if self._sealed():
            self._ask()

    def _ask(self) -> None:
        self.query_one("#lock-words", Static).update("Locked. The passphrase, or the recovery key, goes on:")
        line = self.query_one(SecretLine)
        line.display = True
        self.set_focus(line)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let nothing through but unlocking."""
        return action in {"unlock", "quit"}

    def action_unlock(self) -> None:
        """Bring the screen back where nothing has to be typed."""
        if self._sealed():
            self._ask()
        else:
            self.dismiss(None)

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        if self._opens(event.value):
            self.dismiss(None)
            return
        event.input.value = ""
        self.query_one("#lock-refusal", Static).update("▲ That does not open the records; type it again.")
