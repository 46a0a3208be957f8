"""Opening encrypted records: asked for, refused, typed ahead; nothing secret shows, no key is lost."""

from __future__ import annotations

import pytest
from textual import events
from textual.command import CommandPalette

from tests.fakes import MemoryDraftStore
from tests.ui.records import shown, typed
from tests.ui.stage import screen_text
from tests.ui.vault import KEY, PASSPHRASE, WRONG, Vault, entries, palette, send, sentences, uncut, write_down
from tests.waiting import wait_for
from trainer_tui.domain.credentials import Credentials
from trainer_tui.domain.errors import StoreError
from trainer_tui.ui.dialogs.unlock import UnlockDialog
from trainer_tui.ui.screens.capture import CaptureScreen
from trainer_tui.ui.screens.incidents import IncidentsScreen
from trainer_tui.ui.screens.problem import ProblemScreen
from trainer_tui.ui.screens.reference import ReferenceScreen

# --- unlocking ------------------------------------------------------------------------------------


async def test_the_passphrase_opens_the_records_where_the_app_was_left(vault: Vault) -> None:
    MemoryDraftStore.save(vault.drafts, "ui-state", {"mode": "athletes", "athletes.filter": "ort"})
    app = vault.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, app, UnlockDialog)
        uncut(app)
        assert "The records are encrypted" in sentences(app)
        await typed(pilot, PASSPHRASE)
        assert "••••" in screen_text(app)
        await pilot.press("enter")
        await wait_for(pilot, lambda: "22   Mara Ortiz" in screen_text(app), "the roster")
        assert app.current_mode == "athletes"
        assert "LOCKED" not in app.notice
        assert vault.tried == [Credentials(), Credentials(passphrase=PASSPHRASE)]
        assert app.state["athletes.filter"] == "ort"


async def test_a_wrong_passphrase_is_refused_in_words_and_asked_for_again(vault: Vault) -> None:
    app = vault.app()
    async with app.run_test(size=(80, 24)) as pilot:
        dialog = await shown(pilot, app, UnlockDialog)
        await typed(pilot, "wrong")
        await pilot.press("enter")
        await wait_for(pilot, lambda: WRONG in sentences(app), "the refusal")
        uncut(app)
        assert dialog.is_current
        assert dialog.typed == ("",)
        await pilot.press("x")
        assert WRONG not in sentences(app)
        await pilot.press("backspace")
        await typed(pilot, PASSPHRASE)
        await pilot.press("enter")
        await wait_for(pilot, lambda: app.records_open, "the records")
        assert isinstance(app.screen, ReferenceScreen)


async def test_the_recovery_key_opens_the_records(vault: Vault) -> None:
    app = vault.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, app, UnlockDialog)
        await typed(pilot, "abc")
        await pilot.press("ctrl+r")
        assert "Recovery key as it was printed" in sentences(app)
        uncut(app)
        await pilot.press("ctrl+r", "ctrl+r")
        app.post_message(events.Paste(f"{KEY}\n"))
        await pilot.pause()
        assert "GK7Q" not in screen_text(app)
        await pilot.press("enter")
        await wait_for(pilot, lambda: app.records_open, "the records")
        assert vault.tried[-1] == Credentials(recovery_key=KEY)


async def test_nothing_is_tried_when_nothing_was_typed(vault: Vault) -> None:
    app = vault.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, app, UnlockDialog)
        await pilot.press("enter")
        assert "Type the passphrase." in sentences(app)
        await pilot.press("ctrl+r", "space", "enter")
        assert "Type the recovery key." in sentences(app)
        assert vault.tried == [Credentials()]


async def test_without_a_passphrase_the_reference_can_be_read(vault: Vault) -> None:
    app = vault.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, app, UnlockDialog)
        await pilot.press("escape")
        await wait_for(pilot, lambda: "LOCKED" in screen_text(app).splitlines()[0], "the notice")
        await pilot.press("slash", *"turf", "enter")
        await wait_for(pilot, lambda: "Turf Toe" in screen_text(app), "the page")
        assert not app.records_open


@pytest.mark.parametrize("key", ["f2", "f4", "f5", "f6", "n", "p"])
async def test_what_needs_the_records_asks_again(vault: Vault, key: str) -> None:
    app = vault.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, app, UnlockDialog)
        await pilot.press("escape", key)
        await shown(pilot, app, UnlockDialog)
        assert app.current_mode == "reference"
        await typed(pilot, PASSPHRASE)
        await pilot.press("enter")
        await wait_for(pilot, lambda: app.records_open, "the records")
        if key == "n":
            await shown(pilot, app, CaptureScreen)
        elif key == "p":
            assert isinstance(app.screen, ReferenceScreen)
        else:
            await wait_for(pilot, lambda: app.current_mode != "reference", "the mode")
            assert "Opening the records" not in screen_text(app)


async def test_what_was_given_up_does_not_happen_later(vault: Vault) -> None:
    app = vault.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, app, UnlockDialog)
        await pilot.press("escape", "n", "escape")
        assert isinstance(app.screen, ReferenceScreen)
        await palette(pilot, "Unlock the records")
        await shown(pilot, app, UnlockDialog)
        await typed(pilot, PASSPHRASE)
        await pilot.press("enter")
        await wait_for(pilot, lambda: app.records_open, "the records")
        await pilot.pause()
        assert isinstance(app.screen, ReferenceScreen)
        assert "LOCKED" not in screen_text(app)


async def test_who_has_moved_meanwhile_stays_there(vault: Vault) -> None:
    kept = {"mode": "season", "reference.filter": "knee", "incidents.filter": "ort"}
    MemoryDraftStore.save(vault.drafts, "ui-state", kept)
    app = vault.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, app, UnlockDialog)
        await pilot.press("escape", "j", "j")
        screen = await shown(pilot, app, ReferenceScreen)
        here = screen.shown_id
        await palette(pilot, "Unlock the records")
        await typed(pilot, PASSPHRASE)
        await pilot.press("enter")
        await wait_for(pilot, lambda: app.records_open, "the records")
        await pilot.pause()
        assert screen.is_current
        assert screen.shown_id == here
        assert screen.filter.value == ""
        assert app.state["incidents.filter"] == "ort"
        assert app.state["reference.open"] == here


async def test_the_reference_comes_back_as_it_was_left(vault: Vault) -> None:
    kept = {"reference.filter": "toe", "reference.index": "turf-toe", "reference.open": "turf-toe"}
    MemoryDraftStore.save(vault.drafts, "ui-state", kept)
    app = vault.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, app, UnlockDialog)
        await typed(pilot, PASSPHRASE)
        await pilot.press("enter")
        await wait_for(pilot, lambda: app.records_open, "the records")
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, ReferenceScreen)
        assert (screen.filter.value, screen.index.cursor_key, screen.shown_id) == (
            "toe",
            "turf-toe",
            "turf-toe",
        )


async def test_what_was_remembered_is_not_written_over_while_it_cannot_be_read(vault: Vault) -> None:
    kept = {"mode": "season"}
    MemoryDraftStore.save(vault.drafts, "ui-state", kept)
    app = vault.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, app, UnlockDialog)
        await pilot.press("escape", "j", "j")
        await wait_for(pilot, lambda: app._remembering is None, "the moment to remember")
        await pilot.press("ctrl+q")
    vault.drafts.sealed = False
    assert vault.drafts.load("ui-state") == kept


async def test_records_that_fail_in_another_way_are_explained(vault: Vault) -> None:
    app = vault.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, app, UnlockDialog)
        vault.failure = StoreError("The header of the records is damaged.")
        await typed(pilot, PASSPHRASE)
        await pilot.press("enter")
        await shown(pilot, app, ProblemScreen)
        assert "The header of the records is damaged." in screen_text(app)
        await pilot.press("escape")
        assert isinstance(app.screen, ReferenceScreen)
        assert "LOCKED" not in screen_text(app)


async def test_a_defect_while_opening_is_explained_and_holds_no_key(plain: Vault) -> None:
    plain.failure = ZeroDivisionError()
    logged: list[BaseException] = []

    def log(error: BaseException) -> str:
        logged.append(error)
        return "the log"

    app = plain.app(log_failure=log)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, app, ProblemScreen)
        assert "A defect of ours. Details without personal data: the log" in screen_text(app)
        await pilot.press("escape", "slash", *"turf")
        assert isinstance(logged[0], ZeroDivisionError)
        assert "turf" in entries(app)


async def test_a_passphrase_from_a_file_is_tried_without_asking(vault: Vault) -> None:
    MemoryDraftStore.save(vault.drafts, "ui-state", {"mode": "incidents"})
    vault.go_on.clear()
    app = vault.app(credentials=Credentials(passphrase=PASSPHRASE))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        send(app, "/", "ort", "enter")
        await pilot.pause()
        vault.go_on.set()
        await wait_for(pilot, lambda: app.state.get("incidents.filter") == "ort", "the filter")
        assert isinstance(app.screen, IncidentsScreen)
        assert vault.tried == [Credentials(passphrase=PASSPHRASE)]


async def test_records_begun_with_a_passphrase_from_a_file_show_their_recovery_key(vault: Vault) -> None:
    vault.recovery_key = KEY
    app = vault.app(credentials=Credentials(passphrase=PASSPHRASE))
    async with app.run_test(size=(80, 24)) as pilot:
        await write_down(pilot, app)
        assert isinstance(app.screen, ReferenceScreen)


async def test_a_wrong_passphrase_from_a_file_is_said_where_one_is_asked(vault: Vault) -> None:
    app = vault.app(credentials=Credentials(passphrase="of another season"))
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, app, UnlockDialog)
        assert WRONG in sentences(app)
        uncut(app)


# --- keys typed ahead -----------------------------------------------------------------------------


async def test_a_passphrase_typed_before_anybody_asked_goes_nowhere_else(vault: Vault) -> None:
    vault.go_on.clear()
    app = vault.app()
    async with app.run_test(size=(80, 24)) as pilot:
        send(app, f"/{PASSPHRASE}")
        await pilot.pause()
        assert PASSPHRASE not in screen_text(app)
        vault.passphrase = f"/{PASSPHRASE}"
        vault.go_on.set()
        dialog = await shown(pilot, app, UnlockDialog)
        assert dialog.typed == (f"/{PASSPHRASE}",)
        assert PASSPHRASE not in screen_text(app)
        send(app, "enter")
        await wait_for(pilot, lambda: app.records_open, "the records")


@pytest.mark.parametrize("mode", ["today", "reference", "incidents", "season"])
async def test_a_second_try_and_a_capture_are_typed_in_one_go(vault: Vault, mode: str) -> None:
    MemoryDraftStore.save(vault.drafts, "ui-state", {"mode": mode})
    app = vault.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, app, UnlockDialog)
        send(app, "wrong", "enter", PASSPHRASE, "enter", "n", "22", "enter", "2")
        screen = await shown(pilot, app, CaptureScreen)
        await wait_for(pilot, lambda: screen.flow is not None and screen.flow.draft.findings, "the answer")
        assert screen.flow is not None
        assert screen.flow.draft.findings == {"unresponsive": True}
        assert [each.passphrase for each in vault.tried] == ["", "wrong", PASSPHRASE]


async def test_an_enter_pressed_before_the_app_had_the_terminal_is_one(vault: Vault) -> None:
    app = vault.app()
    async with app.run_test(size=(80, 24)) as pilot:
        send(app, PASSPHRASE)
        app.post_message(events.Key("ctrl+j", "\n"))
        await wait_for(pilot, lambda: app.records_open, "the records")


async def test_keys_after_escape_and_after_a_key_that_asks_find_their_place(vault: Vault) -> None:
    app = vault.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, app, UnlockDialog)
        send(app, "abc", "escape", "f4", "abc", "ctrl+r", "ctrl+r", PASSPHRASE, "enter", "/", "ort", "enter")
        await wait_for(pilot, lambda: app.state.get("incidents.filter") == "ort", "the filter")
        assert isinstance(app.screen, IncidentsScreen)
        assert [each.passphrase for each in vault.tried] == ["", PASSPHRASE]


async def test_leaving_waits_for_no_opening(vault: Vault) -> None:
    app = vault.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, app, UnlockDialog)
        vault.go_on.clear()
        send(app, PASSPHRASE, "enter")
        await wait_for(pilot, lambda: len(vault.tried) == 2, "the try")
        assert "Opening the records …" in sentences(app)
        uncut(app)
        send(app, "ctrl+q")
        await wait_for(pilot, lambda: app.return_code == 0 and app._exit, "the end")
        vault.go_on.set()
    assert vault.tried[-1] == Credentials(passphrase=PASSPHRASE)


# --- nothing in clear -----------------------------------------------------------------------------


async def test_no_letter_of_a_passphrase_is_shown_or_copied(vault: Vault) -> None:
    secret = "ЖЩЪЫЭ"  # letters that stand nowhere else
    app = vault.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, app, UnlockDialog)
        for letter in secret:
            send(app, letter)
            await pilot.pause()
            assert not set(secret) & set(screen_text(app))
        await pilot.press("home", "shift+end", "ctrl+c", "ctrl+x", "super+c")
        assert app.clipboard == ""
        assert "•" * len(secret) in screen_text(app)
        await pilot.press("ctrl+p")
        assert not isinstance(app.screen, CommandPalette)
        await pilot.press("ctrl+r", "escape")
        assert not set(secret) & set(screen_text(app))
