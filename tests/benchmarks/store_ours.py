"""The store as the benchmark opens it."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.store_peers import Tables
from trainer_tui.files import DISK, Disk
from trainer_tui.storage.cipher import KeyCost
from trainer_tui.storage.database import Database, open_database
from trainer_tui.storage.text_search import contains

PASSPHRASE = "an invented passphrase for measuring"

# The key derivation is slow on purpose, the same for any store, and measured on its own.
CHEAP = KeyCost(memory_kib=64, iterations=1, lanes=1)


class CountingDisk(Disk):
    """The real disk, with the bytes written and the waits counted."""

    def __init__(self) -> None:
        self.bytes = self.syncs = 0

    def write(self, handle: int, content: bytes | memoryview, at: int) -> int:
        """Count the bytes that were taken."""
        taken = super().write(handle, content, at)
        self.bytes += taken
        return taken

    def sync(self, handle: int) -> None:
        """Count a wait."""
        self.syncs += 1
        super().sync(handle)

    def sync_folder(self, folder: Path) -> None:
        """Count a wait."""
        self.syncs += 1
        super().sync_folder(folder)


class Ours(Tables):
    """The store, which can also compact itself."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, lambda needle: contains("narrative", needle))
        self._database = database

    def compact(self) -> None:
        """Write the records to a new file in place of the old one."""
        self._database.compact()


def open_ours(
    path: Path, *, sealed: bool = True, twin: bool = False, disk: Disk = DISK, cost: KeyCost = CHEAP
) -> Ours:
    """Open a store, its file being made with the first commit."""
    database = open_database(
        path,
        passphrase=PASSPHRASE if sealed else None,
        twin=twin,
        counters=False,
        cost=cost,
        disk=disk,
    )
    return Ours(database)
