"""Putting finished exports in place: whole or not at all, for the owner alone, never over something else."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

from trainer_tui.domain.errors import BadInput
from trainer_tui.domain.handover import Streams
from trainer_tui.files import DISK, write_at

BLOCK = 1 << 16
"""How many bytes are read back at a time."""


def check_target(target: Path, *, folder: bool, force: bool) -> None:
    """Refuse a target that cannot or must not be written; raises BadInput saying what to do."""
    if not target.name:
        raise BadInput(f"{target} is a folder; add the name of the file to write.")
    if not target.parent.is_dir():
        raise BadInput(f"The folder {target.parent} does not exist; make it or choose another one.")
    if not os.access(target.parent, os.W_OK | os.X_OK):
        raise BadInput(f"The folder {target.parent} cannot be written to; choose another one.")
    if target.is_dir() and not folder:
        raise BadInput(f"{target} is a folder; add the name of the file to write.")
    if folder and (target.is_file() or target.is_symlink()):
        raise BadInput(f"{target} is not a folder; choose another name, or one that ends in .zip.")
    if os.path.lexists(target) and not force and not _is_empty_folder(target):
        raise BadInput(f"{target} already exists; choose another name, or replace it with --force.")


def _is_empty_folder(target: Path) -> bool:
    try:
        return target.is_dir() and not any(target.iterdir())
    except OSError:  # nobody may look into it
        return False


@contextmanager
def placed(
    target: Path, files: Streams, told: Callable[[int], None] | None = None
) -> Iterator[Mapping[str, str]]:
    """Write files beside their target, run the block with their SHA-256 by name, then put them in place in
    one step.

    `told` hears how many bytes are written so far; what it raises stops the writing. An error there, inside
    the block or while a file is made leaves no trace. A folder that is replaced must hold nothing but files
    of the same names. Raises BadInput when something cannot be written.
    """
    writing = _Writing(told)
    staged = _staged(target, files, writing)
    try:
        yield writing.hashes
        _put_in_place(staged, target)
    finally:
        _remove(staged)


class _Writing:
    """Writes files piece by piece, adds up their hashes on the way and tells how far it is."""

    def __init__(self, told: Callable[[int], None] | None) -> None:
        self.hashes: dict[str, str] = {}
        self._told = told
        self._bytes = 0

    def write(self, name: str, content: bytes | Iterable[bytes], folder: Path, prefix: str) -> Path:
        """Write one file for its owner alone and read it back; one that cannot be finished is removed."""
        path = folder / f"{prefix}{token_hex(4)}"
        try:
            digest = self._write(path, (content,) if isinstance(content, bytes) else content)
            if _hash_of(path) != digest:
                raise OSError(errno.EIO, "what was written reads back differently")
        except BaseException:
            _remove(path)
            raise
        self.hashes[name] = digest
        return path

    def _write(self, path: Path, pieces: Iterable[bytes]) -> str:
        digest, at = hashlib.sha256(), 0
        handle = DISK.create(path)
        try:
            for piece in pieces:
                write_at(handle, piece, at)
                digest.update(piece)
                at += len(piece)
                self._bytes += len(piece)
                if self._told is not None:
                    self._told(self._bytes)
            DISK.sync(handle)
        finally:
            DISK.close(handle)
        return digest.hexdigest()


def _hash_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _staged(target: Path, files: Streams, writing: _Writing) -> Path:
    """Write the files under a name nobody looks for; what cannot be finished is removed."""
    prefix = f".{target.name[:40]}."
    try:
        if set(files) == {""}:
            return writing.write("", files[""], target.parent, prefix)
        _refuse_foreign_files(target, files)
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=target.parent))
        try:
            for name, content in files.items():
                writing.write(name, content, folder, ".").replace(folder / name)
            _sync_folder(folder)
        except BaseException:
            _remove(folder)
            raise
    except OSError as error:
        raise _unwritable(target, error) from None
    return folder


def _remove(staged: Path) -> None:
    if staged.is_dir():
        shutil.rmtree(staged, ignore_errors=True)
    else:
        with suppress(OSError):
            staged.unlink()


def _refuse_foreign_files(target: Path, files: Streams) -> None:
    foreign = sorted({entry.name for entry in target.iterdir()} - set(files)) if target.is_dir() else []
    if foreign:
        raise BadInput(
            f"The folder {target} holds other files, such as {foreign[0]}; choose an empty folder."
        )


def _put_in_place(staged: Path, target: Path) -> None:
    try:
        if staged.is_dir() and target.is_dir():
            _swap_folders(staged, target)
        else:
            staged.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise _unwritable(target, error) from None


def _swap_folders(staged: Path, target: Path) -> None:
    old = Path(tempfile.mkdtemp(prefix=f".{target.name[:40]}.", dir=target.parent))
    old.rmdir()  # only its name is needed: not every system renames onto an empty folder
    target.replace(old)
    try:
        staged.replace(target)
    except OSError:
        old.replace(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # not every disk can do it; the files themselves are safe already
        DISK.sync_folder(folder)


def _unwritable(target: Path, error: OSError) -> BadInput:
    return BadInput(f"{target} cannot be written ({error.strerror}); choose another place.")
