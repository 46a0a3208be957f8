"""The referral letter as a PDF: one page for one incident, a second only for notes that need it.

It is tagged for screen readers, and the same letter is the same file on every computer whose fonts suffice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from trainer_tui.domain.errors import BadInput
from trainer_tui.domain.handover import Files, Packet
from trainer_tui.exports import typesetting
from trainer_tui.exports.letter import TITLE, Letter, leaving, letters

__all__ = ["leaving", "render", "typeset"]

LETTERS_AT_MOST = 500
"""About a gigabyte of memory while they are typeset."""


def render(packet: Packet) -> Files:
    """Typeset the letters into one PDF; raises BadInput for too many, or naming what no font shows."""
    if len(packet.cases) > LETTERS_AT_MOST:
        raise BadInput(
            f"One PDF holds at most {LETTERS_AT_MOST} letters, and {len(packet.cases)} were chosen. "
            "Choose a shorter span of days, or export them as text."
        )
    return {"": typeset(list(letters(packet)), packet.written_at)}


def typeset(written: Sequence[Letter], at: datetime) -> bytes:
    """Typeset letters as one document dated `at`."""
    data = [asdict(letter) for letter in written]
    return typesetting.typeset("letter.typ", TITLE, data, at, "The letter")
