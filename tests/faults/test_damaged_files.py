"""Whatever happens to the bytes of the file, nothing wrong is ever shown and nothing is made in its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes import FixedClock
from trainer_tui.domain.errors import StoreError
from trainer_tui.domain.records import ATHLETES
from trainer_tui.services.ledger import Ledger
from trainer_tui.storage.repository import open_records


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A record file with two athletes and the state before the second beside it."""
    file = tmp_path / "data" / "records.tdb"
    store = open_records(file, clock=FixedClock())
    for family in ("Ortiz", "Baker"):
        with Ledger(store, FixedClock(), "mo").change() as change:
            change.create(ATHLETES, {"family": family})
    store.close()
    return file


def test_a_file_cut_anywhere_is_refused_and_left_as_it_is(path: Path) -> None:
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(StoreError, match=r"records\.tdb.*The last good state is .*records\.tdb\.prev"):
            open_records(path)
        assert path.read_bytes() == whole[:length]


def test_a_bit_flipped_anywhere_is_noticed(path: Path) -> None:
    whole = path.read_bytes()
    for place in range(len(whole)):
        flipped = bytearray(whole)
        flipped[place] ^= 1 << place % 8
        path.write_bytes(flipped)
        with pytest.raises(StoreError, match=r"is damaged|is not a record file|newer version"):
            open_records(path)
        assert path.read_bytes() == bytes(flipped)


def test_a_file_with_something_behind_its_end_is_noticed(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"{}")

    with pytest.raises(StoreError, match="is damaged"):
        open_records(path)


def test_leftovers_of_a_save_that_was_cut_short_do_not_matter(path: Path) -> None:
    for leftover in ("records.tdb.tmp", "records.tdb.prev.tmp", "device.tmp"):
        path.with_name(leftover).write_bytes(b'{"_store":')
    store = open_records(path, clock=FixedClock())
    with Ledger(store, FixedClock(), "mo").change() as change:
        change.create(ATHLETES, {"family": "Chen"})

    assert [view["family"] for view in store.all(ATHLETES)] == ["Ortiz", "Baker", "Chen"]
    assert not path.with_name("records.tdb.tmp").exists()
    assert not path.with_name("records.tdb.prev.tmp").exists()
    store.close()


def test_an_older_leftover_never_takes_the_place_of_the_records(path: Path) -> None:
    before = path.read_bytes()
    path.with_name("records.tdb.tmp").write_bytes(path.with_name("records.tdb.prev").read_bytes())
    open_records(path).close()

    assert path.read_bytes() == before
