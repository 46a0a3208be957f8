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
from trainer_tui import files
from trainer_tui.domain.errors import StoreError
from trainer_tui.domain.records import ATHLETES
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


class Disk:
    """Counts steps on the disk and refuses some of them."""

    def __init__(self, number: int, refuses: Callable[[int], bool]) -> None:
        self.number = number
        self.refuses = refuses
        self.steps = 0

    @contextmanager
    def in_use(self) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            for name in DISK_STEPS:
                patch.setattr(os, name, self._guarded(getattr(os, name)))
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
def test_any_step_that_is_refused_once_leaves_memory_and_file_as_before(
    store: TinyRecordStore, path: Path, number: int
) -> None:
    _add(store, "Ortiz")
    _add(store, "Baker")
    expected, refused_step, sentences = ["Ortiz", "Baker"], 0, set[str]()
    while True:
        refused_step += 1
        disk, family, head = Disk(number, refused_step.__eq__), f"Try {refused_step}", store.head()
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
        if disk.steps < refused_step:
            break

    assert len(sentences) == 1
    assert str(path) in sentences.pop()
    assert StoreUpkeep(path, store).verify() == []
    assert not path.with_name("records.tdb.tmp").exists()


@pytest.mark.parametrize("number", REFUSALS)
def test_a_disk_that_fails_for_good_at_any_step_keeps_what_was_saved(tmp_path: Path, number: int) -> None:
    step = 0
    while True:
        step += 1
        path = tmp_path / str(step) / "records.tdb"
        store = open_records(path, clock=FixedClock())
        _add(store, "Ortiz")
        _add(store, "Baker")
        disk = Disk(number, step.__le__)
        saved = ["Ortiz", "Baker"]
        try:
            with disk.in_use():
                _add(store, "Chen")
            saved.append("Chen")
        except StoreError:
            assert _families(store) == saved
        store.close()

        assert _on_disk(path)[: len(saved)] == saved
        assert StoreUpkeep(path).verify() == []
        if disk.steps < step:
            break


def test_a_full_disk_refuses_the_save_and_takes_the_next_one_when_there_is_room(
    store: TinyRecordStore, path: Path
) -> None:
    resource = pytest.importorskip("resource")
    _add(store, "Ortiz")
    before, limits = path.read_bytes(), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 100, limits[1]))
    try:
        with pytest.raises(StoreError, match="The disk is full"):
            _add(store, "Baker")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert path.read_bytes() == before
    assert sorted(file.name for file in path.parent.iterdir() if file.name.endswith(".tmp")) == []
    assert _families(store) == ["Ortiz"]
    _add(store, "Baker")
    assert _on_disk(path) == ["Ortiz", "Baker"]


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

    def broken(self: Path) -> bytes:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(Path, "read_bytes", broken)
    with pytest.raises(StoreError, match="cannot be read"):
        open_records(path)


@pytest.mark.skipif(sys.platform == "win32", reason="a folder cannot be synced there")
def test_a_save_whose_name_may_not_survive_a_power_cut_is_taken_back(
    store: TinyRecordStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _add(store, "Ortiz")
    before = path.read_bytes()

    def fails(folder: Path) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patch:
        patch.setattr(files, "sync_folder", fails)
        with pytest.raises(StoreError, match="the disk reports"):
            _add(store, "Baker")
    assert path.read_bytes() == before
    _add(store, "Chen")
    assert _on_disk(path) == ["Ortiz", "Chen"]
