"""The form of a log file: a header that stands there twice, then frames, one for each commit.

    header (4096 bytes) | the same once more | frame | frame | …

    header   magic | length | crc32 | JSON | zeros
    frame    mark | length | sequence | crc32 | payload

All numbers are little endian. A frame's sequence number is its place: frames are numbered without gaps
through all generations of a store, and the checksum (in a sealed log also the authentication tag) covers
the number, so a frame that was swapped, repeated, left out or taken from elsewhere does not fit where it
stands.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from zlib import crc32

MAGIC = b"trainer-tui log\n"
VERSION = 1
BLOCK = 4096
START = 2 * BLOCK
"""Where the first frame stands."""

ALTERED = "is damaged: its header was altered after it was written."

MARK = b"\xa5\x5aTf"
_HEAD = struct.Struct("<4sIQI")
HEAD = _HEAD.size
_NUMBERS = struct.Struct("<IQ")
_HEADER = struct.Struct(f"<{len(MAGIC)}sII")

Opener = Callable[[int, memoryview], bytes | None]
"""Takes a number and a payload as it stands in the file; returns it readable, None if it is false."""


class NotALog(Exception):
    """A file has no header that can be read; its text is the rest of a sentence after the file's name."""


class Foreign(NotALog):
    """The file is something else."""


class Newer(NotALog):
    """A newer version of the app wrote it."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a log says of itself; it never changes while the file lives."""

    store: str
    """The id of the store, the same in both logs and in every generation."""
    file: str
    """The id of this file."""
    generation: int
    """How many times the store was written anew."""
    first: int
    """The sequence number of the first frame."""
    snapshot: int
    """How many frames hold the state that this generation began with."""
    key: Mapping[str, Any] = field(default_factory=dict)
    """What opens a sealed log: the slots and the wrapped key of the file; empty for a plain one."""
    incomplete: bool = False
    """Whether saves were lost before it began, which a second copy that was away may still hold."""

    @property
    def core(self) -> bytes:
        """Everything but the key, as the key is bound to it."""
        return _json({**asdict(self), "version": VERSION, "key": None})

    def to_bytes(self) -> bytes:
        """Return both copies as they stand in the file."""
        content = _json({**asdict(self), "version": VERSION})
        block = _HEADER.pack(MAGIC, len(content), crc32(content)) + content
        return block.ljust(BLOCK, b"\0") * 2

    @classmethod
    def from_bytes(cls, content: bytes) -> Header:
        """Read the first of the two copies that is whole; raises NotALog with the reason when none is."""
        problem: NotALog = NotALog("is damaged: neither copy of its header can be read.")
        ours = False
        for at in (0, BLOCK):
            block = content[at : at + BLOCK]
            ours = ours or block.startswith(MAGIC)
            try:
                return cls._from_block(block)
            except Newer as newer:
                problem = newer
            except NotALog:
                continue
        if not ours:
            raise Foreign("is not a record file of this app.")
        raise problem

    @classmethod
    def _from_block(cls, block: bytes) -> Header:
        if len(block) < _HEADER.size:
            raise NotALog("is cut off inside its header.")
        magic, length, checksum = _HEADER.unpack_from(block)
        content = block[_HEADER.size : _HEADER.size + length]
        if magic != MAGIC or len(content) != length or crc32(content) != checksum:
            raise NotALog("is damaged.")
        try:
            table = json.loads(content)
            newer = table.pop("version") > VERSION
            header = cls(**table)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise NotALog(ALTERED) from None
        if newer:
            raise Newer("was written by a newer version of the app; update the app to open it.")
        numbers = (header.generation, header.first, header.snapshot)
        if not all(type(number) is int and number >= 0 for number in numbers):
            raise NotALog(ALTERED)
        if not (type(header.store) is type(header.file) is str and isinstance(header.key, dict)):
            raise NotALog(ALTERED)
        return header


def encode(sequence: int, payload: bytes) -> bytes:
    """Return a frame."""
    return _HEAD.pack(MARK, len(payload), sequence, _checksum(sequence, payload)) + payload


@dataclass(frozen=True, slots=True)
class Gap:
    """A place in a log that cannot be read although frames follow it, or where frames are missing."""

    at: int
    size: int


@dataclass(slots=True)
class Scan:
    """What walking a log found."""

    sequences: list[int]
    """The numbers of the frames that can be read."""
    gaps: list[Gap]
    end: int
    """Where the last readable frame ends; what follows is no frame."""
    size: int

    @property
    def tail(self) -> int:
        """How many bytes stand behind the last readable frame."""
        return self.size - self.end


def walk(
    content: bytes, first: int, opened: Opener, take: Callable[[int, bytes], None], at: int = START
) -> Scan:
    """Read frames from a place on and hand each to `take`; what cannot be read is passed over and noted."""
    scan = Scan([], [], at, len(content))
    expected = first
    while (found := _frame(content, scan.end, expected, opened)) or (
        found := _next_frame(content, scan.end, expected, opened)
    ):
        place, sequence, payload, end = found
        if place > scan.end or sequence > expected:
            scan.gaps.append(Gap(scan.end, place - scan.end))
        take(sequence, payload)
        scan.sequences.append(sequence)
        scan.end, expected = end, sequence + 1
    return scan


_Found = tuple[int, int, bytes, int]


def _frame(content: bytes, at: int, least: int, opened: Opener) -> _Found | None:
    """Return place, number, payload and end of the frame at a place, None when there is none to trust."""
    if at + HEAD > len(content):
        return None
    mark, length, sequence, checksum = _HEAD.unpack_from(content, at)
    end = at + HEAD + length
    if mark != MARK or sequence < least or end > len(content):
        return None
    payload = memoryview(content)[at + HEAD : end]
    if _checksum(sequence, payload) != checksum:
        return None
    readable = opened(sequence, payload)
    return None if readable is None else (at, sequence, readable, end)


def _next_frame(content: bytes, at: int, least: int, opened: Opener) -> _Found | None:
    """Look for the next mark behind a place with a frame that can be trusted."""
    for place in _marks(content, at + 1):
        if found := _frame(content, place, least, opened):
            return found
    return None


def _marks(content: bytes, at: int) -> Iterator[int]:
    while (at := content.find(MARK, at)) >= 0:
        yield at
        at += 1


def _checksum(sequence: int, payload: bytes | memoryview) -> int:
    return crc32(payload, crc32(_NUMBERS.pack(len(payload), sequence)))


def _json(table: Mapping[str, Any]) -> bytes:
    return json.dumps(table, sort_keys=True, separators=(",", ":")).encode("ascii")
