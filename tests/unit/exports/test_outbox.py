"""An export appears whole or not at all, for its owner alone, and never over something else."""

from __future__ import annotations

import errno
import hashlib
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from trainer_tui.domain.errors import BadInput
from trainer_tui.exports.outbox import check_target, placed

FILE = {"": b"new"}
FOLDER = {"a.csv": b"1", "b.csv": b"2"}


def put(target: Path, files: dict[str, bytes]) -> None:
    with placed(target, files):
        pass


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_is_private_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    put(tmp_path / "letter.pdf", FILE)
    assert (tmp_path / "letter.pdf").read_bytes() == b"new"
    assert mode(tmp_path / "letter.pdf") == 0o600
    assert "letter.pdf" in names(tmp_path)
    assert not [name for name in names(tmp_path) if name.startswith(".")]


def test_a_folder_is_private_too(tmp_path: Path) -> None:
    put(tmp_path / "tables", FOLDER)
    assert names(tmp_path / "tables") == ["a.csv", "b.csv"]
    assert mode(tmp_path / "tables") == 0o700
    assert {mode(path) for path in (tmp_path / "tables").iterdir()} == {0o600}


@pytest.mark.parametrize("files", [FILE, FOLDER])
def test_a_failure_before_the_end_leaves_no_trace(tmp_path: Path, files: dict[str, bytes]) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(RuntimeError), placed(folder / "target", files):
        raise RuntimeError
    assert names(folder) == []


def test_a_failure_leaves_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "letter.pdf"
    target.write_bytes(b"old")
    with pytest.raises(RuntimeError), placed(target, FILE):
        raise RuntimeError
    assert target.read_bytes() == b"old"


def test_a_folder_of_ours_is_replaced_as_a_whole(tmp_path: Path) -> None:
    put(tmp_path / "tables", FOLDER)
    put(tmp_path / "tables", {"a.csv": b"3", "b.csv": b"4", "c.csv": b"5"})
    assert [path.read_bytes() for path in sorted((tmp_path / "tables").iterdir())] == [b"3", b"4", b"5"]
    assert [name for name in names(tmp_path) if name.startswith(".")] == []


def test_a_folder_with_other_files_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "thesis.doc").write_text("years of work", encoding="utf-8")
    with pytest.raises(BadInput, match=r"holds other files, such as thesis\.doc"):
        put(tmp_path / "tables", FOLDER)
    assert names(tmp_path / "tables") == ["thesis.doc"]


def test_an_empty_folder_may_be_the_target_of_tables(tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    check_target(tmp_path / "tables", folder=True, force=False)
    put(tmp_path / "tables", FOLDER)
    assert names(tmp_path / "tables") == ["a.csv", "b.csv"]


def test_what_exists_needs_force(tmp_path: Path) -> None:
    target = tmp_path / "letter.pdf"
    target.write_bytes(b"old")
    with pytest.raises(BadInput, match="already exists"):
        check_target(target, folder=False, force=False)
    check_target(target, folder=False, force=True)


def test_a_link_that_leads_nowhere_counts_as_there(tmp_path: Path) -> None:
    (tmp_path / "letter.pdf").symlink_to(tmp_path / "nowhere")
    with pytest.raises(BadInput, match="already exists"):
        check_target(tmp_path / "letter.pdf", folder=False, force=False)


@pytest.mark.parametrize("force", [False, True])
def test_a_target_of_the_wrong_kind_is_refused(tmp_path: Path, force: bool) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(BadInput, match="is a folder; add the name of the file"):
        check_target(tmp_path / "folder", folder=False, force=force)
    with pytest.raises(BadInput, match=r"is not a folder; .*\.zip"):
        check_target(tmp_path / "file", folder=True, force=force)


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="does not exist; make it"):
        check_target(tmp_path / "missing" / "letter.pdf", folder=False, force=False)


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda path, wanted: False)
    with pytest.raises(BadInput, match="cannot be written to"):
        check_target(tmp_path / "letter.pdf", folder=False, force=False)


def test_a_folder_that_nobody_may_look_into_counts_as_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tables").mkdir()

    def refuse(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(BadInput, match="already exists"):
        check_target(tmp_path / "tables", folder=True, force=False)


def test_a_full_disk_is_a_sentence_and_leaves_no_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    folder = tmp_path / "out"
    folder.mkdir()
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(BadInput, match="No space left on device"):
        put(folder / "letter.pdf", FILE)
    with pytest.raises(BadInput, match="No space left on device"):
        put(folder / "tables", FOLDER)
    assert names(folder) == []


def test_pieces_are_private_hashed_and_leave_nothing_beside_them(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    with placed(folder / "a.zip", {"": iter((b"ne", b"w"))}) as hashes:
        assert not (folder / "a.zip").exists()
    assert hashes == {"": hashlib.sha256(b"new").hexdigest()}
    assert (folder / "a.zip").read_bytes() == b"new"
    assert mode(folder / "a.zip") == 0o600
    assert names(folder) == ["a.zip"]


@pytest.mark.parametrize("stops", [RuntimeError, KeyboardInterrupt])
def test_pieces_that_stop_halfway_leave_what_was_there(tmp_path: Path, stops: type[BaseException]) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "a.zip").write_bytes(b"old")

    def half() -> Iterator[bytes]:
        yield b"ne"
        raise stops

    with pytest.raises(stops), placed(folder / "a.zip", {"": half()}):
        pytest.fail("nothing is there to be recorded")
    assert names(folder) == ["a.zip"]
    assert (folder / "a.zip").read_bytes() == b"old"


def test_pieces_that_cannot_be_recorded_leave_no_trace(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(RuntimeError), placed(folder / "a.zip", {"": iter((b"new",))}):
        raise RuntimeError
    assert names(folder) == []


def test_a_disk_that_fills_up_between_pieces_is_a_sentence(tmp_path: Path) -> None:
    def full() -> Iterator[bytes]:
        yield b"ne"
        raise OSError(errno.ENOSPC, "No space left on device")

    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(BadInput, match="No space left"), placed(folder / "a.zip", {"": full()}):
        pytest.fail("nothing is there to be recorded")
    assert names(folder) == []
