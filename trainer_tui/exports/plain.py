"""Plain text of 78 columns, wrapped by the cells that its characters take, so that wide scripts fit too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from trainer_tui.domain.plain_text import cell_width, padded, visible

WIDTH = 78
NAMES_AT_LEAST = 16
"""Cells that the names of a table's rows keep, however many columns there are."""
GAP = "  "
_WORDS = re.compile(" +|[^ ]+")


def rule(title: str = "") -> str:
    """Return a line across, with a title in it where there is one."""
    return padded(f"- {visible(title)} ", WIDTH, "-") if title else "-" * WIDTH


def labelled(label: str, text: str, room: int) -> list[str]:
    """Return text beside its label, for which there is `room`; a label that needs more stands above."""
    name = f"{visible(label)}:" if label else ""
    if cell_width(name) >= room:
        return [*wrapped(name), *paragraphs(text, " " * room)]
    return beside(padded(name, room), text)


def beside(start: str, text: str) -> list[str]:
    """Return text that begins on the line of what stands before it; its other lines begin below."""
    first, *others = paragraphs(text, " " * cell_width(start)) or [""]
    return [f"{start}{first.lstrip(' ')}".rstrip(), *others]


def paragraphs(text: str, indent: str = "") -> list[str]:
    """Return text that keeps its line breaks; where there is no text no line."""
    parts = visible(text, lines=True).split("\n") if text else ()
    return [line for part in parts for line in wrapped(part, indent) or [""]]


def wrapped(text: str, indent: str = "") -> list[str]:
    """Return one paragraph; where there is no text no line."""
    return [f"{indent}{line}" for line in _folded(visible(text), WIDTH - len(indent))]


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], indent: str = "") -> list[str]:
    """Return columns of one width under their heads, after the names of the rows."""
    room, columns = WIDTH - len(indent), len(heads) - 1
    words = (word for row in (heads, *rows) for cell in row[1:] for word in cell.split())
    each = min(max(map(cell_width, words)) + len(GAP), (room - NAMES_AT_LEAST) // columns)
    longest_name = max(cell_width(name) for name, *_ in (heads, *rows)) + len(GAP)
    widths = (min(longest_name, room - columns * each), *(each,) * columns)
    lines: list[str] = []
    for row in (heads, *rows):
        cells = [_in_cell(text, width - 1) for text, width in zip(row, widths, strict=True)]
        told = ("".join(map(padded, line, widths)) for line in zip_longest(*cells, fillvalue=""))
        lines += [f"{indent}{line}".rstrip() for line in told]
    return lines


def _in_cell(text: str, width: int) -> list[str]:
    """Break a cell into lines."""
    return [line for part in visible(text, lines=True).split("\n") for line in _folded(part, width)]


def _folded(text: str, width: int) -> list[str]:
    """Break visible text between words, and a word that is wider than a line anywhere."""
    if text.isascii() and len(text) <= width:  # as most
        return [text.rstrip()] if text.strip() else []
    lines, line, used = [], "", 0
    for piece in _pieces(text, width):
        cells = cell_width(piece)
        if used + cells > width:
            lines.append(line.rstrip())
            line, used = "", 0
            if not piece.strip():
                continue
        line += piece
        used += cells
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str, width: int) -> Iterator[str]:
    for word in _WORDS.findall(text):
        yield from [word] if cell_width(word) <= width else word
