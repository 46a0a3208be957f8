"""Putting finished exports in place: whole or not at all, for the owner alone, never over something else."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import IO

from trainer_tui.domain.errors import BadInput
from trainer_tui.domain.handover import Files
from trainer_tui.files import DISK, write_new


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
    return target.is_dir() and not any(target.iterdir())


@contextmanager
def placed(target: Path, files: Files) -> Iterator[None]:
    """Write files beside their target, run the block, then put them in place in one step.

    An error inside the block, or before it, leaves no trace. A folder that is replaced must hold nothing but
    files of the same names. Raises BadInput when something cannot be written.
    """
    staged = _staged(target, files)
    try:
        yield
        _put_in_place(staged, target)
    finally:
        _remove(staged)


@contextmanager
def streamed(target: Path, write: Callable[[IO[bytes]], object]) -> Iterator[str]:
    """Let a file be written piece by piece aside, run the block with its SHA-256, then put it in place.

    An error inside the block, or while it is written, leaves no trace. Raises BadInput when it cannot be
    written.
    """
    staged = target.parent / f".{target.name[:40]}.{token_hex(4)}"
    try:
        try:
            _stream(staged, write)
            with staged.open("rb") as written:
                digest = hashlib.file_digest(written, "sha256").hexdigest()
        except OSError as error:
            raise _unwritable(target, error) from None
        yield digest
        _put_in_place(staged, target)
    finally:
        _remove(staged)


def _stream(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    handle = DISK.create(path)
    with os.fdopen(handle, "w+b") as stream:
        write(stream)
        stream.flush()
        DISK.sync(handle)


def fingerprint(files: Files) -> str:
    """Return the SHA-256 of a file; of several, that of the list of their names and hashes."""
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    if set(hashes) == {""}:
        return hashes[""]
    listed = "".join(f"{digest}  {name}\n" for name, digest in sorted(hashes.items()))
    return hashlib.sha256(listed.encode()).hexdigest()


def _staged(target: Path, files: Files) -> Path:
    """Write the files under a name nobody looks for; what cannot be finished is removed."""
    prefix = f".{target.name[:40]}."
    try:
        if set(files) == {""}:
            return _write(target.parent, prefix, files[""])
        _refuse_foreign_files(target, files)
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=target.parent))
        try:
            for name, content in files.items():
                _write(folder, ".", content).replace(folder / name)
            _sync_folder(folder)
        except OSError:
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


def _refuse_foreign_files(target: Path, files: Files) -> None:
    foreign = sorted({entry.name for entry in target.iterdir()} - set(files)) if target.is_dir() else []
    if foreign:
        raise BadInput(
            f"The folder {target} holds other files, such as {foreign[0]}; choose an empty folder."
        )


def _write(folder: Path, prefix: str, content: bytes) -> Path:
    path = folder / f"{prefix}{token_hex(4)}"
    try:
        write_new(path, content)
    except OSError:
        _remove(path)
        raise
    return path


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
