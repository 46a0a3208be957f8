"""Today: who is out or limited, and what is still open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from trainer_tui.domain.dates import local_day
from trainer_tui.domain.due import Due, how_long
from trainer_tui.domain.incidents import Incident, Referral
from trainer_tui.services.availability import BoardRow
from trainer_tui.services.chart import IncidentRow
from trainer_tui.ui.actions import TODAY, Command, bindings
from trainer_tui.ui.events import OpenAthlete, OpenDay, OpenIncident, RecordSession
from trainer_tui.ui.screens.base import BaseScreen
from trainer_tui.ui.text import Row, Span, columns, row
from trainer_tui.ui.widgets.lines import Lines

OPEN_MOST = 50


class TodayScreen(BaseScreen):
    """The availability board and the open work, each line opening its record."""

    MODE = "today"
    COMMANDS_SHOWN: ClassVar[Sequence[Command]] = TODAY
    HELP_TEXT = (
        "First the red flags nobody has acknowledged, then what is due with the overdue first, everybody who "
        "is out or limited, open referrals, and open incidents. Each line opens its record."
    )
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(TODAY))
    DEFAULT_CSS = """
    #today { height: 1fr; padding: 0 1; }
    """

    def body(self) -> ComposeResult:
        """Yield the list."""
        yield Lines([row(Span("Opening the records …", "muted"))], wrapped=False, id="today")

    def on_mount(self) -> None:
        """Show what is there."""
        self.board.focus()
        if self.trainer.records_open:
            self.reload()

    @property
    def board(self) -> Lines:
        """The list of everything due."""
        return self.query_one("#today", Lines)

    def reload(self) -> None:
        """Read the records again."""
        services = self.services
        open_rows = services.chart.incidents(open_only=True)
        rows: list[Row] = [row(Span(services.clock().strftime("%A %d %B %Y"), "title"))]
        rows += self._flags([r for r in open_rows if r.needs_acknowledgement])
        rows += self._due(services.due.items())
        rows += self._board(services.availability.board())
        rows += self._referrals(services.chart.open_referrals())
        rows += self._open(open_rows)
        cursor = self.board.cursor_key or self.trainer.state.get("today.cursor")
        self.board.set_rows(rows, cursor=cursor)

    def _flags(self, unacknowledged: Sequence[IncidentRow]) -> list[Row]:
        rows = _heading("Red flags not acknowledged", len(unacknowledged)) if unacknowledged else []
        for each in unacknowledged:
            tier = each.incident.tier
            words, style = (f"{tier.symbol} {tier.words}", tier.value.lower()) if tier else ("", "text")
            cells = columns((24, 12), (each.who, self._day(each.incident.onset_at)))
            rows.append(Row((*cells, Span(words, style)), f"incident:{each.incident.id}:flag", 1))
        return rows

    def _due(self, items: Sequence[Due]) -> list[Row]:
        rows = _heading("Due", len(items)) if items else []
        now = self.services.clock()
        for each in items:
            late = each.overdue(now)
            cells = columns(
                (20, 24, 28),
                (how_long(each, now), self.services.chart.incident(each.incident).who, each.what),
                ("warning" if late else "muted", "text", "text"),
            )
            words = (
                Span(f"{each.tier.symbol} {each.tier.words}", each.tier.value.lower())
                if each.tier
                else Span("")
            )
            rows.append(Row((*cells, words), f"incident:{each.incident}:{each.kind}:{each.record}", 1))
        return rows

    def _board(self, board: Sequence[BoardRow]) -> list[Row]:
        rows = _heading("Out or limited", len(board))
        for each in board:
            status = each.availability
            style = "same_day" if status == "out" else "h24_72"
            what = self._condition(each.incident) if each.incident else ""
            cells = columns(
                (10, 24, 20, 9, 24),
                (
                    f"{status.symbol} {status.words}",
                    f"{each.athlete.jersey} {each.athlete.name}".strip(),
                    f"since {each.since}",
                    f"{each.days} d",
                    what or "; ".join(each.restrictions),
                ),
                (style, "text", "muted", "text", "muted"),
            )
            rows.append(Row(cells, f"athlete:{each.athlete.id}", 1))
        return (
            rows if board else [*rows, row(Span("Nobody is recorded as out or limited.", "muted"), indent=1)]
        )

    def _referrals(self, referrals: Sequence[Referral]) -> list[Row]:
        rows = _heading("Open referrals", len(referrals)) if referrals else []
        for each in referrals:
            tier = each.tier
            who = self.services.chart.incident(each.incident).who
            cells = columns(
                (24, 12, 14, 28),
                (who, self._day(each.at), each.state.words, each.to or each.route),
                ("text", "muted", "strong", "muted"),
            )
            words = Span(f"{tier.symbol} {tier.words}", tier.value.lower()) if tier else Span("")
            rows.append(Row((*cells, words), f"incident:{each.incident}:referral:{each.id}", 1))
        return rows

    def _open(self, open_rows: Sequence[IncidentRow]) -> list[Row]:
        rows = _heading("Open incidents", len(open_rows))
        for each in open_rows[:OPEN_MOST]:
            incident = each.incident
            where = f"{incident.region.words}, {incident.side.words}"
            cells = columns(
                (12, 24, 24, 24),
                (
                    self._day(incident.onset_at),
                    each.who,
                    self._condition(incident) or "condition not set",
                    where,
                ),
                ("muted", "text", "text", "muted"),
            )
            rows.append(Row(cells, f"incident:{incident.id}:open", 1))
        if len(open_rows) > OPEN_MOST:
            rows.append(row(Span(f"… and {len(open_rows) - OPEN_MOST} more: F4, then o", "muted"), indent=1))
        return rows

    def _day(self, moment: str) -> str:
        return local_day(moment, self.services.clock()).isoformat()

    def _condition(self, incident: Incident) -> str:
        return self.services.chart.condition_name(incident)

    @on(Lines.Highlighted)
    def _moved(self, event: Lines.Highlighted) -> None:
        self.trainer.remember("today.cursor", event.key)

    @on(Lines.Selected)
    def _selected(self, event: Lines.Selected) -> None:
        kind, ident = event.key.split(":")[:2]
        self.post_message(OpenAthlete(ident) if kind == "athlete" else OpenIncident(ident))

    def action_service(self) -> None:
        """Log what was done for whom the cursor stands on."""
        from trainer_tui.ui.service_log import log_for_incident, log_services

        kind, *rest = (self.board.cursor_key or "").split(":")
        if kind == "athlete":
            log_services(self.trainer, rest[:1])
        elif kind == "incident":
            log_for_incident(self.trainer, rest[0])
        else:
            self.trainer.say("Put the cursor on somebody first, or mark athletes on F5.")

    async def action_session(self) -> None:
        """Record a session."""
        await self.trainer.record_session(RecordSession())

    def action_day(self) -> None:
        """Show the services and sessions of today."""
        self.post_message(OpenDay())


def _heading(title: str, count: int) -> list[Row]:
    return [row(""), row(Span(f"{title} ({count})", "heading"))]
