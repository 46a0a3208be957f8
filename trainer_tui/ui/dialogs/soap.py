"""A SOAP note: its four parts on one screen, kept from the first key until they are saved together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import TextArea

from trainer_tui.domain.errors import FieldError, TrainerError
from trainer_tui.domain.incidents import NOTE_LIMIT, SOAP
from trainer_tui.domain.note_text import from_file, to_file
from trainer_tui.ui.dialogs.base import Dialog, still
from trainer_tui.ui.dialogs.note import NEAR_LIMIT
from trainer_tui.ui.editor import edit_outside, key_words
from trainer_tui.ui.text import Row, Span, row
from trainer_tui.ui.widgets.lines import Lines
from trainer_tui.ui.widgets.typed import TypedText

BEFORE, AFTER = ("^s saves", "^t puts the record in"), ("tab goes on", "esc keeps a draft")
"""What the keys do, and between them the editor."""


class SoapDialog(Dialog):
    """Four fields, and beside them what the record holds for the one with the cursor."""

    DEFAULT_CSS = """
    SoapDialog > Vertical { width: 100%; height: 100%; }
    SoapDialog Horizontal { height: 1fr; }
    SoapDialog .soap-part { height: 1fr; }
    SoapDialog .soap-fields { width: 3fr; }
    SoapDialog TypedText { height: 1fr; border: none; padding: 0; background: $panel; }
    SoapDialog #soap-hints { width: 2fr; height: 1fr; margin: 0 0 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save", priority=True),
        Binding("ctrl+t", "put_in", "Put in", priority=True),
        Binding("ctrl+e", "edit", "Editor", priority=True),
    ]

    def __init__(
        self,
        title: str,
        act: Callable[[Sequence[tuple[str, str]]], None],
        *,
        draft: str,
        hints: Mapping[str, Sequence[str]],
    ) -> None:
        """Ask for the parts; `act` gets those with text, as heading and text, and raises to refuse them."""
        super().__init__()
        self.title_words = title
        self.draft = draft
        self.hints = hints
        self._act = act
        self.heading = SOAP[0]
        """The part with the cursor, or that had it last."""
        self._shown: dict[str, str] = {}

    def content(self) -> ComposeResult:
        """Yield title, fields, what the record holds, and what is wrong."""
        kept = self.trainer.backstage.drafts.load(self.draft) or {}
        yield still([row(Span(self.title_words, "title"))])
        with Horizontal():
            with Vertical(classes="soap-fields"):
                for heading in SOAP:
                    with Vertical(classes="soap-part"):
                        yield still([row(Span(heading.capitalize(), "heading"))])
                        yield TypedText(str(kept.get(heading) or ""), id=f"soap-{heading}", compact=True)
            yield Lines(id="soap-hints")
        yield Lines(id="soap-state")

    def first(self) -> Widget:
        """Return the first field."""
        return self.area(SOAP[0])

    def area(self, heading: str) -> TypedText:
        """The field of a heading."""
        return self.query_one(f"#soap-{heading}", TypedText)

    @property
    def texts(self) -> dict[str, str]:
        """What stands in the fields."""
        return {heading: self.area(heading).text for heading in SOAP}

    def on_mount(self) -> None:
        """Put the cursor behind what was kept."""
        self.query_one("#soap-state", Lines).can_focus = False
        for heading in SOAP:
            self.area(heading).move_cursor(self.area(heading).document.end)
        self._shown = self.texts
        self._say("")
        super().on_mount()

    def on_descendant_focus(self) -> None:
        """Show what the record holds for the part with the cursor; tab also goes there, to read on."""
        self.heading = next((each for each in SOAP if self.area(each).has_focus), self.heading)
        lines = self.hints[self.heading]
        rows = [row(Span(f"The record, {self.heading}", "muted"))]
        rows += [row(Span(line, "label"), hang=2) for line in lines]
        if not lines:
            rows.append(row(Span("nothing yet", "muted")))
        self.query_one("#soap-hints", Lines).set_rows(rows)

    def _say(self, problem: str, said: str = "") -> None:
        rows: list[Row] = [row(Span(f"▲ {problem}", "warning"), hang=2)] if problem else []
        rows += [row(Span(said, "strong"), hang=2)] if said else []
        for heading, text in self.texts.items():
            if len(text) > NEAR_LIMIT:
                length = f"{heading.capitalize()}: {len(text):,} of {NOTE_LIMIT:,} characters"
                rows.append(row(Span(length, "warning")))
        lines = self.query_one("#soap-state", Lines)
        keys = " · ".join((*BEFORE, *key_words(self.trainer, "your editor"), *AFTER))
        lines.set_rows([*rows, row(Span(keys, "muted"))])
        lines.refresh(layout=True)

    @on(TextArea.Changed)
    def _typed(self) -> None:
        if self.texts != self._shown:  # filling the fields is no typing
            self._shown = self.texts
            self._say("")
            self._keep()

    def _keep(self) -> None:
        drafts, texts = self.trainer.backstage.drafts, self.texts
        if any(texts.values()):
            self.trainer.attempt(lambda: drafts.save(self.draft, texts))
        else:
            self.trainer.attempt(lambda: drafts.discard(self.draft))

    def action_put_in(self) -> None:
        """Put what the record holds for this part in at the cursor."""
        if lines := self.hints[self.heading]:
            self.area(self.heading).insert("\n".join(lines))

    def action_edit(self) -> None:
        """Open the note in the person's own editor."""
        if not self.is_current or not self.is_mounted:
            return
        before = to_file(self.texts)
        content, said = edit_outside(self.trainer, self.draft, before)
        if content != before:
            for heading, text in from_file(content, SOAP).items():
                self.area(heading).load_text(text)
            self._shown = self.texts
            self._keep()
        self._say("", said)

    def action_save(self) -> None:
        """Hand the parts over that hold text."""
        if not self.is_current or not self.is_mounted:
            return
        try:
            self._act([(heading, text) for heading, text in self.texts.items() if text.strip()])
        except FieldError as error:
            self._say(f"{error.field.capitalize()} {error.problem}")
            if error.field in SOAP:
                self.set_focus(self.area(error.field))
        except TrainerError as error:
            self._say(error.message)
        else:
            drafts = self.trainer.backstage.drafts
            self.trainer.attempt(lambda: drafts.discard(self.draft))
            self.close()
