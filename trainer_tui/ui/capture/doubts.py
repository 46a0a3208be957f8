"""Questions about an answer: it stands against the roster, or it can lower the urgency."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from trainer_tui.ui.actions import TYPING, Command
from trainer_tui.ui.capture.step import ChoiceStep, Option, Step, typed_row
from trainer_tui.ui.text import Row, Span, row


class RosterStep(ChoiceStep):
    """An answer stands against the roster: which of the two is right?"""

    def title(self) -> str:
        """Return the question."""
        return f"{self.flow.asked_finding.prompt}: the roster says yes. Is the roster right?"

    def options(self) -> Sequence[Option]:
        """Return both."""
        return (
            Option("roster", "The roster is right: present"),
            Option("answer", "Absent, as answered", "the rules go by the roster until it is corrected"),
        )

    def choose(self, key: str) -> None:
        """Keep one of the two; a denial is written down with the incident."""
        name = self.flow.asked_finding.id
        if key == "answer":
            self.draft.reasons[name] = "answered as absent; the roster says present."
            self.flow.answer(name, False)
        else:
            self.flow.answer(name, None)
        self.flow.back_to_sweep(name)

    def back(self) -> None:
        """Leave it as it was."""
        self.flow.back_to_sweep(None)


class ReasonStep(Step):
    """An answer that can lower the urgency needs a line of reason; a digit gives a common one."""

    COMMANDS: ClassVar[Sequence[Command]] = TYPING
    REASONS: ClassVar[Sequence[str]] = (
        "examined by me now",
        "seen by me at the time",
        "told by the athlete",
        "told by a physician or paramedic",
    )

    def rows(self) -> list[Row]:
        """Return the question, the common reasons and what is typed."""
        question = f"{self.flow.asked_finding.prompt}: how do you know? It can lower the urgency."
        choices = [
            row(Span(f" {number}  ", "label"), reason.capitalize(), key=reason)
            for number, reason in enumerate(self.REASONS, start=1)
        ]
        typed = [row("Take it: enter", key="typed")] if self.draft.typed else choices
        return [
            row(Span(question, "heading")),
            typed_row("A digit, or type a reason:", self.draft.typed),
            *typed,
        ]

    @property
    def typing(self) -> bool:
        """A reason is typed here."""
        return True

    def takes(self, character: str) -> bool:
        """Take letters; a digit at the start chooses."""
        return bool(self.draft.typed) or not character.isdigit()

    def digit(self, digit: str) -> None:
        """Take a common reason."""
        if 1 <= int(digit) <= len(self.REASONS):
            self._take(self.REASONS[int(digit) - 1])
        else:
            self.flow.problem = f"There is no reason {digit} here."

    def enter(self, key: str | None) -> None:
        """Take the typed reason, or one that was marked by hand."""
        reason = self.draft.typed.strip() or self.draft.cursor
        if reason:
            self._take(reason)
        else:
            self.flow.problem = "A line of reason is needed: a digit, or type it; backspace leaves the item."

    def _take(self, reason: str) -> None:
        name = self.flow.asked_finding.id
        self.draft.reasons[name] = f"present, {reason}."
        self.flow.answer(name, True)
        self.flow.back_to_sweep(name)

    def back(self) -> None:
        """Leave the item as it was."""
        self.flow.back_to_sweep(None)
