"""Asking for a few lines at once; what is wrong with a line is said beneath it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from trainer_tui.domain.errors import FieldError, TrainerError
from trainer_tui.ui.dialogs.base import Dialog, still
from trainer_tui.ui.text import Span, row
from trainer_tui.ui.widgets.form import SAVE, FieldSpec, Form
from trainer_tui.ui.widgets.lines import Lines


class DetailsDialog(Dialog):
    """A short form in a box; kept as a draft from the first key until it is saved."""

    DEFAULT_CSS = """
    DetailsDialog Form { height: auto; max-height: 16; }
    DetailsDialog #details-help { min-height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "save", "Save")]

    def __init__(
        self,
        title: str,
        specs: Sequence[FieldSpec],
        act: Callable[[Mapping[str, str]], None],
        *,
        values: Mapping[str, str],
        draft: str,
        remark: str = "",
        save: str = "Save",
        begin: str = "",
    ) -> None:
        """Ask for lines that begin as `values`; `act` gets them and raises TrainerError to refuse them.

        The cursor begins in the field named by `begin`, on the line that saves for `SAVE`, else in the first
        field; what was half typed is never one enter away from being saved.
        """
        super().__init__()
        self.title_words = title
        self.specs = tuple(specs)
        self.given = dict(values)
        self.draft = draft
        self.remark = remark
        self.save_words = save
        self.begin = begin
        self._act = act

    def content(self) -> ComposeResult:
        """Yield title, fields and help."""
        remark = [row(Span(self.remark, "warning"))] if self.remark else []
        kept = self.trainer.backstage.drafts.load(self.draft) or {}
        values = {**self.given, **{name: str(text) for name, text in kept.items() if name in self.given}}
        yield still([row(Span(self.title_words, "title")), *remark])
        yield Form(self.specs, values, save=self.save_words)
        yield Lines(id="details-help")

    def first(self) -> Widget:
        """Return where the cursor begins."""
        if self.begin == SAVE and self.form.values == self.given:
            return self.form.query_one("#save-line", Lines)
        fields = self.form.fields
        return (fields.get(self.begin) or fields[self.specs[0].name]).line

    @property
    def form(self) -> Form:
        """The lines."""
        return self.query_one(Form)

    def on_mount(self) -> None:
        """Show the keys."""
        self.query_one("#details-help", Lines).can_focus = False
        self._help("")
        super().on_mount()

    def _help(self, words: str, style: str = "muted") -> None:
        lines = self.query_one("#details-help", Lines)
        said = [row(Span(words, style), hang=2)] if words else []
        lines.set_rows([*said, row(Span("ctrl+s saves · esc goes back and keeps it as a draft", "muted"))])
        lines.refresh(layout=True)

    @on(Form.Entered)
    def _entered(self, event: Form.Entered) -> None:
        self._help(event.spec.help if event.spec else "")

    @on(Form.Changed)
    def _typed(self) -> None:
        drafts, values = self.trainer.backstage.drafts, self.form.values
        if values == self.given:
            self.trainer.attempt(lambda: drafts.discard(self.draft))
        else:
            self.trainer.attempt(lambda: drafts.save(self.draft, values))

    @on(Form.Saved)
    def action_save(self) -> None:
        """Hand the lines over."""
        if not self.is_current or not self.is_mounted:
            return
        try:
            self._act(self.form.values)
        except FieldError as error:
            self._refused(error)
        except TrainerError as error:
            self._help(f"▲ {error.message}", "warning")
        else:
            drafts = self.trainer.backstage.drafts
            self.trainer.attempt(lambda: drafts.discard(self.draft))
            self.close()

    def _refused(self, error: FieldError) -> None:
        name = error.field.partition("[")[0]
        if name in self.form.fields:
            self.form.show_problems({name: error.problem})
        else:
            self._help(f"▲ {error.message}", "warning")
