"""The page of an incident: everything is there and can be reached, whatever people typed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from tests.nasty import NASTY
from tests.ui.incident_screen import flagged, opened, page_text
from tests.ui.records import NOW, SIZES, record, shown, storable, team
from tests.ui.stage import screen_text
from tests.waiting import wait_for
from trainer_tui.bootstrap import Services
from trainer_tui.domain.vocabulary import Purpose
from trainer_tui.ui.dialogs.note import NoteDialog
from trainer_tui.ui.dialogs.reason import ReasonDialog
from trainer_tui.ui.incident_page import Shown, incident_page
from trainer_tui.ui.screens.athlete import AthleteScreen
from trainer_tui.ui.screens.incident import IncidentScreen
from trainer_tui.ui.screens.reference import ReferenceScreen
from trainer_tui.ui.text import text_of
from trainer_tui.ui.widgets.lines import Lines
from trainer_tui.ui.widgets.red_flag_banner import RedFlagBanner
from trainer_tui.ui.widgets.typed import TypedLine
from trainer_tui.ui.words import Words


async def test_every_row_of_a_full_incident_is_there_and_reached(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    chart = services.chart
    incident = record(
        services,
        causes=["overuse"],
        mode_of_onset="acute_sudden",
        contact="none",
        removed="immediately",
        reported_at=NOW,
        onset_at="2026-10-09T18:00:00-05:00",
        findings={"saddle_numbness": True, "fever": False, "limb_weakness": "absent_in_bulk"},
        vitals=[{"at": NOW, "hr": 104, "sbp": 118, "dbp": 76, "temp_other_c": 37.1}],
        narrative="Went down.\nStood up alone.",
        soap={"plan": "Ice and rest."},
    )
    chart.acknowledge(incident)
    chart.referrals.add(incident, {"to": "Dr. Bell", "question": "Disc?", "route": "family"})
    chart.add_note(incident, "objective", "Straight leg raise 40 degrees.")
    services.handoff.export(
        "text",
        tmp_path / "letter.txt",
        incidents=[incident],
        recipient="Dr. Bell",
        purpose=Purpose.TREATMENT,
    )
    chart.amend_incident(incident, {"contact": "indirect_object"}, "seen on video")
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, app, incident)
        text = page_text(screen)
        for part in (
            "22 Mara Ortiz",
            "asthma; allergy: bee stings",
            "17 years at onset",
            "2026-10-09 18:00  late entry",
            "Back Spasms",
            "Overload",
            "low back, midline",
            "acute, sudden",
            "indirect, by an object",
            "at once",
            "▲▲ Activate EMS now",
            "Present: ",
            "Absent: ",
            "Absent, answered with the rest: ",
            "blood pressure 118/76 mmHg · heart rate 104",
            "items not assessed",
            "○ out",
            "decided by red-flag rule",
            "0 days so far",
            "Went down.",
            "Stood up alone.",
            "plan",
            "Ice and rest.",
            "recommended  Dr. Bell  family",
            "question: Disc?",
            "Red flags acknowledged (1)",
            "text to Dr. Bell, treatment",
            "because: seen on video",
            "contact: no contact → indirect, by an object",
        ):
            assert " ".join(part.split()) in " ".join(text.split()) or part in text, part
        reached = {screen.page.cursor_key}
        for _ in screen.page.keys:
            await pilot.press("j")
            reached.add(screen.page.cursor_key)
        assert reached == set(screen.page.keys)


@pytest.mark.parametrize("size", SIZES)
async def test_the_banner_and_the_page_share_the_screen(tmp_path: Path, size: tuple[int, int]) -> None:
    app, services = team(tmp_path)
    incident = flagged(services)
    async with app.run_test(size=size) as pilot:
        await opened(pilot, app, incident)
        text = screen_text(app)
        assert "not acknowledged" in text
        assert "Absence of a flag is not clearance." in text
        assert "22 Mara Ortiz" in text
        assert "? Help" in text.splitlines()[-1]
        assert all(len(line) <= size[0] for line in text.splitlines())
        await pilot.press("tab")
        assert isinstance(app.focused, RedFlagBanner)
        await pilot.press("tab")
        assert isinstance(app.focused, Lines)


async def test_what_was_not_assessed_is_named_on_demand(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, app, incident)
        assert "not assessed: " not in page_text(screen)
        screen.page.move_to("missing.now")
        await pilot.press("enter")
        await wait_for(pilot, lambda: "not assessed: Lost control" in page_text(screen), "the names")
        assert screen.page.cursor_key == "missing.now"
        await pilot.press("enter")
        await wait_for(pilot, lambda: "not assessed: " not in page_text(screen), "the fold to close")


async def test_enter_follows_condition_and_athlete_and_escape_comes_back(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    async with app.run_test() as pilot:
        await pilot.press("f4")
        screen = await opened(pilot, app, incident)
        screen.page.move_to("who")
        await pilot.press("enter")
        await shown(pilot, app, AthleteScreen)
        await pilot.press("escape")
        await shown(pilot, app, IncidentScreen)
        await pilot.press("A")
        await shown(pilot, app, AthleteScreen)
        await pilot.press("escape")
        screen.page.move_to("condition")
        await pilot.press("enter")
        reference = await shown(pilot, app, ReferenceScreen)
        assert reference.shown_id == "back-spasms"


async def test_letters_typed_at_once_go_into_the_dialog_and_run_no_command(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    async with app.run_test() as pilot:
        await opened(pilot, app, incident)
        for key in ("V", "c", "a", "f", "e"):
            app.simulate_key(key)
        dialog = await shown(pilot, app, ReasonDialog)
        await wait_for(pilot, lambda: dialog.query_one(TypedLine).value == "cafe", "the letters")
        assert services.chart.incident(incident).incident.open


async def test_every_dialog_fits_and_escape_leaves_everything_as_it_was(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = flagged(services)
    before = services.chart.incident(incident)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, app, incident)
        for keys in (("u",), ("u", "4"), ("N",), ("N", "1"), ("v",), ("v", "3"), ("f",), ("c",), ("V",)):
            await pilot.press(*keys)
            await wait_for(pilot, lambda: app.screen.is_modal and app.screen.is_mounted, f"dialog {keys}")
            assert all(len(line) <= 80 for line in screen_text(app).splitlines())
            await pilot.press("escape")
            await wait_for(pilot, lambda: app.screen is screen, f"the way back from {keys}")
        assert services.chart.incident(incident) == before


async def test_both_values_of_a_conflict_are_shown(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    write_apart(services, incident, {"removed": "immediately"}, {"removed": "not_removed"})
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, incident)
        text = page_text(screen)
        assert "Conflicts: written differently on two laptops" in text
        assert "A: " in text
        assert "at once" in text
        assert "not removed" in text


def write_apart(services: Services, incident: str, *changes: dict[str, Any]) -> None:
    """Change one incident on two laptops that do not know of each other."""
    ledger = services.ledger
    view = ledger.view("incidents", incident)
    for fields in changes:
        with services.chart.records.change() as change:
            change.amend(view, fields, "written on another laptop")


@pytest.mark.parametrize("size", SIZES)
async def test_any_text_is_shown_and_breaks_nothing(tmp_path: Path, size: tuple[int, int]) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    chart = services.chart
    for text in NASTY.values():
        if "\0" not in text and text.strip():
            chart.add_note(incident, "narrative", text)
        if storable(text):
            chart.referrals.add(incident, {"to": text, "route": text, "reason": text, "question": text})
            chart.close_incident(incident, text)
            chart.reopen_incident(incident, text)
            status = {"incident": incident, "availability": "limited"}
            services.availability.add_statuses([{**status, "restrictions": [text], "decided_by": text}])
    async with app.run_test(size=size) as pilot:
        screen = await opened(pilot, app, incident)
        lines = "\n".join(screen.page.text_lines())
        for text in NASTY.values():
            if text.isascii() and text.isprintable() and text.strip():
                assert text.strip()[:30] in lines
        for _ in range(60):
            await pilot.press("pagedown")
            assert "\x1b" not in screen_text(app)
            assert all(cell_len(line) <= size[0] for line in screen_text(app).splitlines())


async def test_any_text_can_be_typed_into_every_dialog(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    async with app.run_test() as pilot:
        await opened(pilot, app, incident)
        await pilot.press("N", "1")
        note = await shown(pilot, app, NoteDialog)
        for text in NASTY.values():
            note.area.text = text
            await pilot.pause()
            assert "\x1b" not in screen_text(app)
        await pilot.press("escape", "V")
        reason = await shown(pilot, app, ReasonDialog)
        for text in NASTY.values():
            reason.query_one(TypedLine).value = text
            await pilot.pause()
            assert "\x1b" not in screen_text(app)


async def test_the_page_says_by_which_rules_each_assessment_was_judged(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = flagged(services)
    rules = services.rules
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, app, incident)
        assert f"rule set {rules.version}, {rules.sha256[:8]}" in page_text(screen)
        assert "today's rules differ" not in page_text(screen)


def test_it_says_when_todays_rules_are_others(tmp_path: Path) -> None:
    _, services = team(tmp_path)
    chart = services.chart.incident(flagged(services))
    today = replace(chart.triage, version="99", sha256="f" * 64)
    page = incident_page(
        Shown(
            chart=replace(chart, triage=today),
            history=(),
            vocabulary=services.rules.vocabulary,
            words=Words(services.chart, services.reference.catalogue, services.clock()),
            opened=(),
        )
    )
    text = "\n".join(text_of(row.spans) for row in page.rows)
    assert f"rule set {services.rules.version}, {services.rules.sha256[:8]}" in text
    assert "today's rules differ: rule set 99, ffffffff" in text
