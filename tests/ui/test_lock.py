"""The blank screen: what it shows, and what brings the screen back."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from tests.ui.stage import screen_text
from tests.ui.vault import KEY, PASSPHRASE, Vault
from tests.waiting import wait_for
from trainer_tui.domain.credentials import Credentials
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.dialogs.lock import LockDialog

SIZE = (80, 24)


async def _lock(pilot: Pilot[Any], app: TrainerApp) -> None:
    await wait_for(pilot, lambda: app.records_open, "the records")
    await pilot.press("f5")
    await wait_for(pilot, lambda: "Ortiz" in screen_text(app), "the roster")
    await pilot.press("ctrl+l")
    await wait_for(pilot, lambda: "Locked." in screen_text(app), "the lock")


async def test_without_a_passphrase_enter_brings_the_screen_back() -> None:
    app = Vault("").app()
    async with app.run_test(size=SIZE) as pilot:
        await _lock(pilot, app)
        assert "Ortiz" not in screen_text(app)
        await pilot.press("f2", "j", "escape")
        assert isinstance(app.screen, LockDialog)
        await pilot.press("enter")
        await wait_for(pilot, lambda: "Ortiz" in screen_text(app), "the roster")


@pytest.mark.parametrize("keys", ["v", "y", "ctrl+p", "enter e question_mark", "enter e t"])
async def test_a_dialog_is_blanked_too_and_comes_back(keys: str) -> None:
    app = Vault("").app()
    async with app.run_test(size=SIZE) as pilot:
        await wait_for(pilot, lambda: app.records_open, "the records")
        await pilot.press("f5", *keys.split())
        before = app.screen
        await pilot.press("ctrl+l", "ctrl+l")
        assert isinstance(app.screen, LockDialog)
        assert "Ortiz" not in screen_text(app)
        await pilot.press("enter")
        assert app.screen is before


async def test_records_that_open_behind_the_lock_are_not_shown_without_their_passphrase() -> None:
    vault = Vault()
    vault.go_on.clear()
    app = vault.app(credentials=Credentials(passphrase=PASSPHRASE))
    async with app.run_test(size=SIZE) as pilot:
        app.action_lock()
        await wait_for(pilot, lambda: "Locked." in screen_text(app), "the lock")
        vault.go_on.set()
        await wait_for(pilot, lambda: app.records_open, "the records")
        await pilot.press("enter")
        await wait_for(pilot, lambda: "The passphrase" in screen_text(app), "the question")
        assert isinstance(app.screen, LockDialog)
        await pilot.press(*PASSPHRASE, "enter")
        await wait_for(pilot, lambda: not isinstance(app.screen, LockDialog), "the screen")


@pytest.mark.parametrize("typed", [PASSPHRASE, KEY])
async def test_encrypted_records_come_back_with_what_opens_them(typed: str) -> None:
    app = Vault().app(credentials=Credentials(passphrase=PASSPHRASE))
    async with app.run_test(size=SIZE) as pilot:
        await _lock(pilot, app)
        await pilot.press("enter", "escape", "f2")
        assert isinstance(app.screen, LockDialog)
        await pilot.press(*"wrong", "enter")
        await wait_for(pilot, lambda: "does not open the records" in screen_text(app), "the refusal")
        assert "Ortiz" not in screen_text(app)
        await pilot.press(*typed, "enter")
        await wait_for(pilot, lambda: "Ortiz" in screen_text(app), "the roster")
        assert typed not in screen_text(app)
