"""The record in TinyDB: a ledger of revisions and, in the same commit, one table a kind with the views."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from datetime import date
from pathlib import Path
from threading import RLock
from typing import Any

from tinydb import where

from trainer_tui.domain.dates import Clock, system_clock
from trainer_tui.domain.errors import StoreError
from trainer_tui.domain.records import UNITS
from trainer_tui.domain.revisions import SCHEMA, Revision, View, fold, ordered
from trainer_tui.files import disk_problem, make_folder
from trainer_tui.storage.backup import back_up, back_up_daily
from trainer_tui.storage.database import Database, open_database
from trainer_tui.storage.device import keep_device, known_device, new_device
from trainer_tui.storage.generations import backup_folder_of
from trainer_tui.storage.lock import WriterLock
from trainer_tui.storage.migrations import STORE, migrate, stamp
from trainer_tui.storage.record_file import collector_paused
from trainer_tui.storage.record_index import LINKS, RecordIndex

REVISIONS = "revisions"


def open_records(path: Path, *, clock: Clock = system_clock, read_only: bool = False) -> TinyRecordStore:
    """Open a record file, for reading alone when that is asked for or another copy of the app writes it.

    Raises StoreError, which names the last good state, when they cannot be used.
    """
    lock, problem = WriterLock(path), None
    if not read_only:
        try:
            make_folder(path.parent)
        except OSError as error:
            raise disk_problem(error, "The records", path) from error
        problem = lock.acquire()
    try:
        database = open_database(path, read_only=read_only or problem is not None)
        return TinyRecordStore(database, lock, clock, [problem] if problem else [])
    except BaseException:
        lock.release()
        raise


class TinyRecordStore:
    """The `RecordStore` of `domain.ports` on TinyDB; made by `open_records`."""

    def __init__(self, database: Database, lock: WriterLock, clock: Clock, report: list[str]) -> None:
        """Take over an open database and the writer's lock; raises StoreError for a newer or foreign one."""
        self._database = database
        self._path = database.storage.path
        self._lock = lock
        self._clock = clock
        self._report = report
        self._mutex = RLock()
        self._backed_up: date | None = None
        self._generation = 0
        self._load()

    @property
    def device(self) -> str:
        """The id of this laptop's copy."""
        return self._device

    @property
    def read_only(self) -> bool:
        """Whether changes are refused."""
        return self._database.storage.read_only

    @property
    def report(self) -> Sequence[str]:
        """What opening found wrong, or saving since, in sentences."""
        return [*self._report, *self._database.notes]

    @property
    def generation(self) -> int:
        """A number that changes whenever what can be read here has changed."""
        return self._generation

    def head(self) -> tuple[str, int]:
        """Return the hash of this device's last revision and the highest hybrid clock of any device."""
        with self._mutex:
            return self._index.head(self._device), self._index.clock

    def commit(self, revisions: Sequence[Revision]) -> None:
        """Write revisions and the views they change as one; those that are here already are passed over.

        Raises StoreError when they could not be written or a newer version of the app made them; nothing
        is changed then.
        """
        with self._mutex:
            fresh = self._fresh(revisions)
            if not fresh:
                return
            if not self.read_only:
                keep_device(self._path.parent, self._device)
                self._back_up_today()
            with self._database.transaction():
                stamp(self._database)
                plain = [revision.to_json() for revision in fresh]
                rows = self._database.table(REVISIONS).insert_multiple(plain)
                placed = self._write_views(self._fold_with(fresh))
            for row, revision in zip(rows, plain, strict=True):
                self._index.add_revision(row, revision)
            for kind, row, view in placed:
                self._index.put_view(kind, row, view)
            self._generation += 1

    def get(self, kind: str, record: str) -> View | None:
        """Return the view of one record, None when there is none."""
        with self._mutex:
            place = self._index.place(record)
            if place is None or place.kind != kind:
                return None
            return self._views(kind, [place.doc_id])[0]

    def all(self, kind: str) -> Sequence[View]:
        """Return the views of all records of a kind, in the order they were made."""
        with self._mutex:
            return self._views(kind, self._index.of_kind(kind))

    def find(self, kind: str, field: str, value: str) -> Sequence[View]:
        """Return the views of a kind in which a field has a value, in the order they were made."""
        with self._mutex:
            if field in LINKS:
                return self._views(kind, self._index.linked(kind, field, value))
            found = self._database.table(kind).search(where(field) == value)
            return self._views(kind, self._index.rows(document["id"] for document in found))

    def history(self, record: str) -> Sequence[Revision]:
        """Return all revisions of a record, oldest first."""
        with self._mutex:
            rows = self._index.ledger_rows.get(record, [])
            table = self._database.table(REVISIONS)
            return ordered(Revision.from_json(document) for document in table.get(doc_ids=rows))

    def revisions(self) -> Iterator[Revision]:
        """Yield every revision in the order it was written here."""
        return (Revision.from_json(document) for document in self._database.table(REVISIONS))

    def refresh(self) -> bool:
        """Read what another copy has written since; the writing copy has nothing to read."""
        return self.read_only and self.reload()

    def reload(self) -> bool:
        """Read the file again if it was replaced, as a restored backup does; tell whether it changed."""
        with self._mutex:
            changed = self._database.refresh()
            if changed:
                self._load()
            return changed

    def close(self) -> None:
        """Let go of the store; further changes are refused."""
        with self._mutex:
            self._database.close()
            self._lock.release()

    def _load(self) -> None:
        migrate(self._database, self._back_up_now, read_only=self.read_only)
        self._device = known_device(self._path.parent) or new_device()
        index = RecordIndex()
        try:
            with collector_paused():
                self._fill(index)
        except (KeyError, TypeError) as error:
            raise StoreError(
                f"The record file {self._path} holds rows that are not whole; restore a backup."
            ) from error
        self._index = index
        self._generation += 1

    def _fill(self, index: RecordIndex) -> None:
        for revision in self._database.table(REVISIONS):
            self._refuse_unknown(revision["kind"], revision["schema"])
            index.add_revision(revision.doc_id, revision)
        for kind in sorted(self._database.tables() - {REVISIONS, STORE}):
            self._refuse_unknown(kind, SCHEMA)
            for view in self._database.table(kind):
                index.put_view(kind, view.doc_id, view)

    def _fresh(self, revisions: Sequence[Revision]) -> list[Revision]:
        """Return the revisions that are not here yet, each once."""
        fresh: dict[str, Revision] = {}
        kinds: dict[str, str] = {}
        for revision in revisions:
            if revision.id in self._index.revision_ids:
                continue
            self._refuse_unknown(revision.kind, revision.schema)
            place = self._index.place(revision.record)
            kind = place.kind if place else kinds.setdefault(revision.record, revision.kind)
            if revision.kind != kind:
                raise StoreError(
                    f"Revision {revision.id} says its record is one of {revision.kind}, but it is one of "
                    f"{kind}; nothing was saved."
                )
            fresh.setdefault(revision.id, revision)
        return list(fresh.values())

    def _refuse_unknown(self, kind: str, schema: int) -> None:
        if kind not in UNITS or schema > SCHEMA:
            raise StoreError(
                f"There are {kind} here in a form that this version of the app does not know ({self._path}); "
                "update the app to use them."
            )

    def _fold_with(self, fresh: Sequence[Revision]) -> list[View]:
        """Return the new views of the records that fresh revisions belong to."""
        touched: dict[str, list[Revision]] = {}
        for revision in fresh:
            touched.setdefault(revision.record, []).append(revision)
        return [fold([*self.history(record), *added]) for record, added in touched.items()]

    def _write_views(self, views: Sequence[View]) -> list[tuple[str, int, Mapping[str, Any]]]:
        """Put views into their tables; return kind, row and document of each."""
        placed: list[tuple[str, int, Mapping[str, Any]]] = []
        for kind in dict.fromkeys(view.kind for view in views):
            documents = {view.record: view.to_json() for view in views if view.kind == kind}
            rows = {record: place.doc_id for record in documents if (place := self._index.place(record))}
            table = self._database.table(kind)
            if rows:
                table.update(_renewal(documents), doc_ids=list(rows.values()))
            new = [record for record in documents if record not in rows]
            rows |= zip(new, table.insert_multiple(documents[record] for record in new), strict=True)
            placed += [(kind, rows[record], document) for record, document in documents.items()]
        return placed

    def _views(self, kind: str, rows: Sequence[int]) -> list[View]:
        table = self._database.table(kind)
        return [View.from_json(document) for row in rows if (document := table.get(doc_id=row)) is not None]

    def _back_up_today(self) -> None:
        """Before the first change of a day, keep the state of the days before; a failure is only reported."""
        now = self._clock()
        if self._backed_up == now.date() or not self._path.exists():
            return
        self._backed_up = now.date()
        try:
            back_up_daily(self._path, now)
        except StoreError as error:
            self._report.append(f"Today's automatic backup was not made. {error.message}")

    def _back_up_now(self) -> None:
        folder = backup_folder_of(self._path)
        try:
            make_folder(folder)
        except OSError as error:
            raise disk_problem(error, "The backup", folder) from error
        back_up(self._path, folder, self._clock())


def _renewal(documents: Mapping[str, Mapping[str, Any]]) -> Callable[[MutableMapping[Any, Any]], None]:
    """Return the change that puts the new document of its record in place of an old one."""

    def renew(document: MutableMapping[Any, Any]) -> None:
        new = documents[document["id"]]
        document.clear()
        document.update(new)

    return renew
