"""Today: who is out or limited, and what is still open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from trainer_tui.domain.dates import local_day
from trainer_tui.domain.due import Due, how_long
from trainer_tui.domain.incidents import Incident
from trainer_tui.domain.referrals import deadline_words
from trainer_tui.services.availability import BoardRow
from trainer_tui.services.chart import IncidentRow
from trainer_tui.services.referrals import ReferralRow
from trainer_tui.ui.actions import TODAY, Command, bindings
from trainer_tui.ui.events import OpenAthlete, OpenDay, OpenIncident, RecordSession
from trainer_tui.ui.names import Named
from trainer_tui.ui.screens.base import BaseScreen
from trainer_tui.ui.text import Row, Span, columns, row
from trainer_tui.ui.widgets.lines import Lines
from trainer_tui.ui.words import tier_span

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
        self.board.set_rows(
            self._rows(), cursor=self.board.cursor_key or self.trainer.state.get("today.cursor")
        )

    def time_passed(self) -> None:
        """Count on in how long things are due."""
        if self.trainer.records_open:
            self.board.renew(self._rows())

    def _rows(self) -> list[Row]:
        services = self.services
        open_rows = services.chart.incidents(open_only=True)
        rows: list[Row] = [row(Span(services.clock().strftime("%A %d %B %Y"), "title"))]
        rows += self._flags([r for r in open_rows if r.needs_acknowledgement])
        rows += self._due(services.due.items())
        rows += self._board(services.availability.board())
        rows += self._referrals(services.chart.referrals.not_due())
        return [*rows, *self._open(open_rows)]

    def _flags(self, unacknowledged: Sequence[IncidentRow]) -> list[Row]:
        rows = _heading("Red flags not acknowledged", len(unacknowledged)) if unacknowledged else []
        for each in unacknowledged:
            tier = each.incident.tier
            lowered = self.services.chart.lowering(each.incident)
            words = Span(f"  ({lowered.words(self.services.clock())})" if lowered else "")
            cells = columns((24, 12), (self._who(each), self._day(each.incident.onset_at)))
            rows.append(Row((*cells, tier_span(tier), words), f"incident:{each.incident.id}:flag", 1))
        return rows

    def _due(self, items: Sequence[Due]) -> list[Row]:
        rows = _heading("Due", len(items)) if items else []
        now = self.services.clock()
        for each in items:
            late = each.overdue(now)
            tier = each.tier
            words, style = (tier.words, tier.value.lower()) if tier else ("", "text")
            cells = columns(
                (2, 20, 24, 28),
                (
                    tier.symbol if tier else "",
                    how_long(each, now),
                    self._about(each.incident),
                    each.what,
                ),
                (style, "warning" if late else "muted", "text", "text"),
            )
            key = f"incident:{each.incident}:{each.kind}:{each.record}"
            rows.append(Row((*cells, Span(words, style)), key, 1))
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
                    self.trainer.names.label(each.athlete),
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

    def _referrals(self, referrals: Sequence[ReferralRow]) -> list[Row]:
        rows = _heading("Open referrals", len(referrals)) if referrals else []
        now = self.services.clock()
        for each in referrals:
            found = each.referral
            until = deadline_words(each.due.at, now) if each.due else self._day(found.state_at)
            cells = columns(
                (20, 13, 19, 22),
                (self._about(found.incident), found.state.words, until, found.to or found.route),
                ("text", "strong", "muted", "muted"),
            )
            rows.append(
                Row((*cells, tier_span(found.tier)), f"incident:{found.incident}:referral:{found.id}", 1)
            )
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
                    self._who(each),
                    self._condition(incident) or "condition not set",
                    where,
                ),
                ("muted", "text", "text", "muted"),
            )
            rows.append(Row(cells, f"incident:{incident.id}:open", 1))
        if len(open_rows) > OPEN_MOST:
            rows.append(row(Span(f"… and {len(open_rows) - OPEN_MOST} more: F4, then o", "muted"), indent=1))
        return rows

    def _who(self, entry: Named) -> str:
        return self.trainer.names.listed(entry)

    def _about(self, incident: str) -> str:
        return self.trainer.names.about(incident, self.services.chart)

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
