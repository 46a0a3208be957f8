"""The widget behind every list and page: rows of text with a cursor, drawn line by line.

One widget instead of one a line keeps the app quick; the cursor reaches every row that has a key.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from trainer_tui.domain.plain_text import visible
from trainer_tui.ui.text import Row, Span, text_of, wrap
from trainer_tui.ui.theme import styles
from trainer_tui.ui.widgets.lazy_rows import LazyRows

GUTTER = 1
SELECTED = Style(reverse=True)


class Lines(ScrollView, can_focus=True):
    """Rows of text with a cursor; `enter` selects, `j k g G`, arrows and page keys move."""

    DEFAULT_CSS = """
    Lines {
        background: $surface; color: $foreground;
        overflow-x: hidden; overflow-y: auto; scrollbar-gutter: stable; scrollbar-size: 0 1;
        scrollbar-background: $surface; scrollbar-background-hover: $surface;
        scrollbar-color: $panel-lighten-2;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("home,g", "first", "First", show=False),
        Binding("end,G", "last", "Last", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("enter", "select", "Open", show=False),
    ]

    class Highlighted(Message):
        """The cursor moved to another row."""

        def __init__(self, lines: Lines, key: str) -> None:
            super().__init__()
            self.lines = lines
            self.key = key

        @property
        def control(self) -> Lines:
            """The widget that sent the message."""
            return self.lines

    class Selected(Highlighted):
        """A row was chosen with enter or by a click on the cursor."""

    def __init__(
        self,
        rows: Sequence[Row] = (),
        *,
        wrapped: bool = True,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """Show rows; with `wrapped` false every row is one line, cut at the edge."""
        super().__init__(id=id, classes=classes)
        self._rows: Sequence[Row] = rows
        self._wrapped = wrapped
        self._laid_out: list[list[list[Span]]] = []
        self._starts: list[int] = [0]
        self._width = 0
        self._cursor = -1
        self._mouse_here = False

    @property
    def rows(self) -> Sequence[Row]:
        """The rows now shown."""
        return self._rows

    @property
    def cursor_key(self) -> str | None:
        """The key of the row under the cursor, None when there is none."""
        return self._rows[self._cursor].key if 0 <= self._cursor < len(self._rows) else None

    @property
    def keys(self) -> list[str]:
        """The keys of all rows the cursor can stand on, in order."""
        return [row.key for row in self._rows if row.key is not None]

    def set_rows(self, rows: Sequence[Row], *, cursor: str | None = None, keep_scroll: bool = False) -> None:
        """Show other rows; the cursor goes to `cursor`, else stays on its key, else to the first key."""
        wanted = cursor or self.cursor_key
        self._rows = rows
        self._cursor = self._index_of(wanted)
        if self._cursor < 0:
            self._cursor = self._next(-1, 1)
        self._width = 0
        if self.size:
            self._lay_out()
            if not keep_scroll:
                self.scroll_to(y=0, animate=False, immediate=True)
            self._show_cursor()
        # A widget whose height follows its text had none without rows; now it may need some.
        self.refresh(layout=not self.size)

    def renew(self, rows: Sequence[Row]) -> None:
        """Show the same rows in other words: neither what is seen nor the cursor moves."""
        top = self.scroll_offset.y
        self.set_rows(rows, keep_scroll=True)
        self.scroll_to(y=top, animate=False, immediate=True)

    def move_to(self, key: str) -> bool:
        """Put the cursor on a row; tell whether there is one with that key."""
        index = self._index_of(key)
        if index >= 0:
            self._go(index)
        return index >= 0

    def _index_of(self, key: str | None) -> int:
        if key is None:
            return -1
        if isinstance(self._rows, LazyRows):
            return self._rows.place_of(key)
        return next((i for i, row in enumerate(self._rows) if row.key == key), -1)

    def _next(self, start: int, step: int) -> int:
        """Return the next row with a key from `start` in a direction, -1 when there is none."""
        index = start + step
        while 0 <= index < len(self._rows):
            if self._rows[index].key is not None:
                return index
            index += step
        return -1

    def _go(self, index: int) -> None:
        if index < 0:
            return
        before, self._cursor = self._cursor, index
        top = self.scroll_offset.y
        self._show_cursor()
        if self.scroll_offset.y == top:
            self._redraw(before)
            self._redraw(index)
        else:
            self.refresh()
        key = self.cursor_key
        if index != before and key is not None:
            self.post_message(self.Highlighted(self, key))

    def _redraw(self, index: int) -> None:
        """Draw the lines of one row again."""
        if index >= 0:
            first = self._line_of(index)
            self.refresh_lines(first, self._line_of(index + 1) - first)

    def action_move(self, step: int) -> None:
        """Move the cursor to the next row that has a key; without one, scroll a line."""
        target = self._next(self._cursor, step)
        if target >= 0:
            self._go(target)
        else:
            self.scroll_relative(y=step, animate=False)

    def action_first(self) -> None:
        """Move the cursor to the first row."""
        self._go(self._next(-1, 1))
        self.scroll_to(y=0, animate=False)

    def action_last(self) -> None:
        """Move the cursor to the last row."""
        self._go(self._next(len(self._rows), -1))
        self.scroll_end(animate=False)

    def action_page(self, direction: int) -> None:
        """Move the cursor by about one screen."""
        line = self._line_of(max(self._cursor, 0)) + direction * max(1, self.size.height - 1)
        index = self._row_at(min(max(line, 0), max(0, self._line_count() - 1)))
        target = index if index < len(self._rows) and self._rows[index].key else -1
        if target < 0 or target == self._cursor:
            target = self._next(index, direction)
        if target < 0:
            target = self._next(index, -direction)
        self._go(target)

    def action_select(self) -> None:
        """Choose the row under the cursor."""
        if self.cursor_key is not None:
            self.post_message(self.Selected(self, self.cursor_key))

    def on_mouse_move(self) -> None:
        """Mark where each character stands, which selecting needs and which slows drawing down."""
        if not self._mouse_here:
            self._mouse_here = True
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the clicked row; a click on the cursor chooses it."""
        index = self._row_at(event.y + self.scroll_offset.y)
        if index < len(self._rows) and self._rows[index].key is not None:
            if index == self._cursor:
                self.action_select()
            else:
                self._go(index)

    def on_resize(self) -> None:
        """Wrap again when the width changes, and keep the cursor in view."""
        self._fit()
        self._show_cursor()

    def _fit(self) -> None:
        """Wrap again if the width is another."""
        if self._content_width() != self._width:
            self._lay_out()
            self._show_cursor()
            self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the number of lines, for a widget whose height follows its text."""
        inner = max(1, width - GUTTER - self.styles.scrollbar_size_vertical)
        if inner != self._width:
            self._lay_out(inner)
        return self._line_count()

    def _content_width(self) -> int:
        return max(12, self.scrollable_content_region.width - GUTTER)

    def _lay_out(self, width: int | None = None) -> None:
        """Wrap all rows for a width, the present one by default; rows of one line need no work."""
        self._width = width or self._content_width()
        if self._wrapped:
            self._laid_out = [wrap(row, self._width) for row in self._rows]
            self._starts = [0, *accumulate(len(lines) for lines in self._laid_out)]
        self._announce(Size(self._width + GUTTER, self._line_count()))

    def _announce(self, size: Size) -> None:
        """Say how large the text is; other widgets are laid out again only if something moves for it."""
        height = self.styles.height
        scrolls = size.height > self.container_size.height
        if (height is not None and height.is_auto) or scrolls != self.show_vertical_scrollbar:
            self.virtual_size = size
            return
        self.set_reactive(Lines.virtual_size, size)
        if scrolls:
            self.vertical_scrollbar.window_virtual_size = size.height

    def _line_count(self) -> int:
        return self._starts[-1] if self._wrapped else len(self._rows)

    def _line_of(self, index: int) -> int:
        if not self._wrapped:
            return min(index, len(self._rows))
        return self._starts[min(index, len(self._starts) - 1)]

    def _row_at(self, line: int) -> int:
        return bisect_right(self._starts, line) - 1 if self._wrapped else line

    def _line(self, line: int) -> tuple[int, list[Span]]:
        """Return the row index and the spans of one line of text."""
        index = self._row_at(line)
        if self._wrapped:
            return index, self._laid_out[index][line - self._starts[index]]
        row = self._rows[index]
        spans = [Span(visible(span.text), span.style) for span in row.spans]
        return index, [Span(" " * row.indent), *spans] if row.indent else spans

    def _show_cursor(self) -> None:
        if self._cursor < 0:
            return
        top = self._line_of(self._cursor)
        # A heading above the first reachable row of a page comes into view with it.
        if self._next(self._cursor, -1) < 0:
            top = 0
        height = self._line_of(self._cursor + 1) - top if self._wrapped else self._cursor + 1 - top
        region = Region(0, top, 1, min(max(1, height), max(1, self.size.height)))
        self.scroll_to_region(region, animate=False, immediate=True, x_axis=False)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the lines in view; laid out by then, so that the first frame of a screen shows them."""
        self._fit()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        width = self.size.width
        line = y + self.scroll_offset.y
        base = self.rich_style
        if line >= self._line_count():
            return Strip.blank(width, base)
        index, spans = self._line(line)
        here = index == self._cursor
        ink = styles(self.app.theme)
        back = base + ink["cursor" if self.has_focus else "cursor-away"] if here else base
        mark = ("▌" if self.has_focus else "│") if here else " "
        segments = [Segment(mark, back + ink["title"])]
        segments += [Segment(span.text, back + ink[span.style]) for span in spans]
        strip = Strip(segments)
        room = self.scrollable_content_region.width
        if strip.cell_length > room > 0:
            strip = Strip([*strip.crop(0, room - 1), Segment("…", back)])
        strip = strip.crop_extend(0, width, back)
        strip = self._selected(strip, line, width)
        return strip.apply_offsets(0, line) if self._mouse_here else strip

    def _selected(self, strip: Strip, line: int, width: int) -> Strip:
        """Show what is selected with the mouse."""
        selection = self.text_selection
        span = selection.get_span(line) if selection is not None else None
        if span is None:
            return strip
        start, end = span[0], width if span[1] == -1 else span[1]
        before, middle, after = strip.divide([min(start, width), min(end, width), width])
        # Reversed, it is as easy to read as it was, whatever colours it has.
        return Strip.join([before, Strip(Segment.apply_style(middle, post_style=SELECTED)), after])

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the text under the mouse selection."""
        return selection.extract("\n".join(" " + line for line in self.text_lines())), "\n"

    def text_lines(self) -> list[str]:
        """Return every line as plain text, as wrapped for the present width."""
        return [text_of(self._line(i)[1]).rstrip() for i in range(self._line_count())]
