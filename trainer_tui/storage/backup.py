"""Copies of the main log: each is read back before it counts, and fourteen days are kept by themselves.

A copy is as sealed as the records are. With a second place, such as another disk, every copy goes there too.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from trainer_tui.domain.errors import BadInput, StoreError
from trainer_tui.files import DISK, Disk, disk_problem, free_name, make_folder, write_whole
from trainer_tui.storage.generations import backup_folder_of, backups_in
from trainer_tui.storage.log import Keys, read_content

KEPT_BACKUPS = 14


class Backups:
    """The backups of one store."""

    def __init__(self, path: Path, second: Path | None = None, disk: Disk = DISK) -> None:
        """Keep backups of the store at a path, and copies of them in a second folder if one is set."""
        self._path = path
        self._disk = disk
        self.folders = [backup_folder_of(path), *([second] if second else [])]

    @property
    def in_second_place(self) -> list[Path]:
        """The backups in the second folder, newest first."""
        return [file for folder in self.folders[1:] for file in backups_in(folder)]

    def copy_to(self, target: Path, keys: Keys) -> None:
        """Copy the main log; the copy appears whole and equal or not at all.

        Raises StoreError with a sentence, also for a log that is not whole.
        """
        try:
            content = self._disk.read(self._path)
            reading = read_content(self._path, content, None, keys)
            if not reading.unbroken:
                raise StoreError(
                    f"{self._path} was not copied: it {reading.problem or 'is damaged.'} Open the records "
                    "first, so that they are mended."
                )
            # What stands behind the last whole frame is a save that is going on.
            write_whole(target, content[: reading.scan.end], disk=self._disk)
        except OSError as error:
            raise disk_problem(error, "The copy of the records", target) from error

    def make_at(self, target: Path, now: datetime, keys: Keys) -> Path:
        """Copy the records to a new file, or under a dated name into a folder; return the copy's path.

        Raises BadInput when the file exists and StoreError when the copy cannot be made.
        """
        if not self._path.exists():
            raise StoreError(f"There are no records in {self._path.parent} to back up yet.")
        if target.is_dir():
            target = free_name(target / f"records-{now:%Y%m%d-%H%M%S}.tdb")
        elif target.exists():
            raise BadInput(f"{target} exists already; name another file or a folder for the backup.")
        self.copy_to(target, keys)
        return target

    def make(self, now: datetime, keys: Keys) -> None:
        """Make a backup in the store's own folder. Raises StoreError."""
        self._make_in(self.folders[0], now, keys)

    def make_daily(self, now: datetime, keys: Keys) -> list[str]:
        """Make the day's backup in every place that has none yet, and let go of the oldest there.

        Returns what could not be done, in sentences.
        """
        problems = []
        for folder in self.folders:
            try:
                if folder is not self.folders[0] and not folder.is_dir():
                    # Made here, it would be on the wrong disk.
                    raise StoreError(
                        f"The second place for backups, {folder}, is not there; connect its disk."
                    )
                if not any(file.name.startswith(f"records-{now:%Y%m%d}-") for file in backups_in(folder)):
                    self._make_in(folder, now, keys)
                    for old in backups_in(folder)[KEPT_BACKUPS:]:
                        old.unlink(missing_ok=True)
            except StoreError as error:
                problems.append(f"Today's automatic backup was not made. {error.message}")
            except OSError as error:
                problem = disk_problem(error, "The automatic backup", folder)
                problems.append(f"Today's automatic backup was not made. {problem.message}")
        return problems

    def _make_in(self, folder: Path, now: datetime, keys: Keys) -> None:
        try:
            make_folder(folder)
        except OSError as error:
            raise disk_problem(error, "The backup", folder) from error
        self.make_at(folder, now, keys)
