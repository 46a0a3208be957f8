"""The roster: found by jersey or letters, with what must be known of each before anything else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType

from trainer_tui.domain.athletes import Athlete, alert_words
from trainer_tui.domain.plain_text import counted
from trainer_tui.domain.vocabulary import Availability
from trainer_tui.services.people import folded
from trainer_tui.ui.actions import ATHLETES, Command, bindings
from trainer_tui.ui.dialogs.choose import Choice
from trainer_tui.ui.dialogs.find import FindDialog
from trainer_tui.ui.events import (
    EditAthlete,
    ImportRoster,
    OpenAthlete,
    OpenDay,
    RecordIncident,
    RecordSession,
)
from trainer_tui.ui.list_screen import Column, ListScreen, Sort
from trainer_tui.ui.print_acts import PrintActs
from trainer_tui.ui.service_log import log_services
from trainer_tui.ui.text import Span
from trainer_tui.ui.words import Words

ALL_TEAMS = "all teams"
STRICTEST_FIRST = (Availability.OUT, Availability.LIMITED, Availability.FULL)


class AthletesScreen(ListScreen[Athlete]):
    """The list of athletes."""

    MODE = "athletes"
    STATE = "athletes"
    FILTER_WORDS = "jersey, name"
    COMMANDS_SHOWN: ClassVar[Sequence[Command]] = ATHLETES
    HELP_TEXT = (
        "Everybody on the roster. Alerts stand beside the name; “none known” differs from “never asked”. "
        "Filter, team, order and place are remembered. space marks athletes and * all that are shown; y then "
        "logs one service for all of them."
    )
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(ATHLETES))

    def __init__(self) -> None:
        super().__init__()
        self.marked: set[str] = set()
        """Those a service is logged for together."""

    @property
    def team(self) -> str:
        """The team shown, empty for all."""
        return str(self.trainer.state.get("athletes.team", ""))

    def found(self, text: str) -> Sequence[Athlete]:
        """Return the athletes that fit, by name."""
        chart = self.services.chart
        self.open_incidents = Counter(row.incident.athlete for row in chart.incidents(open_only=True))
        return chart.athletes(text, team=self.team)

    def key_of(self, entry: Athlete) -> str:
        """Return the id of an athlete."""
        return entry.id

    def columns(self, *, wide: bool) -> Sequence[Column[Athlete]]:
        """Return the columns."""
        now = self.services.clock()
        words = Words(self.services.chart, self.services.reference.catalogue, now)

        def age(entry: Athlete) -> Span:
            years = entry.age_at(now)
            return Span("?", "warning") if years is None else Span(str(years))

        def count(entry: Athlete) -> Span:
            waiting = self.open_incidents[entry.id]
            return Span(f"{waiting} open" if waiting else "")

        return (
            Column("", 1, lambda e: Span("✓" if e.id in self.marked else " ", "strong")),
            Column("no", 4, lambda e: Span(e.jersey, "label")),
            Column("name", 18, lambda e: Span(self.trainer.names.name(e), "strong"), grow=3),
            Column("team", 8, lambda e: Span(e.team, "muted"), grow=1),
            Column("age", 3, age),
            Column("now", 9, lambda e: words.availability(e.id)),
            Column("alerts", 16, _alerts, grow=3),
            Column("incidents", 9, count),
        )

    def sorts(self) -> Sequence[Sort[Athlete]]:
        """Return the orders."""
        standing = self.services.chart.records.standing
        return (
            Sort("by name"),
            Sort("by number", lambda e: _number(e.jersey)),
            Sort("by team", lambda e: folded(e.team)),
            Sort("out first", lambda e: STRICTEST_FIRST.index(standing(e.id).availability)),
            Sort("most open incidents first", lambda e: -self.open_incidents[e.id]),
        )

    def summary(self) -> str:
        """Return how many are shown and how."""
        marked = f"  {len(self.marked)} marked: y logs a service for them" if self.marked else ""
        return (
            f"{counted(len(self.entries), 'athlete')} · {self.team or ALL_TEAMS} · {self.sort.words}{marked}"
        )

    def nothing(self) -> str:
        """Return what stands in an empty list."""
        if self.filter_text or self.team:
            return "Nobody fits; escape clears the filter, T chooses another team."
        return "Nobody is on the roster yet; a adds an athlete, I imports a file."

    def open_entry(self, key: str) -> None:
        """Open an athlete."""
        self.post_message(OpenAthlete(key))

    def action_team(self) -> None:
        """Show one team, or all."""
        teams = self.services.chart.teams()

        def search(typed: str) -> Sequence[Choice]:
            fitting = [team for team in teams if folded(typed) in folded(team)]
            return [
                *([] if typed.strip() else [Choice("all", ALL_TEAMS)]),
                *(Choice(f"team:{t}", t) for t in fitting),
            ]

        def done(key: str) -> None:
            self.remember("team", key.removeprefix("team:") if key != "all" else "")
            self.reload()

        self.app.push_screen(
            FindDialog("Team", search, done, chosen=f"team:{self.team}" if self.team else "all")
        )

    def action_mark(self) -> None:
        """Mark the athlete under the cursor, or take the mark away, and go on to the next."""
        if self.entries and (key := self.lines.cursor_key):
            self.marked ^= {key}
            self.lines.action_move(1)
            self._mark_shown()

    def action_mark_all(self) -> None:
        """Mark everybody who is shown; when all are marked, nobody."""
        shown = {entry.id for entry in self.entries}
        self.marked = self.marked - shown if shown <= self.marked else self.marked | shown
        self._mark_shown()

    def _mark_shown(self) -> None:
        self.remember("cursor", self.lines.cursor_key)
        self._show()

    def action_leave(self) -> None:
        """Clear the filter and the marks."""
        self.marked.clear()
        super().action_leave()
        self._show()

    def action_availability(self) -> None:
        """Say what the athlete under the cursor may do."""
        from trainer_tui.ui.status_acts import status_of_athlete

        if self.entries and (key := self.lines.cursor_key):
            status_of_athlete(self.trainer, key)

    def action_service(self) -> None:
        """Log a service for those marked, or for the athlete under the cursor."""
        athletes = self.services.chart.records.athletes
        marked = [ident for ident in athletes if ident in self.marked and not athletes[ident].view.voided]
        key = self.lines.cursor_key if self.entries else None
        if marked or key:
            log_services(self.trainer, marked or [key or ""], then=self._unmark)

    def _unmark(self) -> None:
        self.marked.clear()
        self._show()

    async def action_session(self) -> None:
        """Record a session."""
        await self.trainer.record_session(RecordSession())

    def action_day(self) -> None:
        """Show the services and sessions of today."""
        self.post_message(OpenDay())

    def action_print(self) -> None:
        """Print something for the team that is shown, or for everybody."""
        PrintActs(self.trainer, team=self.team).choose()

    def action_add(self) -> None:
        """Put somebody on the roster."""
        self.post_message(EditAthlete(None))

    def action_import(self) -> None:
        """Take in a roster file."""
        self.post_message(ImportRoster())

    def action_edit(self) -> None:
        """Change the athlete under the cursor."""
        if self.entries and (key := self.lines.cursor_key):
            self.remember("cursor", key)
            self.post_message(EditAthlete(key))

    async def action_new_incident(self) -> None:
        """Record an incident; the athlete under the cursor is offered first."""
        await self.trainer.record_incident(
            RecordIncident(likely=self.lines.cursor_key if self.entries else None)
        )


def _alerts(entry: Athlete) -> Span:
    if not entry.alerts:
        return Span("never asked", "muted")
    words = "; ".join(map(alert_words, entry.warnings or entry.alerts))
    return Span(f"! {words}", "warning") if entry.warnings else Span(words)


def _number(jersey: str) -> tuple[bool, int, str]:
    return not jersey.isdecimal(), int(jersey) if jersey.isdecimal() else 0, folded(jersey)
