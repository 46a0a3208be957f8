"""Opening the emergency screen and reading what it recorded, for the tests of it."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot
from textual.screen import Screen

from tests.ui.records import settle
from trainer_tui.bootstrap import Services
from trainer_tui.domain.emergencies import KEYS
from trainer_tui.domain.records import EMERGENCY_EVENTS
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.emergency.screen import EmergencyScreen

SIZE = (80, 24)
EVERY_KEY = [each.key for each in KEYS]


def events(services: Services, *, void: bool = False) -> list[tuple[str, str]]:
    """Return the events of the record with their details, in the order they were made."""
    views = [view for view in services.store.all(EMERGENCY_EVENTS) if view.voided == void]
    return [(view["kind"], view["detail"]) for view in views]


def on(app: TrainerApp, kind: type[Screen[Any]]) -> bool:
    """Tell whether a screen of a kind is on top."""
    return isinstance(app.screen, kind)


async def begun(pilot: Pilot[Any], app: TrainerApp, *keys: str) -> None:
    """Open the emergency screen over open records and press keys."""
    await settle(pilot, app)
    await pilot.press("f9")
    assert on(app, EmergencyScreen)
    await pilot.press(*keys)
