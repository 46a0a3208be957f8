"""What a transaction does to a table before it is committed: seen by whoever is inside, by nobody else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from typing import Any

from trainer_tui.storage.documents import Documents, Tables, change_lines, drop
from trainer_tui.storage.indexes import Plan
from trainer_tui.storage.packing import decode, encode


class Change:
    """A table as it would be after a transaction."""

    def __init__(self, base: Documents | None) -> None:
        self.base = base
        """The table as it is committed; None when there is none, or it is dropped here."""
        self.put: dict[int, bytes] = {}
        self.removed: dict[int, None] = {}
        """Documents of the base that were removed; one that was put again stands behind all others then."""
        self.exists = base is not None
        self.dropped = False

    def copy(self) -> Change:
        """Return a change that goes its own way from here."""
        other = Change(self.base)
        other.put, other.removed = dict(self.put), dict(self.removed)
        other.exists, other.dropped = self.exists, self.dropped
        return other

    def drop(self) -> None:
        """Drop the table with all that was put into it here."""
        self.dropped = self.dropped or self.base is not None
        self.base, self.exists = None, False
        self.put.clear()
        self.removed.clear()

    def remove(self, doc_id: int) -> None:
        """Remove a document."""
        self.put.pop(doc_id, None)
        if self.base is not None and doc_id in self.base.packed:
            self.removed[doc_id] = None

    def get(self, doc_id: int) -> bytes | None:
        """Return a packed document, None when there is none."""
        if doc_id in self.put:
            return self.put[doc_id]
        if self.base is None or doc_id in self.removed:
            return None
        return self.base.packed.get(doc_id)

    def ids(self) -> Iterator[int]:
        """Yield the ids in the order of the table."""
        base = self.base.packed if self.base is not None else {}
        for doc_id in base:
            if doc_id not in self.removed:
                yield doc_id
        for doc_id in self.put:
            if doc_id not in base or doc_id in self.removed:
                yield doc_id

    def plan(self, query: object) -> Plan | None:
        """Return which documents may match a query: what changed here is not in any index."""
        plan = self.base.indexes.plan(query) if self.base is not None else None
        if plan is None:
            return None
        return Plan([*(set(plan.ids) - self.removed.keys() - self.put.keys()), *self.put], exact=False)

    def in_order(self, doc_ids: Iterable[int]) -> list[int]:
        """Return ids in the order of the table."""
        wanted = set(doc_ids)
        return [doc_id for doc_id in self.ids() if doc_id in wanted]

    def __len__(self) -> int:
        base = self.base.packed if self.base is not None else {}
        new = sum(1 for doc_id in self.put if doc_id not in base or doc_id in self.removed)
        return len(base) - len(self.removed) + new

    def lines(self, name: str) -> list[bytes]:
        """Return what a commit says of this table, nothing when it stays as it is."""
        lines = [drop(name)] if self.dropped else []
        if self.put or self.removed or (self.exists and self.base is None):
            lines += change_lines(name, self.removed, self.put)
        return lines


class Transaction:
    """The changes of one commit, table by table."""

    def __init__(self, tables: Tables, changes: dict[str, Change] | None = None) -> None:
        self._tables = tables
        self.changes = changes or {}

    def change(self, name: str) -> Change:
        """Return what happens to a table."""
        if name not in self.changes:
            self.changes[name] = Change(self._tables.get(name))
        return self.changes[name]

    def copy(self) -> Transaction:
        """Return a transaction that goes its own way from here."""
        return Transaction(self._tables, {name: change.copy() for name, change in self.changes.items()})

    def payload(self) -> bytes:
        """Return what is written, nothing when nothing changes."""
        return b"\n".join(line for name, change in self.changes.items() for line in change.lines(name))


class Draft(MutableMapping[int, dict[str, Any]]):
    """What TinyDB's updaters change: a document is decoded when it is first looked at.

    Nothing reaches the change beneath before `settle`, so an updater that fails has changed nothing.
    """

    def __init__(self, change: Change, found: Mapping[int, dict[str, Any]] | None = None) -> None:
        """Begin with a table as it is; `found` are documents of it that were decoded already."""
        self._change = change
        self._touched: dict[int, dict[str, Any]] = dict(found or {})
        self._removed: set[int] = set()

    def __getitem__(self, doc_id: int) -> dict[str, Any]:
        if doc_id not in self._touched:
            packed = None if doc_id in self._removed else self._change.get(doc_id)
            if packed is None:
                raise KeyError(doc_id)
            self._touched[doc_id] = decode(packed)
        return self._touched[doc_id]

    def __setitem__(self, doc_id: int, document: dict[str, Any]) -> None:
        self._touched[doc_id] = document

    def __delitem__(self, doc_id: int) -> None:
        if doc_id not in self:
            raise KeyError(doc_id)
        self._touched.pop(doc_id, None)
        self._removed.add(doc_id)

    def __contains__(self, doc_id: object) -> bool:
        return doc_id in self._touched or (doc_id not in self._removed and self._committed(doc_id))

    def __iter__(self) -> Iterator[int]:
        yield from (doc_id for doc_id in self._change.ids() if doc_id not in self._removed)
        yield from (
            doc_id for doc_id in self._touched if doc_id in self._removed or not self._committed(doc_id)
        )

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def clear(self) -> None:
        """Remove all documents at once."""
        self._touched.clear()
        self._removed = set(self._change.ids())

    def settle(self) -> None:
        """Make the change what the updater left; the table exists then, even if empty.

        Raises TypeError or ValueError for what JSON cannot hold, before anything is changed.
        """
        packed = {doc_id: encode(document) for doc_id, document in self._touched.items()}
        for doc_id in self._removed:
            self._change.remove(doc_id)
        for doc_id, new in packed.items():
            if new != self._change.get(doc_id):
                self._change.put[doc_id] = new
        self._change.exists = True

    def _committed(self, doc_id: Any) -> bool:
        return self._change.get(doc_id) is not None


def replace_all(change: Change, documents: Mapping[Any, Mapping[str, Any]]) -> None:
    """Make a table hold just these documents, in their order."""
    given = {int(doc_id): dict(document) for doc_id, document in documents.items()}
    staying = [doc_id for doc_id in change.ids() if doc_id in given]
    if staying != list(given)[: len(staying)]:
        change.drop()  # no change of single documents leads to this order
    draft = Draft(change)
    for doc_id in [doc_id for doc_id in draft if doc_id not in given]:
        del draft[doc_id]
    draft.update(given)
    draft.settle()
