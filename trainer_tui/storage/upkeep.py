"""Looking after the records as a whole: what they are, backups in and out, compaction, the passphrase."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from trainer_tui.domain.credentials import Credentials, LockedRecords, WrongCredentials
from trainer_tui.domain.dates import Clock, system_clock
from trainer_tui.domain.errors import StoreError
from trainer_tui.files import DISK, copy_whole, disk_problem, free_name, make_folder
from trainer_tui.storage.backup import Backups
from trainer_tui.storage.counter import Counter, default_folder
from trainer_tui.storage.database import Database, open_database
from trainer_tui.storage.device import device_file, known_device
from trainer_tui.storage.documents import Snapshot, Tables
from trainer_tui.storage.drafts import DraftFolder
from trainer_tui.storage.generations import backups_of, previous_of, set_aside, twin_of
from trainer_tui.storage.lock import WriterLock
from trainer_tui.storage.log import Keys, is_sealed, read_log
from trainer_tui.storage.packing import decode
from trainer_tui.storage.pair import Pair
from trainer_tui.storage.repository import TinyRecordStore
from trainer_tui.storage.rows import REVISIONS, STORE
from trainer_tui.storage.verify import damage, faults


class StoreUpkeep:
    """The `Upkeep` of `domain.ports`; it reads the files itself, so it works on what does not open."""

    def __init__(
        self,
        path: Path,
        store: TinyRecordStore | None = None,
        *,
        clock: Clock = system_clock,
        credentials: Credentials | None = None,
        twin: Path | bool = True,
        second: Path | None = None,
        drafts: DraftFolder | None = None,
    ) -> None:
        """Look after the records at a path; `store` is the one this process has open, if any.

        `drafts` are sealed as the records are.
        """
        self._path = path
        self._store = store
        self._clock = clock
        self._twin = twin
        self._drafts = drafts
        self._keys = store.database.storage.keys if store else Keys(credentials or Credentials())
        self._backups = store.backups if store else Backups(path, second)

    @property
    def sealed(self) -> bool:
        """Whether the records are encrypted on the disk."""
        return self._store.database.sealed if self._store else is_sealed(self._path)

    def opened_by(self, credentials: Credentials) -> bool:
        """Tell whether these open the encrypted records that are open here."""
        return self._keys.ring is not None and self._keys.ring.opened_by(credentials)

    @property
    def recovery_key(self) -> str:
        """What a person has to print, right after encrypted records were begun; "" otherwise."""
        return self._store.database.recovery_key if self._store else ""

    def info(self) -> dict[str, Any]:
        """Return where the store is and what it holds, with `ok` and `report`."""
        twin = twin_of(self._path, self._twin)
        facts: dict[str, Any] = {
            "path": str(self._path),
            "device": self._store.device if self._store else known_device(self._path.parent),
            "encrypted": self.sealed,
            "bytes": self._path.stat().st_size if self._path.is_file() else 0,
            "second_copy": str(twin) if twin and twin.is_file() else None,
            "backups": [str(file) for file in (*backups_of(self._path), *self._backups.in_second_place)],
            "set_aside": [str(file) for file in set_aside(self._path)],
        }
        try:
            with self._reader() as database:
                counts = {kind: len(database.table(kind)) for kind in sorted(database.tables() - {STORE})}
                report = [*self._store.report] if self._store else [*database.report]
        except StoreError as error:
            return {"ok": False, "report": [error.message], **facts}
        return {"ok": True, "report": report, **facts, "records": counts}

    def verify(self) -> list[str]:
        """Walk every frame of both logs, the hash chain and the views; return what is wrong in sentences."""
        found = damage(self._path, twin_of(self._path, self._twin), self._keys)
        try:
            with self._reader() as database:
                return (found or [*database.report]) + faults(database)
        except StoreError as error:
            return found or [error.message]

    def backup(self, target: Path) -> Path:
        """Write a copy that was read back to a new file or into a folder and return its path."""
        return self._backups.make_at(target, self._clock(), self._keys)

    def compact(self) -> None:
        """Write the records anew without what was superseded; those before are kept. Raises StoreError."""
        self._opened().database.compact()

    def set_passphrase(self, new: str | None) -> str:
        """Encrypt with a new passphrase, or no more with None; return the recovery key to print, "" for none.

        Everything that is kept beside the records, backups included, is encrypted the same way afterwards.
        """
        store = self._opened()
        key = store.database.set_passphrase(new, self._backups.in_second_place)
        self._keys = store.database.storage.keys
        store.say(
            f"The backups in {folder} are as they were, because it is not there; remove them when it is."
            for folder in self._backups.folders[1:]
            if not folder.is_dir()
        )
        if self._drafts is not None:
            store.say(self._drafts.unlock(store.draft_box))
        return key

    def restore(self, source: Path, *, force: bool = False) -> Path | None:
        """Put a backup in place of the records; return where those were kept, None when there were none.

        Raises StoreError for a backup that cannot be read, and without `force` for one with faults and for
        one that is older than the records. This copy goes on under a new device id, because revisions that
        the backup does not have may already be known elsewhere.
        """
        if not source.is_file():
            raise StoreError(f"There is no file {source} to restore.")
        try:
            with self._reader(source) as backup:
                found = [*backup.report, *faults(backup)]
                tables, keys = backup.storage.committed, backup.storage.keys
        except WrongCredentials:
            raise WrongCredentials(
                f"{source} was not restored: it is encrypted with another passphrase; give the one it was "
                "made with."
            ) from None
        if found and not force:
            raise StoreError(f"{source} was not restored: {found[0]} To restore it all the same, force it.")
        if self._store is not None and not self._store.read_only:
            return self._put_in_place(source, tables, keys, force)
        try:
            make_folder(self._path.parent)
        except OSError as error:
            raise disk_problem(error, "The records", self._path) from error
        lock = WriterLock(self._path)
        if sentence := lock.acquire():
            raise StoreError(f"{source} was not restored. {sentence}")
        try:
            return self._put_in_place(source, tables, keys, force)
        finally:
            lock.release()

    # --- beneath ---------------------------------------------------------------------------------

    def _opened(self) -> TinyRecordStore:
        if self._store is None:
            raise StoreError("The records have to be open for this.")
        return self._store

    def _reader(self, file: Path | None = None) -> Database:
        """Open the records for reading only, beside whoever writes them; or a backup, which stands alone."""
        credentials = self._keys.credentials
        return open_database(
            file or self._path,
            passphrase=credentials.passphrase,
            recovery_key=credentials.recovery_key,
            read_only=True,
            twin=self._twin if file is None else False,
            counters=file is None,
        )

    def _put_in_place(self, source: Path, tables: Tables, keys: Keys, force: bool) -> Path | None:
        if not force:
            self._refuse_if_newer(source, tables)
        aside: Path | None = None
        try:
            aside = self._set_aside(self._clock())
            device_file(self._path.parent).unlink(missing_ok=True)
            if self._store is not None and not self._store.read_only:
                self._store.database.storage.replace_by(tables)
                self._store.reload()
            else:
                self._write(tables, keys)
        except (OSError, StoreError) as error:
            if aside is not None:  # a second name of records that go on would be no former state
                with suppress(OSError):
                    aside.unlink()
            if isinstance(error, OSError):
                raise disk_problem(error, "The records", self._path) from error
            raise
        return aside

    def _write(self, tables: Tables, keys: Keys) -> None:
        """Write both logs anew, behind everything that the present ones have."""
        twin = twin_of(self._path, self._twin)
        counter = Counter(DISK, default_folder(), self._path)
        pair = Pair(DISK, self._path, twin, keys, counter)
        for name in (self._path, *([twin] if twin else [])):
            reading = read_log(DISK, name, None)
            if reading.header and (pair.header is None or reading.header.generation > pair.header.generation):
                pair.header, pair.last = reading.header, max(pair.last, reading.through)
        if keys.ring is None and pair.header is not None and pair.header.key:
            # A plain backup does not leave records plain that were encrypted.
            pair.keys = Keys(self._keys.credentials)
            pair.keys.sealer(pair.header)
        pair.begin_anew(Snapshot(tables))
        pair.close()

    def _set_aside(self, now: datetime) -> Path | None:
        """Keep the present file under another name, whatever state it is in."""
        if not self._path.exists():
            return None
        aside = free_name(self._path.with_name(f"{self._path.name}.replaced-{now:%Y%m%d-%H%M%S}"))
        copy_whole(self._path, aside)
        return aside

    def _newest_clock(self) -> int:
        """Return the highest hybrid clock of the records here, 0 when they are too damaged to be read.

        Raises LockedRecords or WrongCredentials when they are only sealed: then nobody can tell.
        """
        for file in (None, previous_of(self._path)):
            if file is None or file.is_file():
                try:
                    with self._reader(file) as database:
                        return newest_clock(database.storage.committed)
                except (LockedRecords, WrongCredentials):
                    raise
                except StoreError:
                    continue
        return 0

    def _refuse_if_newer(self, source: Path, tables: Tables) -> None:
        try:
            newer = self._newest_clock() > newest_clock(tables)
        except (LockedRecords, WrongCredentials) as error:
            raise type(error)(
                f"{source} was not restored: the records here are encrypted with another passphrase, so "
                "nobody can tell whether they are newer. To restore it all the same, force it; the present "
                "records are kept aside."
            ) from None
        if newer:
            raise StoreError(
                f"{source} was not restored: the records here are newer than it. To restore it all the same, "
                "force it; the present records are kept aside."
            )


def newest_clock(tables: Tables) -> int:
    """Return the highest hybrid clock of a state, 0 when it holds no revision."""
    ledger = tables[REVISIONS].packed.values() if REVISIONS in tables else ()
    return max((int(decode(packed)["hlc"]) for packed in ledger), default=0)
