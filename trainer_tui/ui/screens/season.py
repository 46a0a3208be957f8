"""Season: how many incidents, by condition, region and cause, how much exposure, and how much care."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from trainer_tui.services.season import Count
from trainer_tui.ui.actions import SEASON, Command, bindings
from trainer_tui.ui.screens.base import BaseScreen
from trainer_tui.ui.season_tables import exposure_rows, workload_rows
from trainer_tui.ui.text import Row, Span, columns, row
from trainer_tui.ui.widgets.lines import Lines

BAR = 24
LABEL = 40


class SeasonScreen(BaseScreen):
    """Counts of the record."""

    MODE = "season"
    COMMANDS_SHOWN: ClassVar[Sequence[Command]] = SEASON
    HELP_TEXT = (
        "Counts over all incidents that were not entered in error, the exposure of the sessions, and the "
        "care that was logged. They are counts, not rates."
    )
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(SEASON))
    DEFAULT_CSS = """
    #season { height: 1fr; padding: 0 1; }
    """

    def body(self) -> ComposeResult:
        """Yield the table."""
        yield Lines([row(Span("Opening the records …", "muted"))], wrapped=False, id="season")

    def on_mount(self) -> None:
        """Show the counts."""
        self.query_one("#season", Lines).focus()
        if self.trainer.records_open:
            self.reload()

    def reload(self) -> None:
        """Count again."""
        counts = self.services.season.counts(None, None)
        rows: list[Row] = [
            row(Span(f"Incidents: {counts.total}   Athletes: {counts.athletes}", "title"), key="total"),
            row(Span("Counts, not rates.", "muted")),
            *exposure_rows(self.services.sessions.exposure()),
            *workload_rows(self.services.treatments.workload()),
        ]
        for title, table in (
            ("By condition", counts.by_condition),
            ("By region", counts.by_region),
            ("By cause", counts.by_cause),
            ("By highest tier", counts.by_tier),
        ):
            rows += [row(""), row(Span(title, "heading"))]
            rows += _table(title, table)
        self.query_one("#season", Lines).set_rows(rows, keep_scroll=True)


def _table(title: str, table: Sequence[Count]) -> list[Row]:
    if not table:
        return [row(Span("Nothing yet.", "muted"), indent=1)]
    most = max(count.n for count in table)
    return [
        Row(
            (
                *columns((LABEL, 5), (count.label, f"{count.n:>5}")),
                Span("█" * max(1, round(count.n / most * BAR)), "label"),
            ),
            f"{title}:{count.key}",
            1,
        )
        for count in table
    ]
