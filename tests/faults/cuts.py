"""The files cut off at every byte of their last frames: what was written before is there, whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.faults.judging import Check, Tally, after_accident
from tests.faults.simulated_disk import SimulatedDisk
from tests.faults.subjects import Home, Subject, new_home
from tests.faults.workload import apply

BEFORE = 6
LAST = 3
"""How many commits are cut into."""


def run(subject: Subject, seed: int, amount: float) -> Tally:
    """Cut main alone and, where there is a twin, both."""
    tally = Tally()
    for number in range(max(1, round(amount))):
        with new_home() as home:
            for which in ("main", "both") if subject.twin else ("main",):
                _cut_everywhere(subject, home, f"{seed}/{number}", which, tally)
    return tally


def _cut_everywhere(subject: Subject, home: Home, seed: str, which: str, tally: Tally) -> None:
    plan = subject.plan(seed, letters=60)
    disk, sizes = SimulatedDisk(), list[dict[Path, int]]()
    database = subject.open(home, disk=disk)
    for _ in range(BEFORE + LAST):
        step = plan.next()
        apply(database, step)
        plan.accept(step)
        sizes.append({path: len(content) for path, content in disk.image().items()})
    image = disk.image()  # as a crash leaves it: nothing was closed
    database.close()
    for lengths, there in _lengths(subject, home, sizes, which):
        cut = {path: content[: lengths.get(path, len(content))] for path, content in image.items()}
        whole = which == "main" and subject.twin
        candidates = [BEFORE + LAST] if whole else [there]
        torn = not whole and lengths[home.path] != sizes[there - 1][home.path]
        faults = after_accident(
            subject, home, plan.copy(), candidates, disk=SimulatedDisk(cut), must_say=torn
        )
        tally.count(f"cuts {seed} {which} at {lengths[home.path]}", faults)


def _lengths(
    subject: Subject, home: Home, sizes: list[dict[Path, int]], which: str
) -> Iterator[tuple[dict[Path, int], int]]:
    """Yield to what length each log is cut, and how many commits are then still whole."""
    logs = subject.logs(home) if which == "both" else [home.path]
    for there in range(BEFORE, BEFORE + LAST):
        start, end = sizes[there - 1], sizes[there]
        for length in range(max(0, end[home.path] - start[home.path])):
            yield {log: min(start[log] + length, end[log]) for log in logs}, there


CHECK = Check("cut at every byte", run)
