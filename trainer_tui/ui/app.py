"""The app: its modes, themes and navigation; screens ask, the app answers."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on, work
from textual.app import App
from textual.binding import BindingType
from textual.command import Provider
from textual.screen import Screen
from textual.timer import Timer
from textual.worker import Worker

from trainer_tui.config import Config
from trainer_tui.domain.credentials import Credentials
from trainer_tui.domain.errors import TrainerError
from trainer_tui.domain.plain_text import counted, visible
from trainer_tui.domain.ports import CAPTURES, DraftStore
from trainer_tui.ui import theme
from trainer_tui.ui.actions import GLOBAL, bindings
from trainer_tui.ui.events import (
    RecordIncident,
)
from trainer_tui.ui.held_keys import FIRST_PAINT
from trainer_tui.ui.locking import Locking
from trainer_tui.ui.memory import Memory
from trainer_tui.ui.names import Names
from trainer_tui.ui.navigation import NavigatingApp
from trainer_tui.ui.opening import HOLDER, Opening, lasting
from trainer_tui.ui.reminders import Reminders
from trainer_tui.ui.screens.base import BaseScreen
from trainer_tui.ui.text import fit

if TYPE_CHECKING:
    from trainer_tui.bootstrap import Library, Services
    from trainer_tui.services.emergency_desk import EmergencyKit

REFERENCE = "reference"
REMEMBER_AFTER = 0.2
SCREENS = ("capture", "today", "incidents", "incident", "athletes", "athlete")
"""The modules of the screens that most keys lead to."""
FEW_COLOURS = (None, "standard", "windows")
"""What Rich calls the colours of a terminal that has sixteen or none."""
USER_CELLS = 20
"""How much of the name of a user stands in the line of modes."""


@dataclass(frozen=True, slots=True)
class Backstage:
    """What the app is given: it wires nothing itself."""

    library: Library
    """The reference, ready at once."""
    open_records: Callable[[Credentials], Services]
    """Opens the records; called in a thread after the first paint, and again for each passphrase typed.

    Raises LockedRecords when they are encrypted and nothing was given, WrongCredentials when it does not fit.
    """
    drafts: DraftStore
    theme: str
    emergency: Callable[[], EmergencyKit]
    """Returns what an emergency needs before the records are open; called once, after the first paint."""
    first_start: bool
    keep: Callable[[dict[str, Any]], None]
    """Writes settings such as the theme to the configuration."""
    log_failure: Callable[[BaseException], str]
    """Writes an unexpected failure to the log, without clinical text, and returns where it is."""
    data_folder: str
    demo: bool = False
    credentials: Credentials = field(default_factory=Credentials)
    """What is tried before the person is asked."""
    settings: Config = field(default_factory=Config)
    """What the person has chosen."""
    login_name: str = ""
    """Who signs entries while nobody has signed in."""


def _provider() -> type[Provider]:
    from trainer_tui.ui.palette import TrainerCommands

    return TrainerCommands


def _today() -> Screen[Any]:
    from trainer_tui.ui.screens.today import TodayScreen

    return TodayScreen()


def _reference() -> Screen[Any]:
    from trainer_tui.ui.screens.reference import ReferenceScreen

    return ReferenceScreen()


def _incidents() -> Screen[Any]:
    from trainer_tui.ui.screens.incidents import IncidentsScreen

    return IncidentsScreen()


def _athletes() -> Screen[Any]:
    from trainer_tui.ui.screens.athletes import AthletesScreen

    return AthletesScreen()


def _season() -> Screen[Any]:
    from trainer_tui.ui.screens.season import SeasonScreen

    return SeasonScreen()


class TrainerApp(NavigatingApp):
    """The athletic trainer's reference and record."""

    TITLE = "trainer_tui"
    CSS_PATH = "styles/base.tcss"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {_provider}
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(GLOBAL))
    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = {
        "today": _today,
        "reference": _reference,
        "incidents": _incidents,
        "athletes": _athletes,
        "season": _season,
    }
    DEFAULT_MODE = REFERENCE
    sheets_read = -1
    """Which state of the style sheets is in use, by Textual's count."""

    def __init__(self, backstage: Backstage) -> None:
        """Start with the library; the records are opened after the first paint."""
        self.backstage = backstage
        self.memory = Memory(backstage.drafts)
        mode = self.state.get("mode")
        if mode in self.MODES:
            # The app comes back in the mode it was left in, which Textual knows only as a class variable.
            self.DEFAULT_MODE = mode  # type: ignore[misc]
        # Without colours Textual would still send shades of grey; the terminal's own are none at all.
        super().__init__(ansi_color=True if "NO_COLOR" in os.environ else None)
        self.animation_level = "none"
        for each in theme.THEMES:
            self.register_theme(each)
        wanted = self._first_theme()
        if wanted == theme.DEFAULT:
            # As dark as Textual's own: nothing drawn yet, so the style sheets need not be read a second time.
            self.set_reactive(App.theme, wanted)
        else:
            self.theme = wanted
        self.opening = Opening(self)
        self.locking = Locking(self, backstage.settings)
        self.names = Names(backstage.settings.initials_only)
        """How lists name people."""
        # A screen opened before the first one is drawn would keep that from ever being done.
        self.hold_keys(FIRST_PAINT)
        if not self.memory.known:  # where the app was left is not known yet, and so neither what keys act on
            self.hold_keys(HOLDER)
        self.reminders = Reminders(self)
        self._remembering: Timer | None = None
        self._forgetful = False

    def _first_theme(self) -> str:
        """Return the theme that was chosen; without a choice the terminal's own where it has few colours."""
        if self.no_color:
            return theme.PLAIN
        if self.backstage.theme in theme.NAMES:
            return self.backstage.theme
        return theme.PLAIN if self.console.color_system in FEW_COLOURS else theme.DEFAULT

    async def on_event(self, event: events.Event) -> None:
        """Act on an event; one that shows that somebody is here again, too late, only blanks the screen."""
        used = isinstance(event, events.InputEvent | events.Paste | events.AppFocus)
        if not (used and not event.is_forwarded and self.locking.used()):
            await super().on_event(event)

    def delay_update(self, delay: float = 0) -> None:
        """Draw another mode at once; Textual would wait a set time for it to be laid out."""

    def refresh_css(self, animate: bool = True) -> None:
        """Read the style sheets again."""
        super().refresh_css(animate)
        self.sheets_read = self._css_update_count

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Let no cursor blink, whoever made the field."""
        if getattr(event.widget, "cursor_blink", False):
            event.widget.cursor_blink = False  # type: ignore[attr-defined]

    # --- start and end ---------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Open the records once something is on the screen."""
        if self.backstage.first_start:
            self.show_first_start()
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self.opening.begin(self.backstage.credentials)
        self.call_later(self.release_keys, FIRST_PAINT)

    async def records_opened(self, *, go_on: bool) -> None:
        """Show the records; with `go_on` where the app was left, if the person is nowhere else yet."""
        for sentence in self.services.report:
            self.notify(f"▲ {visible(sentence)}", severity="warning", timeout=12, markup=False)
        moved = bool(self.state)
        if self.memory.take_up():
            for screen in self._made_screens():
                screen.restore()
            mode = self.state.get("mode")
            if go_on and not moved and len(self.screen_stack) == 1 and mode in self.MODES:
                await self.switch_mode(mode)
        if moved:
            self._save_state()
        if self.services.directories.editing.is_dir():  # the app ended while an editor had a text
            from trainer_tui.ui.editor import take_up_left_texts

            take_up_left_texts(self)
        self.records_changed()
        self.locking.start()
        self._prepare()

    def records_failed(self, error: TrainerError) -> None:
        """Explain why there are no records."""
        from trainer_tui.ui.screens.problem import ProblemScreen

        self.memory.take_up()
        self.push_screen(ProblemScreen(error.message, self.backstage.data_folder))
        self._prepare()

    @work(thread=True, exit_on_error=False, group="search")
    def _prepare(self) -> None:
        """Read beside the screen what the first search and the first keys would else wait for."""
        with lasting():
            self.backstage.library.reference.prepare_search()
            for name in SCREENS:
                import_module(f"trainer_tui.ui.screens.{name}")

    @on(Worker.StateChanged)
    async def _worker_ended(self, event: Worker.StateChanged) -> None:
        await self.opening.worker_ended(event.worker, event.state)

    @property
    def records_open(self) -> bool:
        """Whether the records have been opened."""
        return self.opening.services is not None

    @property
    def services(self) -> Services:
        """The services; RuntimeError before the records are open."""
        if self.opening.services is None:
            raise RuntimeError("the records are not open yet")
        return self.opening.services

    @property
    def sealed(self) -> bool:
        """Whether the records are encrypted, as far as is known."""
        return self.opening.locked or (self.records_open and self.services.upkeep.sealed)

    @property
    def user(self) -> str:
        """In whose name entries are written, empty before the records are open."""
        return self.services.user if self.records_open else ""

    def when_open(self, action: Callable[[], object]) -> None:
        """Do something as soon as the records are open, at once when they are; ask when they are locked."""
        self.opening.when_open(action)

    async def action_quit(self) -> None:
        """Leave, unless a dialog must not be left; what is typed is kept as a draft already."""
        from trainer_tui.ui.dialogs.base import Dialog

        if any(isinstance(screen, Dialog) and not screen.may_be_left() for screen in self.screen_stack):
            return
        self._save_state()
        if self.records_open:
            self.attempt(self.services.shifts.leave)
            self.services.close()
        self.exit(0)

    def _fatal_error(self) -> None:
        """End on an unexpected failure: logged without clinical text, never a traceback on the screen."""
        error = self._exception
        where = self.backstage.log_failure(error) if error is not None else ""
        self._exit_renderables.append(
            "The app met a defect of ours and had to stop. Everything saved is safe, and what was typed is "
            f"kept as a draft. Details without personal data: {where}"
        )
        self._close_messages_no_wait()

    # --- what is remembered between starts -------------------------------------------------------

    @property
    def state(self) -> dict[str, Any]:
        """What is remembered, by name."""
        return self.memory.state

    def _made_screens(self) -> list[BaseScreen]:
        made = []
        for mode in self.MODES:
            try:
                made += [s for s in self.get_screen_stack(mode) if isinstance(s, BaseScreen)]
            except KeyError:  # not gone to yet
                continue
        return made

    def remember(self, name: str, value: Any) -> None:
        """Keep a piece of screen state, such as where the cursor stands, for the next start."""
        if self.state.get(name) == value:
            return
        self.state[name] = value
        if self._remembering is None:
            self._remembering = self.set_timer(REMEMBER_AFTER, self._save_state)

    def _save_state(self) -> None:
        if self._remembering is not None:
            self._remembering.stop()
            self._remembering = None
        try:
            self.memory.save()
        except TrainerError as error:
            if not self._forgetful:  # said once: at every move of a cursor it would hide the screen
                self.show_error(error)
            self._forgetful = True

    # --- saying things ---------------------------------------------------------------------------

    @property
    def notice(self) -> str:
        """What every screen shows at its top: parked drafts, a read-only or locked store, the demo."""
        parts = self.emergency_words
        if self.backstage.demo:
            parts.append("DEMO")
        if self.opening.locked:
            parts.append("LOCKED (F2)")
        if self.user and self.user != self.backstage.login_name:
            parts.append(fit(self.user, USER_CELLS).rstrip())
        if self.records_open and self.services.read_only:
            parts.append("READ-ONLY")
        if drafts := self._parked():
            parts.append(f"{counted(len(drafts), 'draft')} (p)")
        return " ".join(parts)

    def _parked(self) -> list[tuple[str, str]]:
        """Return the drafts that can be gone on with; a damaged one is none."""
        if not self.backstage.drafts.names(CAPTURES):
            return []
        from trainer_tui.services.capture import parked

        return parked(self.backstage.drafts, named=self.names.words)

    def records_changed(self) -> None:
        """Tell every screen that is seen to read the records again; those below do when they come back."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, BaseScreen):
                screen.show_notice(self.notice)
                screen.reload()
            if not screen.is_modal:
                break
        self.reminders.look()

    # --- navigation ------------------------------------------------------------------------------

    async def action_mode(self, mode: str) -> None:
        """Go to a mode; a second time, back to its first screen."""
        if mode == self.current_mode:
            while len(self.screen_stack) > 1 and isinstance(self.screen, BaseScreen):
                await self.pop_screen()
            return
        if self.screen.is_modal:
            return
        if self.opening.locked and mode != REFERENCE:
            self.when_open(partial(self.action_mode, mode))
            return
        await self.switch_mode(mode)
        self.remember("mode", mode)

    async def back_to_reference(self) -> None:
        """Leave every screen that shows records."""
        while len(self.screen_stack) > 1 and isinstance(self.screen, BaseScreen):
            await self.pop_screen()
        if not self.screen.is_modal:
            await self.switch_mode(REFERENCE)

    async def action_new_incident(self) -> None:
        """Record an incident from anywhere."""
        await self.record_incident(RecordIncident())

    def action_parked(self) -> None:
        """Show what is half recorded."""
        from trainer_tui.ui.dialogs.parked import ParkedDialog

        if self.opening.locked:
            self.when_open(self.action_parked)
            return
        drafts = self._parked()
        if not drafts:
            self.say("Nothing is half recorded.")
        elif len(drafts) == 1:
            self.record_incident(RecordIncident(resume=drafts[0][0]))
        else:
            self._push(ParkedDialog(drafts))

    def action_help(self) -> None:
        """Show the help of the present screen."""
        from trainer_tui.ui.dialogs.help import HelpDialog

        if isinstance(self.screen, BaseScreen):
            self.push_screen(HelpDialog(self.screen))

    def action_lock(self) -> None:
        """Blank the screen at once."""
        self.locking.blank()

    def action_initials(self) -> None:
        """Show jersey and initials in lists in place of names, or names again; remembered."""
        self.names.initials_only = not self.names.initials_only
        self.attempt(lambda: self.backstage.keep({"initials_only": self.names.initials_only}))
        if self.records_open:
            self.records_changed()
        self.say(f"Lists show {'jersey and initials' if self.names.initials_only else 'names'}.")

    def action_handover(self) -> None:
        """Show what others changed since the user left."""
        from trainer_tui.ui.screens.handover import HandoverScreen

        self.when_open(lambda: self._push(HandoverScreen()))

    def action_command_palette(self) -> None:
        """Show the palette, but over no dialog: what is typed there is not for it."""
        from textual.command import CommandPalette

        if self.screen.is_modal:
            return
        palette = CommandPalette(id="--command-palette")
        self.hold_keys(palette)
        self.push_screen(palette)
        # By way of its own messages: only after those its field has the cursor.
        palette.call_later(self.call_later, self.release_keys, palette)

    def action_next_theme(self) -> None:
        """Go to the next theme and keep it."""
        names = list(theme.NAMES)
        here = names.index(self.theme) if self.theme in names else -1
        self.use_theme(names[(here + 1) % len(names)])

    def use_theme(self, name: str) -> None:
        """Use a theme now and at the next start."""
        if self.no_color:
            self.say("NO_COLOR is set: colours stay off until the app is started without it.")
            return
        self.theme = name
        self.attempt(lambda: self.backstage.keep({"theme": name}))

    def show_first_start(self) -> None:
        """Show what this tool is, its limits and where data is kept."""
        from trainer_tui.ui.dialogs.first_start import FirstStartDialog

        given = bool(self.backstage.credentials)
        self.push_screen(FirstStartDialog(self.backstage.data_folder, sealed=self.sealed, given=given))


def run_app(backstage: Backstage) -> int:
    """Run the app in the terminal and return the exit code."""
    app = TrainerApp(backstage)
    result = app.run()
    return result if result is not None else app.return_code or 0
