"""Asking why the record changes."""

from __future__ import annotations

from collections.abc import Callable

from trainer_tui.domain.errors import BadInput
from trainer_tui.ui.dialogs.ask import AskDialog


class ReasonDialog(AskDialog):
    """Asks for a reason of one line; without one nothing happens."""

    def __init__(
        self,
        title: str,
        act: Callable[[str], None],
        *,
        draft: str = "",
        then: Callable[[], None] | None = None,
    ) -> None:
        """Ask for a reason; `act` gets it and raises TrainerError to refuse it, `then` follows it."""
        self._with_reason = act
        words = "Why? A few words are enough; they stay in the history."
        super().__init__(title, self._checked, help=words, draft=draft, then=then)

    def _checked(self, reason: str) -> None:
        if not reason.strip():
            raise BadInput("A reason is needed: say in a few words why.")
        self._with_reason(reason.strip())
