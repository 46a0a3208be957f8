"""Whether everything is there: each frame of both logs, the chain of hashes, and what the views add up to."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from trainer_tui.domain.credentials import WrongCredentials
from trainer_tui.domain.errors import StoreError
from trainer_tui.domain.revisions import Revision, broken_link, fold, ordered
from trainer_tui.files import DISK
from trainer_tui.storage.database import Database
from trainer_tui.storage.log import Keys, Reading, read_log
from trainer_tui.storage.migrations import pending
from trainer_tui.storage.rows import REVISIONS, STORE, plain


def damage(path: Path, twin: Path | None, keys: Keys) -> list[str]:
    """Walk every frame of both logs; return what cannot be read, the first place of each by its number.

    Raises LockedRecords when there is nothing to open the logs with.
    """
    main = _read(path, keys)
    if main.problem:
        return []  # opening says it, with what to do
    found = _broken(main)
    if twin is None:
        return found
    second = _read(twin, keys)
    if second.problem:
        return [*found, f"The second copy, {twin}, {second.problem}"]
    found += _broken(second)
    assert main.header is not None
    assert second.header is not None
    if (second.header.store, second.header.generation, second.last) != (
        main.header.store,
        main.header.generation,
        main.last,
    ):
        found.append(f"The second copy, {twin}, does not hold what {path} holds; opening the app mends it.")
    return found


def _read(path: Path, keys: Keys) -> Reading:
    try:
        return read_log(DISK, path, keys)
    except WrongCredentials:
        return Reading(path, "is sealed with another passphrase.")
    except OSError as error:
        return Reading(path, f"cannot be read: the system reports “{error.strerror}”.")


def _broken(reading: Reading) -> list[str]:
    assert reading.header is not None
    expected = reading.header.first
    for sequence in reading.scan.sequences:
        if sequence != expected:
            break
        expected += 1
    if expected <= reading.through or reading.scan.gaps:
        place = reading.scan.gaps[0].at if reading.scan.gaps else reading.scan.end
        return [
            f"{reading.path} is damaged: entry {expected}, at byte {place}, is the first that cannot be read."
        ]
    if reading.scan.tail:
        return [
            f"{reading.path} ends with {reading.scan.tail} bytes behind entry {reading.last} that are none."
        ]
    return []


def faults(database: Database) -> list[str]:
    """Compare all that a store holds with its revisions; return what is wrong in sentences."""
    path = database.storage.path
    try:
        older = bool(pending(database))
        history = [Revision.from_json(document) for document in database.table(REVISIONS)]
        found = [broken] if (broken := broken_link(ordered(history))) else []
        return found if older else found + _wrong_views(database, history)
    except StoreError as error:
        return [error.message]
    except (KeyError, TypeError, ValueError):
        return [f"The record file {path} holds rows that are not whole; restore a backup."]


def _wrong_views(database: Database, history: Iterable[Revision]) -> list[str]:
    """Compare every view with what the revisions of its record add up to."""
    records: dict[str, list[Revision]] = {}
    for revision in history:
        records.setdefault(revision.record, []).append(revision)
    expected = {record: fold(revisions).to_json() for record, revisions in records.items()}
    found: list[str] = []
    for kind in sorted(database.tables() - {REVISIONS, STORE}):
        for row in database.table(kind):
            wanted = expected.pop(row["id"], None)
            if wanted is None:
                found.append(f"Record {row['id']} in {kind} has no revisions of its own.")
            elif wanted != plain(row) or wanted["kind_"] != kind:
                found.append(f"Record {row['id']} in {kind} does not show what its revisions add up to.")
    found += [f"Record {record} has revisions but is not shown." for record in expected]
    return found
