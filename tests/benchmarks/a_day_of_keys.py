"""How long a person waits for each key of a day, with a large school in the records; idle work and memory.

    python -m tests.benchmarks.a_day_of_keys [RUNS] [INCIDENTS] [ATHLETES] [IDLE SECONDS]

The app and an empty Textual app run in turn in a real pseudo-terminal; medians, after one uncounted run. A
time goes from the key to the moment its result stands on the screen, and is set against the empty app opening
its palette in the same series. Idle work is counted in ticks of the processor, of both apps at the same time.
"""

from __future__ import annotations

import compileall
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.start_and_keys import ESCAPE, PASSPHRASE, ROOT, measure_empty, prepare
from tests.terminal import Terminal

EMPTY = (sys.executable, str(ROOT / "tests" / "benchmarks" / "empty_app.py"))
MOST = 0.6
"""The budget of a key: this share of the empty app opening its palette."""
OPENING = "Today, asked at once"
"""A wait for the records, which are still being opened; it belongs to the start, not to the keys."""
WHO = "Who? Jersey or name:"


@dataclass
class Day:
    """A day at the keyboard of one terminal."""

    terminal: Terminal
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def key(self, what: str, key: str, marker: str, *, gone: bool = False) -> None:
        """Press a key once everything is quiet, and note how long its result takes."""
        self.terminal.settle()
        sent = self.terminal.send(key)
        self.times[what].append(self.terminal.wait(marker, gone=gone) - sent)

    def play(self) -> None:
        """Look around, record one incident, look again."""
        wait = self.terminal.wait
        wait("Draft: not clinically reviewed")
        wait("Generated condition 0")
        self.key(OPENING, "f2", "Due (")
        self.key("Incidents, first", "f4", "newest first")
        self.key("Athletes, first", "f5", "athletes ·")
        self.key("Today", "f2", "Due (")
        self.key("Incidents", "f4", "newest first")
        self.there_and_back("open an incident, first", "enter", "What happened")
        for _ in range(3):
            self.there_and_back("open an incident", "enter", "What happened")
        self.key("Athletes", "f5", "athletes ·")
        self.there_and_back("open an athlete", "enter", "Facts")
        self.there_and_back("n, first", "n", WHO)
        for _ in range(3):
            self.there_and_back("n", "n", WHO)
        self.terminal.send("f2")
        wait("Due (")
        self.record()

    def there_and_back(self, what: str, key: str, marker: str) -> None:
        """Open something with a key, and leave it again."""
        self.key(what, key, marker)
        self.key("back", ESCAPE, marker, gone=True)

    def record(self) -> None:
        """Record an incident from n to the saved record, key by key."""
        self.key("n", "n", WHO)
        self.key("a letter of the athlete", "z", "z▏")
        self.key("a second letter", "a", "za▏")
        self.key("take the athlete", "enter", "Life first")
        for _ in range(2):
            self.terminal.settle()
            self.terminal.send("1")
        self.key("the last life answer", "1", "Where? A digit")
        self.key("a digit of the region", "5", "Side of the low back")
        self.key("a digit of the side", "1", "Sweep, low back")
        self.key("an answer of the sweep", "2", "− absent")
        self.key("the other signs", "0", "absent, bulk")
        self.key("to the line that saves", "9", "Saves one incident")
        self.key("save", "enter", "Saved.")
        self.key("done", ESCAPE, "Saved.", gone=True)


def ticks(terminal: Terminal) -> int:
    """Return the processor time of a program so far, in ticks."""
    stat = Path(f"/proc/{terminal.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return int(stat[11]) + int(stat[12])


def megabytes(terminal: Terminal) -> float:
    """Return how much memory a program holds."""
    status = Path(f"/proc/{terminal.pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def idle(ours: Terminal, env: dict[str, str], seconds: float) -> None:
    """Print what both apps do while nobody presses a key, and what they hold."""
    with Terminal(EMPTY, env) as empty:
        empty.wait("READY")
        for terminal in (ours, empty):
            terminal.settle()
        before = [ticks(terminal) for terminal in (ours, empty)]
        time.sleep(seconds)
        worked = [ticks(terminal) - start for terminal, start in zip((ours, empty), before, strict=True)]
        held = [megabytes(terminal) for terminal in (ours, empty)]
    second = os.sysconf("SC_CLK_TCK")
    print(f"idle for {seconds:.0f} s: {worked[0]} ticks, the empty app {worked[1]} ({second} are a second)")
    print(f"memory after the day: {held[0]:.0f} MB, the empty app {held[1]:.0f} MB: {held[0] / held[1]:.2f}")


def measure(runs: int, incidents: int, athletes: int, seconds: int) -> None:
    """Play the day several times and print the table."""
    compileall.compile_dir(ROOT / "trainer_tui", quiet=1)
    env = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONPATH": str(ROOT)}
    empty: dict[str, list[float]] = {"start": [], "key": []}
    times: dict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "store"
        prepare(folder, incidents, athletes)
        command = [sys.executable, "-m", "trainer_tui", "--data-dir", str(folder)]
        command += ["--passphrase-file", str(folder / PASSPHRASE)]
        for run in range(runs + 1):
            (folder / "drafts" / "ui-state.sealed").unlink(missing_ok=True)
            found: dict[str, list[float]] = {"start": [], "key": []}
            measure_empty(env, found)
            with Terminal(command, env) as terminal:
                day = Day(terminal)
                day.play()
                if run == runs:
                    idle(terminal, env, seconds)
            if run:
                for total, part in ((empty, found), (times, day.times)):
                    for what, values in part.items():
                        total[what] += values
    floor = statistics.median(empty["key"])
    print(f"{'empty: palette':26}{floor * 1000:8.0f}{1:8.2f}")
    for what, values in times.items():
        median = statistics.median(values)
        over = "" if median / floor <= MOST or what == OPENING else f"   over {MOST}"
        print(f"{what:26}{median * 1000:8.0f}{median / floor:8.2f}{over}")


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]]
    measure(*(given + [7, 10_000, 2_000, 60][len(given) :]))
