"""Naming a place to write to: typed, with the folders that are there to complete it."""

from __future__ import annotations

from pathlib import Path

from trainer_tui.services.roster_source import named_path
from trainer_tui.ui.dialogs.open_file import OpenFileDialog


class SaveFileDialog(OpenFileDialog):
    """Asks where a file goes; enter takes what is typed as it stands, a new name like one that is there."""

    KEYS = "tab completes · up and down move · enter takes what is typed · esc goes back"

    def _taken(self, typed: str) -> Path | None:
        return named_path(typed)
