"""A medium that cannot be written to, and a clock that goes backwards."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from itertools import pairwise, product
from pathlib import Path
from typing import Any
from unittest import mock

from tests.fakes import FixedClock
from tests.faults.failing_disk import ReadOnlyDisk
from tests.faults.judging import Check, Refused, Tally, attempt
from tests.faults.subjects import Home, Subject, new_home
from tests.faults.upkeep_kills import open_ledger, upkeep_of
from tests.faults.workload import Plan, apply, read
from trainer_tui.domain.records import ATHLETES
from trainer_tui.files import DISK
from trainer_tui.services.ledger import Ledger


def run_read_only(subject: Subject, seed: int, amount: float) -> Tally:
    """Open a store that refuses every write: all of it, or the files but not the lock; asked or not asked."""
    tally = Tally()
    for asked, locked, unfinished in product((True, False), repeat=3):
        with new_home() as home:
            name = f"read-only {seed}, {asked=}, {locked=}, {unfinished=}"
            plan = subject.plan(name, letters=60)
            database = subject.open(home)
            plan.go_on(6, database)
            database.close()
            if unfinished:
                with home.path.open("ab") as file:
                    file.write(b"\xa5\x5a")
            before = _contents(home.folder)
            with nullcontext() if locked else _no_file_is_written():
                faults = _read_only(subject, home, plan, asked=asked)
            after = _contents(home.folder)
            changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
            faults += [f"wrote {path.name}" for path in changed if path.suffix != ".lock"]
            tally.count(name, faults)
    return tally


@contextmanager
def _no_file_is_written() -> Iterator[None]:
    """Refuse what a read-only mount refuses, the lock included."""
    really_open = os.open

    def reads_only(path: Any, flags: int, *rest: Any, **names: Any) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return really_open(path, flags, *rest, **names)

    with mock.patch.object(os, "open", reads_only):
        yield


def _read_only(subject: Subject, home: Home, plan: Plan, *, asked: bool) -> list[str]:
    try:
        reader = attempt(subject.open, home, disk=ReadOnlyDisk(DISK), read_only=asked)
        found = attempt(read, reader)
    except Refused as refusal:
        return [f"cannot be read: {refusal}"]
    faults = [] if found == plan.last else ["not everything is there"]
    if not asked and not subject.report(reader):
        faults.append("does not say that it cannot be written")
    try:
        step = plan.next()
        attempt(apply, reader, step)
        faults.append("takes a change")
    except Refused as refusal:
        if not refusal.proper:
            faults.append(f"{refusal}")
    attempt(reader.close)
    return faults


def _contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def run_clock(subject: Subject, seed: int, amount: float) -> Tally:
    """Save while the clock jumps backwards, over midnight and years, with openings in between."""
    tally = Tally()
    for number in range(max(1, round(2 * amount))):
        with new_home() as home:
            tally.count(f"clock {seed}/{number}", _backwards(subject, home))
    return tally


def _backwards(subject: Subject, home: Home) -> list[str]:
    clock, families, faults = FixedClock(), list[str](), list[str]()
    for seconds in (0, -5, -86_400, -350_000_000, 86_400):
        clock.move(seconds=seconds)
        store = open_ledger(subject, home, clock)
        for _ in range(2):
            family = f"Family {len(families)}"
            with Ledger(store, clock, "mo").change() as change:
                change.create(ATHLETES, {"family": family})
            families.append(family)
            clock.move(minutes=-1)
        if [view["family"] for view in store.all(ATHLETES)] != families:
            faults.append(f"something is missing after {len(families)} saves")
        times = [revision.hlc for revision in store.revisions()]
        if any(later <= earlier for earlier, later in pairwise(times)):
            faults.append("a later revision has an earlier time")
        faults += upkeep_of(subject, home, store, clock).verify()
        store.close()
    return faults


READ_ONLY = Check("read-only medium", run_read_only, stock=False)
CLOCK = Check("clock goes backwards", run_clock, stock=False)
