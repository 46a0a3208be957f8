"""The hand-over of a shift: what others changed, each line opening its record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from trainer_tui.domain.dates import local_moment
from trainer_tui.domain.plain_text import counted
from trainer_tui.services.shifts import Shift, Shifts, Story, words_of_since
from trainer_tui.ui.actions import HANDOVER, Command, bindings
from trainer_tui.ui.events import OpenAthlete, OpenIncident
from trainer_tui.ui.screens.base import BaseScreen
from trainer_tui.ui.text import Row, Span, row
from trainer_tui.ui.widgets.bars import ModeBar
from trainer_tui.ui.widgets.lines import Lines
from trainer_tui.ui.words import tier_span


def _since(days: int) -> Callable[[Shifts], Shift]:
    return lambda shifts: shifts.since(shifts.now - timedelta(days=days))


SPANS: Sequence[Callable[[Shifts], Shift]] = (Shifts.since_left, _since(1), _since(7))
"""What the digits choose, from when on it is told."""


class HandoverScreen(BaseScreen):
    """What others did since the user left."""

    MODE = "today"
    COMMANDS_SHOWN: ClassVar[Sequence[Command]] = HANDOVER
    HELP_TEXT = (
        "What others wrote since you signed out or closed the app on this laptop, by incident, the newest "
        "first; what another laptop brought meanwhile is among it. Each line opens its record."
    )
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(HANDOVER))
    DEFAULT_CSS = """
    #handover { height: 1fr; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.span = 0
        """Which of the spans is shown."""

    @property
    def help_title(self) -> str:
        """The name of the screen in its help."""
        return "Hand-over"

    def body(self) -> ComposeResult:
        """Yield the list."""
        yield Lines(id="handover")

    @property
    def lines(self) -> Lines:
        """The list."""
        return self.query_one("#handover", Lines)

    def on_mount(self) -> None:
        """Put the cursor into the list."""
        self.query_one(ModeBar).mode = self.app.current_mode
        self.set_focus(self.lines)

    def reload(self) -> None:
        """Read the record again."""
        if not self.is_mounted:
            return
        shift = SPANS[self.span](self.services.shifts)
        rows = [
            row(Span("Hand-over", "title"), Span(f"  {self.services.user}", "muted")),
            row(Span(words_of_since(shift, self.services.user), "label")),
        ]
        rows += [each for story in shift.stories for each in self._story(story)]
        if not shift.stories:
            rows += [row(""), row(Span("Nothing was changed by others.", "muted"), indent=1)]
        if shift.more:
            rows += [row(""), row(Span("Older changes are in the history of each incident.", "muted"))]
        self.lines.set_rows(rows, cursor=self.lines.cursor_key, keep_scroll=True)

    def _story(self, story: Story) -> list[Row]:
        chart, names = self.services.chart, self.trainer.names
        if story.incident is None:
            ident = story.athlete or ""
            key, head = f"athlete:{ident}", [Span(names.label(chart.athlete(ident)), "strong")]
        else:
            incident = chart.records.incident(story.incident)
            who = names.about(story.incident, chart)
            condition = chart.condition_name(incident) or "condition not set"
            key = f"incident:{story.incident}"
            head = [Span(who, "strong"), Span(f"  {condition}  "), tier_span(incident.tier)]
        head.append(Span(f"  {counted(len(story.changes), 'change')}", "muted"))
        now = self.services.clock()
        return [
            row(""),
            row(*head, key=key, indent=1, hang=2),
            *(
                row(
                    Span(f"{local_moment(each.at, now):%m-%d %H:%M}  ", "label"),
                    each.what,
                    Span(f"  by {each.by}", "muted"),
                    key=f"{key}:{each.revision}",
                    indent=3,
                    hang=13,
                )
                for each in story.changes
            ),
        ]

    @on(Lines.Selected)
    def _selected(self, event: Lines.Selected) -> None:
        kind, ident = event.key.split(":")[:2]
        self.post_message(OpenAthlete(ident) if kind == "athlete" else OpenIncident(ident))

    def action_open(self) -> None:
        """Open the record of the line under the cursor."""
        self.lines.action_select()

    def action_span(self, span: int) -> None:
        """Tell it from another moment on."""
        self.span = span
        self.reload()

    def action_back(self) -> None:
        """Go back to where one came from."""
        if self.is_current:
            self.app.pop_screen()
