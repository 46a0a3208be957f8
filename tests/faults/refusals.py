"""Each step on the disk fails, once or from then on: what was refused is said, what was accepted is kept."""

from __future__ import annotations

import errno
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.faults.failing_disk import STEPS, FailingDisk, TimidDisk, without
from tests.faults.flips import flipped
from tests.faults.judging import Check, Refused, Tally, after_accident, attempt
from tests.faults.simulated_disk import Image, SimulatedDisk
from tests.faults.subjects import Home, Ours, Subject, new_home
from tests.faults.workload import Plan, Step, apply, read
from trainer_tui.files import Disk

Files = dict[Path, bytes]


class Life:
    """What a store goes through on a disk that may fail, and what it has to hold afterwards."""

    def __init__(self, subject: Subject, home: Home, plan: Plan) -> None:
        self.home = home
        self.plan = plan
        self.subjects = [subject]
        """The forms it may have: two after a change of the passphrase that was refused."""
        self.refused: list[Step] = []
        """What was refused since something was accepted."""
        self.faults: list[str] = []
        self.power_cuts: list[tuple[Plan, list[Subject], Files]] = []
        """What a power cut would have left after commits that were accepted since a sync failed."""

    def live(self, disk: Disk) -> None:
        """Open, commit, compact, change the passphrase, close."""
        subject = self.subjects[0]
        opened: list[Any] = []
        if not self._done("opening", lambda: opened.append(subject.open(self.home, disk=disk))):
            return
        database = opened[0]
        self._commit(database, disk, 3)
        if isinstance(subject, Ours):
            self._done("compaction", database.compact)
            self._commit(database, disk, 1)
            other = subject.with_passphrase("battery staple")
            changed = self._done("passphrase", lambda: database.set_passphrase(other.passphrase))
            self.subjects = [other] if changed else [subject, other]
            self._commit(database, disk, 1)
        self._done("closing", database.close)

    def _commit(self, database: Any, disk: Disk, times: int) -> None:
        for number in range(times):
            step = self.plan.next()
            if self._done("commit", lambda step=step: apply(database, step)):  # type: ignore[misc]
                self.plan.accept(step)
                self.refused.clear()
                self._imagine_power_cut(disk)
            else:
                self.refused.append(step)
            if self._shown(database) != self.plan.last:
                self.faults.append(f"memory is not what was accepted after commit {number}")

    def _imagine_power_cut(self, disk: Disk) -> None:
        if isinstance(disk, FailingDisk) and disk.kind == "sync" and disk.failed:
            self.power_cuts.append((self.plan.copy(), self.subjects, disk.simulated.safe_image()))

    def _shown(self, database: Any) -> Any:
        try:
            return attempt(read, database)
        except Refused as refusal:
            if self.subjects[0].ours:  # stock TinyDB reads its file each time, and may say that it cannot
                self.faults.append(f"cannot be read any more: {refusal}")
            return self.plan.last

    def _done(self, what: str, action: Callable[[], object]) -> bool:
        """Do something and tell whether it was done; it may be refused with a StoreError, in no other way."""
        try:
            attempt(action)
        except Refused as refusal:
            if self.subjects[0].ours and not refusal.proper:
                self.faults.append(f"{what}: {refusal}")
            return False
        return True


def run(subject: Subject, seed: int, amount: float) -> Tally:
    """Let every call of every step fail once, and from then on, in the lives of several stores."""
    tally = Tally()
    with new_home() as home:
        for start, files, plan in _starts(subject, home, f"refusals {seed}"):
            name = f"refusals {seed}, {start} store"
            counting = FailingDisk(SimulatedDisk(files), "any", 0, once=True, how=errno.EIO)
            for how, disk in (("nothing", counting), ("small writes", TimidDisk(SimulatedDisk(files)))):
                tally.count(f"{name}, {how}", _undisturbed(Life(subject, home, plan.copy()), disk))
            # Once it is open, a store that was damaged is like any other one.
            taken = counting.taken if start in ("new", "old") else _steps_of_opening(subject, home, files)
            for kind in (*STEPS, "any"):
                for nth in range(1, taken[kind] + 1, max(1, round(1 / amount))):
                    for how_, once in _ways(kind, nth, amount):
                        failing = FailingDisk(SimulatedDisk(files), kind, nth, once=once, how=how_)
                        faults = _try(Life(subject, home, plan.copy()), failing)
                        error = how_ if isinstance(how_, str) else errno.errorcode[how_]
                        times = "once" if once else "from then on"
                        tally.count(f"{name}, {error} at {kind} {nth} {times}", faults)
    return tally


def _steps_of_opening(subject: Subject, home: Home, files: Image) -> Counter[str]:
    disk = FailingDisk(SimulatedDisk(files), "any", 0, once=True, how=errno.EIO)
    database = subject.open(home, disk=disk)
    taken = disk.taken.copy()
    database.close()
    return taken


def _ways(kind: str, nth: int, amount: float) -> list[tuple[int | str, bool]]:
    """Return how a step fails: with which error, and whether only once."""
    numbers = (errno.EIO, errno.ENOSPC)
    ways: list[tuple[int | str, bool]] = [(numbers[nth % 2], True), (numbers[(nth + 1) % 2], False)]
    if amount > 1:
        ways = [(number, once) for number in numbers for once in (True, False)]
    return [*ways, ("short", True)] if kind == "write" else ways


def _starts(subject: Subject, home: Home, seed: str) -> list[tuple[str, Image, Plan]]:
    """Return the files of a new store, of one with a past, and of some with damage; each with its history."""
    disk, plan = SimulatedDisk(), subject.plan(seed, letters=60)
    new = ("new", disk.image(), plan.copy())
    database = subject.open(home, disk=disk)
    plan.go_on(3, database)
    if not subject.ours:
        return [new, ("old", disk.image(), plan)]
    database.compact()
    plan.go_on(2, database)
    database.close()
    old = disk.image()
    content = old[home.path]
    hurt = {"unfinished": content + content[-50:]}
    if subject.twin:
        hurt |= {
            "damaged": flipped(content, len(content) - 300, 0),
            "end damaged": flipped(content, len(content) - 9, 0),
        }
    return [new, ("old", old, plan), *((how, {**old, home.path: main}, plan) for how, main in hurt.items())]


def _undisturbed(life: Life, disk: Disk) -> list[str]:
    life.live(disk)
    return life.faults + [f"refused {step}" for step in life.refused]


def _try(life: Life, disk: FailingDisk) -> list[str]:
    """Live on a failing disk; then look at what it holds, and at what power cuts would have left of it."""
    life.live(disk)
    # What was refused is taken back, unless the disk went away altogether.
    may_be_there = life.refused if disk.kind == "any" and not disk.once else []
    lives = [(life.plan, life.subjects, disk.simulated.image()), *life.power_cuts]
    return life.faults or next(
        (faults for each in lives if (faults := _look(life.home, *each, may_be_there))), []
    )


def _look(
    home: Home, plan: Plan, subjects: list[Subject], image: Files, may_be_there: list[Step]
) -> list[str]:
    """Open what is left with each form the store may have and each state it may be in."""
    states = [plan]
    for step in may_be_there:
        states.append(plan.copy())
        states[-1].accept(step)
    faults = list[str]()
    for state in states:
        for subject in subjects:
            disk, rest = SimulatedDisk(image), state.copy()
            found = after_accident(subject, home, rest, [len(rest.steps)], disk=disk)
            if not found and subject.twin:
                alone = SimulatedDisk(without(home.path, disk.image()))
                found = after_accident(subject, home, rest, [len(rest.steps)], disk=alone)
                found = [f"from the twin alone: {fault}" for fault in found]
            if not found:
                return []
            faults = faults or found
    return faults


CHECK = Check("disk refuses any step", run)
