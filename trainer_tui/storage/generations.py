"""Where the earlier states of a record file are: the one before the last save, and the backups."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from trainer_tui.storage.record_file import Unreadable, load

_BACKUP = re.compile(r"records-\d{8}-\d{6}(-\d+)?\.tdb")


def previous_of(path: Path) -> Path:
    """Return where the state before the last save is kept."""
    return path.with_name(path.name + ".prev")


def backup_folder_of(path: Path) -> Path:
    """Return the folder of the automatic backups."""
    return path.parent / "backups"


def backups_of(path: Path) -> list[Path]:
    """Return the automatic backups, newest first."""
    folder = backup_folder_of(path)
    if not folder.is_dir():
        return []
    return sorted((file for file in folder.iterdir() if _BACKUP.fullmatch(file.name)), reverse=True)


def last_good(path: Path) -> Path | None:
    """Return the newest earlier state that can be read."""
    with suppress(OSError):
        for candidate in (previous_of(path), *backups_of(path)):
            with suppress(OSError, Unreadable):
                load(candidate)
                return candidate
    return None


def rescue(path: Path) -> str:
    """Return the sentence that says what to do about a record file that cannot be used."""
    good = last_good(path)
    if good is None:
        return "No earlier state was found beside it; look for a backup, then: store restore FILE."
    return f"The last good state is {good}; to use it: store restore {good}."
