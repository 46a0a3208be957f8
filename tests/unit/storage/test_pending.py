"""Emergencies beside the record: kept one by one, private, a damaged one put aside."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from trainer_tui.domain.emergencies import Entry, EventKind, Log
from trainer_tui.domain.errors import StoreError
from trainer_tui.domain.identifiers import uuid7
from trainer_tui.storage.pending import PendingFolder

START = "2026-10-09T19:42:00-05:00"


def log(milliseconds: int = 1) -> Log:
    return Log(uuid7(milliseconds), START, entries=[Entry("e", EventKind.FOUND, START)])


def test_what_waits_comes_back_oldest_first_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    folder = PendingFolder(tmp_path / "emergencies")
    assert folder.load() == []
    later, sooner = log(2_000), log(1_000)
    folder.save(later)
    folder.save(sooner)
    assert [each.id for each in folder.load()] == [sooner.id, later.id]
    path = tmp_path / "emergencies" / f"{later.id}.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    folder.discard(sooner.id)
    folder.discard(sooner.id)
    assert [each.id for each in folder.load()] == [later.id]


@pytest.mark.parametrize("content", ["", "[]", "{", '{"id": 3}', '{"id": "../x"}', "[" * 100_000])
def test_a_damaged_one_is_put_aside_and_takes_no_other_with_it(tmp_path: Path, content: str) -> None:
    folder, kept = PendingFolder(tmp_path), log()
    folder.save(kept)
    (tmp_path / "bad.json").write_text(content)
    assert [each.id for each in folder.load()] == [kept.id]
    assert (tmp_path / "bad.json.damaged").read_text() == content


def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not the id"):
        PendingFolder(tmp_path).save(Log("../elsewhere", START))


def test_a_disk_that_refuses_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="emergency"):
        PendingFolder(tmp_path / "file").save(log())
