"""Record files as they were before the journal: JSON with one document a line under a checksummed line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from trainer_tui.domain.records import UNITS
from trainer_tui.storage.repository import TinyRecordStore

Rows = Mapping[int, Mapping[str, Any]]


def encoded(tables: Mapping[str, Rows], *, version: int = 1, format: str = "trainer-tui records") -> bytes:  # noqa: A002
    """Return tables as a file of the former form."""
    texts = [f"{json.dumps(name)}:{{\n{_rows(rows)}}}" for name, rows in tables.items()]
    body = (",\n".join(texts) + "\n}\n").encode()
    head = {"format": format, "version": version, "sha256": sha256(body).hexdigest()}
    return f'{{"_store":{json.dumps(head, separators=(",", ":"))},\n'.encode() + body


def old_form(store: TinyRecordStore) -> bytes:
    """Return what a store holds as the app wrote it then: rows numbered, views without a row entry."""
    tables: dict[str, Rows] = {"store": {1: {"schema": 1, "migrations": []}}}
    tables["revisions"] = _numbered(revision.to_json() for revision in store.revisions())
    for kind in UNITS:
        if views := store.all(kind):
            tables[kind] = _numbered(view.to_json() for view in views)
    return encoded(tables)


def _numbered(rows: Any) -> Rows:
    return dict(enumerate(rows, start=1))


def _rows(rows: Rows) -> str:
    lines = [f"{json.dumps(str(number))}:{_document(row)}" for number, row in rows.items()]
    return ",\n".join(lines) + ("\n" if lines else "")


def _document(row: Mapping[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))
