"""The command line: the headless face of the app, for scripts, for screen readers and for tests."""

from __future__ import annotations

from trainer_tui.cli.program import main

__all__ = ["main"]
