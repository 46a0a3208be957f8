"""The two logs of a store, the main one and its twin: every commit goes into both.

The twin is an independent file with a key of its own, so that damage to one never touches the other. A twin
that cannot be written never keeps a save from being made: it is said, left behind, and made good when the
store is opened again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sized
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from trainer_tui.domain.errors import StoreError
from trainer_tui.files import Disk, Stamp, copy_whole, disk_problem, free_name, write_new
from trainer_tui.storage.counter import Counter
from trainer_tui.storage.frames import Header
from trainer_tui.storage.log import Keys, Log, new_id, read_log, write_log


class Payloads(Sized, Iterable[bytes], Protocol):
    """What a log is written from: counted first, then walked through once for each log."""


class Pair:
    """What a store is written to; made by `recovery.open_pair`."""

    def __init__(self, disk: Disk, path: Path, twin: Path | None, keys: Keys, counter: Counter) -> None:
        """Begin with no log at all: the first commit makes them."""
        self.disk = disk
        self.path = path
        self.twin_path = twin
        self.keys = keys
        self.counter = counter
        self.header: Header | None = None
        self.last = 0
        """The number of the last frame."""
        self.found = 0
        """The number of the last frame that was there when the store was opened."""
        self.end = 0
        """Where the last frame that was read ends in the main log; for a reader that reads on."""
        self.report: list[str] = []
        """What was found or happened, in sentences."""
        self._main: Log | None = None
        self._twin: Log | None = None
        self._folder: Stamp | None = None
        self._broken = ""
        """Why nothing may be written until the store is opened again; "" as long as it may."""
        with suppress(OSError):
            self._folder = disk.stamp(path.parent)

    @property
    def size(self) -> int:
        """The size of the main log in bytes; 0 when it is not open for writing."""
        return self._main.end if self._main else 0

    @property
    def store(self) -> str:
        """The id of the store; made with the first generation."""
        return self.header.store if self.header else new_id()

    def say(self, sentence: str) -> None:
        """Report something once."""
        if sentence not in self.report:
            self.report.append(sentence)

    def take_main(self, header: Header, log: Log, last: int) -> None:
        """Carry on with a main log that was read to its end."""
        self.header, self._main, self.last = header, log, last

    def take_twin(self, log: Log) -> None:
        """Carry on with a twin that holds what the main log holds."""
        self._twin = log

    # --- commits ---------------------------------------------------------------------------------

    def commit(self, payload: bytes) -> bool:
        """Write a commit, safe on the disk when this returns.

        Returns False when the main log is gone or was damaged meanwhile, so that all of it must be written
        anew from memory. Raises StoreError when it could not be written; the logs are then as before.
        """
        self.refuse_if_broken()
        if self._main is None or not self._main_in_place():
            return False
        sequence = self.last + 1
        try:
            size = self._main.append(sequence, payload)
            twin_size = self._append_to_twin(sequence, payload)
            self._sync_main()
        except BaseException as error:
            self._take_back(self._main)
            if self._twin is not None:
                self._take_back(self._twin)
            if isinstance(error, OSError):
                raise disk_problem(error, "The records", self.path) from error
            raise
        self._sync_twin(twin_size)
        self._main.keep(size)
        self.last = sequence
        return True

    def _sync_main(self) -> None:
        assert self._main is not None
        try:
            self._main.sync()
        except OSError:
            self._stop("was written")
            raise

    def _append_to_twin(self, sequence: int, payload: bytes) -> int:
        if self._twin is None:
            return 0
        try:
            if not self._twin.holds_its_place():
                raise FileNotFoundError(2, "it was removed or changed")
            return self._twin.append(sequence, payload)
        except OSError as error:
            self._lose_twin(error)
            return 0

    def _sync_twin(self, size: int) -> None:
        if self._twin is None:
            return
        try:
            self._twin.sync()
        except OSError as error:
            self._lose_twin(error)
        else:
            self._twin.keep(size)

    def _take_back(self, log: Log) -> None:
        try:
            log.undo()
        except OSError:
            self._stop("was written")

    def _lose_twin(self, error: OSError) -> None:
        twin, self._twin = self._twin, None
        if twin is not None:
            with suppress(OSError):
                twin.undo()
            twin.close()
        self.say(
            f"The second copy of the records, {self.twin_path}, could not be written "
            f"({error.strerror or error}); until the app is started again there is only one."
        )

    def _main_in_place(self) -> bool:
        """Tell whether the main log is as this process left it; raises StoreError when it is another's."""
        assert self._main is not None
        try:
            if self._main.holds_its_place():
                return True
            found = self.disk.stamp(self.path)
            if found is None:
                if self.disk.stamp(self.path.parent) is None or self._folder_changed():
                    raise StoreError(
                        f"The folder {self.path.parent} is no longer the one the records were opened in; "
                        "nothing was saved. Connect its disk again, then save once more."
                    )
                self.say(f"The record file {self.path} had been removed; it was written again from memory.")
                return False
            reading = read_log(self.disk, self.path, None)
        except OSError as error:
            raise disk_problem(error, "The records", self.path) from error
        if reading.whole and reading.last >= self.last:
            raise StoreError(
                f"Another program has changed {self.path} since it was opened; nothing was saved. "
                "Close that program, start this app again and enter the change once more."
            )
        aside = self.set_aside(self.path)
        kept = f" The damaged file is kept as {aside}." if aside else ""
        self.say(
            f"The record file {self.path} was damaged while it was open; it was written again from "
            f"memory.{kept}"
        )
        return False

    def _folder_changed(self) -> bool:
        found = self.disk.stamp(self.path.parent)
        return self._folder is not None and found is not None and found.file != self._folder.file

    @property
    def stopped(self) -> bool:
        """Whether nothing may be written until the store is opened again."""
        return bool(self._broken)

    def give_up(self, sentence: str) -> None:
        """Refuse every change from now on, and say why."""
        self._broken = sentence
        self.say(sentence)

    def refuse_if_broken(self) -> None:
        """Raise StoreError when the disk has failed in a way that only opening again can judge."""
        if self._broken:
            raise StoreError(self._broken)

    # --- generations -----------------------------------------------------------------------------

    def begin_anew(
        self, payloads: Payloads, *, previous: Path | None = None, incomplete: bool = False
    ) -> None:
        """Write a new generation of both logs; with `previous`, the old main log is kept under that name.

        It is `incomplete` when something was lost before, and stays so until the twin has seen it. Raises
        StoreError when the main log could not be replaced; the old one is then still in use.
        """
        self.refuse_if_broken()
        generation = self.header.generation + 1 if self.header else 1
        incomplete = incomplete or bool(self.header and self.header.incomplete and self._twin is None)
        header = Header(self.store, new_id(), generation, self.last + 1, len(payloads), {}, incomplete)
        spare = self.path.with_name(self.path.name + ".tmp")
        try:
            written, sealer, end = write_log(self.disk, spare, header, self.keys, payloads)
            self._put_in_place(spare, previous, lambda: Log(self.disk, self.path, written, sealer, end))
        except OSError as error:
            raise disk_problem(error, "The records", self.path) from error
        self.header, self.last = written, self.last + len(payloads)
        self.write_twin(payloads)
        self.counter.write(written.store, self.last)

    def _put_in_place(self, spare: Path, previous: Path | None, opened: Callable[[], Log]) -> None:
        """Replace the main log; when any step of that is refused, the old one stands there again."""
        undo = self.path.with_name(self.path.name + ".undo.tmp")
        old, self._main = self._main, None
        if old is not None:
            old.close()  # Windows replaces no file that is open
        had_one = replaced = False
        try:
            if had_one := self.disk.stamp(self.path) is not None:
                keep_as(self.disk, self.path, undo)
            self.disk.replace(spare, self.path)
            replaced = True
            self._sync_folder()
            self._main = opened()
        except OSError:
            if replaced:
                self._put_back(undo if had_one else None)
            self._go_on(old, spare, undo)
            raise
        with suppress(OSError):
            if previous is not None and had_one:
                self.disk.replace(undo, previous)
            self.disk.remove(undo)

    def _put_back(self, undo: Path | None) -> None:
        """Let the former main log stand in its place again, or none."""
        try:
            if undo is None:
                self.disk.remove(self.path)
            else:
                self.disk.replace(undo, self.path)
            self._sync_folder()
        except OSError:
            self._stop("was replaced")

    def _go_on(self, old: Log | None, *left: Path) -> None:
        """Go on with the former main log, and remove what is left of a new one."""
        try:
            for name in left:
                self.disk.remove(name)
            if old is not None:
                self._main = Log(self.disk, self.path, old.header, old.sealer, old.end)
        except OSError:
            self._stop("was replaced")

    def _sync_folder(self) -> None:
        try:
            self.disk.sync_folder(self.path.parent)
        except OSError:
            self._stop("was replaced")
            raise

    def _stop(self, when: str) -> None:
        """Trust the disk no more: what it has is not known, and a second try may be told all is well."""
        self._broken = (
            f"The disk failed while {self.path} {when}; nothing more is saved until the app is started "
            "again. Check the disk."
        )

    def write_twin(self, payloads: Payloads) -> None:
        """Write the twin anew with the frames that the main log has; what prevents it is only reported."""
        if self.twin_path is None or self.header is None:
            return
        if self._twin is not None:
            self._twin.close()
            self._twin = None
        head = self.header
        header = replace(head, file=new_id(), key={})
        spare = self.twin_path.with_name(self.twin_path.name + ".tmp")
        try:
            written, sealer, end = write_log(self.disk, spare, header, self.keys, payloads)
            self.disk.replace(spare, self.twin_path)
            self.disk.sync_folder(self.twin_path.parent)
            self._twin = Log(self.disk, self.twin_path, written, sealer, end)
        except OSError as error:
            with suppress(OSError):
                self.disk.remove(spare)
            self._lose_twin(error)

    def set_aside(self, file: Path, ending: str = ".damaged") -> Path | None:
        """Keep a log as it is beside the main one; return where, None when the disk refuses it."""
        aside = free_name(self.path.with_name(self.path.name + ending))
        try:
            copy_whole(file, aside, disk=self.disk)
        except OSError:
            return None
        return aside

    def keep_tail(self, content: bytes) -> Path | None:
        """Keep what was cut off the main log; return where, None when the disk has no room for it."""
        aside = free_name(self.path.with_name(self.path.name + ".damaged-end"))
        try:
            write_new(aside, content, disk=self.disk)
        except OSError:
            return None
        return aside

    def close(self) -> None:
        """Let go of both logs, and note how far they came; a second time is no error."""
        if self._main is not None and self.header is not None and not self._broken:
            self.counter.write(self.header.store, self.last)
        for log in (self._main, self._twin):
            if log is not None:
                log.close()
        self._main = self._twin = None


def keep_as(disk: Disk, path: Path, name: Path) -> None:
    """Let a file stand under a second name too, in place of whatever stood there. Raises OSError."""
    spare = name.with_name(name.name + ".tmp")
    disk.remove(spare)
    copy_whole(path, spare, disk=disk)
    try:
        disk.replace(spare, name)
    finally:
        # Renaming onto another name of the same file does nothing: the spare name would stay.
        with suppress(OSError):
            disk.remove(spare)
