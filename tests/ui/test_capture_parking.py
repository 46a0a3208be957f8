"""Captures left half recorded: parked, gone on with, forgotten only after a yes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Event

from tests.ui.capture_stage import ALIVE, LOW_BACK_LEFT, WHO, Stage, begin, press
from tests.ui.records import NOW
from tests.waiting import LONGEST, wait_for
from trainer_tui.bootstrap import Services
from trainer_tui.domain.credentials import Credentials
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.screens.capture import CaptureScreen


async def test_the_first_key_makes_the_draft_and_every_key_is_in_it(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        assert stage.drafts() == []
        await press(pilot, "2")
        kept = stage.app.backstage.drafts.load("capture-1")
        assert kept is not None
        assert kept["typed"] == "2"
        assert "1 draft (p)" in stage.text
        await press(pilot, "2", "enter", "2")
        kept = stage.app.backstage.drafts.load("capture-1")
        assert kept is not None
        assert kept["findings"] == {"unresponsive": True}


async def test_escape_parks_with_its_number_and_p_goes_on_where_it_was(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24), notifications=True) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO, ALIVE, LOW_BACK_LEFT, "2", "escape")
        await wait_for(pilot, lambda: not isinstance(stage.app.screen, CaptureScreen), "Today")
        assert stage.drafts() == ["capture-1"]
        assert "Parked as draft 1" in stage.text
        await press(pilot, "p")
        await wait_for(pilot, lambda: isinstance(stage.app.screen, CaptureScreen), "the capture")
        assert stage.flow.draft.findings["bladder_bowel_loss"] is False
        assert stage.flow.cursor == "urinary_retention"


async def test_escape_without_a_key_leaves_no_draft(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, "escape")
        await wait_for(pilot, lambda: not isinstance(stage.app.screen, CaptureScreen), "Today")
    assert stage.drafts() == []


async def test_a_second_athlete_goes_down_while_the_first_is_half_recorded(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO, "1", "n")
        await wait_for(pilot, lambda: stage.flow.name is None, "another capture")
        await press(pilot, "7", "enter", ALIVE, "5", "1", "escape", "p")
        await wait_for(pilot, lambda: "Half recorded" in stage.text, "the list of drafts")
        assert "22 Ortiz · region not said · started 20:00" in stage.text
        assert "7 Blake · low back · started 20:00" in stage.text
        await press(pilot, "1")
        await wait_for(pilot, lambda: isinstance(stage.app.screen, CaptureScreen), "the capture")
        assert stage.flow.draft.athlete == stage.mara
        await press(pilot, "p")
        await press(pilot, "2")
        await wait_for(pilot, lambda: isinstance(stage.app.screen, CaptureScreen), "the other capture")
        assert stage.flow.draft.athlete == stage.jo


async def test_a_tenth_capture_is_refused_with_a_sentence(stage: Stage) -> None:
    for number in range(1, 10):
        stage.app.backstage.drafts.save(f"capture-{number}", {"started_at": NOW})
    async with stage.app.run_test(size=(80, 24), notifications=True) as pilot:
        await wait_for(pilot, lambda: stage.app.records_open, "the records")
        await press(pilot, "n")
        await wait_for(pilot, lambda: "9 incidents are half" in stage.text, "the sentence")
        await wait_for(pilot, lambda: not isinstance(stage.app.screen, CaptureScreen), "the reference")


async def test_a_draft_is_discarded_only_after_a_yes(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO, "d")
        await wait_for(pilot, lambda: "22 Ortiz · region not said" in stage.text, "the question")
        await press(pilot, "escape")
        await wait_for(pilot, lambda: isinstance(stage.app.screen, CaptureScreen), "the capture")
        assert stage.drafts() == ["capture-1"]
        await press(pilot, "d", "y")
        await wait_for(pilot, lambda: not isinstance(stage.app.screen, CaptureScreen), "Today")
    assert stage.drafts() == []


async def test_going_back_keeps_every_answer(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO, "1", "1", "2", LOW_BACK_LEFT, "1")
        steps = []
        for _ in range(7):
            steps.append(stage.flow.draft.step)
            await press(pilot, "left")
        assert steps == ["sweep", "side", "region", "life", "life", "life", "who"]
        await press(pilot, "enter", "enter", "enter", "enter", "enter", "enter")
        assert stage.flow.draft.step == "sweep"
        assert stage.flow.draft.findings == {
            "unresponsive": False,
            "not_breathing_normally": False,
            "bleeding_uncontrolled": True,
            "bladder_bowel_loss": True,
        }
        assert (stage.flow.draft.region, stage.flow.draft.side) == ("lumbosacral", "left")


async def test_the_same_draft_on_two_screens_is_one(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO, "f5", "p")
        await wait_for(pilot, lambda: isinstance(stage.app.screen, CaptureScreen), "the capture")
        await press(pilot, ALIVE, LOW_BACK_LEFT, "9", "enter", "escape")
        await wait_for(pilot, lambda: stage.recorded and not stage.drafts(), "the incident")
        await press(pilot, "f2")
        await wait_for(pilot, lambda: stage.app.current_mode == "today", "Today")
        await wait_for(pilot, lambda: not isinstance(stage.app.screen, CaptureScreen), "the list")
    assert len(stage.recorded) == 1


async def test_keys_typed_before_the_records_are_open_are_not_lost(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    stage.app.backstage.drafts.save("ui-state", {"mode": "today"})
    go_on = Event()

    def slowly(credentials: Credentials) -> Services:
        go_on.wait(LONGEST)
        return stage.services

    stage.app = TrainerApp(replace(stage.app.backstage, open_records=slowly))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "n")
        await wait_for(pilot, lambda: isinstance(stage.app.screen, CaptureScreen), "the capture")
        await press(pilot, WHO, "2")
        assert "Opening the records" in stage.text
        go_on.set()
        await wait_for(pilot, lambda: stage.screen.flow is not None, "the records")
        assert stage.flow.draft.athlete == stage.mara
        assert stage.flow.draft.findings == {"unresponsive": True}
