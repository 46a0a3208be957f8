"""TinyDB on a storage that loses nothing.

`open_database` and TinyDB's own API, with `transaction` and `refresh` beside it, are all that the rest of
the package uses.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, cast

from tinydb import TinyDB

from trainer_tui.storage.safe_storage import SafeStorage
from trainer_tui.storage.safe_table import SafeTable


class Database(TinyDB):
    """A TinyDB whose writes are all or nothing, in one table or in several."""

    table_class = SafeTable

    @property
    def storage(self) -> SafeStorage:
        """The storage under this database."""
        return cast(SafeStorage, self._storage)

    @property
    def notes(self) -> list[str]:
        """What happened to the file while it was open, in sentences."""
        return self.storage.notes

    def transaction(self) -> AbstractContextManager[Any]:
        """Return a context in which all changes, in any table, become one commit.

        An error inside drops them all. Raises StoreError when they could not be written.
        """
        return self.storage.transaction()

    def refresh(self) -> bool:
        """Read the file again if another process has written it; tell whether it changed."""
        changed = self.storage.refresh()
        for table in self._tables.values():
            table._next_id = None
        return changed

    def tables(self) -> set[str]:
        """Return the names of the tables."""
        with self.storage.mutex:
            return set(self.storage.tables)

    def drop_table(self, name: str) -> None:
        """Remove a table with all its documents."""
        with self.transaction():
            super().drop_table(name)

    def drop_tables(self) -> None:
        """Remove all tables."""
        with self.transaction():
            super().drop_tables()


def open_database(path: Path, *, read_only: bool = False) -> Database:
    """Open a record file; where there never was one, begin with nothing and write it on the first commit.

    Raises StoreError, naming the last good state, for a file that is empty, cut, altered, foreign, made by a
    newer version or gone: it is never replaced by an empty one.
    """
    return Database(path, storage=SafeStorage, read_only=read_only)
