"""A folder is shown by the desktop, where there is one; else a sentence says so."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from trainer_tui.domain.errors import BadInput
from trainer_tui.ui.open_folder import open_folder

DESKTOP = {"DISPLAY": ":0"}


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    found: list[list[str]] = []
    monkeypatch.setattr(subprocess, "Popen", lambda command, **options: found.append(command))
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    return found


@pytest.mark.parametrize(
    ("platform", "program"), [("linux", "xdg-open"), ("darwin", "open"), ("win32", "explorer")]
)
def test_each_system_has_its_program(
    tmp_path: Path,
    started: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    platform: str,
    program: str,
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    open_folder(tmp_path, DESKTOP)
    assert started == [[f"/usr/bin/{program}", str(tmp_path)]]


def test_without_a_desktop_nothing_is_started(
    tmp_path: Path, started: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(BadInput, match="no desktop here"):
        open_folder(tmp_path, {})
    assert started == []


def test_a_program_or_a_folder_that_is_missing_is_said(
    tmp_path: Path, started: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(BadInput, match="not there any more"):
        open_folder(tmp_path / "gone", DESKTOP)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(BadInput, match="has no xdg-open"):
        open_folder(tmp_path, DESKTOP)

    def refused(command: list[str], **options: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(shutil, "which", lambda name: name)
    monkeypatch.setattr(subprocess, "Popen", refused)
    with pytest.raises(BadInput, match="Permission denied"):
        open_folder(tmp_path, DESKTOP)
    assert started == []
