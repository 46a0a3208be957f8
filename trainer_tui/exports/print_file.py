"""Sheets as files: plain text of 78 columns, or a PDF where the name of the target ends so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from trainer_tui.domain.prints import Block, Print
from trainer_tui.exports.outbox import check_target, placed
from trainer_tui.exports.plain import labelled, paragraphs, rule, wrapped

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
    lines = [*wrapped(sheet.title.upper()), *paragraphs(sheet.about)]
    for block in sheet.blocks:
        lines += ["", *_block(block)]
    lines += ["", rule()]
    lines += [line for paragraph in sheet.foot for line in paragraphs(paragraph)]
    return "\n".join(lines) + "\n"


def _block(block: Block) -> list[str]:
    if block.kind == "heading":
        return [rule(block.text)]
    if block.kind == "text":
        return paragraphs(block.text)
    return [line for label, text in block.rows for line in labelled(label, text, LABEL)]
