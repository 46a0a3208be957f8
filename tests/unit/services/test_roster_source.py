"""A path is understood however it comes, and nothing on a disk can stop its being typed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from trainer_tui.services.roster_source import fitting_entries, named_path


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        (" /a b/c.csv ", "/a b/c.csv"),
        ("'/a b/c.csv'", "/a b/c.csv"),
        ('"/a b/c.csv" ', "/a b/c.csv"),
        ("/a\\ b/c\\(1\\).csv", "/a b/c(1).csv"),
        ("'/it", "'/it"),
        ("~nobody-has-this-name/x", "~nobody-has-this-name/x"),
        ("'", "'"),
    ],
)
def test_quotes_and_backslashes_of_a_terminal_are_taken_away(typed: str, path: str) -> None:
    assert named_path(typed) == Path(path)


@pytest.mark.skipif(os.sep != "/", reason="paths begin otherwise here")
@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("/home/me//tmp/c.csv", "/tmp/c.csv"),
        ("/home/me/team/~/c.csv", "~/c.csv"),
        ("/home/me/a~/c.csv", "/home/me/a~/c.csv"),
    ],
)
def test_a_path_typed_behind_a_folder_takes_its_place(typed: str, path: str) -> None:
    assert named_path(typed) == Path(path).expanduser()


def test_a_backslash_that_belongs_to_the_name_stays(tmp_path: Path) -> None:
    file = tmp_path / "a\\b.csv"
    file.write_text("")

    assert named_path(str(file)) == file


def test_folders_come_first_and_small_letters_fit_capitals(tmp_path: Path) -> None:
    (tmp_path / "fall.csv").write_text("")
    (tmp_path / "Fold").mkdir()
    (tmp_path / ".faint").write_text("")

    assert fitting_entries(f"{tmp_path}/f") == [f"{tmp_path}/Fold/", f"{tmp_path}/fall.csv"]
    assert fitting_entries(f"{tmp_path}/.") == [f"{tmp_path}/.faint"]


@pytest.mark.parametrize("typed", ["/nothing/there/x", "~nobody-has-this-name/", "\0", "/etc/hostname/x"])
def test_where_nothing_is_nothing_fits(typed: str) -> None:
    assert fitting_entries(typed) == []
