"""A protocol on the page of an incident: gates by digits, what stands against a stage, and the reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.fakes import FixedClock
from tests.ui.records import SIZES, record, settle, shown, team, typed
from tests.ui.stage import screen_text, stage
from trainer_tui.bootstrap import Services
from trainer_tui.domain.protocol_course import Act, ProtocolStep
from trainer_tui.domain.vocabulary import Availability
from trainer_tui.ui.actions import INCIDENT, PROTOCOL
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.dialogs.protocol import OverrideDialog, ProtocolDialog, ProtocolReader
from trainer_tui.ui.events import OpenCondition, OpenIncident
from trainer_tui.ui.screens.incident import IncidentScreen
from trainer_tui.ui.screens.reference import ReferenceScreen
from trainer_tui.ui.screens.today import TodayScreen

SPORT = "concussion-return-to-sport"
DAILY = {"out-that-day": True, "assessed": True}


def concussion(services: Services) -> str:
    return record(services, condition="concussion", diagnoses=[{"region": "head", "side": "not_applicable"}])


def steps(services: Services, incident: str) -> tuple[ProtocolStep, ...]:
    courses = services.chart.protocols.courses(incident)
    return courses[0].steps if courses else ()


def begin(services: Services, incident: str, act: str, **fields: object) -> None:
    services.chart.protocols.record(incident, {"protocol": SPORT, "act": act, **fields})


async def opened(pilot: Pilot[Any], app: TrainerApp, incident: str) -> None:
    await settle(pilot, app)
    app.post_message(OpenIncident(incident))
    await shown(pilot, app, IncidentScreen)


@pytest.mark.parametrize("size", SIZES)
async def test_a_protocol_is_started_its_gates_answered_by_digits_and_a_stage_begun(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    app, services = team(tmp_path)
    incident = concussion(services)
    async with app.run_test(size=size) as pilot:
        await opened(pilot, app, incident)
        await pilot.press("P", "2")
        await shown(pilot, app, ProtocolDialog)
        assert [step.act for step in steps(services, incident)] == [Act.STARTED]
        text = screen_text(app)
        assert "○ 1 Daily activities and relative rest  next" in text
        assert "· 6 Return to sport  not begun" in text
        assert "Draft: not clinically reviewed" in text
        await pilot.press("1", "1")
        assert "✓ yes" in screen_text(app)
        await pilot.press("enter")
        begun = steps(services, incident)[-1]
        assert (begun.act, begun.stage, begun.answers) == (Act.BEGUN, "daily-activity", DAILY)
        assert begun.override_reason == ""
        assert "▶ 1 Daily activities and relative rest  under way" in screen_text(app)


async def test_a_refused_stage_names_what_stands_against_it_and_a_reason_begins_it(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = concussion(services)
    begin(services, incident, "started")
    begin(services, incident, "begun", answers=DAILY)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, app, incident)
        await pilot.press("P", "1")
        await shown(pilot, app, ProtocolDialog)
        await pilot.press("2", "enter")
        refusal = await shown(pilot, app, OverrideDialog)
        assert "0 min of 24 h have passed since stage 1" in screen_text(app)
        assert refusal.against == (
            "0 min of 24 h have passed since stage 1 (Daily activities and relative rest) was begun.",
            "“Do activities of the day bring on no symptoms?” was answered with no.",
        )
        await pilot.press("enter")
        assert "A reason is needed" in screen_text(app)
        assert len(steps(services, incident)) == 2
        await typed(pilot, "Dr Bell was here")
        await pilot.press("enter")
        await shown(pilot, app, ProtocolDialog)
        step = steps(services, incident)[-1]
        assert (step.stage, step.override_reason) == ("light-aerobic", "Dr Bell was here")
        await pilot.press("escape")
        screen = await shown(pilot, app, IncidentScreen)
        page = "\n".join(screen.page.text_lines())
        assert "begun early, reason: Dr Bell was here" in page
        assert "stage 2 (Light aerobic exercise) under way" in " ".join(page.split())


async def test_leaving_the_refusal_begins_nothing(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = concussion(services)
    begin(services, incident, "started")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, app, incident)
        await pilot.press("P", "1")
        await shown(pilot, app, ProtocolDialog)
        await pilot.press("enter")
        await shown(pilot, app, OverrideDialog)
        await pilot.press("escape")
        await shown(pilot, app, ProtocolDialog)
        assert len(steps(services, incident)) == 1


async def test_answers_stay_when_one_leaves_and_the_page_says_so(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = concussion(services)
    begin(services, incident, "started")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, app, incident)
        await pilot.press("P", "1")
        await shown(pilot, app, ProtocolDialog)
        await pilot.press("2", "escape")
        screen = await shown(pilot, app, IncidentScreen)
        assert "Gates of a protocol are answered and not recorded" in "\n".join(screen.page.text_lines())
        await pilot.press("P", "1")
        dialog = await shown(pilot, app, ProtocolDialog)
        assert dialog.answers == {"out-that-day": False}
        await pilot.press("3")
        assert dialog.answers == {}


async def test_answers_to_one_stage_are_not_taken_for_another(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = concussion(services)
    begin(services, incident, "started")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, app, incident)
        await pilot.press("P", "1")
        await shown(pilot, app, ProtocolDialog)
        await pilot.press("1", "escape")
        await shown(pilot, app, IncidentScreen)
        begin(services, incident, "begun", answers=DAILY)
        await pilot.press("P", "1")
        dialog = await shown(pilot, app, ProtocolDialog)
        assert dialog.answers == {}


async def test_who_cleared_is_typed_and_stored_with_the_stage(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = concussion(services)
    begin(services, incident, "started")
    begin(services, incident, "begun", stage="sport-specific", reason="begun elsewhere")
    services.clock.move(hours=25)  # type: ignore[attr-defined]
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, app, incident)
        await pilot.press("P", "1")
        await shown(pilot, app, ProtocolDialog)
        assert "Cleared by a physician: not recorded; c says who" in screen_text(app)
        await pilot.press("1", "c")
        await typed(pilot, "Dr Bell")
        await pilot.press("enter")
        await shown(pilot, app, ProtocolDialog)
        assert "which is no clearance" in screen_text(app)
        await pilot.press("enter")
        step = steps(services, incident)[-1]
        assert (step.stage, step.cleared_by, step.override_reason) == ("non-contact", "Dr Bell", "")


async def test_symptoms_are_recorded_with_one_key_and_what_came_back(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = concussion(services)
    begin(services, incident, "started")
    begin(services, incident, "begun", stage="sport-specific", reason="begun elsewhere")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, app, incident)
        await pilot.press("P", "1")
        await shown(pilot, app, ProtocolDialog)
        await pilot.press("b")
        await typed(pilot, "[b]headache")
        await pilot.press("enter")
        await shown(pilot, app, ProtocolDialog)
        step = steps(services, incident)[-1]
        assert (step.act, step.note) == (Act.SYMPTOMS_RETURNED, "[b]headache")
        text = screen_text(app)
        assert "▲ 3 Sport-specific exercise alone  symptoms returned" in text
        assert "○ 2 Light aerobic exercise  next" in text
        assert "Assess again: R" in text
        await pilot.press("escape")
        screen = await shown(pilot, app, IncidentScreen)
        assert "[b]headache" in "\n".join(screen.page.text_lines())


async def test_completing_the_last_stage_leaves_availability_to_a_person(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(
        services,
        condition="concussion",
        diagnoses=[{"region": "head", "side": "not_applicable"}],
        findings={"concussion_sign": True},
    )
    begin(services, incident, "started")
    begin(services, incident, "begun", stage="return-to-sport", reason="begun elsewhere")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, app, incident)
        await pilot.press("P", "1")
        await shown(pilot, app, ProtocolDialog)
        await pilot.press("d")
        assert steps(services, incident)[-1].act is Act.COMPLETED
        assert "What the athlete may do is changed by a person: v" in screen_text(app)
        athlete = services.chart.incident(incident).incident.athlete
        assert athlete is not None
        assert services.chart.records.standing(athlete).availability is Availability.OUT


async def test_one_goes_back_and_stops_with_a_key_each(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = concussion(services)
    begin(services, incident, "started")
    begin(services, incident, "begun", stage="sport-specific", reason="begun elsewhere")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, app, incident)
        await pilot.press("P", "1")
        await shown(pilot, app, ProtocolDialog)
        await pilot.press("z", "1")
        await shown(pilot, app, ProtocolDialog)
        step = steps(services, incident)[-1]
        assert (step.act, step.stage) == (Act.STEPPED_BACK, "daily-activity")
        await pilot.press("S", "enter")
        await shown(pilot, app, ProtocolDialog)
        assert steps(services, incident)[-1].act is Act.STOPPED


async def test_an_incident_entered_in_error_takes_no_protocol(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = concussion(services)
    services.chart.void_incident(incident, "wrong athlete")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, app, incident)
        await pilot.press("P")
        assert isinstance(app.screen, IncidentScreen)
        assert steps(services, incident) == ()


async def test_today_shows_a_stage_only_once_it_may_be_tried_and_never_as_overdue(tmp_path: Path) -> None:
    clock = FixedClock()
    app, services = team(tmp_path, clock=clock)
    incident = concussion(services)
    begin(services, incident, "started")
    begin(services, incident, "begun", answers=DAILY)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, app)
        await pilot.press("f2")
        screen = await shown(pilot, app, TodayScreen)
        assert "may be tried" not in screen_text(app)
        clock.move(hours=27)
        screen.reload()
        await pilot.pause()
        text = screen_text(app)
        assert "stage 2 may be tried" in text
        assert "overdue" not in text


async def test_the_reference_page_leads_to_its_protocols_and_shows_them_read_only() -> None:
    app = stage()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, app)
        app.post_message(OpenCondition("concussion"))
        screen = await shown(pilot, app, ReferenceScreen)
        screen.page.move_to(f"protocol.{SPORT}")
        await pilot.press("enter")
        reader = await shown(pilot, app, ProtocolReader)
        text = "\n".join(reader.first().text_lines())
        assert "Draft: not clinically reviewed" in text
        assert "At least 24 hours for each step, or longer. [B90]" in " ".join(text.split())
        assert "SCAT6" in text
        await pilot.press("escape")
        await shown(pilot, app, ReferenceScreen)


async def test_a_page_without_a_section_on_return_names_its_protocol_too() -> None:
    app = stage()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, app)
        app.post_message(OpenCondition("exertional-heat-stroke"))
        screen = await shown(pilot, app, ReferenceScreen)
        assert "protocol.exertional-heat-stroke-return" in screen.shown_page.places


def test_the_keys_of_the_protocol_are_free_on_the_page_and_in_the_dialog() -> None:
    for commands in (INCIDENT, PROTOCOL):
        keys = [key for command in commands for key in command.keys.split(",")]
        assert len(keys) == len(set(keys))
        assert not {"j", "k", "g", "G"} & set(keys)
