"""TinyDB's table on the journal: writing costs what it changes, reading what it finds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from typing import Any, cast

from tinydb.queries import QueryLike
from tinydb.storages import Storage
from tinydb.table import Document, Table

from trainer_tui.storage.changes import Draft
from trainer_tui.storage.journal import JournalStorage
from trainer_tui.storage.packing import decode, encode

Fields = Mapping[str, Any] | Callable[[MutableMapping[str, Any]], None]


class JournalTable(Table):
    """A table whose documents are copies, answered from indexes where a query lets it.

    TinyDB's query cache answers some queries with the results of others and shares documents, so it is off
    unless a `cache_size` is given, and hands out copies even then.
    """

    def __init__(self, storage: Storage, name: str, cache_size: int = 0, persist_empty: bool = False) -> None:
        self._found: dict[int, dict[str, Any]] = {}
        """What an update has read already while it looked for what to change."""
        super().__init__(storage, name, cache_size, persist_empty)

    @property
    def storage(self) -> JournalStorage:
        """The storage that all tables of a database share."""
        return cast(JournalStorage, self._storage)

    # --- writing ---------------------------------------------------------------------------------

    def insert(self, document: Mapping[str, Any]) -> int:
        """Insert a document and return its id."""
        with self.storage.mutex:
            return super().insert(document)

    def insert_multiple(self, documents: Iterable[Mapping[str, Any]]) -> list[int]:
        """Insert documents as one commit and return their ids."""
        with self.storage.mutex:
            return super().insert_multiple(documents)

    def update(
        self, fields: Fields, cond: QueryLike | None = None, doc_ids: Iterable[int] | None = None
    ) -> list[int]:
        """Update the documents that match, or all, as one commit; return their ids."""
        with self.storage.mutex:
            if cond is None or doc_ids is not None:
                return super().update(cast(Any, fields), None, doc_ids)
            self._found = dict(self._matching(cond))
            try:
                return super().update(cast(Any, fields), None, list(self._found))
            finally:
                self._found = {}

    def update_multiple(self, updates: Iterable[tuple[Any, QueryLike]]) -> list[int]:
        """Update with several pairs of fields and query as one commit; a generator serves every document."""
        return super().update_multiple(list(updates))

    def upsert(self, document: Mapping[str, Any], cond: QueryLike | None = None) -> list[int]:
        """Update the documents that match, or insert one, as one commit."""
        with self.storage.mutex:
            return super().upsert(document, cond)

    def remove(self, cond: QueryLike | None = None, doc_ids: Iterable[int] | None = None) -> list[int]:
        """Remove the documents that match as one commit; return their ids."""
        with self.storage.mutex:
            if cond is not None and doc_ids is None:
                doc_ids = [doc_id for doc_id, _ in self._matching(cond)]
            return super().remove(None, doc_ids)

    # --- reading ---------------------------------------------------------------------------------

    def search(self, cond: QueryLike) -> list[Document]:
        """Return copies of the documents that match."""
        if self._query_cache.capacity:
            return [Document(decode(encode(found)), found.doc_id) for found in super().search(cond)]
        return [Document(document, doc_id) for doc_id, document in self._matching(cond)]

    def get(
        self,
        cond: QueryLike | None = None,
        doc_id: int | None = None,
        doc_ids: list[int] | None = None,
    ) -> Any:
        """Return a copy of one document or None; with `doc_ids`, of those there are, in the table's order."""
        if doc_id is not None:
            packed = self._packed([doc_id])
            return Document(decode(packed[0][1]), doc_id) if packed else None
        if doc_ids is not None:
            return [Document(decode(packed), found) for found, packed in self._packed(doc_ids)]
        if cond is not None:
            return next((Document(document, found) for found, document in self._matching(cond)), None)
        raise RuntimeError("You have to pass either cond or doc_id or doc_ids")

    def contains(self, cond: QueryLike | None = None, doc_id: int | None = None) -> bool:
        """Tell whether there is a document of an id, or one that matches."""
        if doc_id is None:
            return super().contains(cond)
        return bool(self._packed([doc_id]))

    def count(self, cond: QueryLike) -> int:
        """Return how many documents match."""
        if self._query_cache.capacity:
            return len(self.search(cond))
        with self.storage.mutex:
            plan = self.storage.view(self.name).plan(cond)
            if plan is not None and plan.exact:
                return len(plan.ids)
        return sum(1 for _ in self._matching(cond))

    def __iter__(self) -> Iterator[Document]:
        return (Document(decode(packed), doc_id) for doc_id, packed in self._packed())

    def oldest_first(self) -> Iterator[Document]:
        """Yield copies of the documents in their order; each is read when it is asked for."""
        return self._in_turn(iter)

    def newest_first(self) -> Iterator[Document]:
        """Yield copies of the documents, the last one first; each is read when it is asked for."""
        return self._in_turn(reversed)

    def _in_turn(self, way: Callable[[list[int]], Iterator[int]]) -> Iterator[Document]:
        with self.storage.mutex:
            view = self.storage.view(self.name)
            order = list(view.ids())
        for doc_id in way(order):
            packed = view.get(doc_id)
            if packed is not None:
                yield Document(decode(packed), doc_id)

    def __len__(self) -> int:
        with self.storage.mutex:
            return len(self.storage.view(self.name))

    # --- beneath ---------------------------------------------------------------------------------

    def _packed(self, doc_ids: Iterable[int] | None = None) -> list[tuple[int, bytes]]:
        """Return ids and packed documents in the order of the table: all, or those that exist of some."""
        with self.storage.mutex:
            view = self.storage.view(self.name)
            if doc_ids is None:
                wanted: Iterable[int] = view.ids()
            else:
                known = [doc_id for doc_id in _known(doc_ids) if view.get(doc_id) is not None]
                wanted = view.in_order(known) if len(known) > 1 else known
            return [(doc_id, cast(bytes, view.get(doc_id))) for doc_id in wanted]

    def _matching(self, cond: QueryLike) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield ids and copies of the documents that match, in the order of the table."""
        with self.storage.mutex:
            plan = self.storage.view(self.name).plan(cond)
            candidates = self._packed(None if plan is None else plan.ids)
        for doc_id, packed in candidates:
            document = decode(packed)
            if cond(document):
                yield doc_id, document

    def _read_table(self) -> dict[str, Mapping[str, Any]]:
        return {str(doc_id): decode(packed) for doc_id, packed in self._packed()}

    def _update_table(self, updater: Callable[[dict[int, Mapping[str, Any]]], None]) -> None:
        with self.storage.transaction() as transaction:
            draft = Draft(transaction.change(self.name), self._found)
            updater(cast("dict[int, Mapping[str, Any]]", draft))
            draft.settle()
        self.clear_cache()

    def _get_next_id(self) -> int:
        with self.storage.mutex:
            known: int | None = self._next_id
            given = max(self.storage.view(self.name).ids(), default=0) + 1 if known is None else known
            self._next_id = cast(Any, given + 1)
            return given


def _known(doc_ids: Iterable[Any]) -> set[int]:
    """Return ids as TinyDB finds them, by their text: "2" is 2, and what is no number is no id."""
    return {
        int(doc_id)
        for doc_id in doc_ids
        if type(doc_id) is int or re.fullmatch("0|-?[1-9][0-9]*", str(doc_id))
    }
