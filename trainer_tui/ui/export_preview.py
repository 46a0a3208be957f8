"""What a file would hold, before it is written: the letter itself, or what leaves and how it begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual import work
from textual.worker import get_current_worker

from trainer_tui.domain.errors import BadInput, TrainerError
from trainer_tui.domain.handover import Leaving
from trainer_tui.domain.vocabulary import Purpose
from trainer_tui.services.gathering import Watch
from trainer_tui.services.handoff import Handoff
from trainer_tui.ui.export_plan import FORMS, ExportPlan
from trainer_tui.ui.text import Row, Span, row
from trainer_tui.ui.widgets.lines import Lines

Ahead = tuple[Leaving, Mapping[str, str]]
"""What would leave, and how each file begins."""

FIRST_LINES = 3
_SAMPLE = 2_000
"""Characters of the beginning of each file."""
_NO_BEGINNING = frozenset({"json", "fhir", "packet", "travel"})
"""Formats of whose first characters nothing can be learnt."""
_GROUP = "preview"


class ExportPreview(Lines):
    """Shows a letter at once, and what would leave as soon as it is read, beside the screen."""

    def show(self, handoff: Handoff, plan: ExportPlan, first: str | None) -> None:
        """Show what a plan would write; `first` is the incident whose letter is shown."""
        purpose = plan.purpose(handoff) or Purpose.TREATMENT
        self.workers.cancel_group(self, _GROUP)
        if not FORMS[plan.form].letter:
            self.set_rows([row(Span("Reading what would leave …", "muted"))])
            of_team = FORMS[plan.form].of_team
            incidents = None if of_team else plan.incidents or None
            self._read(handoff, plan.format, purpose, incidents, plan.team if of_team else "")
        elif first is None:
            self.set_rows([row(Span("There is no incident to write a letter about.", "muted"))])
        else:
            many = len(plan.incidents) != 1
            more = f" (the first of {len(plan.incidents) or 'all'})" if many else ""
            text = handoff.letter_text(first, plan.recipient(handoff), purpose)
            self.set_rows(_letter_rows(text, more))

    @work(thread=True, exclusive=True, group=_GROUP, exit_on_error=False)
    def _read(
        self, handoff: Handoff, form: str, purpose: Purpose, incidents: Sequence[str] | None, team: str
    ) -> None:
        worker = get_current_worker()

        def watch(_: str) -> None:
            if worker.is_cancelled:
                raise BadInput("Another form was chosen.")

        try:
            rows = _leaving_rows(*_read_ahead(handoff, form, purpose, incidents, team, watch))
        except TrainerError as error:
            rows = [row(Span(f"▲ {error.message}", "warning"), hang=2)]
        if not worker.is_cancelled:
            self.app.call_from_thread(self._show, rows)

    def _show(self, rows: Sequence[Row]) -> None:
        if self.is_mounted:
            self.set_rows(rows)


def _letter_rows(text: str, more: str) -> list[Row]:
    """Return a letter as it will be read."""
    rows = [row(Span(f"As it will be read{more}", "muted"), key="top")]
    return rows + [row(line, key=f"line.{n}") for n, line in enumerate(text.split("\n"))]


def _read_ahead(
    handoff: Handoff, form: str, purpose: Purpose, incidents: Sequence[str] | None, team: str, watch: Watch
) -> Ahead:
    """Read what would leave and the first rows of each table; raises TrainerError as the export would."""
    leaving = handoff.leaving(form, purpose, incidents=incidents, team=team, watch=watch)
    if form in _NO_BEGINNING:
        return leaving, {}
    return leaving, handoff.sample(form, purpose, incidents=incidents, most=_SAMPLE)


def _leaving_rows(leaving: Leaving, beginnings: Mapping[str, str]) -> list[Row]:
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
