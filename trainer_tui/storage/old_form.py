"""The form that record files had before the journal: JSON with one document a line under a checksummed line.

    {"_store":{"format":"trainer-tui records","version":1,"sha256":"…"},
    "incidents":{
    "1":{…},
    "2":{…}
    }
    }

It is only read, to take the records over. The checksum covers every byte after the first line.
"""

from __future__ import annotations

import json
from hashlib import sha256

from trainer_tui.storage.documents import Tables, apply, change_lines
from trainer_tui.storage.packing import encode

FORMAT = "trainer-tui records"
VERSION = 1

_START = b'{"_store":'


class Unreadable(Exception):
    """A file is not what a record file must be; its text is the rest of a sentence after the file's name."""


def is_old_form(content: bytes) -> bool:
    """Tell whether a file begins as one of this form does."""
    return content.startswith(_START)


def read_old_form(content: bytes) -> Tables:
    """Read the bytes of a file into tables; raises Unreadable."""
    first, _, body = content.partition(b"\n")
    if sha256(body).hexdigest() != _checksum(first):
        raise Unreadable("is damaged: it was cut or altered after it was written.")
    tables: Tables = {}
    try:
        for payload in _payloads(body):
            apply(tables, payload)
    except (ValueError, RecursionError):
        raise Unreadable("is damaged: a line in it cannot be read.") from None
    return tables


def _checksum(first: bytes) -> str:
    """Return the checksum that the first line of a file gives."""
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


def _payloads(body: bytes) -> list[bytes]:
    payloads = []
    name = ""
    for raw in body.split(b"\n"):
        line = raw.removesuffix(b",")
        if line.endswith(b":{"):
            name = json.loads(line[:-2])
            payloads += change_lines(name, (), {})
        elif line not in {b"}", b""}:
            key, _, document = line.partition(b":")
            payloads += change_lines(name, (), {int(key.strip(b'"')): encode(json.loads(document))})
    return payloads
