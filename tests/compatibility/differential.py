"""Random programs run on the store and on TinyDB as it comes, compared after every line.

    python -m tests.compatibility.differential [--steps 200000] [--seed 1]

Compared are what each line returns (types, order and documents' numbers included) or the type of error it
raises, and every few lines all that the tables hold. Everything a line returned is then scribbled over, which
must change nothing in either. The store runs on its real file layer, only that no line waits for the disk.

Where the two differ on purpose, and how that is met:

- TinyDB's query cache takes two searches with different flags for the same, and two fragments under different
  paths: the stock tables have no cache.
- The store refuses infinities, which JSON does not know: so does the stock storage.
- `update_multiple` of the store takes a generator for every document, TinyDB for the first: no line has one.
- What a function inside an `update` changes in the database is lost in TinyDB: no line has one.
- An index rules documents out before any part of a query is asked about them, and so can spare an error that
  an earlier part of an `&` would raise: accepted when TinyDB agrees once either side of an `&` spares the
  other.
- The store asks the condition of all documents before it changes the first. When both an updater and a
  condition would raise, or two parts of an `&` where an index spares one, another error may come first:
  accepted when both sides raise one of the caller's.

Ends with 1 and a shortened program when there is a difference.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from pathlib import Path
from types import CodeType

from tests.compatibility.programs import Author
from tests.compatibility.sides import Ours, Outcomes, Setup, Side, Stock, StorageAlone, is_error

LENGTH = 400
"""Lines in a program: enough for tables of a few dozen documents, few enough to shorten quickly."""
CONTENT_EVERY = 5
SETUPS = tuple(Setup(*choice) for choice in product((True, False), (False, True), (True, False)))


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the two part, and the program up to there."""

    program: Sequence[str]
    stock: str
    ours: str

    def __str__(self) -> str:
        lines = [f"  {line}" for line in self.program]
        return "\n".join([*lines, f"  stock: {self.stock}", f"  ours:  {self.ours}"])


Sides = Callable[[Path], tuple[Side, Side]]


def against_stock(setup: Setup) -> Sides:
    """Return what opens the two sides in a folder: TinyDB as it comes, and the store."""
    return lambda folder: (Stock(), Ours(folder, setup))


WAYS: Mapping[str, Sides] = {
    **{str(setup): against_stock(setup) for setup in SETUPS},
    "the storage alone": lambda folder: (Stock(), StorageAlone(folder)),
}
"""The ways to use the store; programs take them in turn."""


def compare(
    program: Sequence[str], sides: Sides, every: int = CONTENT_EVERY, meant: Counter[str] | None = None
) -> Difference | None:
    """Run a program on both sides; return the first difference, and count those that are meant."""
    meant = Counter() if meant is None else meant
    with tempfile.TemporaryDirectory() as folder:
        stock, ours = sides(Path(folder))
        try:
            for number, line in enumerate(program, 1):
                said, says = _run_line(line, stock, ours, meant)
                if said != says:
                    return Difference(program[:number], "; ".join(said), "; ".join(says))
                if number % every == 0 or number == len(program):
                    held, holds = stock.content(), ours.content()
                    if held != holds:
                        return Difference(program[:number], *_parting(held, holds))
        finally:
            stock.db.close()
            ours.db.close()
    return None


def _parting(held: Mapping[str, str], holds: Mapping[str, str]) -> tuple[str, str]:
    """Return what the two sides hold in the first table that differs, or their tables."""
    if held.keys() != holds.keys():
        return f"tables {[*held]}", f"tables {[*holds]}"
    name = next(name for name in held if held[name] != holds[name])
    return f"{name!r} holds {held[name]}", f"{name!r} holds {holds[name]}"


def _run_line(line: str, stock: Side, ours: Side, meant: Counter[str]) -> tuple[Outcomes, Outcomes]:
    """Run a line on both sides; what is meant to differ comes back as equal, and counted."""
    code = _compiled(line)
    says = ours.run(code)
    indexed = isinstance(ours, Ours) and ours.setup.indexes and "&" in line
    if isinstance(stock, Stock):
        stock.awaited, stock.spared = says if indexed else (), 0
        said = stock.run(code)
        meant["an index spared an error"] += stock.spared
    else:
        said = stock.run(code)
    if said != says and (indexed or "update(" in line or "upsert(" in line) and len(said) == len(says):
        pairs = list(zip(said, says, strict=True))
        if all(one == other or (is_error(one) and is_error(other)) for one, other in pairs):
            meant["another error came first"] += 1
            said = says
    return said, says


def shortened(found: Difference, sides: Sides, seconds: float = 60) -> Difference:
    """Leave out of a program what its difference does not need, as far as the time allows."""
    found = compare(found.program, sides, every=1) or found
    end = time.monotonic() + seconds
    size = len(found.program) // 2
    while size and time.monotonic() < end:
        at = len(found.program) - size
        while at >= 0 and time.monotonic() < end:
            shorter = compare([*found.program[:at], *found.program[at + size :]], sides, every=1)
            if shorter is not None:
                found = shorter
            at = min(at, len(found.program)) - size
        size //= 2
    return found


def way_of(seed: int) -> str:
    """Return the way to use the store that the program of a seed tries."""
    return [*WAYS][seed % len(WAYS)]


@lru_cache(maxsize=LENGTH)
def _compiled(line: str) -> CodeType:
    return compile(line, line, "eval")


# The command


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare as many steps as asked for; return 1 when there is a difference."""
    parser = argparse.ArgumentParser(description="Compare the store with TinyDB as it comes.")
    parser.add_argument("--steps", type=int, default=200_000)
    parser.add_argument(
        "--seed", type=int, default=1, help="the first one; each further program has the next"
    )
    parser.add_argument("--stop-after", type=int, default=5, help="so many differences (default 5)")
    wanted = parser.parse_args(arguments)
    seeds = range(wanted.seed, wanted.seed + max(1, wanted.steps // LENGTH))
    seed = steps = differences = 0
    meant: Counter[str] = Counter()
    for seed in seeds:
        way = way_of(seed)
        found = compare(Author(seed).program(LENGTH), WAYS[way], meant=meant)
        steps += LENGTH if found is None else len(found.program)
        if found is not None:
            differences += 1
            _say(f"Seed {seed} ({way}), line {len(found.program)}; shortened:")
            _say(str(shortened(found, WAYS[way])))
            if differences >= wanted.stop_after:
                break
    _say(f"{steps} steps, seeds {seeds.start} to {seed}, {differences} differences.")
    for what, times in meant.items():
        _say(f"  {what}, as meant: {times}")
    return 1 if differences else 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
