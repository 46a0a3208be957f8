"""What the store costs, against raw appends, SQLite and stock TinyDB on the same disk in the same run.

    python -m tests.benchmarks.store [--records 100000] [--runs 1000] [--folder DIR] [--small]

Every engine holds the same invented incidents and waits for the disk with each change. SQLite keeps a
write-ahead log with synchronous=FULL; the store is sealed, and its twin is off where a row does not name it.
Medians, p95 in brackets, after one uncounted warm-up. At 100,000 incidents, for which the targets are meant,
this takes some minutes and 2 GB of the disk.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from tests.benchmarks.store_memory import STATM
from tests.benchmarks.store_ours import CHEAP, CountingDisk, Ours, open_ours
from tests.benchmarks.store_peers import Engine, Raw, Sqlite, StockFile, Tables, open_stock
from tests.benchmarks.store_records import NEEDLE, Season, encode
from tests.benchmarks.store_report import TEXT, DiskWork, Measured, Results, report
from tests.benchmarks.store_rows import Operation, Times, in_turn
from trainer_tui.files import DISK
from trainer_tui.storage.cipher import KeyCost

ROOT = Path(__file__).parents[2]
BATCH = 5_000
SLOW = 7
"""Rounds of what takes a tenth of a second or more."""
STOCK = 3
"""Rounds of stock TinyDB, which takes seconds for anything."""

BUSY = 4
"""How many times the median of a raw append its p95 is when something else uses the disk."""


class Benchmark:
    """The engines' files in one folder, and what is asked of them."""

    def __init__(self, folder: Path, records: int, runs: int) -> None:
        self.folder = folder
        self.season = Season(records)
        self.few = min(1_000, records // 10)
        """Records of the store that shows whether the costs grow."""
        self.runs = max(runs, SLOW)
        self.keys = [self.season.key(turn) for turn in range(self.runs + 1)]
        self.new = [self.season.incident(records + 1 + turn) for turn in range(self.runs + 1)]
        self.began = time.monotonic()

    def run(self) -> Measured:
        """Measure everything."""
        self.say("writing the records")
        self.build()
        self.say("opening")
        opening = self.open_all()
        self.say("asking stock TinyDB")
        stock = self.ask_stock()
        self.say("measuring memory")
        memory = self.measure_memory()
        self.say("reading")
        disks = {name: CountingDisk() for name in ("sealed", "twin")}
        ours = {name: self.open_ours(name, disks.get(name)) for name in ("sealed", "twin", "plain", "few")}
        sqlite = Sqlite(self.folder / "sqlite.db")
        first = self.ask_first(ours)
        engines: dict[str, Engine] = {"ours": ours["sealed"], "SQLite": sqlite}
        results = self.look_up(engines, self.runs, SLOW)
        self.say("writing")
        engines |= {"twin": ours["twin"], "plain": ours["plain"]}
        inserting, disk_work = self.insert({**engines, "few": ours["few"]}, disks)
        results |= inserting | self.update(engines)
        changed = self.look_up(engines, SLOW, 1)
        self.say("compacting")
        compacting = self.compact(ours)
        for engine in (*engines.values(), ours["few"]):
            engine.close()
        for row, times in stock.items():
            results[row]["stock"] = times
        return Measured(
            self.season.size, self.few, opening, results, changed, first, memory, compacting, disk_work
        )

    def say(self, what: str) -> None:
        """Tell on stderr where the benchmark is."""
        print(f"{time.monotonic() - self.began:5.0f} s  {what}", file=sys.stderr, flush=True)

    def store_path(self, name: str) -> Path:
        """Return where one of our stores is; each has a folder of its own."""
        return self.folder / name / "records.tdb"

    def open_ours(self, name: str, disk: CountingDisk | None = None) -> Ours:
        """Open one of our stores."""
        return open_ours(
            self.store_path(name),
            sealed=name != "plain",
            twin=name == "twin",
            cost=KeyCost() if name == "one record" else CHEAP,
            disk=disk or DISK,
        )

    def build(self) -> None:
        """Write the records with every engine and wait until the disk has them."""
        ours = {}
        for name in ("sealed", "twin", "plain", "few", "one record"):
            self.store_path(name).parent.mkdir()
            ours[name] = self.open_ours(name)
        ours["one record"].insert(self.season.incident(1))
        ours["few"].fill([self.season.incident(number) for number in range(1, self.few + 1)])
        raw, sqlite = Raw(self.folder / "raw"), Sqlite(self.folder / "sqlite.db")
        with StockFile(self.folder / "stock.json") as stock, sqlite:
            for start in range(1, self.season.size + 1, BATCH):
                end = min(start + BATCH, self.season.size + 1)
                batch = [self.season.incident(number) for number in range(start, end)]
                for engine in (ours["sealed"], ours["twin"], ours["plain"], raw, sqlite, stock):
                    engine.fill(batch)
        for store in ours.values():
            store.compact()
            store.close()
        raw.close()
        sqlite.close()
        wait_for_disk()

    def open_stock(self) -> Tables:
        """Open stock TinyDB, which reads its file only when it is asked something."""
        store = open_stock(self.folder / "stock.json")
        len(store.table)
        return store

    def open_all(self) -> dict[str, Times]:
        """Open stock TinyDB and our stores; nothing else is in memory meanwhile."""

        def ours(name: str) -> Operation:
            return lambda turn: self.open_ours(name)

        names = ("sealed", "twin", "plain", "one record")
        operations = {"stock": lambda turn: self.open_stock(), **{name: ours(name) for name in names}}
        return in_turn(operations, SLOW, close)

    def ask_stock(self) -> dict[str, Times]:
        """Measure the rows of stock TinyDB, alone: it takes nearly a gigabyte and keeps the disk busy."""
        stock = open_stock(self.folder / "stock.json")
        results = self.look_up({"stock": stock}, STOCK, STOCK)
        operations = self.changes(stock)
        results |= {row: in_turn({"stock": operation}, STOCK) for row, operation in operations.items()}
        stock.close()
        wait_for_disk()
        return {row: times["stock"] for row, times in results.items()}

    def measure_memory(self) -> dict[str, int]:
        """Open the store in a process of its own and return what it takes; nothing where no system tells."""
        if not STATM.exists():
            return {}
        command = [sys.executable, "-m", "tests.benchmarks.store_memory"]
        command += [str(self.store_path("few")), str(self.store_path("sealed"))]
        output = subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.PIPE).stdout
        taken: dict[str, int] = json.loads(output)
        return taken

    def ask_first(self, ours: Mapping[str, Ours]) -> dict[str, float]:
        """Ask every store for everything once, so that all keep their indexes; return the seconds of one."""
        taken = {}
        for name, store in ours.items():
            began = time.perf_counter()
            for lookup in (store.by_uid, store.by_athlete, store.by_week, store.by_athlete_and_status):
                lookup(self.keys[0])
            indexed = time.perf_counter()
            store.find_text(NEEDLE)
            if name == "sealed":
                taken = {"four fields": indexed - began, "text": time.perf_counter() - indexed}
        return taken

    def look_up(self, engines: Mapping[str, Engine], rounds: int, slow: int) -> Results:
        """Measure what reads."""

        def lookups(engine: Engine) -> dict[str, Operation]:
            return {
                "by athlete": lambda turn: engine.by_athlete(self.keys[turn]),
                "by week": lambda turn: engine.by_week(self.keys[turn]),
                "athlete and status": lambda turn: engine.by_athlete_and_status(self.keys[turn]),
                "count of a status": lambda turn: engine.count_status(self.keys[turn]),
                TEXT: lambda turn: engine.find_text(NEEDLE),
            }

        operations = {name: lookups(engine) for name, engine in engines.items()}
        results: Results = {}
        for row in next(iter(operations.values())):
            self.warm_sqlite()
            in_row = {name: of[row] for name, of in operations.items()}
            results[row] = in_turn(in_row, slow if row == TEXT else rounds)
        return results

    def warm_sqlite(self) -> None:
        """Have the system keep SQLite's file in memory: some take it back from files that lie idle."""
        with (self.folder / "sqlite.db").open("rb") as file:
            while file.read(1 << 20):
                pass

    def changes(self, engine: Engine) -> dict[str, Operation]:
        """Return what writes."""
        return {
            "insert": lambda turn: engine.insert(self.new[turn]),
            "update by id": lambda turn: engine.update_by_id(self.keys[turn].number, turn),
            "update by query": lambda turn: engine.update_by_uid(self.keys[-1 - turn].uid, turn),
        }

    def insert(
        self, engines: Mapping[str, Engine], disks: Mapping[str, CountingDisk]
    ) -> tuple[Results, dict[str, DiskWork]]:
        """Measure what adds a record, all engines in turn: a disk is faster one minute than the next."""
        wait_for_disk()
        before = {name: (disk.syncs, disk.bytes) for name, disk in disks.items()}
        results = self.write("insert", engines)
        rounds = len(self.new)
        record = sum(len(encode(record)) for record in self.new) / rounds
        work = {
            name: DiskWork(
                (disk.syncs - before[name][0]) / rounds, (disk.bytes - before[name][1]) / rounds, record
            )
            for name, disk in disks.items()
        }
        return results, work

    def update(self, engines: Mapping[str, Engine]) -> Results:
        """Measure what changes a record."""
        return self.write("update by id", engines) | self.write("update by query", engines)

    def write(self, row: str, engines: Mapping[str, Engine]) -> Results:
        """Measure a change beside a raw append of a new record's bytes."""
        contents = [encode(record) for record in self.new]
        raw = Raw(self.folder / "raw")
        operations = {name: self.changes(engine)[row] for name, engine in engines.items()}
        self.warm_sqlite()
        results = {row: in_turn({"raw": lambda turn: raw.append(contents[turn]), **operations}, self.runs)}
        raw.close()
        return results

    def compact(self, ours: Mapping[str, Ours]) -> dict[str, Times]:
        """Measure compaction beside the opening of stock TinyDB."""
        wait_for_disk()
        operations: dict[str, Operation] = {
            "stock": lambda turn: self.open_stock().close(),
            "ours": lambda turn: ours["sealed"].compact(),
            "twin": lambda turn: ours["twin"].compact(),
        }
        return in_turn(operations, SLOW)


def close(store: Tables) -> None:
    """Close a store and give its memory back."""
    store.close()
    del store
    gc.collect()


def wait_for_disk() -> None:
    """Let the system write out what it has put off, or the next sync would wait for that too."""
    if hasattr(os, "sync"):
        os.sync()


def file_system(folder: Path) -> str:
    """Return the kind of file system a folder is on, "" where the system does not tell."""
    mounts = Path("/proc/self/mounts")
    if not mounts.exists():
        return ""
    lines = [line.split() for line in mounts.read_text(encoding="utf-8").splitlines()]
    kinds = {Path(fields[1]): fields[2] for fields in lines}
    whole = folder.resolve()
    return next(kinds[place] for place in (whole, *whole.parents) if place in kinds)


def choose_folder() -> Path:
    """Return a folder for temporary files that is not in memory, if there is one."""
    folders = [Path(tempfile.gettempdir()), Path("/var/tmp")]
    return next((each for each in folders if each.is_dir() and file_system(each) != "tmpfs"), folders[0])


def main() -> None:
    """Read the arguments, measure and print."""
    parser = argparse.ArgumentParser(description="Measure the store against SQLite and stock TinyDB.")
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=1_000, help="rounds of what is quick")
    parser.add_argument("--folder", type=Path, help="where to write; on a disk, not in memory")
    parser.add_argument("--small", action="store_true", help="1,000 records, to see that it runs")
    given = parser.parse_args()
    folder = given.folder or choose_folder()
    kind = file_system(folder)
    if kind == "tmpfs":
        print(f"{folder} is in memory, so nothing waits for a disk; use --folder.", file=sys.stderr)
    records = 1_000 if given.small else given.records
    with tempfile.TemporaryDirectory(dir=folder, prefix="store-benchmark-") as name:
        measured = Benchmark(Path(name), records, given.runs).run()
    print(f"{records:,} records on {kind or sys.platform}; the targets are for 100,000\n")
    print(report(measured))
    raw = measured.results["insert"]["raw"]
    if raw.p95 > BUSY * raw.median:
        print(f"\nOther work kept the disk busy, a raw append took {raw}: repeat this at a quieter time.")


if __name__ == "__main__":
    main()
