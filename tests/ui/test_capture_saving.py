"""Saving a capture: what follows, what a disk refuses, and that nothing typed is lost."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.content import Content
from textual.widgets import Input

from tests.ui.capture_stage import ALIVE, LOW_BACK_LEFT, WHO, Stage, begin, press
from tests.ui.records import NOW, SIZES
from tests.waiting import wait_for
from trainer_tui.domain.errors import StoreError
from trainer_tui.domain.findings import LIFE_QUESTIONS
from trainer_tui.domain.vocabulary import Region
from trainer_tui.domain.wording import NOT_CLEARANCE
from trainer_tui.ui.dialogs.ask import AskDialog
from trainer_tui.ui.events import RecordIncident
from trainer_tui.ui.screens.capture import CaptureScreen
from trainer_tui.ui.widgets.bars import KeyBar


async def test_a_flag_left_unacknowledged_stays_on_today(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO, ALIVE, LOW_BACK_LEFT, "1", "9", "enter")
        await wait_for(pilot, lambda: stage.recorded, "the incident")
        assert "22 Mara Ortiz is OUT" in stage.text
        assert "Possible cauda equina" in stage.text
        await press(pilot, "escape", "escape")
        await wait_for(pilot, lambda: "Red flags not acknowledged (1)" in stage.text, "Today")
    assert stage.recorded[0].acknowledgements == ()


async def test_details_go_to_the_same_record_one_key_each(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO, ALIVE, "slash", *"back sp", "enter", "1", "1", "9", "enter")
        await wait_for(pilot, lambda: stage.recorded, "the incident")
        await press(pilot, "down", "2", "3", "enter", "1", "1", "1", "3", "1")
        await press(pilot, *"Felt it at the second set", "enter")
        await wait_for(pilot, lambda: not isinstance(stage.app.screen, CaptureScreen), "Today")
    [chart] = stage.recorded
    causes = stage.services.reference.causes("back-spasms")
    assert chart.incident.causes == (causes[1].id, causes[2].id)
    assert chart.incident.mode_of_onset == "acute_sudden"
    assert chart.incident.contact == "none"
    assert chart.incident.removed == "immediately"
    assert chart.incident.onset_at == "2026-10-09T19:45:00-05:00"
    assert chart.incident.session_kind == "competition"
    assert [note.text for note in chart.notes] == ["Felt it at the second set"]
    assert stage.drafts() == []


@pytest.mark.parametrize(
    ("digit", "minutes", "late"), [("5", 60, False), ("7", 120, True), ("9", 1440, True)]
)
async def test_what_happened_more_than_an_hour_ago_is_a_late_entry(
    stage: Stage, digit: str, minutes: int, late: bool
) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO, ALIVE, LOW_BACK_LEFT, "9", "enter")
        await wait_for(pilot, lambda: stage.recorded, "the incident")
        await press(pilot, "enter", "enter", "enter", "enter", digit)
        assert ("late entry" in stage.text) is late
        await press(pilot, "escape")
        await wait_for(pilot, lambda: not isinstance(stage.app.screen, CaptureScreen), "Today")
    [incident] = [chart.incident for chart in stage.recorded]
    assert incident.onset_at == (datetime.fromisoformat(NOW) - timedelta(minutes=minutes)).isoformat()
    assert incident.late_entry is late


async def test_details_are_never_a_gate(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO, ALIVE, LOW_BACK_LEFT, "9", "enter", "escape")
        await wait_for(pilot, lambda: not isinstance(stage.app.screen, CaptureScreen), "Today")
    assert stage.recorded[0].incident.mode_of_onset == "unknown"
    assert stage.drafts() == []


async def test_details_are_kept_as_a_draft_until_they_are_written(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO, ALIVE, LOW_BACK_LEFT, "9", "enter")
        await wait_for(pilot, lambda: stage.recorded, "the incident")
        assert stage.drafts() == []
        await press(pilot, "down", "1")
        kept = stage.app.backstage.drafts.load("capture-1")
        assert kept is not None
        assert kept["mode_of_onset"] == "acute_sudden"
        assert kept["incident"] == stage.recorded[0].incident.id


async def test_a_narrative_too_long_is_said_and_kept(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO, ALIVE, LOW_BACK_LEFT, "9", "enter")
        await wait_for(pilot, lambda: stage.recorded, "the incident")
        await press(pilot, "end")
        stage.screen.text.value = "x" * 20_001
        await wait_for(pilot, lambda: "20,001 characters" in stage.text, "the sentence")
        await press(pilot, "enter")
        assert "20,000" in stage.text
        assert isinstance(stage.app.screen, CaptureScreen)
        stage.screen.text.value = "Fell."
        await press(pilot, "enter")
        await wait_for(pilot, lambda: not isinstance(stage.app.screen, CaptureScreen), "Today")
    assert [note.text for note in stage.recorded[0].notes] == ["Fell."]


async def test_a_save_that_fails_is_said_and_keeps_everything(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(raws: object) -> list[str]:
        raise StoreError("The disk is full: nothing was saved.")

    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO, ALIVE, LOW_BACK_LEFT, "1", "9")
        with monkeypatch.context() as broken:
            broken.setattr(stage.services.chart, "add_incidents", full)
            await press(pilot, "enter")
        assert "The disk is full: nothing was saved." in stage.text
        kept = stage.app.backstage.drafts.load("capture-1")
        assert kept is not None
        assert kept["findings"]["bladder_bowel_loss"] is True
        await press(pilot, "enter")
        await wait_for(pilot, lambda: stage.recorded, "the incident")
    assert stage.drafts() == []


async def test_what_a_full_disk_refuses_is_written_elsewhere_and_can_be_taken_in_from_there(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(raws: object) -> list[str]:
        raise StoreError("The disk is full: nothing was saved.")

    stick = tmp_path / "stick"
    stick.mkdir()
    async with stage.app.run_test(size=(80, 24), notifications=True) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO, ALIVE, LOW_BACK_LEFT, "1", "9")
        with monkeypatch.context() as broken:
            broken.setattr(stage.services.chart, "add_incidents", full)
            await press(pilot, "enter")
        assert "^o writes what is on the screen to a file elsewhere" in stage.sentences
        await press(pilot, "ctrl+o")
        await wait_for(pilot, lambda: isinstance(stage.app.screen, AskDialog), "the question")
        stage.app.screen.query_one(Input).value = str(tmp_path / "gone" / "there.json")
        await press(pilot, "enter")
        await wait_for(pilot, lambda: "is not there" in stage.sentences, "the refusal")
        stage.app.screen.query_one(Input).value = str(stick)
        await press(pilot, "enter")
        await wait_for(pilot, lambda: "Written to" in stage.sentences, "where it is")
        assert stage.drafts() == ["capture-1"]
    (written,) = stick.iterdir()
    (ident,) = stage.services.chart.add_incidents([json.loads(written.read_text(encoding="utf-8"))])
    assessment = stage.services.chart.incident(ident).assessments[0]
    assert assessment.findings["bladder_bowel_loss"] is True


async def test_a_draft_that_cannot_be_kept_is_said_and_recording_goes_on(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(name: str, draft: dict[str, Any]) -> None:
        raise StoreError("The disk is full: the draft could not be written.")

    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        with monkeypatch.context() as broken:
            broken.setattr(stage.app.backstage.drafts, "save", full)
            await press(pilot, WHO)
            assert "The disk is full: the draft could not be written." in stage.text
            assert stage.drafts() == []
        await press(pilot, "1")
        assert stage.drafts() == ["capture-1"]


async def test_what_the_disk_did_not_keep_stays_on_the_screen_behind_a_dialog(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(name: str, draft: dict[str, Any]) -> None:
        raise StoreError("The disk is full: the draft could not be written.")

    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO)
        monkeypatch.setattr(stage.app.backstage.drafts, "save", full)
        await press(pilot, ALIVE, "ctrl+o")
        await wait_for(pilot, lambda: isinstance(stage.app.screen, AskDialog), "the question")
        stage.app.screen.query_one(Input).value = str(tmp_path)
        await press(pilot, "enter")
        await wait_for(pilot, lambda: isinstance(stage.app.screen, CaptureScreen), "the capture")
        await pilot.pause()
        assert stage.flow.draft.step == "region"
        assert [stage.flow.draft.findings[name] for name in LIFE_QUESTIONS] == [False, False, False]


async def test_leaving_never_says_parked_when_the_draft_could_not_be_kept(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(name: str, draft: dict[str, Any]) -> None:
        raise StoreError("The disk is full: the draft could not be written.")

    async with stage.app.run_test(size=(80, 24), notifications=True) as pilot:
        await begin(pilot, stage.app)
        monkeypatch.setattr(stage.app.backstage.drafts, "save", full)
        await press(pilot, WHO, "escape")
        assert "escape again leaves all the same" in stage.sentences
        await press(pilot, "escape")
        await wait_for(pilot, lambda: not isinstance(stage.app.screen, CaptureScreen), "Today")
        assert "Parked" not in stage.text


async def test_a_draft_that_is_gone_is_said(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24), notifications=True) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, "escape")
        stage.app.post_message(RecordIncident(resume="capture-4"))
        await wait_for(pilot, lambda: "This draft is gone" in stage.text, "the sentence")
        await wait_for(pilot, lambda: not isinstance(stage.app.screen, CaptureScreen), "Today")


async def test_ctrl_s_saves_from_any_step_once_somebody_is_named(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, "ctrl+s")
        assert "Nobody is named yet" in stage.text
        await press(pilot, WHO, "2", "ctrl+s")
        await wait_for(pilot, lambda: stage.recorded, "the incident")
    assert stage.recorded[0].assessments[0].findings == {"unresponsive": True}


async def test_tab_opens_the_red_flags_in_full_and_comes_back(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO, ALIVE, LOW_BACK_LEFT, "1", "tab")
        assert stage.screen.banner.has_focus
        await wait_for(pilot, lambda: "Sources B06, B09, B10, B28" in stage.sentences, "the sources")
        await press(pilot, "escape")
        assert stage.screen.step_list.has_focus
        await press(pilot, "tab", "1")
        assert stage.screen.step_list.has_focus
        assert stage.flow.draft.findings["urinary_retention"] is True


@pytest.mark.parametrize("size", SIZES)
async def test_every_step_fits_its_line_of_keys_and_says_that_no_flag_is_no_clearance(
    stage: Stage, size: tuple[int, int]
) -> None:
    seen = []
    async with stage.app.run_test(size=size) as pilot:
        await begin(pilot, stage.app)
        for keys in (
            (),
            WHO,
            ("1", "2", "2"),
            ("5",),
            ("1",),
            ("1", "tab"),
            ("tab", "9"),
            ("enter",),
            ("enter",),
        ):
            await press(pilot, keys)
            line = stage.screen.query_one(KeyBar).render()
            assert isinstance(line, Content)
            assert len(line.plain.rstrip()) <= 80, line.plain
            await wait_for(pilot, lambda: NOT_CLEARANCE in stage.text, "the sentence")
            seen.append(stage.flow.draft.step)
    assert seen == ["who", "life", "region", "side", "sweep", "sweep", "sweep", "flags", "details"]


async def test_the_first_page_of_a_sweep_is_seen_whole_beside_a_full_banner(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO, "2", "2", "2", LOW_BACK_LEFT)
        text = stage.text
        vocabulary = stage.services.rules.vocabulary
        for name in stage.services.chart.sweep(Region.LUMBOSACRAL).page_one:
            assert vocabulary[name].prompt in text
        assert "SAVE" in text
        assert "FIRST:" in text
        assert "Absence of a flag is not clearance." in text
