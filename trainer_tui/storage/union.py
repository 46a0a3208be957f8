"""What the two logs of a store have together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from trainer_tui.domain.credentials import WrongCredentials
from trainer_tui.storage.frames import Header
from trainer_tui.storage.log import Reading, read_log
from trainer_tui.storage.pair import Pair

Span = tuple[int, int]
"""The first and the last of numbers in a row."""


@dataclass(slots=True, eq=False)
class Collected:
    """A log with the payloads of its frames."""

    reading: Reading
    frames: dict[int, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Union:
    """The payloads of two logs in their order, and what neither of them has."""

    header: Header
    """That of the newest generation."""
    payloads: Sequence[bytes]
    lost: Sequence[Span]


def collect(pair: Pair, path: Path, *, alone: bool = True) -> Collected:
    """Read a log with its payloads; a second one that these credentials do not open counts for nothing."""
    frames: dict[int, bytes] = {}
    try:
        return Collected(read_log(pair.disk, path, pair.keys, frames.__setitem__), frames)
    except WrongCredentials:
        if alone:
            raise
        return Collected(Reading(path, "is sealed with another passphrase."))


def union(logs: Sequence[Collected]) -> Union:
    """Put together what logs of one store have; each must have a header.

    They differ in generation when a new one was cut short between the two: then the older log holds what the
    newer one began with.
    """
    header = max((_header(log) for log in logs), key=lambda header: header.generation)
    newest = [log for log in logs if _header(log).generation == header.generation]
    frames: dict[int, bytes] = {}
    for log in reversed(newest):
        frames |= log.frames
    through = max(log.reading.through for log in newest)
    begun = header.first + header.snapshot
    lost = _missing(frames, header.first, through)
    if lost and lost[0][0] < begun:
        for log in logs:
            if log not in newest and log.reading.unbroken and log.reading.last == header.first - 1:
                later = {number: payload for number, payload in frames.items() if number >= begun}
                frames, lost = log.frames | later, _missing(later, begun, through)
    return Union(header, [frames[number] for number in sorted(frames)], lost)


def _header(log: Collected) -> Header:
    assert log.reading.header is not None
    return log.reading.header


def _missing(numbers: Collection[int], first: int, last: int) -> list[Span]:
    """Return the gaps in numbers that should run from the first to the last."""
    gaps = []
    expected = first
    for number in (*sorted(numbers), last + 1):
        if number > expected:
            gaps.append((expected, number - 1))
        expected = number + 1
    return gaps
