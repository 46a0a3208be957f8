"""A second process reads along while the first commits and compacts: it sees whole states, in their order."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.faults.children import Child, Say, trouble
from tests.faults.failing_disk import READING, WrappedDisk
from tests.faults.judging import Check, Refused, Tally, attempt, let_go
from tests.faults.subjects import Home, Subject, new_home
from tests.faults.workload import Plan, apply, read
from trainer_tui.files import DISK, Disk, Stamp

STEPS = 60
COMPACTED_EVERY = 7
STEPS_OF_REFRESHING = 8
LONGEST = 5.0
"""Seconds after which the reader has waited in vain for the next state."""


def run(subject: Subject, seed: int, amount: float) -> Tally:
    """Let a reader refresh as fast as it can beside a writer."""
    tally = Tally()
    for number in range(max(1, round(3 * amount))):
        with new_home() as home:
            name = f"following {seed}/{number}"
            tally.count(name, _follow(subject, home, subject.plan(name, letters=900)))
    for nth in range(1, 1 + STEPS_OF_REFRESHING):
        name = f"following {seed}, a compaction before step {nth} of the reader"
        with new_home() as home:
            tally.count(name, _compacted_meanwhile(subject, home, name, nth))
    with new_home() as home:
        tally.count(f"following {seed}, file numbers given again", _same_numbers(subject, home))
    return tally


class MeanwhileDisk(WrappedDisk):
    """Lets something happen just before the nth time that it is looked at."""

    def __init__(self, disk: Disk) -> None:
        super().__init__(disk)
        self.left = 0
        self.meanwhile: Callable[[], None] = lambda: None
        for name in READING:
            setattr(self, name, self._counted(getattr(disk, name)))

    def _counted(self, step: Callable[..., Any]) -> Callable[..., Any]:
        def take(*arguments: Any) -> Any:
            self.left -= 1
            if self.left == 0:
                self.meanwhile()
            return step(*arguments)

        return take


def _compacted_meanwhile(subject: Subject, home: Home, seed: str, nth: int) -> list[str]:
    plan, disk = subject.plan(seed, letters=300), MeanwhileDisk(DISK)
    writer = subject.open(home)
    plan.go_on(8, writer)
    reader = subject.open(home, disk=disk)

    def compact() -> None:
        plan.go_on(40, writer)  # so that the new log reaches beyond where the reader stands in the old one
        writer.compact()
        plan.go_on(3, writer)

    plan.go_on(1, writer)
    disk.left, disk.meanwhile = nth, compact
    try:
        attempt(reader.refresh)
        faults = [] if attempt(read, reader) in plan.contents else ["shows what never was"]
        attempt(reader.refresh)
        if attempt(read, reader) != plan.last:
            faults.append("does not show what is there now")
    except Refused as refusal:
        faults = [f"{refusal}"]
    let_go(reader)
    writer.close()
    return faults


class OneNumberDisk(WrappedDisk):
    """A file system that gives a new file the number of one that is gone."""

    def stamp(self, path: Path) -> Stamp | None:
        found = self.disk.stamp(path)
        return found and found._replace(file=(1, 1))


def _same_numbers(subject: Subject, home: Home) -> list[str]:
    plan = subject.plan("numbers", letters=100)
    writer = subject.open(home)
    plan.go_on(3, writer)
    reader = subject.open(home, disk=OneNumberDisk(DISK))
    for _ in range(3):
        writer.compact()
        plan.go_on(10, writer)
        reader.refresh()
        if read(reader) != plan.last:
            return ["the reader does not see the new generation"]
    reader.close()
    writer.close()
    return []


def _follow(subject: Subject, home: Home, plan: Plan) -> list[str]:
    first = subject.open(home)
    plan.go_on(1, first)
    first.close()
    future = plan.copy()
    future.go_on(STEPS)

    def work(say: Say) -> None:
        writer = subject.open(home)
        say("opened")
        for number, step in enumerate(future.steps[1:]):
            apply(writer, step)
            if number % COMPACTED_EVERY == 0:
                writer.compact()
            time.sleep(0.0005)
        writer.close()

    child = Child(work)
    child.wait_for_line()
    try:
        reader = attempt(subject.open, home)
        faults = _read_along(reader, future)
        attempt(reader.close)
    except Refused as refusal:
        faults = [f"{refusal}"]
    return faults + trouble(child.end())


def _read_along(reader: Any, future: Plan) -> list[str]:
    seen, progress = 1, time.monotonic()
    while seen < len(future.steps):
        attempt(reader.refresh)
        found = attempt(read, reader)
        if found not in future.contents[seen:]:
            return [f"after state {seen}: shows what is no later state, {reader.report}"]
        now = future.contents.index(found, seen)
        if now > seen:
            seen, progress = now, time.monotonic()
        elif time.monotonic() > progress + LONGEST:
            return [f"state {seen} of {len(future.steps)} is the last it shows"]
    return []


CHECK = Check("reading beside a writer", run, stock=False, forks=True)
