"""The app in terminals as they are: no colours, sixteen, hardly anything; and nothing moves by itself."""

from __future__ import annotations

import os
import select
import sys
from pathlib import Path

import pytest

from tests.team import MARA, NOA, ONSET, shipped_library
from trainer_tui.bootstrap import open_records
from trainer_tui.config import Config, write_config
from trainer_tui.paths import Directories

if sys.platform == "win32":
    pytest.skip("there is no pseudo-terminal here", allow_module_level=True)

from tests.terminal import Terminal

COLOURS = ("NO_COLOR", "COLORTERM", "TEXTUAL_COLOR_SYSTEM", "FORCE_COLOR")
LONGER_THAN_A_BLINK = 1.2
"""Seconds. A field of Textual's blinks every half second."""


def program(folder: Path, **env: str) -> Terminal:
    """Return the app over a small team, one of whom has a red flag."""
    directories = Directories.find(folder / "season")
    services = open_records(directories, Config(), shipped_library(), user="Ada Trainer")
    for athlete in (MARA, NOA):
        services.chart.add_athlete(athlete)
    flagged = {"athlete": {"jersey": "22"}, "kind": "injury", "onset_at": ONSET}
    services.chart.add_incidents([{**flagged, "findings": {"saddle_numbness": True}}])
    services.close()
    write_config(directories.settings, Config(first_start_seen=True, theme=env.pop("theme", "")))
    around = {name: value for name, value in os.environ.items() if name not in COLOURS}
    around |= {"TRAINER_TUI_DATA_DIR": str(directories.data), "TERM": "xterm-256color", **env}
    return Terminal((sys.executable, "-m", "trainer_tui"), around, width=80, height=24)


def through_the_day(terminal: Terminal) -> list[str]:
    """Go where a trainer goes; yields nothing but leaves each screen drawn, and returns their colours."""
    terminal.wait("/ filter")
    terminal.settle()
    found = colours(terminal)
    for key, marker in (
        ("f2", "Red flags not acknowledged"),
        ("enter", "Activate EMS now"),
        ("f4", "newest"),
    ):
        terminal.send(key)
        terminal.wait(marker)
        terminal.settle()
        found += colours(terminal)
    terminal.send("n")
    terminal.wait("Who? Jersey or name:")
    terminal.send("22", "enter", "2")
    terminal.wait("− NO")
    terminal.settle()
    return found + colours(terminal)


def colours(terminal: Terminal) -> list[str]:
    """Return every colour on the screen that is not the terminal's own."""
    cells = [cell for line in terminal.screen.buffer.values() for cell in line.values()]
    return [colour for cell in cells for colour in (cell.fg, cell.bg) if colour != "default"]


def reversed_lines(terminal: Terminal) -> list[str]:
    """Return the lines that are drawn reversed nearly as a whole: the one under the cursor."""
    lines = zip(terminal.screen.buffer.items(), terminal.screen.display, strict=False)
    by_number = {number: line for (number, line), _ in lines}
    return [
        terminal.screen.display[number]
        for number, line in by_number.items()
        if sum(cell.reverse for cell in line.values()) > terminal.width / 2
    ]


def test_without_colours_none_is_sent_and_the_cursor_and_the_urgency_are_seen(tmp_path: Path) -> None:
    with program(tmp_path, NO_COLOR="1", theme="trainer-dark") as terminal:
        assert through_the_day(terminal) == []
        assert "▲▲ " in terminal.text()
        terminal.send("escape")
        terminal.wait("Parked as draft 1")
        terminal.send("f5", "down")
        terminal.wait("2 athletes")
        terminal.settle()
        terminal.wait("▌  22   Mara Ortiz")
        assert [line.split()[2:4] for line in reversed_lines(terminal)] == [["Mara", "Ortiz"]]
        terminal.send("f8")
        terminal.wait("NO_COLOR is set")
        terminal.settle()
        assert colours(terminal) == []


def test_with_colours_the_same_screens_have_them(tmp_path: Path) -> None:
    with program(tmp_path, theme="trainer-dark") as terminal:
        assert through_the_day(terminal) != []


@pytest.mark.parametrize("term", ["linux", "xterm", "vt100", "screen"])
def test_sixteen_colours_get_the_terminals_own(tmp_path: Path, term: str) -> None:
    with program(tmp_path, TERM=term) as terminal:
        assert set(through_the_day(terminal)) <= {"red", "magenta"}
        assert "▲▲ " in terminal.text()


@pytest.mark.parametrize("term", ["unknown", ""])
def test_a_terminal_that_can_do_nothing_still_shows_words_and_marks(tmp_path: Path, term: str) -> None:
    with program(tmp_path, TERM=term) as terminal:
        through_the_day(terminal)
        assert "▌" in terminal.text()


def test_the_terminals_own_colours_can_be_chosen(tmp_path: Path) -> None:
    with program(tmp_path, theme="trainer-sunlight") as terminal:
        assert set(through_the_day(terminal)) - {"red", "magenta"}
        terminal.send("escape")
        terminal.wait("Parked as draft 1")
        terminal.send("f8")
        terminal.settle()
        terminal.settle()
        assert set(colours(terminal)) <= {"red", "magenta"}


@pytest.mark.parametrize(
    "keys",
    [
        {"/": "/ filter", "turf": "▕ Turf Toe"},
        {"ctrl+p": "Record an incident", "co": "Colours: Dark"},
        {"f5": "2 athletes", "a": "A new athlete"},
        {"n": "Who? Jersey", "22": "22▏"},
        {"f4": "1 incident", "enter": "Activate EMS now", "N": "Add a note", "1": "Note: "},
    ],
    ids=["filter", "palette", "form", "capture", "note"],
)
def test_nothing_moves_by_itself(tmp_path: Path, keys: dict[str, str]) -> None:
    with program(tmp_path, TEXTUAL_ANIMATIONS="full") as terminal:
        terminal.wait("/ filter")
        for key, marker in keys.items():
            terminal.send(key)
            terminal.wait(marker)
            terminal.settle()
        terminal.settle()
        assert select.select([terminal.fd], [], [], LONGER_THAN_A_BLINK)[0] == []
