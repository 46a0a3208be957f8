"""The command palette: conditions, athletes and commands by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

from trainer_tui.services.people import label_of
from trainer_tui.ui import theme
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.emergency.choosing import ask_plan
from trainer_tui.ui.events import (
    ExportRecords,
    ImportRecords,
    ImportRoster,
    OpenAthlete,
    OpenCondition,
    OpenDay,
    RecordIncident,
    RecordSession,
)
from trainer_tui.ui.roster_undo import undo_roster_import
from trainer_tui.ui.sealing import remove_passphrase, set_passphrase, set_pin
from trainer_tui.ui.signing_in import SigningIn
from trainer_tui.ui.text import plain
from trainer_tui.ui.widgets.bars import MODES

ATHLETE = "Athlete"


class TrainerCommands(Provider):
    """Everything that can be reached by typing its name; nothing that destroys."""

    @property
    def trainer(self) -> TrainerApp:
        """The app, by its own type."""
        return cast(TrainerApp, self.app)

    def _commands(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        app = self.trainer
        if self.screen.is_modal:
            return
        yield "Record an incident", "n", partial(app.post_message, RecordIncident())
        if (could_be := getattr(self.screen, "action_could_also_be", None)) is not None:
            yield "What it could also be", "b: what must not be missed first", could_be
        yield "Emergency", "F9, or ! outside text fields", app.action_emergency
        plan = partial(ask_plan, app, app.emergency_desk, lambda: app.say("The plan is written down."))
        yield "Emergency plan of a venue", "address, gate, AED, roles, hospital", plan
        if app.records_open:
            yield (
                "Record a session",
                "a practice or match, and who took part",
                partial(app.post_message, RecordSession()),
            )
            yield (
                "Services and sessions of the day",
                "what was done for whom",
                partial(app.post_message, OpenDay()),
            )
        for mode, key, title in MODES:
            yield f"Go to {title}", key, partial(app.run_action, f"mode('{mode}')")
        yield "Import a roster", "I in Athletes", partial(app.post_message, ImportRoster())
        yield "Export", "x on an incident", partial(app.post_message, ExportRecords())
        takes = "what another laptop handed over; I in Incidents"
        yield "Import records", takes, partial(app.post_message, ImportRecords())
        yield "Lock the screen", "ctrl+l", app.action_lock
        yield from self._people_here()
        if app.opening.locked:
            yield "Unlock the records", "asks for the passphrase or the recovery key", app.opening.ask
        elif self._can_seal:
            name = "Change the passphrase" if app.sealed else "Set a passphrase"
            yield name, "encrypts the records on this computer", partial(set_passphrase, app)
        yield "Welcome page", "what this is, its limits, where data is kept", app.show_first_start
        for name, words in theme.NAMES.items():
            yield f"Colours: {words}", "F8 goes to the next", partial(app.use_theme, name)

    def _people_here(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        """Yield what is about those who use the app, and what others may see of it."""
        app, signing = self.trainer, SigningIn(self.trainer)
        words = "Names in lists" if app.names.initials_only else "Initials in lists"
        yield words, "F7; an opened record shows the full name", app.action_initials
        if not app.records_open:
            return
        name = "Game day: another PIN" if app.locking.lock.has_pin else "Game day: set a PIN"
        yield name, "brings a blanked screen back until the app is closed", partial(set_pin, app)
        if app.locking.lock.has_pin:
            yield "Game day: forget the PIN", "the passphrase alone, as before", app.locking.forget_pin
        yield "Hand-over: what changed since I left", "H on Today", app.action_handover
        if not app.services.read_only:
            yield "Sign in as …", f"now {app.services.chart.users.signature}", signing.choose
            yield "My credential and role", "of who is signed in", signing.change

    @property
    def _can_seal(self) -> bool:
        """Whether the records are open, and open for changes."""
        return self.trainer.records_open and not self.trainer.services.read_only

    def _typed_only(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        """Yield what is not offered before its name is typed."""
        if self.screen.is_modal or not self._can_seal:
            return
        words = "voids whom it added and puts back what it changed, after a question"
        yield "Undo the last roster import", words, partial(undo_roster_import, self.trainer)
        if self.trainer.sealed:
            words = "the records are then readable by anybody with this computer"
            yield "Remove the passphrase", words, partial(remove_passphrase, self.trainer)

    def _things(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        app = self.trainer
        if self.screen.is_modal:
            return
        for entry in app.backstage.library.reference.catalogue.entries.values():
            yield (
                f"Condition: {entry.name}",
                entry.body_area,
                partial(app.post_message, OpenCondition(entry.id)),
            )
        if app.records_open:
            for athlete in app.services.chart.athletes():
                opens = partial(app.post_message, OpenAthlete(athlete.id))
                yield f"{ATHLETE}: {label_of(athlete)}", athlete.team, opens

    async def discover(self) -> Hits:
        """Offer the commands before anything is typed."""
        for name, help_text, action in self._commands():
            yield DiscoveryHit(name, action, help=help_text)

    async def search(self, query: str) -> Hits:
        """Offer what matches."""
        matcher = self.matcher(query)
        for name, help_text, action in (*self._commands(), *self._typed_only(), *self._things()):
            if (score := matcher.match(name)) > 0:
                shown = plain(self._shown(name))
                yield Hit(score, shown, action, text=shown.plain, help=plain(help_text).plain)

    def _shown(self, name: str) -> str:
        """Return how a name stands in the list: it is found by the full one."""
        kind, colon, who = name.partition(": ")
        return f"{kind}{colon}{self.trainer.names.words(who)}" if kind == ATHLETE else name
