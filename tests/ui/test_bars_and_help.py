"""The bar of modes holds what must be seen from everywhere; the help says each key once, and in full."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.binding import Binding
from textual.command import CommandPalette
from textual.screen import Screen
from textual.widgets import Input

from tests.fakes import FixedClock, MemoryDraftStore
from tests.ui.stage import real_stage, screen_text, stage
from tests.ui.tour import kinds
from tests.ui.vault import send
from tests.waiting import wait_for
from trainer_tui.domain.errors import BadInput, StoreError
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.dialogs.help import HelpDialog
from trainer_tui.ui.events import OpenIncident
from trainer_tui.ui.screens.reference import ReferenceScreen
from trainer_tui.ui.text import text_of
from trainer_tui.ui.widgets.bars import ModeBar
from trainer_tui.ui.widgets.lines import Lines


async def test_a_notice_is_read_in_full_on_a_narrow_screen_with_every_mode_key() -> None:
    app = stage()
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_for(pilot, lambda: app.records_open, "the records")
        app.screen.query_one(ModeBar).notice = "READ-ONLY 2 drafts (p)"
        await pilot.pause()
        bar = screen_text(app).splitlines()[0]
        assert "READ-ONLY 2 drafts (p)" in bar
        assert all(key in bar for key in ("F2", "▸F3 Reference", "F4", "F5", "F6"))


async def test_a_notice_that_fits_leaves_the_modes_their_names() -> None:
    app = stage()
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_for(pilot, lambda: app.records_open, "the records")
        app.screen.query_one(ModeBar).notice = "1 draft (p)"
        await pilot.pause()
        bar = screen_text(app).splitlines()[0]
        assert "F6 Season  1 draft (p)" in bar


async def test_the_help_of_recording_has_each_key_once_and_uncut(tmp_path: Path) -> None:
    app, _ = real_stage(tmp_path, FixedClock())
    async with app.run_test() as pilot:
        await pilot.press("n")
        await pilot.press("question_mark")
        assert isinstance(app.screen, HelpDialog)
        lines = app.screen.query_one(Lines)
        keys = [key for key in lines.keys if key not in ("top", "end")]
        assert len(keys) == len(set(keys))
        shown = "\n".join(text_of(row.spans) for row in lines.rows)
        assert "left backspace" in shown
        assert "pagedown pageup" in shown
        assert "To the next pane or field." not in shown


async def test_the_help_of_a_form_names_no_keys_that_are_typed_there(tmp_path: Path) -> None:
    app, _ = real_stage(tmp_path, FixedClock())
    async with app.run_test() as pilot:
        await pilot.press("f5", "a")
        await pilot.press("f1")
        assert isinstance(app.screen, HelpDialog)
        assert "One entry down." not in screen_text(app)


async def test_leaving_the_filter_of_the_reference_keeps_the_page() -> None:
    app = stage()
    async with app.run_test() as pilot:
        screen = app.screen
        assert isinstance(screen, ReferenceScreen)
        screen.open("kidney-stones")
        await pilot.press("escape", "slash", *"zzzz", "escape")
        await pilot.pause()
        assert screen.shown_id == "kidney-stones"
        assert screen.index.cursor_key == "kidney-stones"


def page_text(app: TrainerApp) -> str:
    """Return what the lists of a screen hold, seen or not."""
    return "\n".join(text_of(row.spans) for lines in app.screen.query(Lines) for row in lines.rows)


class FullDrafts(MemoryDraftStore):
    """Drafts on a disk that takes nothing."""

    def save(self, name: str, draft: object) -> None:
        """Refuse."""
        raise StoreError("The draft could not be written: the disk is full.")


async def test_a_place_that_cannot_be_remembered_is_said_once() -> None:
    app = stage(drafts=FullDrafts())
    async with app.run_test() as pilot:
        for number in range(3):
            app.remember("reference.index", str(number))
            app._save_state()
            await pilot.pause()
        assert len(app._notifications) == 1


async def test_a_damaged_draft_is_not_counted_as_one_to_go_on_with() -> None:
    drafts = MemoryDraftStore()
    drafts.save("capture-1", {"step": "nowhere", "answers": 7})
    app = stage(drafts=drafts)
    async with app.run_test() as pilot:
        await wait_for(pilot, lambda: app.records_open, "the records")
        assert "draft" not in app.notice


async def test_one_of_a_thing_is_not_called_several(tmp_path: Path) -> None:
    clock = FixedClock()
    app, services = real_stage(tmp_path, clock)
    services.chart.add_athlete({"family": "Ortiz"})
    raw = {"athlete": {"family": "Ortiz"}, "kind": "injury", "onset_at": clock().isoformat()}
    [incident] = services.chart.add_incidents([{**raw, "findings": {"saddle_numbness": True}}])
    clock.move(days=2)  # the day of the injury does not count
    async with app.run_test(size=(120, 60)) as pilot:
        await wait_for(pilot, lambda: app.records_open, "the records")
        await pilot.press("f4")
        await wait_for(pilot, lambda: "1 incident ·" in screen_text(app), "the list of incidents")
        await pilot.press("f5")
        await wait_for(pilot, lambda: "1 athlete ·" in screen_text(app), "the roster")
        app.screen.post_message(OpenIncident(incident))
        await wait_for(pilot, lambda: "Days lost" in page_text(app), "the incident")
        assert "1 day so far" in page_text(app)


async def test_one_confirmation_stands_at_a_time_and_a_warning_keeps_its_place() -> None:
    app = stage()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        app.say("First.")
        await wait_for(pilot, lambda: "First." in screen_text(app), "the confirmation")
        app.say("Second.")
        await wait_for(pilot, lambda: "Second." in screen_text(app), "the confirmation")
        assert "First." not in screen_text(app)
        app.show_error(BadInput("Wrong."))
        await wait_for(pilot, lambda: "Wrong." in screen_text(app), "the warning")
        app.say("Third.")
        await wait_for(pilot, lambda: "Third." in screen_text(app), "the confirmation")
        assert "▲ Wrong." in screen_text(app)


@pytest.mark.parametrize("kind", sorted(kinds(), key=str))
def test_a_key_that_goes_ahead_of_the_others_is_acted_on_where_it_says(kind: type[Screen[Any]]) -> None:
    """An action looked for elsewhere is found only after the list saw the key, and keys typed after it."""
    for binding in Binding.make_bindings(kind.BINDINGS):
        place, _, name = binding.action.partition("(")[0].rpartition(".")
        found = hasattr(TrainerApp if place == "app" else kind, f"action_{name}")
        assert found or not binding.priority, binding.key


@pytest.mark.parametrize("mode", TrainerApp.MODES)
async def test_letters_typed_in_one_go_with_the_key_of_the_palette_stand_in_it(
    tmp_path: Path, mode: str
) -> None:
    app, _ = real_stage(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_for(pilot, lambda: app.records_open, "the records")
        await app.switch_mode(mode)
        await pilot.pause()
        send(app, "ctrl+p", "welcome")
        await wait_for(pilot, lambda: isinstance(app.screen, CommandPalette), "the palette")
        await wait_for(pilot, lambda: not app.holds_keys, "the letters")
        await pilot.pause()
        assert app.screen.query_one(Input).value == "welcome"
