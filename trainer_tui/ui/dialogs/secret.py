"""What the dialogs about the passphrase share: keys act in their order, a sentence says how it stands."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from trainer_tui.ui.dialogs.base import Dialog
from trainer_tui.ui.text import Span, row
from trainer_tui.ui.widgets.lines import Lines


class SecretDialog(Dialog):
    """A dialog with fields for what nobody else may see; subclasses yield `state_line` in their content."""

    def __init__(self) -> None:
        super().__init__()
        self._said_of: tuple[str, ...] = ()

    def state_line(self) -> Lines:
        """Return the line for the sentence."""
        lines = Lines([row("")], id="secret-state")
        lines.can_focus = False
        return lines

    def first(self) -> Widget:
        """Return the first field."""
        return self.query(Input).first()

    @property
    def typed(self) -> tuple[str, ...]:
        """What stands in the fields."""
        return tuple(line.value for line in self.query(Input))

    def say(self, sentence: str) -> None:
        """Show how it stands."""
        self._show(Span(sentence, "strong"))

    def refuse(self, sentence: str) -> None:
        """Show what is wrong; it stays until something else is typed."""
        self._show(Span(f"▲ {sentence}" if sentence else "", "warning"))

    def _show(self, span: Span) -> None:
        self._said_of = self.typed
        lines = self.query_one("#secret-state", Lines)
        lines.set_rows([row(span, hang=2)])
        lines.refresh(layout=True)

    @on(Input.Changed)
    def _changed(self) -> None:
        # By the values, not by the message, which comes late when one types fast.
        if self.typed != self._said_of:
            self._show(Span(""))

    def in_turn(self, act: Callable[[], None]) -> None:
        """Act when the letters typed before have come to their fields; keys typed since come after it."""
        self.trainer.hold_keys(self)

        def step(*fields: Input) -> None:
            if fields:
                fields[0].call_later(step, *fields[1:])
            else:
                act()
                self.app.call_later(self.trainer.release_keys, self)

        step(*self.query(Input))

    def clear(self) -> None:
        """Empty the fields and begin with the first."""
        for line in self.query(Input):
            line.value = ""
        self.set_focus(self.first())


class TwiceDialog(SecretDialog):
    """A dialog with two fields for the same: enter goes on to the second, and from there to the check."""

    def action_line(self, number: int) -> None:
        """Put the cursor into a field."""
        self.set_focus(self.query(Input)[number])

    def action_enter(self) -> None:
        """Go to the second field; from there see what was typed."""
        if self.focused is self.query(Input).last():
            self.in_turn(self.check)
        else:
            self.action_line(1)

    def check(self) -> None:
        """Take what was typed, or refuse it."""
        raise NotImplementedError
