"""At capture and on the page the app proposes how an incident relates to earlier ones, says why, and one
key confirms or changes it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.ui.records import SIZES, record, settle, shown, team, typed
from tests.ui.stage import screen_text
from tests.waiting import wait_for
from trainer_tui.bootstrap import Services
from trainer_tui.domain.vocabulary import Relation
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.dialogs.choose import ChooseDialog
from trainer_tui.ui.dialogs.reason import ReasonDialog
from trainer_tui.ui.events import OpenIncident
from trainer_tui.ui.screens.capture import CaptureScreen
from trainer_tui.ui.screens.incident import IncidentScreen

BEFORE = "2026-08-14T10:00:00-05:00"
SPASM: dict[str, Any] = {"condition": "back-spasms", "diagnoses": [{"region": "lumbosacral", "side": "left"}]}
CAPTURE = ("2", "2", "enter", "1", "1", "1", "slash", *"back", "space", "s", "p", "enter", "1", "1", "9")


def earlier(services: Services, *said: tuple[str, str], **fields: Any) -> str:
    """Record an earlier spasm of the left low back, and what was said of availability."""
    incident = record(services, onset_at=BEFORE, **{**SPASM, **fields})
    athlete = services.chart.athletes()[0].id
    for at, availability in said:
        raw = {"athlete": {"id": athlete}, "incident": incident, "at": at, "availability": availability}
        services.availability.add_statuses([raw])
    return incident


async def captured(pilot: Any, app: TrainerApp) -> str:
    """Record another one for the same athlete, up to its details, and return what stands there."""
    await settle(pilot, app)
    await pilot.press("f2", "n")
    await shown(pilot, app, CaptureScreen)
    await pilot.press(*CAPTURE, "enter")
    await wait_for(pilot, lambda: "More, if there is time" in screen_text(app), "the details")
    return " ".join(screen_text(app).replace("│", " ").split())


def stated(services: Services) -> Relation:
    return list(services.chart.records.incidents.values())[-1].relation


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("said", "words", "relation"),
    [
        (
            (("2026-08-14", "out"), ("2026-09-02", "full")),
            "proposed re-injury: Back Spasms (left low back) of 2026-08-14, fully available since 2026-09-02",
            Relation.RE_INJURY,
        ),
        (
            (("2026-08-14", "out"), ("2026-09-02", "limited")),
            "proposed exacerbation: Back Spasms (left low back) of 2026-08-14, "
            "not fully available since 2026-08-14",
            Relation.EXACERBATION,
        ),
        (
            (),
            "proposed re-injury: Back Spasms (left low back) of 2026-08-14, "
            "of which no day out or limited was recorded",
            Relation.RE_INJURY,
        ),
    ],
)
async def test_after_the_save_it_proposes_with_its_reason_and_one_key_confirms(
    tmp_path: Path, size: tuple[int, int], said: Any, words: str, relation: Relation
) -> None:
    app, services = team(tmp_path)
    earlier(services, *said)
    async with app.run_test(size=size) as pilot:
        assert words in await captured(pilot, app)
        await pilot.press("down", "down", "1")
        assert "Onset was" in screen_text(app)
        await pilot.press("escape")
        await wait_for(pilot, lambda: not isinstance(app.screen, CaptureScreen), "Today")
    assert stated(services) is relation


async def test_another_digit_says_otherwise_and_enter_leaves_it_open(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    earlier(services)
    async with app.run_test() as pilot:
        await captured(pilot, app)
        await pilot.press("down", "down", "3", "up")
        assert "local" in screen_text(app)
        await pilot.press("escape")
        await wait_for(pilot, lambda: not isinstance(app.screen, CaptureScreen), "Today")
        assert stated(services) is Relation.LOCAL
        await captured(pilot, app)
        await pilot.press("down", "down", "enter", "escape")
        await wait_for(pilot, lambda: not isinstance(app.screen, CaptureScreen), "Today")
    assert stated(services) is Relation.UNKNOWN


async def test_the_proposal_follows_the_condition_that_is_given_after_the_save(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    earlier(services)
    async with app.run_test() as pilot:
        await settle(pilot, app)
        await pilot.press("f2", "n")
        await shown(pilot, app, CaptureScreen)
        await pilot.press("2", "2", "enter", "1", "1", "1", "5", "1", "9", "enter")
        await wait_for(
            pilot, lambda: "same tissue is not recorded" in " ".join(screen_text(app).split()), "why"
        )
        await pilot.press("slash", *"back", "space", "s", "p", "enter")
        await wait_for(pilot, lambda: "proposed re-injury" in screen_text(app), "the proposal")


async def test_nothing_is_asked_where_nothing_came_before(tmp_path: Path) -> None:
    app, _ = team(tmp_path)
    async with app.run_test() as pilot:
        assert "Relation" not in await captured(pilot, app)
        assert "Left play" in screen_text(app)


async def opened(pilot: Any, app: TrainerApp, incident: str) -> IncidentScreen:
    await settle(pilot, app)
    app.post_message(OpenIncident(incident))
    return await shown(pilot, app, IncidentScreen)


def text_of(screen: IncidentScreen) -> str:
    return " ".join(" ".join(screen.page.text_lines()).split())


async def test_the_page_says_why_and_enter_and_one_digit_confirm(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    earlier(services, ("2026-08-14", "out"), ("2026-09-02", "full"))
    incident = record(services, **SPASM)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, incident)
        why = "Back Spasms (left low back) of 2026-08-14, fully available since 2026-09-02"
        assert f"re-injury? proposed: {why}" in text_of(screen)
        screen.page.move_to("relation")
        await pilot.press("enter")
        await shown(pilot, app, ChooseDialog)
        assert f"The record: {why}" in " ".join(screen_text(app).replace("│", "").split())
        await pilot.press("1")
        await shown(pilot, app, IncidentScreen)
        assert services.chart.incident(incident).incident.relation is Relation.RE_INJURY
        await wait_for(pilot, lambda: f"Relation re-injury {why}" in text_of(screen), "the statement")


async def test_changing_what_was_stated_needs_a_reason(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    earlier(services)
    incident = record(services, **SPASM, relation="new")
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, incident)
        assert "Relation new the record proposes re-injury" in text_of(screen)
        screen.page.move_to("relation")
        await pilot.press("enter", "1")
        await shown(pilot, app, ReasonDialog)
        await pilot.press("enter")
        assert services.chart.incident(incident).incident.relation is Relation.NEW
        await typed(pilot, "same spasm again")
        await pilot.press("enter")
        await shown(pilot, app, IncidentScreen)
        assert services.chart.incident(incident).incident.relation is Relation.RE_INJURY
        assert services.chart.history(incident)[-1].reason == "same spasm again"


async def test_a_guest_and_a_voided_incident_ask_nothing(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    guest = record(services, {"guest": "14 Riverside"})
    voided = record(services)
    services.chart.void_incident(voided, "twice")
    async with app.run_test(notifications=True) as pilot:
        for incident, said in ((guest, "Relation unknown"), (voided, "Relation new?")):
            screen = await opened(pilot, app, incident)
            assert said in text_of(screen)
            screen.page.move_to("relation")
            await pilot.press("enter")
            assert app.screen is screen
