"""Text is found anywhere in a field, whatever its capitals, and as it is now."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tinydb import TinyDB, where
from tinydb.storages import MemoryStorage

from trainer_tui.storage.database import Database, open_database
from trainer_tui.storage.text_search import contains

TEXTS = ["Fell on the KNEE", "knee", "Straße", "İstanbul", "", "kn ee", "tab\tand “quotes”"]


@pytest.fixture(params=[True, False], ids=["indexed", "scanned"])
def database(request: pytest.FixtureRequest, path: Path) -> Iterator[Database]:
    opened = open_database(path, indexes=request.param)
    opened.table("notes").insert_multiple({"text": text} for text in TEXTS)
    opened.table("notes").insert_multiple([{"text": None}, {"text": ["knee"]}, {"other": "knee"}])
    yield opened
    opened.close()


def _found(database: TinyDB, text: str) -> list[str]:
    return [document["text"] for document in database.table("notes").search(contains("text", text))]


def test_capitals_do_not_matter(database: Database) -> None:
    assert _found(database, "Knee") == ["Fell on the KNEE", "knee"]
    assert _found(database, "STRASSE") == ["Straße"]
    assert _found(database, "tab\tand “Q") == ["tab\tand “quotes”"]
    assert _found(database, "shoulder") == []
    assert _found(database, "") == TEXTS
    assert database.table("notes").count(contains("text", "knee")) == 2


def test_what_is_changed_removed_or_added_is_found_as_it_is_now(database: Database) -> None:
    table = database.table("notes")
    _found(database, "knee")
    table.update({"text": "shoulder"}, where("text") == "knee")
    table.update({"text": 5}, where("text") == "Straße")
    table.remove(where("text") == "Fell on the KNEE")
    table.insert({"text": "left Knee"})

    assert _found(database, "knee") == ["left Knee"]
    assert _found(database, "shoulder") == ["shoulder"]
    assert _found(database, "strasse") == []
    with database.transaction():
        table.update({"text": "the other knee"}, where("text") == "shoulder")
        assert sorted(_found(database, "knee")) == ["left Knee", "the other knee"]


def test_it_can_be_joined_with_other_queries(database: Database) -> None:
    table = database.table("notes")

    assert table.count(contains("text", "knee") & contains("text", "fell")) == 1
    assert table.count(contains("text", "knee") | contains("text", "istanbul")) == 2
    assert table.count(contains("text", "knee") & (where("text") == "knee")) == 1
    assert table.count(~contains("text", "e")) == 5


def test_stock_tinydb_takes_it_too() -> None:
    stock = TinyDB(storage=MemoryStorage)
    stock.table("notes").insert_multiple({"text": text} for text in TEXTS)

    assert _found(stock, "Knee") == ["Fell on the KNEE", "knee"]
