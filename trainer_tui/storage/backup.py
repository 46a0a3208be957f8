"""Copies of the record file: each is read back before it counts, and fourteen days are kept by themselves."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from trainer_tui.domain.errors import BadInput, StoreError
from trainer_tui.files import disk_problem, free_name, make_folder, write_whole
from trainer_tui.storage.database import open_database
from trainer_tui.storage.generations import backup_folder_of, backups_of

KEPT_BACKUPS = 14


def copy_records(source: Path, target: Path) -> None:
    """Copy a record file that can be read; the copy appears whole and equal or not at all.

    Raises StoreError with a sentence.
    """
    open_database(source, read_only=True).close()
    try:
        write_whole(target, source.read_bytes())
    except OSError as error:
        raise disk_problem(error, "The copy of the records", target) from error


def back_up(path: Path, target: Path, now: datetime) -> Path:
    """Copy the record file to a new file, or under a dated name into a folder; return the copy's path.

    Raises BadInput when the file exists and StoreError when the copy cannot be made.
    """
    if not path.exists():
        raise StoreError(f"There are no records in {path.parent} to back up yet.")
    if target.is_dir():
        target = free_name(target / f"records-{now:%Y%m%d-%H%M%S}.tdb")
    elif target.exists():
        raise BadInput(f"{target} exists already; name another file or a folder for the backup.")
    copy_records(path, target)
    return target


def back_up_daily(path: Path, now: datetime) -> None:
    """Make the day's automatic backup unless there is one, and let go of the oldest.

    Raises StoreError when it cannot be made.
    """
    if any(backup.name.startswith(f"records-{now:%Y%m%d}-") for backup in backups_of(path)):
        return
    folder = backup_folder_of(path)
    try:
        make_folder(folder)
        back_up(path, folder, now)
        for old in backups_of(path)[KEPT_BACKUPS:]:
            old.unlink(missing_ok=True)
    except OSError as error:
        raise disk_problem(error, "The automatic backup", folder) from error
