"""A small team on real records, for the tests of the screens that show them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from textual.pilot import Pilot
from textual.screen import Screen

from tests.team import MARA, ONSET
from tests.ui.stage import real_stage
from tests.waiting import wait_for
from trainer_tui.bootstrap import Services
from trainer_tui.ui.app import TrainerApp

NOW = "2026-10-09T20:00:00-05:00"
SIZES = [(80, 24), (120, 40)]
MARA_WITH_ALERTS = {**MARA, "alerts": "asthma; allergy: bee stings"}
S = TypeVar("S", bound=Screen[Any])


def team(folder: Path, **changes: Any) -> tuple[TrainerApp, Services]:
    """Return an app over real records with one athlete."""
    app, services = real_stage(folder, **changes)
    services.chart.add_athlete(MARA_WITH_ALERTS)
    return app, services


def record(services: Services, who: dict[str, Any] | None = None, **fields: Any) -> str:
    """Record a back spasm of Mara Ortiz, or what the fields say, and return its id."""
    incident = {
        "athlete": who or {"jersey": "22"},
        "kind": "injury",
        "onset_at": ONSET,
        "condition": "back-spasms",
        "diagnoses": [{"region": "lumbosacral", "side": "midline"}],
        **fields,
    }
    return services.chart.add_incidents([incident])[0]


async def settle(pilot: Pilot[Any], app: TrainerApp) -> None:
    """Wait until the records are open and shown."""
    await wait_for(pilot, lambda: app.records_open, "the records")
    await pilot.pause()


async def shown(pilot: Pilot[Any], app: TrainerApp, kind: type[S]) -> S:
    """Wait until a screen of a kind is on top, and return it."""
    await wait_for(pilot, lambda: isinstance(app.screen, kind) and app.screen.is_mounted, f"{kind.__name__}")
    await pilot.pause()
    found = app.screen
    assert isinstance(found, kind)
    return found


async def typed(pilot: Pilot[Any], text: str) -> None:
    """Type a text as a person does."""
    await pilot.press(*("space" if letter == " " else letter for letter in text))


def storable(text: str) -> bool:
    """Tell whether a field of one line takes a text."""
    return (
        bool(text.strip()) and "\0" not in text and len(text.strip().splitlines()) == 1 and len(text) <= 150
    )
