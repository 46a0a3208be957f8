"""Getting into an emergency from anywhere, and back: nothing else comes over it, no key goes elsewhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable
from functools import cached_property
from typing import TYPE_CHECKING, cast

from textual import events

from trainer_tui.domain.emergencies import began_words
from trainer_tui.ui.held_keys import FIRST_PAINT, HoldingApp

if TYPE_CHECKING:
    from trainer_tui.bootstrap import Services
    from trainer_tui.services.emergency_desk import EmergencyDesk
    from trainer_tui.ui.app import TrainerApp

EMERGENCY_KEY = "f9"
HOLDER = "the emergency"


class EmergencyApp(HoldingApp):
    """An app whose emergency screen opens at once, whatever it is waiting for.

    While the screen is there, keys typed before it are held for what they were meant for, and what else would
    come up waits: an answer about the records is none of the screen's business.
    """

    def __init__(self, *, ansi_color: bool | None = None) -> None:
        super().__init__(ansi_color=ansi_color)
        self._after: list[Callable[[], Awaitable[None]]] = []

    @cached_property
    def emergency_desk(self) -> EmergencyDesk:
        """The emergencies that go on; they need no records."""
        from trainer_tui.services.emergency_desk import EmergencyDesk

        return EmergencyDesk(self._trainer.backstage.emergency())

    @property
    def _trainer(self) -> TrainerApp:
        return cast("TrainerApp", self)

    @property
    def in_emergency(self) -> bool:
        """Whether the emergency screen is open."""
        return HOLDER in self._holders

    # --- what was interrupted --------------------------------------------------------------------

    def on_mount(self) -> None:
        """Look for an emergency that goes on, once something is on the screen."""
        self.call_after_refresh(self._look)

    def emergency_reaches(self, services: Services) -> None:
        """Write what was logged meanwhile into the record that is open now."""
        known = len(self.emergency_desk.running)
        self.emergency_desk.records_opened(services.emergencies)
        if len(self.emergency_desk.running) > known:
            self._offer()
        self._show_emergency()

    def _look(self) -> None:
        from trainer_tui.ui.screens.base import BaseScreen

        if self.emergency_desk.running:
            self._offer()
            for screen in self.screen_stack:
                if isinstance(screen, BaseScreen):
                    screen.show_notice(self._trainer.notice)

    def _offer(self) -> None:
        for words in self.emergency_words:
            self._trainer.say(f"{words.removesuffix(' (F9)').capitalize()} goes on: F9")

    @property
    def emergency_words(self) -> list[str]:
        """What every screen says of an emergency that goes on; nothing when there is none."""
        if "emergency_desk" not in vars(self):  # nobody has looked yet: the first paint does not wait for it
            return []
        desk = self.emergency_desk
        return [f"EMERGENCY of {began_words(log, desk.kit.clock())} (F9)" for log in desk.running[-1:]]

    # --- coming and going ------------------------------------------------------------------------

    def lets_through(self, event: events.Key | events.Paste) -> bool:
        """Let the emergency wait for nothing but the first paint, and its keys for nothing at all."""
        opens = isinstance(event, events.Key) and event.key == EMERGENCY_KEY
        return (
            self.in_emergency or (opens and FIRST_PAINT not in self._holders) or super().lets_through(event)
        )

    async def release_keys(self, holder: Hashable) -> None:
        """Let go; after the first paint the emergency waits no longer, even where others hold keys still."""
        await super().release_keys(holder)
        wanted = [isinstance(event, events.Key) and event.key == EMERGENCY_KEY for event in self._held]
        if holder == FIRST_PAINT and any(wanted):
            place = wanted.index(True)
            self._held, ready = self._held[:place], self._held[place:]
            for event in ready:
                await self.on_event(event)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the mark to a screen that types it, and the lock to an emergency, which it leaves first.

        A field with the cursor keeps the mark by itself.
        """
        from trainer_tui.ui.emergency.screen import EmergencyScreen
        from trainer_tui.ui.screens.base import BaseScreen

        if action == "lock":
            return not isinstance(self.screen, EmergencyScreen)
        if action == "emergency_mark" and isinstance(self.screen, BaseScreen):
            return not self.screen.takes("!")
        return super().check_action(action, parameters)

    async def action_emergency_mark(self) -> None:
        """Open the emergency screen."""
        await self.action_emergency()

    async def action_emergency(self) -> None:
        """Open the emergency screen, or come back to it from a dialog above it."""
        from trainer_tui.ui.dialogs.base import Dialog
        from trainer_tui.ui.dialogs.lock import LockDialog
        from trainer_tui.ui.emergency.screen import EmergencyScreen

        if any(isinstance(screen, EmergencyScreen) for screen in self.screen_stack):
            while isinstance(self.screen, Dialog):
                await self.pop_screen()
            if isinstance(self.screen, EmergencyScreen):
                return
        locked = any(isinstance(screen, LockDialog) for screen in self.screen_stack)
        locked = locked or self._trainer.opening.locked
        self.emergency_shown(locked=locked)
        self.emergency_desk.enter()
        self.clear_notifications()
        await self.push_screen(EmergencyScreen(self.emergency_desk, locked=locked))

    def emergency_shown(self, *, locked: bool) -> None:
        """Keep everything else away while an emergency screen is seen."""
        self.hold_keys(HOLDER)
        self.emergency_desk.locked = locked

    async def leave_emergency(self) -> None:
        """Take the emergency screen off, then do what waited for that."""
        await self.pop_screen()
        self.emergency_desk.locked = False
        waiting, self._after = self._after, []
        self._holders.discard(HOLDER)
        for answer in waiting:
            await answer()
        if self._trainer.records_open:
            self._trainer.records_changed()
        await self.release_keys(HOLDER)

    async def after_emergency(self, answer: Callable[[], Awaitable[None]]) -> None:
        """Do something now, or once the emergency screen is off."""
        if self.in_emergency:
            self._after.append(answer)
        else:
            await answer()

    def _show_emergency(self) -> None:
        from trainer_tui.ui.emergency.screen import EmergencyScreen

        for screen in self.screen_stack:
            if isinstance(screen, EmergencyScreen):
                screen.show()
