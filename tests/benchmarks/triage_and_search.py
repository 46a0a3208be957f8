"""What triage, search and suggestions cost, and how the start grows with the library.

    python -m tests.benchmarks.triage_and_search [RUNS] [PAGES…]

In process: medians of 15 after one uncounted round, each as milliseconds and against `json.loads` of the
compiled rules in the same run. Starts: medians of RUNS (7) after one uncounted, each library in turn with
an empty Textual app in a real pseudo-terminal. PAGES are the sizes of the library to start with; 0 for
none.
"""

from __future__ import annotations

import compileall
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.benchmarks.libraries import shipped_pages, write_pack
from tests.terminal import Terminal
from trainer_tui.bootstrap import Library
from trainer_tui.domain.findings import Answer, AnswerType
from trainer_tui.domain.suggestions import Case
from trainer_tui.domain.triage import assess
from trainer_tui.domain.vocabulary import Region
from trainer_tui.paths import data_root
from trainer_tui.services.reference import Reference
from trainer_tui.storage.content import ContentLibrary
from trainer_tui.storage.content_build import load_rules
from trainer_tui.ui.screens.reference import HITS_MOST

ROOT = Path(__file__).parents[2]
ROUNDS = 15
SIZES = (60, 2000)
STARTS = (29, 60, 500, 2000)
QUERIES = ("a", "p", "ba", "pain", "swelling joint", "concusion")


def median(action: Callable[[], object]) -> float:
    """Return the median of what an action takes, in milliseconds."""
    times = []
    for _ in range(ROUNDS + 1):
        begun = time.perf_counter()
        action()
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times[1:])


def show(what: str, milliseconds: float, floor: float, wanted: str = "") -> None:
    """Print a line of the table."""
    print(f"{what:44}{milliseconds:9.2f}{milliseconds / floor:9.2f}   {wanted}")


def answered(library: Library, region: Region) -> dict[str, Answer]:
    """Return a full sweep of which every second sign is present."""
    vocabulary = library.rules.vocabulary
    asked = library.sweeps[region].findings
    return {
        name: number % 2 == 0 for number, name in enumerate(asked) if vocabulary[name].type is AnswerType.BOOL
    }


def triage(library: Library, floor: float) -> None:
    """Measure a full sweep of every region and show the slowest."""
    rules = library.rules
    slowest, region = max(
        (median(partial(assess, answered(library, r), rules, scope=sweep.findings)), r)
        for r, sweep in library.sweeps.items()
    )
    show(f"triage of a full sweep ({region.words})", slowest, floor, "< 2 ms")


def letter(reference: Reference, query: str) -> int:
    """Do what a typed letter does, up to the rows of the list; return how many hits there are."""
    found = reference.look_up(query)
    for hit in found.hits[:HITS_MOST]:
        reference.passage(hit, query)
    return len(found.hits)


def fresh_letter(library: Library, query: str) -> None:
    """Do what a letter does that nobody has typed before."""
    library.content.words()._prefixes.clear()
    letter(library.reference, query)


def lookups(library: Library, pages: int, floor: float) -> None:
    """Measure search and suggestions on a library."""
    reference = library.reference
    reference.prepare_search()
    wanted = "< 5 ms" if pages == SIZES[0] else "< 20 ms"
    for query in QUERIES:
        hits = letter(reference, query)
        took = median(partial(fresh_letter, library, query))
        show(f"search “{query}”, {pages:,} pages: {hits:,} hits", took, floor, wanted)
    few: dict[str, Answer] = dict.fromkeys(("back_pain", "fever", "night_pain"), True)
    full = answered(library, Region.LUMBOSACRAL)
    for name, case in (
        ("full sweep", Case(Region.LUMBOSACRAL, "back-spasms", findings=full)),
        ("three findings", Case(Region.LUMBOSACRAL, findings=few)),
    ):
        library.suggesting.suggest(case)
        took = median(partial(library.suggesting.suggest, case))
        show(f"could also be, {name}, {pages:,} pages", took, floor)


def start(folder: Path, env: dict[str, str]) -> float:
    """Return how long the first screen takes, in milliseconds."""
    command = [sys.executable, "-m", "trainer_tui", "--data-dir", str(folder)]
    with Terminal(command, env) as terminal:
        return (terminal.wait("Draft: not clinically reviewed") - terminal.started) * 1000


def empty_start(env: dict[str, str]) -> float:
    """Return how long the empty app takes, in milliseconds."""
    command = [sys.executable, str(ROOT / "tests" / "benchmarks" / "empty_app.py")]
    with Terminal(command, env) as terminal:
        return (terminal.wait("READY") - terminal.started) * 1000


def starts(place: Path, runs: int, sizes: tuple[int, ...]) -> None:
    """Start libraries of several sizes in turn and show each against the empty app."""
    compileall.compile_dir(ROOT / "trainer_tui", quiet=1)
    env = {**os.environ, "TERM": "xterm-256color", "PYTHONPATH": str(ROOT)}
    folders = {size: _folder(place / f"start-{size}", size) for size in sizes}
    empty: list[float] = []
    ours: dict[int, list[float]] = {size: [] for size in sizes}
    for run in range(runs + 1):
        empty.append(empty_start(env))
        for size, folder in folders.items():
            ours[size].append(start(folder, env))
        if run == 0:  # the first start compiles the library
            for values in (empty, *ours.values()):
                values.clear()
    floor = statistics.median(empty)
    print(f"\n{'start':44}{'ms':>9}{'ratio':>9}   against the empty app's start")
    show("empty app", floor, floor)
    for size, values in ours.items():
        show(f"{size:,} pages", statistics.median(values), floor)


def _folder(folder: Path, size: int) -> Path:
    folder.mkdir()
    pack = write_pack(folder / "pack", max(0, size - shipped_pages()))
    (folder / "config.toml").write_text(f'packs = ["{pack}"]\nfirst_start_seen = true\n', encoding="utf-8")
    return folder


def main(runs: int = 7, *sizes: int) -> None:
    """Measure everything and print the tables."""
    rules = json.dumps(load_rules(data_root()))
    floor = median(lambda: json.loads(rules))
    print(f"{'what':44}{'ms':>9}{'ratio':>9}   wanted")
    show("json.loads of the rules", floor, floor)
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        for pages in SIZES:
            pack = write_pack(place / f"pack-{pages}", pages - shipped_pages())
            cache = place / f"cache-{pages}"
            ContentLibrary(data_root(), packs=[pack], cache_dir=cache).catalogue()
            library = Library(ContentLibrary(data_root(), packs=[pack], cache_dir=cache))
            if library.reference.report:
                raise SystemExit(library.reference.report[0])
            if pages == SIZES[0]:
                triage(library, floor)
            lookups(library, pages, floor)
        if sizes != (0,):
            starts(place, runs, sizes or STARTS)


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
