"""A query for text anywhere in a field, whatever its capitals: TinyDB's own hide their flags."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tinydb.queries import QueryInstance

CONTAINS = "contains"


def contains(field: str, text: str) -> QueryInstance:
    """Return a query for the documents whose field is a text that holds `text`, capitals aside."""
    wanted = text.casefold()

    def test(document: Mapping[str, Any]) -> bool:
        value = document.get(field)
        return isinstance(value, str) and wanted in value.casefold()

    return QueryInstance(test, (CONTAINS, (field,), wanted))
