"""One bit flipped anywhere in a log: whatever can be known is known, the rest is said, nothing is made up."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.faults.judging import Check, Tally, after_damage
from tests.faults.simulated_disk import SimulatedDisk
from tests.faults.subjects import Home, Subject, new_home
from tests.faults.workload import Plan
from trainer_tui.storage.frames import START

TRIALS = 400
A_SNAPSHOT_FRAME = 16
A_COMMIT = 3


@dataclass(frozen=True)
class Store:
    """The files of a closed store, its history, and where its snapshot ends."""

    files: dict[Path, bytes]
    plan: Plan
    snapshot: int

    def most_lost(self, at: int) -> int:
        """Return how many documents one wrong bit may touch."""
        if at < START:
            return 0
        return A_SNAPSHOT_FRAME if at < self.snapshot else A_COMMIT


def make(subject: Subject, home: Home, seed: str) -> Store:
    """Return a store with a compacted past and some commits since."""
    disk, plan = SimulatedDisk(), subject.plan(seed, letters=100)
    database = subject.open(home, disk=disk)
    plan.go_on(25, database)
    if subject.ours:
        database.compact()
    snapshot = len(disk.read(home.path))
    plan.go_on(20, database)
    database.close()
    return Store(disk.image(), plan, snapshot)


def run(subject: Subject, seed: int, amount: float) -> Tally:
    """Flip a bit of the main log in each trial."""
    return _flip(subject, f"flips {seed}", round(TRIALS * amount), lambda home: home.path)


def run_twin(subject: Subject, seed: int, amount: float) -> Tally:
    """Flip a bit of the twin in each trial."""
    return _flip(subject, f"twin flips {seed}", round(TRIALS * amount / 2), lambda home: home.twin)


def _flip(subject: Subject, seed: str, trials: int, which: Callable[[Home], Path]) -> Tally:
    tally = Tally()
    with new_home() as home:
        store = make(subject, home, seed)
        path = which(home)
        chance = random.Random(seed)
        for _ in range(trials):
            at, bit = chance.randrange(len(store.files[path])), chance.randrange(8)
            tally.count(f"{seed}, bit {bit} of byte {at}", flip(subject, home, store, path, at, bit))
    return tally


def flip(subject: Subject, home: Home, store: Store, path: Path, at: int, bit: int) -> list[str]:
    """Open the store with one bit flipped, twice: the second time it is no worse than the first."""
    content = store.files[path]
    disk = SimulatedDisk({**store.files, path: flipped(content, at, bit)})

    def look(may_be_silent: Callable[[bool], bool]) -> list[str]:
        most = 0 if subject.twin else store.most_lost(at)
        return after_damage(subject, home, store.plan, most=most, may_be_silent=may_be_silent, disk=disk)

    first = look(lambda whole: whole and disk.read(path) == content)
    return first or [f"the second time {fault}" for fault in look(lambda whole: True)]


def flipped(content: bytes, at: int, bit: int) -> bytes:
    """Return content with one bit flipped."""
    return content[:at] + bytes([content[at] ^ 1 << bit]) + content[at + 1 :]


CHECK = Check("flipped bit", run)
TWIN_CHECK = Check("flipped bit in the twin", run_twin, applies=lambda subject: subject.twin)
