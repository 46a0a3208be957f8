"""The command palette: conditions, athletes and commands by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

from trainer_tui.ui import theme
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.events import ExportRecords, ImportRoster, OpenAthlete, OpenCondition, RecordIncident
from trainer_tui.ui.roster_undo import undo_roster_import
from trainer_tui.ui.sealing import remove_passphrase, set_passphrase
from trainer_tui.ui.text import plain
from trainer_tui.ui.widgets.bars import MODES


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
        for mode, key, title in MODES:
            yield f"Go to {title}", key, partial(app.run_action, f"mode('{mode}')")
        yield "Import a roster", "I in Athletes", partial(app.post_message, ImportRoster())
        yield "Export", "x on an incident", partial(app.post_message, ExportRecords())
        yield "Lock the screen", "ctrl+l", app.action_lock
        if app.opening.locked:
            yield "Unlock the records", "asks for the passphrase or the recovery key", app.opening.ask
        elif self._can_seal:
            name = "Change the passphrase" if app.sealed else "Set a passphrase"
            yield name, "encrypts the records on this computer", partial(set_passphrase, app)
        yield "Welcome page", "what this is, its limits, where data is kept", app.show_first_start
        for name, words in theme.NAMES.items():
            yield f"Colours: {words}", "F8 goes to the next", partial(app.use_theme, name)

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
                words = f"{athlete.jersey} {athlete.name}".strip()
                yield f"Athlete: {words}", athlete.team, partial(app.post_message, OpenAthlete(athlete.id))

    async def discover(self) -> Hits:
        """Offer the commands before anything is typed."""
        for name, help_text, action in self._commands():
            yield DiscoveryHit(name, action, help=help_text)

    async def search(self, query: str) -> Hits:
        """Offer what matches."""
        matcher = self.matcher(query)
        for name, help_text, action in (*self._commands(), *self._typed_only(), *self._things()):
            if (score := matcher.match(name)) > 0:
                yield Hit(score, plain(name), action, text=plain(name).plain, help=plain(help_text).plain)
