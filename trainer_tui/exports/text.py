"""The referral letter as plain text of 78 columns, for a terminal, a screen reader or a message."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from trainer_tui.domain.handover import Again, Packet, Streams
from trainer_tui.domain.plain_text import visible
from trainer_tui.exports.letter import TITLE, Letter, leaving, letters
from trainer_tui.exports.letter_words import Entry, Table
from trainer_tui.exports.plain import WIDTH, labelled, paragraphs, rule, table, wrapped

__all__ = ["leaving", "letter_text", "render"]

LABEL = 16
INDENT = "  "
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
    lines = [TITLE.upper(), *wrapped(letter.addressed)]
    if letter.warning:
        lines += ["", *(line for text in letter.warning.split("\n") for line in wrapped(f"!! {text}"))]
    lines += ["", *wrapped(letter.patient), *wrapped(letter.person)]
    lines += ["", *paragraphs(letter.urgency), *wrapped(letter.statement), ""]
    lines += _entries(letter.first)
    lines += ["", *_entries(letter.sbar)]
    for entry in letter.answers:
        lines += ["", *wrapped(f"{entry.label}:"), *paragraphs(entry.text, INDENT)]
    if letter.story:
        lines += ["", rule("Notes")]
        for entry in letter.story:
            lines += ["", visible(entry.label), *paragraphs(entry.text, INDENT)]
    lines += ["", rule("Reply slip: please send back")]
    lines += [*wrapped(f"To {letter.reply_to}"), "", *_entries(letter.reply, spaced=True)]
    lines += [rule(), *(line for text in letter.foot for line in wrapped(text))]
    return "\n".join(lines)


def _entries(entries: Sequence[Entry], *, spaced: bool = False) -> list[str]:
    lines: list[str] = []
    for entry in entries:
        lines += (
            labelled(entry.label, entry.text, LABEL) if entry.table is None else _tabled(entry, entry.table)
        )
        if spaced:
            lines.append("")
    return lines


def _tabled(entry: Entry, checks: Table) -> list[str]:
    return [f"{entry.label}:", *table(checks.heads, checks.rows, INDENT), *wrapped(entry.text, INDENT)]
