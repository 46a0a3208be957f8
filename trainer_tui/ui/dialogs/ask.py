"""Asking for one line of text; what is wrong with it is said beside it."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Input

from trainer_tui.domain.errors import FieldError, TrainerError
from trainer_tui.ui.dialogs.base import Dialog, still
from trainer_tui.ui.text import Span, row
from trainer_tui.ui.widgets.lines import Lines
from trainer_tui.ui.widgets.typed import TypedLine


class AskDialog(Dialog):
    """Asks for a line; enter hands it over, and a refusal is shown beside it while the text stays."""

    def __init__(
        self,
        title: str,
        act: Callable[[str], None],
        *,
        value: str = "",
        help: str = "",  # noqa: A002 - what it is
        draft: str = "",
        then: Callable[[], None] | None = None,
    ) -> None:
        """Ask for a line that begins as `value`.

        `act` gets the line and raises TrainerError to refuse it; `then` is called once the dialog has closed
        on a line that was taken. With `draft` the text is kept under that name from the first key until then.
        """
        super().__init__()
        self.title_words = title
        self.value = value
        self.help_words = help
        self.draft = draft
        self._act = act
        self._then = then

    def content(self) -> ComposeResult:
        """Yield title, field, the place for a refusal and the help."""
        yield still([row(Span(self.title_words, "title"))])
        yield TypedLine(self._kept(), select_on_focus=False)
        yield Lines(id="refusal")
        helping = [row(Span(self.help_words, "muted"))] if self.help_words else []
        yield still([*helping, row(Span("enter goes on · esc goes back", "muted"))])

    def _kept(self) -> str:
        kept = self.trainer.backstage.drafts.load(self.draft) if self.draft else None
        return str((kept or {}).get("text", self.value))

    def first(self) -> Widget:
        """Return the field."""
        return self.query_one(TypedLine)

    def on_mount(self) -> None:
        """Show no refusal yet."""
        self._refuse("")
        super().on_mount()

    def _refuse(self, sentence: str) -> None:
        lines = self.query_one("#refusal", Lines)
        lines.can_focus = False
        lines.display = bool(sentence)
        lines.set_rows([row(Span(f"▲ {sentence}", "warning"), hang=2)])
        lines.refresh(layout=True)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._refuse("")
        if self.draft:
            keep_text(self, self.draft, event.value if event.value != self.value else "")

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        if not self.is_current:
            return
        try:
            self._act(event.value)
        except FieldError as error:
            self._refuse(error.problem[:1].upper() + error.problem[1:])
        except TrainerError as error:
            self._refuse(error.message)
        else:
            if self.draft:
                drafts = self.trainer.backstage.drafts
                self.trainer.attempt(lambda: drafts.discard(self.draft))
            self.close()
            if self._then is not None:
                self._then()


def keep_text(dialog: Dialog, name: str, text: str) -> None:
    """Keep the text of a dialog as a draft; an empty one needs none."""
    drafts = dialog.trainer.backstage.drafts
    if text:
        dialog.trainer.attempt(lambda: drafts.save(name, {"text": text}))
    else:
        dialog.trainer.attempt(lambda: drafts.discard(name))
