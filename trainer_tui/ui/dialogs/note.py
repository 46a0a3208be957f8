"""Writing a note, kept from the first key until it is saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import TextArea

from trainer_tui.domain.errors import FieldError, TrainerError
from trainer_tui.domain.incidents import NOTE_LIMIT
from trainer_tui.domain.note_text import from_file, to_file
from trainer_tui.ui.dialogs.ask import keep_text
from trainer_tui.ui.dialogs.base import Dialog, still
from trainer_tui.ui.editor import edit_outside, key_words
from trainer_tui.ui.text import Row, Span, row
from trainer_tui.ui.widgets.lines import Lines
from trainer_tui.ui.widgets.typed import TypedText

NEAR_LIMIT = NOTE_LIMIT - 2_000


class NoteDialog(Dialog):
    """A field for a text of several lines; ctrl+s saves it, escape keeps it as a draft."""

    DEFAULT_CSS = """
    NoteDialog TypedText { height: 12; border: none; padding: 0; background: $panel; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save"),
        Binding("ctrl+e", "edit", "Editor", priority=True),
    ]

    def __init__(self, heading: str, act: Callable[[str], None], *, draft: str) -> None:
        """Ask for a note under a heading; `act` gets its text and raises TrainerError to refuse it."""
        super().__init__()
        self.heading = heading
        self.draft = draft
        self._act = act
        self._shown_text = ""

    def content(self) -> ComposeResult:
        """Yield title, field and what is wrong or near its limit."""
        kept = self.trainer.backstage.drafts.load(self.draft)
        yield still([row(Span(f"Note: {self.heading}", "title"))])
        yield TypedText(str((kept or {}).get("text", "")), compact=True)
        yield Lines(id="note-state")

    def first(self) -> Widget:
        """Return the field."""
        return self.area

    @property
    def area(self) -> TypedText:
        """The field."""
        return self.query_one(TypedText)

    def on_mount(self) -> None:
        """Put the cursor behind what was kept."""
        self.query_one("#note-state", Lines).can_focus = False
        self.area.move_cursor(self.area.document.end)
        self._shown_text = self.area.text
        self._show("")
        super().on_mount()

    def _show(self, problem: str, said: str = "") -> None:
        length = len(self.area.text)
        rows: list[Row] = [row(Span(f"▲ {problem}", "warning"), hang=2)] if problem else []
        rows += [row(Span(said, "strong"), hang=2)] if said else []
        if length > NEAR_LIMIT:
            rows.append(row(Span(f"{length:,} of {NOTE_LIMIT:,} characters", "warning")))
        editor = key_words(self.trainer, "opens your editor")
        keys = " · ".join(("^s saves", *editor, "esc goes back and keeps it as a draft"))
        rows.append(row(Span(keys, "muted")))
        lines = self.query_one("#note-state", Lines)
        lines.set_rows(rows)
        lines.refresh(layout=True)

    @on(TextArea.Changed)
    def _typed(self) -> None:
        if self.area.text != self._shown_text:  # filling the field is no typing
            self._shown_text = self.area.text
            self._show("")
            keep_text(self, self.draft, self.area.text)

    def action_edit(self) -> None:
        """Open the note in the person's own editor."""
        if not self.is_current or not self.is_mounted:
            return
        before = to_file({self.heading: self.area.text})
        content, said = edit_outside(self.trainer, self.draft, before)
        if content != before:
            self.area.load_text(from_file(content, (self.heading,))[self.heading])
            self._shown_text = self.area.text
            keep_text(self, self.draft, self.area.text)
        self._show("", said)

    def action_save(self) -> None:
        """Hand the text over."""
        if not self.is_current or not self.is_mounted:
            return
        try:
            self._act(self.area.text)
        except FieldError as error:
            self._show(f"The note {error.problem}")
        except TrainerError as error:
            self._show(error.message)
        else:
            drafts = self.trainer.backstage.drafts
            self.trainer.attempt(lambda: drafts.discard(self.draft))
            self.close()
