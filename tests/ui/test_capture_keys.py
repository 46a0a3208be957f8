"""How many keys a capture takes, counted from every screen to the saved and acknowledged incident."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.ui.records import record, settle, shown, team
from tests.waiting import wait_for
from trainer_tui.bootstrap import Services
from trainer_tui.domain.vocabulary import Availability
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.capture.flow import Flow
from trainer_tui.ui.capture.sweep import SAVE
from trainer_tui.ui.events import OpenAthlete, OpenIncident
from trainer_tui.ui.screens.athlete import AthleteScreen
from trainer_tui.ui.screens.capture import CaptureScreen
from trainer_tui.ui.screens.incident import IncidentScreen

MOST_IN_BULK = 15
MOST_SINGLY = 22
ENOUGH = {*"0123456789", "enter", "escape"}
MODES = {"today": "f2", "reference": "f3", "incidents": "f4", "athletes": "f5", "season": "f6"}
PLACES = [*MODES, "an incident", "an athlete"]
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "who": ("2", "2", "enter"),
    "life": ("1", "1", "2"),  # bleeding not under control: a red flag, to be acknowledged
    "region": ("5",),
    "side": ("1",),
    "flags": ("enter",),
}


async def go_to(pilot: Pilot[Any], app: TrainerApp, services: Services, place: str) -> None:
    """Stand where the capture is begun."""
    await settle(pilot, app)
    if place in MODES:
        await pilot.press(MODES[place])
        await wait_for(pilot, lambda: app.current_mode == place, place)
    elif place == "an incident":
        app.post_message(OpenIncident(services.chart.incidents()[0].incident.id))
        await shown(pilot, app, IncidentScreen)
    else:
        app.post_message(OpenAthlete(services.chart.athletes()[0].id))
        await shown(pilot, app, AthleteScreen)


def in_bulk(_: Flow) -> tuple[str, ...]:
    """Answer the signs of the screen at once, then save."""
    return ("0", "9", "enter")


def singly(flow: Flow) -> tuple[str, ...]:
    """Answer the item under the cursor, or save."""
    return ("enter",) if flow.cursor == SAVE else ("2",)


async def capture(
    pilot: Pilot[Any], app: TrainerApp, services: Services, sweep: Callable[[Flow], tuple[str, ...]]
) -> list[str]:
    """Record an incident as it is asked for and return every key that was needed."""
    before = len(services.chart.records.incidents)
    pressed = ["n"]
    await pilot.press("n")
    screen = await shown(pilot, app, CaptureScreen)
    flow = screen.flow
    assert flow is not None
    while flow.draft.step != "details":
        keys = sweep(flow) if flow.draft.step == "sweep" else ANSWERS[flow.draft.step]
        await pilot.press(*keys)
        pressed += keys
        assert len(pressed) < 40, f"no end after {pressed}"
    assert len(services.chart.records.incidents) == before + 1
    return pressed


@pytest.mark.parametrize(("sweep", "most"), [(in_bulk, MOST_IN_BULK), (singly, MOST_SINGLY)])
@pytest.mark.parametrize("place", PLACES)
async def test_from_any_screen_to_the_acknowledged_incident(
    tmp_path: Path, place: str, sweep: Callable[[Flow], tuple[str, ...]], most: int
) -> None:
    app, services = team(tmp_path)
    record(services)
    async with app.run_test(size=(80, 24)) as pilot:
        await go_to(pilot, app, services, place)
        keys = await capture(pilot, app, services, sweep)
        made = list(services.chart.records.incidents)[-1]
        chart = services.chart.incident(made)

    how = sweep.__name__.replace("_", " ")
    sys.stdout.write(f"\n{place}, {how}: {len(keys)} keys: {' '.join(keys)}\n")  # shown by pytest -s
    assert len(keys) <= most
    assert set(keys[1:]) <= ENOUGH
    assert chart.who == "22 Mara Ortiz"
    assert chart.incident.tier == "EMS_NOW"
    assert chart.acknowledgements
    assert not chart.needs_acknowledgement
    assert services.availability.current(services.chart.athletes()[0].id) is Availability.OUT
    assert services.drafts.names("capture-") == []
