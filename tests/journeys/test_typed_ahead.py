"""Keys typed faster than screens open: none is lost, none arrives out of order."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.team import MARA, shipped_library
from trainer_tui.bootstrap import open_records
from trainer_tui.config import Config, write_config
from trainer_tui.paths import Directories

if sys.platform == "win32":
    pytest.skip("there is no pseudo-terminal here", allow_module_level=True)

from tests.terminal import Terminal


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    directories = Directories.find(tmp_path / "season")
    services = open_records(directories, Config(), shipped_library(), user="Ada Trainer")
    services.chart.add_athlete(MARA)
    services.close()
    write_config(directories.settings, Config(first_start_seen=True))
    env = {**os.environ, "TRAINER_TUI_DATA_DIR": str(directories.data), "TERM": "xterm-256color"}
    return Terminal((sys.executable, "-m", "trainer_tui"), env, width=80, height=24)


def test_a_capture_is_typed_in_one_go(terminal: Terminal) -> None:
    with terminal:
        terminal.wait("/ filter")
        terminal.send("n22", "enter", "111")
        terminal.wait("Where?")
        terminal.wait("22 Ortiz")


def test_a_filter_is_typed_in_one_go(terminal: Terminal) -> None:
    with terminal:
        terminal.wait("/ filter")
        terminal.send("/turf toe")
        terminal.wait(" turf toe ")
        terminal.wait("▕ Turf Toe")


def test_a_session_is_typed_in_one_go_with_its_save(terminal: Terminal) -> None:
    with terminal:
        terminal.wait("/ filter")
        terminal.send("f2")
        terminal.wait("Open incidents")
        terminal.send("s222", "\t", "22", "\x13")
        terminal.wait("Saved: 0 of 1")
        terminal.send("Y")
        terminal.wait("0 took part, 0 modified")


def test_a_service_is_typed_in_one_go_on_the_roster(terminal: Terminal) -> None:
    with terminal:
        terminal.wait("/ filter")
        terminal.send("\x1b[15~")
        terminal.wait("1 athlete")
        terminal.send("y1Y")
        terminal.wait("By service: taping or bracing 1")
