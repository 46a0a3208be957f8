"""A record file of its own for every test, opened at a moment that stands still."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes import FixedClock
from trainer_tui.services.ledger import Ledger
from trainer_tui.storage.repository import TinyRecordStore, open_records


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "records.tdb"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def store(path: Path, clock: FixedClock) -> Iterator[TinyRecordStore]:
    opened = open_records(path, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def ledger(store: TinyRecordStore, clock: FixedClock) -> Ledger:
    return Ledger(store, clock, "mo")
