"""Writing to the terminal: data on stdout, sentences on stderr, nothing in either that could act on it."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from trainer_tui.domain.plain_text import cell_width, visible

GAP = "  "


def prepare_streams() -> None:
    """Let a terminal that is not UTF-8 show what it can instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def say(sentence: str) -> None:
    """Write a sentence to stderr."""
    sys.stderr.write(visible(sentence) + "\n")
    sys.stderr.flush()


def line(text: str = "") -> None:
    """Write a line of data to stdout."""
    sys.stdout.write(visible(text) + "\n")


def lines(text: str) -> None:
    """Write text of several lines to stdout."""
    sys.stdout.write(visible(text, lines=True).rstrip("\n") + "\n")


def data(value: Any) -> None:
    """Write a value as JSON to stdout."""
    import json

    utf8 = (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf8")
    sys.stdout.write(json.dumps(value, ensure_ascii=not utf8, indent=2) + "\n")


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
        cells = [cell + " " * (width - cell_width(cell)) for cell, width in zip(row, widths, strict=True)]
        sys.stdout.write(GAP.join(cells).rstrip() + "\n")


def labelled(pairs: Iterable[tuple[str, str]]) -> None:
    """Write labels with their texts, those without text left out."""
    known = [(label, text) for label, text in pairs if text]
    width = max((len(label) for label, _ in known), default=0)
    for label, text in known:
        first, *rest = visible(text, lines=True).split("\n")
        sys.stdout.write(f"{label.ljust(width)}{GAP}{first}\n")
        sys.stdout.writelines(f"{' ' * width}{GAP}{more}\n" for more in rest)
