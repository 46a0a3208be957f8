"""The stores under attack, each behind the same small adapter: stock TinyDB and the forms of ours."""

from __future__ import annotations

import copy
import json
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tinydb import TinyDB
from tinydb.storages import JSONStorage

from tests.faults.workload import Plan
from trainer_tui.files import DISK, Disk, write_at
from trainer_tui.storage.cipher import KeyCost
from trainer_tui.storage.database import open_database

CHEAP = KeyCost(memory_kib=64, iterations=1, lanes=1)


@dataclass(frozen=True)
class Home:
    """Where one store lives: a folder for its files and, apart from it, one for its counters."""

    folder: Path

    @property
    def path(self) -> Path:
        return self.folder / "data" / "records.tdb"

    @property
    def twin(self) -> Path:
        return self.path.with_name("records.tdb.twin")

    @property
    def previous(self) -> Path:
        return self.path.with_name("records.tdb.prev")

    @property
    def counters(self) -> Path:
        return self.folder / "config"

    def make(self) -> Home:
        self.path.parent.mkdir(parents=True)
        self.counters.mkdir()
        return self


@contextmanager
def new_home() -> Iterator[Home]:
    """Give a trial a folder of its own that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="faults-", ignore_cleanup_errors=True) as folder:
        yield Home(Path(folder)).make()


class Subject(ABC):
    """A way to open one kind of store."""

    name: str
    single = False
    """Whether each change is a commit of its own, because there are no transactions."""
    ours = True
    sealed = False
    twin = False

    @abstractmethod
    def open(self, home: Home, *, disk: Disk = DISK, read_only: bool = False) -> Any:
        """Return the open database, a TinyDB."""

    def plan(self, seed: object, **size: int) -> Plan:
        """Return a history that this store can take."""
        return Plan(seed, single=self.single, **size)

    def report(self, database: TinyDB) -> list[str]:
        """Return what opening found, in sentences."""
        return list(getattr(database, "report", ()))

    def logs(self, home: Home) -> list[Path]:
        """Return the files that hold the records."""
        return [home.path, home.twin] if self.twin else [home.path]


class Ours(Subject):
    """The journal."""

    def __init__(self, name: str, *, passphrase: str | None = None, twin: bool = False) -> None:
        self.name = name
        self.passphrase = passphrase
        self.sealed = passphrase is not None
        self.twin = twin
        self._twin_place: Path | bool = twin

    def open(self, home: Home, *, disk: Disk = DISK, read_only: bool = False) -> Any:
        return open_database(
            home.path,
            passphrase=self.passphrase,
            read_only=read_only,
            twin=self._twin_place,
            counters=home.counters,
            cost=CHEAP,
            disk=disk,
        )

    def with_passphrase(self, passphrase: str | None) -> Ours:
        """Return the same form of store under another passphrase, or under none."""
        other = copy.copy(self)
        other.passphrase, other.sealed = passphrase, passphrase is not None
        return other

    def with_twin_in(self, folder: Path) -> Ours:
        """Return the same form of store with its twin in another place."""
        other = copy.copy(self)
        other._twin_place = folder
        return other


class Stock(Subject):
    """TinyDB as it comes."""

    name = "stock"
    single = True
    ours = False

    def open(self, home: Home, *, disk: Disk = DISK, read_only: bool = False) -> Any:
        if disk is DISK:
            return TinyDB(home.path, access_mode="r" if read_only else "r+", encoding="utf-8")
        return TinyDB(home.path, storage=StockOnDisk, disk=disk)


class StockOnDisk(JSONStorage):
    """What `JSONStorage` of TinyDB 4.9 does, step by step, through a `Disk`."""

    def __init__(self, path: Path, disk: Disk) -> None:
        self._path = path
        self._disk = disk
        self._file = disk.open(path) if disk.stamp(path) else disk.create(path)

    def read(self) -> dict[str, dict[str, Any]] | None:
        content = self._disk.read(self._path)
        return json.loads(content) if content else None

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        content = json.dumps(data).encode()
        write_at(self._file, content, 0, disk=self._disk)
        self._disk.sync(self._file)
        self._disk.cut(self._file, len(content))

    def close(self) -> None:
        self._disk.close(self._file)


STOCK = Stock()
PLAIN = Ours("plain")
SEALED = Ours("sealed", passphrase="correct horse")
TWIN = Ours("sealed + twin", passphrase="correct horse", twin=True)
OURS = (PLAIN, SEALED, TWIN)
SUBJECTS: tuple[Subject, ...] = (STOCK, *OURS)
