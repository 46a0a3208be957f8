"""The compiled library: one file of named parts, so that only what is shown is parsed.

The first line says what the file is, for which state of the content files it was made, and where each part
lies. Every part carries a checksum; a file that is damaged, foreign or outdated is simply built again.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from trainer_tui.files import make_folder, write_whole
from trainer_tui.storage.content_files import Folder

FILE_NAME = "library.cache"
# Raised whenever the meaning of a part changes.
FORMAT = 6
_KIND = "trainer_tui compiled library"
_LONGEST_HEADER = 200_000


class DamagedPart(Exception):
    """A part is not there or not what was written."""


class Parts(Protocol):
    """Named pieces of the compiled library."""

    def part(self, name: str) -> Any:
        """Return a part as plain data; raises DamagedPart."""


class PartsInMemory:
    """The parts as they were just built."""

    def __init__(self, parts: Mapping[str, Any]) -> None:
        self._parts = parts

    def part(self, name: str) -> Any:
        """Return a part; raises DamagedPart when there is none."""
        try:
            return self._parts[name]
        except KeyError:
            raise DamagedPart(name) from None


class PartsOnDisk:
    """The parts of a compiled file, each read when it is asked for."""

    def __init__(self, path: Path, start: int, places: Mapping[str, tuple[int, int, int]]) -> None:
        self._path = path
        self._start = start
        self._places = places

    def part(self, name: str) -> Any:
        """Read and check one part; raises DamagedPart."""
        try:
            offset, length, checksum = self._places[name]
            with self._path.open("rb") as stream:
                stream.seek(self._start + offset)
                content = stream.read(length)
            if zlib.crc32(content) != checksum:
                raise DamagedPart(name)
            return json.loads(content)
        except (KeyError, TypeError, ValueError, OSError) as problem:
            raise DamagedPart(name) from problem


def state_key(folders: Iterable[Folder]) -> str:
    """Return checksums over where the content files are, their sizes and times, and the format."""
    lines = [str(FORMAT)]
    for folder in folders:
        lines.append(f"{folder.root.absolute()}|{folder.local}")
        lines += [f"{f.shown_as}|{f.size}|{f.mtime_ns}" for f in folder.files()]
    state = "\n".join(lines).encode(errors="surrogateescape")
    # Two checksums of different make: to load a cryptographic hash for this would lengthen every start.
    return f"{zlib.crc32(state):08x}{zlib.adler32(state):08x}{len(state):x}"


def open_parts(directory: Path, key: str) -> PartsOnDisk | None:
    """Open the compiled file made for a state of the content files; None when there is no such file."""
    path = directory / FILE_NAME
    try:
        with path.open("rb") as stream:
            line = stream.readline(_LONGEST_HEADER)
        header = json.loads(line)
        if (header["kind"], header["format"], header["key"]) != (_KIND, FORMAT, key):
            return None
        places = {name: tuple(place) for name, place in header["parts"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return PartsOnDisk(path, len(line), places)


def write_parts(directory: Path, key: str, parts: Mapping[str, Any]) -> bool:
    """Write the compiled file whole, for its owner alone; tell whether that was possible.

    Nothing depends on it but the time of the next start, so a full or read-only disk is no error.
    """
    places, pieces, offset = {}, [], 0
    for name, part in parts.items():
        piece = json.dumps(part, ensure_ascii=False, separators=(",", ":"), default=_plain).encode()
        places[name] = (offset, len(piece), zlib.crc32(piece))
        pieces.append(piece)
        offset += len(piece)
    header = {"kind": _KIND, "format": FORMAT, "key": key, "parts": places}
    try:
        make_folder(directory)
        write_whole(directory / FILE_NAME, json.dumps(header).encode() + b"\n" + b"".join(pieces))
    except OSError:
        return False
    return True


def _plain(value: object) -> str:
    """Return a TOML date or time as text; pages hold no other values that JSON does not know."""
    return value.isoformat() if isinstance(value, date) else str(value)
