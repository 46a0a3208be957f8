"""Writing to the terminal: data on stdout, sentences on stderr, nothing in either that could act on it."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from trainer_tui.domain.errors import StoreError
from trainer_tui.domain.plain_text import cell_width, padded, visible

GAP = "  "


class OutputLost(StoreError):
    """Nobody can read what the command says: the disk behind stdout is full, or has gone."""


def prepare_streams() -> None:
    """Let a terminal that is not UTF-8 show what it can instead of failing; a closed stream is empty."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - to the end
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def say(sentence: str) -> None:
    """Write a sentence to stderr."""
    sys.stderr.write(visible(sentence) + "\n")
    sys.stderr.flush()


def line(text: str = "") -> None:
    """Write a line of data to stdout."""
    _write(visible(text) + "\n")


def lines(text: str) -> None:
    """Write text of several lines to stdout."""
    _write(visible(text, lines=True).rstrip("\n") + "\n")


def data(value: Any) -> None:
    """Write a value as JSON to stdout."""
    import json

    utf8 = (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf8")
    _write(json.dumps(value, ensure_ascii=not utf8, indent=2) + "\n")


def ids(found: Sequence[str], *, as_json: bool) -> None:
    """Write ids: one a line, or as `{"ids": […]}`."""
    if as_json:
        data({"ids": list(found)})
    else:
        for ident in found:
            line(ident)


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write rows in aligned columns under a header; nothing when there are none."""
    shown = [[visible(cell) for cell in row] for row in rows]
    if not shown:
        return
    shown.insert(0, list(header))
    widths = [max(cell_width(row[column]) for row in shown) for column in range(len(header))]
    for row in shown:
        cells = [padded(cell, width) for cell, width in zip(row, widths, strict=True)]
        _write(GAP.join(cells).rstrip() + "\n")


def labelled(pairs: Iterable[tuple[str, str]]) -> None:
    """Write labels with their texts, those without text left out."""
    known = [(label, text) for label, text in pairs if text]
    width = max((len(label) for label, _ in known), default=0)
    for label, text in known:
        first, *rest = visible(text, lines=True).split("\n")
        _write(f"{label.ljust(width)}{GAP}{first}\n")
        for more in rest:
            _write(f"{' ' * width}{GAP}{more}\n")


def flush() -> None:
    """Hand over what was written; raises OutputLost, and BrokenPipeError when the reader has gone."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _lost(error) from None


def _write(text: str) -> None:
    try:
        sys.stdout.write(text)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _lost(error) from None


def _lost(error: OSError) -> OutputLost:
    return OutputLost(
        f"The output could not be written ({error.strerror}); what the command changed is stored."
    )
