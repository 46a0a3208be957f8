"""A query on an index finds what looking at every document finds, without looking at them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tinydb import Query, TinyDB, where
from tinydb.queries import QueryInstance
from tinydb.storages import MemoryStorage

from trainer_tui.storage import tables
from trainer_tui.storage.database import Database, open_database
from trainer_tui.storage.packing import decode

VALUES: list[Any] = ["", "a", "A1", "b", 0, 1, 1.0, 2.5, -3, True, False, None, ["a"], {"x": 1}, 2**70]
TEXTS = ["a", "b", "b2", "c", ""]


def _is_a(value: object) -> bool:
    return value == "a"


QUERIES: list[QueryInstance] = [
    *(where("v") == value for value in VALUES),
    *(where("v") != value for value in ("a", 1, None)),
    where("v").one_of(["a", 1, None]),
    where("v").one_of([]),
    where("v").one_of([["a"], "b"]),
    where("text") >= "b",
    where("text") > "b",
    where("text") < "b2",
    where("text") <= "b2",
    (where("text") >= "b") & (where("text") < "c"),
    (where("text") > "b") & (where("text") >= "b") & (where("text") <= "b2"),
    (where("text") >= "c") & (where("text") < "b"),
    (where("text") >= "a") & (where("v") == 1),
    (where("v") == 1) & (where("text") == "a") & (where("nested")["x"] == 1),
    (where("v") == "a") | (where("v") == "b"),
    (where("v") == "a") | ((where("v") == 1) & (where("text") >= "b")) | (where("v") == None),  # noqa: E711
    (where("v") == "a") | where("nested").exists(),
    ~(where("v") == "a"),
    (where("v") == "a") & ~(where("text") == "a"),
    where("nested")["x"] == 1,
    where("nested")["x"]["deeper"] == 1,
    where("missing") == None,  # noqa: E711
    where("list").any(["a"]),
    where("v").test(_is_a),
    where("text").matches("b.*"),
    Query().fragment({"v": "a"}),
    Query().noop(),
]


def _document(chance: random.Random) -> dict[str, Any]:
    document: dict[str, Any] = {"text": chance.choice(TEXTS)}
    for name, values in (
        ("v", VALUES),
        ("nested", [{"x": 1}, {"x": {"deeper": 1}}, "x", None]),
        ("list", [["a"], []]),
    ):
        if chance.random() < 0.8:
            document[name] = chance.choice(values)
    return document


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    opened = open_database(path)
    yield opened
    opened.close()


def _fill(database: TinyDB, count: int = 200) -> None:
    chance = random.Random(1)
    database.table("t").insert_multiple(_document(chance) for _ in range(count))


def _answers(database: TinyDB) -> list[Any]:
    table = database.table("t")
    return [
        (
            [document.doc_id for document in table.search(query)],
            table.count(query),
            table.contains(query),
            table.get(query),
        )
        for query in QUERIES
    ]


def _change(database: TinyDB, chance: random.Random) -> None:
    """Change, remove and add some documents."""
    table = database.table("t")
    ids = [document.doc_id for document in table]
    for doc_id in chance.sample(ids, 30):
        table.update(_document(chance), doc_ids=[doc_id])
    table.remove(doc_ids=chance.sample(ids, 10))
    table.insert_multiple(_document(chance) for _ in range(10))


def test_every_query_is_answered_as_stock_tinydb_answers_it_also_after_changes(database: Database) -> None:
    stock = TinyDB(storage=MemoryStorage)
    _fill(database)
    _fill(stock)
    chances = random.Random(2), random.Random(2)
    for _ in range(8):
        assert _answers(database) == _answers(stock)
        _change(database, chances[0])
        _change(stock, chances[1])


def test_inside_a_transaction_a_query_sees_what_was_changed_there(database: Database) -> None:
    stock = TinyDB(storage=MemoryStorage)
    _fill(database)
    _fill(stock)
    _answers(database)  # every index is there
    with database.transaction():
        _change(database, random.Random(3))
        _change(stock, random.Random(3))
        assert _answers(database) == _answers(stock)
    assert _answers(database) == _answers(stock)


def test_an_index_is_as_before_when_a_transaction_is_given_up(database: Database) -> None:
    _fill(database)
    before = _answers(database)

    def half() -> None:
        with database.transaction():
            _change(database, random.Random(3))
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        half()
    assert _answers(database) == before


@pytest.mark.parametrize("bounds", [where("v") >= "a", (where("v") > 1) & (where("v") < 5)])
def test_a_range_over_values_of_different_kinds_fails_as_it_does_in_tinydb(
    database: Database, bounds: QueryInstance
) -> None:
    database.table("t").insert_multiple([{"v": "a"}, {"v": 2}, {"v": None}])

    with pytest.raises(TypeError):
        database.table("t").search(bounds)


LOOKS = [
    (where("athlete") == "A7", 10),
    (where("athlete").one_of(["A7", "A8"]), 20),
    ((where("day") >= "2026-01-05") & (where("day") < "2026-01-07"), 20),
    ((where("athlete") == "A7") & (where("status") == "open"), 10),
    ((where("athlete") == "A7") | (where("day") == "2026-01-05"), 20),
    (where("place")["city"] == "C7", 10),
]


@pytest.mark.parametrize(("query", "most"), LOOKS)
def test_a_query_on_an_indexed_path_looks_at_no_other_document(
    database: Database, monkeypatch: pytest.MonkeyPatch, query: QueryInstance, most: int
) -> None:
    database.table("t").insert_multiple(
        {
            "athlete": f"A{n % 100}",
            "status": "open" if n % 2 else "closed",
            "day": f"2026-01-{n // 10 % 100:02}",
            "place": {"city": f"C{n % 100}"},
        }
        for n in range(1000)
    )
    expected = [document for document in database.table("t") if query(document)]
    database.table("t").count(query)
    looked = []

    def noted(packed: bytes) -> Any:
        looked.append(packed)
        return decode(packed)

    monkeypatch.setattr(tables, "decode", noted)
    assert database.table("t").search(query) == expected
    assert 0 < len(looked) <= most


def test_counting_on_an_index_looks_at_nothing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    database.table("t").insert_multiple({"status": "open" if n % 4 else "closed"} for n in range(100))
    database.table("t").count(where("status") == "open")

    def never(packed: bytes) -> Any:
        raise AssertionError("a document was looked at")

    monkeypatch.setattr(tables, "decode", never)
    assert database.table("t").count(where("status") == "open") == 75
    assert database.table("t").count(where("status").one_of(["open", "closed"])) == 100


def test_without_indexes_the_answers_are_the_same(path: Path, database: Database) -> None:
    _fill(database)
    expected = _answers(database)
    database.close()
    plain = open_database(path, indexes=False)

    assert _answers(plain) == expected
    plain.close()
