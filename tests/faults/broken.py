"""Our store, broken on purpose in one way at a time, each with the check that has to notice it.

Most are a disk that does something else than it was told, so they break the store whatever it is made of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from tests.faults import flips, power_cuts, refusals, sharing
from tests.faults.failing_disk import WrappedDisk
from tests.faults.judging import Check
from tests.faults.subjects import Home, Ours
from trainer_tui.files import DISK, Disk
from trainer_tui.storage import frames, journal
from trainer_tui.storage.documents import apply
from trainer_tui.storage.lock import WriterLock


class NoSync(WrappedDisk):
    def sync(self, handle: int) -> None:
        """Leave it to the system when the file is written."""


class NoFolderSync(WrappedDisk):
    def sync_folder(self, folder: Path) -> None:
        """Leave it to the system when the names are written."""


class SyncAgain(WrappedDisk):
    def sync(self, handle: int) -> None:
        """Try again after a failure, although the system may have given up what it should have written."""
        with suppress(OSError):
            self.disk.sync(handle)
        self.disk.sync(handle)


class NamedDisk(WrappedDisk):
    """Knows which file a handle belongs to."""

    def __init__(self, disk: Disk) -> None:
        super().__init__(disk)
        self.paths: dict[int, Path] = {}

    def open(self, path: Path) -> int:
        return self._known(self.disk.open(path), path)

    def create(self, path: Path) -> int:
        return self._known(self.disk.create(path), path)

    def _known(self, handle: int, path: Path) -> int:
        self.paths[handle] = path
        return handle


class RenameBeforeSync(NamedDisk):
    def __init__(self, disk: Disk) -> None:
        super().__init__(disk)
        self.unsynced: set[Path] = set()

    def sync(self, handle: int) -> None:
        path = self.paths[handle]
        if path.suffix == ".tmp":
            self.unsynced.add(path)
        else:
            self.disk.sync(handle)

    def replace(self, source: Path, target: Path) -> None:
        self.disk.replace(source, target)
        if source in self.unsynced:
            self.unsynced.discard(source)
            handle = self.disk.open(target)
            self.disk.sync(handle)
            self.disk.close(handle)


class WriteInPlace(WrappedDisk):
    def replace(self, source: Path, target: Path) -> None:
        if self.disk.stamp(target) is None:
            self.disk.replace(source, target)
            return
        content = self.disk.read(source)
        handle = self.disk.open(target)
        self.disk.write(handle, content, 0)
        self.disk.cut(handle, len(content))
        self.disk.sync(handle)
        self.disk.close(handle)
        self.disk.remove(source)


class WriteLater(NamedDisk):
    """Says that a commit is written, and writes it with the next one."""

    def __init__(self, disk: Disk) -> None:
        super().__init__(disk)
        self.waiting: dict[int, tuple[bytes, int]] = {}

    def write(self, handle: int, content: bytes | memoryview, at: int) -> int:
        self._catch_up(handle)
        self.waiting[handle] = bytes(content), at
        return len(content)

    def close(self, handle: int) -> None:
        self._catch_up(handle)
        self.disk.sync(handle)
        self.disk.close(handle)

    def stamp(self, path: Path) -> Any:
        """Tell the size that the file is going to have."""
        found = self.disk.stamp(path)
        for handle, (content, at) in self.waiting.items():
            if found is not None and self.paths[handle] == path:
                return found._replace(size=at + len(content))
        return found

    def _catch_up(self, handle: int) -> None:
        if handle in self.waiting:
            self.disk.write(handle, *self.waiting.pop(handle))


class TwinKeepsAll(NamedDisk):
    def cut(self, handle: int, size: int) -> None:
        if self.paths[handle].suffix != ".twin":
            self.disk.cut(handle, size)


_commit = journal.JournalStorage._commit


def _memory_first(storage: Any, transaction: Any) -> None:
    apply(storage._tables, transaction.payload(), indexed=True)
    _commit(storage, transaction)


Patch = tuple[object, str, object]


@dataclass(frozen=True)
class Breakage:
    """A way to break the store, and the check that notices."""

    name: str
    check: Check
    disk: Callable[[Disk], Disk] = lambda disk: disk
    patches: tuple[Patch, ...] = ()
    passphrase: str | None = None
    twin: bool = False

    @property
    def subject(self) -> Ours:
        """The broken store, while it is broken."""
        return BrokenStore(self)

    @contextmanager
    def in_force(self) -> Iterator[Ours]:
        """Break the store for a while."""
        with ExitStack() as stack:
            for target, name, replacement in self.patches:
                stack.enter_context(mock.patch.object(target, name, replacement))
            yield self.subject


class BrokenStore(Ours):
    """The journal on a disk that deceives it, or with a part of it replaced."""

    def __init__(self, breakage: Breakage) -> None:
        super().__init__(breakage.name, passphrase=breakage.passphrase, twin=breakage.twin)
        self._breakage = breakage

    def open(self, home: Home, *, disk: Disk = DISK, read_only: bool = False) -> Any:
        return super().open(home, disk=self._breakage.disk(disk), read_only=read_only)


BREAKAGES = (
    Breakage("no fsync", power_cuts.CHECK, NoSync),
    Breakage("no fsync of the folder", power_cuts.CHECK, NoFolderSync),
    Breakage("rename before fsync", power_cuts.CHECK, RenameBeforeSync),
    Breakage("compaction in place", power_cuts.CHECK, WriteInPlace),
    Breakage("acknowledge before write", power_cuts.CHECK, WriteLater),
    Breakage(
        "no checksum",
        flips.CHECK,
        patches=((frames, "_checksum", lambda sequence, payload: sequence % 1000),),
    ),
    Breakage(
        "gives up at the first damage", flips.CHECK, patches=((frames, "_next_frame", lambda *given: None),)
    ),
    Breakage("no lock", sharing.PROCESSES, patches=((WriterLock, "acquire", lambda lock: None),)),
    Breakage(
        "memory before disk", refusals.CHECK, patches=((journal.JournalStorage, "_commit", _memory_first),)
    ),
    Breakage("tries a failed fsync again", refusals.CHECK, SyncAgain),
    Breakage("twin keeps what was refused", refusals.CHECK, TwinKeepsAll, twin=True),
)
