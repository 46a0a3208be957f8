"""The invented season: opened on records that are thrown away, or written as an ordinary store."""

from __future__ import annotations

import tempfile
from pathlib import Path
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
    with tempfile.TemporaryDirectory(prefix="trainer-tui-demo-") as folder:  # made for its owner alone
        elsewhere = context.elsewhere(Path(folder))
        try:
            return open_app(elsewhere, fill=_fill)
        finally:
            elsewhere.close()


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
    from trainer_tui.paths import data_root
    from trainer_tui.services.demo import load_demo

    load_demo(services.ledger, services.reference, services.rules, services.sweeps, data_root() / "demo")
