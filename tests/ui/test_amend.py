"""Amending: what it was beside what it becomes, a reason only where it is due, a draft from the first key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.fakes import FixedClock
from tests.nasty import NASTY
from tests.ui.records import NOW, SIZES, record, settle, shown, storable, team, typed
from tests.ui.stage import real_stage, screen_text
from tests.waiting import wait_for
from trainer_tui.bootstrap import Services
from trainer_tui.domain.incidents import Incident
from trainer_tui.domain.vocabulary import Certainty, Contact, IncidentKind, Region, Removed, Side, Tissue
from trainer_tui.ui.amendment import FIELDS
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.dialogs.ask import AskDialog
from trainer_tui.ui.dialogs.choose import ChooseDialog, ChooseManyDialog
from trainer_tui.ui.dialogs.find import FindDialog
from trainer_tui.ui.dialogs.reason import ReasonDialog
from trainer_tui.ui.events import AmendIncident
from trainer_tui.ui.screens.amend import AmendScreen
from trainer_tui.ui.screens.reference import ReferenceScreen


async def opened(pilot: Any, app: TrainerApp, incident: str) -> AmendScreen:
    await settle(pilot, app)
    app.post_message(AmendIncident(incident))
    return await shown(pilot, app, AmendScreen)


async def left(pilot: Any, app: TrainerApp) -> None:
    await wait_for(pilot, lambda: isinstance(app.screen, ReferenceScreen), "the form to close")


def now_of(services: Services, incident: str) -> Incident:
    return services.chart.incident(incident).incident


@pytest.mark.parametrize("size", SIZES)
async def test_every_field_is_there_and_reached(tmp_path: Path, size: tuple[int, int]) -> None:
    app, services = team(tmp_path)
    incident = record(services, causes=["overuse"])
    async with app.run_test(size=size) as pilot:
        screen = await opened(pilot, app, incident)
        reached = []
        for _ in FIELDS:
            reached.append(screen.fields.cursor_key)
            await pilot.press("j")
        assert reached == [field.name for field in FIELDS]
        assert screen.fields.cursor_key == "save"
        text = "\n".join(screen.fields.text_lines())
        for part in ("22 Mara Ortiz", "2026-10-09 19:42", "Back Spasms", "Overload", "low back", "midline"):
            assert part in text
        assert all(len(line) <= size[0] for line in screen_text(app).splitlines())
        assert "? Help" in screen_text(app).splitlines()[-1]


async def test_a_digit_fills_what_was_unknown_and_no_reason_is_asked(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, incident)
        screen.fields.move_to("contact")
        await pilot.pause()
        assert "1 no contact" in screen_text(app).replace("\u00a0", " ")
        await pilot.press("3")
        assert "unknown → indirect, by an object" in screen_text(app)
        screen.fields.move_to("removed")
        await pilot.press("1", "ctrl+s")
        await left(pilot, app)
        assert now_of(services, incident).contact is Contact.INDIRECT_OBJECT
        assert now_of(services, incident).removed is Removed.IMMEDIATELY
        assert services.chart.history(incident)[-1].reason == "Details added after capture"


async def test_changing_what_was_recorded_asks_why_and_keeps_both(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, incident)
        screen.fields.move_to("side")
        await pilot.press("1", "ctrl+s")
        await shown(pilot, app, ReasonDialog)
        await pilot.press("enter")
        await wait_for(pilot, lambda: "A reason is needed" in screen_text(app), "the refusal")
        assert now_of(services, incident).side is Side.MIDLINE
        await typed(pilot, "looked again")
        await pilot.press("enter")
        await left(pilot, app)
        assert now_of(services, incident).side is Side.LEFT
        entry = services.chart.history(incident)[-1]
        assert entry.reason == "looked again"
        assert "side: midline → left" in entry.lines
        assert not services.drafts.names("form-amend")


async def test_each_kind_of_field_has_its_dialog(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, incident)
        screen.fields.move_to("condition")
        await pilot.press("enter")
        await shown(pilot, app, FindDialog)
        await typed(pilot, "turf")
        await pilot.press("enter")
        await wait_for(pilot, lambda: "Back Spasms → Turf Toe" in screen_text(app), "the condition")
        screen.fields.move_to("causes")
        await pilot.press("enter")
        dialog = await shown(pilot, app, ChooseManyDialog)
        await pilot.press("1", "2", "2", "j", "space", "enter")
        await shown(pilot, app, AmendScreen)
        assert screen.amendment.changes["causes"] == [dialog.choices[0].key, dialog.choices[2].key]
        screen.fields.move_to("region")
        await pilot.press("enter")
        await shown(pilot, app, ChooseDialog)
        await pilot.press("G", "k", "k", "enter")
        await wait_for(pilot, lambda: screen.amendment.value("region") == Region.FOOT, "the region")
        assert screen.amendment.value("side") == Side.UNKNOWN
        screen.fields.move_to("tissue")
        await pilot.press("enter", "a")
        await wait_for(pilot, lambda: screen.amendment.value("tissue") == Tissue.BONE_CONTUSION, "the tissue")
        screen.fields.move_to("grade")
        await pilot.press("2")
        screen.fields.move_to("certainty")
        await pilot.press("2")
        screen.fields.move_to("kind")
        await pilot.press("4", "ctrl+s")
        await shown(pilot, app, ReasonDialog)
        await typed(pilot, "x-ray")
        await pilot.press("enter")
        await left(pilot, app)
        found = now_of(services, incident)
        assert (found.condition, found.region, found.side) == ("turf-toe", Region.FOOT, Side.UNKNOWN)
        assert (found.principal.tissue, found.principal.grade) == (Tissue.BONE_CONTUSION, 2)
        assert found.principal.certainty is Certainty.CONFIRMED
        assert found.kind is IncidentKind.ENVIRONMENTAL
        assert len(found.causes) == 2


async def test_causes_of_another_condition_go_with_it(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services, causes=["overuse"])
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, incident)
        screen._set(next(field for field in FIELDS if field.name == "condition"), "turf-toe")
        assert screen.amendment.changes["causes"] == []
        assert "Overload → not recorded" in screen_text(app)


async def test_a_guest_becomes_an_athlete_of_the_roster_without_a_reason(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services, {"guest": "14 Riverside"}, findings={"saddle_numbness": True})
    mara = services.chart.athletes()[0].id
    async with app.run_test() as pilot:
        await opened(pilot, app, incident)
        await pilot.press("enter")
        await shown(pilot, app, FindDialog)
        await typed(pilot, "22")
        await pilot.press("enter")
        await wait_for(pilot, lambda: "14 Riverside → 22 Mara Ortiz" in screen_text(app), "who it is")
        await pilot.press("ctrl+s")
        await left(pilot, app)
        assert now_of(services, incident).athlete == mara
        assert services.availability.current(mara) == "out"


async def test_a_bad_time_is_refused_beside_where_it_is_typed(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, incident)
        await pilot.press("j", "enter")
        await shown(pilot, app, AskDialog)
        for text, sentence in (("soon", "“soon” is not a time"), ("2027-01-01 10:00", "lies in the future")):
            await pilot.press("ctrl+u")
            await typed(pilot, text)
            await pilot.press("enter")
            await wait_for(pilot, lambda s=sentence: s in screen_text(app), sentence)  # type: ignore[misc]
        await pilot.press("ctrl+u")
        await typed(pilot, "9:05")
        await pilot.press("enter")
        await wait_for(pilot, lambda: app.screen is screen, "the form")
        assert "2026-10-09 19:42 → 2026-10-09 09:05" in screen_text(app)


async def test_what_the_record_refuses_stands_beside_its_field(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, incident)
        screen._set(next(f for f in FIELDS if f.name == "onset_at"), "2001-01-01T10:00:00-05:00")
        await pilot.press("ctrl+s")
        await shown(pilot, app, ReasonDialog)
        await typed(pilot, "typed wrong")
        await pilot.press("enter")
        await wait_for(pilot, lambda: "before the athlete was born" in screen_text(app), "the refusal")
        await pilot.press("escape")
        await wait_for(pilot, lambda: app.screen is screen, "the form")
        assert "▲ Lies before the athlete was born" in screen_text(app)
        assert screen.fields.cursor_key == "onset_at"


async def test_choices_are_kept_from_the_first_key_and_found_after_a_kill(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, incident)
        screen.fields.move_to("contact")
        await pilot.press("1")
        await wait_for(pilot, lambda: services.drafts.load(f"form-amend-{incident}"), "the draft")
    services.close()
    again, services = real_stage(tmp_path, FixedClock(NOW))
    async with again.run_test() as pilot:
        screen = await opened(pilot, again, incident)
        assert screen.amendment.changes == {"contact": "none"}
        assert "1 not saved, kept as a draft" in screen_text(again)
        await pilot.press("escape")
        await left(pilot, again)
        screen = await opened(pilot, again, incident)
        await pilot.press("ctrl+r")
        assert screen.amendment.changes == {}
        assert services.drafts.load(f"form-amend-{incident}") is None
        await pilot.press("ctrl+s")
        await left(pilot, again)
        assert len(services.chart.history(incident)) == 1


async def test_choosing_what_is_recorded_takes_the_change_back(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, incident)
        screen.fields.move_to("kind")
        await pilot.press("2")
        assert screen.amendment.changes == {"kind": "illness"}
        await pilot.press("1")
        assert screen.amendment.changes == {}
        assert "not saved" not in screen_text(app)


async def test_a_conflict_is_settled_by_choosing_one_of_its_values(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    view = services.ledger.view("incidents", incident)
    for value in ("immediately", "not_removed"):
        with services.chart.records.change() as change:
            change.amend(view, {"removed": value}, "written on another laptop")
    assert now_of(services, incident).view.conflicts
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, incident)
        assert "also written: at once" in "\n".join(screen.fields.text_lines())
        screen.fields.move_to("removed")
        await pilot.press("3", "ctrl+s")
        await shown(pilot, app, ReasonDialog)
        await typed(pilot, "asked the coach")
        await pilot.press("enter")
        await left(pilot, app)
        assert now_of(services, incident).removed is Removed.NOT_REMOVED
        assert not now_of(services, incident).view.conflicts


async def test_any_text_in_the_record_is_shown(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    texts = [text for text in NASTY.values() if storable(text) and text.strip()]
    incidents = [record(services, {"guest": text}) for text in texts]
    async with app.run_test() as pilot:
        for incident, text in zip(incidents, texts, strict=True):
            await opened(pilot, app, incident)
            if text.isascii() and text.isprintable():
                assert text.strip()[:40] in screen_text(app)
            assert "\x1b" not in screen_text(app)
            await pilot.press("escape")
            await left(pilot, app)
