"""All incidents: found by a few letters, sorted by what matters, each line opening its page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType

from trainer_tui.domain.plain_text import counted
from trainer_tui.domain.vocabulary import Tier
from trainer_tui.services.chart import IncidentRow
from trainer_tui.services.people import by_name, folded
from trainer_tui.ui.actions import INCIDENTS, Command, bindings
from trainer_tui.ui.events import ExportRecords, ImportRecords, OpenIncident
from trainer_tui.ui.list_screen import Column, ListScreen, Sort
from trainer_tui.ui.text import Span
from trainer_tui.ui.words import Words, place, short_place, tier_span

LEGEND = "! flag unseen  c closed  × in error  ↓ lowered"


class IncidentsScreen(ListScreen[IncidentRow]):
    """The list of incidents."""

    MODE = "incidents"
    STATE = "incidents"
    FILTER_WORDS = "who, condition, region, cause"
    COMMANDS_SHOWN: ClassVar[Sequence[Command]] = INCIDENTS
    HELP_TEXT = (
        "Every incident that was recorded, those entered in error included and marked. The mark before "
        "a line: ! red flags nobody has acknowledged, c closed, × entered in error; ↓ behind an urgency: a "
        "person lowered it. Filter, order and place are remembered."
    )
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(INCIDENTS))

    @property
    def open_only(self) -> bool:
        """Whether closed incidents and those entered in error are left out."""
        return bool(self.trainer.state.get("incidents.open_only", False))

    def found(self, text: str) -> Sequence[IncidentRow]:
        """Return the incidents that fit, newest first."""
        return self.services.chart.incidents(text=text, open_only=self.open_only)

    def key_of(self, entry: IncidentRow) -> str:
        """Return the id of an incident."""
        return entry.incident.id

    def columns(self, *, wide: bool) -> Sequence[Column[IncidentRow]]:
        """Return the columns."""
        words = Words(self.services.chart, self.services.reference.catalogue, self.services.clock())

        when, where = (words.moment, place) if wide else (words.day, short_place)

        def condition(entry: IncidentRow) -> Span:
            ident = entry.incident.condition
            return Span(words.condition(ident)) if ident else Span("not set", "muted")

        def urgency(entry: IncidentRow) -> Span:
            lowered = self.services.chart.lowering(entry.incident) is not None
            return tier_span(entry.incident.tier, short=True, lowered=lowered)

        return (
            Column("", 1, _mark),
            Column("date", 16 if wide else 10, lambda e: Span(when(e.incident.onset_at), "label")),
            Column("who", 13, lambda e: Span(self.trainer.names.listed(e), "strong"), grow=2),
            Column("condition", 13, condition, grow=2),
            Column(
                "where",
                17 if wide else 10,
                lambda e: Span(where(e.incident.region, e.incident.side), "muted"),
                grow=1,
            ),
            Column("urgency", 10, urgency),
            Column("now", 9, lambda e: words.availability(e.incident.athlete)),
            Column("lost", 4, _lost),
        )

    def sorts(self) -> Sequence[Sort[IncidentRow]]:
        """Return the orders: the list comes newest first, and a sort keeps that among equals."""
        return (
            Sort("newest first"),
            Sort("by urgency", lambda entry: _rank(entry.incident.tier)),
            Sort("by name", _name),
            Sort("by days lost", lambda entry: -entry.time_loss.days),
        )

    def summary(self) -> str:
        """Return how many are shown and how."""
        only = " · open only" if self.open_only else ""
        return f"{counted(len(self.entries), 'incident')}{only} · {self.sort.words}   {LEGEND}"

    def nothing(self) -> str:
        """Return what stands in an empty list."""
        if self.filter_text:
            return "Nothing fits the filter; escape clears it."
        return "No open incident; o shows all." if self.open_only else "No incident yet; n records one."

    def open_entry(self, key: str) -> None:
        """Open an incident."""
        self.post_message(OpenIncident(key))

    def action_availability(self) -> None:
        """Say what the athlete of the incident under the cursor may do for it."""
        from trainer_tui.ui.status_acts import status_for_incident

        if self.entries and (key := self.lines.cursor_key):
            status_for_incident(self.trainer, key)

    def action_toggle_open(self) -> None:
        """Show open incidents only, or all."""
        self.remember("open_only", not self.open_only)
        self.reload()

    def action_export(self) -> None:
        """Hand over what is shown."""
        if self.entries:
            self.post_message(ExportRecords(tuple(entry.incident.id for entry in self.entries)))
        else:
            self.trainer.say("Nothing is shown, so there is nothing to hand over.")

    def action_import(self) -> None:
        """Take in records from another laptop."""
        self.post_message(ImportRecords())

    async def action_new_incident(self) -> None:
        """Record an incident."""
        await self.trainer.action_new_incident()


def _mark(entry: IncidentRow) -> Span:
    if entry.incident.view.voided:
        return Span("×", "warning")
    if entry.needs_acknowledgement:
        return Span("!", "same_day")
    return Span("c", "muted") if entry.incident.closed else Span(" ")


def _lost(entry: IncidentRow) -> Span:
    days = entry.time_loss.days
    return Span(f"{days} d" if days else "", "text")


def _rank(tier: Tier | None) -> int:
    return len(Tier) if tier is None else tier.rank


def _name(entry: IncidentRow) -> tuple[str, str, str]:
    return by_name(entry.athlete) if entry.athlete else (folded(entry.who), "", "")
