"""The form of the record file: plain JSON with one document a line under a checksummed first line.

    {"_store":{"format":"trainer-tui records","version":1,"sha256":"…"},
    "incidents":{
    "1":{…},
    "2":{…}
    }
    }

The checksum covers every byte after the first line, so that a cut or altered file is known as such.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

FORMAT = "trainer-tui records"
VERSION = 1

_START = b'{"_store":'


class Entry(NamedTuple):
    """A document and the line it has in the file."""

    document: dict[str, Any]
    """The document as the line reads: what is shown is what a reopening will find."""
    line: bytes
    """Document id and document in JSON, without a comma."""


Tables = dict[str, dict[int, Entry]]


class Unreadable(Exception):
    """A file is not what a record file must be; its text is the rest of a sentence after the file's name."""


def entry(doc_id: int, document: Mapping[str, Any]) -> Entry:
    """Return what is kept of a document: it goes through JSON and shares nothing with what was given.

    Raises TypeError or ValueError for what JSON cannot hold, infinities included.
    """
    text = json.dumps(dict(document), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    try:
        line = f'"{doc_id}":{text}'.encode()
    except UnicodeEncodeError:  # half a surrogate pair, from a terminal that is not UTF-8
        text = json.dumps(dict(document), allow_nan=False, separators=(",", ":"))
        line = f'"{doc_id}":{text}'.encode()
    return Entry(json.loads(text), line)


def encode(tables: Mapping[str, Mapping[int, Entry]]) -> tuple[bytes, str]:
    """Return the bytes of a file and their checksum."""
    parts = [_table(name, entries.values()) for name, entries in tables.items()]
    body = b",\n".join(parts) + (b"\n}\n" if parts else b"}\n")
    digest = sha256(body).hexdigest()
    head = json.dumps({"format": FORMAT, "version": VERSION, "sha256": digest}, separators=(",", ":"))
    return b"".join((_START, head.encode(), b",\n" if parts else b"\n", body)), digest


def decode(content: bytes) -> tuple[Tables, str]:
    """Read the bytes of a file back into its tables and checksum; raises Unreadable."""
    first, _, body = content.partition(b"\n")
    digest = _checksum(first, len(content))
    if sha256(body).hexdigest() != digest:
        raise Unreadable("is damaged: it was cut or altered after it was written.")
    try:
        with collector_paused():
            return _tables(body), digest
    except (ValueError, RecursionError):
        raise Unreadable("is damaged: a line in it cannot be read.") from None


def load(path: Path) -> tuple[Tables, str]:
    """Read a file; raises Unreadable, and OSError when it cannot be opened."""
    return decode(path.read_bytes())


def _table(name: str, entries: Iterable[Entry]) -> bytes:
    lines = b",\n".join(entry.line for entry in entries)
    return json.dumps(name).encode() + b":{\n" + (lines + b"\n}" if lines else b"}")


def _checksum(first: bytes, size: int) -> str:
    """Return the checksum that the first line of a file gives."""
    if not size:
        raise Unreadable("is empty, although the app never leaves an empty file.")
    if not first.startswith(_START):
        raise Unreadable("is not a record file of this app.")
    try:
        head = json.loads(first.removesuffix(b",") + b"}")["_store"]
        foreign = head["format"] != FORMAT
        newer = head["version"] > VERSION
        digest = str(head["sha256"])
    except (ValueError, KeyError, TypeError):
        raise Unreadable("is damaged: its first line cannot be read.") from None
    if foreign:
        raise Unreadable("is not a record file of this app.")
    if newer:
        raise Unreadable("was written by a newer version of the app; update the app to open it.")
    return digest


def _tables(body: bytes) -> Tables:
    tables: Tables = {}
    current: dict[int, Entry] = {}
    for raw in body.split(b"\n"):
        line = raw.removesuffix(b",")
        if line.endswith(b":{"):
            current = tables.setdefault(json.loads(line[:-2]), {})
        elif line not in {b"}", b""}:
            key, _, document = line.partition(b":")
            current[int(key.strip(b'"'))] = Entry(json.loads(document), line)
    return tables


@contextmanager
def collector_paused() -> Iterator[None]:
    """Reading many documents takes three times as long while the cyclic collector looks at each."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
