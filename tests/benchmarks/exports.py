"""How fast records leave as CSV, JSON and FHIR, and in how much memory, against the plain library of each.

    python -m tests.benchmarks.exports [INCIDENTS] [RUNS]

The store holds the demo season, repeated until there are 10,000 incidents or as many as are asked for. Our
time is that of a whole hand-over: read, write, wait for the disk, read back, record the disclosure. The
peer's is that of writing the same content once all of it is in memory: the same cells with `csv.writer`, the
same document with `json.dump`, the same Bundles with `fhir.resources` into an archive of `zipfile`. Medians,
in turn, after one uncounted round; a ratio above 0.5 meets the aim.

`json` and `zipfile` alone are no library of FHIR: they know no resource, refuse no wrong code and build
nothing. They stand in a line of their own, "fhir/json", as the floor under any archive of Bundles. The line
"fhir" needs `pip install fhir.resources`, which has R4B and no plain R4; without it the line is left out.
Ours holds every Bundle against its own check, the peer against its models, which know no codes and follow no
references.

Memory is what a process of its own needs at its peak beyond what it has once the lists of the app were shown,
for a tenth of the incidents and for all of them. An archive of Bundles keeps its table of contents until it
is whole, less than 1 KB an incident; nothing else grows.
"""

from __future__ import annotations

import csv
import gc
import json
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from itertools import cycle
from pathlib import Path
from typing import Any

from tests.benchmarks.start_and_keys import DEMO
from trainer_tui import bootstrap
from trainer_tui.bootstrap import Services, open_library
from trainer_tui.config import Config
from trainer_tui.domain.vocabulary import Purpose
from trainer_tui.paths import Directories
from trainer_tui.services.demo import load_demo

ENDINGS = {"csv": "", "json": ".json", "fhir": ".zip"}
"""The formats, and how the name of the file of each ends."""
ATHLETE_HAS = 4
"""How many incidents: about as many as in the demo season."""
STATUS = Path("/proc/self/status")
CLEAR = Path("/proc/self/clear_refs")
RESET_PEAK = "5"


def opened(folder: Path) -> Services:
    """Open the records of a folder."""
    directories = Directories.find(folder)
    library = open_library(directories, Config())
    return bootstrap.open_records(directories, Config(), library, user="A. Trainer")


def prepare(folder: Path, incidents: int) -> None:
    """Write a store with so many incidents."""
    services = opened(folder)
    load_demo(services.ledger, services.reference, services.rules, services.sweeps, DEMO)
    season = json.loads((DEMO / "incidents.json").read_text(encoding="utf-8"))
    team = [{"family": f"Athlete {n}", "team": "Repeated"} for n in range(incidents // ATHLETE_HAS)]
    athletes = [services.chart.add_athlete(raw) for raw in team]
    turn = cycle(athletes)
    while (missing := incidents - len(services.chart.records.incidents)) > 0:
        again = [{**raw, "athlete": {"id": next(turn)}} for raw in season[:missing]]
        for raw in again:
            raw.pop("relation", None)
        services.chart.add_incidents(again)
    services.close()


def hand_over(services: Services, form: str, target: Path) -> None:
    """Hand everything over."""
    services.handoff.export(form, target, recipient="Dr Lee", purpose=Purpose.CONSENT)


def seconds(act: Callable[[], object]) -> float:
    """Return how long something takes."""
    gc.collect()
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def plain_csv(source: Path, target: Path) -> float:
    """Write the cells of the tables of a folder once more, with nothing but the library."""
    tables = {}
    for path in source.iterdir():
        with path.open(encoding="utf-8", newline="") as file:
            tables[path.name] = list(csv.reader(file))
    target.mkdir()

    def write() -> None:
        for name, rows in tables.items():
            with (target / name).open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(rows)

    return seconds(write)


def plain_json(source: Path, target: Path) -> float:
    """Write the document of a file once more, with nothing but the library."""
    document = json.loads(source.read_text(encoding="utf-8"))

    def write() -> None:
        with target.open("w", encoding="utf-8") as file:
            json.dump(document, file, ensure_ascii=False)

    return seconds(write)


def plain_fhir(source: Path, target: Path, written: Callable[[Any], str]) -> float:
    """Write the Bundles of an archive once more, each made text by `written`."""
    with zipfile.ZipFile(source) as archive:
        documents = {name: json.loads(archive.read(name)) for name in archive.namelist()}

    def write() -> None:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, document in documents.items():
                archive.writestr(name, written(document))

    return seconds(write)


def as_json(document: Any) -> str:
    """Return a Bundle as text without a look at it."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def as_resources(document: Any) -> str:
    """Return a Bundle as text by way of the models of `fhir.resources`."""
    models = import_module("fhir.resources.R4B.bundle")
    text: str = models.Bundle.model_validate(document).model_dump_json()
    return text


Peer = Callable[[Path, Path], float]


def peers() -> dict[str, tuple[str, Peer]]:
    """Return what each line of the table compares: the format, and how its plain library writes it."""
    found: dict[str, tuple[str, Peer]] = {
        "csv": ("csv", plain_csv),
        "json": ("json", plain_json),
        "fhir/json": ("fhir", lambda source, target: plain_fhir(source, target, as_json)),
    }
    if find_spec("fhir") and find_spec("fhir.resources"):
        found["fhir"] = ("fhir", lambda source, target: plain_fhir(source, target, as_resources))
    return found


def speed(store: Path, runs: int) -> None:
    """Print the ratio of the plain library's time to ours for each format."""
    services = opened(store)
    services.chart.incidents()
    print(f"{'format':10}{'MB':>8}{'ours s':>9}{'plain s':>9}{'ratio':>8}")
    for line, (form, peer) in peers().items():
        ours: list[float] = []
        plain: list[float] = []
        for _ in range(runs + 1):
            with tempfile.TemporaryDirectory(dir=store.parent) as name:
                target, again = Path(name) / f"ours{ENDINGS[form]}", Path(name) / "plain"
                ours.append(seconds(lambda t=target, f=form: hand_over(services, f, t)))  # type: ignore[misc]
                files = [target] if target.is_file() else list(target.iterdir())
                size = sum(file.stat().st_size for file in files)
                plain.append(peer(target, again))
        mine, theirs = statistics.median(ours[1:]), statistics.median(plain[1:])
        print(f"{line:10}{size / 1e6:8.1f}{mine:9.2f}{theirs:9.2f}{theirs / mine:8.2f}")
    services.close()


def peak() -> int:
    """Return the most bytes of memory this process had since the mark was set back; only Linux tells."""
    line = next(line for line in STATUS.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def measure_memory(store: Path, form: str) -> None:
    """Print what one hand-over needs beyond what the process has once its lists were shown."""
    services = opened(store)
    services.chart.incidents()
    services.availability.board()
    services.treatments.listed()
    services.handoff.leaving("coach", Purpose.TREATMENT)
    with tempfile.TemporaryDirectory(dir=store.parent) as name:
        hand_over(services, "coach", Path(name) / "first")
        gc.collect()
        CLEAR.write_text(RESET_PEAK, encoding="ascii")
        before = peak()
        hand_over(services, form, Path(name) / f"second{ENDINGS[form]}")
        print(peak() - before)
    services.close()


def memory(stores: dict[int, Path]) -> None:
    """Print the peak of each format for each store."""
    print(f"{'format':10}" + "".join(f"{incidents:>12,}" for incidents in stores) + "   MB at the peak")
    for form in ENDINGS:
        cells = []
        for store in stores.values():
            command = [sys.executable, "-m", "tests.benchmarks.exports", "--memory", str(store), form]
            cells.append(int(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
        print(f"{form:10}" + "".join(f"{cell / 1e6:12.1f}" for cell in cells))


def main(incidents: int, runs: int) -> None:
    """Measure both."""
    with tempfile.TemporaryDirectory() as name:
        stores = {count: Path(name) / str(count) for count in (incidents // 10, incidents)}
        for count, store in stores.items():
            prepare(store, count)
        speed(stores[incidents], runs)
        memory(stores)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--memory"]:
        measure_memory(Path(sys.argv[2]), sys.argv[3])
    else:
        given = [int(argument) for argument in sys.argv[1:]]
        main(*(given + [10_000, 5][len(given) :]))
