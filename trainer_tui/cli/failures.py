"""Unexpected failures: logged without anything about people, and the person is told where."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from trainer_tui import __version__
from trainer_tui.domain.errors import TrainerError
from trainer_tui.files import FILE_MODE, make_folder

if TYPE_CHECKING:
    from trainer_tui.cli.context import Context
    from trainer_tui.paths import Directories

_PACKAGE = Path(__file__).parents[1]


def defect_sentence(error: BaseException, context: Context | None) -> str:
    """Log a failure and return the sentence that says where."""
    try:
        if context is None:
            return "It happened before the data directory was known, so there is no log of it."
        path = log_failure(error, context.directories)
        return f"The log {path} says where it happened, and nothing about people."
    except (OSError, ImportError, TrainerError):
        return "No log of it could be written."


def log_failure(error: BaseException, directories: Directories) -> Path:
    """Write the kinds of a failure and the places of ours it came through; no message and no value.

    Raises OSError when the log cannot be written.
    """
    import platform

    now = datetime.now(UTC)
    lines = [f"{now.isoformat(timespec='seconds')} trainer-tui {__version__}"]
    lines.append(f"Python {platform.python_version()} on {platform.system()}")
    for link in _chain(error):
        lines += [f"{type(link).__module__}.{type(link).__qualname__}", *_places(link)]
    make_folder(directories.log)
    path = directories.log / f"failure-{now:%Y%m%d-%H%M%S}-{os.getpid()}.log"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, FILE_MODE)
    with os.fdopen(descriptor, "a", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return path


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield the failure and those it came from."""
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or link.__context__


def _places(error: BaseException) -> Iterator[str]:
    import traceback

    for frame in traceback.extract_tb(error.__traceback__):
        path = Path(frame.filename)
        if path.is_relative_to(_PACKAGE):
            yield f"  {path.relative_to(_PACKAGE.parent).as_posix()}:{frame.lineno} {frame.name}"
