"""Kill -9 at a random instant of bringing an old store to the present schema, or of making a backup."""

from __future__ import annotations

import functools
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from tests.fakes import FixedClock
from tests.faults.children import Say, kill_after, trouble
from tests.faults.judging import Check, Refused, Tally, attempt
from tests.faults.subjects import CHEAP, Home, Ours, Subject, new_home
from tests.faults.workload import Content, read
from trainer_tui.domain.credentials import Credentials
from trainer_tui.domain.dates import Clock
from trainer_tui.domain.records import ATHLETES, INCIDENTS
from trainer_tui.services.ledger import Ledger
from trainer_tui.storage import repository
from trainer_tui.storage.database import Database, open_database
from trainer_tui.storage.migrations import MIGRATIONS, Migration, migrate
from trainer_tui.storage.repository import TinyRecordStore, open_records
from trainer_tui.storage.rows import STORE
from trainer_tui.storage.upkeep import StoreUpkeep

MIGRATION_KILLS = 20
BACKUP_KILLS = 20
"""How many children are killed."""

LONGEST_MIGRATION = 0.012
LONGEST_BACKUP = 0.02
"""Seconds that a child may work at most."""

ATHLETES_THERE = 40
NEXT_DAY = FixedClock("2026-10-10T09:00:00-05:00")


def open_ledger(subject: Subject, home: Home, clock: Clock) -> TinyRecordStore:
    """Open the records of the app in the form of a subject."""
    assert isinstance(subject, Ours)
    apart = functools.partial(open_database, cost=CHEAP, counters=home.counters)
    with mock.patch.object(repository, "open_database", apart):
        credentials = Credentials(subject.passphrase or "")
        return open_records(home.path, clock=clock, credentials=credentials, twin=subject.twin)


def upkeep_of(subject: Subject, home: Home, store: TinyRecordStore, clock: Clock) -> StoreUpkeep:
    """Return what looks after open records."""
    return StoreUpkeep(home.path, store, clock=clock, twin=subject.twin)


def _label(database: Database) -> None:
    """Change every document of every kind, as a step between two schemas may."""
    for kind in (ATHLETES, INCIDENTS):
        database.table(kind).update({"label": "migrated"})


STEP = Migration("label every record", _label)


@contextmanager
def newer_app() -> Iterator[None]:
    """Be a version of the app that knows one more step."""
    newer = functools.partial(migrate, migrations=(*MIGRATIONS, STEP))
    with mock.patch.object(repository, "migrate", newer):
        yield


def run_migrations(subject: Subject, seed: int, amount: float) -> Tally:
    """Kill an app that opens the records of an older one."""
    tally, chance = Tally(), random.Random(f"migration {seed}")
    with new_home() as old:
        _fill(subject, old)
        before = _contents(subject, old)
        for number in range(round(MIGRATION_KILLS * amount)):
            with new_home() as home:
                shutil.copytree(old.folder, home.folder, dirs_exist_ok=True)
                faults = _kill_migration(subject, home, before, chance.uniform(0, LONGEST_MIGRATION))
                tally.count(f"kills in migration {seed}, kill {number}", faults)
    return tally


def _fill(subject: Subject, home: Home) -> None:
    clock = FixedClock()
    store = open_ledger(subject, home, clock)
    for number in range(ATHLETES_THERE // 4):
        with Ledger(store, clock, "mo").change() as change:
            for more in range(4):
                athlete = change.create(ATHLETES, {"family": f"Family {number}-{more}"})
                change.create(INCIDENTS, {"athlete": athlete, "kind": "injury"})
    store.close()


def _kill_migration(subject: Subject, home: Home, before: Content, seconds: float) -> list[str]:
    backups = home.path.parent / "backups"
    older = {*backups.glob("*.tdb")}

    def do(say: Say) -> None:
        with newer_app():
            say("begins")
            open_ledger(subject, home, NEXT_DAY)
        say("done")

    said = kill_after(do, seconds)
    if failures := trouble(said):
        return failures
    try:
        found, after = _contents(subject, home), _migrated(before)
        if found != after and (found != before or "done" in said):
            return [f"neither before nor after the migration; {said[-1]}"]
        made = {*backups.glob("*.tdb")} - older
        if found == after and not made:
            return ["migrated without a backup"]
        for backup in made:
            if attempt(_content_of, subject, backup) != before:
                return [f"{backup.name} is not what was there before"]
        with newer_app():
            attempt(open_ledger, subject, home, NEXT_DAY).close()
        if _contents(subject, home) != after:
            return ["is not migrated the next time"]
    except Refused as refusal:
        return [f"cannot be used: {refusal}"]
    return []


def _migrated(content: Content) -> Content:
    after = {name: {n: dict(document) for n, document in rows.items()} for name, rows in content.items()}
    for kind in (ATHLETES, INCIDENTS):
        for document in after[kind].values():
            document["label"] = "migrated"
    (head,) = after[STORE].values()
    head |= {"schema": head["schema"] + 1, "migrations": [*head["migrations"], STEP.name]}
    return after


def run_backups(subject: Subject, seed: int, amount: float) -> Tally:
    """Kill an app that saves and backs up in turns."""
    tally, chance = Tally(), random.Random(f"backup {seed}")
    with new_home() as home:
        _fill(subject, home)
        (home.folder / "copies").mkdir()
        for number in range(round(BACKUP_KILLS * amount)):
            faults = _kill_backup(subject, home, chance.uniform(0, LONGEST_BACKUP))
            tally.count(f"kills in backup {seed}, kill {number}", faults)
    return tally


def _kill_backup(subject: Subject, home: Home, seconds: float) -> list[str]:
    copies = home.folder / "copies"
    before = _families(_contents(subject, home))

    def do(say: Say) -> None:
        clock = FixedClock()
        store = open_ledger(subject, home, clock)
        upkeep = upkeep_of(subject, home, store, clock)
        say("opened")
        number = len(before)
        while True:
            with Ledger(store, clock, "mo").change() as change:
                change.create(ATHLETES, {"family": f"New {number}"})
            number += 1
            say("saved")
            upkeep.backup(copies / f"{number}.tdb")
            say("backed up")

    for copy in copies.iterdir():
        copy.unlink()
    said = kill_after(do, seconds)
    if failures := trouble(said):
        return failures
    try:
        families = _families(_contents(subject, home))
        least = len(before) + said.count("saved")
        if len(families) not in (least, least + 1):
            return [f"{len(families)} athletes, {least} were saved"]
        made = list(copies.glob("*.tdb"))
        if len(made) < said.count("backed up"):
            return ["a backup is missing"]
        for copy in made:
            content = attempt(_content_of, subject, copy)
            if _families(content) != families[: int(copy.stem)]:
                return [f"{copy.name} does not hold what was there"]
    except Refused as refusal:
        return [f"cannot be used: {refusal}"]
    return []


def _families(content: Content) -> list[str]:
    return [document["family"] for document in content[ATHLETES].values()]


def _contents(subject: Subject, home: Home) -> Content:
    database = attempt(subject.open, home)
    found = attempt(read, database)
    attempt(database.close)
    return found


def _content_of(subject: Subject, backup: Path) -> Content:
    """Read a backup elsewhere, where nothing is beside it."""
    with new_home() as other:
        shutil.copy(backup, other.path)
        database: Any = subject.open(other, read_only=True)
        found = read(database)
        database.close()
        return found


MIGRATION_CHECK = Check("kill -9 in migration", run_migrations, stock=False, forks=True)
BACKUP_CHECK = Check("kill -9 in backup", run_backups, stock=False, forks=True)
