"""Logs of emergencies that the record does not have yet: times and kinds alone, one small file each.

They are not sealed, because they are written while there is no key: so nothing in them names anybody.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from trainer_tui.domain.emergencies import Log
from trainer_tui.files import disk_problem, free_name, make_folder, write_whole

_ID = re.compile(r"[0-9a-f-]{36}")


class PendingFolder:
    """The `PendingStore` of `domain.ports` in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; it is made with the first log."""
        self._folder = folder

    def load(self) -> Sequence[Log]:
        """Return what waits, oldest first; a file that cannot be read is kept aside and left out."""
        try:
            paths = [path for path in self._folder.iterdir() if path.suffix == ".json"]
        except OSError:  # there is none, or nobody may look
            return []
        found = [log for path in paths if (log := self._read(path)) is not None]
        return sorted(found, key=lambda log: log.id)

    def _read(self, path: Path) -> Log | None:
        try:
            data = json.loads(path.read_bytes())
            if not isinstance(data, dict):
                raise ValueError("not an object")
            log = Log.from_pending(data)
            self._path(log.id)
        except OSError:
            return None
        except (ValueError, RecursionError):
            with suppress(OSError):
                path.replace(free_name(path.with_name(path.name + ".damaged")))
            return None
        return log

    def save(self, log: Log) -> None:
        """Keep a log; safe on the disk when it returns. Raises StoreError."""
        path = self._path(log.id)
        try:
            make_folder(self._folder)
            write_whole(path, json.dumps(log.to_pending(), indent=1).encode("ascii"))
        except OSError as error:
            raise disk_problem(error, "The emergency", path) from error

    def discard(self, ident: str) -> None:
        """Forget a log that the record has; one that is not there is no error. Raises StoreError."""
        path = self._path(ident)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise disk_problem(error, "The removal of the emergency", path) from error

    def _path(self, ident: str) -> Path:
        if not _ID.fullmatch(ident):
            raise ValueError(f"not the id of an emergency: {ident!r}")
        return self._folder / f"{ident}.json"
