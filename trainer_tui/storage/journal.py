"""The storage under TinyDB: all tables in memory, every commit one frame in each of the two logs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

from tinydb.storages import Storage

from trainer_tui.collector import collector_paused
from trainer_tui.domain.credentials import Credentials
from trainer_tui.domain.errors import StoreError
from trainer_tui.files import DISK, Disk, Stamp, disk_problem, make_folder
from trainer_tui.storage.changes import Change, Transaction, replace_all
from trainer_tui.storage.counter import Counter, default_folder
from trainer_tui.storage.documents import Documents, Snapshot, Tables, apply
from trainer_tui.storage.frames import START, Header, NotALog, walk
from trainer_tui.storage.generations import previous_of, twin_of
from trainer_tui.storage.lock import WriterLock
from trainer_tui.storage.log import Keys
from trainer_tui.storage.opening import Opening
from trainer_tui.storage.packing import decode
from trainer_tui.storage.pair import Pair
from trainer_tui.storage.sealing import seal_kept_files

if TYPE_CHECKING:
    from trainer_tui.storage.cipher import KeyCost

COMPACT_FROM = 4 << 20
"""The size of a log, in bytes, from which writing it anew is worth the while."""

_NOTHING = Documents(indexed=False)


class JournalStorage(Storage):
    """Keeps a record file, its twin, and what they hold."""

    def __init__(
        self,
        path: Path | str,
        *,
        credentials: Credentials | None = None,
        read_only: bool = False,
        twin: Path | bool = True,
        indexes: bool = True,
        counters: Path | bool | None = True,
        cost: KeyCost | None = None,
        disk: Disk = DISK,
    ) -> None:
        """Open the records, or begin without any where there never were; see `open_database`."""
        self.path = Path(path)
        self._stamp: Stamp | None = None
        self.mutex = RLock()
        self.recovery_key = ""
        """What to print and keep, right after a passphrase was set; "" otherwise."""
        self._disk = disk
        self._twin = twin
        self._indexed = indexes
        self._cost = cost
        self._counters = default_folder() if counters is True else counters or None
        self._keys = Keys(credentials or Credentials())
        self._lock = WriterLock(self.path)
        self._closed = False
        self._tables: Tables = {}
        self._pair: Pair
        self._pending: Transaction | None = None
        self.read_only = read_only
        self._locked_out = None if read_only else self._take_lock()
        """Why this process may not write although it was to; None when it may, or was only to read."""
        try:
            self._load()
        except BaseException:
            self._lock.release()
            raise

    # --- what is kept ----------------------------------------------------------------------------

    @property
    def report(self) -> list[str]:
        """What opening found, or saving since, in sentences; empty when nothing."""
        return self._pair.report

    @property
    def sealed(self) -> bool:
        """Whether the records are encrypted on the disk."""
        return self._keys.ring is not None

    @property
    def keys(self) -> Keys:
        """What opens these records, and their backups."""
        return self._keys

    @property
    def committed(self) -> Tables:
        """The tables as they are on the disk."""
        return self._tables

    @property
    def names(self) -> set[str]:
        """The names of the tables as they are for the thread that holds the mutex."""
        changes = self._pending.changes if self._pending else {}
        return {name for name in {*self._tables, *changes} if name not in changes or changes[name].exists}

    def view(self, name: str) -> Documents | Change:
        """Return a table as it is for the thread that holds the mutex."""
        if self._pending is not None and name in self._pending.changes:
            return self._pending.changes[name]
        return self._tables.get(name, _NOTHING)

    def index(self, name: str, *paths: tuple[str, ...]) -> None:
        """Build indexes of a table now, so that no query has to wait for them."""
        with self.mutex:
            self._tables.get(name, _NOTHING).indexes.build(paths)

    # --- commits ---------------------------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Collect changes and write them as one commit at the end of the outermost block.

        An error inside a block drops what was changed in it. Raises StoreError when it could not be written;
        memory and disk are then as before.
        """
        with self.mutex:
            self._refuse_if_not_writable()
            outer = self._pending
            self._pending = Transaction(self._tables) if outer is None else outer.copy()
            try:
                yield self._pending
                if outer is None:
                    self._commit(self._pending)
                else:
                    outer.changes = self._pending.changes
            finally:
                self._pending = outer

    def _commit(self, transaction: Transaction) -> None:
        payload = transaction.payload()
        if not payload:
            return
        if self._pair.commit(payload):
            apply(self._tables, payload, indexed=self._indexed)
            return
        self._write_from_memory(payload)

    def _write_from_memory(self, payload: bytes) -> None:
        """Write everything there is, and a commit behind it: there is no log, or it was lost while open."""
        self._pair.begin_anew(Snapshot(self._tables, payload))
        apply(self._tables, payload, indexed=self._indexed)

    def _refuse_if_not_writable(self) -> None:
        if self._closed:
            raise StoreError("The records are closed; open them again to save.")
        if self.read_only:
            raise StoreError(f"The records in {self.path} are open read-only; nothing was saved.")
        self._pair.refuse_if_broken()

    # --- TinyDB's own interface ------------------------------------------------------------------

    def read(self) -> dict[str, dict[str, Any]] | None:
        """Return a copy of everything in TinyDB's form, None when there is no table."""
        with self.mutex:
            packed = {
                name: [(i, self.view(name).get(i)) for i in self.view(name).ids()] for name in self.names
            }
        tables = {
            name: {str(doc_id): decode(document) for doc_id, document in rows if document is not None}
            for name, rows in packed.items()
        }
        return tables or None

    def write(self, data: Mapping[str, Mapping[Any, Mapping[str, Any]]]) -> None:
        """Replace everything by data in TinyDB's form; only what differs is written."""
        with self.transaction() as transaction:
            for name in self.names - set(data):
                transaction.change(name).drop()
            for name, documents in data.items():
                replace_all(transaction.change(name), documents)

    def close(self) -> None:
        """Let go of the files; further changes are refused."""
        with self.mutex:
            if not self._closed:
                self._closed = True
                self._pair.close()
                self._lock.release()

    # --- upkeep ----------------------------------------------------------------------------------

    def refresh(self) -> bool:
        """Read what another process has written since; tell whether anything changed."""
        with self.mutex:
            found = self._disk.stamp(self.path)
            if not self.read_only or found == self._stamp:
                return False
            pair, stamp, tables, last = self._pair, self._stamp, self._tables, self._pair.last
            try:
                if pair.header is not None and found and stamp and found.file == stamp.file:
                    self._read_on(found)
                else:
                    self._load()
            except StoreError:
                self._pair, self._stamp, self._tables = pair, stamp, tables
                raise
            return (pair.header, last) != (self._pair.header, self._pair.last)

    def _read_on(self, found: Stamp) -> None:
        """Take in the frames behind the last one read; a file with the number of the former is read anew."""
        header = self._pair.header
        assert header is not None
        content = self._disk.read(self.path, self._pair.end)
        try:
            # Asked afterwards: then what was read is of this file, whatever has replaced it since.
            same = Header.from_bytes(self._disk.begin(self.path, START)).file == header.file
        except (OSError, NotALog):
            same = False
        if not same:
            self._load()
            return
        scan = walk(
            content,
            self._pair.last + 1,
            self._keys.sealer(header).open,
            lambda _, payload: apply(self._tables, payload, indexed=self._indexed),
            at=0,
        )
        self._stamp = found
        self._pair.end += scan.end
        self._pair.last = scan.sequences[-1] if scan.sequences else self._pair.last

    @property
    def mostly_superseded(self) -> bool:
        """Whether more than half of a main log of some size is not needed any more."""
        with self.mutex:
            if self.read_only or self._pair.size < COMPACT_FROM:
                return False
            live = sum(len(packed) for table in self._tables.values() for packed in table.packed.values())
            return live * 2 < self._pair.size

    def compact(self) -> None:
        """Write the live documents to new logs in place of the old ones; the previous main log is kept.

        Raises StoreError when there is no room for it; the old ones are then still in use.
        """
        with self.mutex:
            self._refuse_if_not_writable()
            if self._pair.header is not None:
                self._pair.begin_anew(Snapshot(self._tables), previous=previous_of(self.path))

    def replace_by(self, tables: Tables) -> None:
        """Hold other tables from now on, such as those of a backup. Raises StoreError."""
        with self.mutex:
            self._refuse_if_not_writable()
            self._pair.begin_anew(Snapshot(tables))
            self._tables = {}
            for payload in Snapshot(tables):
                apply(self._tables, payload, indexed=self._indexed)

    def set_passphrase(self, new: str | None, kept: Sequence[Path] = ()) -> str:
        """Seal the store with a new passphrase, or leave it plain with None; return the new recovery key.

        Nothing that the former passphrase opens stays: the generation before goes, and so do damaged files
        that were set aside; other files that were kept, those in `kept` too, are sealed anew. Raises
        StoreError; the former passphrase then still holds.
        """
        with self.mutex:
            self._refuse_if_not_writable()
            former, keys = self._keys, Keys(Credentials(passphrase=new or ""))
            recovery_key = keys.begin(self._cost)
            self._pair.keys = keys
            try:
                self._pair.begin_anew(Snapshot(self._tables))
            except StoreError:
                self._pair.keys = former
                raise
            self._keys, self.recovery_key = keys, recovery_key
            seal_kept_files(self._pair, former, kept)
            return recovery_key

    # --- opening ---------------------------------------------------------------------------------

    def _take_lock(self) -> str | None:
        """Become the one writer; return the sentence that says why not otherwise."""
        try:
            make_folder(self.path.parent)
        except OSError as error:
            raise disk_problem(error, "The records", self.path) from error
        problem = self._lock.acquire()
        self.read_only = problem is not None
        return problem

    def _load(self) -> None:
        counter = Counter(self._disk, self._counters, self.path)
        self._pair = Pair(self._disk, self.path, twin_of(self.path, self._twin), self._keys, counter)
        if self._locked_out:
            self._pair.say(self._locked_out)
        try:
            self._stamp = self._disk.stamp(self.path)
        except OSError as error:
            raise disk_problem(error, "The records", self.path) from error
        opening = Opening(self._pair, indexed=self._indexed, cost=self._cost)
        with collector_paused():
            self._tables = opening.run(writable=not self.read_only, followed=bool(self._locked_out))
        self.recovery_key = opening.recovery_key
        self.read_only = self.read_only or self._pair.stopped
