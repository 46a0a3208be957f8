"""The invented season: opened on records that are thrown away, or written as an ordinary store."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from trainer_tui.cli import output
from trainer_tui.cli.app import open_app
from trainer_tui.cli.context import Context
from trainer_tui.domain.errors import BadInput

if TYPE_CHECKING:
    from trainer_tui.bootstrap import Services


def run(context: Context) -> int:
    """Open the app on the season, or write it into an empty folder."""
    if context.given.write is not None:
        return _write(Path(context.given.write).expanduser(), context)
    # A temporary folder is made for its owner alone.
    with tempfile.TemporaryDirectory(prefix="trainer-tui-demo-") as folder, _removed_by_signals(folder):
        elsewhere = context.elsewhere(Path(folder))
        try:
            return open_app(elsewhere, fill=_fill)
        finally:
            elsewhere.close()


@contextmanager
def _removed_by_signals(folder: str) -> Iterator[None]:
    """Remove the folder also when the terminal is closed or the process is told to end."""

    def end(number: int, _: FrameType | None) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    former = [signal.signal(number, end) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, former, strict=True):
            signal.signal(number, handler)


def _write(folder: Path, context: Context) -> int:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadInput(f"{folder} is not an empty folder; choose another one for the demo season.")
    elsewhere = context.elsewhere(folder)
    try:
        _fill(elsewhere.services)
    finally:
        elsewhere.close()
    output.line(str(folder.absolute()))
    output.say(f"Everybody in it is invented. Use it with --data-dir {folder}.")
    return 0


def _fill(services: Services) -> None:
    from trainer_tui.bootstrap import copy_venues
    from trainer_tui.paths import data_root
    from trainer_tui.services.demo import load_demo

    folder = data_root() / "demo"
    load_demo(services.ledger, services.reference, services.rules, services.sweeps, folder)
    copy_venues(folder / "venues.toml", services.directories)
