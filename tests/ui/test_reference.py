"""The reference by keyboard: index, filter, page, links, sources, and what is remembered."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.fakes import MemoryDraftStore
from tests.team import shipped_library
from tests.ui.records import SIZES
from tests.ui.stage import no_records, real_stage, screen_text, stage
from tests.waiting import wait_for
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.condition_page import condition_page, named_page
from trainer_tui.ui.screens.reference import ReferenceScreen


def reference(app: TrainerApp) -> ReferenceScreen:
    screen = app.screen
    assert isinstance(screen, ReferenceScreen)
    return screen


@pytest.mark.parametrize("size", SIZES)
async def test_the_first_screen_shows_the_index_and_a_page(size: tuple[int, int]) -> None:
    app = stage()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        text = screen_text(app)
        assert "Back Spasms" in text
        assert "Draft: not clinically reviewed" in text
        assert "? Help" in text.splitlines()[-1]
        assert all(len(line) <= size[0] for line in text.splitlines())


async def test_the_reference_can_be_read_when_the_records_cannot_be_opened() -> None:
    app = stage(open_records=no_records)
    async with app.run_test() as pilot:
        await wait_for(pilot, lambda: "The records could not be opened" in screen_text(app), "the problem")
        assert "the folder is gone" in screen_text(app)
        await pilot.press("escape")
        assert "Back Spasms" in screen_text(app)


async def test_every_statement_of_a_page_is_reached_by_the_down_key() -> None:
    app = stage()
    async with app.run_test() as pilot:
        screen = reference(app)
        screen.open("back-spasms")
        await pilot.pause()
        seen = [screen.page.cursor_key]
        while len(seen) <= len(screen.page.keys):
            await pilot.press("j")
            if screen.page.cursor_key == seen[-1]:
                break
            seen.append(screen.page.cursor_key)
        assert seen == screen.page.keys
        assert len(seen) > 150


async def test_a_link_is_followed_with_enter_and_left_with_a_bracket() -> None:
    app = stage()
    async with app.run_test() as pilot:
        screen = reference(app)
        screen.open("back-spasms")
        assert screen.page.move_to("serious.kidney-stones")
        await pilot.press("enter")
        assert screen.shown_id == "kidney-stones"
        await pilot.press("left_square_bracket")
        assert screen.shown_id == "back-spasms"
        await pilot.press("right_square_bracket")
        assert screen.shown_id == "kidney-stones"


async def test_previous_and_next_follow_the_source_page() -> None:
    app = stage()
    async with app.run_test() as pilot:
        screen = reference(app)
        screen.open("back-spasms")
        await pilot.press("less_than_sign")
        assert screen.shown_id == "turf-toe"
        await pilot.press("greater_than_sign", "greater_than_sign")
        assert screen.shown_id == "shoulder-instability"


async def test_a_condition_without_a_page_says_so_and_gives_its_red_flag() -> None:
    app = stage()
    async with app.run_test(size=(120, 40)) as pilot:
        reference(app).open("rotator-cuff-tear")
        await pilot.pause()
        text = screen_text(app)
        assert "Not yet in this library" in text
        assert "Physician in 24 to 72 hours" in text


async def test_sources_of_the_statement_are_one_key_away_and_follow_the_cursor() -> None:
    app = stage()
    async with app.run_test(size=(120, 40)) as pilot:
        screen = reference(app)
        screen.open("back-spasms")
        screen.page.move_to("causes.excess_motion")
        await pilot.press("s")
        assert "Sinicropi" in screen_text(app)
        screen.page.move_to("anatomy.cord-end")
        await pilot.pause()
        assert "Cauda Equina and Conus Medullaris" in screen_text(app)
        await pilot.press("s")
        assert "Cauda Equina and Conus Medullaris" not in screen_text(app)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("turf", "turf-toe"),
        ("lumbago", "back-spasms"),
        ("seizure", "shoulder-instability"),
        ("spasms", "back-spasms"),
    ],
)
async def test_the_index_filters_as_one_types(typed: str, found: str) -> None:
    app = stage()
    async with app.run_test() as pilot:
        await pilot.press("slash", *typed)
        screen = reference(app)
        assert found in screen.index.keys
        assert screen.filter.value == typed
        await pilot.press("escape")
        assert screen.filter.value == ""
        assert len(screen.index.keys) >= 11


@pytest.mark.parametrize("size", SIZES)
async def test_what_a_misspelling_may_mean_is_shown_under_a_line_that_says_so(size: tuple[int, int]) -> None:
    app = stage()
    async with app.run_test(size=size) as pilot:
        await pilot.press("slash", *"concusion")
        keys = reference(app).index.keys
        assert keys[0] == "concussion"
        assert "quadriceps-contusion" in keys
        lines = [line.split("▕")[0].strip() for line in screen_text(app).splitlines()]
        assert "Nothing is written “concusion”; shown: concussion, conclusion, contusion" in (" ".join(lines))


async def test_enter_on_a_hit_lands_on_the_statement_that_was_found() -> None:
    app = stage()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("slash", *"wiping", "enter")
        screen = reference(app)
        assert screen.index.move_to("cauda-equina-syndrome")
        assert "sign: Numb or odd" in screen_text(app)
        await pilot.press("enter")
        assert screen.shown_id == "cauda-equina-syndrome"
        assert screen.page.cursor_key == "emergency_signs.saddle_numbness"
        assert screen.focused is screen.page


async def test_words_of_a_protocol_lead_to_its_line_on_the_page_it_serves() -> None:
    library = shipped_library()
    reference = library.reference
    [hit] = reference.look_up("lessons rest breaks homework").hits
    passage = reference.passage(hit, "lessons rest breaks homework")
    assert (hit.id, passage and passage.place) == ("concussion", "protocol.concussion-return-to-learn")


async def test_every_place_a_search_can_name_is_a_line_of_its_page() -> None:
    library = shipped_library()
    catalogue, content = library.reference.catalogue, library.content
    for ident in catalogue.entries:
        protocols = library.reference.protocols_for(ident)
        page = condition_page(library.reference.page(ident), catalogue, date(2026, 10, 9), protocols)
        assert {p.place for p in content.passages(ident)} - {""} <= page.places.keys(), ident
    for ident, entry in catalogue.named.items():
        places = named_page(entry, catalogue).places
        assert {p.place for p in content.passages(ident)} - {""} <= places.keys(), ident


async def test_letters_of_commands_are_typed_while_the_filter_has_the_focus() -> None:
    app = stage()
    async with app.run_test() as pilot:
        await pilot.press("slash", "n", "s", "slash")
        assert reference(app).filter.value == "ns/"


async def test_the_open_page_and_its_place_are_found_again() -> None:
    drafts = MemoryDraftStore()
    app = stage(drafts=drafts)
    async with app.run_test() as pilot:
        screen = reference(app)
        screen.open("turf-toe")
        screen.page.move_to("causes.hyperextension")
        await wait_for(
            pilot,
            lambda: (drafts.load("ui-state") or {}).get("reference.place") == "causes.hyperextension",
            "the place to be kept",
        )
    again = stage(drafts=drafts)
    async with again.run_test() as pilot:
        assert reference(again).shown_id == "turf-toe"
        assert reference(again).page.cursor_key == "causes.hyperextension"


async def test_the_five_signs_stand_under_the_emergency_heading_only() -> None:
    app = stage()
    async with app.run_test(size=(120, 40)):
        screen = reference(app)
        screen.open("back-spasms")
        lines = screen.page.text_lines()
        emergency = lines.index("Listed with this condition: treat as emergency warning signs")
        symptoms = lines.index("Symptoms")
        ordinary = lines[symptoms : lines.index("Assessment")]
        for sign in ("Bladder or bowel control lost", "Balance or coordination lost", "One side of the body"):
            assert any(sign in line for line in lines[emergency:symptoms])
            assert not any(sign in line for line in ordinary)


@pytest.mark.parametrize(("keys", "chosen"), [((), False), (("down",), True), (("enter",), True)])
async def test_n_fills_in_a_condition_the_person_chose_and_no_other(
    tmp_path: Path, keys: tuple[str, ...], chosen: bool
) -> None:
    app, _ = real_stage(tmp_path)
    async with app.run_test() as pilot:
        await wait_for(pilot, lambda: app.records_open, "the records")
        await pilot.press(*keys)
        await pilot.pause()
        screen = reference(app)
        shown = screen.reference.resolve(screen.shown_id).name
        await pilot.press("n")
        await wait_for(pilot, lambda: "New incident" in screen_text(app), "the capture")
        head = screen_text(app).partition("Who?")[0]
        assert (shown in head) is chosen
        others = {entry.name for entry in screen.reference.catalogue.entries.values()} - {shown}
        assert [name for name in others if name in head] == []


async def test_every_theme_draws_the_page() -> None:
    kept: list[dict[str, object]] = []
    app = stage(keep=kept.append)
    async with app.run_test() as pilot:
        for _ in range(4):
            await pilot.press("f8")
            assert "Back Spasms" in screen_text(app)
        assert [each["theme"] for each in kept] == [
            "trainer-light",
            "trainer-sunlight",
            "trainer-ansi",
            "trainer-dark",
        ]


async def test_the_first_start_explains_itself_once() -> None:
    kept: list[dict[str, object]] = []
    app = stage(first_start=True, keep=kept.append)
    async with app.run_test() as pilot:
        text = screen_text(app)
        assert "Welcome to trainer_tui" in text
        assert "the data folder" in text
        await pilot.press("enter")
        assert "Welcome to trainer_tui" not in screen_text(app)
        assert kept == [{"first_start_seen": True}]
