"""One copy of the app writes; a second one is told who does."""

from __future__ import annotations

import errno
import gc
import os
import stat
from pathlib import Path

import pytest

from trainer_tui.storage.lock import WriterLock


def test_the_first_gets_the_lock_and_the_second_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "records.tdb"
    first, second = WriterLock(path), WriterLock(path)

    assert first.acquire() is None
    sentence = second.acquire()
    assert sentence is not None
    assert f"another copy of the app (process {os.getpid()})" in sentence


def test_a_released_lock_can_be_taken_by_the_next(tmp_path: Path) -> None:
    path = tmp_path / "records.tdb"
    first, second = WriterLock(path), WriterLock(path)
    first.acquire()
    second.acquire()
    first.release()
    first.release()

    assert second.acquire() is None


def test_a_lock_whose_owner_was_forgotten_without_releasing_it_is_free(tmp_path: Path) -> None:
    path = tmp_path / "records.tdb"
    lock = WriterLock(path)
    lock.acquire()
    del lock
    gc.collect()

    assert WriterLock(path).acquire() is None


def test_the_lock_stands_beside_the_records_and_holds_only_the_process_id(tmp_path: Path) -> None:
    lock = WriterLock(tmp_path / "records.tdb")
    lock.acquire()

    file = tmp_path / "records.tdb.lock"
    assert file.read_text(encoding="ascii") == str(os.getpid())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_longer_id_left_behind_is_replaced_whole(tmp_path: Path) -> None:
    (tmp_path / "records.tdb.lock").write_text("12345678901234", encoding="ascii")
    WriterLock(tmp_path / "records.tdb").acquire()

    assert (tmp_path / "records.tdb.lock").read_text(encoding="ascii") == str(os.getpid())


def test_a_full_disk_does_not_keep_anyone_from_locking(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*arguments: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    path = tmp_path / "records.tdb"
    first = WriterLock(path)

    assert first.acquire() is None
    sentence = WriterLock(path).acquire()
    assert sentence is not None
    assert "its process is not known" in sentence


@pytest.mark.parametrize("call", ["open", "flock"])
def test_a_folder_that_cannot_be_locked_is_said_to_be_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    fcntl = pytest.importorskip("fcntl")

    def refuse(*arguments: object) -> int:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(os if call == "open" else fcntl, call, refuse)

    sentence = WriterLock(tmp_path / "records.tdb").acquire()
    assert sentence is not None
    assert "cannot be locked" in sentence
    assert "No locks available" in sentence
