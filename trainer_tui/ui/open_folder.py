"""Opening a folder in the desktop's own window, where there is a desktop."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from trainer_tui.domain.errors import BadInput

_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")


def open_folder(folder: Path, environment: Mapping[str, str] = os.environ) -> None:
    """Ask the desktop to show a folder; raises BadInput where there is none that could."""
    if not folder.is_dir():
        raise BadInput(f"The folder {folder} is not there any more.")
    name = {"darwin": "open", "win32": "explorer"}.get(sys.platform, "xdg-open")
    if name == "xdg-open" and not any(environment.get(each) for each in _DISPLAYS):
        raise BadInput("There is no desktop here that could open a folder; c copies the path.")
    program = shutil.which(name)
    if program is None:
        raise BadInput(f"This computer has no {name} to open folders with; c copies the path.")
    try:
        subprocess.Popen(
            [program, str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise BadInput(f"The folder could not be opened ({error.strerror}); c copies the path.") from None
