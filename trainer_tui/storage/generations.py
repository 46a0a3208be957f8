"""Where the files of a store are: its twin, the generation before, what was set aside, and the backups."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from trainer_tui.domain.credentials import Credentials
from trainer_tui.domain.errors import StoreError
from trainer_tui.files import DISK, Disk
from trainer_tui.storage.documents import Tables, apply
from trainer_tui.storage.log import Keys, read_log
from trainer_tui.storage.old_form import Unreadable, is_old_form, read_old_form

_BACKUP = re.compile(r"records-\d{8}-\d{6}(-\d+)?\.tdb")


def twin_of(path: Path, where: Path | bool) -> Path | None:
    """Return where the second log is kept: beside the first, in a folder that a person names, or nowhere."""
    if where is False:
        return None
    name = path.name + ".twin"
    return path.with_name(name) if where is True else where / name


def previous_of(path: Path) -> Path:
    """Return where the generation before the present one is kept."""
    return path.with_name(path.name + ".prev")


def old_form_of(path: Path) -> Path:
    """Return where the file is kept whose records were taken over from the form before the journal."""
    return path.with_name(path.name + ".old-form")


def set_aside(path: Path) -> list[Path]:
    """Return the damaged files that were kept as they were found."""
    return sorted(path.parent.glob(glob.escape(path.name) + ".damaged*"))


def unfinished(path: Path) -> list[Path]:
    """Return what writes that were cut off have left behind."""
    endings = (".tmp", ".twin.tmp", ".prev.tmp", ".old-form.tmp", ".undo.tmp", ".undo.tmp.tmp")
    beside = [path.with_name(path.name + ending) for ending in endings]
    return [*beside, *backup_folder_of(path).glob("records-*.tmp")]


def kept_files(path: Path) -> list[Path]:
    """Return every whole file of earlier states that is kept beside the logs."""
    beside = [old_form_of(path), *path.parent.glob(glob.escape(path.name) + ".replaced-*")]
    return [file for file in (*beside, *backups_of(path)) if file.is_file()]


def backup_folder_of(path: Path) -> Path:
    """Return the folder of the automatic backups."""
    return path.parent / "backups"


def backups_of(path: Path) -> list[Path]:
    """Return the automatic backups, newest first."""
    return backups_in(backup_folder_of(path))


def backups_in(folder: Path) -> list[Path]:
    """Return the backups in a folder, newest first."""
    if not folder.is_dir():
        return []
    return sorted((file for file in folder.iterdir() if _BACKUP.fullmatch(file.name)), reverse=True)


def read_state(path: Path, keys: Keys | None = None, disk: Disk = DISK) -> Tables:
    """Read one file, whichever form it has, as it was when it was written.

    Raises Unreadable when it is not whole, LockedRecords or WrongCredentials, and OSError.
    """
    content = disk.begin(path, 64)
    if is_old_form(content):
        return read_old_form(disk.read(path))
    tables: Tables = {}
    reading = read_log(disk, path, keys or Keys(Credentials()), lambda _, payload: apply(tables, payload))
    if reading.problem:
        raise Unreadable(reading.problem)
    if not reading.whole:
        raise Unreadable("is damaged: parts of it cannot be read.")
    return tables


def earlier_states(path: Path) -> Iterator[Path]:
    """Yield what the records could be restored from, the newest state first."""
    yield from (file for file in (previous_of(path), *backups_of(path), old_form_of(path)) if file.is_file())


def last_good(path: Path, keys: Keys | None) -> Path | None:
    """Return the newest earlier state that can be read."""
    with suppress(OSError):
        for candidate in earlier_states(path):
            with suppress(OSError, Unreadable, StoreError):
                read_state(candidate, keys)
                return candidate
    return None


def rescue(path: Path, keys: Keys | None) -> str:
    """Return the sentence that says what to do about a record file that cannot be used."""
    good = last_good(path, keys)
    if good is None:
        return "No earlier state was found beside it; look for a backup, then: store restore FILE."
    return f"The last good state is {good}; to use it: store restore {good}."
