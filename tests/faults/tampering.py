"""Somebody rearranges a sealed store whose checksums can be recomputed but whose key is not known."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.faults.judging import Check, Tally, after_damage
from tests.faults.simulated_disk import SimulatedDisk
from tests.faults.subjects import Home, Subject, new_home
from tests.faults.workload import Plan
from trainer_tui.storage.frames import HEAD, START, encode

Files = dict[Path, bytes]


@dataclass
class Frames:
    """A log taken apart."""

    header: bytes
    frames: list[tuple[int, bytes]]
    """Sequence number and payload of each."""

    @classmethod
    def of(cls, content: bytes) -> Frames:
        at, frames = START, list[tuple[int, bytes]]()
        while at < len(content):
            length = int.from_bytes(content[at + 4 : at + 8], "little")
            sequence = int.from_bytes(content[at + 8 : at + 16], "little")
            frames.append((sequence, content[at + HEAD : at + HEAD + length]))
            at += HEAD + length
        parts = cls(content[:START], frames)
        assert parts.join() == content, "frames are put together in another way than here"
        return parts

    def join(self) -> bytes:
        """Return the file, with checksums that are right."""
        return self.header + b"".join(encode(sequence, payload) for sequence, payload in self.frames)

    def renumber(self, first: int) -> None:
        self.frames = [(first + place, payload) for place, (_, payload) in enumerate(self.frames)]


Attack = Callable[[Frames, Frames, random.Random], None]
"""Changes the frames of a log; the second are those of another store under the same passphrase."""


def swap(log: Frames, other: Frames, chance: random.Random) -> None:
    place = chance.randrange(len(log.frames) - 1)
    log.frames[place : place + 2] = reversed(log.frames[place : place + 2])


def swap_and_renumber(log: Frames, other: Frames, chance: random.Random) -> None:
    first = log.frames[0][0]
    swap(log, other, chance)
    log.renumber(first)


def replay(log: Frames, other: Frames, chance: random.Random) -> None:
    _, payload = chance.choice(log.frames)
    log.frames.append((log.frames[-1][0] + 1, payload))


def replay_in_the_middle(log: Frames, other: Frames, chance: random.Random) -> None:
    first = log.frames[0][0]
    log.frames.insert(chance.randrange(1, len(log.frames)), chance.choice(log.frames))
    log.renumber(first)


def drop(log: Frames, other: Frames, chance: random.Random) -> None:
    del log.frames[chance.randrange(len(log.frames) - 1)]


def drop_and_renumber(log: Frames, other: Frames, chance: random.Random) -> None:
    first = log.frames[0][0]
    drop(log, other, chance)
    log.renumber(first)


def splice(log: Frames, other: Frames, chance: random.Random) -> None:
    place = chance.randrange(min(len(log.frames), len(other.frames)))
    log.frames[place] = (log.frames[place][0], other.frames[place][1])


def append_other(log: Frames, other: Frames, chance: random.Random) -> None:
    log.frames.append((log.frames[-1][0] + 1, chance.choice(other.frames)[1]))


def other_header(log: Frames, other: Frames, chance: random.Random) -> None:
    log.header = other.header


ATTACKS: tuple[Attack, ...] = (
    swap, swap_and_renumber, replay, replay_in_the_middle, drop, drop_and_renumber, splice, append_other,
    other_header,
)  # fmt: skip


def run(subject: Subject, seed: int, amount: float) -> Tally:
    """Try every attack on main, and on both logs where there is a twin."""
    tally = Tally()
    with new_home() as home:
        _, files, plan = _store(subject, home, f"tampering {seed}")
        others, _, _ = _store(subject, home, f"tampering {seed}, other")
        for attack in ATTACKS:
            for number in range(max(1, round(6 * amount))):
                for logs in ([home.path], subject.logs(home))[: 1 + subject.twin]:
                    name = f"tampering {seed}/{number}, {attack.__name__} in {len(logs)}"
                    chance = random.Random(name)
                    hurt = dict(files)
                    for log in logs:
                        parts = Frames.of(files[log])
                        attack(parts, Frames.of(others[log]), chance)
                        hurt[log] = parts.join()
                    whole = subject.twin and len(logs) == 1
                    tally.count(name, _judge(subject, home, plan, hurt, whole=whole))
    return tally


def run_roll_backs(subject: Subject, seed: int, amount: float) -> Tally:
    """Put back older copies, and cut whole commits off the end of all logs."""
    tally = Tally()
    for number in range(max(1, round(3 * amount))):
        name = f"rolling back {seed}/{number}"
        with new_home() as home:
            older, files, plan = _store(subject, home, name)
            for what, hurt in _roll_backs(subject, home, older, files):
                tally.count(f"{name}, {what}", _judge(subject, home, plan, hurt, whole=False))
    return tally


def _roll_backs(subject: Subject, home: Home, older: Files, files: Files) -> list[tuple[str, Files]]:
    """Return what a store looks like after older states of it were put in its place."""
    logs, found = subject.logs(home), list[tuple[str, Files]]()
    beside = {path: content for path, content in older.items() if path.parent == home.path.parent}
    counters = {path: content for path, content in files.items() if path.parent == home.counters}
    found.append(("an older copy of all files", {**beside, **counters}))
    found.append(("an older copy of the logs", {**files, **{log: older[log] for log in logs}}))
    for number in (1, 2, 5):
        cut = dict(files)
        for log in logs:
            parts = Frames.of(files[log])
            del parts.frames[-number:]
            cut[log] = parts.join()
        found.append((f"{number} commits cut off", cut))
    return found


def _judge(subject: Subject, home: Home, plan: Plan, files: Files, *, whole: bool) -> list[str]:
    return after_damage(
        subject,
        home,
        plan,
        most=0 if whole else 10**6,
        may_refuse=not whole,
        disk=SimulatedDisk(files),
    )


def _store(subject: Subject, home: Home, seed: str) -> tuple[Files, Files, Plan]:
    """Return the files of a store as it was closed before and as it is now, and its history."""
    disk, plan = SimulatedDisk(), subject.plan(seed, letters=60)
    database = subject.open(home, disk=disk)
    plan.go_on(10, database)
    database.compact()
    plan.go_on(6, database)
    database.close()
    older = disk.image()
    database = subject.open(home, disk=disk)
    plan.go_on(6, database)
    database.close()
    return older, disk.image(), plan


CHECK = Check("tampering", run, stock=False, applies=lambda subject: subject.sealed)
ROLL_BACK_CHECK = Check("older copy put back, end cut off", run_roll_backs, stock=False)
