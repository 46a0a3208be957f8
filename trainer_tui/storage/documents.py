"""The documents of a table, packed: each is kept as the JSON it has on the disk and decoded when it is read.

A commit is a text of lines, in this form also for the eye:

    -"table"                the table is dropped
    "table"                 the table exists
    "table" TAB id          the document is removed
    "table" TAB id TAB {…}  the document is put

JSON never holds a tab or a line break of its own, so neither needs to be escaped.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from trainer_tui.storage.indexes import Indexes, Plan

SNAPSHOT_LINES = 16
"""How many documents share a frame of a snapshot: what one damaged frame can cost, against its overhead."""


class Documents:
    """The documents of one table by id, in the order they came."""

    def __init__(self, *, indexed: bool = True) -> None:
        self.packed: dict[int, bytes] = {}
        self.indexes = Indexes(self.packed, on=indexed)
        self._ascending = True
        self._places: dict[int, int] = {}
        self._latest = 0

    def put(self, doc_id: int, packed: bytes) -> None:
        """Take a document in, in place of an older one of its id or behind all others."""
        old = None
        if self._ascending and doc_id > self._latest:  # nearly always, when a store opens
            self._latest = doc_id
        elif (old := self.packed.get(doc_id)) is None:
            self._put_last(doc_id)
        self.packed[doc_id] = packed
        if self.indexes.used:
            self.indexes.changed(doc_id, old, packed)

    def remove(self, doc_id: int) -> None:
        """Forget a document."""
        old = self.packed.pop(doc_id, None)
        self._places.pop(doc_id, None)
        self.indexes.changed(doc_id, old, None)

    def get(self, doc_id: int) -> bytes | None:
        """Return a packed document, None when there is none."""
        return self.packed.get(doc_id)

    def ids(self) -> Iterable[int]:
        """Return the ids in the order of the table."""
        return self.packed

    def plan(self, query: object) -> Plan | None:
        """Return which documents may match a query; None when only looking at each can tell."""
        return self.indexes.plan(query)

    def __len__(self) -> int:
        return len(self.packed)

    def in_order(self, doc_ids: Iterable[int]) -> list[int]:
        """Return ids in the order of the table."""
        return sorted(doc_ids) if self._ascending else sorted(doc_ids, key=self._places.__getitem__)

    def lines(self, name: str) -> Iterator[bytes]:
        """Yield what makes this table anew."""
        label = _label(name)
        yield label
        for doc_id, packed in self.packed.items():
            yield b"%b\t%d\t%b" % (label, doc_id, packed)

    def _put_last(self, doc_id: int) -> None:
        if self._ascending:
            if not self.packed:
                self._latest = doc_id
                return
            self._ascending = False
            self._places = {known: place for place, known in enumerate(self.packed)}
            self._latest = len(self.packed)
        self._latest += 1
        self._places[doc_id] = self._latest


Tables = dict[str, Documents]

_NONE = Documents()


def apply(tables: Tables, payload: bytes, *, indexed: bool = True) -> None:
    """Change tables as a commit says."""
    last, documents = b"", _NONE
    for line in payload.split(b"\n"):
        label, *rest = line.split(b"\t", 2)
        if label.startswith(b"-"):
            tables.pop(json.loads(label[1:]), None)
            last = b""
            continue
        if label != last:
            name = _names.get(label) or _names.setdefault(label, json.loads(label))
            last, documents = label, tables.get(name) or tables.setdefault(name, Documents(indexed=indexed))
        if len(rest) == 2:
            documents.put(int(rest[0]), rest[1])
        elif rest:
            documents.remove(int(rest[0]))


class Snapshot:
    """The payloads that make tables anew, joined when asked for: all at once would double the memory."""

    def __init__(self, tables: Mapping[str, Documents], *after: bytes) -> None:
        """Take tables as they are, with commits that come behind them."""
        self._tables = tables
        self._after = after

    def __len__(self) -> int:
        lines = (len(documents) + 1 for documents in self._tables.values())
        return sum(-(-count // SNAPSHOT_LINES) for count in lines) + len(self._after)

    def __iter__(self) -> Iterator[bytes]:
        for name, documents in self._tables.items():
            lines = documents.lines(name)
            while part := list(islice(lines, SNAPSHOT_LINES)):
                yield b"\n".join(part)
        yield from self._after


def drop(name: str) -> bytes:
    """Return the line that drops a table."""
    return b"-" + _label(name)


def change_lines(name: str, removed: Iterable[int], put: Mapping[int, bytes]) -> list[bytes]:
    """Return the lines that remove and put documents of a table, which exists then."""
    label = _label(name)
    lines = [b"%b\t%d" % (label, doc_id) for doc_id in removed]
    lines += [b"%b\t%d\t%b" % (label, doc_id, packed) for doc_id, packed in put.items()]
    return lines or [label]


_labels: dict[str, bytes] = {}
_names: dict[bytes, str] = {}


def _label(name: str) -> bytes:
    if name not in _labels:
        _labels[name] = json.dumps(name).encode()
    return _labels[name]
