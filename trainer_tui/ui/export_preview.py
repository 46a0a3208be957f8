"""What a file would hold, before it is written: the letter itself, or what leaves and how it begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trainer_tui.domain.handover import Leaving
from trainer_tui.domain.vocabulary import Purpose
from trainer_tui.services.handoff import Handoff
from trainer_tui.ui.text import Row, Span, row

Ahead = tuple[Leaving, Mapping[str, str]]
"""What would leave, and how each file begins."""

FIRST_LINES = 3
_SAMPLE = 2_000
"""Characters of the beginning of each file."""
_NO_BEGINNING = frozenset({"json", "pdf"})
"""Nothing can be read from the first characters of these."""


def letter_rows(text: str, more: str) -> list[Row]:
    """Return a letter as it will be read."""
    rows = [row(Span(f"As it will be read{more}", "muted"), key="top")]
    return rows + [row(line, key=f"line.{n}") for n, line in enumerate(text.split("\n"))]


def read_ahead(handoff: Handoff, form: str, purpose: Purpose, incidents: Sequence[str] | None) -> Ahead:
    """Read what would leave and the first rows of each table; raises TrainerError as the export would."""
    leaving = handoff.leaving(form, purpose, incidents=incidents)
    if form in _NO_BEGINNING:
        return leaving, {}
    return leaving, handoff.sample(form, purpose, incidents=incidents, most=_SAMPLE)


def leaving_rows(leaving: Leaving, beginnings: Mapping[str, str]) -> list[Row]:
    """Return warnings, the fields that leave, and how the tables begin."""
    rows = [row(Span(f"▲ {warning}", "warning"), hang=2) for warning in leaving.warnings]
    rows.append(row(Span("These fields leave:", "heading"), key="fields"))
    for number, section in enumerate(leaving.sections):
        title = Span(f"{section.title} ({section.entries:,}): ", "label")
        rows.append(row(title, ", ".join(section.fields), key=f"section.{number}", hang=2))
    if not leaving.sections:
        rows.append(row(Span("Nothing: no record fits.", "muted")))
    for name, text in beginnings.items():
        lines = text.splitlines()
        if len(lines) > 1:  # a heading alone says nothing
            rows += [row(""), row(Span(name or "It begins:", "heading"), key=f"file.{name}")]
            rows += [row(line, key=f"{name}.{n}") for n, line in enumerate(lines[: FIRST_LINES + 1])]
    return rows
