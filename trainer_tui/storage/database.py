"""TinyDB on a journal that loses nothing.

`open_database` and TinyDB's own API, with a few things beside it, are all that the rest of the package uses.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from tinydb import TinyDB

from trainer_tui.domain.credentials import Credentials
from trainer_tui.files import DISK, Disk
from trainer_tui.storage.journal import JournalStorage
from trainer_tui.storage.tables import JournalTable

if TYPE_CHECKING:
    from trainer_tui.storage.cipher import KeyCost


class Database(TinyDB):
    """A TinyDB whose writes are all or nothing, in one table or in several."""

    table_class = JournalTable
    default_storage_class = JournalStorage  # type: ignore[assignment]

    @property
    def storage(self) -> JournalStorage:
        """The storage under this database."""
        return cast(JournalStorage, self._storage)

    @property
    def report(self) -> list[str]:
        """What opening found, or saving since, in sentences; empty when nothing."""
        return self.storage.report

    @property
    def read_only(self) -> bool:
        """Whether changes are refused."""
        return self.storage.read_only

    @property
    def sealed(self) -> bool:
        """Whether the records are encrypted on the disk."""
        return self.storage.sealed

    @property
    def recovery_key(self) -> str:
        """What to print and keep, right after a sealed store was begun; "" otherwise."""
        return self.storage.recovery_key

    def transaction(self) -> AbstractContextManager[Any]:
        """Return a context in which all changes, in any table, become one commit.

        An error inside drops them all. Raises StoreError when they could not be written.
        """
        return self.storage.transaction()

    def compact(self) -> None:
        """Write the live documents to a new file in place of the old, which is kept. Raises StoreError."""
        self.storage.compact()

    def set_passphrase(self, new: str | None, kept: Sequence[Path] = ()) -> str:
        """Encrypt with a new passphrase, or no more with None; return the recovery key, "" for none."""
        return self.storage.set_passphrase(new, kept)

    def refresh(self) -> bool:
        """Read what another process has written since; tell whether anything changed."""
        changed = self.storage.refresh()
        for table in self._tables.values():
            table._next_id = None
        return changed

    def table(self, name: str, **options: Any) -> JournalTable:
        """Return a table, the same one for everybody who asks: it knows the next id."""
        with self.storage.mutex:
            return cast(JournalTable, super().table(name, **options))

    def tables(self) -> set[str]:
        """Return the names of the tables."""
        with self.storage.mutex:
            return self.storage.names

    def drop_table(self, name: str) -> None:
        """Remove a table with all its documents."""
        self._tables.pop(name, None)
        with self.storage.transaction() as transaction:
            transaction.change(name).drop()


def open_database(
    path: Path | str,
    *,
    passphrase: str | None = None,
    recovery_key: str | None = None,
    read_only: bool = False,
    twin: Path | bool = True,
    indexes: bool = True,
    counters: Path | bool = True,
    cost: KeyCost | None = None,
    disk: Disk = DISK,
) -> Database:
    """Open a record file; where there never was one, begin with nothing and write it on the first commit.

    With a passphrase a new store is encrypted; one that is encrypted needs it, or its recovery key. `twin`
    is the folder of the second log when it is not to lie beside the first; False keeps none. `counters` is
    the folder that remembers how far the store had come, True the one of this computer's user. `cost` is
    what trying a passphrase of a new store costs. `indexes` answers queries without looking at every
    document.

    While another process writes the store, this one reads it: `report` says so, and `refresh` follows. Raises
    LockedRecords, WrongCredentials, or StoreError with the last good state for records that cannot be used at
    all: they are never replaced by an empty file.
    """
    return Database(
        path,
        credentials=Credentials(passphrase or "", recovery_key or ""),
        read_only=read_only,
        twin=twin,
        indexes=indexes,
        counters=counters,
        cost=cost,
        disk=disk,
    )
