"""Finding one of many by typing a few letters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from trainer_tui.ui.dialogs.base import Dialog, still
from trainer_tui.ui.dialogs.choose import Choice
from trainer_tui.ui.text import Row, Span, row
from trainer_tui.ui.widgets.lines import Lines
from trainer_tui.ui.widgets.typed import TypedLine

SHOWN_MOST = 100


class FindDialog(Dialog):
    """Filters things as one types; enter takes the one under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
    ]

    def __init__(
        self,
        title: str,
        search: Callable[[str], Sequence[Choice]],
        done: Callable[[str], None],
        *,
        chosen: str | None = None,
    ) -> None:
        """Ask for one of what `search` returns for the letters typed; `done` is called with its key."""
        super().__init__()
        self.title_words = title
        self.chosen = chosen
        self._search = search
        self._done = done

    def content(self) -> ComposeResult:
        """Yield title, field and what is found."""
        yield still([row(Span(self.title_words, "title"))])
        yield TypedLine(placeholder="type to find")
        yield Lines(self._rows(""), wrapped=False, classes="dialog-choices")
        yield still([row(Span("up and down move · enter takes one · esc goes back", "muted"))])

    def first(self) -> Widget:
        """Return the field."""
        return self.query_one(TypedLine)

    @property
    def lines(self) -> Lines:
        """What is found."""
        return self.query_one(".dialog-choices", Lines)

    def on_mount(self) -> None:
        """Put the cursor on what holds now."""
        self.lines.can_focus = False
        if self.chosen is not None:
            self.lines.move_to(self.chosen)
        super().on_mount()

    def _rows(self, typed: str) -> list[Row]:
        found = [
            row(Span(choice.words, choice.style), Span(f"  {choice.more}", "muted"), key=choice.key)
            for choice in self._search(typed)[:SHOWN_MOST]
        ]
        return found or [row(Span("Nothing found.", "muted"))]

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self.lines.set_rows(self._rows(event.value), cursor=None if event.value else self.chosen)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        # The letters just typed count, even where the list has not followed them yet.
        keys = [each.key for each in self._rows(event.value) if each.key is not None]
        at = self.lines.cursor_key
        if keys:
            self._take(at if at in keys else keys[0])

    @on(Lines.Selected)
    def _selected(self, event: Lines.Selected) -> None:
        self._take(event.key)

    def action_move(self, step: int) -> None:
        """Move the cursor in the list while the field keeps the keys."""
        self.lines.action_move(step)

    def _take(self, key: str) -> None:
        if self.is_current:
            self.close()
            self._done(key)
