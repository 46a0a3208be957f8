"""Text that came from a person or a file, made safe for a terminal: nothing in it can act, all of it shows.

Control characters could move the cursor, change colours or the window title; bidirectional overrides could
show a name in another order than it is stored. Both are replaced by a visible mark of one cell.
"""

from __future__ import annotations

import unicodedata

UNSAFE_MARK = "�"
_BIDI_CONTROLS = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
_LINE_SEPARATORS = {0x2028: "␤", 0x2029: "␤"}
_MARKS: dict[int, str] = (
    {code: chr(0x2400 + code) for code in range(0x20)}
    | {0x7F: "␡"}
    | dict.fromkeys(range(0x80, 0xA0), UNSAFE_MARK)
    | dict.fromkeys(_BIDI_CONTROLS, UNSAFE_MARK)
    | dict.fromkeys(range(0xD800, 0xE000), UNSAFE_MARK)
    | _LINE_SEPARATORS
)
_MARKS_IN_LINES: dict[int, str] = _MARKS | {0x0A: "\n", 0x09: "    ", 0x2028: "\n", 0x2029: "\n"}


def visible(text: str, *, lines: bool = False) -> str:
    """Return text with control characters, bidirectional overrides and lone surrogates as visible marks.

    The result stands on one line, a line break shown as a mark; with `lines` breaks are kept and a tab
    becomes four spaces. Text without such characters comes back unchanged.
    """
    if text.isprintable():
        return text
    if lines:
        return text.replace("\r\n", "\n").replace("\r", "\n").translate(_MARKS_IN_LINES)
    return text.translate(_MARKS)


def cell_width(text: str) -> int:
    """Return how many terminal cells a line of visible text takes."""
    if text.isascii():
        return len(text)
    return sum(_cells(character) for character in text)


def padded(text: str, width: int, filler: str = " ") -> str:
    """Return a line of visible text with fillers after it, as many cells wide."""
    return text + filler * (width - cell_width(text))


def _cells(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, such as "1 incident" and "2 incidents"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
