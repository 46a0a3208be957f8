"""Files as one archive, made piece by piece: the same bytes for the same content and moment."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import IO, cast

from trainer_tui.files import FILE_MODE

EARLIEST = 1980
"""The first year an archive can name."""


def zipped(files: Iterable[tuple[str, bytes | Iterable[bytes]]], at: datetime) -> Iterator[bytes]:
    """Pack named files into one archive whose entries are dated `at` and readable by their owner alone."""
    taken = _Taken()
    with zipfile.ZipFile(cast("IO[bytes]", taken), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, (max(at.year, EARLIEST), *at.timetuple()[1:6]))
            entry.external_attr = FILE_MODE << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w") as file:
                for piece in (content,) if isinstance(content, bytes) else content:
                    file.write(piece)
                    yield taken.all()
    yield taken.all()


class _Taken:
    """A file that nobody can go back in: what the archive writes waits here until it is fetched."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        """Keep a piece."""
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Keep everything for whoever fetches it."""

    def all(self) -> bytes:
        """Hand out what waits."""
        found, self._pieces = b"".join(self._pieces), []
        return found
