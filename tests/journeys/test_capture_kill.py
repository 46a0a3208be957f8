"""The power goes while an incident is recorded: what the screen had shown is there at the next start."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.team import MARA, shipped_library
from trainer_tui.bootstrap import Services, open_drafts, open_records
from trainer_tui.config import Config, write_config
from trainer_tui.paths import Directories

if sys.platform == "win32":
    pytest.skip("there is no pseudo-terminal here", allow_module_level=True)

from tests.terminal import Terminal

WHO = "Who? Jersey or name:"
CHOSEN = ("22", "enter")
LIFE = "Life first"
SWEEP = "Sweep, low back, page 1"


@dataclass
class Bench:
    """A data directory with one athlete, and the app started on it in a terminal."""

    directories: Directories

    def services(self) -> Services:
        return open_records(self.directories, Config(), shipped_library(), user="Ada Trainer")

    def terminal(self) -> Terminal:
        env = {**os.environ, "TRAINER_TUI_DATA_DIR": str(self.directories.data), "TERM": "xterm-256color"}
        return Terminal((sys.executable, "-m", "trainer_tui"), env, width=80, height=24)

    def draft(self) -> dict[str, Any]:
        found = open_drafts(self.directories).load("capture-1")
        assert found is not None
        return found


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    directories = Directories.find(tmp_path / "season")
    found = Bench(directories)
    services = found.services()
    services.chart.add_athlete(MARA)
    services.close()
    write_config(directories.settings, Config(first_start_seen=True))
    return found


def begin(terminal: Terminal) -> None:
    """Wait for the first screen and start a capture."""
    terminal.wait("/ filter")
    terminal.send("n")
    terminal.wait(WHO)


def sweep_of_the_low_back(terminal: Terminal) -> None:
    """Answer everything up to the sweep."""
    begin(terminal)
    terminal.send(*CHOSEN)
    terminal.wait(LIFE)
    terminal.send("1", "1", "1", "5", "1")
    terminal.wait(SWEEP)


STEPS: list[tuple[tuple[str, ...], str, dict[str, Any]]] = [
    (("2",), f"{WHO} 2", {"step": "who", "typed": "2"}),
    (("2", "enter", "2"), "− NO", {"who_words": "22 Ortiz", "findings": {"unresponsive": True}}),
    (("1", "1", "5"), "Side of the low back", {"step": "side", "region": "lumbosacral"}),
    (("1", "1", "2", "2"), "− absent         Numb or odd", {"step": "sweep", "side": "left"}),
]


def test_every_step_is_found_again_with_its_answers_and_goes_on(bench: Bench) -> None:
    before = WHO
    for number, (keys, marker, kept) in enumerate(STEPS):
        with bench.terminal() as terminal:
            terminal.wait("1 draft (p)" if number else "/ filter")
            terminal.send("p" if number else "n")
            terminal.wait(before)
            terminal.send(*keys)
            terminal.wait(marker)
            terminal.kill()
        draft = bench.draft()
        assert {name: draft[name] for name in kept} == kept
        before = marker
    assert draft["findings"] == {
        "unresponsive": True,
        "not_breathing_normally": False,
        "bleeding_uncontrolled": False,
        "bladder_bowel_loss": True,
        "urinary_retention": False,
        "saddle_numbness": False,
    }


def test_nothing_that_was_seen_is_missing_when_the_power_goes_in_the_middle_of_a_burst(bench: Bench) -> None:
    with bench.terminal() as terminal:
        sweep_of_the_low_back(terminal)
        terminal.send(*["2"] * 8)
        terminal.wait("− absent         Cannot pass urine")
        terminal.kill()
        seen = re.findall(r"− absent ", terminal.text())
    page = shipped_library().sweeps
    order = next(sweep.page_one for region, sweep in page.items() if region == "lumbosacral")
    answers = bench.draft()["findings"]
    answered = [name for name in order if name in answers]
    assert len(answered) >= len(seen) >= 2
    assert answered == list(order[: len(answered)])


def test_a_number_half_typed_is_found_again(bench: Bench) -> None:
    with bench.terminal() as terminal:
        begin(terminal)
        terminal.send(*CHOSEN)
        terminal.wait(LIFE)
        terminal.send("1", "1", "1", "1")
        terminal.wait("page 1 of")
        terminal.send("right")
        terminal.wait("Rectal temperature")
        terminal.send("3", "9")
        terminal.wait("39▏ °C")
        terminal.kill()
    assert bench.draft()["typed"] == "39"
    with bench.terminal() as terminal:
        terminal.wait("1 draft (p)")
        terminal.send("p")
        terminal.wait("39▏ °C")
        terminal.send("5", "enter")
        terminal.wait("39.5 °C")


def test_once_it_says_saved_it_is_saved_and_the_draft_is_gone(bench: Bench) -> None:
    with bench.terminal() as terminal:
        sweep_of_the_low_back(terminal)
        terminal.send("1", "9", "enter")
        terminal.wait("22 Mara Ortiz is OUT from now on")
        terminal.kill()
    assert list(open_drafts(bench.directories).names("capture-")) == []
    services = bench.services()
    [row] = services.chart.incidents()
    assert row.needs_acknowledgement
    assert row.availability == "out"
    services.close()


def test_details_after_the_save_are_found_again_and_go_to_the_same_record(bench: Bench) -> None:
    with bench.terminal() as terminal:
        sweep_of_the_low_back(terminal)
        terminal.send("9", "enter")
        terminal.wait("More, if there is time")
        terminal.send("down", "1", "1", "enter", "enter", "enter")
        terminal.wait("What happened, in your own words")
        terminal.send(*"Felt it pull")
        terminal.wait("Felt it pull")
        terminal.kill()
    draft = bench.draft()
    assert (draft["mode_of_onset"], draft["contact"], draft["narrative"]) == (
        "acute_sudden",
        "none",
        "Felt it pull",
    )
    with bench.terminal() as terminal:
        terminal.wait("1 draft (p)")
        terminal.send("p")
        terminal.wait("Felt it pull")
        terminal.send("enter")
        terminal.wait("1 draft (p)", gone=True)
    services = bench.services()
    [row] = services.chart.incidents()
    assert row.incident.mode_of_onset == "acute_sudden"
    assert [note.text for note in services.chart.incident(row.incident.id).notes] == ["Felt it pull"]
    services.close()
