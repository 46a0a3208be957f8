"""Keys kept back while what they are meant for is not there yet: none is lost, none goes elsewhere."""

from __future__ import annotations

from collections.abc import Hashable

from textual import events
from textual.screen import ModalScreen

from trainer_tui.ui.saying import SayingApp

LEAVING = "ctrl+q"
EARLY_ENTER = "ctrl+j"
"""What enter is when it was pressed before the app had the terminal for itself."""
FIRST_PAINT = "the first paint"
"""Who holds keys until the first screen is drawn."""


class HoldingApp(SayingApp):
    """An app that can keep keys back, and then acts on them in the order in which they were typed."""

    def __init__(self, *, ansi_color: bool | None = None) -> None:
        super().__init__(ansi_color=ansi_color)
        self._holders: set[Hashable] = set()
        self._held: list[events.Key | events.Paste] = []

    @property
    def holds_keys(self) -> bool:
        """Whether keys are kept back now."""
        return bool(self._holders)

    def hold_keys(self, holder: Hashable) -> None:
        """Keep keys back from now on, until everybody who holds them has let go."""
        self._holders.add(holder)

    async def release_keys(self, holder: Hashable) -> None:
        """Let go, and act on the keys that nobody holds any longer; to be called in the app's own turn."""
        self._holders.discard(holder)
        if not self._holders:
            held, self._held = self._held, []
            for event in held:  # one of them may hold those that follow it
                await self.on_event(event)

    def lets_through(self, event: events.Key | events.Paste) -> bool:
        """Tell whether a key waits for nothing: the one that leaves the app."""
        return isinstance(event, events.Key) and event.key == LEAVING

    async def on_event(self, event: events.Event) -> None:
        """Act on an event, or keep it back; leaving the app waits for nothing."""
        if isinstance(event, events.Key) and event.key == EARLY_ENTER and not event.is_forwarded:
            event = events.Key("enter", "\r")
        if (
            self._holders
            and isinstance(event, events.Key | events.Paste)
            and not event.is_forwarded
            and not self.lets_through(event)
        ):
            self._held.append(event)
        else:
            await super().on_event(event)

    def show_dialog(self, dialog: ModalScreen[None]) -> None:
        """Show a dialog in the app's own turn; keys typed from now on are for it."""
        self.hold_keys(dialog)
        self.call_later(self._show_dialog, dialog)

    async def _show_dialog(self, dialog: ModalScreen[None]) -> None:
        await self.push_screen(dialog)
        await self.release_keys(dialog)
