"""A record as rows of text: each fact a row of its own that the cursor can reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from trainer_tui.domain.records import kind_words
from trainer_tui.services.history import HistoryEntry
from trainer_tui.ui.text import Row, Span, fit, row
from trainer_tui.ui.words import Words

LABEL = 15
INDENT = 1
ERROR_MARK = "× entered in error: "


@dataclass(frozen=True, slots=True)
class Target:
    """Where enter leads from a row."""

    kind: str
    """`condition`, `athlete`, `incident`, `referral`, `protocol`, `relation`, `follow_up` or `fold`."""
    id: str


@dataclass(slots=True)
class RecordPage:
    """Rows to show and, by key, where they lead."""

    rows: list[Row] = field(default_factory=list)
    targets: dict[str, Target] = field(default_factory=dict)

    def title(self, *spans: Span, key: str = "title", target: Target | None = None) -> None:
        """Add the line that says what this is."""
        self._add(key, Row(spans, key, 0, 2), target)

    def head(self, text: str) -> None:
        """Add a heading with an empty row above it."""
        self.rows += [row(""), row(Span(text, "heading"))]

    def fact(self, key: str, label: str, *parts: Span | str, target: Target | None = None) -> None:
        """Add a fact with its name before it."""
        name = Span(fit(label, LABEL) + " ", "label")
        self._add(key, row(name, *parts, key=key, indent=INDENT, hang=LABEL + 1), target)

    def entry(self, key: str, *parts: Span | str, target: Target | None = None, indent: int = INDENT) -> None:
        """Add an entry of a list."""
        self._add(key, row(*parts, key=key, indent=indent, hang=2), target)

    def remark(self, text: str) -> None:
        """Add a line the cursor passes over."""
        self.rows.append(row(Span(text, "muted"), indent=INDENT))

    def _add(self, key: str, made: Row, target: Target | None) -> None:
        self.rows.append(made)
        if target is not None:
            self.targets[key] = target


def in_error(voided: bool) -> list[Span]:
    """Return the mark of an entry that was made in error; it stays, and says so."""
    return [Span(ERROR_MARK, "warning")] if voided else []


def add_history(page: RecordPage, history: Sequence[HistoryEntry], words: Words) -> None:
    """Add every revision: when, by whom, why and what changed."""
    page.head(f"History ({len(history)})")
    for each in history:
        key = f"history.{each.revision}"
        kind = Span(kind_words(each.record_kind), "muted")
        parts = [Span(words.moment(each.at), "strong"), Span(f"  {each.by}  ", "label"), kind]
        if each.reason:
            parts.append(Span(f"  because: {each.reason}"))
        page.entry(key, *parts)
        for number, line in enumerate(each.lines):
            page.entry(f"{key}.{number}", line, indent=INDENT + 2)
