"""The sweep of a capture: what a digit, the bulk key and the roster answer, and what is not taken."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from tests.ui.capture_stage import ALIVE, LOW_BACK_LEFT, WHO, Stage, begin, press
from tests.waiting import wait_for
from trainer_tui.domain.findings import ABSENT_IN_BULK
from trainer_tui.domain.vocabulary import Region, Side
from trainer_tui.ui.screens.capture import CaptureScreen


async def test_the_bulk_key_answers_only_signs_of_this_screen_that_nobody_answered(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO, ALIVE, "4", "2", "0")
        vocabulary = stage.services.rules.vocabulary
        page_one = stage.services.chart.sweep(Region.SHOULDER).page_one
        signs = {name for name in page_one if vocabulary[name].in_bulk}
        bulk = {name for name, answer in stage.flow.draft.findings.items() if answer == ABSENT_IN_BULK}
        assert bulk == signs
        assert set(page_one) - signs  # else nothing is shown by this test
        assert "must be asked or examined one by one" in stage.text


async def test_the_bulk_key_leaves_a_present_sign_present(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO, ALIVE, "4", "2", "down", "1", "0")
        assert stage.flow.draft.findings["airway_swallow_venous"] is True
        assert stage.flow.draft.findings["shoulder_dislocated"] == ABSENT_IN_BULK


async def test_an_answer_is_taken_back_with_three_and_kept_by_enter(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO, ALIVE, LOW_BACK_LEFT, "1", "up", "enter")
        assert stage.flow.draft.findings["bladder_bowel_loss"] is True
        await press(pilot, "up", "3")
        assert "bladder_bowel_loss" not in stage.flow.draft.findings


async def test_the_banner_follows_every_answer(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO, ALIVE, LOW_BACK_LEFT)
        assert "No red flag among the answers given" in stage.text
        await press(pilot, "1")
        assert "Activate EMS now · 1 red flag" in stage.text
        assert "Lost control of bladder or bowel: present" in stage.sentences
        await press(pilot, "up", "2")
        assert "No red flag among the answers given" in stage.text
        assert "Absence of a flag is not clearance." in stage.text


async def test_further_pages_hold_the_whole_sweep(stage: Stage) -> None:
    seen: set[str] = set()
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO, ALIVE, LOW_BACK_LEFT)
        sweep = stage.services.chart.sweep(Region.LUMBOSACRAL)
        pages = 1 + -(-len(sweep.page_two) // 8)
        for _ in range(pages):
            seen |= {key for key in stage.screen.step_list.keys if key != "save"}
            await press(pilot, "pagedown")
        assert stage.flow.draft.sweep_page == 0
    assert seen == {*sweep.page_one, *sweep.page_two}


async def reach(pilot: Pilot[Any], stage: Stage, finding: str) -> None:
    """Turn pages until an item is there and put the cursor on it."""
    for _ in stage.services.rules.vocabulary:
        if finding in stage.screen.step_list.keys:
            break
        await press(pilot, "right")
    await press(pilot, "home")
    for _ in stage.screen.step_list.keys:
        if stage.flow.cursor != finding:
            await press(pilot, "down")
    assert stage.flow.cursor == finding


async def test_a_number_is_typed_and_the_third_digit_of_a_temperature_is_its_tenth(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO, ALIVE, "1")
        await reach(pilot, stage, "temp_rectal_c")
        await press(pilot, "3", "8", "5", "enter")
        assert stage.flow.draft.vitals == {"temp_rectal_c": 38.5}
        await press(pilot, "9", "enter", "escape", "escape")
        await wait_for(pilot, lambda: stage.recorded, "the incident")
    [taken] = [a.vitals for a in stage.recorded[0].assessments if a.vitals]
    assert taken["temp_rectal_c"] == 38.5


async def test_an_impossible_number_is_said_and_not_taken(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO, ALIVE, "1")
        await reach(pilot, stage, "temp_rectal_c")
        await press(pilot, "1", "0", "4", "0", "enter")
        assert "Rectal temperature" in stage.text
        assert "is impossible; use 25.0 to 45.0" in stage.text
        assert stage.flow.draft.vitals == {}
        await press(pilot, "escape")
        assert stage.flow.draft.typed == ""
        assert isinstance(stage.app.screen, CaptureScreen)


async def test_a_fever_denied_beside_a_high_temperature_is_said_and_not_taken(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO, ALIVE, "1")
        await reach(pilot, stage, "temp_other_c")
        await press(pilot, "3", "9", "0", "enter")
        await reach(pilot, stage, "fever")
        await press(pilot, "2")
        assert "correct one of the two" in stage.text
        assert "fever" not in stage.flow.draft.findings


async def test_a_temperature_outlives_a_fever_denied_before(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO, ALIVE, "1")
        await reach(pilot, stage, "fever")
        await press(pilot, "2")
        await reach(pilot, stage, "temp_other_c")
        await press(pilot, "3", "9", "0", "enter")
        assert stage.flow.draft.vitals == {"temp_other_c": 39.0}
        assert "fever" not in stage.flow.draft.findings


async def test_what_the_roster_knows_is_filled_in_and_said_so(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, "7", "enter", ALIVE, "5", "1")
        await reach(pilot, stage, "sct_known")
        assert "+ present (ros" in stage.text
        assert "sct_known" not in stage.flow.draft.findings


async def test_a_no_against_the_roster_is_asked_about(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, "7", "enter", ALIVE, "5", "1")
        await reach(pilot, stage, "sct_known")
        await press(pilot, "2")
        assert "the roster says yes" in stage.text
        await press(pilot, "1")
        assert "sct_known" not in stage.flow.draft.findings
        await reach(pilot, stage, "sct_known")
        await press(pilot, "2", "2")
        assert stage.flow.draft.findings["sct_known"] is False
        await press(pilot, "9", "enter")
        await wait_for(pilot, lambda: stage.recorded, "the incident")
    assert (
        "Sickle cell trait: answered as absent; the roster says present." in stage.recorded[0].notes[0].text
    )


async def test_an_answer_that_can_lower_the_urgency_needs_a_reason(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO, ALIVE, "4", "2")
        await reach(pilot, stage, "shoulder_reduced")
        await press(pilot, "1")
        assert "how do you know?" in stage.text
        await press(pilot, "enter")
        assert "A line of reason is needed" in stage.text
        assert "shoulder_reduced" not in stage.flow.draft.findings
        await press(pilot, "3")
        assert stage.flow.draft.findings["shoulder_reduced"] is True
        await press(pilot, "9", "enter")
        await wait_for(pilot, lambda: stage.recorded, "the incident")
    assert "Dislocation already back in: present, told by the athlete." in stage.recorded[0].notes[0].text


async def test_what_decides_can_be_answered_even_where_the_sweep_does_not_ask_it(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO, ALIVE, LOW_BACK_LEFT)
        await press(pilot, "6")
        assert "Nothing is undecided" in stage.text
        await reach(pilot, stage, "limb_weakness")
        await press(pilot, "1")
        assert "Undecided: may be an emergency" in stage.text
        await press(pilot, "6")
        assert stage.flow.cursor == "pain_out_of_proportion"
        assert "pain_out_of_proportion" not in stage.services.chart.sweep(Region.LUMBOSACRAL).findings
        await press(pilot, "2", "1", "enter", "2")
        assert stage.flow.draft.findings["limbs_affected"] == 1
        assert "Undecided: may be an emergency" not in stage.text
        await press(pilot, "6")
        assert "Sweep, low back, page 1" in stage.text


async def test_what_a_word_answers_is_asked_first_where_it_may_be_an_emergency(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO, ALIVE, "1")
        for finding in ("exertion_now", "dyspnoea"):
            await reach(pilot, stage, finding)
            await press(pilot, "1")
        await press(pilot, "6")
        assert stage.flow.cursor == "sct_known"
        assert len(stage.flow.draft.deciding) == 8
        assert "chest_pain" in stage.flow.draft.deciding


async def test_a_number_says_how_the_page_is_turned_and_the_key_does_it(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO, ALIVE, "1")
        await reach(pilot, stage, "temp_rectal_c")
        page = stage.flow.draft.sweep_page
        await press(pilot, "4")
        assert stage.flow.draft.typed == "4"
        assert stage.flow.draft.sweep_page == page
        assert "right or pagedown turns the page" in stage.sentences
        await press(pilot, "backspace", "right")
        assert stage.flow.draft.sweep_page != page


async def test_no_side_is_asked_of_what_is_not_one_part_of_the_body(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO, ALIVE, "7", "1", "left", "left", "1")
        assert stage.flow.draft.step == "sweep"
        assert stage.flow.draft.side is None
        assert "No side is asked" in stage.text
        await press(pilot, "left")
        assert stage.flow.draft.step == "region"
        await press(pilot, "1", "9", "enter")
        await wait_for(pilot, lambda: stage.recorded, "the incident")
    assert stage.recorded[0].incident.side is Side.UNKNOWN
