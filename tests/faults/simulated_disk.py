"""A disk in memory that knows what a power cut may leave of everything that was not synced.

The model is the weakest that file systems promise: what was written to a file is safe when its handle was
synced, and names are safe when their folder was. Everything else may be there, be missing, be there in part
(sectors of 512 bytes are whole) or overtake what was done before it. Renaming is one step; several changes of
names may be kept in any selection. A file may be longer than what was written of it, with zeros in between.
"""

from __future__ import annotations

import errno
import os
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count, pairwise
from pathlib import Path

from trainer_tui.files import Disk, Stamp

SECTOR = 512

Image = Mapping[Path, bytes]
"""The files on a disk when nothing is under way."""


@dataclass
class Change:
    """What was done to a file's content: bytes written at a place, or the end moved there."""

    at: int
    content: bytes | None

    def apply(self, to: bytearray) -> None:
        if self.content is None:
            del to[self.at :]
            return
        to.extend(bytes(max(0, self.at - len(to))))
        to[self.at : self.at + len(self.content)] = self.content

    def sectors(self) -> list[Change]:
        """Return the parts of which each is written as a whole."""
        if self.content is None:
            return [self]
        end = self.at + len(self.content)
        edges = [self.at, *range(self.at - self.at % SECTOR + SECTOR, end, SECTOR), end]
        return [
            Change(start, self.content[start - self.at : stop - self.at]) for start, stop in pairwise(edges)
        ]


@dataclass
class File:
    """A file whatever its name."""

    number: int
    now: bytearray = field(default_factory=bytearray)
    safe: bytearray = field(default_factory=bytearray)
    pending: list[Change] = field(default_factory=list)
    modified: int = 0

    def change(self, change: Change) -> None:
        change.apply(self.now)
        self.pending.append(change)

    def after_cut(self, chance: random.Random) -> bytes:
        """Return a content that a power cut may leave."""
        content, pending = bytearray(self.safe), self.pending
        kind = chance.choice(("none", "all", "prefix", "torn", "sectors", "zeros"))
        if not pending or kind == "none":
            return bytes(content)
        if kind in ("prefix", "torn"):
            reached = chance.randrange(len(pending))
            parts = pending[reached].sectors() if kind == "torn" else []
            pending = pending[:reached] + parts[: chance.randrange(len(parts) + 1)]
        elif kind == "sectors":
            parts = [sector for change in pending for sector in change.sectors()]
            pending = [sector for sector in parts if chance.random() < 0.5]
        elif kind == "zeros":
            pending = [Change(c.at, c.content and bytes(len(c.content))) for c in pending]
        for change in pending:
            change.apply(content)
        return bytes(content)


@dataclass
class Naming:
    """What was done to names: each name with the file it stands for from then on, None when it is gone."""

    names: dict[Path, File | None]


class SimulatedDisk(Disk):
    """Files in memory; `before` is called with the name of each step that changes something, before it."""

    def __init__(
        self, image: Image | None = None, *, before: Callable[[str], None] = lambda step: None
    ) -> None:
        self.before = before
        self._numbers = count(1)
        self._times = count(1)
        self._handles = count(1000)
        self._names: dict[Path, File] = {}
        self._open: dict[int, File] = {}
        for path, content in (image or {}).items():
            self._names[path] = File(next(self._numbers), bytearray(content), bytearray(content))
        self._safe_names = dict(self._names)
        self._pending: list[Naming] = []

    def open(self, path: Path) -> int:
        return self._handle(self._file(path))

    def create(self, path: Path) -> int:
        self.before("create")
        if path in self._names:
            raise _error(errno.EEXIST, path)
        file = File(next(self._numbers), modified=next(self._times))
        self._rename({path: file})
        return self._handle(file)

    def write(self, handle: int, content: bytes | memoryview, at: int) -> int:
        self.before("write")
        self._change(handle, Change(at, bytes(content)))
        return len(content)

    def sync(self, handle: int) -> None:
        self.before("sync")
        file = self._opened(handle)
        for change in file.pending:
            change.apply(file.safe)
        file.pending = []

    def forget_unsynced(self, handle: int) -> None:
        """Do what a system does after a failed sync: show what was written, and never keep it."""
        self._opened(handle).pending = []

    def cut(self, handle: int, size: int) -> None:
        self.before("cut")
        self._change(handle, Change(size, None))

    def close(self, handle: int) -> None:
        self._opened(handle)
        del self._open[handle]

    def read(self, path: Path, at: int = 0) -> bytes:
        return bytes(self._file(path).now[at:])

    def begin(self, path: Path, size: int) -> bytes:
        return bytes(self._file(path).now[:size])

    def stamp(self, path: Path) -> Stamp | None:
        file = self._names.get(path)
        return Stamp((0, file.number), len(file.now), file.modified) if file else None

    def replace(self, source: Path, target: Path) -> None:
        self.before("replace")
        file = self._file(source)
        if self._names.get(target) is not file:  # else POSIX does nothing
            self._rename({target: file, source: None})

    def link(self, path: Path, name: Path) -> None:
        self.before("link")
        file = self._file(path)
        if name in self._names:
            raise _error(errno.EEXIST, name)
        self._rename({name: file})

    def remove(self, path: Path) -> None:
        self.before("remove")
        if path in self._names:
            self._rename({path: None})

    def sync_folder(self, folder: Path) -> None:
        self.before("sync_folder")
        for naming in self._pending:
            if any(path.parent == folder for path in naming.names):
                _apply(naming, self._safe_names)
        self._pending = [
            naming for naming in self._pending if all(path.parent != folder for path in naming.names)
        ]

    def image(self) -> dict[Path, bytes]:
        """Return the files as every process sees them now."""
        return {path: bytes(file.now) for path, file in self._names.items()}

    def safe_image(self) -> dict[Path, bytes]:
        """Return what a power cut leaves in any case, and nothing else."""
        return {path: bytes(file.safe) for path, file in self._safe_names.items()}

    def after_cut(self, chance: random.Random) -> dict[Path, bytes]:
        """Return the files as a power cut at this moment may leave them."""
        names, pending = dict(self._safe_names), self._pending
        kind = chance.choice(("none", "all", "prefix", "some"))
        if kind == "none":
            pending = []
        elif kind == "prefix":
            pending = pending[: chance.randrange(len(pending) + 1)]
        elif kind == "some":
            pending = [naming for naming in pending if chance.random() < 0.5]
        for naming in pending:
            _apply(naming, names)
        contents = {file.number: file.after_cut(chance) for file in names.values()}
        return {path: contents[file.number] for path, file in names.items()}

    def _change(self, handle: int, change: Change) -> None:
        file = self._opened(handle)
        file.change(change)
        file.modified = next(self._times)

    def _rename(self, names: dict[Path, File | None]) -> None:
        naming = Naming(names)
        _apply(naming, self._names)
        self._pending.append(naming)

    def _file(self, path: Path) -> File:
        if path not in self._names:
            raise _error(errno.ENOENT, path)
        return self._names[path]

    def _handle(self, file: File) -> int:
        handle = next(self._handles)
        self._open[handle] = file
        return handle

    def _opened(self, handle: int) -> File:
        if handle not in self._open:
            raise _error(errno.EBADF, Path(str(handle)))
        return self._open[handle]


def _apply(naming: Naming, to: dict[Path, File]) -> None:
    for path, file in naming.names.items():
        if file is None:
            to.pop(path, None)
        else:
            to[path] = file


def _error(number: int, path: Path) -> OSError:
    return OSError(number, os.strerror(number), str(path))
