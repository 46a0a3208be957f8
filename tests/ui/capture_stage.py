"""An app with a small roster to record incidents in, and the keys that the tests of the capture share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from tests.ui.stage import real_stage, screen_text
from tests.waiting import wait_for
from trainer_tui.services.chart import IncidentChart
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.capture.flow import Flow
from trainer_tui.ui.screens.capture import CaptureScreen

WHO = ("2", "2", "enter")
ALIVE = ("1", "1", "1")
LOW_BACK_LEFT = ("5", "1")


class Stage:
    """An app over real records with a small roster, and short words for what a test asks."""

    def __init__(self, folder: Path) -> None:
        self.app, self.services = real_stage(folder)
        self.mara = self.add(
            "22", "Mara", "Ortiz", birth_date="2009-03-04", alerts="asthma;allergy:penicillin"
        )
        self.jo = self.add("7", "Jo", "Blake", alerts="sickle_trait;diabetes")

    def add(self, jersey: str, given: str, family: str, **more: Any) -> str:
        who = {"jersey": jersey, "given": given, "family": family, "team": "Varsity"}
        return self.services.chart.add_athlete({**who, **more})

    @property
    def screen(self) -> CaptureScreen:
        screen = self.app.screen
        assert isinstance(screen, CaptureScreen), screen
        return screen

    @property
    def flow(self) -> Flow:
        assert self.screen.flow is not None
        return self.screen.flow

    @property
    def text(self) -> str:
        return screen_text(self.app)

    @property
    def sentences(self) -> str:
        """What is on the screen without frames and line ends."""
        return " ".join(re.sub("[│┃┏┓┗┛━╭╮╰╯─▌]", " ", self.text).split())

    @property
    def recorded(self) -> list[IncidentChart]:
        chart = self.services.chart
        return [chart.incident(row.incident.id) for row in chart.incidents()]

    def drafts(self) -> list[str]:
        return list(self.app.backstage.drafts.names("capture-"))


async def begin(pilot: Pilot[Any], app: TrainerApp) -> None:
    """Wait for the records, then start from Today: the reference would bring its condition along."""
    await wait_for(pilot, lambda: app.records_open, "the records")
    await pilot.press("f2")
    await wait_for(pilot, lambda: app.current_mode == "today", "Today")
    await pilot.press("n")
    await wait_for(pilot, lambda: isinstance(app.screen, CaptureScreen), "the capture")


async def press(pilot: Pilot[Any], *keys: Sequence[str] | str) -> None:
    """Press keys, given one by one or in groups."""
    for key in keys:
        await pilot.press(*([key] if isinstance(key, str) else key))
