"""Where each record stands in the tables, so that finding one does not look at the others."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

LINKS = ("athlete", "incident")
"""The fields that records are most often found by."""


class Place(NamedTuple):
    """A view's table row, and what it is found by."""

    kind: str
    doc_id: int
    made: tuple[int, str]
    links: tuple[tuple[str, str, str], ...]


class RecordIndex:
    """Knows every revision and record of a store; built when it opens, carried on with each commit."""

    def __init__(self) -> None:
        self.revision_ids: set[str] = set()
        self.ledger_rows: dict[str, list[int]] = {}
        """Per record, the rows of its revisions."""
        self.clock = 0
        """The highest hybrid clock of any revision."""
        self._places: dict[str, Place] = {}
        self._made: dict[str, int] = {}
        self._order: dict[str, list[tuple[int, str]]] = {}
        self._linked: dict[tuple[str, str, str], set[str]] = {}
        self._heads: dict[str, tuple[int, str]] = {}

    def add_revision(self, row: int, revision: Mapping[str, Any]) -> None:
        """Take in a revision in its plain form."""
        record, hlc = revision["record"], revision["hlc"]
        self.revision_ids.add(revision["id"])
        self.ledger_rows.setdefault(record, []).append(row)
        self.clock = max(self.clock, hlc)
        self._made[record] = min(self._made.get(record, hlc), hlc)
        self._heads[revision["device"]] = max(
            self._heads.get(revision["device"], (0, "")), (hlc, revision["hash"])
        )

    def put_view(self, kind: str, doc_id: int, view: Mapping[str, Any]) -> None:
        """Take in a view in its plain form, after the revisions it adds up from."""
        record = view["id"]
        links = tuple((kind, name, view[name]) for name in LINKS if isinstance(view.get(name), str))
        old, new = self._places.get(record), Place(kind, doc_id, (self._made.get(record, 0), record), links)
        self._places[record] = new
        if old is None or old.made != new.made:
            if old is not None:
                self._order[kind].remove(old.made)
            insort(self._order.setdefault(kind, []), new.made)
        for link in old.links if old is not None else ():
            self._linked[link].discard(record)
        for link in links:
            self._linked.setdefault(link, set()).add(record)

    def place(self, record: str) -> Place | None:
        """Return where a record's view is, None when there is none."""
        return self._places.get(record)

    def head(self, device: str) -> str:
        """Return the hash of the last revision of a device, "" when it has none."""
        return self._heads.get(device, (0, ""))[1]

    def of_kind(self, kind: str) -> Sequence[int]:
        """Return the rows of a kind's views in the order the records were made."""
        return [self._places[record].doc_id for _, record in self._order.get(kind, ())]

    def linked(self, kind: str, field: str, value: str) -> Sequence[int]:
        """Return the rows of the views that have a value in one of the `LINKS`, in the order made."""
        return self.rows(self._linked.get((kind, field, value), ()))

    def rows(self, records: Iterable[str]) -> Sequence[int]:
        """Return the rows of records in the order they were made."""
        return [place.doc_id for place in sorted((self._places[r] for r in records), key=lambda p: p.made)]
