"""The referral letter as a PDF: one page for one incident, a second only for notes that need it.

It is tagged for screen readers, and the same letter is the same file on every computer whose fonts suffice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict
from datetime import datetime
from itertools import islice

from trainer_tui.domain.errors import Unprintable
from trainer_tui.domain.handover import Again, Packet, Streams
from trainer_tui.exports import typesetting
from trainer_tui.exports.letter import TITLE, Letter, leaving, letters
from trainer_tui.exports.letter_words import numbered
from trainer_tui.exports.pdf_file import as_one

__all__ = ["leaving", "render", "typeset"]

LETTERS_A_TIME = 10
"""How many are typeset as one document: the memory grows with their number."""
STYLES = "paper.typ"
NAMED_AT_MOST = 12


def render(packet: Packet) -> Streams:
    """Typeset the letters into one PDF; raises BadInput, while it is read, naming what no font shows."""
    return {"": Again(lambda: _whole(packet))}


def _whole(packet: Packet) -> Iterator[bytes]:
    yield as_one(_typeset_beside(_writable(packet), packet.written_at), packet.password)


def _writable(packet: Packet) -> Iterator[list[Letter]]:
    """Yield the letters some at a time; once one cannot be written, look through the others and refuse."""
    refused: dict[int, tuple[str, ...]] = {}
    first = 0
    for some in _some_at_a_time(packet):
        if len(packet.cases) > 1 and typesetting.missing([asdict(letter) for letter in some]):
            found = ((first + n, typesetting.missing(asdict(letter))) for n, letter in enumerate(some))
            refused |= {place: characters for place, characters in found if characters}
        elif not refused:
            yield some
        first += len(some)
    if refused:
        raise _refusal(packet, refused)


def _typeset_beside(groups: Iterable[list[Letter]], at: datetime) -> Iterator[bytes]:
    """Typeset each group while the one before is taken in."""
    with ThreadPoolExecutor(1) as beside:
        coming: Future[bytes] | None = None
        for some in groups:
            last, coming = coming, beside.submit(typeset, some, at)
            if last is not None:
                yield last.result()
        if coming is not None:
            yield coming.result()


def _refusal(packet: Packet, refused: Mapping[int, Sequence[str]]) -> Unprintable:
    """Name the letters that cannot be written: the others can."""
    named = [numbered("letter", place + 1, packet.cases[place].athlete) for place in refused]
    more = f" and {len(named) - NAMED_AT_MOST} more" if len(named) > NAMED_AT_MOST else ""
    left_out = f"{', '.join(named[:NAMED_AT_MOST])}{more}"
    others = tuple(ident for place, ident in enumerate(packet.incidents) if place not in refused)
    instead = "leave these letters out, or export all as text" if others else "export them as text"
    characters = sorted({each for found in refused.values() for each in found})
    return Unprintable(
        f"{len(refused)} of {len(packet.cases)} letters cannot be written ({left_out}): "
        f"{typesetting.unshown(characters, instead)}",
        left_out=left_out,
        others=others,
    )


def _some_at_a_time(packet: Packet) -> Iterator[list[Letter]]:
    written = letters(packet)
    while some := list(islice(written, LETTERS_A_TIME)):
        yield some


def typeset(written: Sequence[Letter], at: datetime) -> bytes:
    """Typeset letters as one document dated `at`."""
    data = [asdict(letter) for letter in written]
    return typesetting.typeset("letter.typ", TITLE, data, at, "The letter", styles=STYLES)
