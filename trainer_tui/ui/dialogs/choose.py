"""Choosing one or several of a few things, each with a key of its own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from trainer_tui.ui.dialogs.base import Dialog, still
from trainer_tui.ui.text import Row, Span, row
from trainer_tui.ui.widgets.lines import Lines

# Without j, k and g, which move the cursor.
KEYS = "123456789abcdefhilmnopqrstuvwxyz"
MARKS = {True: "✓", False: " "}


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose."""

    key: str
    """What stands for it."""
    words: str
    style: str = "text"
    more: str = ""
    """A remark behind the words."""


class ChooseDialog(Dialog):
    """Offers things with a key each; one key answers."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # Before the list sees them, so that a key typed ahead of the dialog is an answer to it.
        Binding("escape", "leave", show=False, priority=True),
        *(
            Binding(letter, f"pick({number})", show=False, priority=True)
            for number, letter in enumerate(KEYS)
        ),
    ]

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice],
        done: Callable[[str], None],
        *,
        chosen: str | None = None,
        remark: str = "",
        remark_style: str = "muted",
    ) -> None:
        """Ask for one of `choices`; `done` is called with its key unless the person leaves."""
        super().__init__()
        self.title_words = title
        self.choices = tuple(choices)
        self.chosen = chosen
        self.remark = remark
        self.remark_style = remark_style
        self._done = done

    def content(self) -> ComposeResult:
        """Yield title, choices and what the keys do."""
        yield still([row(Span(self.title_words, "title"))])
        yield Lines(self._rows(), classes="dialog-choices")
        remark = [row(Span(self.remark, self.remark_style))] if self.remark else []
        yield still([*remark, row(Span(self._keys(), "muted"))])

    def _keys(self) -> str:
        return "its key or enter takes one · esc goes back"

    def first(self) -> Widget:
        """Return the list."""
        return self.lines

    @property
    def lines(self) -> Lines:
        """The choices."""
        return self.query_one(".dialog-choices", Lines)

    def on_mount(self) -> None:
        """Put the cursor on what holds now."""
        super().on_mount()
        if self.chosen is not None:
            self.lines.move_to(self.chosen)

    def _rows(self) -> list[Row]:
        return [self._row(number, choice) for number, choice in enumerate(self.choices)]

    def _row(self, number: int, choice: Choice) -> Row:
        letter = KEYS[number] if number < len(KEYS) else " "
        return row(
            Span(f"{letter} ", "label"),
            Span(f"{MARKS[self._marked(choice)]} ", "strong"),
            Span(choice.words, choice.style),
            Span(f"  {choice.more}" if choice.more else "", "muted"),
            key=choice.key,
            hang=4,
        )

    def _marked(self, choice: Choice) -> bool:
        return choice.key == self.chosen

    @on(Lines.Selected)
    def _selected(self, event: Lines.Selected) -> None:
        event.stop()
        self._take(event.key)

    def action_pick(self, number: int) -> None:
        """Take a choice by the place of its key."""
        if number < len(self.choices):
            self._take(self.choices[number].key)

    def _take(self, key: str) -> None:
        if self.is_current:
            self.close()
            self._done(key)


class ChooseManyDialog(ChooseDialog):
    """Offers things of which any number can hold; their keys mark them, enter is done."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "mark", "Mark", show=False, priority=True)]

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice],
        done_many: Callable[[Sequence[str]], None],
        *,
        marked: Collection[str] = (),
        remark: str = "",
    ) -> None:
        """Ask for any of `choices`; `done_many` is called with the keys of those marked, in their order."""
        super().__init__(title, choices, lambda _: None, remark=remark)
        self.marked = set(marked)
        self._done_many = done_many

    def _keys(self) -> str:
        return "its key or space marks one · enter is done · esc goes back"

    def _marked(self, choice: Choice) -> bool:
        return choice.key in self.marked

    def action_pick(self, number: int) -> None:
        """Mark a choice, or take the mark away."""
        if number < len(self.choices):
            self._toggle(self.choices[number].key)

    def action_mark(self) -> None:
        """Mark the choice under the cursor, or take its mark away."""
        if self.lines.cursor_key is not None:
            self._toggle(self.lines.cursor_key)

    def _toggle(self, key: str) -> None:
        self.marked ^= {key}
        if self.is_mounted:
            self.lines.set_rows(self._rows(), cursor=key, keep_scroll=True)

    def _take(self, key: str) -> None:
        if self.is_current:
            self.close()
            self._done_many([choice.key for choice in self.choices if choice.key in self.marked])
