"""The referral letter as plain text of 78 columns, for a terminal, a screen reader or a message."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from trainer_tui.domain.handover import Again, Packet, Streams
from trainer_tui.domain.plain_text import visible
from trainer_tui.exports.letter import TITLE, Letter, leaving, letters
from trainer_tui.exports.letter_words import Entry, Table

__all__ = ["leaving", "letter_text", "render"]

WIDTH = 78
LABEL = 16
PAGE_BREAK = "\n\n" + "=" * WIDTH + "\n\n"


def render(packet: Packet) -> Streams:
    """Write the letters into one text file, one after the other."""
    return {"": Again(lambda: _pieces(packet))}


def _pieces(packet: Packet) -> Iterator[bytes]:
    before = ""
    for letter in letters(packet):
        yield f"{before}{letter_text(letter)}".encode()
        before = PAGE_BREAK
    yield b"\n"


def letter_text(letter: Letter) -> str:
    """Lay out one letter."""
    lines = [TITLE.upper(), *_wrapped(letter.addressed)]
    if letter.warning:
        lines += ["", *(line for text in letter.warning.split("\n") for line in _wrapped(f"!! {text}"))]
    lines += ["", *_wrapped(letter.patient), *_wrapped(letter.person)]
    lines += ["", *_paragraphs(letter.urgency), *_wrapped(letter.statement), ""]
    lines += _entries(letter.first)
    lines += ["", *_entries(letter.sbar)]
    for entry in letter.answers:
        lines += ["", *_wrapped(f"{entry.label}:"), *_paragraphs(entry.text, indent="  ")]
    if letter.story:
        lines += ["", *_rule("Notes")]
        for entry in letter.story:
            lines += ["", visible(entry.label), *_paragraphs(entry.text, indent="  ")]
    lines += ["", *_rule("Reply slip: please send back")]
    lines += [*_wrapped(f"To {letter.reply_to}"), "", *_entries(letter.reply, spaced=True)]
    lines += [*_rule(""), *(line for text in letter.foot for line in _wrapped(text))]
    return "\n".join(lines)


def _rule(title: str) -> list[str]:
    return [f"- {title} ".ljust(WIDTH, "-") if title else "-" * WIDTH]


def _entries(entries: Sequence[Entry], *, spaced: bool = False) -> list[str]:
    lines: list[str] = []
    for entry in entries:
        lines += _labelled(entry.label, entry.text) if entry.table is None else _tabled(entry, entry.table)
        if spaced:
            lines.append("")
    return lines


def _labelled(label: str, text: str) -> list[str]:
    start = f"{label}:".ljust(LABEL) if label else " " * LABEL
    lines = _paragraphs(text, indent=" " * LABEL)
    if len(start) > LABEL:
        return [start, *lines]
    return [start + lines[0][LABEL:], *lines[1:]]


def _tabled(entry: Entry, table: Table) -> list[str]:
    """Lay out one row of the table below the other."""
    lines = [line for row in table.lines for line in _wrapped(row, indent="  ", hang="    ")]
    return [f"{entry.label}:", *lines, *_wrapped(entry.text, indent="  ")]


def _paragraphs(text: str, *, indent: str = "") -> list[str]:
    paragraphs = visible(text, lines=True).split("\n")
    return [line for paragraph in paragraphs for line in _wrapped(paragraph, indent=indent) or [indent]]


def _wrapped(text: str, *, indent: str = "", hang: str = "") -> list[str]:
    text = visible(text, lines=True)
    if len(indent) + len(text) <= WIDTH and text.isprintable():  # as most: nothing has to be wrapped
        return [f"{indent}{text}".rstrip()] if text.strip() else []
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=hang or indent,
        break_on_hyphens=False,
    )
