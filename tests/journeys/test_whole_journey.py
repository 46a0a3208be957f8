"""The main job from the first start to the file for the physician, in a real terminal.

Read about back spasms, follow a link and come back, record an incident with a numb saddle area, see that it
is an emergency and why, acknowledge, save, quit, start again, find it, hand it over.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("there is no pseudo-terminal here", allow_module_level=True)

from tests.terminal import Terminal

ROSTER = "jersey,given,family,birth_date,team\n22,Mara,Ortiz,2008-04-01,Varsity\n"


class Laptop:
    """One data directory, used by commands and by the app."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = {**os.environ, "TRAINER_TUI_DATA_DIR": str(folder / "data"), "TERM": "xterm-256color"}
        self.env["TRAINER_TUI_USER"] = "Ada Trainer"

    def run(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "trainer_tui", *arguments]
        return subprocess.run(command, env=self.env, check=True, capture_output=True, text=True).stdout

    def app(self) -> Terminal:
        return Terminal((sys.executable, "-m", "trainer_tui"), self.env, width=80, height=24)


def read_about_back_spasms(terminal: Terminal) -> None:
    """The first start, the page, a link, and back."""
    terminal.wait("Welcome to trainer_tui")
    terminal.send("enter")
    terminal.wait("Welcome to trainer_tui", gone=True)
    terminal.send("/back spasms")
    terminal.wait("▕ Back Spasms")
    terminal.send("enter")
    terminal.wait("▌ Back Spasms")
    terminal.send("enter")
    terminal.wait("▕▌")
    terminal.send("r")
    terminal.wait("▌  previous page: Turf Toe")
    terminal.send("enter")
    terminal.wait("▕ Turf Toe")
    terminal.send("[")
    terminal.wait("▕ Back Spasms")


def record_a_numb_saddle_area(terminal: Terminal) -> None:
    """Number 22, life questions, side, the sweep; the flags are seen and acknowledged."""
    terminal.send("n")
    terminal.wait("Who? Jersey or name:")
    terminal.send("22", "enter")
    terminal.wait("Life first")
    terminal.send("1", "1", "1")
    terminal.wait("Another region")
    terminal.send("1")
    terminal.wait("Side of the low back")
    terminal.send("4")
    terminal.wait("Sweep, low back, page 1")
    terminal.send("2", "2", "1")
    terminal.wait("Activate EMS now")
    terminal.wait("Sources B06, B09, B10, B28")
    terminal.send("9")
    terminal.settle()
    terminal.send("enter")
    terminal.wait("I have seen them")
    terminal.send("enter")
    terminal.wait("I have seen them", gone=True)


def test_from_the_first_start_to_the_physicians_file(tmp_path: Path) -> None:
    laptop = Laptop(tmp_path)
    roster = tmp_path / "roster.csv"
    roster.write_text(ROSTER, encoding="utf-8")
    laptop.run("athlete", "import", str(roster))

    with laptop.app() as terminal:
        read_about_back_spasms(terminal)
        record_a_numb_saddle_area(terminal)
        terminal.send("escape")
        terminal.settle()
        terminal.send("ctrl+q")
        terminal.ended()

    with laptop.app() as terminal:
        terminal.wait("F4 Incidents")
        terminal.send("f4")
        terminal.wait("22 Mara Ortiz")
        terminal.wait("EMS")
        terminal.send("enter")
        terminal.wait("Activate EMS now")
        terminal.wait("acknowledged")
        terminal.send("ctrl+q")
        terminal.ended()

    (incident,) = json.loads(laptop.run("incident", "list", "--json"))
    shown = json.loads(laptop.run("incident", "show", incident["id"], "--json"))
    assert shown["triage"]["tier"] == "EMS_NOW"
    assert shown["triage"]["matches"][0]["sources"] == ["B06", "B09", "B10", "B28"]
    assert shown["condition"] == "back-spasms"

    letter = tmp_path / "letter.pdf"
    handed = ("--recipient", "Dr. Reyes", "--purpose", "treatment")
    laptop.run("export", "pdf", "--incident", incident["id"], "--output", str(letter), *handed)
    assert letter.read_bytes().startswith(b"%PDF-")
    assert letter.stat().st_mode & 0o777 == 0o600
    text = tmp_path / "letter.txt"
    laptop.run("export", "text", "--incident", incident["id"], "--output", str(text), *handed)
    assert "ACTIVATE EMS NOW" in text.read_text(encoding="utf-8")
