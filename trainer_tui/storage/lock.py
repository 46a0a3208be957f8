"""One writer at a time: a lock that the system lets go of when its owner ends, however it ends."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from trainer_tui.files import FILE_MODE

# On Windows a locked byte cannot be read by others, so the lock lies far behind the process id.
_LOCKED_BYTE = 1 << 20


class WriterLock:
    """The right to write a record file, held on a side file: the record file itself is replaced at each save.

    The side file stays when the lock is released, because removing it would let two copies lock two files
    of one name.
    """

    def __init__(self, path: Path) -> None:
        """Prepare the lock of a record file; nothing is locked yet."""
        self.path = path.with_name(path.name + ".lock")
        self._descriptor: int | None = None

    def acquire(self) -> str | None:
        """Take the lock; return None, or the sentence that says why this copy may only read."""
        try:
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, FILE_MODE)
        except OSError as error:
            return _no_lock(self.path, error)
        try:
            _lock(descriptor)
        except (BlockingIOError, PermissionError):
            holder = _read_holder(descriptor)
            os.close(descriptor)
            return (
                f"The records are open read-only because another copy of the app ({holder}) is using them; "
                "close that copy and start again to make changes."
            )
        except OSError as error:
            os.close(descriptor)
            return _no_lock(self.path, error)
        self._descriptor = descriptor
        _write_holder(descriptor)
        return None

    def release(self) -> None:
        """Let go of the lock; one that is not held is no error."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __del__(self) -> None:
        """A store that was forgotten without being closed must not lock itself out."""
        self.release()


def _no_lock(path: Path, error: OSError) -> str:
    return (
        f"The records are open read-only because {path} cannot be locked: the system reports "
        f"“{error.strerror}”. Make its folder writable, or use one on a disk of this computer."
    )


def _read_holder(descriptor: int) -> str:
    with suppress(OSError):
        text = os.read(descriptor, 20)
        if text.strip().isdigit():
            return f"process {int(text)}"
    return "its process is not known"


def _write_holder(descriptor: int) -> None:
    """Leave this process's id for the sentence that another copy shows; a full disk must not matter."""
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode("ascii"))


def _lock(descriptor: int) -> None:
    """Lock or raise OSError at once."""
    if sys.platform == "win32":
        import msvcrt

        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
