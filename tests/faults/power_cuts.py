"""The power goes at any step on the disk, and what was not synced is lost, torn or out of order."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults.failing_disk import without
from tests.faults.judging import Check, Refused, Tally, after_accident, attempt, opens
from tests.faults.simulated_disk import SimulatedDisk
from tests.faults.subjects import Home, Ours, Subject, new_home
from tests.faults.workload import SECRET, Plan, apply
from trainer_tui.files import Disk

LIVES = 2
STATES = 16
"""How many states of the disk are looked at for each step."""


@dataclass(frozen=True)
class Moment:
    """A disk as a power cut may have left it, and what the store had promised by then."""

    step: str
    image: dict[Path, bytes]
    candidates: tuple[int, ...]
    subjects: tuple[Subject, ...]
    """The forms the store may have: two while the passphrase is changing."""
    former: Subject | None
    """The form it had before the passphrase was changed, which must open nothing any more."""


class Script:
    """A life of a store in which the power may go at any step."""

    def __init__(self, subject: Subject, home: Home, plan: Plan, chance: random.Random, states: int) -> None:
        self.subject = subject
        self.plan = plan
        self.moments: dict[int, Moment] = {}
        self._home = home
        self._chance = chance
        self._states = states
        self._acknowledged = 0
        self._in_flight = False
        self._next: tuple[Subject, ...] = ()
        self._former: Subject | None = None
        self.disk = SimulatedDisk(before=self._look)
        self.reached = self.disk
        """The disk the store is given."""

    def live(self, disk: Disk | None = None) -> None:
        """Commit, compact, change the passphrase, close, open again."""
        with self._opened(disk) as database:
            self._commit(database, 6)
            if self.subject.ours:
                attempt(database.compact)
                self._commit(database, 2)
                attempt(database.compact)
                self._commit(database, 2)
        with self._opened(disk) as database:
            self._commit(database, 2)
            if isinstance(self.subject, Ours):
                self._change_passphrase(database, self.subject.with_passphrase("battery staple"))
                self._commit(database, 2)
        if self.subject.twin:
            self._damage_main()
        with self._opened(disk) as database:
            self._commit(database, 1)

    def _damage_main(self) -> None:
        """Spoil a byte in the middle of the last commits: mending the main log is part of its life."""
        looking, self.disk.before = self.disk.before, lambda step: None
        handle, at = self.disk.open(self._home.path), len(self.disk.read(self._home.path)) - 900
        self.disk.write(handle, bytes([self.disk.read(self._home.path)[at] ^ 1]), at)
        self.disk.sync(handle)
        self.disk.close(handle)
        self.disk.before = looking

    @contextmanager
    def _opened(self, disk: Disk | None) -> Iterator[Any]:
        database = attempt(self.subject.open, self._home, disk=disk or self.disk)
        try:
            yield database
        finally:
            attempt(database.close)

    def _commit(self, database: Any, times: int) -> None:
        for _ in range(times):
            step = self.plan.next()
            self.plan.accept(step)
            self._in_flight = True
            attempt(apply, database, step)
            self._in_flight = False
            self._acknowledged += 1

    def _change_passphrase(self, database: Any, to: Ours) -> None:
        self._next = (to,)
        attempt(database.set_passphrase, to.passphrase)
        self._former, self.subject, self._next = self.subject, to, ()

    def _look(self, step: str) -> None:
        """Keep some of the states that a power cut before this step may leave."""
        candidates = (self._acknowledged, *([self._acknowledged + 1] if self._in_flight else []))
        for _ in range(self._states):
            image = self.disk.after_cut(self._chance)
            key = hash((tuple(sorted(image.items())), candidates, self.subject, self._next))
            moment = Moment(step, image, candidates, (self.subject, *self._next), self._former)
            self.moments.setdefault(key, moment)


def run(subject: Subject, seed: int, amount: float) -> Tally:
    """Live through the script and look at every kept state."""
    tally = Tally()
    for number in range(max(1, round(LIVES * amount))):
        name = f"power {seed}/{number}"
        chance = random.Random(name)
        with new_home() as home:
            plan = subject.plan(name, letters=900)
            script = Script(subject, home, plan, chance, STATES)
            try:
                script.live()
            except Refused as refusal:
                tally.count(name, [f"refuses without a reason: {refusal}"])
            for place, moment in enumerate(script.moments.values()):
                faults = _judge(moment, home, plan, chance)
                tally.count(f"{name} state {place}, before {moment.step}", faults)
    return tally


def _judge(moment: Moment, home: Home, plan: Plan, chance: random.Random) -> list[str]:
    faults = list[str]()
    for subject in moment.subjects:
        again = list[dict[Path, bytes]]()
        disk = SimulatedDisk(moment.image)
        if chance.random() < 0.1:  # the power goes once more while the store recovers
            disk.before = lambda step, disk=disk, again=again: again.append(disk.after_cut(chance))  # type: ignore[misc]
        rest = plan.copy()
        faults = after_accident(subject, home, rest, moment.candidates, disk=disk, go_on=False)
        disk.before = lambda step: None
        if not faults:
            for image in again:
                faults += after_accident(
                    subject, home, plan.copy(), moment.candidates, disk=SimulatedDisk(image)
                )
            faults += after_accident(subject, home, rest, [len(rest.steps)], disk=disk)
            if subject.twin and chance.random() < 0.3:
                alone = SimulatedDisk(without(home.path, disk.image()))
                faults += after_accident(subject, home, rest, [len(rest.steps)], disk=alone)
            return faults or _left_behind(moment, chance)
    return faults


def _left_behind(moment: Moment, chance: random.Random) -> list[str]:
    """Look for files that the former passphrase opens, or that need none since there is one.

    This is done in a real folder, where a store can look for what was left, and so not for every state.
    """
    if moment.former is None or chance.random() > 0.2:
        return []
    (subject,) = moment.subjects
    with new_home() as home:
        for path, content in moment.image.items():
            if path.parent.name == home.path.parent.name:
                home.path.with_name(path.name).write_bytes(content)
        attempt(subject.open, home).close()
        left = {file.name: file.read_bytes() for file in home.path.parent.iterdir()}
        return [
            f"{name} can still be opened as before the change of the passphrase"
            for name, content in left.items()
            if (
                SECRET.encode() in content
                if not moment.former.sealed
                else opens(moment.former, home, content)
            )
        ]


CHECK = Check("power cut", run)
