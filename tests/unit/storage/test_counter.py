"""An older state put in place of a newer one is noticed on the computer that has seen the newer one."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest

from trainer_tui.files import DISK, Disk
from trainer_tui.storage.counter import Counter, default_folder
from trainer_tui.storage.database import Database, open_database
from trainer_tui.storage.frames import Header


def _add(path: Path, *families: str) -> None:
    database = open_database(path)
    for family in families:
        database.table("athletes").insert({"family": family})
    database.close()


def _families(database: Database) -> list[str]:
    return [document["family"] for document in database.table("athletes")]


@pytest.fixture
def older(path: Path, tmp_path: Path) -> Path:
    """A copy of the whole folder as it was two saves ago."""
    _add(path, "Ortiz")
    copy = tmp_path / "older"
    shutil.copytree(path.parent, copy)
    _add(path, "Baker", "Chen")
    return copy


def _put_back(older: Path, path: Path) -> None:
    shutil.rmtree(path.parent)
    shutil.copytree(older, path.parent)


def test_the_counter_lies_in_the_configuration_of_the_user_and_names_nobody(path: Path) -> None:
    _add(path, "Ortiz")

    (file,) = default_folder().iterdir()
    assert default_folder().parent.name == "trainer-tui"
    assert not file.is_relative_to(path.parent)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "Ortiz" not in file.read_text(encoding="ascii")
    assert str(path) not in file.read_text(encoding="ascii") + file.name


def test_an_older_folder_in_place_of_a_newer_one_is_said_and_used(path: Path, older: Path) -> None:
    _put_back(older, path)
    database = open_database(path)

    assert _families(database) == ["Ortiz"]
    (sentence,) = database.report
    assert "end at entry 1, but had come to entry 3" in sentence
    assert "an older copy was put in their place" in sentence
    database.close()
    assert open_database(path, read_only=True).report == []


def test_reading_alone_says_it_too_and_changes_nothing(path: Path, older: Path) -> None:
    _put_back(older, path)
    before = path.read_bytes()

    for _ in range(2):
        reader = open_database(path, read_only=True)
        assert "an older copy was put in their place" in reader.report[0]
    assert path.read_bytes() == before


def test_whole_entries_cut_off_the_end_of_both_logs_are_noticed(path: Path) -> None:
    _add(path, "Ortiz")
    files = path, path.with_name("records.tdb.twin")
    sizes = [file.stat().st_size for file in files]
    _add(path, "Baker")
    for file, size in zip(files, sizes, strict=True):
        file.write_bytes(file.read_bytes()[:size])
    database = open_database(path)

    assert (_families(database), len(database.report)) == (["Ortiz"], 1)
    database.close()


def test_the_numbers_of_what_was_lost_are_not_given_again(path: Path, older: Path, tmp_path: Path) -> None:
    """A twin that was away may bring back what was lost, and must not be taken for what came after."""
    newer = path.with_name("records.tdb.twin").read_bytes()
    _put_back(older, path)
    _add(path, "Diaz")
    assert Header.from_bytes(path.read_bytes()).first == 4
    path.with_name("records.tdb.twin").write_bytes(newer)
    database = open_database(path)

    assert _families(database) == ["Ortiz", "Diaz"]
    assert "lacked entries" in database.report[0]
    database.close()


def test_other_records_under_the_same_name_are_said_to_be_others(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "records.tdb"
    _add(other, "Vale")
    _add(path, "Ortiz")
    shutil.rmtree(path.parent)
    shutil.copytree(other.parent, path.parent)
    database = open_database(path)

    assert _families(database) == ["Vale"]
    assert "are not the ones that were last used there" in database.report[0]
    database.close()
    assert open_database(path, read_only=True).report == []


def test_records_that_have_gone_with_everything_beside_them_are_missed(path: Path) -> None:
    _add(path, "Ortiz")
    shutil.rmtree(path.parent)
    database = open_database(path)

    assert _families(database) == []
    assert "Records were kept in" in database.report[0]
    database.close()


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'{"store": "x"}', b"\xff", b"null"])
def test_a_counter_that_cannot_be_read_stands_in_nobodys_way(path: Path, content: bytes) -> None:
    _add(path, "Ortiz")
    (file,) = default_folder().iterdir()
    file.write_bytes(content)
    database = open_database(path)

    assert (_families(database), database.report) == (["Ortiz"], [])
    database.close()
    assert file.read_bytes() != content


def test_a_counter_that_cannot_be_written_stands_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    counter = Counter(DISK, tmp_path / "file", tmp_path / "records.tdb")
    counter.write("store", 5)

    assert counter.read() is None


def test_a_counter_is_written_when_it_changes_and_only_then(tmp_path: Path) -> None:
    class Noting(Disk):
        writes = 0

        def replace(self, source: Path, target: Path) -> None:
            self.writes += 1
            super().replace(source, target)

    disk = Noting()
    counter = Counter(disk, tmp_path / "counters", tmp_path / "records.tdb")
    for sequence in (5, 5, 6):
        counter.write("store", sequence)

    assert (counter.read(), disk.writes) == (("store", 6), 2)
    assert Counter(DISK, tmp_path / "counters", tmp_path / "other" / "records.tdb").read() is None


def test_without_a_folder_nothing_is_kept(path: Path) -> None:
    database = open_database(path, counters=False)
    database.table("athletes").insert({"family": "Ortiz"})
    database.close()

    assert not default_folder().exists()
