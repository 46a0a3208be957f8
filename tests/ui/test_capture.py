"""Recording an incident by keys: the order of the steps, what each key does, and how few are needed."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from textual.content import Content
from textual.pilot import Pilot
from textual.widgets import Input

from tests.nasty import NASTY
from tests.ui.records import NOW, SIZES
from tests.ui.stage import real_stage, screen_text
from tests.waiting import LONGEST, wait_for
from trainer_tui.bootstrap import Services
from trainer_tui.domain.credentials import Credentials
from trainer_tui.domain.errors import StoreError
from trainer_tui.domain.findings import ABSENT_IN_BULK, LIFE_QUESTIONS
from trainer_tui.domain.vocabulary import Availability, Region, Side
from trainer_tui.domain.wording import NOT_CLEARANCE
from trainer_tui.services.chart import IncidentChart
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.capture.flow import Flow
from trainer_tui.ui.dialogs.ask import AskDialog
from trainer_tui.ui.events import RecordIncident
from trainer_tui.ui.screens.capture import CaptureScreen
from trainer_tui.ui.widgets.bars import KeyBar

WHO = ("2", "2", "enter")
ALIVE = ("1", "1", "1")
LOW_BACK_LEFT = ("5", "1")


class Stage:
    """An app over real records with a small roster, and short words for what a test asks."""

    def __init__(self, folder: Path) -> None:
        self.app, self.services = real_stage(folder)
        self.mara = self.add(
            "22", "Mara", "Ortiz", birth_date="2009-03-04", alerts="asthma;allergy:penicillin"
        )
        self.jo = self.add("7", "Jo", "Blake", alerts="sickle_trait;diabetes")

    def add(self, jersey: str, given: str, family: str, **more: Any) -> str:
        who = {"jersey": jersey, "given": given, "family": family, "team": "Varsity"}
        return self.services.chart.add_athlete({**who, **more})

    @property
    def screen(self) -> CaptureScreen:
        screen = self.app.screen
        assert isinstance(screen, CaptureScreen), screen
        return screen

    @property
    def flow(self) -> Flow:
        assert self.screen.flow is not None
        return self.screen.flow

    @property
    def text(self) -> str:
        return screen_text(self.app)

    @property
    def sentences(self) -> str:
        """What is on the screen without frames and line ends."""
        return " ".join(re.sub("[│┃┏┓┗┛━╭╮╰╯─▌]", " ", self.text).split())

    @property
    def recorded(self) -> list[IncidentChart]:
        chart = self.services.chart
        return [chart.incident(row.incident.id) for row in chart.incidents()]

    def drafts(self) -> list[str]:
        return list(self.app.backstage.drafts.names("capture-"))


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


async def begin(pilot: Pilot[Any], app: TrainerApp) -> None:
    """Wait for the records, then start from Today: the reference would bring its condition along."""
    await wait_for(pilot, lambda: app.records_open, "the records")
    await pilot.press("f2")
    await wait_for(pilot, lambda: app.current_mode == "today", "Today")
    await pilot.press("n")
    await wait_for(pilot, lambda: isinstance(app.screen, CaptureScreen), "the capture")


async def press(pilot: Pilot[Any], *keys: Sequence[str] | str) -> None:
    """Press keys, given one by one or in groups."""
    for key in keys:
        await pilot.press(*([key] if isinstance(key, str) else key))


# --- how few keys ---------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("region_keys", [("5", "1"), ("0", "1", "1"), ("1",)])
async def test_a_capture_with_the_signs_in_bulk_takes_at_most_fifteen_keys(
    stage: Stage, size: tuple[int, int], region_keys: tuple[str, ...]
) -> None:
    keys = ["n", *WHO, *ALIVE, *region_keys, "0", "9", "enter"]
    async with stage.app.run_test(size=size) as pilot:
        await begin(pilot, stage.app)
        await pilot.press(*keys[1:])
        await wait_for(pilot, lambda: stage.recorded, "the incident")

    assert len(keys) <= 15
    [chart] = stage.recorded
    assert chart.who == "22 Mara Ortiz"
    assert [chart.assessments[0].findings[name] for name in LIFE_QUESTIONS] == [False] * 3
    assert ABSENT_IN_BULK in chart.assessments[0].findings.values()
    assert stage.drafts() == []


async def test_a_flagged_capture_in_bulk_with_its_acknowledgement_takes_at_most_fifteen_keys(
    stage: Stage,
) -> None:
    keys = ["n", *WHO, "1", "1", "2", "0", "1", "1", "0", "9", "enter", "enter"]
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await pilot.press(*keys[1:])
        await wait_for(pilot, lambda: stage.recorded and stage.recorded[0].acknowledgements, "the record")

    assert len(keys) <= 15
    assert not stage.recorded[0].needs_acknowledgement
    assert stage.services.availability.current(stage.mara) is Availability.OUT


@pytest.mark.parametrize("size", SIZES)
async def test_a_capture_with_page_one_answered_singly_takes_at_most_twenty_two_keys(
    stage: Stage, size: tuple[int, int]
) -> None:
    page_one = ["1", *["2"] * 7]
    keys = ["n", *WHO, *ALIVE, *LOW_BACK_LEFT, *page_one, "enter", "enter"]
    async with stage.app.run_test(size=size) as pilot:
        await begin(pilot, stage.app)
        await pilot.press(*keys[1:])
        await wait_for(pilot, lambda: stage.recorded and stage.recorded[0].acknowledgements, "the record")

    assert len(keys) <= 22
    answers = stage.recorded[0].assessments[0].findings
    sweep = stage.services.chart.sweep(Region.LUMBOSACRAL)
    assert [answers[name] for name in sweep.page_one] == [True] + [False] * 7


async def test_digits_enter_and_escape_are_enough_for_everything(stage: Stage) -> None:
    keys = ["n", *WHO, *ALIVE, *LOW_BACK_LEFT, "0", "9", "enter"]
    details = ["1", "1", "2", "enter", "1", "1", "1", "2", "1", "escape"]
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await pilot.press(*keys[1:], *details)
        await wait_for(pilot, lambda: not isinstance(stage.app.screen, CaptureScreen), "Today")
    assert {*keys[1:], *details} <= {*"0123456789", "enter", "escape"}
    incident = stage.recorded[0].incident
    assert incident.condition is not None
    assert len(incident.causes) == 2
    assert (incident.mode_of_onset, incident.contact) == ("acute_sudden", "none")
    assert (incident.removed, incident.session_kind) == ("immediately", "competition")
    assert incident.onset_at == "2026-10-09T19:50:00-05:00"


# --- who ------------------------------------------------------------------------------------------


async def test_the_list_narrows_with_every_letter_and_enter_takes_the_first(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        assert "Mara Ortiz" in stage.text
        assert "Jo Blake" in stage.text
        await press(pilot, "o", "r", "t")
        assert "Mara Ortiz" in stage.text
        assert "Jo Blake" not in stage.text
        await press(pilot, "enter")
        assert stage.flow.draft.athlete == stage.mara


async def test_alerts_and_a_missing_birth_date_show_the_moment_somebody_is_chosen(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO)
        assert "asthma · allergy: penicillin" in stage.text
        assert "17 years" in stage.text
        assert "No birth date" not in stage.text
        await press(pilot, "left", "7", "enter")
        assert "sickle trait · diabetes" in stage.text
        assert "No birth date: rules that need an age stay undecided." in stage.sentences


async def test_a_jersey_that_two_wear_is_asked_about_and_a_digit_answers(stage: Stage) -> None:
    other = stage.add("22", "Lee", "Park", team="JV")
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO)
        assert "Several wear 22" in stage.text
        assert stage.flow.draft.athlete is None
        await press(pilot, "2")
        assert stage.flow.draft.athlete == other


async def test_a_line_marked_by_hand_is_taken_even_when_several_wear_the_jersey(stage: Stage) -> None:
    other = stage.add("22", "Lee", "Park", team="JV")
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, "2", "2", "down", "enter")
        assert stage.flow.draft.athlete == other


async def test_an_unknown_person_takes_two_keys(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, "enter", "1")
        assert stage.flow.draft.guest == "unknown person"
        await press(pilot, ALIVE, LOW_BACK_LEFT, "9", "enter")
        await wait_for(pilot, lambda: stage.recorded, "the incident")
    assert stage.recorded[0].who == "unknown person"


@pytest.mark.parametrize("keys", [("enter", "2"), ()])
async def test_a_guest_is_a_jersey_and_a_word(stage: Stage, keys: tuple[str, ...]) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, keys, "1", "4", "space", *"Riverside", "enter", ALIVE, LOW_BACK_LEFT, "9", "enter")
        await wait_for(pilot, lambda: stage.recorded, "the incident")
    assert stage.recorded[0].incident.guest == "14 Riverside"


async def test_names_of_every_kind_show_and_do_not_act(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        for text in NASTY.values():
            stage.flow.go("who")
            stage.flow.write(text[:200])
            await press(pilot, "down")
            stage.flow.name_guest(text[:200])
            await press(pilot, ALIVE)
            assert "Where?" in stage.text
            assert "\x1b" not in stage.text


async def test_words_of_a_guest_that_no_record_takes_are_said_where_they_are_typed(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        stage.flow.write("x" * 201)
        await press(pilot, "enter")
        assert stage.flow.draft.step == "who"
        assert "This is 201 characters long" in stage.text
        assert stage.flow.draft.typed == "x" * 201


async def test_a_guest_pasted_in_two_lines_is_one_that_can_be_saved(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        stage.flow.write("14\nRiverside")
        await press(pilot, "enter")
        assert stage.flow.draft.guest == "14 Riverside"


# --- life questions -------------------------------------------------------------------------------


async def test_a_no_is_a_danger_and_a_yes_is_its_absence(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO, "2", "1", "3")
        assert stage.flow.draft.findings == {"unresponsive": True, "not_breathing_normally": False}
        assert "▲▲ Activate EMS now" in stage.text


async def test_enter_leaves_a_life_question_not_assessed(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO, "enter", "enter", "enter")
        assert stage.flow.draft.findings == {}
        assert stage.flow.draft.step == "region"
        assert "No red flag among the answers given" in stage.text


# --- region, condition, side ----------------------------------------------------------------------


async def test_every_region_is_reached_with_at_most_two_digits(stage: Stage) -> None:
    paths = [(d,) for d in "12345678"] + [("9", d) for d in "12345"] + [("0", d) for d in "1234567"]
    reached = []
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO, ALIVE)
        for path in paths:
            await press(pilot, path)
            reached.append(stage.flow.draft.body_region)
            sideless = stage.flow.draft.body_region is Region.UNSPECIFIED
            assert stage.flow.draft.step == ("sweep" if sideless else "side")
            await press(pilot, "left")
            assert stage.flow.draft.step == "region"
            while stage.flow.draft.page:
                await press(pilot, "left")
    assert sorted(reached) == sorted(Region)


async def test_only_the_sides_of_the_region_are_offered_and_enter_leaves_it_unknown(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO, ALIVE, "7")
        assert "Midline" not in stage.text
        await press(pilot, "enter")
        assert stage.flow.draft.side == Side.UNKNOWN.value
        await press(pilot, "left", "left", "5")
        assert "Midline" in stage.text


async def test_a_side_the_new_region_does_not_have_falls_away(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO, ALIVE, "5", "4")
        assert stage.flow.draft.side == "midline"
        await press(pilot, "left", "left", "7")
        assert stage.flow.draft.side is None


async def test_a_condition_found_by_name_brings_its_region(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO, ALIVE, "slash", *"turf", "enter")
        assert stage.flow.draft.condition == "turf-toe"
        assert stage.flow.draft.body_region is Region.FOOT
        assert stage.flow.draft.step == "side"


async def test_escape_leaves_the_search_and_not_the_capture(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO, ALIVE, "slash", *"turf", "escape")
        assert stage.flow.draft.step == "region"


async def test_a_condition_chosen_in_the_reference_skips_the_region(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await wait_for(pilot, lambda: stage.app.records_open, "the records")
        await press(pilot, "slash", *"shoulder inst", "enter", "enter", "n", WHO, ALIVE)
        await wait_for(pilot, lambda: stage.flow.draft.step == "side", "the side")
        chosen = (stage.flow.draft.condition, stage.flow.draft.region)
        assert chosen == ("shoulder-instability", "shoulder")


async def test_a_condition_of_several_regions_asks_which(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await press(pilot, WHO, ALIVE, "slash", *"back sp", "enter")
        assert "1 Low back" in stage.sentences
        assert "Ankle" not in stage.text
        await press(pilot, "2")
        assert stage.flow.draft.body_region is Region.THORACIC_SPINE
        await press(pilot, "left", "4")
        assert "Ankle" in stage.text
        await press(pilot, "8")
        assert stage.flow.draft.region == "ankle"


# --- the sweep ------------------------------------------------------------------------------------


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


# --- leaving, parking, going on -------------------------------------------------------------------


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


# --- saving and what follows ----------------------------------------------------------------------


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
