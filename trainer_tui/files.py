"""Files that appear whole or not at all, for their owner alone, and what to say when a disk refuses."""

from __future__ import annotations

import errno
import os
import sys
import time
from contextlib import suppress
from pathlib import Path

from trainer_tui.domain.errors import StoreError

FILE_MODE = 0o600
FOLDER_MODE = 0o700

# A scanner or an indexer on Windows holds a file for a moment; the waits add up to about two seconds.
_WINDOWS_WAITS = tuple(0.008 * 2**n for n in range(8)) if sys.platform == "win32" else ()

_FULL = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}
_FORBIDDEN = {errno.EACCES, errno.EPERM}
_GONE = {errno.ENOENT, errno.ENOTDIR}


def write_whole(path: Path, content: bytes, *, keep: Path | None = None) -> None:
    """Put content in place of a file in one step that survives a power cut when this returns.

    With `keep`, the file as it was before stands under that name afterwards. Raises OSError; the file is
    then as it was.
    """
    temporary = path.with_name(path.name + ".tmp")
    had_one = False
    try:
        write_new(temporary, content)
        if keep is not None:
            had_one = _keep(path, keep)
        _replace(temporary, path)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    try:
        sync_folder(path.parent)
    except OSError:
        if keep is not None:
            _undo(path, keep if had_one else None)
        raise


def write_new(path: Path, content: bytes) -> None:
    """Write a file in place of none, wait until the disk has it, and read it back. Raises OSError."""
    path.unlink(missing_ok=True)  # left by a write that was cut off
    with open(path, "xb", opener=_owner_only) as file:
        file.write(content)
        file.flush()
        _sync(file.fileno())
    if path.read_bytes() != content:
        raise OSError(errno.EIO, "what was written reads back differently")


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


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut. Raises OSError."""
    if sys.platform != "win32":  # which cannot open a folder
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


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


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, FILE_MODE)


def _sync(descriptor: int) -> None:
    if sys.platform == "darwin":
        import fcntl

        # On macOS fsync stops at the drive's own cache; only this reaches the medium.
        with suppress(OSError):
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
    os.fsync(descriptor)


def _keep(path: Path, keep: Path) -> bool:
    """Let the file as it is now stand under a second name; tell whether there was a file."""
    if not path.exists():
        return False
    spare = keep.with_name(keep.name + ".tmp")
    try:
        _copy(path, spare)
        _replace(spare, keep)
    finally:
        # Renaming onto another name of the same file does nothing: the spare name would stay.
        with suppress(OSError):
            spare.unlink(missing_ok=True)
    return True


def _copy(path: Path, to: Path) -> None:
    to.unlink(missing_ok=True)
    try:
        os.link(path, to)
    except OSError:  # this file system knows no second names
        write_new(to, path.read_bytes())


def _undo(path: Path, keep: Path | None) -> None:
    """Put the kept file back: the folder may have lost the new name, so the save has failed."""
    if keep is None:
        path.unlink(missing_ok=True)
        return
    spare = path.with_name(path.name + ".tmp")
    _copy(keep, spare)
    _replace(spare, path)


def _replace(source: Path, target: Path) -> None:
    for wait in _WINDOWS_WAITS:
        try:
            source.replace(target)
        except PermissionError:
            time.sleep(wait)
        else:
            return
    source.replace(target)
