"""What a person has typed and not saved yet: one small file a draft, written whole at each change.

Drafts are sealed when the records are. Until those are open there is no key: what is typed meanwhile waits in
memory, and what was typed before cannot be seen.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

from trainer_tui.domain.errors import StoreError
from trainer_tui.files import disk_problem, free_name, make_folder, write_whole

if TYPE_CHECKING:
    from trainer_tui.storage.cipher import Box

_NAME = re.compile(r"[a-z0-9-]+")
_PLAIN, _SEALED = ".json", ".sealed"


class DraftFolder:
    """The `DraftStore` of `domain.ports` in a folder of its own."""

    def __init__(self, folder: Path, *, locked: bool = False) -> None:
        """Keep drafts in a folder; it is made with the first draft. `locked`: the records are encrypted."""
        self._folder = folder
        self._locked = locked
        self._box: Box | None = None
        self._waiting: dict[str, dict[str, Any]] = {}
        self._mutex = RLock()  # the records are opened beside the screen

    def unlock(self, box: Box | None) -> list[str]:
        """Seal with a box from now on, or with none; every draft there is becomes as the next ones will be.

        Returns what could not be written, in sentences; it is kept in memory then.
        """
        with self._mutex:
            self._locked = False
            problems = self._tidy(sealed=box is not None)
            readable = self.names() if self._box is not None else []
            drafts = {name: self._read(name) for name in readable}
            self._box = box
            for name in self.names():
                if name not in drafts and self._other(name).exists():
                    drafts[name] = self._read(name)
            for name, draft in (drafts | self._waiting).items():
                if draft is not None:
                    self._waiting[name] = draft
                    try:
                        self.save(name, draft)
                    except StoreError as error:
                        problems.append(error.message)
            return problems

    def save(self, name: str, draft: dict[str, Any]) -> None:
        """Keep a draft under a name of small letters, digits and hyphens.

        Raises StoreError when it cannot be written; the draft kept before is then still there.
        """
        path = self._path(name)
        content = json.dumps(draft, allow_nan=False).encode("ascii")
        with self._mutex:
            if self._locked:
                self._waiting[name] = deepcopy(draft)
                return
            try:
                make_folder(self._folder)
                write_whole(path, content if self._box is None else self._box.seal(0, content))
                self._other(name).unlink(missing_ok=True)
            except OSError as error:
                raise disk_problem(error, "The draft", path) from error
            self._waiting.pop(name, None)

    def load(self, name: str) -> dict[str, Any] | None:
        """Return a draft, None when there is none that can be read; a damaged one is kept aside."""
        with self._mutex:
            if self._locked or name in self._waiting:
                return deepcopy(self._waiting.get(name))
            draft = self._read(name)
            path = self._path(name)
            if draft is None and path.exists():
                with suppress(OSError):
                    path.replace(free_name(path.with_name(path.name + ".damaged")))
            return draft

    def names(self, prefix: str = "") -> Sequence[str]:
        """Return the names of the drafts that exist, sorted."""
        with self._mutex:
            found = set(self._waiting)
            if self._folder.is_dir():
                files = (file for file in self._folder.iterdir() if file.suffix in (_PLAIN, _SEALED))
                found |= {file.stem for file in files if _NAME.fullmatch(file.stem)}
            return sorted(name for name in found if name.startswith(prefix))

    def discard(self, name: str) -> None:
        """Forget a draft; one that does not exist is no error. Raises StoreError when it has to stay."""
        path = self._path(name)
        with self._mutex:
            self._waiting.pop(name, None)
            try:
                path.unlink(missing_ok=True)
                self._other(name).unlink(missing_ok=True)
            except OSError as error:
                raise disk_problem(error, "The removal of the draft", path) from error

    def _tidy(self, *, sealed: bool) -> list[str]:
        """Remove what a save that was cut off has left, and damaged drafts that anybody could read."""
        problems: list[str] = []
        left = [*self._folder.glob("*.tmp"), *(self._folder.glob(f"*{_PLAIN}.damaged*") if sealed else ())]
        for file in left:
            try:
                file.unlink()
            except OSError as error:
                problems.append(f"{file} could not be removed ({error.strerror}); remove it yourself.")
        return problems

    def _read(self, name: str) -> dict[str, Any] | None:
        """Read a draft in whichever of the two forms it has, None when it cannot be read."""
        for path in (self._path(name), self._other(name)):
            try:
                content: bytes | None = path.read_bytes()
                if path.suffix == _SEALED:
                    content = self._box.open(0, content or b"") if self._box else None
                draft = None if content is None else json.loads(content)
            except (OSError, ValueError, RecursionError):
                continue
            if isinstance(draft, dict):
                return draft
        return None

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError(f"not a name for a draft: {name!r}")
        sealed = self._box is not None or self._locked
        return self._folder / f"{name}{_SEALED if sealed else _PLAIN}"

    def _other(self, name: str) -> Path:
        """Return where the draft would be in the other form."""
        path = self._path(name)
        return path.with_suffix(_PLAIN if path.suffix == _SEALED else _SEALED)
