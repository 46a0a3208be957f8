"""The power goes in an emergency: every event that was on the screen is in the record afterwards."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.team import MARA, shipped_library
from trainer_tui.bootstrap import Services, open_records
from trainer_tui.config import Config, write_config
from trainer_tui.domain.credentials import Credentials
from trainer_tui.paths import Directories

if sys.platform == "win32":
    pytest.skip("there is no pseudo-terminal here", allow_module_level=True)

from tests.terminal import Terminal

SECRET = Credentials(passphrase="a long enough phrase")


@pytest.fixture
def directories(tmp_path: Path) -> Directories:
    found = Directories.find(tmp_path / "season")
    found.ensure()
    write_config(found.settings, Config(first_start_seen=True))
    return found


def opened(directories: Directories, credentials: Credentials | None = None) -> Services:
    return open_records(
        directories, Config(), shipped_library(), user="Ada Trainer", credentials=credentials or Credentials()
    )


def terminal(directories: Directories) -> Terminal:
    env = {**os.environ, "TRAINER_TUI_DATA_DIR": str(directories.data), "TERM": "xterm-256color"}
    return Terminal((sys.executable, "-m", "trainer_tui"), env, width=80, height=24)


def logged(services: Services) -> list[str]:
    """Return the events of the record that stand, and close it."""
    logs = services.emergencies.running()
    services.close()
    return [entry.kind.value for log in logs for entry in log.standing]


def test_open_records_have_every_event_that_was_seen(directories: Directories) -> None:
    services = opened(directories)
    services.chart.add_athlete(MARA)
    services.close()
    with terminal(directories) as running:
        running.wait("F2 Today")
        running.send("f9")
        running.wait("Nothing is logged yet")
        running.send("1", "2", "3")
        running.wait("Logged: CPR")
        running.kill()
    assert logged(opened(directories)) == ["found", "ems_called", "cpr"]


def test_sealed_records_that_nobody_opened_get_every_event_at_the_next_start(
    directories: Directories,
) -> None:
    services = opened(directories, SECRET)
    services.chart.add_athlete(MARA)
    services.close()
    with terminal(directories) as running:
        running.wait("The records are encrypted")
        running.send("f9")
        running.wait("Nothing is logged yet")
        running.send("1", "2", "5")
        running.wait("Logged: Shock 1")
        running.kill()
    [file] = (directories.data / "emergencies").iterdir()
    assert "Ortiz" not in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600
    with terminal(directories) as running:
        running.wait("goes on: F9")
        running.wait("The records are encrypted")
        running.send(*str(SECRET.passphrase), "enter")
        running.wait("The records are encrypted", gone=True)
        running.send("f9")
        running.wait("Shock 1")
        running.wait("not in the record yet", gone=True)
        running.kill()
    assert logged(opened(directories, SECRET)) == ["found", "ems_called", "shock"]
    assert list((directories.data / "emergencies").iterdir()) == []
