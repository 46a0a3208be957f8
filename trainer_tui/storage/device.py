"""The id of this copy of the records, in a file beside them: each copy has a chain of hashes of its own."""

from __future__ import annotations

import uuid
from pathlib import Path

from trainer_tui.files import disk_problem, write_whole


def device_file(folder: Path) -> Path:
    """Return where the id of a data folder is kept."""
    return folder / "device"


def known_device(folder: Path) -> str | None:
    """Return the id of a data folder, None when it has none that can be read."""
    try:
        return str(uuid.UUID(device_file(folder).read_text(encoding="ascii").strip()))
    except (OSError, ValueError):
        return None


def new_device() -> str:
    """Return an id that no other copy has."""
    return str(uuid.uuid4())


def keep_device(folder: Path, device: str) -> None:
    """Write the id down unless it is there already; raises StoreError."""
    if known_device(folder) == device:
        return
    path = device_file(folder)
    try:
        write_whole(path, f"{device}\n".encode("ascii"))
    except OSError as error:
        raise disk_problem(error, "The records", path) from error
