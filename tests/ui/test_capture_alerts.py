"""What must be known of an athlete stands in the head of the capture from the moment they are chosen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.team import MARA
from tests.ui.records import record, settle
from tests.ui.stage import real_stage, screen_text
from tests.waiting import wait_for
from trainer_tui.bootstrap import Services
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.screens.capture import CaptureScreen

CONCUSSION: dict[str, Any] = {"condition": "concussion", "diagnoses": [{"region": "head"}]}
LONG_AGO = "2026-09-02T10:00:00-05:00"


def with_alerts(folder: Path, alerts: str) -> tuple[TrainerApp, Services]:
    """Return an app with one athlete who has these alerts."""
    app, services = real_stage(folder)
    services.chart.add_athlete({**MARA, "alerts": alerts})
    return app, services


async def choose(pilot: Pilot[Any], app: TrainerApp) -> None:
    """Begin a capture on Today and name the athlete by letters."""
    await settle(pilot, app)
    await pilot.press("f2")
    await wait_for(pilot, lambda: app.current_mode == "today", "Today")
    await pilot.press("n")
    await wait_for(pilot, lambda: isinstance(app.screen, CaptureScreen), "the capture")
    await pilot.press("o", "r", "t", "enter")


async def test_every_alert_stands_in_the_head_through_all_steps(tmp_path: Path) -> None:
    app, services = with_alerts(tmp_path, "allergy: bee stings;asthma;sickle_trait;diabetes;heart")
    record(services, onset_at=LONG_AGO, **CONCUSSION)
    record(services, onset_at="2026-03-01T10:00:00-05:00", **CONCUSSION)
    words = ("! allergy: bee stings", "asthma", "sickle trait", "diabetes", "heart")
    earlier = "2 earlier concussions (last 2026-09-02)"
    async with app.run_test(size=(80, 24)) as pilot:
        await choose(pilot, app)
        for step, keys in {"life": "111", "region": "2", "side": "1", "sweep": "0"}.items():
            assert isinstance(app.screen, CaptureScreen)
            assert app.screen.flow is not None
            assert app.screen.flow.draft.step == step
            head = " ".join(screen_text(app).split())
            assert all(word in head for word in (*words, earlier)), step
            await pilot.press(*keys)


@pytest.mark.parametrize(
    ("alerts", "words"), [("", "Alerts never asked"), ("none_known", "No alerts known"), ("heart", "! heart")]
)
async def test_never_asked_differs_from_none_known(tmp_path: Path, alerts: str, words: str) -> None:
    app, _ = with_alerts(tmp_path, alerts)
    async with app.run_test(size=(80, 24)) as pilot:
        await choose(pilot, app)
        told = [
            each for each in ("Alerts never asked", "No alerts known", "! heart") if each in screen_text(app)
        ]
        assert told == [words]
        assert "concussion" not in screen_text(app)


async def test_an_earlier_concussion_does_not_hide_that_alerts_were_never_asked(tmp_path: Path) -> None:
    app, services = with_alerts(tmp_path, "")
    record(services, onset_at=LONG_AGO, **CONCUSSION)
    async with app.run_test(size=(80, 24)) as pilot:
        await choose(pilot, app)
        assert "! 1 earlier concussion (2026-09-02)  Alerts never asked" in screen_text(app)
