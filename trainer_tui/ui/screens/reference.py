"""The reference: an index that filters as one types, and the page of a condition."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from trainer_tui.domain.dates import system_clock
from trainer_tui.domain.search import Field
from trainer_tui.domain.vocabulary import LinkType
from trainer_tui.services.reference import Reference
from trainer_tui.ui.actions import REFERENCE, Command, bindings
from trainer_tui.ui.condition_page import PROTOCOL_LINK, Page, Place, condition_page, named_page
from trainer_tui.ui.events import RecordIncident
from trainer_tui.ui.screens.base import BaseScreen
from trainer_tui.ui.text import Row, Span, row
from trainer_tui.ui.widgets.lines import Lines
from trainer_tui.ui.widgets.sources_panel import SourcesPanel

HISTORY_MOST = 100
NARROWEST = 27
"""Cells of a line in the narrowest index."""
HITS_MOST = 100
"""Conditions that a search shows; nobody reads on before typing another letter."""
FOUND_IN = {
    Field.NAME: "name",
    Field.ALIAS: "also called",
    Field.CAUSE: "cause",
    Field.SIGN: "sign",
    Field.TEXT: "text",
}


class ReferenceScreen(BaseScreen):
    """Browse linked conditions by keyboard."""

    MODE = "reference"
    COMMANDS_SHOWN: ClassVar[Sequence[Command]] = REFERENCE
    HELP_TEXT = (
        "Every statement of a page can be reached with the arrow keys; enter follows its link, s shows its "
        "sources. A page that no clinician has signed says so at its top. Emergency signs stand before the "
        "ordinary symptoms."
    )
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(REFERENCE))
    DEFAULT_CSS = """
    #index { width: 32%; min-width: 30; max-width: 42; border-right: vkey $panel-lighten-2; }
    #page { padding: 0 1 0 0; }
    #index-filter { width: 100%; }
    #page-pane { width: 1fr; }
    """

    def __init__(self) -> None:
        """Start where the app was left."""
        super().__init__()
        self.shown_page = Page("")
        self.shown_id = ""
        self._chosen = False
        self._passages: dict[str, str] = {}
        """Where on its page each condition of the list was found."""
        self._past: list[str] = []
        self._future: list[str] = []

    @property
    def reference(self) -> Reference:
        """The reference library."""
        return self.trainer.backstage.library.reference

    def body(self) -> ComposeResult:
        """Yield the index with its filter, and the page with its sources."""
        state = self.trainer.state
        with Horizontal():
            with Vertical(id="index", classes="pane"):
                yield Input(
                    str(state.get("reference.filter", "")),
                    placeholder="/ filter",
                    id="index-filter",
                    select_on_focus=False,
                )
                yield Lines(wrapped=False, id="index-list")
            with Vertical(id="page-pane", classes="pane"):
                yield Lines(id="page")

    def on_mount(self) -> None:
        """Show the index and the page that was open last."""
        self._take_up()
        self.index.focus()

    def restore(self) -> None:
        """Show filter, index and page as they were left."""
        self.filter.value = str(self.trainer.state.get("reference.filter", ""))
        self._take_up()

    def _take_up(self) -> None:
        state = self.trainer.state
        self._show_index(str(state.get("reference.filter", "")), cursor=state.get("reference.index"))
        first = self.index.cursor_key
        wanted = str(state.get("reference.open") or first or "")
        if wanted:
            self._show(wanted if self._exists(wanted) else str(first), remember_past=False)
            self.page.move_to(str(state.get("reference.place", "")))

    @property
    def index(self) -> Lines:
        """The list of conditions."""
        return self.query_one("#index-list", Lines)

    @property
    def page(self) -> Lines:
        """The page of the open condition."""
        return self.query_one("#page", Lines)

    @property
    def filter(self) -> Input:
        """The filter above the index."""
        return self.query_one("#index-filter", Input)

    # --- index -----------------------------------------------------------------------------------

    def _show_index(self, typed: str, cursor: str | None = None) -> None:
        rows = self._found_rows(typed) if typed.strip() else self._grouped_rows()
        self.index.set_rows(rows, cursor=cursor)

    def _grouped_rows(self) -> list[Row]:
        rows: list[Row] = []
        for group in self.reference.groups():
            rows.append(row(Span(group.region.words.capitalize(), "heading")))
            rows += [_entry_row(entry.id, entry.name, local=entry.local) for entry in group.entries]
        return rows

    def _found_rows(self, typed: str) -> list[Row]:
        found = self.reference.look_up(typed)
        self._passages = {}
        # The rows of the index are cut at its edge; what was not taken as typed must be read whole.
        rows = [row(Span(line, "warning")) for line in textwrap.wrap(found.substitution, NARROWEST)]
        for hit in found.hits[:HITS_MOST]:
            rows.append(_entry_row(hit.id, hit.name, named_only=not hit.has_page))
            if passage := self.reference.passage(hit, typed):
                self._passages[hit.id] = passage.place
                rows.append(row(Span(f"{FOUND_IN[hit.field]}: {passage.text}", "muted"), indent=3))
        if (more := len(found.hits) - HITS_MOST) > 0:
            rows.append(row(Span(f"and {more} more: type on", "muted")))
        return rows or [row(Span("Nothing found; escape clears.", "muted"))]

    @on(Input.Changed, "#index-filter")
    def _filter_changed(self, event: Input.Changed) -> None:
        if event.value == self.trainer.state.get("reference.filter", ""):
            return
        self.trainer.remember("reference.filter", event.value)
        # Without a filter the list stands where the page is: leaving the filter loses no place.
        self._show_index(event.value, cursor=None if event.value.strip() else self.shown_id)
        if self.index.cursor_key:
            self._show(self.index.cursor_key, remember_past=False)

    @on(Input.Submitted, "#index-filter")
    def _filter_done(self) -> None:
        self.set_focus(self.index)

    @on(Lines.Highlighted, "#index-list")
    def _entry_highlighted(self, event: Lines.Highlighted) -> None:
        self.trainer.remember("reference.index", event.key)
        self._chosen = True
        self._show(event.key)

    @on(Lines.Selected, "#index-list")
    def _entry_selected(self, event: Lines.Selected) -> None:
        self._chosen = True
        if event.key != self.shown_id:
            self._show(event.key)
        self.page.move_to(self._passages.get(event.key, ""))
        self.set_focus(self.page)

    # --- page ------------------------------------------------------------------------------------

    def _exists(self, condition: str) -> bool:
        return condition in self.reference.catalogue.entries or condition in self.reference.catalogue.named

    def open(self, condition: str) -> None:
        """Show a condition's page and put the cursor into it."""
        self._chosen = True
        self._show(condition)
        self.index.move_to(condition)
        self.set_focus(self.page)

    def _show(self, condition: str, *, remember_past: bool = True) -> None:
        if condition == self.shown_id:
            return
        if self.shown_id:  # the first page comes by itself
            self.trainer.remember("reference.open", condition)
        if self.shown_id and remember_past:
            self._past = [*self._past, self.shown_id][-HISTORY_MOST:]
            self._future.clear()
        catalogue = self.reference.catalogue
        if condition in catalogue.entries:
            today = system_clock().date()  # the reference is read without records as well
            protocols = self.reference.protocols_for(condition)
            self.shown_page = condition_page(self.reference.page(condition), catalogue, today, protocols)
        else:
            self.shown_page = named_page(catalogue.named[condition], catalogue)
        self.shown_id = condition
        self.page.set_rows(self.shown_page.rows, cursor=next(iter(self.shown_page.places), None))
        self._show_sources()

    @property
    def place(self) -> Place:
        """What stands behind the statement under the cursor."""
        return self.shown_page.places.get(self.page.cursor_key or "", Place())

    @on(Lines.Highlighted, "#page")
    def _statement_highlighted(self, event: Lines.Highlighted) -> None:
        self.trainer.remember("reference.place", event.key)
        self._show_sources()

    @on(Lines.Selected, "#page")
    async def _follow(self) -> None:
        link = self.place.link
        if link.startswith(PROTOCOL_LINK):
            from trainer_tui.ui.dialogs.protocol import ProtocolReader

            protocol = self.reference.protocol(link.removeprefix(PROTOCOL_LINK))
            self.app.push_screen(ProtocolReader(protocol))
        elif link:
            self.open(link)
        else:
            await self.action_sources()

    def _show_sources(self) -> None:
        panel = self.query_one_optional(SourcesPanel)
        if panel is not None and not panel.has_class("-hidden"):
            panel.show(self.reference.sources(self.place.sources))

    # --- commands --------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave keys to the filter while it has the focus."""
        typing = self.is_mounted and self.filter.has_focus
        return not (typing and action in ("search", "new_incident"))

    def action_search(self) -> None:
        """Put the cursor into the filter at once, so that letters typed ahead arrive."""
        self.set_focus(self.filter)

    def action_leave(self) -> None:
        """Clear the filter, or go from the page to the index."""
        if self.filter.has_focus and self.filter.value:
            self.filter.value = ""
        self.set_focus(self.index)

    def action_focus_index(self) -> None:
        """Put the cursor into the index."""
        self.set_focus(self.index)

    def action_focus_page(self) -> None:
        """Put the cursor into the page."""
        self.set_focus(self.page)

    async def action_sources(self) -> None:
        """Show or hide the sources of the statement under the cursor."""
        panel = self.query_one_optional(SourcesPanel)
        if panel is None:
            await self.query_one("#page-pane").mount(SourcesPanel())
        else:
            if panel.has_focus:
                self.set_focus(self.page)
            panel.toggle_class("-hidden")
        self._show_sources()

    def action_related(self) -> None:
        """Go to the related conditions of the page."""
        if self.shown_page.first_related:
            self.set_focus(self.page)
            self.page.move_to(self.shown_page.first_related)

    def action_back(self) -> None:
        """Go back to the page before."""
        self._travel(self._past, self._future)

    def action_forward(self) -> None:
        """Go forward to the page one came back from."""
        self._travel(self._future, self._past)

    def _travel(self, there: list[str], here: list[str]) -> None:
        if there:
            here.append(self.shown_id)
            self._show(there.pop(), remember_past=False)
            self.index.move_to(self.shown_id)

    def action_previous_page(self) -> None:
        """Go to the previous page of the source."""
        self._turn(self.reference.previous_and_next(self.shown_id)[0], LinkType.PREVIOUS)

    def action_next_page(self) -> None:
        """Go to the next page of the source."""
        self._turn(self.reference.previous_and_next(self.shown_id)[1], LinkType.NEXT)

    def _turn(self, target: str | None, link_type: LinkType) -> None:
        if target is not None:
            self.open(target)
        else:
            self.trainer.say(f"This page has no {link_type.words}.")

    async def action_new_incident(self) -> None:
        """Record an incident with this condition filled in, when the person chose it and it has a page."""
        known = self._chosen and self.shown_id in self.reference.catalogue.entries
        # At once, not by a message: keys typed ahead belong to the capture.
        await self.trainer.record_incident(RecordIncident(condition=self.shown_id if known else None))


def _entry_row(key: str, name: str, *, local: bool = False, named_only: bool = False) -> Row:
    spans = [Span(name, "muted" if named_only else "text")]
    if local or named_only:
        spans.append(Span("  (local)" if local else "  (not yet in this library)", "muted"))
    return Row(tuple(spans), key, 1)
