"""A draft is there after a crash, private, and never half-written."""

from __future__ import annotations

import errno
import stat
from pathlib import Path

import pytest

from trainer_tui.domain.errors import StoreError
from trainer_tui.domain.ports import DraftStore
from trainer_tui.files import Disk
from trainer_tui.storage.drafts import DraftFolder


@pytest.fixture
def drafts(tmp_path: Path) -> DraftStore:
    return DraftFolder(tmp_path / "drafts")


def test_a_draft_is_found_again_until_it_is_discarded(drafts: DraftStore) -> None:
    drafts.save("capture-1", {"narrative": "Fell — “knee”", "findings": {"knee_swelling": True}})
    drafts.save("capture-1", {"narrative": "Fell — “knee” twice"})

    assert drafts.load("capture-1") == {"narrative": "Fell — “knee” twice"}
    drafts.discard("capture-1")
    drafts.discard("capture-1")
    assert drafts.load("capture-1") is None


def test_drafts_are_listed_by_name_and_prefix(drafts: DraftStore) -> None:
    assert drafts.names() == []
    for name in ("capture-2", "capture-1", "note-1"):
        drafts.save(name, {})

    assert drafts.names() == ["capture-1", "capture-2", "note-1"]
    assert drafts.names("capture-") == ["capture-1", "capture-2"]


def test_drafts_are_for_their_owner_alone(drafts: DraftStore, tmp_path: Path) -> None:
    drafts.save("capture-1", {})

    assert stat.S_IMODE((tmp_path / "drafts").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "drafts" / "capture-1.json").stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["", "../device", "a/b", "Capture", "a.b", "a b", "a\n"])
def test_a_name_that_could_lead_elsewhere_is_refused(drafts: DraftStore, name: str) -> None:
    with pytest.raises(ValueError, match="not a name for a draft"):
        drafts.save(name, {})
    with pytest.raises(ValueError, match="not a name for a draft"):
        drafts.load(name)
    with pytest.raises(ValueError, match="not a name for a draft"):
        drafts.discard(name)


@pytest.mark.parametrize("content", [b"", b'{"narrative": "Fe', b"[1]", b"\xff\xfe", b"[" * 100_000])
def test_a_damaged_draft_counts_as_none_and_is_kept_aside(
    drafts: DraftStore, tmp_path: Path, content: bytes
) -> None:
    drafts.save("capture-1", {})
    (tmp_path / "drafts" / "capture-1.json").write_bytes(content)

    assert drafts.load("capture-1") is None
    assert drafts.names() == []
    assert (tmp_path / "drafts" / "capture-1.json.damaged").read_bytes() == content


def test_a_second_damaged_draft_does_not_replace_the_first(drafts: DraftStore, tmp_path: Path) -> None:
    for content in (b"one", b"two"):
        drafts.save("capture-1", {})
        (tmp_path / "drafts" / "capture-1.json").write_bytes(content)
        drafts.load("capture-1")

    kept = sorted(file.read_bytes() for file in (tmp_path / "drafts").iterdir())
    assert kept == [b"one", b"two"]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "The disk is full"),
        (errno.EROFS, "read-only disk"),
        (errno.EACCES, "may not write"),
        (errno.EIO, "the disk reports"),
    ],
)
def test_a_draft_that_cannot_be_written_is_a_sentence_and_the_one_before_stays(
    drafts: DraftStore, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    drafts.save("capture-1", {"narrative": "Fell"})

    def refuse(disk: Disk, handle: int) -> None:
        raise OSError(number, "refused")

    monkeypatch.setattr(Disk, "sync", refuse)
    with pytest.raises(StoreError, match=words):
        drafts.save("capture-1", {"narrative": "Fell on the knee"})
    assert drafts.load("capture-1") == {"narrative": "Fell"}
    assert drafts.names() == ["capture-1"]
