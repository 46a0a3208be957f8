"""The record in TinyDB: a ledger of revisions and, in the same commit, one table a kind with the views."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar

from tinydb import where
from tinydb.table import Document

from trainer_tui.domain.credentials import Credentials
from trainer_tui.domain.dates import Clock, system_clock
from trainer_tui.domain.errors import StoreError
from trainer_tui.domain.records import NOTES, UNITS
from trainer_tui.domain.revisions import SCHEMA, Revision, View, fold, ordered
from trainer_tui.storage.backup import Backups
from trainer_tui.storage.database import Database, open_database
from trainer_tui.storage.device import keep_device, known_device, new_device
from trainer_tui.storage.migrations import Head, migrate, stamp, standing
from trainer_tui.storage.rows import (
    REVISIONS,
    STORE,
    by_age,
    ledger_row,
    revision_rows,
    row_of,
    view_of,
    view_row,
)

if TYPE_CHECKING:
    from trainer_tui.storage.cipher import Box

T = TypeVar("T")


def open_records(
    path: Path,
    *,
    clock: Clock = system_clock,
    read_only: bool = False,
    credentials: Credentials | None = None,
    twin: Path | bool = True,
    second: Path | None = None,
) -> TinyRecordStore:
    """Open a record file, for reading alone when that is asked for or another copy of the app writes it.

    `twin` is where the second log is kept, `second` the other place that backups go to. Raises StoreError,
    which names the last good state, when the records cannot be used.
    """
    credentials = credentials or Credentials()
    database = open_database(
        path,
        passphrase=credentials.passphrase,
        recovery_key=credentials.recovery_key,
        read_only=read_only,
        twin=twin,
    )
    try:
        return TinyRecordStore(database, Backups(path, second), clock)
    except BaseException:
        database.close()
        raise


class TinyRecordStore:
    """The `RecordStore` of `domain.ports` on TinyDB; made by `open_records`."""

    def __init__(self, database: Database, backups: Backups, clock: Clock) -> None:
        """Take over an open database; raises StoreError for a newer or foreign one."""
        self.database = database
        self.backups = backups
        self._path = database.storage.path
        self._clock = clock
        self._report: list[str] = []
        self._mutex = RLock()
        self._backed_up: date | None = None
        self._generation = 0
        self._heads: dict[str, Head] = {}
        self._load()

    @property
    def device(self) -> str:
        """The id of this laptop's copy."""
        return self._device

    @property
    def read_only(self) -> bool:
        """Whether changes are refused."""
        return self.database.read_only

    @property
    def report(self) -> Sequence[str]:
        """What opening found wrong, or saving since, in sentences."""
        return [*self.database.report, *self._report]

    def say(self, sentences: Iterable[str]) -> None:
        """Add to the report what was found beside the records."""
        self._report += sentences

    @property
    def draft_box(self) -> Box | None:
        """What seals drafts; None when the records are not encrypted."""
        ring = self.database.storage.keys.ring
        return ring.box_for("drafts") if ring else None

    @property
    def generation(self) -> int:
        """A number that changes whenever what can be read here has changed."""
        return self._generation

    def head(self) -> tuple[str, int]:
        """Return the hash of this device's last revision and the highest hybrid clock of any device."""
        with self._mutex:
            clock = max((clock for clock, _ in self._heads.values()), default=0)
            return self._heads.get(self._device, (0, ""))[1], clock

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
            now, rows = standing(fresh, self._heads), self._fold_with(fresh)
            with self.database.transaction():
                stamp(self.database)
                self.database.table(REVISIONS).insert_multiple(ledger_row(revision) for revision in fresh)
                self._put(rows)
                self.database.table(STORE).update(now)
            self._heads = now["heads"]
            self._generation += 1

    def get(self, kind: str, record: str) -> View | None:
        """Return the view of one record, None when there is none."""
        document = self.database.table(kind).get(doc_id=row_of(record))
        return None if document is None else self._views([document])[0]

    def all(self, kind: str) -> Sequence[View]:
        """Return the views of all records of a kind, in the order they were made."""
        return self._views(self.database.table(kind).all())

    def each(self, kind: str) -> Iterator[View]:
        """Yield the views of a kind in the order they came here; each is read when it is asked for."""
        return self._each(view_of, self.database.table(kind).oldest_first())

    def find(self, kind: str, field: str, value: str) -> Sequence[View]:
        """Return the views of a kind in which a field has a value, in the order they were made."""
        return self._views(self.database.table(kind).search(where(field) == value))

    def history(self, record: str) -> Sequence[Revision]:
        """Return all revisions of a record, oldest first."""
        with self._mutex:
            kind = self._kind_of(record)
            document = self.database.table(kind).get(doc_id=row_of(record)) if kind else None
            if document is None:
                return []
            found = self.database.table(REVISIONS).get(doc_ids=self._whole(revision_rows, document))
            return ordered(self._whole(Revision.from_json, row) for row in found)

    def revisions(self) -> Iterator[Revision]:
        """Yield every revision in the order it was written here."""
        written = self.database.table(REVISIONS).oldest_first()
        return self._each(Revision.from_json, written)

    def newest_first(self) -> Iterator[Revision]:
        """Yield every revision, what was written or taken in last here first; the rest is not read."""
        latest = self.database.table(REVISIONS).newest_first()
        return self._each(Revision.from_json, latest)

    def refresh(self) -> bool:
        """Read what another copy has written since; the writing copy has nothing to read."""
        with self._mutex:
            changed = self.database.refresh()
            if changed:
                self._load()
            return changed

    def reload(self) -> None:
        """Take in that the database now holds something else, such as a restored backup."""
        with self._mutex:
            self._load()

    def close(self) -> None:
        """Let go of the store; further changes are refused. What was superseded is given up first."""
        with self._mutex:
            if self.database.storage.mostly_superseded:
                with suppress(StoreError):  # there is no room for it: the log goes on as it is
                    self.database.compact()
            self.database.close()

    def _load(self) -> None:
        migrate(self.database, self._back_up_now, read_only=self.read_only)
        for kind in sorted(self.database.tables() - {REVISIONS, STORE}):
            self._refuse_unknown(kind, SCHEMA)
        self._device = known_device(self._path.parent) or new_device()
        head = self._whole(lambda rows: rows[0] if rows else {}, self.database.table(STORE).all())
        self._heads = head.get("heads", {})
        # Lists show no notes, so those of one incident are looked up alone.
        self.database.storage.index(NOTES, ("incident",))
        self._generation += 1

    def _fresh(self, revisions: Sequence[Revision]) -> list[Revision]:
        """Return the revisions that are not here yet, each once."""
        ledger = self.database.table(REVISIONS)
        fresh: dict[str, Revision] = {}
        kinds: dict[str, str] = {}
        for revision in revisions:
            if ledger.contains(doc_id=row_of(revision.id)):
                continue
            self._refuse_unknown(revision.kind, revision.schema)
            kind = self._kind_of(revision.record) or kinds.setdefault(revision.record, revision.kind)
            if revision.kind != kind:
                raise StoreError(
                    f"Revision {revision.id} says its record is one of {revision.kind}, but it is one of "
                    f"{kind}; nothing was saved."
                )
            fresh.setdefault(revision.id, revision)
        return list(fresh.values())

    def _kind_of(self, record: str) -> str | None:
        """Return the table that a record stands in, None when there is no such record."""
        row = row_of(record)
        return next((kind for kind in UNITS if self.database.table(kind).contains(doc_id=row)), None)

    def _refuse_unknown(self, kind: str, schema: int) -> None:
        if kind not in UNITS or schema > SCHEMA:
            raise StoreError(
                f"There are {kind} here in a form that this version of the app does not know ({self._path}); "
                "update the app to use them."
            )

    def _fold_with(self, fresh: Sequence[Revision]) -> list[Document]:
        """Return the new rows of the records that fresh revisions belong to."""
        histories: dict[str, list[Revision]] = {}
        for revision in fresh:
            if revision.record not in histories:
                histories[revision.record] = list(self.history(revision.record))
            histories[revision.record].append(revision)
        return [view_row(fold(history), history) for history in histories.values()]

    def _put(self, rows: Sequence[Document]) -> None:
        """Put views into their tables, in place of those their records had; all of a table in one step."""
        tables: dict[str, dict[str, Document]] = {}
        for row in rows:
            tables.setdefault(row["kind_"], {})[row["id"]] = row
        for kind, found in tables.items():
            table = self.database.table(kind)

            def renew(document: MutableMapping[str, Any], found: Mapping[str, Document] = found) -> None:
                row = found[document["id"]]
                document.clear()
                document.update(row)

            known = {row.doc_id for row in found.values() if table.contains(doc_id=row.doc_id)}
            if known:
                table.update(renew, doc_ids=known)
            if fresh := [row for row in found.values() if row.doc_id not in known]:
                table.insert_multiple(fresh)

    def _views(self, documents: Iterable[Mapping[str, Any]]) -> list[View]:
        """Return the views of rows in the order the records were made."""
        views: list[View] = self._whole(lambda rows: [view_of(row) for row in by_age(rows)], documents)
        return views

    def _each(self, read: Callable[[Any], T], rows: Iterable[Any]) -> Iterator[T]:
        """Read rows one at a time as they are asked for; raises StoreError as `_whole` does."""
        with self._of_this_app():
            yield from map(read, rows)

    def _whole(self, read: Callable[[Any], T], rows: Any) -> T:
        """Read rows; raises StoreError when they are not what this app writes."""
        with self._of_this_app():
            return read(rows)

    @contextmanager
    def _of_this_app(self) -> Iterator[None]:
        try:
            yield
        except (KeyError, TypeError, ValueError) as error:
            raise StoreError(
                f"The record file {self._path} holds rows that are not whole; restore a backup."
            ) from error

    def _back_up_today(self) -> None:
        """Before the first change of a day, keep the state of the days before; a failure is only reported."""
        now = self._clock()
        if self._backed_up == now.date() or not self.database.tables():
            return
        self._backed_up = now.date()
        self._report += self.backups.make_daily(now, self.database.storage.keys)

    def _back_up_now(self) -> None:
        self.backups.make(self._clock(), self.database.storage.keys)
