"""Looking after a record file as a whole: what it holds, whether it is whole, backups in and out."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from trainer_tui.domain.dates import Clock, system_clock
from trainer_tui.domain.errors import StoreError
from trainer_tui.domain.revisions import Revision, broken_link, fold, ordered
from trainer_tui.files import disk_problem, free_name, make_folder, write_whole
from trainer_tui.storage.backup import back_up
from trainer_tui.storage.database import Database, open_database
from trainer_tui.storage.device import device_file, known_device
from trainer_tui.storage.generations import backups_of, previous_of
from trainer_tui.storage.lock import WriterLock
from trainer_tui.storage.migrations import STORE, pending
from trainer_tui.storage.repository import REVISIONS, TinyRecordStore


class StoreUpkeep:
    """The `Upkeep` of `domain.ports`. It reads the file itself, so it works on a store that does not open."""

    def __init__(
        self, path: Path, store: TinyRecordStore | None = None, *, clock: Clock = system_clock
    ) -> None:
        """Look after a record file; `store` is the one this process has open, if any."""
        self._path = path
        self._store = store
        self._clock = clock

    def info(self) -> dict[str, Any]:
        """Return where the store is and what it holds, with `ok` and `report`."""
        facts: dict[str, Any] = {
            "path": str(self._path),
            "device": self._store.device if self._store else known_device(self._path.parent),
            "bytes": self._path.stat().st_size if self._path.is_file() else 0,
            "backups": [str(backup) for backup in backups_of(self._path)],
        }
        try:
            database = open_database(self._path, read_only=True)
        except StoreError as error:
            return {"ok": False, "report": [error.message], **facts}
        counts = {kind: len(database.table(kind)) for kind in sorted(database.tables() - {STORE})}
        report = [*self._store.report] if self._store else []
        return {"ok": True, "report": report, **facts, "records": counts}

    def verify(self) -> list[str]:
        """Walk the whole file; return what is wrong in sentences, empty when nothing."""
        return problems(self._path)

    def backup(self, target: Path) -> Path:
        """Write a copy that was read back to a new file or into a folder and return its path."""
        return back_up(self._path, target, self._clock())

    def restore(self, source: Path, *, force: bool = False) -> Path | None:
        """Put a backup in place of the records; return where those were kept, None when there were none.

        Raises StoreError for a backup that cannot be read, and without `force` for one with faults and for
        one that is older than the records. This copy goes on under a new device id, because revisions that
        the backup does not have may already be known elsewhere.
        """
        if not source.is_file():
            raise StoreError(f"There is no file {source} to restore.")
        open_database(source, read_only=True).close()
        found = problems(source)
        if found and not force:
            raise StoreError(f"{source} was not restored: {found[0]} To restore it all the same, force it.")
        if self._store is not None and not self._store.read_only:
            return self._put_in_place(source, force)
        try:
            make_folder(self._path.parent)
        except OSError as error:
            raise disk_problem(error, "The records", self._path) from error
        lock = WriterLock(self._path)
        if sentence := lock.acquire():
            raise StoreError(f"{source} was not restored. {sentence}")
        try:
            return self._put_in_place(source, force)
        finally:
            lock.release()

    def _put_in_place(self, source: Path, force: bool) -> Path | None:
        if not force and _newest_clock((self._path, previous_of(self._path))) > _newest_clock((source,)):
            raise StoreError(
                f"{source} was not restored: the records here are newer than it. To restore it all the same, "
                "force it; the present records are kept aside."
            )
        try:
            content = source.read_bytes()
            aside = self._set_aside(self._clock())
            device_file(self._path.parent).unlink(missing_ok=True)
            write_whole(self._path, content)
        except OSError as error:
            raise disk_problem(error, "The records", self._path) from error
        if self._store is not None:
            self._store.reload()
        return aside

    def _set_aside(self, now: datetime) -> Path | None:
        """Keep a copy of the present file, whatever state it is in."""
        if not self._path.exists():
            return None
        aside = free_name(self._path.with_name(f"{self._path.name}.replaced-{now:%Y%m%d-%H%M%S}"))
        write_whole(aside, self._path.read_bytes())
        return aside


def problems(path: Path) -> list[str]:
    """Read a record file and compare all it holds with its revisions; return what is wrong in sentences."""
    try:
        database = open_database(path, read_only=True)
        older = bool(pending(database))
    except StoreError as error:
        return [error.message]
    try:
        history = [Revision.from_json(document) for document in database.table(REVISIONS)]
        found = [broken] if (broken := broken_link(ordered(history))) else []
        return found if older else found + _wrong_views(database, history)
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
        for view in database.table(kind):
            wanted = expected.pop(view["id"], None)
            if wanted is None:
                found.append(f"Record {view['id']} in {kind} has no revisions of its own.")
            elif wanted != view or wanted["kind_"] != kind:
                found.append(f"Record {view['id']} in {kind} does not show what its revisions add up to.")
    found += [f"Record {record} has revisions but is not shown." for record in expected]
    return found


def _newest_clock(paths: Iterable[Path]) -> int:
    """Return the highest hybrid clock in the first of the files that can be read, 0 when none can."""
    for path in paths:
        with suppress(StoreError):
            database = open_database(path, read_only=True)
            return max((document["hlc"] for document in database.table(REVISIONS)), default=0)
    return 0
