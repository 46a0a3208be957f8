"""What opening a store does before its logs are read, and what it judges afterwards."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from trainer_tui.domain.credentials import Credentials
from trainer_tui.domain.errors import StoreError
from trainer_tui.files import disk_problem
from trainer_tui.storage.counter import Seen
from trainer_tui.storage.documents import Snapshot, Tables
from trainer_tui.storage.generations import earlier_states, old_form_of, rescue, unfinished
from trainer_tui.storage.log import Keys
from trainer_tui.storage.old_form import Unreadable, is_old_form, read_old_form
from trainer_tui.storage.pair import Pair, keep_as
from trainer_tui.storage.recovery import open_pair
from trainer_tui.storage.sealing import seal_kept_files

if TYPE_CHECKING:
    from trainer_tui.storage.cipher import KeyCost


class Opening:
    """One opening of a store."""

    def __init__(self, pair: Pair, *, indexed: bool, cost: KeyCost | None) -> None:
        self._pair = pair
        self._indexed = indexed
        self._cost = cost
        self.recovery_key = ""
        """Set when the store is new here and sealed."""

    def run(self, *, writable: bool, followed: bool) -> Tables:
        """Return the tables; raises StoreError, LockedRecords and WrongCredentials among them."""
        pair, seen = self._pair, self._pair.counter.read()
        if writable:
            self._tidy()
        if self._nothing_there():
            self._begin(seen, writable=writable)
            return {}
        old = self._old_form()
        if old is not None:
            if writable:
                self._take_over(old)
            return old
        tables = open_pair(pair, indexed=self._indexed, writable=writable, followed=followed)
        self._judge(seen, tables, writable=writable)
        if writable:
            seal_kept_files(pair, None)
        return tables

    def _nothing_there(self) -> bool:
        try:
            twin = self._pair.twin_path
            names = (self._pair.path, twin) if twin else (self._pair.path,)
            return all(self._pair.disk.stamp(name) is None for name in names)
        except OSError as error:
            raise disk_problem(error, "The records", self._pair.path) from error

    def _tidy(self) -> None:
        """Remove what a write that was cut off has left: it may be readable where the records are sealed."""
        for file in unfinished(self._pair.path):
            with suppress(OSError):
                self._pair.disk.remove(file)

    def _begin(self, seen: Seen | None, *, writable: bool) -> None:
        """Begin with nothing; raises StoreError where there were records."""
        path = self._pair.path
        if any(earlier_states(path)):
            raise StoreError(
                f"The record file {path} is missing, although records were kept here; nothing was made in "
                f"its place. {rescue(path, self._pair.keys)}"
            )
        if seen:
            self._pair.say(
                f"Records were kept in {path} before, but neither they nor a copy of them are there now; "
                "this is a new, empty record. If they should be there, look for a backup, then: "
                "store restore FILE."
            )
        if writable:
            self.recovery_key = self._pair.keys.begin(self._cost)
            if self.recovery_key:
                # At once, because the key that is shown now must be the one that opens them later.
                self._pair.begin_anew(Snapshot({}))

    def _old_form(self) -> Tables | None:
        """Read a file of the form before the journal, None when there is none."""
        pair = self._pair
        try:
            if pair.disk.stamp(pair.path) is None or not is_old_form(pair.disk.begin(pair.path, 64)):
                return None
            return read_old_form(pair.disk.read(pair.path))
        except Unreadable as problem:
            raise StoreError(
                f"The record file {pair.path} {problem} It was left as it is. {rescue(pair.path, pair.keys)}"
            ) from None
        except OSError as error:
            raise StoreError(
                f"The record file {pair.path} cannot be read: the system reports “{error.strerror}”. "
                f"{rescue(pair.path, pair.keys)}"
            ) from error

    def _take_over(self, tables: Tables) -> None:
        """Write the records of the former form as logs; the old file is kept, sealed when the new one is."""
        pair, kept = self._pair, old_form_of(self._pair.path)
        self.recovery_key = pair.keys.begin(self._cost)
        try:
            keep_as(pair.disk, pair.path, kept)
        except OSError as error:
            raise disk_problem(error, "The former records", kept) from error
        pair.begin_anew(Snapshot(tables))
        if pair.keys.ring is not None:
            seal_kept_files(pair, Keys(Credentials()))
        pair.say(f"The records were taken over into the app's new form; the former file is kept as {kept}.")

    def _judge(self, seen: Seen | None, tables: Tables, *, writable: bool) -> None:
        """Compare what is there with where the store stood when it was last closed on this computer."""
        pair = self._pair
        if seen is None or pair.header is None:
            return
        if seen.store != pair.header.store:
            pair.say(
                f"The records in {pair.path} are not the ones that were last used there on this computer."
            )
        elif pair.found < seen.sequence:
            pair.say(
                f"The records in {pair.path} end at entry {pair.found}, but had come to entry "
                f"{seen.sequence} when they were last closed here: an older copy was put in their place, or "
                "their end was cut off. Look for a newer copy, then: store restore FILE."
            )
            if writable:
                # What was lost may come back on a twin that was away: its numbers must not be given again.
                pair.last = max(pair.last, seen.sequence)
                pair.begin_anew(Snapshot(tables))
