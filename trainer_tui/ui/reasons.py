"""Asking why: a usual reason by its key, or one in the person's own words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from trainer_tui.ui.dialogs.choose import Choice, ChooseDialog

if TYPE_CHECKING:
    from trainer_tui.ui.app import TrainerApp

WRITE = "write"


def ask_reason(
    app: TrainerApp, title: str, usual: Sequence[str], act: Callable[[str], None], *, draft: str
) -> None:
    """Offer the usual reasons and a line to write; `act` gets the reason, `draft` names the draft."""
    choices = [*(Choice(words, words) for words in usual), Choice(WRITE, "other: write it")]

    def chosen(key: str) -> None:
        if key == WRITE:
            write_reason(app, title, act, draft=draft)
        else:
            app.attempt(lambda: act(key))

    app.push_screen(ChooseDialog(title, choices, chosen, remark="Why? It stays in the history."))


def write_reason(app: TrainerApp, title: str, act: Callable[[str], None], *, draft: str = "") -> None:
    """Ask for a reason in the person's own words."""
    from trainer_tui.ui.dialogs.reason import ReasonDialog

    app.push_screen(ReasonDialog(title, act, draft=draft))
