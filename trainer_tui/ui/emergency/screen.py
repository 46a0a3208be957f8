"""The emergency screen: it asks nothing, every key is kept before it is shown, one thing ticks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from trainer_tui.domain.emergencies import BY_KEY, BY_KIND, Entry, EventKind, entry_words
from trainer_tui.domain.errors import TrainerError
from trainer_tui.domain.plain_text import visible
from trainer_tui.ui.actions import EMERGENCY, bindings
from trainer_tui.ui.emergency.asking import JerseyAsked, LeaveAsked, NumberAsked
from trainer_tui.ui.emergency.choosing import ask_incident, ask_person, ask_plan
from trainer_tui.ui.emergency.view import EmergencyView
from trainer_tui.ui.export_plan import downloads, shown_path
from trainer_tui.ui.widgets.lines import Lines

SCROLLS = {"up": (-1, False), "down": (1, False), "pageup": (-1, True), "pagedown": (1, True)}
LETTERS = {
    command.keys: command.action for command in EMERGENCY if len(command.keys) == 1 and command.keys.isalpha()
}
CLOSED = "The records are locked or not open: names, alerts and contacts cannot be read. j shows nobody."


class EmergencyScreen(EmergencyView):
    """The emergency on the screen, key by key."""

    KEEPS_AWAKE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(command for command in EMERGENCY if command.action != "event"),
        Binding("f8", "app.next_theme", show=False),
        Binding("ctrl+l", "lock", show=False, priority=True),
        *(Binding(key, f"scroll('{key}')", show=False) for key in SCROLLS),
        Binding("1", "end(True)", show=False, priority=True),
        Binding("2", "end(False)", show=False, priority=True),
    ]

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
