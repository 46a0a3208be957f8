"""Finding and reading content files; whatever they hold, reading ends in tables or a sentence."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from trainer_tui.domain.errors import TrainerError
from trainer_tui.domain.plain_text import visible

LARGEST_FILE = 1_000_000
"""Bytes; twenty times the longest page that a person would read."""
TABLES = ("sources", "named_conditions", "findings", "red_flags", "rule_examples")
_SUFFIX = ".toml"


_AT_LINE = re.compile(r"\(at line (\d+), ")


class UnreadableFile(TrainerError):
    """A content file that cannot be turned into tables; the message does not name the file."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        """Where reading stopped, counted from 1; None where no line is to blame."""


@dataclass(frozen=True, slots=True)
class ContentFile:
    """One file of the library as a directory listing shows it."""

    folder: Path
    base: str
    """Its name within the folder."""
    shown_as: str
    """Its path from the parent of the library's folder."""
    size: int
    mtime_ns: int

    @property
    def path(self) -> Path:
        """Where it is."""
        return self.folder / self.base

    @property
    def name(self) -> str:
        """Its path from the folder's parent, safe to show."""
        return visible(self.shown_as)

    @property
    def stem(self) -> str:
        """The file's name without its ending."""
        return self.base.removesuffix(_SUFFIX)


@dataclass(frozen=True, slots=True)
class Folder:
    """The files of the shipped library or of one pack."""

    root: Path
    local: bool
    conditions: tuple[ContentFile, ...] = ()
    tables: Mapping[str, ContentFile] = field(default_factory=dict)
    """Those of TABLES by name, as far as they exist."""
    sweeps: tuple[ContentFile, ...] = ()
    protocols: tuple[ContentFile, ...] = ()

    def files(self) -> Iterator[ContentFile]:
        """Yield every file in a fixed order."""
        yield from self.conditions
        yield from self.tables.values()
        yield from self.sweeps
        yield from self.protocols


def scan(root: Path, *, local: bool) -> Folder:
    """List the files of a folder without opening one.

    A pack may keep its conditions beside its tables instead of in `conditions`. Raises TrainerError when
    the folder cannot be listed.
    """
    name = root.name or root.absolute().name
    top = _toml_files(root, name)
    conditions = _toml_files(root / "conditions", f"{name}/conditions", optional=True)
    loose = [file for file in top if file.stem not in TABLES] if local else []
    return Folder(
        root=root,
        local=local,
        conditions=(*conditions, *loose),
        tables={file.stem: file for file in top if file.stem in TABLES},
        sweeps=tuple(_toml_files(root / "sweeps", f"{name}/sweeps", optional=True)),
        protocols=tuple(_toml_files(root / "protocols", f"{name}/protocols", optional=True)),
    )


def _toml_files(folder: Path, shown_as: str, *, optional: bool = False) -> list[ContentFile]:
    try:
        with os.scandir(folder) as entries:
            # The entries know their files: making a path of each would double what a start waits for.
            found = sorted((e.name, e) for e in entries if e.name.endswith(_SUFFIX) and e.name[0] != ".")
            return [_stamped(folder, name, f"{shown_as}/{name}", entry.stat) for name, entry in found]
    except FileNotFoundError:
        if optional:
            return []
        raise TrainerError(f"There is no folder {visible(str(folder))}.") from None
    except OSError as problem:
        raise TrainerError(f"{visible(str(folder))} cannot be listed: {problem.strerror}.") from problem


def stamp(path: Path, shown_as: str) -> ContentFile:
    """Note size and time of a file; one that cannot be looked at gets zeros and fails when it is read."""
    return _stamped(path.parent, path.name, shown_as, path.stat)


def _stamped(folder: Path, base: str, shown_as: str, look: Callable[[], os.stat_result]) -> ContentFile:
    try:
        found = look()
    except OSError:
        return ContentFile(folder, base, shown_as, 0, 0)
    return ContentFile(folder, base, shown_as, found.st_size, found.st_mtime_ns)


def read_tables(file: ContentFile) -> dict[str, Any]:
    """Read a TOML file; raises UnreadableFile with what is wrong and what to do."""
    text = read_text(file)
    import tomllib  # not needed while the compiled index serves

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        at = _AT_LINE.search(str(problem))
        line = int(at.group(1)) if at else text.count("\n", 0, len(text.rstrip())) + 1
        raise UnreadableFile(f"is not valid TOML: {visible(str(problem))[:200]}.", line) from problem
    except RecursionError as problem:
        raise UnreadableFile("is nested too deeply to be read.") from problem


def read_text(file: ContentFile) -> str:
    """Read a content file as text; raises UnreadableFile with what is wrong and what to do."""
    try:
        content = _read_bytes(file.path)
        return content.decode("utf-8-sig")  # editors on Windows begin with a mark
    except OSError as problem:
        raise UnreadableFile(f"cannot be read: {problem.strerror}.") from problem
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise UnreadableFile(f"is not UTF-8 at byte {problem.start:,}; save it as UTF-8.", line) from problem


def _read_bytes(path: Path) -> bytes:
    # Opening a named pipe would wait for ever, so the kind of file is looked at first.
    if not stat.S_ISREG(path.stat().st_mode):
        raise UnreadableFile("is not a plain file.")
    with path.open("rb") as stream:
        content = stream.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise UnreadableFile(f"is larger than {LARGEST_FILE:,} bytes; split it.")
    return content
