"""The emergency screen: it asks nothing, every key is kept before it is shown, one thing ticks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widget import Widget

from trainer_tui.domain.emergencies import (
    BY_KEY,
    BY_KIND,
    Entry,
    EventKind,
    Known,
    clock_words,
    entry_words,
)
from trainer_tui.domain.errors import TrainerError
from trainer_tui.domain.plain_text import counted, visible
from trainer_tui.ui.actions import EMERGENCY, bindings
from trainer_tui.ui.dialogs.base import keys_row
from trainer_tui.ui.emergency.asking import Asking, JerseyAsked, LeaveAsked, NumberAsked
from trainer_tui.ui.emergency.choosing import ask_incident, ask_person, ask_plan
from trainer_tui.ui.emergency.rows import guidance_rows, key_rows, log_rows, person_rows, plan_rows
from trainer_tui.ui.export_plan import downloads, shown_path
from trainer_tui.ui.text import Row, Span, row
from trainer_tui.ui.widgets.lines import Lines

if TYPE_CHECKING:
    from trainer_tui.services.emergency_desk import EmergencyDesk
    from trainer_tui.ui.app import TrainerApp

SECOND = 1.0
ROOMY = 30
"""Lines of a terminal in which everything has room beside a person's card."""
SCROLLS = {"up": (-1, False), "down": (1, False), "pageup": (-1, True), "pagedown": (1, True)}
LETTERS = {
    command.keys: command.action for command in EMERGENCY if len(command.keys) == 1 and command.keys.isalpha()
}
CLOSED = "The records are locked or not open: names, alerts and contacts cannot be read. j shows nobody."


class EmergencyHead(Widget):
    """The first line: that it is an emergency, how long it goes on, of whom, what is not recorded yet."""

    DEFAULT_CSS = """
    EmergencyHead { height: 1; background: $error; color: $background; text-style: bold; }
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


class EmergencyScreen(ModalScreen[None]):
    """Card, first steps, keys and log of one emergency."""

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    EmergencyScreen { background: $background; }
    EmergencyScreen Lines { height: auto; }
    EmergencyScreen #emergency-plan { max-height: 9; background: $panel; }
    EmergencyScreen #emergency-person { max-height: 4; background: $panel; }
    EmergencyScreen #emergency-steps { max-height: 7; }
    EmergencyScreen #emergency-keys { background: $panel; }
    EmergencyScreen #emergency-log { height: 1fr; min-height: 3; }
    EmergencyScreen.-brief #emergency-log { min-height: 2; }
    EmergencyScreen #emergency-said { min-height: 1; max-height: 3; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(command for command in EMERGENCY if command.action != "event"),
        Binding("f8", "app.next_theme", show=False),
        Binding("ctrl+l", "lock", show=False, priority=True),
        *(Binding(key, f"scroll('{key}')", show=False) for key in SCROLLS),
        Binding("1", "end(True)", show=False, priority=True),
        Binding("2", "end(False)", show=False, priority=True),
    ]

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

    # --- keys ------------------------------------------------------------------------------------

    def _forward_event(self, event: events.Event) -> None:
        # In the app's own turn: a key is logged before the one that leaves is looked at.
        if not (isinstance(event, events.Key) and self.is_mounted and self._press(event)):
            super()._forward_event(event)

    def _press(self, event: events.Key) -> bool:
        """Log what a key stands for; the answer to what is asked comes first, capitals are no other keys."""
        asking = self._asking
        if asking is not None and asking.press(event.key, event.character):
            self.show()
            return True
        self._asking = None
        key = (event.character or "").lower()
        if not event.is_printable or key.isspace():
            return False
        if key in BY_KEY:
            self._log(BY_KEY[key].kind)
        elif key in LETTERS:
            getattr(self, f"action_{LETTERS[key]}")()
        else:
            self._refuse(f"No event has the key {visible(key)}: nothing was logged.")
        return True

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave escape, tab and digits to what is asked."""
        if action == "end":
            return isinstance(self._asking, LeaveAsked)
        return self._asking is None or action not in ("leave", "switch")

    def _log(self, kind: EventKind) -> None:
        entry = self.desk.press(kind)
        self._reading_sheet = False
        if self.desk.current is not None:
            self._said = (f"Logged: {entry_words(entry, self.desk.current)}", "strong")
        if BY_KIND[kind].asked is not None:
            self._asking = NumberAsked(entry, self._add_number, self._answered)
        self.show()

    def _answered(self) -> None:
        self._asking = None

    def _add_number(self, entry: Entry, digits: str) -> None:
        self._attempt(lambda: self.desk.add_number(entry, digits), "Logged with its number.")

    def _attempt(self, act: Callable[[], object], said: str) -> bool:
        try:
            act()
        except TrainerError as error:
            self._refuse(error.message)
            return False
        self._say(said)
        return True

    def action_scroll(self, key: str) -> None:
        """Move what is read: the log, or the sheet."""
        step, pages = SCROLLS[key]
        lines = self.query_one("#emergency-log", Lines)
        lines.scroll_relative(y=step * (max(1, lines.size.height - 1) if pages else 1), animate=False)

    def action_undo(self) -> None:
        """Take the last event back; it stays readable as pressed by mistake."""
        self._attempt(self.desk.undo, "Taken back: the last event is marked as pressed by mistake.")

    def action_next_venue(self) -> None:
        """Show the plan of the next venue."""
        if len(self.desk.book.venues) < 2:
            self._say("No other venue's plan is written down; f changes this one or writes another.")
        else:
            self._attempt(self.desk.next_venue, "The plan of the next venue.")

    def action_plan(self) -> None:
        """Write down or change the plan of a venue."""
        ask_plan(self.trainer, self.desk, self.show)

    def action_another(self) -> None:
        """Begin with another person; what goes on stays one key away."""
        self.desk.another()
        self._say("Another person: the first key starts another clock. tab goes back.")

    def action_switch(self) -> None:
        """Go to the next emergency that goes on."""
        self._say("" if self.desk.switch() else "No other emergency goes on; n begins one.")

    # --- who it is about -------------------------------------------------------------------------

    def action_who(self) -> None:
        """Ask who it is about: from the roster, or by the jersey before a locked screen."""
        records = self.desk.emergencies
        if records is None:
            self._refuse(CLOSED)
        elif self.locked:
            self._asking = JerseyAsked(records.wearers, self._break_glass, self._refuse, self._answered)
            self.show()
        else:
            ask_person(self.trainer, self._named)

    def _named(self, athlete: str | None, guest: str | None) -> None:
        self.desk.name(athlete=athlete, guest=guest)
        self._say("Named. j names somebody else.")

    def _break_glass(self, athlete: str) -> None:
        """Show what a helper must know; life comes before the log of it, which is then asked for in words."""
        said = "Recorded as looked up while locked. The emergency is about this person; j asks again."
        records = self.desk.emergencies
        if records is None:
            return
        try:
            known = self.desk.look_up(athlete)
        except TrainerError as error:
            known = records.known(athlete)
            said = f"▲ Shown, but not recorded as looked up: {error.message} Write it down."
        self._known = (athlete, known)
        self.desk.name(athlete=athlete)
        self._say(said)

    def action_link(self) -> None:
        """Ask for the incident it belongs to."""
        if self.locked or self.desk.emergencies is None:
            self._refuse(
                "While the records are locked or not open no incident can be chosen; leaving makes one."
            )
        elif self.desk.current is None:
            self._refuse("Nothing is logged yet; press the key of an event first.")
        else:
            ask_incident(self.trainer, self._link)

    def _link(self, incident: str) -> None:
        self._attempt(lambda: self.desk.link(incident), "It belongs to that incident now.")

    # --- the sheet -------------------------------------------------------------------------------

    def action_sheet(self) -> None:
        """Show the hand-over sheet; again writes it as a file."""
        if not self._reading_sheet:
            self._reading_sheet = self._attempt(
                lambda: self.desk.sheet(self._person), "x again writes this sheet as a file; esc goes back."
            )
            self.show()
            return
        written: list[Path] = []
        athlete, known = self._known or (None, None)
        if self._attempt(
            lambda: written.append(self.desk.write_sheet(downloads(), known, athlete)),
            "The sheet is written.",
        ):
            self._say(f"Written to {shown_path(written[0])}, recorded as handed to EMS.")

    @property
    def _person(self) -> Known | None:
        return self._known[1] if self._known else None

    def _sheet_rows(self) -> list[Row]:
        try:
            text = self.desk.sheet(self._person)
        except TrainerError as error:
            return [row(Span(error.message, "warning"))]
        return [row(line) for line in text.splitlines()]

    # --- leaving ---------------------------------------------------------------------------------

    async def action_leave(self) -> None:
        """Leave; ask whether it is over where nothing says so."""
        log = self.desk.current
        if self._reading_sheet:
            self._reading_sheet = False
            self.show()
        elif log is None or not log.standing or log.has(EventKind.HANDED_OVER):
            await self._leave(over=True)
        else:
            self._asking = LeaveAsked(self._answered)
            self.show()

    async def action_end(self, over: bool) -> None:
        """Answer whether it is over."""
        self._asking = None
        await self._leave(over=over)

    async def _leave(self, *, over: bool) -> None:
        log, kept = self.desk.current, ""
        self.desk.leave(over=over)
        if log is not None and log.standing:
            kept = "The emergency is in the record, with an incident of its own (F4)." if log.whole else ""
            kept = kept or "The emergency is not in the record yet: it comes in as soon as the records open."
        await self.trainer.leave_emergency()
        if kept and not self.locked:
            self.trainer.say(kept)

    async def action_lock(self) -> None:
        """Leave and blank the screen; the emergency goes on."""
        locked = self.locked
        await self._leave(over=False)
        if not locked:
            self.trainer.action_lock()
