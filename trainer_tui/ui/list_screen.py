"""What the lists of the record share: a filter as one types, a sort, and a place that is found again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from trainer_tui.ui.screens.base import BaseScreen
from trainer_tui.ui.text import Row, Span, fit, row
from trainer_tui.ui.widgets.lazy_rows import LazyRows
from trainer_tui.ui.widgets.lines import Lines
from trainer_tui.ui.widgets.typed import TypedLine

T = TypeVar("T")

WIDE = 110
EDGES = 2
"""Cells beside the rows: the cursor's mark and the scroll bar."""


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """One column of a list."""

    title: str
    width: int
    """Cells at the least."""
    cell: Callable[[T], Span]
    """Makes the cell of an entry."""
    grow: int = 0
    """Its share of the cells that are left over."""


@dataclass(frozen=True, slots=True)
class Sort(Generic[T]):
    """One order of a list."""

    words: str
    key: Callable[[T], Any] | None = None
    """Sort key; None leaves the entries as they come."""


class ListScreen(BaseScreen, Generic[T]):
    """A filter, a line that says what is shown, and the list; subclasses say what of."""

    STATE: ClassVar[str] = ""
    """Prefix of what is remembered."""
    FILTER_WORDS: ClassVar[str] = ""
    """What the filter looks into."""
    BINDINGS: ClassVar[list[BindingType]] = [Binding("down", "to_list", show=False)]
    DEFAULT_CSS = """
    ListScreen .list-head { height: 2; background: $surface; }
    ListScreen .list-rows { height: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.entries: Sequence[T] = ()
        """What is shown now, in its order."""
        self._shown: tuple[Any, ...] | None = None
        """What the entries were found by."""

    # --- what subclasses say ---------------------------------------------------------------------

    def found(self, text: str) -> Sequence[T]:
        """Return the entries that fit the filter."""
        raise NotImplementedError

    def key_of(self, entry: T) -> str:
        """Return the id of an entry."""
        raise NotImplementedError

    def columns(self, *, wide: bool) -> Sequence[Column[T]]:
        """Return the columns; `wide` tells whether there is room for long words."""
        raise NotImplementedError

    def sorts(self) -> Sequence[Sort[T]]:
        """Return the orders one key goes through."""
        raise NotImplementedError

    def summary(self) -> str:
        """Return the line above the list."""
        raise NotImplementedError

    def open_entry(self, key: str) -> None:
        """Open an entry."""
        raise NotImplementedError

    def nothing(self) -> str:
        """Return what stands in an empty list."""
        raise NotImplementedError

    # --- the screen ------------------------------------------------------------------------------

    def body(self) -> ComposeResult:
        """Yield filter, head and list."""
        words = f"/ filter: {self.FILTER_WORDS}"
        yield TypedLine(self.filter_text, placeholder=words, select_on_focus=False, classes="list-filter")
        head = Lines(wrapped=False, classes="list-head")
        head.can_focus = False
        yield head
        yield Lines([row(Span("Opening the records …", "muted"))], wrapped=False, classes="list-rows")

    def on_mount(self) -> None:
        """Put the cursor into the list."""
        self.set_focus(self.lines)

    def on_resize(self) -> None:
        """Lay the columns out anew."""
        if self.trainer.records_open and self.is_mounted:
            self._show()

    @property
    def lines(self) -> Lines:
        """The list."""
        return self.query_one(".list-rows", Lines)

    @property
    def filter(self) -> TypedLine:
        """The filter."""
        return self.query_one(".list-filter", TypedLine)

    @property
    def filter_text(self) -> str:
        """What the list is filtered by."""
        return str(self.trainer.state.get(f"{self.STATE}.filter", ""))

    @property
    def sort(self) -> Sort[T]:
        """The present order."""
        sorts = self.sorts()
        wanted = self.trainer.state.get(f"{self.STATE}.sort")
        return next((each for each in sorts if each.words == wanted), sorts[0])

    def reload(self) -> None:
        """Read the records again, unless they are as they are shown already."""
        if not self.is_mounted or (asked := self._asked()) == self._shown:
            return
        self._shown = asked
        found = self.found(self.filter_text)
        key = self.sort.key
        self.entries = sorted(found, key=key) if key else found
        self._show()

    def _asked(self) -> tuple[Any, ...]:
        """Return in short what decides which entries stand in the list, in which order and words."""
        names = (f"{self.STATE}.", f"{self.STATE}.cursor")
        chosen = {k: v for k, v in self.trainer.state.items() if k.startswith(names[0]) and k != names[1]}
        records = self.services.chart.records
        return records.version, records.today(), self.trainer.names.initials_only, chosen

    def restore(self) -> None:
        """Show the filter that holds."""
        self.filter.value = self.filter_text

    def _show(self) -> None:
        room = self.size.width - EDGES
        columns = self.columns(wide=self.size.width >= WIDE)
        widths = column_widths(columns, room)
        entries = self.entries

        def build(place: int) -> Row:
            entry = entries[place]
            cells = [column.cell(entry) for column in columns]
            return Row(tuple(_laid_out(cells, widths)), self.key_of(entry))

        titles = " ".join(fit(column.title, width) for column, width in zip(columns, widths, strict=True))
        head = [row(Span(self.summary(), "label")), row(Span(titles, "heading"))]
        self.query_one(".list-head", Lines).set_rows(head)
        wanted = self.trainer.state.get(f"{self.STATE}.cursor") or self.lines.cursor_key
        if entries:
            rows = LazyRows([self.key_of(entry) for entry in entries], build)
            self.lines.set_rows(rows, cursor=wanted, keep_scroll=True)
        else:
            self.lines.set_rows([row(Span(self.nothing(), "muted"))])

    def remember(self, name: str, value: Any) -> None:
        """Keep a piece of the state of this list."""
        self.trainer.remember(f"{self.STATE}.{name}", value)

    # --- events ----------------------------------------------------------------------------------

    @on(Input.Changed, ".list-filter")
    def _filter_changed(self, event: Input.Changed) -> None:
        if event.value != self.filter_text:
            self.remember("filter", event.value)
            if self.trainer.records_open:
                self.reload()

    @on(Input.Submitted, ".list-filter")
    def _filter_done(self) -> None:
        self.set_focus(self.lines)

    @on(Lines.Highlighted, ".list-rows")
    def _moved(self, event: Lines.Highlighted) -> None:
        self.remember("cursor", event.key)

    @on(Lines.Selected, ".list-rows")
    def _selected(self, event: Lines.Selected) -> None:
        self.remember("cursor", event.key)
        self.open_entry(event.key)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave letters to the filter while it has the focus."""
        typing = self.is_mounted and self.filter.has_focus
        return not typing or action in ("leave", "to_list", "open")

    def action_search(self) -> None:
        """Put the cursor into the filter at once, so that letters typed ahead arrive."""
        self.set_focus(self.filter)

    def action_to_list(self) -> None:
        """Put the cursor into the list."""
        self.set_focus(self.lines)

    def action_open(self) -> None:
        """Open the entry under the cursor."""
        if (key := self.lines.cursor_key) is not None:
            self.open_entry(key)

    def action_leave(self) -> None:
        """Clear the filter and go back to the list."""
        self.filter.value = ""
        self.set_focus(self.lines)

    def action_sort(self) -> None:
        """Go to the next order."""
        words = [each.words for each in self.sorts()]
        self.remember("sort", words[(words.index(self.sort.words) + 1) % len(words)])
        self.reload()


def _laid_out(cells: Sequence[Span], widths: Sequence[int]) -> Iterator[Span]:
    for cell, width in zip(cells, widths, strict=True):
        yield Span(fit(cell.text, width), cell.style)
        yield Span(" ")


def column_widths(columns: Sequence[Column[Any]], room: int) -> list[int]:
    """Return the cells of each column; what is left over goes to those that grow, by their shares."""
    widths = [column.width for column in columns]
    left = max(0, room - sum(widths) - len(widths) + 1)
    shares = sum(column.grow for column in columns) or 1
    return [width + left * column.grow // shares for width, column in zip(widths, columns, strict=True)]
