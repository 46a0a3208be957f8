"""Drafts of encrypted records: nothing that was typed reaches the disk in the clear, and nothing is lost."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from trainer_tui.files import Disk
from trainer_tui.storage.cipher import Box
from trainer_tui.storage.drafts import DraftFolder

DRAFT = {"narrative": "Ortiz fell on the knee"}
LATER = {"narrative": "Ortiz fell on the other knee"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "drafts"


@pytest.fixture
def box() -> Box:
    return Box(b"k" * 32, "drafts")


def _shown(folder: Path) -> bool:
    """Tell whether what was typed can be read anywhere in the folder."""
    return any(b"Ortiz" in file.read_bytes() for file in folder.rglob("*") if file.is_file())


def _names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def _sealed(folder: Path, box: Box) -> None:
    """Leave a sealed draft behind."""
    drafts = DraftFolder(folder)
    drafts.unlock(box)
    drafts.save("capture-1", DRAFT)


def test_a_sealed_draft_is_found_again_with_its_key_alone(folder: Path, box: Box) -> None:
    _sealed(folder, box)

    assert (_names(folder), _shown(folder)) == (["capture-1.sealed"], False)
    again = DraftFolder(folder, locked=True)
    assert again.load("capture-1") is None
    again.unlock(box)
    assert again.load("capture-1") == DRAFT


def test_a_draft_of_another_key_counts_as_none_and_is_kept(folder: Path, box: Box) -> None:
    _sealed(folder, box)
    before = (folder / "capture-1.sealed").read_bytes()
    others = DraftFolder(folder, locked=True)
    others.unlock(Box(b"o" * 32, "drafts"))

    assert others.load("capture-1") is None
    assert (folder / "capture-1.sealed.damaged").read_bytes() == before


def test_what_is_typed_before_the_records_are_open_waits_in_memory(folder: Path, box: Box) -> None:
    drafts = DraftFolder(folder, locked=True)
    drafts.save("capture-1", DRAFT)
    drafts.save("capture-2", DRAFT)
    drafts.discard("capture-2")

    assert (drafts.load("capture-1"), drafts.names("capture-")) == (DRAFT, ["capture-1"])
    assert not folder.exists()
    drafts.unlock(box)
    assert (_names(folder), _shown(folder)) == (["capture-1.sealed"], False)
    assert drafts.load("capture-1") == DRAFT


def test_what_waits_in_memory_is_a_copy(folder: Path) -> None:
    drafts, draft = DraftFolder(folder, locked=True), {"narrative": "Fell"}
    drafts.save("capture-1", draft)
    draft["narrative"] = "Fell again"

    assert drafts.load("capture-1") == {"narrative": "Fell"}


def test_plain_drafts_are_sealed_when_the_records_are(folder: Path, box: Box) -> None:
    drafts = DraftFolder(folder)
    drafts.save("capture-1", DRAFT)
    assert _shown(folder)
    drafts.unlock(box)

    assert (_names(folder), _shown(folder)) == (["capture-1.sealed"], False)
    assert drafts.load("capture-1") == DRAFT


def test_drafts_go_over_to_a_new_key_and_back_to_plain(folder: Path, box: Box) -> None:
    _sealed(folder, box)
    drafts, new = DraftFolder(folder, locked=True), Box(b"n" * 32, "drafts")
    drafts.unlock(box)
    drafts.unlock(new)

    again = DraftFolder(folder, locked=True)
    again.unlock(new)
    assert again.load("capture-1") == DRAFT
    again.unlock(None)
    assert _names(folder) == ["capture-1.json"]
    assert DraftFolder(folder).load("capture-1") == DRAFT


def test_of_two_forms_of_a_draft_the_newer_one_counts(folder: Path, box: Box) -> None:
    """Between sealing a draft and removing its plain form the app may have been killed."""
    DraftFolder(folder).save("capture-1", DRAFT)
    plain = (folder / "capture-1.json").read_bytes()
    drafts = DraftFolder(folder)
    drafts.unlock(box)
    drafts.save("capture-1", LATER)
    (folder / "capture-1.json").write_bytes(plain)

    again = DraftFolder(folder, locked=True)
    again.unlock(box)
    assert again.load("capture-1") == LATER
    assert (_names(folder), _shown(folder)) == (["capture-1.sealed"], False)


def test_discarding_forgets_a_draft_in_either_form(folder: Path, box: Box) -> None:
    DraftFolder(folder).save("capture-1", DRAFT)
    locked = DraftFolder(folder, locked=True)
    locked.discard("capture-1")
    _sealed(folder, box)
    locked.discard("capture-1")

    assert _names(folder) == []


@pytest.mark.parametrize("left", ["capture-1.json.tmp", "capture-1.json.damaged"])
def test_what_was_left_of_plain_drafts_does_not_stay_readable_beside_sealed_ones(
    folder: Path, box: Box, left: str
) -> None:
    """A kill in the middle of a save leaves the one, a damaged draft that was set aside is the other."""
    drafts = DraftFolder(folder)
    drafts.save("capture-2", DRAFT)
    (folder / left).write_bytes(b'{"narrative": "Ortiz fell')
    drafts.unlock(box)

    assert not _shown(folder)


def test_what_cannot_be_sealed_is_a_sentence_and_is_lost_nowhere(
    folder: Path, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts = DraftFolder(folder, locked=True)
    drafts.save("capture-1", DRAFT)

    def refuse(disk: Disk, handle: int) -> None:
        raise OSError(errno.ENOSPC, "refused")

    with monkeypatch.context() as patch:
        patch.setattr(Disk, "sync", refuse)
        (sentence,) = drafts.unlock(box)
        assert "The disk is full" in sentence
        assert drafts.load("capture-1") == DRAFT
    assert drafts.unlock(box) == []
    assert drafts.load("capture-1") == DRAFT
    assert _names(folder) == ["capture-1.sealed"]
