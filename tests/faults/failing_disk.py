"""Disks that stand before another one: some refuse a step, some only hand on what they are given."""

from __future__ import annotations

import errno
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.faults.simulated_disk import SimulatedDisk
from trainer_tui.files import Disk

READING = ("read", "begin", "stamp")
CHANGING = ("create", "write", "sync", "cut", "replace", "link", "remove", "sync_folder")
STEPS = ("open", "close", *READING, *CHANGING)
"""All that is done on a disk."""


class WrappedDisk(Disk):
    """A disk that hands on to another one each step that a subclass does not take differently."""

    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        for name in STEPS:
            if getattr(type(self), name) is getattr(Disk, name):
                setattr(self, name, getattr(disk, name))


class FailingDisk(WrappedDisk):
    """Refuses the nth step of a kind, or every step of that kind from the nth on.

    `kind` is "any" for a disk that goes away altogether. What is done half is done the way systems do it: a
    write may have written half, a short one says so, a sync that fails leaves what it should have synced to
    be seen and never to be kept, a handle is gone even if letting go of it fails.
    """

    def __init__(self, disk: SimulatedDisk, kind: str, nth: int, *, once: bool, how: int | str) -> None:
        super().__init__(disk)
        self.simulated = disk
        self.kind = kind
        self.nth = nth
        self.once = once
        self.how = how
        self.taken = Counter[str]()
        self.failed = False
        for name in STEPS:
            setattr(self, name, self._guarded(name, getattr(disk, name)))

    def _guarded(self, name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        def take(*arguments: Any) -> Any:
            self.taken[name] += 1
            self.taken["any"] += 1
            number = self.taken[self.kind]
            hit = self.kind in (name, "any") and (number == self.nth or (number > self.nth and not self.once))
            return self._fail(name, step, arguments) if hit else step(*arguments)

        return take

    def _fail(self, name: str, step: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        self.failed = True
        if name == "write":
            return self._fail_to_write(*arguments)
        if name == "sync":
            self.simulated.forget_unsynced(*arguments)
        if name == "close":
            step(*arguments)
        raise self._error()

    def _fail_to_write(self, handle: int, content: bytes | memoryview, at: int) -> int:
        if self.how == errno.ENOSPC:
            raise self._error()
        taken = self.disk.write(handle, bytes(content[: (len(content) + 1) // 2]), at)
        if self.how == "short":
            return taken
        raise self._error()

    def _error(self) -> OSError:
        number = self.how if isinstance(self.how, int) else errno.EIO
        return OSError(number, os.strerror(number))


class ReadOnlyDisk(WrappedDisk):
    """A medium that nothing can be written to."""

    def __init__(self, disk: Disk) -> None:
        super().__init__(disk)
        for name in (*CHANGING, "open"):
            setattr(self, name, self._refuse)

    def _refuse(self, *arguments: Any) -> Any:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(arguments[0]))


class TimidDisk(WrappedDisk):
    """Writes a few bytes at a time."""

    def write(self, handle: int, content: bytes | memoryview, at: int) -> int:
        return self.disk.write(handle, bytes(content[:100]), at)


def without(path: Path, image: dict[Path, bytes]) -> dict[Path, bytes]:
    """Return files with one of them gone."""
    return {name: content for name, content in image.items() if name != path}
