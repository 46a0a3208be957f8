"""What the store is measured against, and the store itself, all asked for the same things.

Each answer is a number of records or of characters in them, so that it can be compared; it also makes sure
that whatever is found has been decoded.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, Self

from tinydb import TinyDB, where
from tinydb.queries import QueryLike
from tinydb.storages import JSONStorage

from tests.benchmarks.store_records import Key, Record, change, encode

TABLE = "incidents"


class Engine(Protocol):
    """What is asked of every engine."""

    def insert(self, record: Record) -> object:
        """Bring a record to the disk."""

    def update_by_id(self, number: int, turn: int) -> object:
        """Change the record of a number."""

    def update_by_uid(self, uid: str, turn: int) -> object:
        """Change the record that has a `uid`."""

    def by_uid(self, key: Key) -> int:
        """Read the record that has a `uid`."""

    def by_athlete(self, key: Key) -> int:
        """Read the records of an athlete."""

    def by_week(self, key: Key) -> int:
        """Read the records of a week."""

    def by_athlete_and_status(self, key: Key) -> int:
        """Read the records of an athlete that have a status."""

    def count_status(self, key: Key) -> int:
        """Count the records that have a status."""

    def find_text(self, needle: str) -> int:
        """Read the records that have some words in their narrative, in any letter case."""

    def close(self) -> None:
        """Let go of the files."""


class Raw:
    """The floor: a file that is appended to and synced."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def fill(self, records: Iterable[Record]) -> None:
        """Write without waiting for the disk."""
        os.write(self._handle, b"".join(map(encode, records)))

    def append(self, content: bytes) -> None:
        """Write and wait for the disk."""
        os.write(self._handle, content)
        os.fsync(self._handle)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._handle)


class Tables:
    """An engine behind TinyDB's API: stock TinyDB, and the store."""

    def __init__(
        self, database: TinyDB, contains: Callable[[str], QueryLike], table: Mapping[str, Any] | None = None
    ) -> None:
        self.database = database
        self.table = database.table(TABLE, **(table or {}))
        self._contains = contains

    def fill(self, records: Iterable[Record]) -> None:
        """Insert in one commit."""
        self.table.insert_multiple(records)

    def insert(self, record: Record) -> object:
        """Bring a record to the disk."""
        return self.table.insert(record)

    def update_by_id(self, number: int, turn: int) -> object:
        """Change the record of a number."""
        return self.table.update(change(turn), doc_ids=[number])

    def update_by_uid(self, uid: str, turn: int) -> object:
        """Change the record that has a `uid`."""
        return self.table.update(change(turn), where("uid") == uid)

    def by_uid(self, key: Key) -> int:
        """Read the record that has a `uid`."""
        return _characters(self.table.search(where("uid") == key.uid))

    def by_athlete(self, key: Key) -> int:
        """Read the records of an athlete."""
        return _characters(self.table.search(where("athlete") == key.athlete))

    def by_week(self, key: Key) -> int:
        """Read the records of a week."""
        return _characters(self.table.search((where("date") >= key.since) & (where("date") < key.before)))

    def by_athlete_and_status(self, key: Key) -> int:
        """Read the records of an athlete that have a status."""
        return _characters(
            self.table.search((where("athlete") == key.athlete) & (where("status") == key.status))
        )

    def count_status(self, key: Key) -> int:
        """Count the records that have a status."""
        return self.table.count(where("status") == key.status)

    def find_text(self, needle: str) -> int:
        """Read the records that have some words in their narrative, in any letter case."""
        return _characters(self.table.search(self._contains(needle)))

    def close(self) -> None:
        """Let go of the files."""
        self.database.close()


class Sqlite:
    """SQLite as an application would use it: columns that are searched, the rest as JSON text."""

    def __init__(self, path: Path) -> None:
        self._base = sqlite3.connect(path, isolation_level=None)
        self._base.execute("PRAGMA journal_mode=WAL")
        self._base.execute("PRAGMA synchronous=FULL")
        self._base.execute(
            f"CREATE TABLE IF NOT EXISTS {TABLE} "
            "(id INTEGER PRIMARY KEY, uid TEXT, athlete TEXT, date TEXT, status TEXT, json TEXT)"
        )
        for column in ("uid", "athlete", "date", "status"):
            self._base.execute(f"CREATE INDEX IF NOT EXISTS by_{column} ON {TABLE} ({column})")

    def __enter__(self) -> Self:
        self._base.execute("BEGIN")
        return self

    def __exit__(self, *error: object) -> None:
        self._base.execute("COMMIT")
        # Without its statistics SQLite takes the wrong one of two indexes and is a hundred times slower.
        self._base.execute("ANALYZE")

    def fill(self, records: Iterable[Record]) -> None:
        """Insert within one transaction, which `with` begins and ends."""
        self._base.executemany(_INSERT, map(_row, records))

    def insert(self, record: Record) -> object:
        """Bring a record to the disk."""
        return self._base.execute(_INSERT, _row(record)).rowcount

    def update_by_id(self, number: int, turn: int) -> object:
        """Change the record of a number."""
        return self._update("id", number, turn)

    def update_by_uid(self, uid: str, turn: int) -> object:
        """Change the record that has a `uid`."""
        return self._update("uid", uid, turn)

    def by_uid(self, key: Key) -> int:
        """Read the record that has a `uid`."""
        return self._search("uid = ?", key.uid)

    def by_athlete(self, key: Key) -> int:
        """Read the records of an athlete."""
        return self._search("athlete = ?", key.athlete)

    def by_week(self, key: Key) -> int:
        """Read the records of a week."""
        return self._search("date >= ? AND date < ?", key.since, key.before)

    def by_athlete_and_status(self, key: Key) -> int:
        """Read the records of an athlete that have a status."""
        return self._search("athlete = ? AND status = ?", key.athlete, key.status)

    def count_status(self, key: Key) -> int:
        """Count the records that have a status."""
        found = self._base.execute(f"SELECT count(*) FROM {TABLE} WHERE status = ?", (key.status,))
        return int(found.fetchone()[0])

    def find_text(self, needle: str) -> int:
        """Read the records that have some words in their text, in any letter case."""
        return self._search("json LIKE ?", f"%{needle}%")

    def close(self) -> None:
        """Let go of the files."""
        self._base.close()

    def _search(self, condition: str, *values: object) -> int:
        found = self._base.execute(f"SELECT json FROM {TABLE} WHERE {condition}", values)
        return _characters([json.loads(text) for (text,) in found])

    def _update(self, column: str, value: object, turn: int) -> int:
        new = change(turn)
        found = self._base.execute(
            f"UPDATE {TABLE} SET status = ?1, json = json_set(json, '$.status', ?1, '$.plan', ?2) "
            f"WHERE {column} = ?3",
            (new["status"], new["plan"], value),
        )
        return found.rowcount


_INSERT = f"INSERT INTO {TABLE} (uid, athlete, date, status, json) VALUES (?, ?, ?, ?, ?)"


def _row(record: Record) -> tuple[str, ...]:
    return record["uid"], record["athlete"], record["date"], record["status"], encode(record).decode()


class StockFile:
    """A file as stock TinyDB writes it, written without TinyDB, which would take hours."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8")
        self._number = 0

    def __enter__(self) -> Self:
        self._file.write(f'{{"{TABLE}": {{')
        return self

    def __exit__(self, *error: object) -> None:
        self._file.write("}}")
        self._file.close()

    def fill(self, records: Iterable[Record]) -> None:
        """Write records with the numbers that follow."""
        for record in records:
            self._number += 1
            comma = ", " if self._number > 1 else ""
            self._file.write(f'{comma}"{self._number}": {json.dumps(record)}')


def open_stock(path: Path) -> Tables:
    """Open a file with stock TinyDB; its query cache is off, which would answer a question asked twice."""
    return Tables(TinyDB(path, storage=JSONStorage), _stock_contains, {"cache_size": 0})


def _stock_contains(needle: str) -> QueryLike:
    folded = needle.casefold()

    def held(text: Any) -> bool:
        return folded in text.casefold()

    return where("narrative").test(held)


def _characters(found: Sequence[Mapping[str, Any]]) -> int:
    return sum(len(record["narrative"]) for record in found)
