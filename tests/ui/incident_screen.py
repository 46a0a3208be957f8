"""The page of an incident, opened for a test."""

from __future__ import annotations

from typing import Any

from tests.ui.records import record, settle, shown
from trainer_tui.bootstrap import Services
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.events import OpenIncident
from trainer_tui.ui.screens.incident import IncidentScreen


async def opened(pilot: Any, app: TrainerApp, incident: str) -> IncidentScreen:
    await settle(pilot, app)
    app.post_message(OpenIncident(incident))
    return await shown(pilot, app, IncidentScreen)


def page_text(screen: IncidentScreen) -> str:
    return "\n".join(screen.page.text_lines())


def flagged(services: Services, **fields: Any) -> str:
    """Record an incident that a rule with a hold until cleared matches."""
    return record(services, findings={"saddle_numbness": True, "fever": False}, **fields)
