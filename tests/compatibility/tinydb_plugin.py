"""A pytest plugin that puts the store in the place of TinyDB's storages, table and database.

Where a test builds on a storage of its own or on a middleware, TinyDB's own database and table stay, with the
store's storage underneath if it is one of TinyDB's. The names of TinyDB's classes are kept, because its tests
look at what `repr` says.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
import tinydb
import tinydb.storages
from tinydb.storages import Storage

from trainer_tui.domain.credentials import Credentials
from trainer_tui.domain.errors import StoreError
from trainer_tui.storage.cipher import KeyCost
from trainer_tui.storage.database import Database
from trainer_tui.storage.journal import JournalStorage
from trainer_tui.storage.tables import JournalTable

PASSPHRASE = "a long sentence" if os.environ["SUITE_SEALED"] else ""
CHEAP = KeyCost(memory_kib=64, iterations=1, lanes=1)
StockTinyDB = tinydb.TinyDB


class JSONStorage(JournalStorage):
    """The store's storage with the arguments of TinyDB's; what is said of the JSON file is not heard."""

    def __init__(self, path: Path | str, **of_the_json_file: Any) -> None:
        # The store makes missing folders; run by an administrator, a test that counts on a refusal would get
        # them made in the root of the file system.
        if not Path(path).parent.is_dir():
            raise FileNotFoundError(path)
        try:
            super().__init__(path, credentials=Credentials(PASSPHRASE), counters=False, cost=CHEAP)
        except StoreError as error:
            raise OSError(str(error)) from error


class MemoryStorage(JSONStorage):
    """The same, on a file that nobody names."""

    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        super().__init__(Path(self.folder.name) / "memory")


class Table(JournalTable):
    """The store's table with the query cache that TinyDB's has."""

    def __init__(
        self, storage: Storage, name: str, cache_size: int = 10, persist_empty: bool = False
    ) -> None:
        super().__init__(storage, name, cache_size, persist_empty)


class TinyDB(Database):
    """The store's database where its storage is asked for, TinyDB's own elsewhere."""

    table_class = Table
    default_storage_class = JSONStorage

    def __new__(cls, *args: Any, storage: Any = JSONStorage, **kwargs: Any) -> Any:
        """Choose the database that fits the storage."""
        if isinstance(storage, type) and issubclass(storage, JournalStorage):
            return super().__new__(cls)
        return StockTinyDB(*args, storage=storage, **kwargs)


JSONStorage.__module__ = MemoryStorage.__module__ = "tinydb.storages"
vars(tinydb.storages).update(JSONStorage=JSONStorage, MemoryStorage=MemoryStorage)
vars(tinydb).update(JSONStorage=JSONStorage, TinyDB=TinyDB)

_outcomes: dict[str, str] = {}


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note what becomes of a test; an error while it is set up or cleared away is a failure too."""
    if report.when == "call" or not report.passed:
        _outcomes[report.nodeid] = "failed" if _outcomes.get(report.nodeid) == "failed" else report.outcome


def pytest_sessionfinish() -> None:
    """Leave what became of the tests for the process that started this one."""
    Path(os.environ["SUITE_OUTCOMES"]).write_text(json.dumps(_outcomes), encoding="utf-8")
