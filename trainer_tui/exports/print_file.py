"""Sheets as files: plain text of 78 columns, or a PDF where the name of the target ends so."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from trainer_tui.domain.plain_text import visible
from trainer_tui.domain.prints import Block, Print
from trainer_tui.exports.outbox import check_target, placed

WIDTH = 78
LABEL = 24
PDF = ".pdf"
PRINTED = ("title", "about", "blocks", "foot")


class PrintFile:
    """The `PrintWriter` of `domain.ports`."""

    def check_target(self, target: Path, *, force: bool) -> None:
        """Refuse a target that cannot or must not be written; raises BadInput."""
        check_target(target, folder=False, force=force)

    @contextmanager
    def placed(self, sheet: Print, target: Path, at: datetime) -> Iterator[bytes]:
        """Lay a sheet out, run a block with what will be written, then put it in place."""
        content = sheet_pdf(sheet, at) if target.suffix.lower() == PDF else sheet_text(sheet).encode()
        with placed(target, {"": content}):
            yield content


def sheet_pdf(sheet: Print, at: datetime) -> bytes:
    """Typeset a sheet; raises BadInput naming what no font shows."""
    from trainer_tui.exports.typesetting import typeset

    data = {name: part for name, part in asdict(sheet).items() if name in PRINTED}
    return typeset("print.typ", sheet.title, data, at, "The sheet")


def sheet_text(sheet: Print) -> str:
    """Lay a sheet out as plain text."""
    lines = [*_wrapped(sheet.title.upper()), *_paragraphs(sheet.about)]
    for block in sheet.blocks:
        lines += ["", *_block(block)]
    lines += ["", "-" * WIDTH]
    lines += [line for paragraph in sheet.foot for line in _paragraphs(paragraph)]
    return "\n".join(lines) + "\n"


def _block(block: Block) -> list[str]:
    if block.kind == "heading":
        return [f"- {visible(block.text)} ".ljust(WIDTH, "-")]
    if block.kind == "text":
        return _paragraphs(block.text)
    return [line for label, text in block.rows for line in _labelled(label, text)]


def _labelled(label: str, text: str) -> list[str]:
    name = f"{visible(label)}:"
    if len(name) >= LABEL:
        return [*_wrapped(name), *_paragraphs(text, " " * LABEL)]
    lines = _paragraphs(text, " " * LABEL) or [" " * LABEL]
    return [name.ljust(LABEL) + lines[0][LABEL:], *lines[1:]]


def _paragraphs(text: str, indent: str = "") -> list[str]:
    return [line for part in visible(text, lines=True).split("\n") for line in _wrapped(part, indent)]


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(
        visible(text), WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )
