"""TinyDB's table, handing out copies and making each writing method one commit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from typing import Any, cast

from tinydb.queries import QueryLike
from tinydb.table import Document, Table

from trainer_tui.storage.record_file import Entry, entry
from trainer_tui.storage.safe_storage import SafeStorage, clone


class SafeTable(Table):
    """A table whose documents are copies; TinyDB's query cache, which shares results, is not used."""

    @property
    def storage(self) -> SafeStorage:
        """The storage that all tables of a database share."""
        return cast(SafeStorage, self._storage)

    def insert(self, document: Mapping[str, Any]) -> int:
        """Insert a document and return its id."""
        with self.storage.transaction():
            return super().insert(document)

    def insert_multiple(self, documents: Iterable[Mapping[str, Any]]) -> list[int]:
        """Insert documents as one commit and return their ids."""
        with self.storage.transaction():
            return super().insert_multiple(documents)

    def upsert(self, document: Mapping[str, Any], cond: QueryLike | None = None) -> list[int]:
        """Update the documents that match, or insert one, as one commit."""
        with self.storage.transaction():
            return super().upsert(document, cond)

    def search(self, cond: QueryLike) -> list[Document]:
        """Return copies of the documents that match."""
        return [
            Document(clone(kept.document), doc_id)
            for doc_id, kept in self._entries().items()
            if cond(kept.document)
        ]

    def get(
        self,
        cond: QueryLike | None = None,
        doc_id: int | None = None,
        doc_ids: list[int] | None = None,
    ) -> Any:
        """Return a copy of one document or None; with `doc_ids`, of those that exist, by id."""
        entries = self._entries()
        if doc_id is not None:
            return _copy(entries, doc_id) if doc_id in entries else None
        if doc_ids is not None:
            return [_copy(entries, found) for found in sorted(set(doc_ids)) if found in entries]
        if cond is not None:
            matching = (found for found, kept in entries.items() if cond(kept.document))
            return next((_copy(entries, found) for found in matching), None)
        raise RuntimeError("You have to pass either cond or doc_id or doc_ids")

    def __iter__(self) -> Iterator[Document]:
        entries = self._entries()
        return (_copy(entries, doc_id) for doc_id in entries)

    def __len__(self) -> int:
        return len(self._entries())

    def _entries(self) -> Mapping[int, Entry]:
        with self.storage.mutex:
            return self.storage.tables.get(self.name, {})

    def _read_table(self) -> dict[str, Mapping[str, Any]]:
        return {str(doc_id): clone(kept.document) for doc_id, kept in self._entries().items()}

    def _update_table(self, updater: Callable[[dict[int, Mapping[str, Any]]], None]) -> None:
        with self.storage.transaction() as tables:
            draft = _Draft(tables.get(self.name, {}))
            updater(cast("dict[int, Mapping[str, Any]]", draft))
            tables[self.name] = draft.result()


class _Draft(MutableMapping[int, dict[str, Any]]):
    """What TinyDB's updaters change: a document is copied when it is first looked at."""

    def __init__(self, base: dict[int, Entry]) -> None:
        self._base = base
        self._touched: dict[int, dict[str, Any]] = {}
        self._removed: set[int] = set()

    def __getitem__(self, doc_id: int) -> dict[str, Any]:
        if doc_id not in self._touched:
            if doc_id in self._removed:
                raise KeyError(doc_id)
            self._touched[doc_id] = clone(self._base[doc_id].document)
        return self._touched[doc_id]

    def __setitem__(self, doc_id: int, document: dict[str, Any]) -> None:
        self._removed.discard(doc_id)
        self._touched[doc_id] = document

    def __delitem__(self, doc_id: int) -> None:
        if doc_id not in self:
            raise KeyError(doc_id)
        self._touched.pop(doc_id, None)
        self._removed.add(doc_id)

    def __contains__(self, doc_id: object) -> bool:
        return doc_id in self._touched or (doc_id in self._base and doc_id not in self._removed)

    def __iter__(self) -> Iterator[int]:
        yield from (doc_id for doc_id in self._base if doc_id not in self._removed)
        yield from (doc_id for doc_id in self._touched if doc_id not in self._base)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def result(self) -> dict[int, Entry]:
        """Return the table with the changes, the same object when there are none."""
        changed = {
            doc_id: document
            for doc_id, document in self._touched.items()
            if doc_id not in self._base or self._base[doc_id].document != document
        }
        if not changed and not self._removed.intersection(self._base):
            return self._base
        table = {doc_id: kept for doc_id, kept in self._base.items() if doc_id not in self._removed}
        return table | {doc_id: entry(doc_id, document) for doc_id, document in changed.items()}


def _copy(entries: Mapping[int, Entry], doc_id: int) -> Document:
    return Document(clone(entries[doc_id].document), doc_id)
