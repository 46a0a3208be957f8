"""One log file: read to its end, carried on frame by frame, or written anew as a whole."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from trainer_tui.domain.credentials import Credentials
from trainer_tui.files import DISK, Disk, Stamp, write_at
from trainer_tui.storage.frames import ALTERED, START, Gap, Header, Newer, NotALog, Scan, encode, walk

if TYPE_CHECKING:
    from trainer_tui.storage.cipher import Box, KeyCost, Keyring

_CHUNK = 1 << 20


class Sealer(Protocol):
    """Makes payloads unreadable and readable again."""

    def seal(self, sequence: int, payload: bytes) -> bytes:
        """Return the payload as it stands in the file."""

    def open(self, sequence: int, sealed: memoryview) -> bytes | None:
        """Return the payload, None when it is not what was written at this place."""


class Clear:
    """Leaves payloads as they are: the sealer of a plain log."""

    def seal(self, sequence: int, payload: bytes) -> bytes:  # noqa: ARG002
        """Return the payload."""
        return payload

    def open(self, sequence: int, sealed: memoryview) -> bytes | None:  # noqa: ARG002
        """Return the payload."""
        return bytes(sealed)


class Keys:
    """What opens the logs of a store, worked out once: trying a passphrase takes its time."""

    def __init__(self, credentials: Credentials) -> None:
        self.credentials = credentials
        self.ring: Keyring | None = None
        """The key of the store; None for a plain one."""

    def begin(self, cost: KeyCost | None = None) -> str:
        """Make the keys of a new store when there is a passphrase; return the recovery key, "" for none."""
        if not self.credentials.passphrase:
            return ""
        from trainer_tui.storage.cipher import Keyring

        self.ring, recovery_key = Keyring.new(self.credentials.passphrase, cost)
        return recovery_key

    def fits(self, header: Header) -> bool:
        """Tell whether a file is sealed, or left plain, as this store is now."""
        slots = header.key.get("slots")
        return slots is None if self.ring is None else slots == list(self.ring.slots)

    def sealer(self, header: Header) -> Sealer:
        """Return what opens a file.

        Raises LockedRecords or WrongCredentials, and NotALog for a header that was altered.
        """
        if not header.key:
            return Clear()
        from trainer_tui.storage.cipher import Keyring

        box: Box | None = None
        try:
            slots = header.key["slots"]
            if self.ring is not None and self.ring.slots == tuple(slots):
                box = self.ring.box(header)
            else:
                ring = Keyring.opened(slots, self.credentials)
                box = ring.box(header)
                self.ring = self.ring or ring
        except (KeyError, TypeError, ValueError, AttributeError, MemoryError):
            raise NotALog(ALTERED) from None  # by somebody who made its checksum anew
        if box is None:
            raise NotALog(ALTERED)
        return box

    def header_for(self, header: Header) -> tuple[Header, Sealer]:
        """Return the header of a new file with its key, and what seals it."""
        if self.ring is None:
            return header, Clear()
        key, box = self.ring.new_file(header)
        return replace(header, key=key), box


@dataclass(slots=True)
class Reading:
    """What was found under the name of a log."""

    path: Path
    problem: str = ""
    """Why it is no log, as the rest of a sentence; empty for one."""
    refused: bool = False
    """Whether the disk did not let it be read, so that nobody knows what it holds."""
    newer: bool = False
    """Whether only a newer version of the app can read it."""
    header: Header | None = None
    sealer: Sealer = field(default_factory=Clear)
    scan: Scan = field(default_factory=lambda: Scan([], [], 0, 0))
    stamp: Stamp | None = None

    @property
    def last(self) -> int:
        """The number of the last frame there is."""
        assert self.header is not None
        return self.scan.sequences[-1] if self.scan.sequences else self.header.first - 1

    @property
    def through(self) -> int:
        """The number of the last frame there must have been."""
        assert self.header is not None
        return max(self.last, self.header.first + self.header.snapshot - 1)

    @property
    def unbroken(self) -> bool:
        """Whether every frame up to the last one is there."""
        return self.header is not None and not self.scan.gaps and self.last == self.through

    @property
    def whole(self) -> bool:
        """Whether there is nothing but frames, and all of them."""
        return self.unbroken and not self.scan.tail


def is_sealed(path: Path) -> bool:
    """Tell from its header alone whether a record file is encrypted; False for what is none."""
    try:
        return bool(Header.from_bytes(DISK.begin(path, START)).key)
    except (OSError, NotALog):
        return False


def read_log(
    disk: Disk, path: Path, keys: Keys | None, take: Callable[[int, bytes], None] = lambda _, __: None
) -> Reading:
    """Read a log and hand its payloads to `take`; without keys only the checksums are looked at.

    Raises LockedRecords or WrongCredentials, and OSError when there is a file that cannot be read.
    """
    # The stamp is taken first: what is written meanwhile is then read once too often, never once too few.
    stamp = disk.stamp(path)
    if stamp is None:
        return Reading(path, "is missing.")
    return read_content(path, disk.read(path), stamp, keys, take)


def read_content(
    path: Path,
    content: bytes,
    stamp: Stamp | None,
    keys: Keys | None,
    take: Callable[[int, bytes], None] = lambda _, __: None,
) -> Reading:
    """Read what a log held at one moment, as `read_log` does."""
    if not content:
        return Reading(path, "is empty, although the app never leaves an empty file.", stamp=stamp)
    try:
        header = Header.from_bytes(content)
        sealer = Clear() if keys is None else keys.sealer(header)
    except NotALog as problem:
        return Reading(path, str(problem), newer=isinstance(problem, Newer), stamp=stamp)
    try:
        scan = walk(content, header.first, sealer.open, take)
    except ValueError:  # every frame is whole, and yet no commit: the header says plain of what is sealed
        return Reading(path, ALTERED, stamp=stamp)
    if content[:START] != header.to_bytes():  # one of the copies is damaged, or what fills them up
        scan.gaps.insert(0, Gap(0, START))
    return Reading(path, header=header, sealer=sealer, scan=scan, stamp=stamp)


class Log:
    """A log file that is open for writing."""

    def __init__(self, disk: Disk, path: Path, header: Header, sealer: Sealer, end: int) -> None:
        """Open an existing file whose last frame ends at `end`; raises OSError."""
        self.path = path
        self.header = header
        self.sealer = sealer
        self.end = end
        self._disk = disk
        self._handle: int | None = disk.open(path)
        self._file = self._stamp()

    def holds_its_place(self) -> bool:
        """Tell whether the file under the name is still this one, as it was left."""
        found = self._disk.stamp(self.path)
        return found is not None and (found.file, found.size) == (self._file.file, self.end)

    def append(self, sequence: int, payload: bytes) -> int:
        """Write a frame behind the last one, not safe before `sync`; return its size. Raises OSError."""
        frame = encode(sequence, self.sealer.seal(sequence, payload))
        write_at(self._open_handle, frame, self.end, disk=self._disk)
        return len(frame)

    def sync(self) -> None:
        """Wait until the disk has what was appended. Raises OSError."""
        self._disk.sync(self._open_handle)

    def keep(self, size: int) -> None:
        """Count an appended frame in."""
        self.end += size

    def undo(self) -> None:
        """Cut off what was appended and not kept. Raises OSError."""
        self._disk.cut(self._open_handle, self.end)

    def close(self) -> None:
        """Let go of the file; a second time is no error."""
        if self._handle is not None:
            handle, self._handle = self._handle, None
            with suppress(OSError):
                self._disk.close(handle)

    @property
    def _open_handle(self) -> int:
        assert self._handle is not None
        return self._handle

    def _stamp(self) -> Stamp:
        found = self._disk.stamp(self.path)
        if found is None:
            self.close()
            raise FileNotFoundError(2, "the file was removed", str(self.path))
        return found


def new_id() -> str:
    """Return an id that no other store or file has."""
    return os.urandom(16).hex()


def write_log(
    disk: Disk, path: Path, header: Header, keys: Keys, payloads: Iterable[bytes]
) -> tuple[Header, Sealer, int]:
    """Write a log as a whole to `path`, safe on the disk when this returns, in place of whatever stood there.

    Returns its header with its key, its sealer and its end. Raises OSError; nothing is left behind then.
    """
    header, sealer = keys.header_for(header)
    disk.remove(path)  # left by a write that was cut off
    handle = disk.create(path)
    try:
        end, waiting = 0, bytearray(header.to_bytes())
        for sequence, payload in enumerate(payloads, start=header.first):
            waiting += encode(sequence, sealer.seal(sequence, payload))
            if len(waiting) >= _CHUNK:
                write_at(handle, bytes(waiting), end, disk=disk)
                end += len(waiting)
                waiting.clear()
        write_at(handle, bytes(waiting), end, disk=disk)
        end += len(waiting)
        disk.sync(handle)
    except BaseException:
        with suppress(OSError):
            disk.close(handle)
            disk.remove(path)
        raise
    disk.close(handle)
    return header, sealer, end
