"""How much memory the records of a store take in a process of their own.

    python -m tests.benchmarks.store_memory SMALL_STORE STORE

Prints the bytes of resident memory that STORE adds: once opened, once its fields have been searched, and once
its text has. SMALL_STORE is opened first, so that what all stores share is not counted.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from pathlib import Path

from tests.benchmarks.store_ours import open_ours
from tests.benchmarks.store_peers import Tables
from tests.benchmarks.store_records import NEEDLE, Key

STATM = Path("/proc/self/statm")
KEY = Key(1, "none", "athlete-00000", "closed", "2016-08-01", "2016-08-02")


def ask(store: Tables) -> None:
    """Search every field that the benchmark searches."""
    store.by_uid(KEY)
    store.by_athlete(KEY)
    store.by_week(KEY)
    store.by_athlete_and_status(KEY)
    store.count_status(KEY)


def main(small: Path, large: Path) -> None:
    """Print what the large store adds."""
    first = open_ours(small)
    ask(first)
    first.find_text(NEEDLE)
    first.close()
    del first
    before = resident()
    store = open_ours(large)
    taken = {"opened": resident() - before}
    ask(store)
    taken["indexed"] = resident() - before
    store.find_text(NEEDLE)
    taken["text"] = resident() - before
    store.close()
    print(json.dumps(taken))


def resident() -> int:
    """Return the bytes of memory this process has, without its garbage; only Linux tells."""
    gc.collect()
    return int(STATM.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
