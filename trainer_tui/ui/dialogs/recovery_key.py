"""Showing the recovery key, once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from trainer_tui.ui.actions import RECOVERY_KEY, bindings
from trainer_tui.ui.dialogs.base import keys_row, still
from trainer_tui.ui.dialogs.secret import SecretDialog
from trainer_tui.ui.text import Row, Span, row
from trainer_tui.ui.widgets.typed import TypedLine

GROUP = 5
"""Characters of a group, where the key comes in one piece."""
WIDEST = 66
GAP = "     "
STAYS = "Type the last group of the recovery key first: it is not shown again."


class RecoveryKeyDialog(SecretDialog):
    """Shows the key until its last group is typed, which one does from the paper."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings(RECOVERY_KEY))

    def __init__(self, key: str, done_words: str) -> None:
        """Show a key; `done_words` are said when it was written down."""
        super().__init__()
        self.groups = groups_of(key)
        self.done_words = done_words

    def may_be_left(self) -> bool:
        """Stay: a key that nobody wrote down would be lost."""
        self.action_leave()
        return False

    def content(self) -> ComposeResult:
        """Yield what it is for, the key, and the field for its last group."""
        yield still(
            [
                row(Span("The recovery key", "title")),
                row(
                    "It opens the records when the passphrase is forgotten. ",
                    Span("Write it down or print it now: it is not shown again.", "strong"),
                    " Keep it apart from this computer. Changing the passphrase makes a new one.",
                ),
                row(""),
                *key_rows(self.groups),
                row(""),
                row(Span("Its last group, from your paper", "label")),
            ]
        )
        yield TypedLine(select_on_focus=False)
        yield self.state_line()
        yield still([keys_row(RECOVERY_KEY)])

    def action_done(self) -> None:
        """Close, if the last group is right."""
        self.in_turn(self._check)

    def _check(self) -> None:
        [typed] = self.typed
        if "".join(groups_of(typed)).casefold() == self.groups[-1].casefold():
            self.close()
            self.trainer.say(self.done_words)
        else:
            self.refuse("That is not the last group of the key." if typed.strip() else STAYS)

    def action_leave(self) -> None:
        """Close nothing."""
        self.refuse(STAYS)


def groups_of(key: str) -> Sequence[str]:
    """Return the groups of a key as it was printed; one piece is cut into groups."""
    groups = re.findall(r"[^\s-]+", key)
    if len(groups) != 1:
        return groups
    [piece] = groups
    return [piece[start : start + GROUP] for start in range(0, len(piece), GROUP)]


def key_rows(groups: Sequence[str]) -> list[Row]:
    """Return the key large enough to copy it: wide letters, a few groups on a line, a line between."""
    spaced = [" ".join(group) for group in groups]
    widest = max(map(len, spaced)) + len(GAP)
    beside = min(4, max(1, (WIDEST + len(GAP)) // widest))
    rows: list[Row] = []
    for start in range(0, len(spaced), beside):
        line = "".join(group.ljust(widest) for group in spaced[start : start + beside]).rstrip()
        rows += [row(Span(line, "strong"), indent=2), row("")]
    return rows[:-1]
