"""Files that appear whole or not at all, for their owner alone, and what to say when a disk refuses.

Every step on the disk that the records depend on goes through a `Disk`, so that a test can refuse, shorten,
lose or reorder each of them.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from trainer_tui.domain.errors import BadInput, StoreError

MEGABYTE = 1024 * 1024
FILE_MODE = 0o600
FOLDER_MODE = 0o700

# A scanner or an indexer on Windows holds a file for a moment; the waits add up to about two seconds.
_WINDOWS_WAITS = tuple(0.008 * 2**n for n in range(8)) if sys.platform == "win32" else ()

_FULL = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}
_FORBIDDEN = {errno.EACCES, errno.EPERM}
_GONE = {errno.ENOENT, errno.ENOTDIR}


class Stamp(NamedTuple):
    """What tells one state of a file from another without reading it."""

    file: tuple[int, int]
    """Which file stands under the name: its device and its number there."""
    size: int
    modified: int
    """Nanoseconds."""


class Disk:
    """The steps on a disk; each raises OSError when it is refused."""

    def open(self, path: Path) -> int:
        """Open an existing file for writing and return its handle."""
        return os.open(path, os.O_RDWR | _BINARY)

    def create(self, path: Path) -> int:
        """Make a file where there is none, for its owner alone, and return its handle."""
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY, FILE_MODE)

    def write(self, handle: int, content: bytes | memoryview, at: int) -> int:
        """Write at a place in a file; return how many bytes were taken, which may be fewer."""
        if sys.platform == "win32":
            os.lseek(handle, at, os.SEEK_SET)
            return os.write(handle, content)
        else:  # noqa: RET505 - so that the types hold on every system
            return os.pwrite(handle, content, at)

    def sync(self, handle: int) -> None:
        """Wait until the medium has what was written."""
        if sys.platform == "darwin":
            import fcntl

            # On macOS fsync stops at the drive's own cache; only this reaches the medium.
            with suppress(OSError):
                fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
                return
        os.fsync(handle)

    def cut(self, handle: int, size: int) -> None:
        """Shorten a file."""
        os.ftruncate(handle, size)

    def close(self, handle: int) -> None:
        """Let go of a handle."""
        os.close(handle)

    def read(self, path: Path, at: int = 0) -> bytes:
        """Return what a file holds from a place on."""
        with path.open("rb") as file:
            file.seek(at)
            return file.read()

    def begin(self, path: Path, size: int) -> bytes:
        """Return the first bytes of a file."""
        with path.open("rb") as file:
            return file.read(size)

    def stamp(self, path: Path) -> Stamp | None:
        """Return the state of a file, None when it is not there."""
        try:
            found = path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        return Stamp((found.st_dev, found.st_ino), found.st_size, found.st_mtime_ns)

    def replace(self, source: Path, target: Path) -> None:
        """Put a file in place of another in one step."""
        for wait in _WINDOWS_WAITS:
            try:
                source.replace(target)
            except PermissionError:
                time.sleep(wait)
            else:
                return
        source.replace(target)

    def link(self, path: Path, name: Path) -> None:
        """Let a file stand under a second name."""
        os.link(path, name)

    def remove(self, path: Path) -> None:
        """Remove a file; one that is not there is no error."""
        path.unlink(missing_ok=True)

    def sync_folder(self, folder: Path) -> None:
        """Make the names in a folder survive a power cut."""
        if sys.platform != "win32":  # which cannot open a folder
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


_BINARY = getattr(os, "O_BINARY", 0)

DISK = Disk()
"""The real one."""


def write_whole(path: Path, content: bytes, *, disk: Disk = DISK) -> None:
    """Put content in place of a file in one step that survives a power cut when this returns.

    Raises OSError; the file is then as it was, or already the new one.
    """
    temporary = path.with_name(path.name + ".tmp")
    try:
        write_new(temporary, content, disk=disk)
        disk.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            disk.remove(temporary)
        raise
    disk.sync_folder(path.parent)


def write_new(path: Path, content: bytes, *, disk: Disk = DISK) -> None:
    """Write a file in place of none, wait until the disk has it, and read it back. Raises OSError."""
    disk.remove(path)  # left by a write that was cut off
    handle = disk.create(path)
    try:
        write_at(handle, content, 0, disk=disk)
        disk.sync(handle)
    finally:
        disk.close(handle)
    if disk.read(path) != content:
        raise OSError(errno.EIO, "what was written reads back differently")


def write_at(handle: int, content: bytes, at: int, *, disk: Disk = DISK) -> None:
    """Write all of the content at a place in a file, however little of it a step takes. Raises OSError."""
    written = disk.write(handle, content, at)
    while written < len(content):
        taken = disk.write(handle, memoryview(content)[written:], at + written)
        if taken <= 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written += taken


def copy_whole(source: Path, target: Path, *, disk: Disk = DISK) -> None:
    """Let what a file holds stand under a second name too, without a copy where the file system can.

    Raises OSError.
    """
    try:
        disk.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:  # this file system knows no second names
        write_whole(target, disk.read(source), disk=disk)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it that are missing, for their owner alone. Raises OSError.

    Folders that exist are left as they are.
    """
    missing = []
    while not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for made in reversed(missing):
        made.mkdir(FOLDER_MODE, exist_ok=True)


def free_name(path: Path) -> Path:
    """Return the path, or the first of `name-2.ext`, `name-3.ext`, … that nothing has yet."""
    candidate, number = path, 1
    while candidate.exists():
        number += 1
        candidate = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return candidate


def disk_problem(error: OSError, what: str, path: Path) -> StoreError:
    """Return the sentence for a refused write; `what` is its subject, such as "The records"."""
    if error.errno in _FULL:
        return StoreError(
            f"The disk is full: {what.lower()} could not be written to {path}, nothing was changed. "
            "Free some space, then try again."
        )
    if error.errno == errno.EROFS:
        return StoreError(
            f"{what} could not be written: {path} is on a read-only disk, nothing was changed. "
            "Make the disk writable or choose another folder."
        )
    if error.errno in _FORBIDDEN:
        return StoreError(
            f"{what} could not be written: this user may not write {path}, nothing was changed. "
            "Give yourself the right to write there or choose another folder."
        )
    if error.errno in _GONE:
        return StoreError(
            f"{what} could not be written: the folder {path.parent} is not there, nothing was changed. "
            "Connect its disk again or choose another folder."
        )
    return StoreError(
        f"{what} could not be written to {path}: the disk reports “{error.strerror or error}”, nothing was "
        "changed. Check the disk and copy its files to another one."
    )


def read_chosen(path: Path, limit: int) -> bytes:
    """Return what stands in a file that a person chose; raises BadInput saying why it cannot be read.

    More than `limit` bytes are refused: whoever takes a film for a table should not wait for it.
    """
    try:
        if path.is_dir():
            raise BadInput("That is a folder; choose a file in it.")
        if not path.is_file():
            raise BadInput("There is no such file; check its name.")
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except OSError as error:
        raise BadInput(f"The file cannot be read ({error.strerror}); check it and who may read it.") from None
    if len(content) > limit:
        raise BadInput(f"The file is larger than {limit // MEGABYTE} MB; is it the right file?")
    return content
