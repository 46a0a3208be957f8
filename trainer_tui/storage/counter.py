"""How far a store had come when it was last closed, kept apart from it.

From a log alone, an older copy of it looks like an older state. The counter lies in the person's
configuration on this computer, whatever the data directory, so that a whole folder put back from elsewhere
is noticed too. It holds the store's random id and a number, nothing about people.
"""

from __future__ import annotations

import json
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from trainer_tui.files import Disk, make_folder, write_whole


def default_folder() -> Path:
    """Return the folder of the counters of this computer's user."""
    from platformdirs import PlatformDirs

    return PlatformDirs("trainer-tui", appauthor=False).user_config_path / "counters"


class Seen(NamedTuple):
    """Where a store stood."""

    store: str
    sequence: int


class Counter:
    """The counter of the store under one path; a disk that refuses it never keeps the records from use."""

    def __init__(self, disk: Disk, folder: Path | None, path: Path) -> None:
        """Keep it in a folder; None keeps none."""
        self._disk = disk
        self._file = folder and folder / f"{sha256(str(path.absolute()).encode()).hexdigest()[:32]}.json"

    def read(self) -> Seen | None:
        """Return where the store stood; None when that is not known."""
        if self._file is None:
            return None
        try:
            table = json.loads(self._disk.read(self._file))
            return Seen(str(table["store"]), int(table["sequence"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, store: str, sequence: int) -> None:
        """Note where the store stands."""
        if self._file is None or self.read() == (store, sequence):
            return
        content = json.dumps({"store": store, "sequence": sequence}).encode("ascii")
        with suppress(OSError):
            make_folder(self._file.parent)
            write_whole(self._file, content, disk=self._disk)
