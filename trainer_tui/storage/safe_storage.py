"""The storage under TinyDB: all tables in memory, every commit one atomic replacement of the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

from tinydb.storages import Storage

from trainer_tui.domain.errors import StoreError
from trainer_tui.files import disk_problem, free_name, make_folder, write_whole
from trainer_tui.storage.generations import backups_of, previous_of, rescue
from trainer_tui.storage.record_file import Tables, Unreadable, encode, entry, load

_Stamp = tuple[int, ...]


class SafeStorage(Storage):
    """Keeps a record file and what it holds.

    A table that was read stays as it is: a change puts another dict in its place, so a reader needs the
    mutex only to take hold of a table, and a failed commit has nothing to take back.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Open a file, or begin without one where there never was one; raises StoreError."""
        self.path = path
        self.read_only = read_only
        self.mutex = RLock()
        self.notes: list[str] = []
        """What happened to the file while it was open, in sentences."""
        self._closed = False
        self._pending: Tables | None = None
        if not read_only:
            try:
                make_folder(path.parent)
            except OSError as error:
                raise disk_problem(error, "The records", path) from error
        self._folder = _stamp_of_folder(path)
        self._tables, self._digest, self._stamp = _read(path)

    @property
    def tables(self) -> Tables:
        """The tables as they are for the thread that holds the mutex."""
        return self._tables if self._pending is None else self._pending

    @contextmanager
    def transaction(self) -> Iterator[Tables]:
        """Collect changes and write them in one step at the end of the outermost block.

        An error inside a block drops what was changed in it. Raises StoreError when the file could not be
        written; memory and file are then as before.
        """
        with self.mutex:
            outer = self._pending
            self._refuse_if_not_writable()
            self._pending = dict(self.tables)
            try:
                yield self._pending
                if outer is None:
                    self._commit(self._pending)
                else:
                    outer.clear()
                    outer.update(self._pending)
            finally:
                self._pending = outer

    def read(self) -> dict[str, dict[str, Any]] | None:
        """Return a copy of everything in TinyDB's form, None when there is no table."""
        with self.mutex:
            tables = self.tables
        copies = {
            name: {str(doc_id): clone(kept.document) for doc_id, kept in entries.items()}
            for name, entries in tables.items()
        }
        return copies or None

    def write(self, data: Mapping[str, Mapping[Any, Mapping[str, Any]]]) -> None:
        """Replace everything by data in TinyDB's form."""
        with self.transaction() as tables:
            tables.clear()
            for name, documents in data.items():
                tables[name] = {
                    int(doc_id): entry(int(doc_id), document) for doc_id, document in documents.items()
                }

    def refresh(self) -> bool:
        """Read the file again if it is not the one that was read last; tell whether it changed."""
        with self.mutex:
            if _stamp_of(self.path) == self._stamp:
                return False
            before = self._digest
            self._tables, self._digest, self._stamp = _read(self.path)
            return self._digest != before

    def close(self) -> None:
        """Refuse further changes."""
        self._closed = True

    def _refuse_if_not_writable(self) -> None:
        if self._closed:
            raise StoreError("The records are closed; open them again to save.")
        if self.read_only:
            raise StoreError(f"The records in {self.path} are open read-only; nothing was saved.")

    def _commit(self, tables: Tables) -> None:
        if tables.keys() == self._tables.keys() and all(
            tables[name] is entries for name, entries in self._tables.items()
        ):
            return
        content, digest = encode(tables)
        try:
            write_whole(self.path, content, keep=self._keep_as())
        except OSError as error:
            raise disk_problem(error, "The records", self.path) from error
        self._tables, self._digest, self._stamp = tables, digest, _stamp_of(self.path)

    def _keep_as(self) -> Path:
        """Return the name under which the present file is kept; raises StoreError if it is not ours.

        Memory holds everything that was ever saved here, so a file that was lost or damaged meanwhile is made
        good by the next save; a readable one that another program wrote is never overwritten.
        """
        stamp = _stamp_of(self.path)
        if stamp == self._stamp:
            return previous_of(self.path)
        if stamp is None:
            if _stamp_of_folder(self.path) != self._folder:
                raise StoreError(
                    f"The folder {self.path.parent} is no longer the one the records were opened in; nothing "
                    "was saved. Connect its disk again, then save once more."
                )
            self._note(f"The record file {self.path} had been removed; the next save writes it again.")
            return previous_of(self.path)
        try:
            if load(self.path)[1] == self._digest:
                return previous_of(self.path)
        except Unreadable:
            aside = free_name(self.path.with_name(self.path.name + ".damaged"))
            self._note(
                f"The record file {self.path} was damaged while it was open; the next save writes it again "
                f"and keeps the damaged one as {aside}."
            )
            return aside
        raise StoreError(
            f"Another program has changed {self.path} since it was opened; nothing was saved. "
            "Close that program, start this app again and enter the change once more."
        )

    def _note(self, sentence: str) -> None:
        if sentence not in self.notes:
            self.notes.append(sentence)


def clone(value: Any) -> Any:
    """Return a copy of a JSON object or array that shares nothing changeable with it."""
    # Most values are plain, so copying the shell at once and then the few nested ones is fastest.
    copy = value.copy()
    for key, inner in copy.items() if type(copy) is dict else enumerate(copy):
        if type(inner) is dict or type(inner) is list:
            copy[key] = clone(inner)
    return copy


def _read(path: Path) -> tuple[Tables, str, _Stamp | None]:
    """Read a file, or nothing where there never was one; raises StoreError for everything else."""
    # The stamp is taken first: a file replaced in between is then read once too often, never once too few.
    stamp = _stamp_of(path)
    try:
        tables, digest = load(path)
    except Unreadable as problem:
        raise StoreError(f"The record file {path} {problem} It was left as it is. {rescue(path)}") from None
    except FileNotFoundError:
        if previous_of(path).exists() or backups_of(path):
            raise StoreError(
                f"The record file {path} is missing, although records were kept here; nothing was made in "
                f"its place. {rescue(path)}"
            ) from None
        return {}, "", None
    except OSError as error:
        raise StoreError(
            f"The record file {path} cannot be read: the system reports “{error.strerror}”. {rescue(path)}"
        ) from error
    return tables, digest, stamp


def _stamp_of(path: Path) -> _Stamp | None:
    """Return what tells one state of a file from another without reading it, None when it is not there."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise disk_problem(error, "The records", path) from error
    return found.st_ino, found.st_size, found.st_mtime_ns


def _stamp_of_folder(path: Path) -> _Stamp | None:
    try:
        found = path.parent.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
