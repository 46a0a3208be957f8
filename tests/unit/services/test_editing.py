"""A text that an editor has is private, comes back, and leaves nothing behind."""

from __future__ import annotations

import errno
import sys
from pathlib import Path

import pytest

from trainer_tui.domain.errors import BadInput, StoreError
from trainer_tui.files import Disk
from trainer_tui.services import editing as module
from trainer_tui.services.editing import Editing


@pytest.fixture
def editing(tmp_path: Path) -> Editing:
    return Editing(tmp_path / "data" / "editing")


def test_the_file_is_for_its_owner_alone_and_is_gone_afterwards(editing: Editing) -> None:
    path = editing.begin("form-note", "Fell.")

    assert editing.read(path) == "Fell."
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700
    assert editing.wipe() == []
    assert not path.parent.exists()


def test_copies_of_the_editor_go_too_and_a_link_is_not_followed(editing: Editing, tmp_path: Path) -> None:
    path = editing.begin("form-note", "Fell.")
    (path.parent / f".{path.name}.swp").write_text("Fell.")
    (path.parent / f"{path.name}~").write_text("Fell.")
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    (path.parent / "link.md").symlink_to(mine)

    assert editing.wipe() == []
    assert not path.parent.exists()
    assert mine.read_text() == "mine"


def test_the_text_is_overwritten_before_its_name_goes(
    editing: Editing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = editing.begin("form-note", "Fell.")
    second = tmp_path / "second name"
    second.hardlink_to(path)
    editing.wipe()

    assert second.read_bytes() == b"\0" * 5


def test_what_was_being_edited_is_found_by_name(editing: Editing) -> None:
    path = editing.begin("form-note", "Fell.")
    (path.parent / ".form-note.md.swp").write_bytes(b"b0VIM")

    assert editing.left() == {"form-note": "Fell."}


def test_another_encoding_is_read_and_nothing_left_is_said(editing: Editing) -> None:
    path = editing.begin("form-note", "")
    path.write_bytes("Größe".encode("cp1252"))
    assert editing.read(path) == "Größe"
    path.unlink()
    with pytest.raises(BadInput, match="left no text"):
        editing.read(path)


def test_more_than_a_note_holds_is_not_wiped_but_said(editing: Editing) -> None:
    path = editing.begin("form-note", "x" * (1024 * 1024 + 1))

    with pytest.raises(BadInput, match="stays in"):
        editing.read(path)
    assert editing.left() == {}
    [sentence] = editing.wipe()
    assert str(path) in sentence
    assert path.exists()


def test_a_full_disk_and_a_file_that_stays_are_sentences(
    editing: Editing, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(Disk):
        def create(self, path: Path) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    class Held(Disk):
        def open(self, path: Path) -> int:
            raise OSError(errno.EACCES, "Permission denied")

    path = editing.begin("form-note", "Fell.")
    monkeypatch.setattr(module, "DISK", Held())
    [sentence] = editing.wipe()
    assert "could not be removed (Permission denied)" in sentence
    monkeypatch.setattr("trainer_tui.files.write_whole.__kwdefaults__", {"disk": Full()})
    with pytest.raises(StoreError, match="disk is full"):
        editing.begin("form-note", "Fell.")
    assert path.read_text() == "Fell."
