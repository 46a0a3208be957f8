"""Run every check against every kind of store and print the table: `python -m tests.faults.table`."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence

from tests.faults import (
    cuts,
    flips,
    following,
    kills,
    missing_files,
    power_cuts,
    refusals,
    sharing,
    surroundings,
    takeovers,
    tampering,
    upkeep_kills,
)
from tests.faults.judging import Check, Tally
from tests.faults.subjects import SUBJECTS, Subject

SEED = 20261122
FULL = 2.5
"""How much more is done in full: 1,000 flipped bits for each store, and as much more of the rest."""

SHOWN = 3
"""How many failing trials of a cell are printed."""

CHECKS: tuple[Check, ...] = (
    kills.COMMIT_CHECK,
    kills.COMPACTION_CHECK,
    upkeep_kills.MIGRATION_CHECK,
    upkeep_kills.BACKUP_CHECK,
    kills.PASSPHRASE_CHECK,
    takeovers.CHECK,
    cuts.CHECK,
    power_cuts.CHECK,
    refusals.CHECK,
    flips.CHECK,
    flips.TWIN_CHECK,
    sharing.PROCESSES,
    sharing.THREADED,
    following.CHECK,
    missing_files.CHECK,
    missing_files.AWAY_CHECK,
    surroundings.READ_ONLY,
    surroundings.CLOCK,
    tampering.CHECK,
    tampering.ROLL_BACK_CHECK,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table and then the trials that failed; return 1 when one of ours failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="more of everything")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--only", default="", metavar="WORD", help="the checks with this word in their name")
    given = parser.parse_args(arguments)
    say = sys.stdout.write
    say(f"Trials in which something was lost, torn, invented or not said, of all; seed {given.seed}\n\n")
    say(_row("check", [subject.name for subject in SUBJECTS], "seconds"))
    failed: list[tuple[Check, Subject, Tally]] = []
    for check in CHECKS:
        if given.only not in check.name:
            continue
        begin, cells = time.monotonic(), list[str]()
        for subject in SUBJECTS:
            if not check.applies_to(subject):
                cells.append("–")
                continue
            tally = check.run(subject, given.seed, FULL if given.full else 1)
            cells.append(f"{len(tally.faults)} / {tally.trials:,}")
            if tally.faults:
                failed.append((check, subject, tally))
        say(_row(check.name, cells, f"{time.monotonic() - begin:.0f}"))
        sys.stdout.flush()
    for check, subject, tally in failed:
        say(f"\n{check.name}, {subject.name}: {len(tally.faults)} of {tally.trials:,}\n")
        for fault in tally.faults[:SHOWN]:
            say(f"  {fault}\n")
    return int(any(subject.ours for _, subject, _ in failed))


def _row(name: str, cells: Sequence[str], seconds: str) -> str:
    return "| ".join([name.ljust(33), *(cell.ljust(16) for cell in cells), seconds]) + "\n"


if __name__ == "__main__":
    sys.exit(main())
