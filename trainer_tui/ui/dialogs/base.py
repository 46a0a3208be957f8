"""What every dialog shares: it takes the keys typed ahead of it, and escape leaves it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widget import Widget

from trainer_tui.ui.actions import Command
from trainer_tui.ui.text import Row, Span, row
from trainer_tui.ui.widgets.lines import Lines

if TYPE_CHECKING:
    from trainer_tui.ui.app import TrainerApp


class Dialog(ModalScreen[None]):
    """A box over the screen; subclasses compose `content` and name the widget that gets the keys.

    A dialog is given what to do with its answer and does it when it closes, in the same moment, so that a
    following dialog gets the keys that were typed ahead.
    """

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    Dialog { align: center middle; }
    Dialog > Vertical { width: 76; max-width: 100%; height: auto; max-height: 100%; }
    Dialog Lines { height: auto; }
    Dialog .dialog-choices { max-height: 18; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Close")]

    def __init__(self) -> None:
        super().__init__()
        self._typed_ahead: list[events.Key] | None = []

    def may_be_left(self) -> bool:
        """Tell whether the app may be left now; a dialog that must stay says why."""
        return True

    @property
    def trainer(self) -> TrainerApp:
        """The app, by its own type."""
        return cast("TrainerApp", self.app)

    def compose(self) -> ComposeResult:
        """Yield the box."""
        with Vertical(classes="dialog"):
            yield from self.content()

    def content(self) -> ComposeResult:
        """Yield what stands in the box."""
        yield from ()

    def first(self) -> Widget:
        """Return the widget that gets the keys."""
        return self.query_one(Lines)

    def on_mount(self) -> None:
        """Hand over what was typed while the dialog was being made."""
        self.set_focus(self.first())
        waiting, self._typed_ahead = self._typed_ahead or [], None
        for key in waiting:
            (self.focused or self)._forward_event(key)

    def _forward_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and self._typed_ahead is not None:
            self._typed_ahead.append(event)
        else:
            super()._forward_event(event)

    def close(self) -> None:
        """Take the dialog off the screen."""
        if self.is_current:
            self.app.pop_screen()

    def action_leave(self) -> None:
        """Close without an answer; what was typed stays as a draft where the dialog keeps one."""
        self.close()


def still(rows: Sequence[Row]) -> Lines:
    """Return rows that are only read: words above or below what one answers with."""
    lines = Lines(rows)
    lines.can_focus = False
    return lines


def keys_row(commands: Sequence[Command]) -> Row:
    """Return the line that says what the keys of a dialog do."""
    words = " · ".join(f"{command.first_key} {command.title}" for command in commands if command.shown)
    return row(Span(words, "muted"))
