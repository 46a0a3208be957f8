"""A disk that refuses is one sentence; memory and file are then as before, and the next save succeeds."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import FixedClock
from tests.faults.writer import DISK_STEPS
from trainer_tui.domain.errors import StoreError
from trainer_tui.domain.records import ATHLETES
from trainer_tui.files import Disk
from trainer_tui.services.ledger import Ledger
from trainer_tui.storage.repository import TinyRecordStore, open_records
from trainer_tui.storage.upkeep import StoreUpkeep


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "records.tdb"


@pytest.fixture
def store(path: Path) -> Iterator[TinyRecordStore]:
    opened = open_records(path, clock=FixedClock())
    yield opened
    opened.close()


def _add(store: TinyRecordStore, family: str) -> None:
    with Ledger(store, FixedClock(), "mo").change() as change:
        change.create(ATHLETES, {"family": family})


def _families(store: TinyRecordStore) -> list[str]:
    return [view["family"] for view in store.all(ATHLETES)]


def _on_disk(path: Path) -> list[str]:
    reader = open_records(path, read_only=True)
    return _families(reader)


def _reopened(store: TinyRecordStore, path: Path) -> TinyRecordStore:
    store.close()
    return open_records(path, clock=FixedClock())


class Refusing:
    """Counts steps on the disk and refuses some of them."""

    def __init__(self, number: int, refuses: Callable[[int], bool]) -> None:
        self.number = number
        self.refuses = refuses
        self.steps = 0

    @contextmanager
    def in_use(self) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            for name in DISK_STEPS:
                patch.setattr(Disk, name, self._guarded(getattr(Disk, name)))
            yield

    def _guarded(self, step: Callable[..., Any]) -> Callable[..., Any]:
        def take(*arguments: Any, **names: Any) -> Any:
            self.steps += 1
            if self.refuses(self.steps):
                raise OSError(self.number, os.strerror(self.number))
            return step(*arguments, **names)

        return take


REFUSALS = [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EACCES]


@pytest.mark.parametrize("number", REFUSALS)
def test_any_step_that_is_refused_once_leaves_what_was_saved_and_is_one_sentence(
    store: TinyRecordStore, path: Path, number: int
) -> None:
    _add(store, "Ortiz")
    _add(store, "Baker")
    expected, refused_step, sentences = ["Ortiz", "Baker"], 0, set[str]()
    while True:
        refused_step += 1
        disk, family, head = Refusing(number, refused_step.__eq__), f"Try {refused_step}", store.head()
        before = path.read_bytes()
        try:
            with disk.in_use():
                _add(store, family)
        except StoreError as error:
            sentences.add(error.message)
            assert path.read_bytes() == before
            assert store.head() == head
        else:
            expected.append(family)
        assert _families(store) == _on_disk(path) == expected
        store = _reopened(store, path)  # a disk that has failed to sync is not trusted again before
        assert _families(store) == expected
        if disk.steps < refused_step:
            break

    assert len(sentences) == 1
    assert str(path) in sentences.pop()
    assert StoreUpkeep(path, store).verify() == []
    assert list(path.parent.glob("*.tmp")) == []
    store.close()


def test_after_a_sync_that_failed_nothing_is_saved_until_the_records_are_opened_again(
    store: TinyRecordStore, path: Path
) -> None:
    _add(store, "Ortiz")
    _add(store, "Baker")
    before = path.read_bytes()

    def fails(disk: Disk, handle: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Disk, "sync", fails)
        with pytest.raises(StoreError, match="the disk reports"):
            _add(store, "Chen")
    with pytest.raises(StoreError, match="until the app is started again"):
        _add(store, "Chen")
    assert path.read_bytes() == before
    again = _reopened(store, path)
    _add(again, "Diaz")
    assert _on_disk(path) == ["Ortiz", "Baker", "Diaz"]
    again.close()


@pytest.mark.parametrize("step", ["write", "sync"])
def test_a_twin_that_cannot_be_written_keeps_no_save_from_being_made(
    store: TinyRecordStore, path: Path, step: str
) -> None:
    _add(store, "Ortiz")
    _add(store, "Baker")
    twin = path.with_name("records.tdb.twin").stat().st_ino
    really = getattr(Disk, step)

    def refuses(disk: Disk, handle: int, *rest: Any) -> Any:
        if os.fstat(handle).st_ino == twin:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return really(disk, handle, *rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Disk, step, refuses)
        _add(store, "Chen")
    _add(store, "Diaz")
    assert "there is only one" in store.report[0]
    again = _reopened(store, path)
    assert "lacked entries of the main one. It was written anew." in again.report[0]
    assert _families(again) == ["Ortiz", "Baker", "Chen", "Diaz"]
    assert StoreUpkeep(path, again).verify() == []
    again.close()


@pytest.mark.parametrize("number", REFUSALS)
def test_a_disk_that_fails_for_good_at_any_step_keeps_what_was_saved(tmp_path: Path, number: int) -> None:
    step = 0
    while True:
        step += 1
        path = tmp_path / str(step) / "records.tdb"
        store = open_records(path, clock=FixedClock())
        _add(store, "Ortiz")
        _add(store, "Baker")
        disk = Refusing(number, step.__le__)
        saved = ["Ortiz", "Baker"]
        with disk.in_use():
            try:
                _add(store, "Chen")
                saved.append("Chen")
                store.database.compact()
            except StoreError:
                assert _families(store) == saved
            store.close()

        # An end that could not be taken back may still be there; it was whole then.
        assert _on_disk(path)[: len(saved)] == saved
        again = open_records(path, clock=FixedClock())
        assert _families(again)[: len(saved)] == saved
        again.close()
        assert StoreUpkeep(path).verify() == []
        if disk.steps < step:
            break


def test_a_full_disk_refuses_the_save_and_takes_the_next_one_when_there_is_room(
    store: TinyRecordStore, path: Path
) -> None:
    resource = pytest.importorskip("resource")
    _add(store, "Ortiz")
    _add(store, "Baker")
    before, limits = path.read_bytes(), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 100, limits[1]))
    try:
        with pytest.raises(StoreError, match="The disk is full"):
            _add(store, "Chen")
        with pytest.raises(StoreError, match="The disk is full"):
            _add(store, "Chen")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert path.read_bytes() == before
    assert sorted(file.name for file in path.parent.iterdir() if file.name.endswith(".tmp")) == []
    assert _families(store) == ["Ortiz", "Baker"]
    _add(store, "Chen")
    assert _on_disk(path) == ["Ortiz", "Baker", "Chen"]
    assert store.report == []


def test_records_are_opened_and_read_on_a_full_disk(store: TinyRecordStore, path: Path) -> None:
    _add(store, "Ortiz")
    _add(store, "Baker")
    store.close()
    path.with_name("records.tdb.twin").unlink()
    disk = Refusing(errno.ENOSPC, lambda _: True)

    with pytest.MonkeyPatch.context() as patch:
        for name in ("create", "write"):
            patch.setattr(Disk, name, disk._guarded(getattr(Disk, name)))
        full = open_records(path, clock=FixedClock())
    assert _families(full) == ["Ortiz", "Baker"]
    assert "there is only one" in full.report[-1]
    full.close()


def test_a_compaction_that_finds_no_room_leaves_everything_in_use(store: TinyRecordStore, path: Path) -> None:
    _add(store, "Ortiz")
    before = path.read_bytes()
    disk = Refusing(errno.ENOSPC, lambda _: True)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Disk, "write", disk._guarded(Disk.write))
        with pytest.raises(StoreError, match="The disk is full"):
            store.database.compact()
    assert path.read_bytes() == before
    assert list(path.parent.glob("*.tmp")) == []
    _add(store, "Baker")
    store.database.compact()
    assert _on_disk(path) == ["Ortiz", "Baker"]


def test_a_compaction_that_is_refused_at_any_step_leaves_the_state_before_where_it_was(
    store: TinyRecordStore, path: Path
) -> None:
    _add(store, "Ortiz")
    store.database.compact()
    _add(store, "Baker")
    previous = path.with_name("records.tdb.prev")
    step = 0
    while True:
        step += 1
        disk, before, kept = Refusing(errno.ENOSPC, step.__eq__), path.read_bytes(), previous.read_bytes()
        try:
            with disk.in_use():
                store.database.compact()
        except StoreError:
            assert (step, path.read_bytes(), previous.read_bytes()) == (step, before, kept)
        else:
            assert previous.read_bytes() in (before, kept)
        store = _reopened(store, path)
        assert _families(store) == ["Ortiz", "Baker"]
        if disk.steps < step:
            break
    store.close()


def test_a_full_disk_at_the_very_first_save_leaves_no_file(store: TinyRecordStore, path: Path) -> None:
    resource = pytest.importorskip("resource")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        with pytest.raises(StoreError, match="The disk is full"):
            _add(store, "Ortiz")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert not path.exists()
    _add(store, "Ortiz")
    assert _on_disk(path) == ["Ortiz"]


def test_a_folder_that_vanishes_is_a_sentence_and_the_save_succeeds_when_it_is_back(
    store: TinyRecordStore, path: Path
) -> None:
    _add(store, "Ortiz")
    away = path.parent.rename(path.parent.with_name("away"))

    with pytest.raises(StoreError, match=r"the folder .* is not there"):
        _add(store, "Baker")
    assert _families(store) == ["Ortiz"]
    away.rename(path.parent)
    _add(store, "Baker")
    assert _on_disk(path) == ["Ortiz", "Baker"]


def test_records_on_a_read_only_disk_are_read_and_say_why_they_are_not_written(
    store: TinyRecordStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _add(store, "Ortiz")
    store.close()
    really_open = os.open

    def reads_only(name: Any, flags: int, *rest: Any, **names: Any) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return really_open(name, flags, *rest, **names)

    monkeypatch.setattr(os, "open", reads_only)
    reader = open_records(path)

    assert _families(reader) == ["Ortiz"]
    assert "Read-only file system" in reader.report[0]
    with pytest.raises(StoreError, match="read-only"):
        _add(reader, "Baker")


def test_a_file_that_cannot_be_read_is_a_sentence(
    store: TinyRecordStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _add(store, "Ortiz")
    store.close()

    def broken(disk: Disk, path: Path, at: int = 0) -> bytes:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(Disk, "read", broken)
    with pytest.raises(StoreError, match="cannot be read"):
        open_records(path)


@pytest.mark.skipif(sys.platform == "win32", reason="a folder cannot be synced there")
def test_a_generation_whose_name_may_not_survive_a_power_cut_is_written_to_no_more(
    store: TinyRecordStore, path: Path
) -> None:
    _add(store, "Ortiz")

    def fails(disk: Disk, folder: Path) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Disk, "sync_folder", fails)
        with pytest.raises(StoreError, match="the disk reports"):
            store.database.compact()
    with pytest.raises(StoreError, match="until the app is started again"):
        _add(store, "Baker")
    again = _reopened(store, path)
    _add(again, "Chen")
    assert _on_disk(path) == ["Ortiz", "Chen"]
    again.close()
