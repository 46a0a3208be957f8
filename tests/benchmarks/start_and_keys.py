"""How long a person waits for the first screen and for a key, against an empty Textual app.

    python -m tests.benchmarks.start_and_keys [RUNS] [INCIDENTS]

Both programs run in turn in a real pseudo-terminal; medians, after one uncounted warm-up. The library is
filled up to 60 conditions with generated pages; the store is encrypted, its passphrase comes from a file, and
it holds 2,000 athletes and the demo season, repeated for them until there are 10,000 incidents or as many as
are asked for. What is older than the last two repetitions is closed, its athletes are fully available again.
"""

from __future__ import annotations

import compileall
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path

from tests.terminal import Terminal
from trainer_tui.bootstrap import Services, open_library, open_records
from trainer_tui.config import Config
from trainer_tui.domain.credentials import Credentials
from trainer_tui.domain.records import ATHLETES, STATUS_CHANGES
from trainer_tui.paths import Directories
from trainer_tui.services.demo import load_demo

PASSPHRASE = "passphrase.txt"
ROOT = Path(__file__).parents[2]
DEMO = ROOT / "data" / "demo"
ESCAPE = "\x1b[27u"
"""Escape as terminals with the kitty keyboard protocol send it. From others Textual, and so the empty app,
takes it for one a tenth of a second later, when no more of a longer key has come."""
CONDITIONS = 60
ROSTER = 2_000
STILL_OPEN = 2
"""How many of the last repetitions of the season are not closed."""
WORDS = ("za", "mi", "ro", "te", "lu", "ka", "ne")
PAGE = """schema = 1
id = "generated-{n}"
name = "Generated condition {n}"
aliases = ["filler {n}"]
regions = ["knee"]
body_area = "Knee"
depth = "short"
"""
ITEM = """
[[{section}]]
id = "item-{n}"
text = "A generated statement, number {n}, of about the length that a real statement of a page has."
sources = ["B02"]
"""


def prepare(folder: Path, incidents: int, roster: int = ROSTER) -> None:
    """Write the encrypted store, its passphrase and a pack that fills the library up.

    People of made-up names are added until there are `roster` of them, and share the incidents.
    """
    directories = Directories.find(folder)
    library = open_library(directories, Config())
    credentials = Credentials(passphrase="an invented passphrase")
    services = open_records(directories, Config(), library, user="A. Trainer", credentials=credentials)
    load_demo(services.ledger, services.reference, services.rules, services.sweeps, DEMO)
    season = json.loads((DEMO / "incidents.json").read_text(encoding="utf-8"))
    _fill_roster(services, roster)
    athletes = cycle(services.chart.records.athletes)
    repetitions = []
    while (missing := incidents - len(services.chart.records.incidents)) > 0:
        again = [{**raw, "athlete": {"id": next(athletes)}} for raw in season[:missing]]
        for raw in again:
            raw.pop("relation", None)
        repetitions.append(services.chart.add_incidents(again))
    _settle(services, [ident for ids in repetitions[:-STILL_OPEN] for ident in ids])
    for row in services.chart.incidents(open_only=True):
        if row.needs_acknowledgement:
            services.chart.acknowledge(row.incident.id)
    services.close()
    (folder / PASSPHRASE).write_text(credentials.passphrase, encoding="utf-8")
    pack = folder / "pack"
    pack.mkdir()
    shipped = len(list((ROOT / "data" / "conditions").glob("*.toml")))
    for n in range(CONDITIONS - shipped):
        items = [ITEM.format(section="summary", n=i) for i in range(12)]
        items += [ITEM.format(section="anatomy", n=i) for i in range(12)]
        (pack / f"generated-{n}.toml").write_text(PAGE.format(n=n) + "".join(items), encoding="utf-8")
    (folder / "config.toml").write_text(f'packs = ["{pack}"]\nfirst_start_seen = true\n', encoding="utf-8")


def _fill_roster(services: Services, roster: int) -> None:
    """Add invented athletes until there are enough, in one commit."""
    with services.chart.records.change() as change:
        for number in range(roster - len(services.chart.records.athletes)):
            word = "".join(WORDS[number // len(WORDS) ** place % len(WORDS)] for place in range(4))
            who = {"given": word.capitalize(), "family": f"{word[::-1].capitalize()}-{number}"}
            change.create(ATHLETES, {**who, "jersey": str(number % 99), "team": f"Team {number % 20}"})


def _settle(services: Services, incidents: Sequence[str]) -> None:
    """Close incidents and say that their athletes are fully available again, in one commit.

    It is written as it would stand there long after, so nobody is asked for the clearances of the holds.
    """
    records = services.chart.records
    with records.change() as change:
        for incident in map(records.incident, incidents):
            change.amend(incident.view, {"closed": True}, "recovered")
            if records.last_said_of(incident):
                back = {"at": records.today().isoformat(), "availability": "full", "restrictions": []}
                back |= {"decided_by": "Dr. Invented", "cleared_by": "Dr. Invented"}
                about = {"athlete": incident.athlete, "incident": incident.id}
                change.create(STATUS_CHANGES, {**about, **back})


def measure_empty(env: dict[str, str], times: dict[str, list[float]]) -> None:
    """Start the empty app and open its palette."""
    command = [sys.executable, str(ROOT / "tests" / "benchmarks" / "empty_app.py")]
    with Terminal(command, env) as terminal:
        times["start"].append(terminal.wait("READY") - terminal.started)
        for _ in range(3):
            times["key"].append(-terminal.send("ctrl+p") + terminal.wait("Search for commands"))
            terminal.send("escape")
            terminal.wait("Search for commands", gone=True)


def measure_ours(folder: Path, env: dict[str, str], times: dict[str, list[float]]) -> None:
    """Start the app, go through the index, search, open an incident, then the board and a change on it."""
    command = [sys.executable, "-m", "trainer_tui", "--data-dir", str(folder)]
    command += ["--passphrase-file", str(folder / PASSPHRASE)]
    with Terminal(command, env) as terminal:
        times["start"].append(terminal.wait("Draft: not clinically reviewed") - terminal.started)
        terminal.wait("Generated condition 0")
        names = ["Cervical Spine Injury", "Stinger (Burner)", "AC Joint Sprain", "Shoulder Instability"]
        for name in names:
            times["next condition"].append(-terminal.send("down") + terminal.wait(f"▕ {name}"))
        terminal.send("/")
        terminal.settle()
        times["search letter"].append(-terminal.send("x") + terminal.wait("Generated condition", gone=True))
        terminal.send("escape")
        terminal.send("escape")
        terminal.send("f4")
        terminal.wait("newest first")
        times["open incident"].append(-terminal.send("enter") + terminal.wait("What happened"))
        times["back"].append(-terminal.send(ESCAPE) + terminal.wait("What happened", gone=True))
        times["open Today"].append(-terminal.send("f2") + terminal.wait("Due ("))
        times["change status"].append(-terminal.send("v") + terminal.wait("Availability of"))
        terminal.send("escape")


def ratios(runs: int, incidents: int) -> None:
    """Measure in turn and print the table."""
    compileall.compile_dir(ROOT / "trainer_tui", quiet=1)
    env = {**os.environ, "TERM": "xterm-256color", "PYTHONPATH": str(ROOT)}
    empty: dict[str, list[float]] = {"start": [], "key": []}
    ours: dict[str, list[float]] = {
        name: []
        for name in (
            "start",
            "next condition",
            "search letter",
            "open incident",
            "back",
            "open Today",
            "change status",
        )
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "store"
        prepare(folder, incidents)
        for run in range(runs + 1):
            state = folder / "drafts" / "ui-state.sealed"
            state.unlink(missing_ok=True)
            measure_empty(env, empty)
            measure_ours(folder, env, ours)
            if run == 0:
                for values in (*empty.values(), *ours.values()):
                    values.clear()
    floor = {name: statistics.median(values) for name, values in empty.items()}
    print(f"{'what':16}{'ms':>8}{'ratio':>8}   against")
    print(f"{'empty: start':16}{floor['start'] * 1000:8.0f}{1:8.2f}")
    print(f"{'empty: palette':16}{floor['key'] * 1000:8.0f}{1:8.2f}")
    for what, values in ours.items():
        against = "start" if what == "start" else "key"
        median = statistics.median(values)
        words = "the empty app's start" if against == "start" else "the empty app opening its palette"
        print(f"{what:16}{median * 1000:8.0f}{median / floor[against]:8.2f}   {words}")


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]]
    ratios(*(given + [7, 10_000][len(given) :]))
