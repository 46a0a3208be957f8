"""The referral letter as a PDF: one page for one incident, a second only for notes that need it.

It is tagged for screen readers, and the same letter is the same file on every computer whose fonts suffice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import islice

from trainer_tui.domain.handover import Again, Packet, Streams
from trainer_tui.exports import typesetting
from trainer_tui.exports.letter import TITLE, Letter, leaving, letters
from trainer_tui.exports.pdf_file import as_one

__all__ = ["leaving", "render", "typeset"]

LETTERS_A_TIME = 10
"""How many are typeset as one document: the memory grows with their number."""
STYLES = "paper.typ"


def render(packet: Packet) -> Streams:
    """Typeset the letters into one PDF; raises BadInput, while it is read, naming what no font shows."""
    return {"": Again(lambda: _whole(packet))}


def _whole(packet: Packet) -> Iterator[bytes]:
    parts = [typeset(some, packet.written_at) for some in _some_at_a_time(packet)]
    yield as_one(parts, packet.password)


def _some_at_a_time(packet: Packet) -> Iterator[list[Letter]]:
    written = letters(packet)
    while some := list(islice(written, LETTERS_A_TIME)):
        yield some


def typeset(written: Sequence[Letter], at: datetime) -> bytes:
    """Typeset letters as one document dated `at`."""
    data = [asdict(letter) for letter in written]
    return typesetting.typeset("letter.typ", TITLE, data, at, "The letter", styles=STYLES)
