from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pytest
from tinydb import where

from tests.compatibility.differential import (
    LENGTH,
    WAYS,
    Difference,
    against_stock,
    compare,
    shortened,
    way_of,
)
from tests.compatibility.programs import Author
from tests.compatibility.sides import Setup, Stock, StockFile, mutually_sparing
from trainer_tui.storage.documents import Documents
from trainer_tui.storage.indexes import Indexes, Plan

ROUNDS = 3
"""Programs for each way to use the store: 9 ways make 10 800 lines."""


@pytest.mark.parametrize("way", WAYS)
def test_the_store_does_what_tinydb_does(way: str) -> None:
    for seed in [seed for seed in range(ROUNDS * len(WAYS)) if way_of(seed) == way]:
        found = compare(Author(seed).program(LENGTH), WAYS[way])
        if found is not None:
            pytest.fail(f"seed {seed}\n{shortened(found, WAYS[way], seconds=5)}", pytrace=False)


def test_the_stock_side_does_what_tinydb_does_on_its_own_file() -> None:
    for seed in range(3):
        found = compare(Author(seed).program(LENGTH), lambda folder: (Stock(), StockFile(folder)))
        assert found is None, f"seed {seed}\n{found}"


def test_programs_hold_enough_to_be_worth_comparing() -> None:
    side = Stock()
    sizes = []
    raised = 0
    for line in Author(1).program(LENGTH):
        raised += any(said.startswith("raises") for said in side.run(compile(line, line, "eval")))
        sizes.append(sum(len(side.db.table(name)) for name in side.db.tables()))
    assert max(sizes) > 30
    assert 10 < raised < LENGTH / 3


def differences(setup: Setup) -> Iterator[Difference]:
    for seed in range(20):
        found = compare(Author(seed).program(LENGTH), against_stock(setup))
        if found is not None:
            yield found


def test_a_planner_that_misses_a_document_is_caught_and_shortened(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = Indexes.plan

    def plan(self: Indexes, query: object) -> Plan | None:
        found = honest(self, query)
        if found is None or len(found.ids) < 3:
            return found
        return Plan(sorted(found.ids)[:-1], found.exact)

    monkeypatch.setattr(Indexes, "plan", plan)
    found = next(differences(Setup()))
    short = shortened(found, against_stock(Setup()), seconds=5)
    assert len(short.program) < 12
    assert short.stock != short.ours


def test_documents_in_another_order_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Documents, "in_order", lambda self, doc_ids: sorted(doc_ids))
    assert next(differences(Setup()), None) is not None


def test_documents_that_are_no_copies_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    @lru_cache
    def shared(packed: bytes) -> Any:
        return json.loads(packed)

    monkeypatch.setattr("trainer_tui.storage.tables.decode", shared)
    assert next(differences(Setup()), None) is not None


def test_the_parts_of_a_query_spare_each_other_only_while_asked_to() -> None:
    def query() -> Any:
        return (where("n") > 0) & (where("a") == 1)

    with mutually_sparing():
        assert query()({"n": "one", "a": 2}) is False
        with pytest.raises(TypeError):
            query()({"n": "one", "a": 1})
    with pytest.raises(TypeError):
        query()({"n": "one", "a": 2})
