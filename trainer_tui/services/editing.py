"""Texts while an editor of the person has them: files of one folder beside the records, wiped afterwards.

Only for records that are not encrypted. A file that is there at the next start was being edited when the app
ended: its text is taken up, then the file goes.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from trainer_tui.domain.errors import BadInput
from trainer_tui.files import DISK, disk_problem, make_folder, write_at, write_whole

SUFFIX = ".md"
LARGEST = 1024 * 1024


class Editing:
    """The folder in which texts are edited."""

    def __init__(self, folder: Path) -> None:
        """Use a folder; it is made with the first text."""
        self._folder = folder

    def begin(self, name: str, text: str) -> Path:
        """Write a text for its owner alone and return the file; raises StoreError."""
        path = self._folder / f"{name}{SUFFIX}"
        try:
            make_folder(self._folder)
            write_whole(path, text.encode("utf-8", "replace"))
        except OSError as error:
            raise disk_problem(error, "The text for the editor", path) from error
        return path

    def read(self, path: Path) -> str:
        """Return the text as the editor left it; raises BadInput when it left none that can be read."""
        try:
            if path.stat().st_size > LARGEST:
                raise BadInput(f"The editor left more than a note can hold; it stays in {path}.")
            content = path.read_bytes()
        except OSError as error:
            raise BadInput(f"The editor left no text ({error.strerror}).") from None
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return content.decode("cp1252", "replace")

    def left(self) -> dict[str, str]:
        """Return the texts that were being edited when the app ended, by name."""
        found = {}
        for path in sorted(self._files()):
            if path.suffix == SUFFIX and not path.name.startswith("."):
                try:
                    found[path.stem] = self.read(path)
                except BadInput:
                    continue
        return found

    def wipe(self) -> list[str]:
        """Overwrite and remove every file of the folder, an editor's own copies too.

        Returns in sentences what could not be removed, and what is too large to have been taken up.
        """
        told = []
        for path in self._files():
            try:
                if path.suffix == SUFFIX and path.stat().st_size > LARGEST:
                    told.append(f"More than a note can hold was left in {path}: take from it what you need.")
                else:
                    _wipe(path)
            except OSError as error:
                told.append(f"{path} could not be removed ({error.strerror}); remove it yourself.")
        with suppress(OSError):  # something is left in it
            self._folder.rmdir()
        return told

    def _files(self) -> list[Path]:
        try:
            return [path for path in self._folder.iterdir() if path.is_symlink() or path.is_file()]
        except OSError:
            return []


def _wipe(path: Path) -> None:
    if not path.is_symlink():
        handle = DISK.open(path)
        try:
            write_at(handle, b"\0" * os.fstat(handle).st_size, 0)
            DISK.sync(handle)
        finally:
            DISK.close(handle)
    path.unlink()
