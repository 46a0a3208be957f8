"""Asking for what opens the encrypted records."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from trainer_tui.domain.credentials import Credentials
from trainer_tui.ui.actions import UNLOCK, bindings
from trainer_tui.ui.dialogs.base import keys_row, still
from trainer_tui.ui.dialogs.secret import SecretDialog
from trainer_tui.ui.text import Span, row
from trainer_tui.ui.widgets.lines import Lines
from trainer_tui.ui.widgets.typed import SecretLine


class UnlockDialog(SecretDialog):
    """One masked field; a wrong entry is refused in words and the dialog stays."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings(UNLOCK))

    def __init__(self, problem: str = "") -> None:
        """Ask, and say what was wrong with what was tried before."""
        super().__init__()
        self._problem = problem
        self.by_key = False
        """Whether the recovery key is asked for."""

    def content(self) -> ComposeResult:
        """Yield title, field, and how it stands."""
        yield still([row(Span("The records are encrypted", "title")), row("")])
        yield Lines(id="secret-way")
        yield SecretLine()
        yield self.state_line()
        yield still([keys_row(UNLOCK), row(Span("F9 emergency", "muted"))])

    def on_mount(self) -> None:
        """Ask for the passphrase."""
        self.query_one("#secret-way", Lines).can_focus = False
        self._show_way()
        if self._problem:
            self.refuse(self._problem)
        super().on_mount()

    @property
    def way(self) -> str:
        """What is asked for, in words."""
        return "recovery key" if self.by_key else "passphrase"

    def _show_way(self) -> None:
        more = "  as it was printed; spaces and hyphens do not matter" if self.by_key else ""
        rows = [row(Span(self.way.capitalize(), "label"), Span(more, "muted"))]
        self.query_one("#secret-way", Lines).set_rows(rows)

    def action_open(self) -> None:
        """Try what was typed."""
        self.in_turn(self._try)

    def _try(self) -> None:
        [typed] = self.typed
        if not typed.strip():
            self.refuse(f"Type the {self.way}.")
            return
        self.clear()
        self.say("Opening the records …")
        self.trainer.opening.try_with(
            Credentials(recovery_key=typed) if self.by_key else Credentials(passphrase=typed)
        )

    def action_other_way(self) -> None:
        """Ask for the recovery key in place of the passphrase, and the other way round."""
        self.in_turn(self._turn)

    def _turn(self) -> None:
        self.by_key = not self.by_key
        self.clear()
        self.refuse("")
        self._show_way()

    async def action_stay_closed(self) -> None:
        """Leave the records closed."""
        if self.is_current:
            await self.app.pop_screen()
            await self.trainer.opening.stay_closed()
