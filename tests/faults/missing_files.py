"""A log emptied or removed, while the store is closed or open: never an empty store in silence."""

from __future__ import annotations

import random
from collections.abc import Sequence
from contextlib import suppress
from itertools import product
from pathlib import Path

from tests.faults.flips import flipped
from tests.faults.judging import Check, Refused, Tally, after_damage, attempt, let_go
from tests.faults.subjects import Home, Ours, Subject, new_home
from tests.faults.workload import apply, read
from trainer_tui.storage.frames import START


def run(subject: Subject, seed: int, amount: float) -> Tally:
    """Lose main, the twin, both, or everything but the counters."""
    tally = Tally()
    groups = ("main", "twin", "logs", "all") if subject.twin else ("main", "all")
    ways = product(groups, ("emptied", "removed"), ("closed", "open"), (False, True))
    for which, how, when, compacted in ways:
        with new_home() as home:
            name = f"missing {seed}, {which} {how} while {when}{', after a compaction' if compacted else ''}"
            tally.count(name, _lose(subject, home, name, (which, how, when), compacted=compacted))
    return tally


def _lose(
    subject: Subject, home: Home, seed: str, accident: tuple[str, str, str], *, compacted: bool
) -> list[str]:
    which, how, when = accident
    plan = subject.plan(seed, letters=60)
    database = subject.open(home)
    plan.go_on(8, database)
    if compacted and subject.ours:
        database.compact()
        plan.go_on(4, database)
    files = _files(home, which)
    if when == "open":
        for file in files:
            _lose_file(file, how)
        for _ in range(3):
            step = plan.next()
            try:
                attempt(apply, database, step)
                plan.accept(step)
            except Refused as refusal:
                if subject.ours and not refusal.proper:
                    return [f"{refusal}"]
        try:
            if subject.ours and attempt(read, database) != plan.last:
                return ["the open store does not show what was accepted"]
        except Refused as refusal:
            return [f"the open store cannot be read: {refusal}"]
    database.close()
    if when == "closed":
        for file in files:
            _lose_file(file, how)
    kept = subject.twin and which in ("main", "twin")
    return after_damage(
        subject,
        home,
        plan,
        most=0 if kept else 10**6,
        may_be_silent=lambda whole: whole,
        may_refuse=not kept,
    )


def _files(home: Home, which: str) -> Sequence[Path]:
    if which == "all":
        return [file for file in home.path.parent.iterdir() if file.is_file()]
    return {"main": [home.path], "twin": [home.twin], "logs": [home.path, home.twin]}[which]


def _lose_file(file: Path, how: str) -> None:
    if how == "removed":
        file.unlink()
    else:
        file.write_bytes(b"")


def run_away(subject: Subject, seed: int, amount: float) -> Tally:
    """Damage main while the twin is on a disk that is not there; then connect that disk again."""
    tally = Tally()
    for number in range(max(1, round(4 * amount))):
        name = f"twin away {seed}/{number}"
        with new_home() as home:
            tally.count(name, _away(_with_twin_in(subject, home.folder / "stick"), home, name))
    return tally


def _with_twin_in(subject: Subject, folder: Path) -> Subject:
    assert isinstance(subject, Ours)
    return subject.with_twin_in(folder)


def _away(subject: Subject, home: Home, seed: str) -> list[str]:
    chance, plan = random.Random(seed), subject.plan(seed, letters=60)
    stick, away = home.folder / "stick", home.folder / "away"
    stick.mkdir()
    database = subject.open(home)
    plan.go_on(8, database)
    database.close()
    content, twin = home.path.read_bytes(), (stick / home.twin.name).read_bytes()
    home.path.write_bytes(flipped(content, chance.randrange(START, len(content)), 0))
    stick.rename(away)
    try:
        database = attempt(subject.open, home)
        with suppress(Refused):
            attempt(database.table("other").insert, {"uid": "meanwhile"})
            attempt(database.table("other").truncate)
        let_go(database)
    except Refused as refusal:
        if not refusal.proper:
            return [f"{refusal}"]
    away.rename(stick)
    faults = after_damage(subject, home, plan, most=0, may_be_silent=lambda whole: whole)
    kept = any(file.is_file() and file.read_bytes() == twin for file in home.folder.rglob("*"))
    return [] if kept else faults


CHECK = Check("log emptied or removed", run)
AWAY_CHECK = Check("twin away while main is damaged", run_away, applies=lambda subject: subject.twin)
