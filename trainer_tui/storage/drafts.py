"""What a person has typed and not saved yet: one small file a draft, written whole at each change."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from trainer_tui.files import disk_problem, free_name, make_folder, write_whole

_NAME = re.compile(r"[a-z0-9-]+")


class DraftFolder:
    """The `DraftStore` of `domain.ports` in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        """Keep drafts in a folder; it is made with the first draft."""
        self._folder = folder

    def save(self, name: str, draft: dict[str, Any]) -> None:
        """Keep a draft under a name of small letters, digits and hyphens.

        Raises StoreError when it cannot be written; the draft kept before is then still there.
        """
        path = self._path(name)
        content = json.dumps(draft, allow_nan=False).encode("ascii")
        try:
            make_folder(self._folder)
            write_whole(path, content)
        except OSError as error:
            raise disk_problem(error, "The draft", path) from error

    def load(self, name: str) -> dict[str, Any] | None:
        """Return a draft, None when there is none that can be read; a damaged one is kept aside."""
        path = self._path(name)
        try:
            draft = json.loads(path.read_bytes())
        except OSError:
            return None
        except (ValueError, RecursionError):
            draft = None
        if isinstance(draft, dict):
            return draft
        with suppress(OSError):
            path.replace(free_name(path.with_name(path.name + ".damaged")))
        return None

    def names(self, prefix: str = "") -> Sequence[str]:
        """Return the names of the drafts that exist, sorted."""
        if not self._folder.is_dir():
            return []
        files = (file for file in self._folder.iterdir() if file.suffix == ".json")
        return sorted(
            file.stem for file in files if _NAME.fullmatch(file.stem) and file.stem.startswith(prefix)
        )

    def discard(self, name: str) -> None:
        """Forget a draft; one that does not exist is no error. Raises StoreError when it has to stay."""
        path = self._path(name)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise disk_problem(error, "The removal of the draft", path) from error

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError(f"not a name for a draft: {name!r}")
        return self._folder / f"{name}.json"
