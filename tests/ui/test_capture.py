"""Recording an incident by keys: how few are needed, who it is, the life questions, where it is."""

from __future__ import annotations

import pytest

from tests.nasty import NASTY
from tests.ui.capture_stage import ALIVE, LOW_BACK_LEFT, WHO, Stage, begin, press
from tests.ui.records import SIZES
from tests.waiting import wait_for
from trainer_tui.domain.findings import ABSENT_IN_BULK, LIFE_QUESTIONS
from trainer_tui.domain.vocabulary import Availability, Region, Side
from trainer_tui.ui.screens.capture import CaptureScreen

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
