"""What the tests of the command line share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import Command


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Return a way to run commands on an empty store."""
    return Command(tmp_path, capsys, monkeypatch)
