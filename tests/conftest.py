"""What holds for every test: no file of the person's is touched and no network is reached."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.moved_clocks import MovedClocks, put_in

# A loaded computer is slow, not wrong; and the examples are the same everywhere.
settings.register_profile("project", deadline=None, derandomize=True, database=None)
settings.load_profile("project")

XDG = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR")
WINDOWS = ("APPDATA", "LOCALAPPDATA", "USERPROFILE")


@pytest.fixture(autouse=True)
def own_directories(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give every test directories of its own and none of the person's settings."""
    for name in [name for name in os.environ if name.startswith("TRAINER_TUI_")]:
        monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name in (*XDG, *WINDOWS):
        monkeypatch.setenv(name, str(home / name.lower()))
    monkeypatch.setenv("TRAINER_TUI_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let trying a passphrase cost next to nothing where nobody can say what it may cost."""
    from trainer_tui.storage.cipher import KeyCost

    monkeypatch.setattr(KeyCost.__init__, "__defaults__", (64, 1, 1))


@pytest.fixture
def moved_clocks(monkeypatch: pytest.MonkeyPatch) -> MovedClocks:
    """Give a test the clocks by which the screen locks itself."""
    return put_in(monkeypatch)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that would leave this computer."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        local = self.family not in (socket.AF_INET, socket.AF_INET6) or address[0] in ("127.0.0.1", "::1")
        assert local, f"A test tried to reach {address}."
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
