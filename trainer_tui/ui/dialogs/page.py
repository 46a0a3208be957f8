"""A page of the reference laid over something else, so that nothing below it is lost."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from trainer_tui.domain.dates import system_clock
from trainer_tui.services.reference import Reference
from trainer_tui.ui.condition_page import condition_page
from trainer_tui.ui.dialogs.base import Dialog, still
from trainer_tui.ui.text import Span, row
from trainer_tui.ui.widgets.lines import Lines
from trainer_tui.ui.widgets.sources_panel import SourcesPanel


class PageDialog(Dialog):
    """The page of a condition at one of its statements, with the sources of what is under the cursor."""

    DEFAULT_CSS = """
    PageDialog > Vertical { width: 100%; height: 100%; }
    PageDialog #laid-page { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("s", "sources", "Sources")]

    def __init__(self, reference: Reference, condition: str, place: str) -> None:
        """Show a condition that has a page, with the cursor at a place of it."""
        super().__init__()
        self.reference = reference
        today = system_clock().date()
        self.shown_page = condition_page(reference.page(condition), reference.catalogue, today)
        self.place = place

    def content(self) -> ComposeResult:
        """Yield page, sources and keys."""
        yield Lines(self.shown_page.rows, id="laid-page")
        yield SourcesPanel()
        yield still([row(Span("arrows move · s sources · tab scrolls them · esc goes back", "muted"))])

    def first(self) -> Lines:
        """Return the page."""
        return self.query_one("#laid-page", Lines)

    def on_mount(self) -> None:
        """Put the cursor where it belongs."""
        super().on_mount()
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self.first().move_to(self.place)
        self._show_sources()

    @on(Lines.Highlighted, "#laid-page")
    def _show_sources(self) -> None:
        place = self.shown_page.places.get(self.first().cursor_key or "")
        self.query_one(SourcesPanel).show(self.reference.sources(place.sources if place else ()))

    def action_sources(self) -> None:
        """Hide the sources, or show them again."""
        self.query_one(SourcesPanel).toggle_class("-hidden")
        self.set_focus(self.first())
