"""What the benchmark of the store measured, beside what is asked of the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from tests.benchmarks.store_rows import Table, Times

Results = dict[str, dict[str, Times]]
"""By row and engine."""

TEXT = "find text"
COUNT = "count of a status"

# How many times as long as another engine ours may take; None: shown for information.
AT_MOST: dict[str, dict[str, float | None]] = {
    "insert": {"raw": 2.0, "SQLite": 1.25},
    "update by id": {"raw": None, "SQLite": 1.5},
    "update by query": {"raw": None, "SQLite": 1.5},
    "by athlete": {"SQLite": 1.5},
    "by week": {"SQLite": 1.5},
    "athlete and status": {"SQLite": 1.5},
    COUNT: {"SQLite": None},
    TEXT: {"SQLite": 1.0},
}
# How many times faster than stock TinyDB ours must be.
FASTER_THAN_STOCK = {
    "insert": 5_000,
    "update by id": 5_000,
    "update by query": 5_000,
    "by athlete": 1_000,
    "by week": 500,
    "athlete and status": 1_000,
    TEXT: 20,
}
# In seconds.
WITHIN = {COUNT: 0.005, TEXT: 0.1}
TWIN_INSERT, GROWN_INSERT = 3.5, 1.5
OPEN = COMPACT = 0.35  # of stock TinyDB's opening
KILOBYTES_A_RECORD = 2.2
BYTES_AROUND_RECORD = 80


class DiskWork(NamedTuple):
    """What inserting a record asks of the disk, on average."""

    syncs: float
    bytes: float
    record: float
    """The bytes of the record itself."""


@dataclass(frozen=True)
class Measured:
    """Everything that was measured."""

    records: int
    few: int
    """The records of the store that shows whether the costs grow."""
    opening: Mapping[str, Times]
    results: Results
    changed: Results
    """The lookups once more, after the changes."""
    first: Mapping[str, float]
    """Seconds of what a store is asked first, which makes its indexes."""
    memory: Mapping[str, int]
    compacting: Mapping[str, Times]
    disk_work: Mapping[str, DiskWork]


def report(measured: Measured) -> Table:
    """Return the table of all that was asked for."""
    table = Table()
    for row, others in AT_MOST.items():
        times = measured.results[row]
        if row in WITHIN:
            table.time(row, times["ours"], WITHIN[row])
        for name, limit in others.items():
            table.at_most(row, times["ours"], name, times[name], limit)
        if row in FASTER_THAN_STOCK:
            table.at_least(row, times["ours"], "stock", times["stock"], FASTER_THAN_STOCK[row])
    insert = measured.results["insert"]
    table.at_most("insert with twin", insert["twin"], "raw", insert["raw"], TWIN_INSERT)
    table.at_most("insert", insert["ours"], f"at {measured.few:,} records", insert["few"], GROWN_INSERT)
    table.at_most("insert", insert["ours"], "not sealed", insert["plain"])
    _opening(table, measured)
    for row, found in measured.changed.items():
        before = {name: measured.results[row][name] for name in ("ours", "SQLite", "stock")}
        table.differing(row, before)
        table.differing(f"{row}, after the changes", found)
    for name, work in measured.disk_work.items():
        logs = 2 if name == "twin" else 1
        table.figure(f"syncs an insert, {name}", work.syncs, "", logs)
        limit = logs * (work.record + BYTES_AROUND_RECORD)
        table.figure(f"bytes an insert, {name}", work.bytes, "bytes", limit)
    return table


def _opening(table: Table, measured: Measured) -> None:
    opening, compacting = measured.opening, measured.compacting
    stock = opening["stock"]
    table.at_most("open", opening["sealed"], "stock", stock, OPEN)
    table.at_most("open with twin", opening["twin"], "stock", stock, OPEN)
    table.at_most("open", opening["sealed"], "not sealed", opening["plain"])
    table.time("open one record, with the real Argon2id", opening["one record"])
    for name, seconds in measured.first.items():
        table.figure(f"first search, {name}", seconds * 1000, "ms")
    for name, size in measured.memory.items():
        # What a text search keeps is its own, and given for information.
        limit = None if name == "text" else KILOBYTES_A_RECORD
        table.figure(f"memory a record, {name}", size / measured.records / 1000, "KB", limit)
    table.at_most("compaction", compacting["ours"], "stock open", compacting["stock"], COMPACT)
    table.at_most("compaction with twin", compacting["twin"], "stock open", compacting["stock"])
