"""How records stand in the tables: the row of each is known from its id, and a view knows its revisions.

So nothing has to be searched, and nothing has to be read when a store opens.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from tinydb.table import Document

from trainer_tui.domain.revisions import Revision, View, ordered

REVISIONS = "revisions"
"""The ledger; every other table but `STORE` holds the views of one kind of record."""
STORE = "store"
"""The table with one row, that says what the file is and where it stands."""

_ROW = "_row"
_ROW_BYTES = 12
"""Two of a million ids share a row with a chance of one in 10^17."""


def row_of(ident: str) -> int:
    """Return the row of a revision or record."""
    return int.from_bytes(blake2b(ident.encode("utf-8", "surrogatepass"), digest_size=_ROW_BYTES).digest())


def ledger_row(revision: Revision) -> Document:
    """Return a revision as it stands in the ledger."""
    return Document(revision.to_json(), row_of(revision.id))


def view_row(view: View, history: Iterable[Revision]) -> Document:
    """Return a view as it stands in its table, with what finds its revisions and its place in the order."""
    revisions = ordered(history)
    row = {"made": revisions[0].hlc, "revisions": [revision.id for revision in revisions]}
    return Document({**view.to_json(), _ROW: row}, row_of(view.record))


def view_of(document: Mapping[str, Any]) -> View:
    """Return the view in a row. Raises KeyError, TypeError or ValueError when the row is not whole."""
    return View.from_json(plain(document))


def plain(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a view's row without what only the store needs."""
    found = dict(document)
    found.pop(_ROW, None)
    return found


def revision_rows(document: Mapping[str, Any]) -> list[int]:
    """Return the rows of the revisions that a view adds up."""
    return [row_of(ident) for ident in document[_ROW]["revisions"]]


def by_age(documents: Iterable[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """Return rows of views in the order in which the records were made."""
    return sorted(documents, key=lambda document: (document[_ROW]["made"], document["id"]))
