"""A process that saves without end and says what was saved, until it is killed.

Each act makes an athlete and an incident and amends the first athlete: three revisions that belong together.
A line on stdout means that saving has returned. With a number as second argument the process kills itself
just before that many further steps on the disk have been taken, counted from the end of the second act, and
compacts its records after every act from then on.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from trainer_tui.domain.dates import system_clock
from trainer_tui.domain.records import ATHLETES, INCIDENTS
from trainer_tui.files import Disk
from trainer_tui.services.ledger import Ledger
from trainer_tui.storage.repository import open_records

DISK_STEPS = ("open", "create", "write", "sync", "cut", "replace", "link", "remove", "sync_folder")
"""The methods of a `Disk` that change something."""


def _die_before_step(number: int) -> None:
    left = number

    def counted(step: Callable[..., Any]) -> Callable[..., Any]:
        def take(*arguments: Any, **names: Any) -> Any:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return step(*arguments, **names)

        return take

    for name in DISK_STEPS:
        setattr(Disk, name, counted(getattr(Disk, name)))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    store = open_records(Path(sys.argv[1]))
    if store.read_only:
        _say(store.report[0])
        return
    ledger = Ledger(store, system_clock, "mo")
    act = 0
    while True:
        with ledger.change() as change:
            athlete = change.create(ATHLETES, {"family": f"Athlete {act}", "jersey": "0"})
            change.create(INCIDENTS, {"athlete": athlete, "kind": "injury"})
            for first in store.all(ATHLETES)[:1]:
                change.amend(first, {"jersey": f"{int(first['jersey']) + 1}"}, "counting")
        act += 1
        _say(athlete)
        if len(sys.argv) > 2:
            if act == 2:
                _die_before_step(int(sys.argv[2]))
            elif act > 2:
                store.database.compact()


if __name__ == "__main__":
    main()
