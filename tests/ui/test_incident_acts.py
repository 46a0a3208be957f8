"""What is done to an incident from its page: every act is one key away and asks what it needs."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from tests.ui.incident_screen import flagged, opened, page_text
from tests.ui.records import record, shown, team, typed
from tests.ui.stage import screen_text
from tests.waiting import wait_for
from trainer_tui.domain.vocabulary import Availability, Tier
from trainer_tui.ui.dialogs.choose import ChooseDialog
from trainer_tui.ui.dialogs.details import DetailsDialog
from trainer_tui.ui.dialogs.note import NoteDialog
from trainer_tui.ui.dialogs.reason import ReasonDialog
from trainer_tui.ui.screens.amend import AmendScreen
from trainer_tui.ui.screens.capture import CaptureScreen
from trainer_tui.ui.screens.export import ExportScreen
from trainer_tui.ui.screens.incident import IncidentScreen


async def test_red_flags_are_acknowledged_with_one_key(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = flagged(services)
    async with app.run_test(notifications=True) as pilot:
        await opened(pilot, app, incident)
        await pilot.press("a")
        entry = services.chart.incident(incident).acknowledgements[0]
        assert (entry.by, entry.tier) == ("Ada Trainer", Tier.EMS_NOW)
        await wait_for(pilot, lambda: "· acknowledged" in screen_text(app), "the banner")


async def test_nothing_is_acknowledged_where_no_flag_matched(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await opened(pilot, app, incident)
        await pilot.press("a")
        await wait_for(pilot, lambda: "No red flag matched" in screen_text(app), "the sentence")
        assert services.chart.incident(incident).acknowledgements == ()


async def test_the_urgency_rises_with_two_keys_and_falls_only_with_a_reason(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    async with app.run_test() as pilot:
        await opened(pilot, app, incident)
        await pilot.press("u", "2")
        assert services.chart.incident(incident).incident.tier is Tier.SAME_DAY
        await pilot.press("u", "4")
        await shown(pilot, app, ChooseDialog)
        await pilot.press("4")
        await shown(pilot, app, ReasonDialog)
        await pilot.press("enter")
        await wait_for(pilot, lambda: "A reason is needed" in screen_text(app), "the refusal")
        assert services.chart.incident(incident).incident.tier is Tier.SAME_DAY
        await typed(pilot, "seen by Dr. Bell")
        await pilot.press("enter")
        await shown(pilot, app, IncidentScreen)
        assert services.chart.incident(incident).incident.tier is Tier.ROUTINE
        assert services.chart.history(incident)[-1].reason == "seen by Dr. Bell"


async def test_a_usual_reason_lowers_the_urgency_with_its_digit(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = flagged(services)
    async with app.run_test() as pilot:
        await opened(pilot, app, incident)
        await pilot.press("u", "3", "2")
        await shown(pilot, app, IncidentScreen)
        assert services.chart.incident(incident).incident.tier is Tier.H24_72
        assert services.chart.history(incident)[-1].reason == "An answer was recorded wrongly"


async def test_a_note_is_kept_from_the_first_key_and_saved(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    async with app.run_test() as pilot:
        await opened(pilot, app, incident)
        await pilot.press("N", "3")
        await shown(pilot, app, NoteDialog)
        await typed(pilot, "Vx n")
        await pilot.press("escape")
        await shown(pilot, app, IncidentScreen)
        await pilot.press("plus")
        await wait_for(pilot, lambda: "draft kept" in screen_text(app), "the draft")
        await pilot.press("3")
        dialog = await shown(pilot, app, NoteDialog)
        assert dialog.area.text == "Vx n"
        await typed(pilot, "ew")
        await pilot.press("enter")
        await typed(pilot, "line two")
        await pilot.press("ctrl+s")
        await shown(pilot, app, IncidentScreen)
        note = services.chart.incident(incident).notes[0]
        assert (note.heading, note.text) == ("objective", "Vx new\nline two")
        assert not services.drafts.names("form-note")


async def test_an_empty_and_an_over_long_note_are_refused_in_the_dialog(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    async with app.run_test() as pilot:
        await opened(pilot, app, incident)
        await pilot.press("N", "1")
        dialog = await shown(pilot, app, NoteDialog)
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: "is empty; write the note first" in screen_text(app), "the refusal")
        dialog.area.text = "x" * 20_001
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: "20,001 characters long" in screen_text(app), "the refusal")
        assert services.chart.incident(incident).notes == ()


async def test_availability_changes_with_restrictions(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    athlete = services.chart.athletes()[0].id
    async with app.run_test() as pilot:
        await opened(pilot, app, incident)
        await pilot.press("v", "2")
        dialog = await shown(pilot, app, DetailsDialog)
        dialog.form.enter("restrictions")
        await typed(pilot, "no sprints; no jumps")
        await pilot.press("enter")
        await typed(pilot, "2026-10-20 to 2026-10-13")
        await pilot.press("enter", *"knee", "enter", "enter")
        await wait_for(pilot, lambda: "nds on 2026-10-13 before" in screen_text(app), "the refusal")
        dialog.form.fields["expected"].line.value = "2026-10-20 to 2026-10-27"
        await pilot.press("ctrl+s")
        await shown(pilot, app, IncidentScreen)
        change = services.availability.changes(athlete)[-1]
        assert change.availability is Availability.LIMITED
        assert change.restrictions == ("no sprints", "no jumps")
        assert change.decided_by == "Ada Trainer"
        assert (change.expected, change.reason) == ("2026-10-20 to 2026-10-27", "knee")
        assert services.availability.current(athlete) is Availability.LIMITED


async def test_one_key_records_that_the_guardian_was_reached(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    mara = services.chart.athletes()[0]
    services.chart.amend_athlete(mara.id, {"emergency_contact": "Ana", "emergency_phone": "555 0100"}, "")
    incident = flagged(services)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, incident)
        assert "Guardian not reached: w records" in page_text(screen)
        await pilot.press("w")
        await wait_for(pilot, lambda: "Ana 555 0100: phone, reached" in screen_text(app), "the choices")
        await pilot.press("2")
        await shown(pilot, app, IncidentScreen)
        assert "guardian Ana, phone: not reached" in page_text(screen)
        await pilot.press("w", "1")
        await shown(pilot, app, IncidentScreen)
        text = page_text(screen)
        assert "guardian Ana, phone: reached" in text
        assert "Guardian not reached: w" not in text


async def test_giving_the_guardian_up_asks_why(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = flagged(services)
    async with app.run_test() as pilot:
        await opened(pilot, app, incident)
        await pilot.press("w", "6")
        dialog = await shown(pilot, app, DetailsDialog)
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: dialog.form.fields["note"].problem, "the refusal")
        await typed(pilot, "stood beside the field")
        await pilot.press("ctrl+s")
        await shown(pilot, app, IncidentScreen)
        assert services.chart.contacts.guardian_done(incident)


async def test_a_hold_until_cleared_ends_only_with_a_named_clinician(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = flagged(services)
    athlete = services.chart.athletes()[0].id
    async with app.run_test() as pilot:
        await opened(pilot, app, incident)
        await pilot.press("v")
        await wait_for(pilot, lambda: "until a named clinician clears" in screen_text(app), "the hold")
        await pilot.press("3")
        dialog = await shown(pilot, app, DetailsDialog)
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: "Is needed: red-flag rule" in screen_text(app), "the refusal")
        assert services.availability.current(athlete) is Availability.OUT
        lines = {
            "decided_by": "Ada Trainer",
            "clinician": "Dr. Bell",
            "credential": "MD",
            "cleared_on": "2026-10-09",
            "paper": "red folder",
            "seen_original": "no",
        }
        dialog.form.fill({"at": "2026-10-09"})
        for name, text in lines.items():
            await pilot.press("ctrl+s")
            asked = dialog.form.fields[name]
            await wait_for(pilot, partial(getattr, asked, "problem"), f"{name} to be asked")
            assert asked.line.has_focus
            await typed(pilot, text)
        await pilot.press("ctrl+s")
        await shown(pilot, app, IncidentScreen)
        assert services.availability.current(athlete) is Availability.FULL
        change = services.availability.changes(athlete)[-1]
        assert change.cleared_by == "Dr. Bell, MD, 2026-10-09; paper: red folder"


async def test_a_bad_date_is_named_beside_its_field_and_what_was_typed_stays(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    async with app.run_test() as pilot:
        await opened(pilot, app, incident)
        await pilot.press("v", "1")
        dialog = await shown(pilot, app, DetailsDialog)
        dialog.form.fields["at"].line.value = "tomorrow"
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: "“tomorrow” is not a date" in screen_text(app), "the refusal")
        await pilot.press("escape", "v", "1")
        dialog = await shown(pilot, app, DetailsDialog)
        assert dialog.form.values["at"] == "tomorrow"


async def test_a_guest_has_no_availability_and_no_athlete(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services, {"guest": "14 Riverside"})
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        screen = await opened(pilot, app, incident)
        await pilot.press("v", "A")
        assert app.screen is screen
        await wait_for(pilot, lambda: "guest, who is not on the roster" in screen_text(app), "the sentence")


async def test_an_incident_is_closed_and_opened_again_with_reasons(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, incident)
        await pilot.press("c", "1")
        await wait_for(pilot, lambda: services.chart.incident(incident).incident.closed, "the close")
        assert "amended, closed" in page_text(screen)
        await pilot.press("c", "1")
        await wait_for(pilot, lambda: not services.chart.incident(incident).incident.closed, "the reopening")
        assert [entry.reason for entry in services.chart.history(incident)][-2:] == [
            "Recovered, fully available",
            "Came back",
        ]


async def test_a_void_needs_a_reason_and_everything_stays_marked(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = flagged(services)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, incident)
        await pilot.press("V")
        await shown(pilot, app, ReasonDialog)
        await pilot.press("enter")
        assert not services.chart.incident(incident).incident.view.voided
        await typed(pilot, "wrong athlete")
        await pilot.press("enter")
        await shown(pilot, app, IncidentScreen)
        text = page_text(screen)
        assert "entered in error: wrong athlete" in text
        assert "× entered in error: 2026-10-09  ○ out" in text
        assert "Back Spasms" in text


async def test_what_is_in_error_can_no_longer_be_changed(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    services.chart.void_incident(incident, "recorded twice")
    before = services.chart.incident(incident)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        screen = await opened(pilot, app, incident)
        for keys in (("e",), ("a",), ("u",), ("U",), ("N",), ("v",), ("f",), ("c",), ("V",), ("R",)):
            await pilot.press(*keys)
            assert app.screen is screen, keys
        await wait_for(pilot, lambda: "entered in error" in screen_text(app), "the sentence")
        assert services.chart.incident(incident) == before


async def test_amend_and_export_open_their_screens(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    async with app.run_test() as pilot:
        await opened(pilot, app, incident)
        await pilot.press("e")
        await shown(pilot, app, AmendScreen)
        await pilot.press("escape", "x")
        screen = await shown(pilot, app, ExportScreen)
        assert screen.incidents == (incident,)


async def test_the_sweep_is_asked_again_and_added_as_a_new_assessment(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services, findings={"limb_weakness": False, "fever": False})
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, app, incident)
        await pilot.press("R")
        capture = await shown(pilot, app, CaptureScreen)
        assert "22 Mara Ortiz" in screen_text(app)
        await pilot.press("1", "1", "1")
        await wait_for(pilot, lambda: "Sweep, low back" in screen_text(app), "the sweep")
        assert capture.flow is not None
        assert "limb_weakness" not in capture.flow.triage.not_assessed
        first = str(capture.flow.cursor)
        await pilot.press("1")
        await wait_for(pilot, lambda: services.drafts.load(f"form-assess-{incident}"), "the draft")
        await pilot.press("9", "enter")
        await wait_for(pilot, lambda: "I have seen these red flags" in screen_text(app), "the red flags")
        await pilot.press("enter")
        await wait_for(pilot, lambda: app.screen is screen, "the incident")
        chart = services.chart.incident(incident)
        assert len(chart.assessments) == 2
        assert chart.assessments[0].findings == {"limb_weakness": False, "fever": False}
        assert chart.assessments[1].findings[first] is True
        assert chart.incident.tier is Tier.EMS_NOW
        assert not chart.needs_acknowledgement
        assert not services.drafts.names("form-assess")
        assert "Assessments (2)" in page_text(screen)


async def test_a_new_assessment_left_half_way_is_found_again(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, incident)
        await pilot.press("R", "escape")
        await wait_for(pilot, lambda: app.screen is screen, "the incident")
        assert not services.drafts.names("form-assess")
        await pilot.press("R")
        await shown(pilot, app, CaptureScreen)
        await pilot.press("1", "1", "1", "2", "left", "escape")
        await wait_for(pilot, lambda: app.screen is screen, "the incident")
        assert services.chart.incident(incident).assessments == ()
        assert app.notice == ""
        assert "A new assessment is begun and not saved: R goes on with it." in page_text(screen)
        await pilot.press("R")
        capture = await shown(pilot, app, CaptureScreen)
        assert capture.flow is not None
        assert list(capture.flow.draft.findings.values()) == [False] * 4
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: app.screen is screen, "the incident")
        assert len(services.chart.incident(incident).assessments[0].findings) == 4
