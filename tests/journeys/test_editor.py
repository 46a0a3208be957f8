"""In a real terminal the app steps aside for the person's editor, and comes back with the text."""

from __future__ import annotations

import os
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.team import MARA, ONSET, shipped_library
from trainer_tui.bootstrap import Services, open_drafts, open_records
from trainer_tui.config import Config, write_config
from trainer_tui.paths import Directories

if sys.platform == "win32":
    pytest.skip("there is no pseudo-terminal here", allow_module_level=True)

from tests.terminal import Terminal

CTRL_E, CTRL_S = "\x05", "\x13"
WRITES = """
import sys, time
from pathlib import Path
path = Path(sys.argv[1])
path.write_text(path.read_text().replace("## Plan\\n", "## Plan\\nIce and rest.\\n"))
print("the editor has the text", flush=True)
"""


@dataclass
class Bench:
    """A data directory with one incident, and the app started on it in a terminal with an editor."""

    directories: Directories
    incident: str
    script: Path

    def services(self) -> Services:
        return open_records(self.directories, Config(), shipped_library(), user="Ada Trainer")

    def terminal(self, program: str) -> Terminal:
        self.script.write_text(program, encoding="utf-8")
        env = {**os.environ, "TRAINER_TUI_DATA_DIR": str(self.directories.data), "TERM": "xterm-256color"}
        env["VISUAL"] = f"{shlex.quote(sys.executable)} {shlex.quote(str(self.script))}"
        return Terminal((sys.executable, "-m", "trainer_tui"), env, width=80, height=24)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    directories = Directories.find(tmp_path / "season")
    services = open_records(directories, Config(), shipped_library(), user="Ada Trainer")
    services.chart.add_athlete(MARA)
    raw = {"athlete": {"jersey": "22"}, "kind": "injury", "onset_at": ONSET}
    incident = services.chart.add_incidents([raw])[0]
    services.close()
    write_config(directories.settings, Config(first_start_seen=True))
    return Bench(directories, incident, tmp_path / "editor.py")


def open_form(terminal: Terminal) -> None:
    terminal.wait("/ filter")
    terminal.send("f4")
    terminal.wait("Mara Ortiz")
    terminal.send("enter")
    terminal.wait("What happened")
    terminal.send("N")
    terminal.wait("SOAP: all four")
    terminal.send("6")
    terminal.wait("your editor")


def test_the_text_of_the_editor_comes_back_and_is_saved(bench: Bench) -> None:
    with bench.terminal(WRITES) as terminal:
        open_form(terminal)
        terminal.send("Pain")
        terminal.wait("Pain")
        terminal.send(CTRL_E)
        terminal.wait("Taken over from the editor")
        terminal.wait("Ice and rest.")
        terminal.send(CTRL_S)
        terminal.wait("2 notes added")
    assert not bench.directories.editing.exists()
    services = bench.services()
    found = [(note.heading, note.text) for note in services.chart.incident(bench.incident).notes]
    services.close()
    assert found == [("subjective", "Pain"), ("plan", "Ice and rest.")]


def test_what_the_editor_had_when_the_app_was_killed_is_a_draft_at_the_next_start(bench: Bench) -> None:
    with bench.terminal(WRITES + "time.sleep(60)\n") as terminal:
        open_form(terminal)
        terminal.send("Pain")
        terminal.wait("Pain")
        terminal.send(CTRL_E)
        terminal.wait("the editor has the text")
        terminal.kill()
    assert list(bench.directories.editing.iterdir())
    with bench.terminal(WRITES) as terminal:
        terminal.wait("A note was in the editor")
        terminal.kill()
    assert not bench.directories.editing.exists()
    draft = open_drafts(bench.directories).load(f"form-soap-{bench.incident}")
    assert draft is not None
    assert (draft["subjective"], draft["plan"]) == ("Pain", "Ice and rest.")
