"""Everything that touches files: the record, its drafts and backups, and the reference library's files."""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    """Give `open_database` without loading TinyDB for those who only want the library's files."""
    if name == "open_database":
        from trainer_tui.storage.database import open_database

        return open_database
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
