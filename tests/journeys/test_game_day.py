"""A whole game day by keyboard at 80 x 24, in a real terminal, and everything is there the day after.

Roster in, session, two incidents of which one is an emergency by its answers, emergency mode, lock and
unlock, board, services, a note, what others did, the terminal closed, the app started again.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

if sys.platform == "win32":
    pytest.skip("there is no pseudo-terminal here", allow_module_level=True)

from tests.terminal import Terminal

ROSTER = """Number,First name,Last name,Date of birth,Team,Alerts
22,Mara,Ortiz,2008-04-01,Varsity,asthma
7,Noa,Lindqvist,2009-02-03,Varsity,none_known
14,Kofi,Mensah,2008-11-30,Varsity,sickle_trait
"""
PLAN = {"name": "Home field", "address": "12 School Rd", "gate": "North gate", "aed": "Gym door"}


class Sideline:
    """One laptop on one day."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = {**os.environ, "TRAINER_TUI_DATA_DIR": str(folder / "data"), "TERM": "xterm-256color"}
        self.env["TRAINER_TUI_USER"] = "Ada Trainer"

    def run(self, *arguments: str, given: str = "") -> str:
        command = [sys.executable, "-m", "trainer_tui", *arguments]
        done = subprocess.run(command, env=self.env, check=True, capture_output=True, text=True, input=given)
        return done.stdout

    def data(self, *arguments: str) -> Any:
        return json.loads(self.run(*arguments, "--json"))

    def app(self) -> Terminal:
        return Terminal((sys.executable, "-m", "trainer_tui"), self.env, width=80, height=24)


def take_in_the_roster(terminal: Terminal, roster: Path) -> None:
    terminal.wait("Welcome to trainer_tui")
    terminal.send("enter")
    terminal.wait("Welcome to trainer_tui", gone=True)
    terminal.send("f5")
    terminal.wait("Nobody is on the roster yet")
    terminal.send("I")
    terminal.wait("Which roster file?")
    terminal.send(str(roster), "enter")
    terminal.wait("6 of 6 columns are taken")
    terminal.send("x")
    terminal.wait("3 new, 0 changed")
    terminal.send("x")
    terminal.wait("3 athletes")


def begin_the_match(terminal: Terminal) -> None:
    """One who does not play; everybody else does."""
    terminal.send("s")
    terminal.wait("what is it?")
    terminal.send("1")
    terminal.wait("3 of 3 take part")
    terminal.send("7")
    terminal.wait("2 of 3 take part")
    terminal.send("enter")
    terminal.wait("Saved: 2 of 3")


def record(terminal: Terminal, jersey: str, *answers: str) -> None:
    """Number, life questions all well, the answers, then what `answers` say up to the save."""
    terminal.send("n")
    terminal.wait("Who? Jersey or name:")
    terminal.send(jersey, "enter")
    terminal.wait("Life first")
    terminal.send("1", "1", "1")
    terminal.wait("Where?")
    terminal.send(*answers)


def set_a_pin_and_come_back_with_it(terminal: Terminal) -> None:
    terminal.send("ctrl+p")
    terminal.wait("Search for commands")
    terminal.send("set a pin")
    terminal.wait("Game day: set a PIN")
    terminal.send("enter")
    terminal.wait("The same once more")
    terminal.send("4711", "enter")
    terminal.settle()
    terminal.send("4711", "enter")
    terminal.wait("The same once more", gone=True)
    terminal.send("\x0c")
    terminal.wait("Locked. The PIN")
    terminal.settle()
    assert "Ortiz" not in terminal.text()
    terminal.send("1234", "enter")
    terminal.wait("▲")
    terminal.send("4711", "enter")
    terminal.wait("Locked.", gone=True)


def look_after_mara(terminal: Terminal) -> None:
    """Numb between the legs: an emergency, seen and acknowledged; held on the board; strapped, told."""
    terminal.send("f2")
    terminal.wait("Open incidents")
    record(terminal, "22", "5", "4")
    terminal.wait("Sweep, low back, page 1")
    terminal.send("2", "2", "1")
    terminal.wait("Activate EMS now")
    terminal.send("9")
    terminal.settle()
    terminal.send("enter")
    terminal.wait("I have seen them")
    terminal.send("enter")
    terminal.wait("I have seen them", gone=True)
    terminal.send("escape")
    terminal.wait("referral not yet made")
    terminal.send("v")
    terminal.wait("Held, no return until a named clinician clears")
    terminal.send("escape")
    terminal.wait("Held,", gone=True)
    terminal.send("y")
    terminal.wait("Service for 22 Mara Ortiz")
    terminal.send("9")
    terminal.wait("Logged for 22 Mara Ortiz: education")
    terminal.send("enter")
    terminal.wait("What happened")
    terminal.send("N")
    terminal.wait("Add a note")
    terminal.send("1")
    terminal.wait("Note: narrative")
    terminal.send("Landed on her back at the near post.", "\x13")
    terminal.wait("Note: narrative", gone=True)
    terminal.send("escape")
    terminal.wait("Out or limited")


def record_an_ankle_of_noa(terminal: Terminal) -> None:
    record(terminal, "7", "8", "1")
    terminal.wait("Sweep, ankle, page 1")
    terminal.send("0")
    terminal.wait("signs absent")
    terminal.send("9")
    terminal.settle()
    terminal.send("enter")
    terminal.wait("Saved. More")
    terminal.send("escape")
    terminal.wait("Open incidents (2)")


def run_an_emergency(terminal: Terminal) -> None:
    """Kofi collapses: three keys, his number, handed over."""
    terminal.send("f9")
    terminal.wait("EMERGENCY")
    terminal.wait("12 School Rd")
    terminal.send("1", "2")
    terminal.wait("Logged: EMS called")
    terminal.send("j")
    terminal.wait("Who is it about?")
    terminal.send("14", "enter")
    terminal.wait("! sickle trait")
    terminal.send("9")
    terminal.wait("Logged: Handed over")
    terminal.send("escape")
    terminal.settle()
    if "EMERGENCY" in terminal.text():
        terminal.send("1")
    terminal.wait("Open incidents (3)")


def test_the_app_ends_with_its_terminal_however_it_was_started(tmp_path: Path) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as under nohup; a child inherits it
    try:
        with Sideline(tmp_path).app() as terminal:
            terminal.wait("Welcome to trainer_tui")
            terminal.close()
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_game_day_from_roster_to_the_closed_terminal_and_back(tmp_path: Path) -> None:
    day = Sideline(tmp_path)
    roster = tmp_path / "roster.csv"
    roster.write_text(ROSTER, encoding="utf-8")
    day.run("venue", "add", "-", given=json.dumps(PLAN))
    with day.app() as terminal:
        take_in_the_roster(terminal, roster)
        begin_the_match(terminal)
        set_a_pin_and_come_back_with_it(terminal)
        look_after_mara(terminal)
        record_an_ankle_of_noa(terminal)
        run_an_emergency(terminal)
        terminal.send("H")
        terminal.wait("others")
        terminal.close()

    with day.app() as terminal:
        terminal.wait("F2 Today")
        terminal.send("f2")
        terminal.wait("Out or limited (2)")
        for name in ("22 Mara Ortiz", "14 Kofi Mensah", "7 Noa Lindqvist"):
            terminal.wait(name)

    found = {row["who"]: row for row in day.data("incident", "list")}
    assert {who: row["tier"] for who, row in found.items()} == {
        "22 Mara Ortiz": "EMS_NOW",
        "7 Noa Lindqvist": None,
        "14 Kofi Mensah": "EMS_NOW",
    }
    mara = day.data("incident", "show", found["22 Mara Ortiz"]["id"])
    assert mara["narrative"] == "Landed on her back at the near post."
    assert mara["findings"]["saddle_numbness"] is True
    [session] = day.data("session", "list")
    assert session["kind"] == "competition"
    [service] = day.data("treatment", "list")
    assert service["services"] == ["education"]
    [referral] = day.data("referral", "list")
    assert (referral["to"], referral["state"]) == ("EMS", "seen")
    assert day.data("store", "verify")["ok"] is True
