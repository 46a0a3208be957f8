"""Naming a file: typed, completed from what is there, or dragged into the terminal."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from trainer_tui.domain.errors import TrainerError
from trainer_tui.services.roster_source import fitting_entries, named_path
from trainer_tui.ui.dialogs.base import Dialog, still
from trainer_tui.ui.text import Row, Span, row
from trainer_tui.ui.widgets.lines import Lines
from trainer_tui.ui.widgets.typed import TypedLine


class OpenFileDialog(Dialog):
    """Asks for a file; below the line stands what its path may go on to, tab completes, enter takes."""

    DEFAULT_CSS = "OpenFileDialog .dialog-choices { max-height: 12; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("tab", "complete", show=False, priority=True),
    ]

    def __init__(
        self,
        title: str,
        act: Callable[[Path], None],
        *,
        value: str = "",
        left: Callable[[], None] | None = None,
    ) -> None:
        """Ask for a file, beginning with `value`.

        `act` gets the path and raises TrainerError to refuse it; `left` is called when there was none.
        """
        super().__init__()
        self.title_words = title
        self.value = value
        self.problem = ""
        self._act = act
        self._left = left

    def content(self) -> ComposeResult:
        """Yield title, line, what fits, and what is wrong."""
        yield still([row(Span(self.title_words, "title"))])
        yield TypedLine(self.value, select_on_focus=False)
        yield Lines(self._rows(self.value), wrapped=False, classes="dialog-choices")
        yield Lines(id="file-state")

    def first(self) -> Widget:
        """Return the line."""
        return self.line

    KEYS = "tab completes · up and down move · enter takes it · esc goes back"

    @property
    def line(self) -> TypedLine:
        """The line one types into."""
        return self.query_one(TypedLine)

    @property
    def choices(self) -> Lines:
        """What the path may go on to."""
        return self.query_one(".dialog-choices", Lines)

    def on_mount(self) -> None:
        """Put the cursor behind what stands there."""
        for lines in self.query(Lines):
            lines.can_focus = False
        self.line.cursor_position = len(self.value)
        self._say("")
        super().on_mount()

    def _rows(self, typed: str) -> list[Row]:
        rows = []
        for entry in fitting_entries(typed):
            name = os.path.basename(entry.rstrip(os.sep)) + (os.sep if entry.endswith(os.sep) else "")  # noqa: PTH119
            rows.append(row(Span(name, "label" if name.endswith(os.sep) else "text"), key=entry))
        return rows

    def _say(self, problem: str) -> None:
        said = [row(Span(f"▲ {problem}", "warning"), hang=2)] if problem else []
        state = self.query_one("#file-state", Lines)
        state.set_rows([*said, row(Span(self.KEYS, "muted"))])
        state.refresh(layout=True)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._say("")
        self.choices.set_rows(self._rows(event.value))
        self.choices.refresh(layout=True)

    def action_move(self, step: int) -> None:
        """Move through what fits."""
        self.choices.action_move(step)

    def action_complete(self) -> None:
        """Go on to what the cursor stands on."""
        if (entry := self.choices.cursor_key) is not None:
            self.line.value = entry
            self.line.cursor_position = len(entry)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        """Take the file that is typed, else what the cursor stands on; a folder is gone into."""
        if not self.is_current:
            return
        path = self._taken(event.value)
        if path is None:
            return
        try:
            self._act(path)
        except TrainerError as error:
            self._say(error.message)
        else:
            self.close()

    def _taken(self, typed: str) -> Path | None:
        """Return the file that is meant, None when a folder was gone into."""
        path, entry = named_path(typed), self.choices.cursor_key
        if path.is_file() or entry is None:
            return path
        self.action_complete()
        return None if Path(entry).is_dir() else Path(entry)

    def action_leave(self) -> None:
        """Close without a file."""
        if self.is_current:
            self.close()
            if self._left is not None:
                self._left()
