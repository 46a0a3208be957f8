"""Whatever happens to the bytes of the files, nothing wrong is shown and nothing is made in their place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.fakes import FixedClock
from trainer_tui.domain.errors import StoreError
from trainer_tui.domain.records import ATHLETES
from trainer_tui.services.ledger import Ledger
from trainer_tui.storage.frames import BLOCK, START
from trainer_tui.storage.repository import open_records

FAMILIES = ["Ortiz", "Baker"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A record file with two athletes, its twin, and a backup of the state before the second."""
    file = tmp_path / "data" / "records.tdb"
    store = open_records(file, clock=FixedClock())
    for family in FAMILIES:
        with Ledger(store, FixedClock(), "mo").change() as change:
            change.create(ATHLETES, {"family": family})
    store.close()
    return file


@pytest.fixture
def fresh(path: Path, tmp_path: Path) -> Callable[[], None]:
    """Return what puts every file back as it was, the counter too."""
    whole = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}

    def put_back() -> None:
        for file in path.parent.glob("*.tdb*"):
            file.unlink()
        for file, content in whole.items():
            file.write_bytes(content)

    return put_back


def _twin(path: Path) -> Path:
    return path.with_name("records.tdb.twin")


def _places(size: int) -> Iterable[int]:
    """Return places in a log: a few in the padding of the header, many where something is written."""
    return sorted(
        {*range(0, START, 211), *range(BLOCK, BLOCK + 40), *range(START, START + 60), *range(START, size, 11)}
    )


def _shown(path: Path) -> tuple[list[str], list[str]]:
    """Open the records; return the athletes and the report."""
    store = open_records(path, clock=FixedClock())
    found = [view["family"] for view in store.all(ATHLETES)], list(store.report)
    store.close()
    return found


def test_a_file_cut_anywhere_is_mended_from_the_twin_and_kept(path: Path, fresh: Callable[[], None]) -> None:
    whole = path.read_bytes()
    for length in _places(len(whole)):
        fresh()
        path.write_bytes(whole[:length])
        families, report = _shown(path)

        assert (length, families) == (length, FAMILIES)
        assert str(path) in report[0]
        kept = path.with_name("records.tdb.damaged")
        assert kept.read_bytes() == whole[:length]
        assert _shown(path) == (FAMILIES, [])


def test_a_file_cut_anywhere_without_a_twin_is_never_silent_and_never_empty(
    path: Path, fresh: Callable[[], None]
) -> None:
    whole = path.read_bytes()
    header = len(whole[:BLOCK].rstrip(b"\0"))
    for length in _places(len(whole)):
        fresh()
        _twin(path).unlink()
        path.write_bytes(whole[:length])
        if length < header:
            with pytest.raises(StoreError, match="The last good state is "):
                open_records(path)
            assert path.read_bytes() == whole[:length]
        else:
            families, report = _shown(path)
            assert families in ([], FAMILIES[:1])
            assert report


def test_a_bit_flipped_anywhere_costs_nothing_and_is_noticed(path: Path, fresh: Callable[[], None]) -> None:
    whole = path.read_bytes()
    for place in _places(len(whole)):
        fresh()
        flipped = bytearray(whole)
        flipped[place] ^= 1 << place % 8
        path.write_bytes(flipped)
        families, report = _shown(path)

        assert (place, families) == (place, FAMILIES)
        if place >= START:
            assert str(path) in report[0]
            kept = [file.read_bytes() for file in path.parent.glob("records.tdb.damaged*")]
            assert kept in ([bytes(flipped)], [bytes(flipped[-len(kept[0]) :])])


def test_a_bit_flipped_anywhere_without_a_twin_is_noticed_and_costs_one_save(
    path: Path, fresh: Callable[[], None]
) -> None:
    whole = path.read_bytes()
    for place in _places(len(whole)):
        fresh()
        _twin(path).unlink()
        flipped = bytearray(whole)
        flipped[place] ^= 1 << place % 8
        path.write_bytes(flipped)
        families, report = _shown(path)

        assert families == FAMILIES if place < START else families in ([], FAMILIES[:1], FAMILIES[1:])
        assert report  # that the twin is missing, at the least


def test_a_file_with_something_behind_its_end_is_noticed(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"{}")

    families, (sentence,) = _shown(path)
    assert families == FAMILIES
    assert "(2 bytes) is no whole entry" in sentence
    assert _shown(path) == (FAMILIES, [])


def test_damage_to_both_logs_costs_only_what_is_damaged_in_both(path: Path) -> None:
    first = START + 50
    last = path.stat().st_size - 50
    for file, place in ((path, first), (_twin(path), last)):
        content = bytearray(file.read_bytes())
        content[place] ^= 1
        file.write_bytes(content)

    families, report = _shown(path)
    assert families == FAMILIES
    assert "Everything was restored" in report[0]


def test_leftovers_of_a_save_that_was_cut_short_do_not_matter(path: Path) -> None:
    leftovers = ("records.tdb.tmp", "records.tdb.twin.tmp", "records.tdb.prev.tmp", "device.tmp")
    for leftover in leftovers:
        path.with_name(leftover).write_bytes(b"trainer-tui log")
    store = open_records(path, clock=FixedClock())
    with Ledger(store, FixedClock(), "mo").change() as change:
        change.create(ATHLETES, {"family": "Chen"})
    store.database.compact()

    assert [view["family"] for view in store.all(ATHLETES)] == [*FAMILIES, "Chen"]
    assert [file.name for file in path.parent.glob("records.tdb*.tmp")] == []
    store.close()


def test_an_older_leftover_never_takes_the_place_of_the_records(path: Path) -> None:
    before = path.read_bytes()
    (backup,) = path.parent.glob("backups/*.tdb")
    path.with_name("records.tdb.tmp").write_bytes(backup.read_bytes())

    assert _shown(path) == (FAMILIES, [])
    assert path.read_bytes() == before
