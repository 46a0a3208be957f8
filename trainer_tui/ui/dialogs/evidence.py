"""What a red flag rests on: the rule, the answers it read, its sources, and where the library says so."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult

from trainer_tui.domain.findings import Vocabulary
from trainer_tui.domain.triage import Rule, Triage
from trainer_tui.services.reference import Reference
from trainer_tui.ui.dialogs.base import Dialog, still
from trainer_tui.ui.dialogs.page import PageDialog
from trainer_tui.ui.evidence_rows import evidence_of
from trainer_tui.ui.text import Span, row
from trainer_tui.ui.widgets.lines import Lines


class EvidenceDialog(Dialog):
    """The evidence of some rules of a result; enter on a statement opens its page there."""

    DEFAULT_CSS = """
    EvidenceDialog > Vertical { width: 100%; height: 100%; }
    EvidenceDialog #evidence { height: 1fr; }
    """

    def __init__(
        self, rules: Sequence[Rule], triage: Triage, vocabulary: Vocabulary, reference: Reference
    ) -> None:
        """Show rules that match or are undecided in a result."""
        super().__init__()
        self.reference = reference
        self.evidence = evidence_of(rules, triage, vocabulary, reference)

    def content(self) -> ComposeResult:
        """Yield title, evidence and keys."""
        yield still([row(Span("Evidence", "title"), Span("  to check, and to disagree with", "muted"))])
        yield Lines(self.evidence.rows, id="evidence")
        yield still([row(Span("arrows move · enter opens a page where it says so · esc goes back", "muted"))])

    def first(self) -> Lines:
        """Return the evidence."""
        return self.query_one("#evidence", Lines)

    def on_mount(self) -> None:
        """Put the cursor on the first row."""
        super().on_mount()
        self.first().action_first()

    @on(Lines.Selected, "#evidence")
    def _open(self, event: Lines.Selected) -> None:
        said = self.evidence.leads.get(event.key)
        if said is not None and self.is_current:
            self.app.push_screen(PageDialog(self.reference, said.condition, said.item))
