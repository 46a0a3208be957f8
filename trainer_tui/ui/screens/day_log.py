"""One day: the services given, counted by kind and by athlete, and the sessions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from trainer_tui.domain.dates import local_moment
from trainer_tui.domain.exposure import exposure_of, levels_of
from trainer_tui.domain.records import TREATMENTS
from trainer_tui.domain.sessions import Session
from trainer_tui.domain.treatments import Treatment
from trainer_tui.domain.vocabulary import Participation, TreatmentKind
from trainer_tui.ui.actions import DAY_LOG, Command, bindings
from trainer_tui.ui.dialogs.choose import Choice, ChooseDialog
from trainer_tui.ui.dialogs.reason import ReasonDialog
from trainer_tui.ui.events import OpenAthlete, RecordSession
from trainer_tui.ui.record_page import in_error
from trainer_tui.ui.screens.base import BaseScreen
from trainer_tui.ui.text import Row, Span, columns, row
from trainer_tui.ui.widgets.bars import ModeBar
from trainer_tui.ui.widgets.lines import Lines


class DayLogScreen(BaseScreen):
    """The log of a day, today first."""

    MODE = "today"
    COMMANDS_SHOWN: ClassVar[Sequence[Command]] = DAY_LOG
    HELP_TEXT = (
        "What was done for whom on a day, counted by kind and by person, and who trained or played. Nothing "
        "is deleted: what is entered in error stays and says so."
    )
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(DAY_LOG))
    DEFAULT_CSS = """
    #day-log { height: 1fr; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.back = 0
        """Days before today."""

    @property
    def help_title(self) -> str:
        """The name of the screen in its help."""
        return "Services and sessions of a day"

    def body(self) -> ComposeResult:
        """Yield the list."""
        yield Lines([row(Span("Opening the records …", "muted"))], id="day-log")

    def on_mount(self) -> None:
        """Put the cursor into the list."""
        self.query_one(ModeBar).mode = self.app.current_mode
        self.set_focus(self.lines)
        self.trainer.when_open(self.reload)

    @property
    def lines(self) -> Lines:
        """The day."""
        return self.query_one("#day-log", Lines)

    @property
    def day(self) -> date:
        """The day that is shown."""
        return self.services.clock().date() - timedelta(days=self.back)

    def reload(self) -> None:
        """Read the day again."""
        if not self.is_mounted:
            return
        services, day = self.services, self.day
        treatments = services.treatments.listed(since=day, until=day)
        sessions = services.sessions.listed(since=day, until=day)
        name = "Today, " if not self.back else ""
        self.lines.set_rows(
            [
                row(Span(f"{name}{day:%A %d %B %Y}", "title")),
                *self._sessions(sessions),
                *self._counts([t for t in treatments if not t.view.voided]),
                *self._treatments(treatments),
            ],
            keep_scroll=True,
        )

    def _sessions(self, sessions: Sequence[Session]) -> list[Row]:
        rows = _heading(f"Sessions ({len(sessions)})")
        for each in sessions:
            levels, exposure = levels_of(each), exposure_of(each)
            absent = sum(n for level, n in levels.items() if not level.takes_part)
            modified = levels[Participation.MODIFIED]
            said = f"{exposure.athlete_exposures} took part, {modified} modified, {absent} not"
            cells = columns(
                (6, 15, 14, 8),
                (self._time(each.start), each.team, each.kind.words, f"{each.planned_min} min"),
                ("label", "text", "text", "muted"),
            )
            differ = Span(
                "  two laptops differ: enter shows both", "warning" if each.view.conflicts else "text"
            )
            marks = in_error(each.view.voided)
            told = [Span(said), *([differ] if each.view.conflicts else [])]
            rows.append(Row((*marks, *cells, *told), f"session:{each.id}", 1, 2))
        return rows if sessions else [*rows, _nothing("None recorded; s records one.")]

    def _counts(self, treatments: Sequence[Treatment]) -> list[Row]:
        kinds = Counter(treatment.kind for treatment in treatments)
        services = Counter(service for treatment in treatments for service in treatment.services)
        people = Counter(map(self._who, treatments))
        rows = _heading(f"Services ({sum(services.values())})")
        if not treatments:
            return [*rows, _nothing("None logged; y logs one on Today, on Athletes, and on their pages.")]
        by_kind = [(kind.words, kinds[kind]) for kind in TreatmentKind if kinds[kind]]
        rows.append(_tally("By kind", by_kind))
        rows.append(_tally("By service", ((service.words, n) for service, n in services.most_common())))
        rows.append(_tally("By person", people.most_common()))
        return rows

    def _treatments(self, treatments: Sequence[Treatment]) -> list[Row]:
        rows = []
        for each in treatments:
            what = " + ".join(service.words for service in each.services)
            minutes = "" if each.minutes is None else f"{each.minutes} min"
            more = " · ".join(filter(None, (each.place, minutes, each.kind.words, each.note)))
            cells = columns((6, 24), (self._time(each.at), self._who(each)), ("label", "text"))
            marks = in_error(each.view.voided)
            rows.append(
                Row((*marks, *cells, Span(f"{what}  "), Span(more, "muted")), f"treatment:{each.id}", 1, 2)
            )
        return [row(""), *rows] if rows else []

    def _who(self, treatment: Treatment) -> str:
        return self.trainer.names.of(treatment.athlete, treatment.guest, self.services.chart)

    def _time(self, stored: str) -> str:
        return f"{local_moment(stored, self.services.clock()):%H:%M}"

    # --- commands --------------------------------------------------------------------------------

    @on(Lines.Selected, "#day-log")
    def _selected(self, event: Lines.Selected) -> None:
        kind, _, ident = event.key.partition(":")
        if kind == "session":
            if self.services.sessions.session(ident).view.voided:
                self.trainer.say("This session was entered in error and can no longer be changed.")
            else:
                self.post_message(RecordSession(ident))
        elif kind == "treatment" and (athlete := self.services.treatments.treatment(ident).athlete):
            self.post_message(OpenAthlete(athlete))

    def action_open(self) -> None:
        """Open what the cursor stands on."""
        self.lines.action_select()

    def action_day(self, step: int) -> None:
        """Go a day on or back, not beyond today."""
        self.back = max(0, self.back - step)
        self.reload()

    async def action_session(self) -> None:
        """Record a session."""
        await self.trainer.record_session(RecordSession())

    def action_void(self) -> None:
        """Mark the entry under the cursor as entered in error."""
        kind, _, ident = (self.lines.cursor_key or "").partition(":")
        services = self.services
        if kind not in ("session", "treatment"):
            self.trainer.say("Put the cursor on a session or a service first.")
            return

        if kind == "session":
            self._void(lambda reason: services.sessions.void(ident, reason))
            return

        def one(reason: str) -> None:
            services.chart.mistakes.void(TREATMENTS, ident, reason)

        together = services.treatments.together(ident)
        if len(together) < 2:
            self._void(one)
            return
        who = self._who(services.treatments.treatment(ident))
        everybody = f"All {len(together)} that were logged together"
        choices = [Choice("one", f"Only that of {who}"), Choice("all", everybody)]
        acts = {"one": one, "all": lambda reason: services.treatments.void_together(ident, reason)}
        self.app.push_screen(
            ChooseDialog("Which are entered in error?", choices, lambda key: self._void(acts[key]))
        )

    def _void(self, void: Callable[[str], None]) -> None:
        """Ask why, then mark what the cursor stood on."""

        def act(reason: str) -> None:
            void(reason)
            self.trainer.records_changed()

        self.app.push_screen(
            ReasonDialog("Mark as entered in error", act, then=lambda: self.trainer.say("It stays readable."))
        )

    def action_back(self) -> None:
        """Go back to where one came from."""
        if self.is_current:
            self.app.pop_screen()


def _heading(text: str) -> list[Row]:
    return [row(""), row(Span(text, "heading"))]


def _nothing(text: str) -> Row:
    return row(Span(text, "muted"), indent=1)


def _tally(title: str, counts: Iterable[tuple[str, int]]) -> Row:
    words = ", ".join(f"{words} {n}" for words, n in counts)
    return row(Span(f"{title}: ", "label"), words, key=f"count:{title}", indent=1, hang=2)
