"""The records of the form before the journal are taken over whatever happens, and then not left readable."""

from __future__ import annotations

import errno
import json
import random
from hashlib import sha256
from pathlib import Path

from tests.faults.children import Say, kill_after, trouble
from tests.faults.failing_disk import FailingDisk
from tests.faults.judging import Check, Refused, Tally, after_accident, attempt
from tests.faults.simulated_disk import SimulatedDisk
from tests.faults.subjects import Home, Subject, new_home
from tests.faults.workload import SECRET, Content, Plan

KILLS = 15
LONGEST = 0.008
"""Seconds that a child may work at most."""

STATES = 12
"""How many states of the disk are looked at for each step."""


def old_form(content: Content) -> bytes:
    """Return the bytes of a file of the former form."""
    tables = [
        f"{json.dumps(name)}:{{\n"
        + ",\n".join(f'"{number}":{json.dumps(document)}' for number, document in documents.items())
        + "\n}"
        for name, documents in content.items()
    ]
    body = (",\n".join(tables) + "\n}\n").encode()
    head = {"format": "trainer-tui records", "version": 1, "sha256": sha256(body).hexdigest()}
    return f'{{"_store":{json.dumps(head)},\n'.encode() + body


def run(subject: Subject, seed: int, amount: float) -> Tally:
    """Kill the process, cut the power, refuse each step while the records are taken over."""
    tally, chance = Tally(), random.Random(f"takeovers {seed}")
    plan = subject.plan(f"takeovers {seed}", letters=200)
    plan.go_on(30)
    plan.begin_here()
    old = old_form(plan.last)
    for number in range(round(KILLS * amount)):
        with new_home() as home:
            home.path.write_bytes(old)
            faults = _kill(subject, home, plan.copy(), chance.uniform(0, LONGEST))
            tally.count(f"takeovers {seed}, kill {number}", faults)
    with new_home() as home:
        for place, image in enumerate(_after_power_cuts(subject, home, old, chance)):
            faults = after_accident(subject, home, plan.copy(), [0], disk=SimulatedDisk(image))
            tally.count(f"takeovers {seed}, power cut {place}", faults)
        nth, failed = 0, True
        while failed:
            nth += 1
            disk = FailingDisk(SimulatedDisk({home.path: old}), "any", nth, once=True, how=errno.EIO)
            faults = _refuse(subject, home, plan.copy(), disk)
            tally.count(f"takeovers {seed}, step {nth} refused", faults)
            failed = disk.failed
    return tally


def _kill(subject: Subject, home: Home, plan: Plan, seconds: float) -> list[str]:
    def do(say: Say) -> None:
        say("begins")
        subject.open(home)
        say("done")

    if failures := trouble(kill_after(do, seconds)):
        return failures
    return after_accident(subject, home, plan, [0]) or _readable(subject, home)


def _readable(subject: Subject, home: Home) -> list[str]:
    """Name the files that still show records of a store that is sealed now."""
    files = [file for file in home.path.parent.iterdir() if SECRET.encode() in file.read_bytes()]
    return [f"{file.name} can be read without a passphrase" for file in files if subject.sealed]


def _after_power_cuts(
    subject: Subject, home: Home, old: bytes, chance: random.Random
) -> list[dict[Path, bytes]]:
    disk, images = SimulatedDisk({home.path: old}), list[dict[Path, bytes]]()

    def look(step: str) -> None:
        for _ in range(STATES):
            image = disk.after_cut(chance)
            if image not in images:
                images.append(image)

    disk.before = look
    subject.open(home, disk=disk).close()
    return images


def _refuse(subject: Subject, home: Home, plan: Plan, disk: FailingDisk) -> list[str]:
    try:
        attempt(subject.open, home, disk=disk).close()
    except Refused as refusal:
        if not refusal.proper:
            return [f"{refusal}"]
    return after_accident(subject, home, plan, [0], disk=SimulatedDisk(disk.simulated.image()))


CHECK = Check("taking over the former form", run, stock=False, forks=True)
