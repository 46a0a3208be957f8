from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from trainer_tui import paths
from trainer_tui.domain.errors import StoreError, TrainerError, UsageError
from trainer_tui.paths import Directories, data_root


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_checkout_has_its_reference_library_in_data() -> None:
    assert data_root() == Path(__file__).parents[2] / "data"


def test_the_library_inside_an_installed_package_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "trainer_tui"
    (package / "_data" / "conditions").mkdir(parents=True)
    (tmp_path / "data" / "conditions").mkdir(parents=True)
    monkeypatch.setattr(paths, "_PACKAGE", package)
    assert data_root() == package / "_data"


def test_a_folder_of_the_same_name_is_not_taken_for_the_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir()
    monkeypatch.setattr(paths, "_PACKAGE", tmp_path / "trainer_tui")
    with pytest.raises(TrainerError, match=r"reference library is missing.*Install"):
        data_root()


def test_a_given_folder_holds_everything(tmp_path: Path) -> None:
    found = Directories.find(tmp_path / "mine")
    assert found.records == tmp_path / "mine" / "records.tdb"
    assert found.settings == tmp_path / "mine" / "config.toml"
    assert found.backups == tmp_path / "mine" / "backups"
    assert found.drafts == tmp_path / "mine" / "drafts"
    assert found.log == tmp_path / "mine" / "log"
    assert found.packs == tmp_path / "mine" / "packs"


def test_the_given_folder_wins_over_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAINER_TUI_DATA_DIR", str(tmp_path / "environment"))
    assert Directories.find().data == tmp_path / "environment"
    assert Directories.find(tmp_path / "option").data == tmp_path / "option"


def test_a_relative_folder_stays_the_same_after_the_command_moves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert Directories.find("mine").data == tmp_path / "mine"


def test_a_tilde_means_the_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAINER_TUI_DATA_DIR", "~/injuries")
    assert Directories.find().data == Path(os.environ["HOME"]) / "injuries"


@pytest.mark.parametrize("value", [None, ""])
def test_without_a_given_folder_the_system_says_where(
    value: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if value is None:
        monkeypatch.delenv("TRAINER_TUI_DATA_DIR")
    else:
        monkeypatch.setenv("TRAINER_TUI_DATA_DIR", value)
    found = Directories.find()
    home = Path(os.environ["HOME"])
    for folder in (found.data, found.config, found.cache):
        assert folder.is_relative_to(home)
        assert folder.name == "trainer-tui"
    assert found.log == found.data / "log"


def test_folders_are_made_for_their_owner_alone(tmp_path: Path) -> None:
    found = Directories.find(tmp_path / "new" / "mine")
    found.ensure()
    made = (tmp_path / "new", found.data, found.log, found.cache, found.backups, found.drafts)
    assert {mode(folder) for folder in made} == {0o700}


def test_a_folder_that_exists_keeps_its_rights(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir(mode=0o750)
    Directories.find(mine).ensure()
    Directories.find(mine).ensure()
    assert mode(mine) == 0o750


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match=r"cannot be made .*--data-dir"):
        Directories.find(tmp_path / "file" / "mine").ensure()
    with pytest.raises(StoreError, match=r"cannot be made .*--data-dir"):
        Directories.find(tmp_path / "file").ensure()


def test_an_empty_data_directory_is_refused_and_never_the_ordinary_one() -> None:
    with pytest.raises(UsageError, match="empty name"):
        Directories.find("")
