"""Rows of plain text with named styles: the one way in which text reaches the screen.

A `Span` is never markup: what a person or a file wrote is shown as typed, control characters as visible
marks. Widths are counted in terminal cells, so wide and combining glyphs keep their columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from trainer_tui.domain.plain_text import visible

# Characters that need no mark and take one cell each.
NARROW = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u02ff\u0391-\u0482\u2010-\u2027\u2030-\u205e\u2190-\u22ff\u2500-\u25fc]*"
)
WORDS = re.compile(r"\n| +|[^ \n]+")

BESIDE_FROM = 96
"""Cells from which rows stand side by side: the text of a page of a hundred columns."""
GAP = " │ "
TIED = "\u00a0"
"""A space at which no line is broken."""


@dataclass(frozen=True, slots=True)
class Span:
    """Text in one style; `style` is a name of `theme.STYLES`."""

    text: str
    style: str = "text"


@dataclass(frozen=True, slots=True)
class Row:
    """One statement, heading or list entry; with a `key` the cursor can stand on it."""

    spans: tuple[Span, ...]
    key: str | None = None
    indent: int = 0
    """Cells before the first line."""
    hang: int = 0
    """Further cells before the lines that follow when the text wraps."""
    beside: tuple[Row, ...] = ()
    """In place of `spans`: rows that stand side by side, two and two, where the width allows, else below
    each other. The cursor takes them as one."""


def row(*parts: str | Span, key: str | None = None, indent: int = 0, hang: int = 0) -> Row:
    """Build a row from strings and spans."""
    return Row(tuple(p if isinstance(p, Span) else Span(p) for p in parts), key, indent, hang)


def plain(text: str, *, lines: bool = False) -> Content:
    """Return text of a person or a file for a Textual widget: never markup, nothing in it can act."""
    return Content(visible(text, lines=lines))


def tied(text: str) -> str:
    """Return words that stay together on one line."""
    return text.replace(" ", TIED)


def fit(text: str, width: int) -> str:
    """Return text cut or padded to exactly `width` cells; a cut ends with an ellipsis."""
    text = visible(text)
    if text.isascii() and len(text) <= width:  # as nearly all is
        return text.ljust(width)
    if cell_len(text) > width:
        return set_cell_size(text, width - 1) + "…" if width > 0 else ""
    return set_cell_size(text, width)


def columns(
    widths: Sequence[int], cells: Sequence[str], styles: Sequence[str] | None = None
) -> tuple[Span, ...]:
    """Lay out the cells of a table's row in fixed widths, a space between them."""
    return tuple(
        Span(fit(cell, width) + " ", styles[number] if styles else "text")
        for number, (width, cell) in enumerate(zip(widths, cells, strict=True))
    )


def wrap(row: Row, width: int) -> list[list[Span]]:
    """Break a row into lines of at most `width` cells, at spaces where there are any."""
    if row.beside:
        return _wrap_beside(row, width)
    text = "".join(span.text for span in row.spans)
    return _wrap_narrow(row, text, width) if NARROW.fullmatch(text) else _wrap_any(row, width)


def _wrap_beside(row: Row, width: int) -> list[list[Span]]:
    """Lay rows out in two columns, or below each other where two would be too narrow to read."""
    if width < BESIDE_FROM:
        return [line for part in row.beside for line in wrap(part, width)]
    room = (width - row.indent - len(GAP)) // 2
    start = [Span(" " * row.indent)] if row.indent else []
    lines = []
    for left, right in zip_longest(row.beside[::2], row.beside[1::2]):
        columns = [wrap(Row(part.spans), room) if part else [] for part in (left, right)]
        for one, other in zip_longest(*columns, fillvalue=()):
            gap = Span(" " * (room - sum(cell_len(span.text) for span in one)))
            lines.append([*start, *one, gap, Span(GAP, "muted"), *other] if right else [*start, *one])
    return lines


def _wrap_narrow(row: Row, text: str, width: int) -> list[list[Span]]:
    """Break a row in which every character takes one cell, as nearly all do: by position, not by word."""
    lines: list[list[Span]] = []
    indent, start, end = row.indent, 0, len(text)
    while True:
        room = max(1, width - indent)
        stop = end
        if end - start > room:
            stop = text.rfind(" ", start, start + room + 1)
            stop = stop if stop > start else start + room
        lines.append(_cut(row.spans, start, stop, indent))
        start = stop
        while start < end and text[start] == " ":
            start += 1
        if start >= end:
            return lines
        indent = min(row.indent + row.hang, max(0, width - 10))


def _cut(spans: Sequence[Span], start: int, stop: int, indent: int) -> list[Span]:
    """Return the spans between two positions of a row's text, indented."""
    line = [Span(" " * indent)] if indent else []
    here = 0
    for span in spans:
        then = here + len(span.text)
        if then > start and here < stop:
            line.append(Span(span.text[max(0, start - here) : stop - here], span.style))
        here = then
    return line


def _wrap_any(row: Row, width: int) -> list[list[Span]]:
    """Break a row with wide or combining characters or line breaks."""
    lines: list[list[Span]] = [[Span(" " * row.indent)] if row.indent else []]
    used = start = row.indent
    for word, style in _words(row.spans):
        cells = cell_len(word)
        if used + cells <= width and word != "\n":
            _append(lines[-1], word, style)
            used += cells
            continue
        if word == "\n" or (used > start and not word.isspace()):
            _trim(lines[-1])
            start = min(row.indent + row.hang, max(0, width - 10))
            lines.append([Span(" " * start)] if start else [])
            used = start
            if word == "\n":
                continue
        for piece in _pieces(word, max(1, width - used), max(1, width - start)):
            if used + cell_len(piece) > width and used > start:
                if word.isspace():
                    break
                lines.append([Span(" " * start)] if start else [])
                used = start
            _append(lines[-1], piece, style)
            used += cell_len(piece)
    return lines


def _words(spans: Iterable[Span]) -> Iterable[tuple[str, str]]:
    """Yield words, runs of spaces and line breaks with their styles."""
    for span in spans:
        for word in WORDS.findall(visible(span.text, lines=True)):
            yield word, span.style


def _pieces(word: str, first: int, rest: int) -> list[str]:
    """Split a word that is wider than a line; others come back whole."""
    if cell_len(word) <= rest or word.isspace():
        return [word]
    pieces, piece, room = [], "", first
    for character in word:
        if cell_len(piece + character) > room and piece:
            pieces.append(piece)
            piece, room = "", rest
        piece += character
    return [*pieces, piece]


def _append(line: list[Span], text: str, style: str) -> None:
    if line and line[-1].style == style:
        line[-1] = Span(line[-1].text + text, style)
    else:
        line.append(Span(text, style))


def _trim(line: list[Span]) -> None:
    if line and line[-1].text != line[-1].text.rstrip(" ") and line[-1].text.strip():
        line[-1] = Span(line[-1].text.rstrip(" "), line[-1].style)


def text_of(line: Sequence[Span]) -> str:
    """Return a line's text without styles."""
    return "".join(span.text for span in line)
