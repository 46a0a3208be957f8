"""What an emergency looks like: one line that ticks, and everything else as rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widget import Widget

from trainer_tui.domain.emergencies import Known, clock_words
from trainer_tui.domain.errors import TrainerError
from trainer_tui.domain.plain_text import counted, visible
from trainer_tui.ui.actions import EMERGENCY
from trainer_tui.ui.dialogs.base import keys_row
from trainer_tui.ui.emergency.asking import Asking
from trainer_tui.ui.emergency.rows import guidance_rows, key_rows, log_rows, person_rows, plan_rows
from trainer_tui.ui.text import Row, Span, row
from trainer_tui.ui.widgets.lines import Lines

if TYPE_CHECKING:
    from trainer_tui.services.emergency_desk import EmergencyDesk
    from trainer_tui.ui.app import TrainerApp

SECOND = 1.0
ROOMY = 30
"""Lines of a terminal in which everything has room beside a person's card."""


class EmergencyHead(Widget):
    """The first line: that it is an emergency, how long it goes on, of whom, what is not recorded yet."""

    DEFAULT_CSS = """
    EmergencyHead { height: 1; background: $error; color: $background; text-style: bold; }
    EmergencyHead:ansi { background: ansi_default; color: ansi_default; text-style: bold reverse; }
    """

    def __init__(self, desk: EmergencyDesk) -> None:
        """Show how an emergency stands."""
        super().__init__()
        self._desk = desk
        self.who = ""

    def render(self) -> Content:
        """Return the line."""
        log, now = self._desk.current, self._desk.kit.clock()
        parts = ["▲▲ EMERGENCY", clock_words(log.started_at, now) if log else "0:00:00", self.who]
        if log is not None and log.unkept:
            parts.append(f"{counted(log.unkept, 'event')} not in the record yet")
        if len(self._desk.running) > 1:
            parts.append(f"{len(self._desk.running)} go on: tab")
        return Content(" " + visible("  ".join(filter(None, parts))))


class EmergencyView(ModalScreen[None]):
    """Card, first steps, keys and log of one emergency; what its keys do is added by the screen."""

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    EmergencyView { background: $background; }
    EmergencyView Lines { height: auto; }
    EmergencyView #emergency-plan { max-height: 9; background: $panel; }
    EmergencyView #emergency-person { max-height: 4; background: $panel; }
    EmergencyView #emergency-steps { max-height: 7; }
    EmergencyView #emergency-keys { background: $panel; }
    EmergencyView #emergency-log { height: 1fr; min-height: 3; }
    EmergencyView.-brief #emergency-log { min-height: 2; }
    EmergencyView #emergency-said { min-height: 1; max-height: 3; }
    """

    def __init__(self, desk: EmergencyDesk, *, locked: bool) -> None:
        """Show the desk; `locked`: nothing of the record but what break-glass gives."""
        super().__init__()
        self.desk = desk
        self.locked = locked
        self._guidance = desk.kit.guidance()
        self._asking: Asking | None = None
        self._said: tuple[str, str] = ("", "strong")
        self._known: tuple[str, Known] | None = None
        """Who was looked up on this screen, with the id."""
        self._reading_sheet = False
        self._tick: Timer | None = None

    @property
    def trainer(self) -> TrainerApp:
        """The app, by its own type."""
        return cast("TrainerApp", self.app)

    def compose(self) -> ComposeResult:
        """Yield the parts, top to bottom."""
        yield EmergencyHead(self.desk)
        with Vertical():
            yield Lines(id="emergency-plan")
            yield Lines(id="emergency-person")
            yield Lines(id="emergency-steps")
            yield Lines(id="emergency-keys")
            yield Lines(id="emergency-log")
            yield Lines(id="emergency-said")
            yield Lines([keys_row(EMERGENCY)], id="emergency-commands")

    def on_mount(self) -> None:
        """Keep all keys for the screen itself, and let the clock tick while it is seen."""
        for lines in self.query(Lines):
            lines.can_focus = False
        self._tick = self.set_interval(SECOND, self._ticked)
        self.show()

    def on_screen_suspend(self) -> None:
        """Tick for nobody."""
        if self._tick is not None:
            self._tick.pause()

    def on_screen_resume(self) -> None:
        """Tick again, and catch up with what was done on another emergency screen."""
        self.trainer.emergency_shown(locked=self.locked)
        if self._tick is not None:
            self._tick.resume()
            self.show()

    def on_resize(self) -> None:
        """Use the room there is."""
        self.show()

    def _ticked(self) -> None:
        if self.desk.current is not None:
            self.query_one(EmergencyHead).refresh()

    # --- what is shown ---------------------------------------------------------------------------

    def show(self) -> None:
        """Show how everything stands."""
        if not self.is_mounted:
            return
        desk = self.desk
        self._look_up_again()
        head = self.query_one(EmergencyHead)
        head.who = self._who()
        head.refresh()
        person = person_rows(self._known[1] if self._known else None)
        self._put("#emergency-plan", plan_rows(desk.book, desk.kit.emergency_number))
        self._put("#emergency-person", person)
        self.query_one("#emergency-person").display = bool(person) and not self._reading_sheet
        for part in ("#emergency-plan", "#emergency-steps", "#emergency-keys"):
            self.query_one(part).display = not self._reading_sheet
        brief = self.size.height < ROOMY and bool(person)
        self.set_class(brief, "-brief")
        self._put("#emergency-steps", guidance_rows(self._guidance, desk.current, brief=brief))
        self._put("#emergency-keys", key_rows(desk.current))
        self._put("#emergency-log", self._sheet_rows() if self._reading_sheet else self._log_rows())
        self._put("#emergency-said", [self._asking.prompt() if self._asking else self._said_row()])

    def _put(self, part: str, rows: Sequence[Row]) -> None:
        lines = self.query_one(part, Lines)
        lines.set_rows(rows)
        lines.refresh(layout=True)

    def _log_rows(self) -> list[Row]:
        return log_rows(self.desk.current, self.desk.kit.clock)

    def _said_row(self) -> Row:
        words, style = self._said
        if self.desk.problem:
            return row(Span(f"▲ {self.desk.problem}", "warning"), hang=2)
        return row(Span(words, style), hang=2)

    def _say(self, words: str, style: str = "strong") -> None:
        self._said = (words, style)
        self.show()

    def _refuse(self, words: str) -> None:
        self._say(f"▲ {words}", "warning")

    def _who(self) -> str:
        log = self.desk.current
        athlete, guest = (log.athlete, log.guest) if log else (self.desk.athlete, self.desk.guest)
        if self._known is not None:
            return f"{self._known[1].jersey} {self._known[1].name}".strip()
        if athlete is not None:
            return "somebody of the roster (locked)"
        return guest or "unknown person"

    def _look_up_again(self) -> None:
        """Let what is known follow the emergency; while locked nobody is shown who was not looked up here."""
        log = self.desk.current
        athlete = log.athlete if log else self.desk.athlete
        if self._known is not None and self._known[0] != athlete:
            self._known = None
        if self._known is None and athlete is not None and not self.locked and self.desk.emergencies:
            self._known = (athlete, self.desk.look_up(athlete))

    @property
    def _person(self) -> Known | None:
        return self._known[1] if self._known else None

    def _sheet_rows(self) -> list[Row]:
        try:
            text = self.desk.sheet(self._person)
        except TrainerError as error:
            return [row(Span(error.message, "warning"))]
        return [row(line) for line in text.splitlines()]
