"""Today: who is out or limited, and what is still open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from trainer_tui.domain.dates import local_day
from trainer_tui.domain.due import Due
from trainer_tui.domain.incidents import Incident
from trainer_tui.domain.ports import CAPTURES
from trainer_tui.domain.referrals import deadline_words
from trainer_tui.domain.vocabulary import Tier
from trainer_tui.services.availability import BoardRow
from trainer_tui.services.chart import IncidentRow
from trainer_tui.services.due_drafts import FORMS, SESSION, form_of
from trainer_tui.services.referrals import ReferralRow
from trainer_tui.ui.actions import TODAY, Command, bindings
from trainer_tui.ui.board_rows import WIDE_FROM, board_rows
from trainer_tui.ui.due_rows import details_rows, due_rows
from trainer_tui.ui.events import (
    AmendIncident,
    AssessAgain,
    EditAthlete,
    OpenAthlete,
    OpenDay,
    OpenIncident,
    RecordIncident,
    RecordSession,
)
from trainer_tui.ui.names import Named
from trainer_tui.ui.screens.base import BaseScreen
from trainer_tui.ui.text import Row, Span, columns, row
from trainer_tui.ui.widgets.lines import Lines
from trainer_tui.ui.words import tier_span

MOST = 50
"""Lines of one kind; nobody reads on before dealing with these, and the heading counts them all."""


class TodayScreen(BaseScreen):
    """The availability board and the open work, each line opening its record."""

    MODE = "today"
    COMMANDS_SHOWN: ClassVar[Sequence[Command]] = TODAY
    HELP_TEXT = (
        "First the red flags nobody has acknowledged, then what is due with the overdue first, everybody who "
        "is out or limited with the days lost, incidents whose details are open, open referrals, and open "
        "incidents. Each line opens its record; v says what the athlete of the line may do."
    )
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(TODAY))
    DEFAULT_CSS = """
    #today { height: 1fr; padding: 0 1; }
    """

    def __init__(self) -> None:
        """Show nothing yet."""
        super().__init__()
        self._shown: tuple[object, ...] | None = None
        self._shown_wide: bool | None = None

    def body(self) -> ComposeResult:
        """Yield the list."""
        yield Lines([row(Span("Opening the records …", "muted"))], wrapped=False, id="today")

    def on_mount(self) -> None:
        """Put the cursor into the list; what is there is shown as soon as the screen is in front."""
        self.board.focus()

    @property
    def board(self) -> Lines:
        """The list of everything due."""
        return self.query_one("#today", Lines)

    def reload(self) -> None:
        """Read the records again, unless they are as they are shown already."""
        stamp = self._stamp()
        if stamp is not None and (stamp, self._wide) == (self._shown, self._shown_wide):
            return
        self._shown, self._shown_wide = stamp, self._wide
        cursor = self.board.cursor_key or self.trainer.state.get("today.cursor")
        self.board.set_rows(self._rows(), cursor=cursor, keep_scroll=True)

    def _stamp(self) -> tuple[object, ...] | None:
        """Return in short what the rows are made from; None while drafts are among it: they change unseen."""
        drafts = self.trainer.backstage.drafts
        if drafts.names(FORMS) or drafts.names(CAPTURES):
            return None
        minute = self.services.clock().replace(second=0, microsecond=0)
        initials = self.trainer.names.initials_only
        return self.services.chart.records.version, minute, initials

    @property
    def _wide(self) -> bool:
        return self.app.size.width >= WIDE_FROM

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
        rows += self._details()
        rows += self._referrals(services.chart.referrals.not_due())
        return [*rows, *self._open(open_rows)]

    def _flags(self, unacknowledged: Sequence[IncidentRow]) -> list[Row]:
        rows = _heading("Red flags not acknowledged", len(unacknowledged)) if unacknowledged else []
        urgent_first = sorted(unacknowledged, key=_urgency)
        for each in urgent_first[:MOST]:
            tier = each.incident.tier
            lowered = self.services.chart.lowering(each.incident)
            words = Span(f"  ({lowered.words(self.services.clock())})" if lowered else "")
            cells = columns((24, 12), (self._who(each), self._day(each.incident.onset_at)))
            rows.append(Row((*cells, tier_span(tier), words), f"incident:{each.incident.id}:flag", 1))
        return rows + _more(len(unacknowledged), "F4, then o and S for urgency")

    def _due(self, items: Sequence[Due]) -> list[Row]:
        def who(due: Due) -> str:
            if due.incident:
                return self._about(due.incident)
            return due.who if _is_session(due.record) else self.trainer.names.words(due.who)

        return due_rows(items, who, self.services.clock())

    def _details(self) -> list[Row]:
        found = self.services.chart.details.listed()
        return details_rows(found, lambda each: self._about(each.incident.id), self.services.clock())

    def _board(self, board: Sequence[BoardRow]) -> list[Row]:
        if not board:
            nobody = row(Span("Nobody is recorded as out or limited.", "muted"), indent=1)
            return [*_heading("Out or limited", 0), nobody]
        names, width = self.trainer.names.label, self.app.size.width
        rows = board_rows(board, names, self._condition, self.services.clock(), width)
        return [*_heading("Out or limited", len(board), "  since · days lost · what is next"), *rows]

    def _referrals(self, referrals: Sequence[ReferralRow]) -> list[Row]:
        rows = _heading("Open referrals", len(referrals)) if referrals else []
        now = self.services.clock()
        for each in referrals[:MOST]:
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
        return rows + _more(len(referrals), "on the pages of their incidents")

    def _open(self, open_rows: Sequence[IncidentRow]) -> list[Row]:
        rows = _heading("Open incidents", len(open_rows))
        for each in open_rows[:MOST]:
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
        return rows + _more(len(open_rows), "F4, then o")

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
        kind, ident, *rest = event.key.split(":")
        if kind == "athlete":
            self.post_message(OpenAthlete(ident))
        elif kind == "details":
            self.post_message(AmendIncident(ident))
        elif kind == "draft":
            self._open_draft(ident, rest[0])
        else:
            self.post_message(OpenIncident(ident))

    def _open_draft(self, name: str, incident: str) -> None:
        """Go on with a draft; a form without a screen of its own is named on its incident's page."""
        kind, ident = form_of(name) or ("", "")
        if name.startswith(CAPTURES):
            self.post_message(RecordIncident(resume=name))
        elif kind == SESSION:
            self.post_message(RecordSession(ident or None))
        elif kind == "athlete":
            self.post_message(EditAthlete(ident))
        elif kind == "amend":
            self.post_message(AmendIncident(incident))
        elif kind == "assess":
            self.post_message(AssessAgain(incident))
        else:
            self.post_message(OpenIncident(incident) if incident else OpenAthlete(ident))

    def action_availability(self) -> None:
        """Say what the athlete of the line may do: a digit, and a digit for the reason."""
        from trainer_tui.ui.status_acts import status_for_incident, status_of_athlete

        kind, ident = ((self.board.cursor_key or "") + "::").split(":")[:2]
        (status_of_athlete if kind == "athlete" else status_for_incident)(self.trainer, ident)

    def on_resize(self) -> None:
        """Show more of the board where there is room."""
        if self._shown_wide not in (None, self._wide):
            self._shown_wide = self._wide
            self.board.renew(self._rows())

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


def _heading(title: str, count: int, more: str = "") -> list[Row]:
    return [row(""), row(Span(f"{title} ({count})", "heading"), Span(more, "muted"))]


def _more(count: int, where: str) -> list[Row]:
    """Say how many lines are left out, and where they are."""
    return [row(Span(f"… and {count - MOST} more: {where}", "muted"), indent=1)] if count > MOST else []


def _is_session(draft: str) -> bool:
    """Tell whether a draft is about a team, whose name is nobody's and stays whole."""
    return (form_of(draft) or ("",))[0] == SESSION


def _urgency(entry: IncidentRow) -> int:
    tier = entry.incident.tier
    return tier.rank if tier else len(Tier)
