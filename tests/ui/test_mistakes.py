"""Marking an entry of a page as an error: the person says which, and the page says what became of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.team import CLEARED
from tests.ui.records import record, settle, shown, team, typed
from tests.ui.stage import screen_text
from tests.waiting import wait_for
from trainer_tui.bootstrap import Services
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.dialogs.choose import ChooseDialog
from trainer_tui.ui.dialogs.reason import ReasonDialog
from trainer_tui.ui.events import OpenAthlete, OpenIncident
from trainer_tui.ui.mistake_acts import KINDS, NO_ENTRY
from trainer_tui.ui.screens.athlete import AthleteScreen
from trainer_tui.ui.screens.incident import IncidentScreen

RED = {"saddle_numbness": True}


async def at_row(pilot: Any, app: TrainerApp, incident: str, key: str) -> IncidentScreen:
    await settle(pilot, app)
    app.post_message(OpenIncident(incident))
    screen = await shown(pilot, app, IncidentScreen)
    screen.page.move_to(key)
    await pilot.pause()
    assert screen.page.cursor_key == key
    return screen


async def mark(pilot: Any, app: TrainerApp, screen: type[Any]) -> None:
    await shown(pilot, app, ReasonDialog)
    await typed(pilot, "wrong athlete")
    await pilot.press("enter")
    await shown(pilot, app, screen)


def entry(services: Services, incident: str, name: str) -> str:
    """Add an entry of a kind to an incident and return its id."""
    chart = services.chart
    if name == "note":
        return chart.add_note(incident, "plan", "Ice.")
    if name == "status":
        raw = {"incident": incident, "availability": "limited", "at": "2026-10-09", "decided_by": "Sam"}
        return services.availability.add_statuses([raw])[0]
    if name == "contact":
        return chart.contacts.add(
            {"incident": incident, "whom": "guardian", "name": "Ana", "how": "phone", "result": "reached"}
        )
    if name == "clearance":
        return chart.holds.add_clearance(incident, CLEARED)
    if name == "follow_up":
        return chart.follow_ups.add(incident, {"on": "2026-10-10", "text": "Look again"})
    return services.treatments.add([{"incident": incident, "services": ["cryotherapy"]}])[0]


@pytest.mark.parametrize("name", KINDS)
async def test_every_kind_of_entry_is_marked_from_its_row(tmp_path: Path, name: str) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    ident = entry(services, incident, name)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await at_row(pilot, app, incident, f"{name}.{ident}")
        await pilot.press("V")
        await shown(pilot, app, ChooseDialog)
        await pilot.press("1")
        await mark(pilot, app, IncidentScreen)
        view = services.ledger.view(KINDS[name], ident)
        assert view.void_reason == "wrong athlete"
        assert not services.chart.incident(incident).incident.view.voided
        await wait_for(pilot, lambda: "Marked as entered" in screen_text(app), "what was done")


async def test_the_whole_incident_is_the_other_choice_and_escape_marks_nothing(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    note = services.chart.add_note(incident, "plan", "Ice.")
    async with app.run_test(size=(80, 24)) as pilot:
        await at_row(pilot, app, incident, f"note.{note}.text")
        await pilot.press("V", "escape")
        await shown(pilot, app, IncidentScreen)
        assert not services.chart.incident(incident).notes[0].view.voided
        await pilot.press("V", "2")
        await mark(pilot, app, IncidentScreen)
        chart = services.chart.incident(incident)
        assert (chart.incident.view.voided, chart.notes[0].view.voided) == (True, False)


async def test_what_a_rule_wrote_is_refused_beside_the_reason(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services, findings=RED)
    (out,) = services.chart.incident(incident).status_changes
    async with app.run_test(size=(80, 24)) as pilot:
        await at_row(pilot, app, incident, f"status.{out.id}")
        await pilot.press("V", "1")
        await shown(pilot, app, ReasonDialog)
        await typed(pilot, "wrong athlete")
        await pilot.press("enter")
        await wait_for(pilot, lambda: "keeps the athlete out" in screen_text(app), "the refusal")
        assert isinstance(app.screen, ReasonDialog)
        assert not services.chart.incident(incident).status_changes[0].view.voided


async def test_on_the_page_of_an_athlete_a_row_without_an_entry_says_so(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    athlete = services.chart.athletes()[0].id
    told = services.chart.contacts.add(
        {"athlete": {"id": athlete}, "whom": "guardian", "name": "Ana", "how": "phone", "result": "reached"}
    )
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot, app)
        app.post_message(OpenAthlete(athlete))
        screen = await shown(pilot, app, AthleteScreen)
        await pilot.press("V")
        await wait_for(pilot, lambda: NO_ENTRY[:20] in screen_text(app), "the sentence")
        screen.page.move_to(f"contact.{told}")
        await pilot.press("V")
        await mark(pilot, app, AthleteScreen)
        assert services.chart.contacts.of_athlete(athlete)[0].view.voided
