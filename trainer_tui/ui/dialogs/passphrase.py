"""Setting, changing and removing the passphrase that encrypts the records."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widget import Widget

from trainer_tui.domain.errors import TrainerError
from trainer_tui.domain.plain_text import counted
from trainer_tui.ui.actions import PASSPHRASE, REMOVE_PASSPHRASE, bindings
from trainer_tui.ui.dialogs.base import keys_row, still
from trainer_tui.ui.dialogs.recovery_key import RecoveryKeyDialog
from trainer_tui.ui.dialogs.secret import SecretDialog, TwiceDialog
from trainer_tui.ui.text import Span, row
from trainer_tui.ui.widgets.lines import Lines
from trainer_tui.ui.widgets.typed import SecretLine

SHORT = 8
HOLDER = "writing the records anew"

Sealer = Callable[[str | None], str]
"""Encrypts the records with a passphrase and returns the recovery key; with None decrypts them."""


class SealingDialog(SecretDialog):
    """Writes the records anew in a thread and says so; nothing can be left or typed elsewhere meanwhile."""

    DONE: ClassVar[str] = ""

    def __init__(self, seal: Sealer) -> None:
        """Use `seal`, which may take seconds."""
        super().__init__()
        self._seal = seal
        self.done_words = self.DONE
        self.writing = False

    def may_be_left(self) -> bool:
        """Tell whether nothing is being written; the dialog says it while there is."""
        return not self.writing

    def begin(self, passphrase: str | None, doing: str) -> None:
        """Begin to write."""
        self.writing = True
        self.trainer.hold_keys(HOLDER)
        self.say(f"{doing} … leave app and computer on until it is done.")
        self._write(passphrase)

    # Described in words: the description would show what it is called with.
    @work(thread=True, group="passphrase", description=HOLDER)
    def _write(self, passphrase: str | None) -> None:
        try:
            key = self._seal(passphrase)
        except TrainerError as error:
            self.app.call_later(self._failed, error)
        else:
            self.app.call_later(self._done, key)

    async def _failed(self, error: TrainerError) -> None:
        self.writing = False
        self.refuse(error.message)
        await self.trainer.release_keys(HOLDER)

    async def _done(self, key: str) -> None:
        await self.app.pop_screen()
        if key:
            await self.app.push_screen(RecoveryKeyDialog(key, self.done_words))
        else:
            self.trainer.say(self.done_words)
        await self.trainer.release_keys(HOLDER)


class PassphraseDialog(SealingDialog, TwiceDialog):
    """Asks twice for a passphrase."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings(PASSPHRASE))

    def __init__(self, seal: Sealer, *, changing: bool) -> None:
        """Ask for the first passphrase, or for one that takes its place."""
        super().__init__(seal)
        self.changing = changing
        self.done_words = "The passphrase is changed." if changing else "The records are encrypted."
        self._warned_of = ""

    def content(self) -> ComposeResult:
        """Yield what it means, the two fields, and how it stands."""
        title = "Change the passphrase" if self.changing else "Set a passphrase"
        what = (
            "The new one takes the place of the old one."
            if self.changing
            else "It encrypts the records, their backups and what is half typed, and is asked for at every "
            "start. What you export is not encrypted."
        )
        yield still(
            [
                row(Span(title, "title")),
                row(""),
                row(what, " A recovery key is shown next: it opens the records too."),
                row(
                    Span(
                        "A forgotten passphrase and a lost recovery key mean that all records are lost: "
                        "nobody can open them again.",
                        "strong",
                    )
                ),
                row(""),
                row(Span("New passphrase", "label"), Span("  a few words are good", "muted")),
            ]
        )
        yield SecretLine()
        yield still([row(Span("The same once more", "label"))])
        yield SecretLine()
        yield self.state_line()
        yield still([keys_row(PASSPHRASE)])

    def check(self) -> None:
        """Take what was typed twice alike, or refuse it."""
        typed, again = self.typed
        if not typed.strip():
            self.clear()
            self.refuse("An empty passphrase protects nothing; esc leaves it as it is.")
        elif not again:
            self.refuse("Type it once more.")
        elif typed != again:
            self.clear()
            self.refuse("The two were not the same; type both again.")
        elif len(typed) < SHORT and typed != self._warned_of:
            self._warned_of = typed
            self.refuse(
                f"{counted(len(typed), 'character')} can be guessed soon; {SHORT} or more are better. "
                "Enter takes it all the same."
            )
        else:
            doing = "Changing the passphrase" if self.changing else "Encrypting the records"
            self.begin(typed, doing)


class RemovePassphraseDialog(SealingDialog):
    """Asks before the records become readable by anybody."""

    DONE = "The passphrase is removed."
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(REMOVE_PASSPHRASE))

    def content(self) -> ComposeResult:
        """Yield the question, and how it stands."""
        yield still(
            [
                row(Span("Remove the passphrase?", "title")),
                row(""),
                row("The records will be readable by anybody with this computer."),
                row(""),
            ]
        )
        yield self.state_line()
        yield still([keys_row(REMOVE_PASSPHRASE)])

    def first(self) -> Widget:
        """Return the question: nothing is typed here."""
        return self.query(Lines).first()

    def action_yes(self) -> None:
        """Decrypt the records."""
        self.begin(None, "Decrypting the records")
