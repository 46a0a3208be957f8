"""Setting a PIN for a game day."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from trainer_tui.domain.errors import BadInput
from trainer_tui.services.screen_lock import DIGITS
from trainer_tui.ui.actions import PIN, bindings
from trainer_tui.ui.dialogs.base import keys_row, still
from trainer_tui.ui.dialogs.secret import TwiceDialog
from trainer_tui.ui.text import Span, row
from trainer_tui.ui.widgets.typed import SecretLine


class PinDialog(TwiceDialog):
    """Asks twice for a PIN."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings(PIN))

    def content(self) -> ComposeResult:
        """Yield what it means, the two fields, and how it stands."""
        after, lock = self.trainer.locking.minutes_with_pin, self.trainer.locking
        blanks = f"The screen is blanked after {after} min without a key. " if after else ""
        back = (
            "The passphrase opens it always, and is needed after wrong tries, after some hours and at the "
            "next start."
            if self.trainer.sealed
            else "Without a passphrase the records are not encrypted: the PIN only covers the screen."
        )
        title = "Game day: another PIN" if lock.lock.has_pin else "Game day: set a PIN"
        yield still(
            [
                row(Span(title, "title")),
                row(""),
                row(
                    f"It brings a blanked screen back until the app is closed, and is kept nowhere. {blanks}"
                ),
                row(back),
                row(""),
                row(Span("PIN", "label"), Span(f"  {DIGITS}", "muted")),
            ]
        )
        yield SecretLine()
        yield still([row(Span("The same once more", "label"))])
        yield SecretLine()
        yield self.state_line()
        yield still([keys_row(PIN)])

    def check(self) -> None:
        """Take what was typed twice alike, or refuse it."""
        typed, again = self.typed
        locking = self.trainer.locking
        try:
            locking.lock.set_pin(typed, again)
        except BadInput as error:
            if again:
                self.clear()
            self.refuse(error.message)
            return
        locking.start()
        self.close()
        self.trainer.say("The PIN is set until the app is closed.")
