"""The figure of the body: every region is on it, reached by arrows, on the athlete's own side."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.ui.capture_stage import ALIVE, WHO, Stage, begin
from trainer_tui.domain.vocabulary import Region, Side
from trainer_tui.ui.capture.body_map import ARROWS, Figure, Place, next_place, places
from trainer_tui.ui.text import text_of

NOWHERE = {Region.UNSPECIFIED, Region.MULTIPLE}
ONLY_IN_FRONT = {Region.CHEST, Region.ABDOMEN}
ONLY_BEHIND = {Region.THORACIC_SPINE, Region.LUMBOSACRAL}
BESIDE = 47
"""The column where the figure begins."""


def drawn(figure: Figure, **codes: str) -> str:
    return "\n".join(
        text_of(row.spans) for row in figure.rows({Region(r): code for r, code in codes.items()})
    )


def reached(start: Place) -> set[Place]:
    """Return every place that some arrows lead to."""
    found, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        new = {next_place(here, arrow) for arrow in ARROWS} - found
        found |= new
        waiting += new
    return found


def test_every_region_is_seen_from_the_front_or_from_behind() -> None:
    front, back = ({place.region for place in places(back=back)} for back in (False, True))
    assert front == set(Region) - NOWHERE - ONLY_BEHIND
    assert back == set(Region) - NOWHERE - ONLY_IN_FRONT


@pytest.mark.parametrize("back", [False, True])
def test_arrows_lead_from_everywhere_to_everywhere(back: bool) -> None:
    everywhere = set(places(back=back))
    for start in everywhere:
        assert reached(start) == everywhere


@pytest.mark.parametrize("back", [False, True])
def test_left_and_right_lead_back(back: bool) -> None:
    thigh = next(place for place in places(back=back) if place.region is Region.THIGH)
    other = next_place(thigh, "right")
    assert (other.region, other.side) != (thigh.region, thigh.side)
    assert next_place(other, "left") == thigh


def test_the_sides_are_the_athletes_own() -> None:
    knees = [p for p in places(back=False) if p.region is Region.KNEE]
    assert [knee.side for knee in knees] == [Side.RIGHT, Side.LEFT]
    assert "RIGHT" in drawn(Figure()).splitlines()[1].split("(")[0]
    knees = [p for p in places(back=True) if p.region is Region.KNEE]
    assert [knee.side for knee in knees] == [Side.LEFT, Side.RIGHT]
    assert "LEFT" in drawn(Figure(back=True)).splitlines()[1].split("(")[0]


def test_the_middle_of_the_body_has_no_side() -> None:
    assert {p.region for p in places(back=False) if p.side is None} == {
        Region.HEAD,
        Region.NECK,
        Region.CHEST,
        Region.ABDOMEN,
    }


def test_turning_keeps_the_part_and_its_side() -> None:
    figure = Figure()
    figure.enter([Region.KNEE])
    assert figure.here is not None
    before = (figure.here.region, figure.here.side)
    figure.turn()
    assert figure.back
    assert (figure.here.region, figure.here.side) == before


def test_turning_on_the_trunk_stays_at_its_height() -> None:
    figure = Figure()
    figure.enter([Region.ABDOMEN])
    figure.turn()
    assert figure.here is not None
    assert figure.here.region is Region.LUMBOSACRAL


def test_the_figure_turns_by_itself_to_what_is_only_seen_from_behind() -> None:
    figure = Figure()
    figure.look_at([Region.LUMBOSACRAL])
    assert figure.back
    figure.look_at([Region.KNEE])
    assert figure.back, "what both views show turns nothing"
    figure.look_at([Region.CHEST])
    assert not figure.back


def test_a_turn_by_hand_holds_while_the_mark_stays() -> None:
    figure = Figure()
    figure.look_at([Region.LUMBOSACRAL])
    figure.turn()
    figure.look_at([Region.LUMBOSACRAL])
    assert not figure.back


def test_what_is_marked_is_told_without_colour() -> None:
    figure = Figure()
    figure.look_at([Region.ELBOW])
    assert drawn(figure, elbow="92").count("[92]") == 2
    figure.enter([Region.ELBOW])
    assert drawn(figure, elbow="92").count("[92]") == 1


def test_it_is_drawn_in_plain_characters() -> None:
    assert re.fullmatch(r"[ -~\n]*", drawn(Figure()))


# --- in the capture -------------------------------------------------------------------------------


def picture(stage: Stage) -> Iterator[str]:
    """Return the lines of the figure on the screen."""
    return (line[BESIDE:].rstrip() for line in stage.text.splitlines())


async def test_the_digits_of_the_list_stand_on_the_figure(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await pilot.press(*WHO, *ALIVE)
        assert "athlete's   FRONT    athlete's" in stage.text
        assert any("|7 ||7 |" in line for line in picture(stage))
        await pilot.press("9")
        assert stage.text.count("[1 ]") == 2
        await pilot.press("2")
        assert stage.flow.draft.region == "elbow"
        assert "athlete's   FRONT" not in stage.text


async def test_arrows_choose_a_region_and_offer_its_side(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await pilot.press(*WHO, *ALIVE, "m")
        assert "Head  arrows" in stage.text
        await pilot.press("down", "right", "down")
        assert "Upper arm, athlete's left  arrows" in stage.text
        await pilot.press("down", "enter")
        assert (stage.flow.draft.region, stage.flow.draft.side) == ("elbow", "left")
        assert stage.flow.cursor == "left"
        await pilot.press("enter")
        assert stage.flow.draft.step == "sweep"


async def test_a_side_the_region_does_not_offer_stays_unsaid(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await pilot.press(*WHO, *ALIVE, "m", "enter")
        assert (stage.flow.draft.region, stage.flow.draft.side) == ("head", None)
        assert stage.flow.cursor == Side.UNKNOWN.value


async def test_f_turns_the_figure_and_m_goes_back_to_the_list(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await pilot.press(*WHO, *ALIVE, "m", "f")
        assert "athlete's    BACK    athlete's" in stage.text
        await pilot.press("down", "down")
        assert "Thoracic spine  arrows" in stage.text
        await pilot.press("m", "down")
        assert "arrows move" not in stage.text
        assert stage.flow.cursor == "page:2"


async def test_a_digit_chooses_while_the_arrows_are_on_the_figure(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await pilot.press(*WHO, *ALIVE, "m", "down", "7")
        assert (stage.flow.draft.region, stage.flow.draft.step) == ("knee", "side")


async def test_backspace_goes_from_the_figure_to_the_list_first(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await pilot.press(*WHO, *ALIVE, "m", "backspace")
        assert stage.flow.draft.step == "region"
        await pilot.press("backspace", "backspace")
        assert stage.flow.draft.step == "life"


@pytest.mark.parametrize("size", [(60, 20), (80, 16)])
async def test_without_room_the_list_stands_alone_and_the_figure_comes_when_asked_for(
    stage: Stage, size: tuple[int, int]
) -> None:
    async with stage.app.run_test(size=size) as pilot:
        await begin(pilot, stage.app)
        await pilot.press(*WHO, *ALIVE)
        assert "FRONT" not in stage.text
        await pilot.press("m", *["down"] * 8)
        assert "athlete's right  arrows" in stage.text
        assert stage.text.count("[8 ]") + stage.text.count("[06]") == 1


async def test_a_wider_terminal_brings_the_figure(stage: Stage) -> None:
    async with stage.app.run_test(size=(70, 24)) as pilot:
        await begin(pilot, stage.app)
        await pilot.press(*WHO, *ALIVE)
        assert "FRONT" not in stage.text
        await pilot.resize_terminal(90, 24)
        await pilot.pause()
        assert "FRONT" in stage.text


async def test_a_condition_of_several_regions_marks_its_own(stage: Stage) -> None:
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, stage.app)
        await pilot.press(*WHO, *ALIVE)
        entries = stage.services.reference.catalogue.entries.values()
        several = next(e for e in entries if len(e.regions) > 1 and not NOWHERE & set(e.regions))
        stage.flow.set_condition(several.id)
        stage.screen._show()
        await pilot.pause()
        await pilot.pause()
        assert "Another region" in stage.text
        assert "[1 ]" in stage.text
        await pilot.press("m")
        assert "Another region" not in stage.text
