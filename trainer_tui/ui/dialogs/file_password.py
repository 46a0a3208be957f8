"""Asking twice for the password that a file is to ask for; nothing of it is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from trainer_tui.domain.errors import FieldError
from trainer_tui.ui.actions import FILE_PASSWORD, bindings
from trainer_tui.ui.dialogs.base import keys_row, still
from trainer_tui.ui.dialogs.secret import TwiceDialog
from trainer_tui.ui.text import Span, row
from trainer_tui.ui.widgets.typed import SecretLine


class FilePasswordDialog(TwiceDialog):
    """Hands a password on that was typed twice alike; one that protects nothing is refused beside it."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings(FILE_PASSWORD))

    def __init__(self, act: Callable[[str], None], *, needed: bool) -> None:
        """`act` gets the password and raises FieldError to refuse it; empty lines mean none unless needed."""
        super().__init__()
        self._act = act
        self._needed = needed

    def content(self) -> ComposeResult:
        """Yield what it means, the two fields, and how it stands."""
        without = "" if self._needed else " Two empty lines: no password."
        yield still(
            [
                row(Span("Password of the file", "title")),
                row(""),
                row(
                    f"Whoever opens the file is asked for it: tell it on another way than the file.{without}"
                ),
                row("Nobody can open the file without it, and it is kept nowhere."),
                row(""),
                row(Span("Password", "label"), Span("  a few words are good", "muted")),
            ]
        )
        yield SecretLine()
        yield still([row(Span("The same once more", "label"))])
        yield SecretLine()
        yield self.state_line()
        yield still([keys_row(FILE_PASSWORD)])

    def check(self) -> None:
        """Take what was typed twice alike, or refuse it."""
        typed, again = self.typed
        if typed != again:
            self.clear()
            self.refuse("The two were not the same; type both again.")
            return
        try:
            self._act(typed)
        except FieldError as error:
            self.clear()
            self.refuse(error.problem[:1].upper() + error.problem[1:])
        else:
            self.close()
