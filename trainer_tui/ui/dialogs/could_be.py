"""What it could also be: conditions with their reasons; enter opens the page of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from trainer_tui.domain.suggestions import Case, Suggestion, grouped
from trainer_tui.services.suggesting import FOOT, HEADING, NOTHING
from trainer_tui.ui.dialogs.base import Dialog, still
from trainer_tui.ui.events import OpenCondition
from trainer_tui.ui.text import Row, Span, row
from trainer_tui.ui.widgets.lines import Lines

if TYPE_CHECKING:
    from trainer_tui.ui.app import TrainerApp


def could_also_be(app: TrainerApp, case: Case) -> None:
    """Open the list of what a case could also be."""
    found = app.backstage.library.suggesting.suggest(case)
    app.push_screen(CouldBeDialog(found))


class CouldBeDialog(Dialog):
    """Lists conditions under their urgency, each with why it is there."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("b", "leave", show=False)]

    def __init__(self, found: Sequence[Suggestion]) -> None:
        """Show what was found, or a sentence where nothing was."""
        super().__init__()
        self.found = found

    def content(self) -> ComposeResult:
        """Yield heading, conditions and foot."""
        yield still([row(Span(HEADING, "title"))])
        yield Lines(self._rows(), classes="dialog-choices")
        yield still([row(Span(FOOT, "warning")), row(Span("enter opens its page · esc goes back", "muted"))])

    def first(self) -> Widget:
        """Return the list."""
        return self.lines

    @property
    def lines(self) -> Lines:
        """The conditions with their reasons."""
        return self.query_one(".dialog-choices", Lines)

    def _rows(self) -> list[Row]:
        rows: list[Row] = []
        for title, group in grouped(self.found):
            rows.append(row(Span(title, "heading")))
            for suggestion in group:
                rows += _rows_of(suggestion)
        return rows or [row(Span(NOTHING, "muted"))]

    @on(Lines.Selected)
    def _selected(self, event: Lines.Selected) -> None:
        if self.is_current:
            self.close()
            self.trainer.post_message(OpenCondition(event.key))


def _rows_of(suggestion: Suggestion) -> list[Row]:
    style = suggestion.tier.value.lower() if suggestion.tier else "text"
    symbol = suggestion.tier.symbol if suggestion.tier else ""
    remark = suggestion.urgency if suggestion.has_page else f"{suggestion.urgency} (not yet in this library)"
    head = row(
        Span(f"{symbol:<2} ", style),
        Span(suggestion.name, "link"),
        Span(f"  {remark}", "muted"),
        key=suggestion.id,
        hang=3,
    )
    return [head, *(row(Span(reason.words), indent=5, hang=2) for reason in suggestion.why)]
