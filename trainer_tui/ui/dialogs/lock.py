"""The blank screen: nothing can be read until somebody confirms, by PIN or passphrase where there is one."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from trainer_tui.services.screen_lock import ScreenLock
from trainer_tui.ui.widgets.typed import SecretLine


class LockDialog(ModalScreen[None]):
    """Covers everything, sentences of the app included; what opens it brings the screen back as it was."""

    DEFAULT_CSS = """
    LockDialog { align: center middle; background: $background; }
    LockDialog Static { width: auto; max-width: 70; color: $text-muted; }
    LockDialog SecretLine { width: 40; }
    LockDialog Toast { display: none; }
    """
    AUTO_FOCUS = ""  # the field is for what has to be typed alone
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "unlock", "Unlock")]

    def __init__(self, lock: ScreenLock) -> None:
        """Show the lock.

        It is asked again at the end whether it is guarded: the records may have been opened behind it.
        """
        super().__init__()
        self._lock = lock

    def compose(self) -> ComposeResult:
        """Yield the few words that may be read."""
        yield Static(id="lock-words")
        yield SecretLine()
        yield Static(id="lock-refusal")
        yield Static("F9 opens the emergency screen: the venue's plan, and what a helper must know.")

    def on_mount(self) -> None:
        """Ask for what opens it."""
        self._ask()

    def _ask(self) -> None:
        self.query_one("#lock-words", Static).update(f"Locked. {self._lock.question}")
        line = self.query_one(SecretLine)
        line.display = self._lock.guarded
        if self._lock.guarded:
            self.set_focus(line)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let nothing through but unlocking."""
        return action in {"unlock", "quit"}

    def action_unlock(self) -> None:
        """Bring the screen back where nothing has to be typed."""
        if self._lock.guarded:
            self._ask()
        else:
            self.dismiss(None)

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        refusal = self._lock.refusal(event.value)
        if not refusal:
            self.dismiss(None)
            return
        event.input.value = ""
        self._ask()
        self.query_one("#lock-refusal", Static).update(f"▲ {refusal}")
