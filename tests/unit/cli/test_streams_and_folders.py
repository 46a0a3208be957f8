"""What stands around a command may be missing: streams that are closed or full, folders nobody may enter."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.command import Command

ROOT = Path(__file__).parents[3]
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="closes streams as a POSIX shell does")


def shell(folder: Path, arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-c", f"{sys.executable} -m trainer_tui {arguments}"],
        cwd=ROOT,
        env={**os.environ, "TRAINER_TUI_DATA_DIR": str(folder / "season")},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@POSIX
def test_a_closed_stdin_is_an_empty_one(tmp_path: Path) -> None:
    done = shell(tmp_path, "triage - <&-")
    assert (done.returncode, done.stdout) == (3, "")
    assert "What came from stdin" in done.stderr
    assert not (tmp_path / "season").exists()


@POSIX
def test_a_closed_stdout_harms_nothing(tmp_path: Path) -> None:
    done = shell(tmp_path, """athlete add - >&- <<'END'\n{"family": "Ortiz"}\nEND""")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Ortiz" in shell(tmp_path, "athlete list").stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_an_output_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    done = shell(tmp_path, "condition list > /dev/full")
    assert done.returncode == 4
    assert done.stderr.startswith("The output could not be written (No space left on device)")
    assert done.stderr.count("\n") == 1


def test_a_folder_nobody_may_enter_is_four(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    run.data_dir.mkdir()
    real = os.stat

    def guarded(path: Any, *arguments: Any, **options: Any) -> os.stat_result:
        if isinstance(path, str | Path) and run.data_dir in Path(path).parents:
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *arguments, **options)

    monkeypatch.setattr(os, "stat", guarded)
    listed = run("athlete", "list")
    assert listed.code == 4, listed
    assert str(run.data_dir) in listed.err
    assert "defect" not in listed.err


def test_a_file_in_place_of_the_data_folder_is_one_sentence(run: Command) -> None:
    run.data_dir.write_text("not a folder", encoding="utf-8")
    assert run("athlete", "list").failed(4, str(run.data_dir))


def test_a_store_that_another_copy_writes_refuses_in_one_sentence(run: Command) -> None:
    run.given("athlete", "add", run.file({"family": "Ortiz"}))
    from trainer_tui.storage.repository import open_records

    other = open_records(run.data_dir / "records.tdb")
    try:
        assert run("athlete", "add", run.file({"family": "Kimura"})).failed(4, f"process {os.getpid()}")
    finally:
        other.close()


def test_a_team_without_athletes_is_not_an_empty_roster(run: Command) -> None:
    run.given("athlete", "add", run.file({"family": "Ortiz", "team": "Varsity"}))
    assert "in the team “Rowing”" in run.given("athlete", "list", "--team", "Rowing").err


def test_one_change_is_not_called_changes(run: Command, tmp_path: Path) -> None:
    run.given("athlete", "add", run.file({"family": "Ortiz"}))
    target = tmp_path / "all.json"
    run.given("export", "json", "--all", "--output", str(target), "--recipient", "b", "--purpose", "consent")
    taken = run.given("--data-dir", str(tmp_path / "other"), "import", str(target))
    assert "1 change of 1 record;" in taken.err
