"""The screen that blanks itself: when it does, when it must not, and what is there afterwards."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.screen import ModalScreen

from tests.moved_clocks import MovedClocks
from tests.ui.records import shown, typed
from tests.ui.stage import screen_text
from tests.ui.vault import PASSPHRASE, Vault
from tests.waiting import wait_for
from trainer_tui.config import Config
from trainer_tui.domain.credentials import Credentials
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.dialogs.ask import AskDialog
from trainer_tui.ui.dialogs.lock import LockDialog
from trainer_tui.ui.screens.capture import CaptureScreen
from trainer_tui.ui.widgets.typed import TypedLine

SIZE = (80, 24)
PIN = "4821"


class Emergency(ModalScreen[None]):
    """Stands in for a screen that must never be covered by itself."""

    KEEPS_AWAKE: ClassVar[bool] = True


def opened(vault: Vault | None = None, **settings: Any) -> TrainerApp:
    return (vault or Vault()).app(credentials=Credentials(passphrase=PASSPHRASE), settings=Config(**settings))


async def at_the_roster(pilot: Pilot[Any], app: TrainerApp) -> None:
    await wait_for(pilot, lambda: app.records_open and not app.holds_keys, "the records")
    await pilot.press("f5")
    await wait_for(pilot, lambda: "Ortiz" in screen_text(app), "the roster")


async def expire(pilot: Pilot[Any], app: TrainerApp, clocks: MovedClocks, seconds: float = 121) -> None:
    """Let time pass without a key, and the timer look."""
    clocks.go_on(seconds)
    app.locking._look()
    await pilot.pause()


async def unlock(pilot: Pilot[Any], app: TrainerApp, words: str = PASSPHRASE) -> None:
    await shown(pilot, app, LockDialog)
    await pilot.press(*words, "enter")
    await wait_for(pilot, lambda: not app.locking.locked, "the screen")


def is_locked(app: TrainerApp) -> bool:
    return isinstance(app.screen, LockDialog)


async def test_the_timer_itself_blanks_the_screen() -> None:
    app = opened(lock_after=1)
    async with app.run_test(size=SIZE) as pilot:
        await wait_for(pilot, lambda: is_locked(app), "the lock")
        assert app.locking._timer is None
        await unlock(pilot, app)
        assert app.locking._timer is not None


async def test_encrypted_records_are_blanked_after_their_time(moved_clocks: MovedClocks) -> None:
    app = opened()
    async with app.run_test(size=SIZE) as pilot:
        await at_the_roster(pilot, app)
        await expire(pilot, app, moved_clocks, 119)
        assert not is_locked(app)
        await expire(pilot, app, moved_clocks, 2)
        assert is_locked(app)
        assert "Ortiz" not in screen_text(app)
        await unlock(pilot, app)
        await wait_for(pilot, lambda: "Ortiz" in screen_text(app), "the roster")


async def test_a_key_begins_the_time_anew(moved_clocks: MovedClocks) -> None:
    app = opened()
    async with app.run_test(size=SIZE) as pilot:
        await at_the_roster(pilot, app)
        for _ in range(4):
            moved_clocks.go_on(100)
            await pilot.press("j")
        await expire(pilot, app, moved_clocks, 100)
        assert not is_locked(app)


async def test_many_keys_start_one_timer() -> None:
    app = opened()
    async with app.run_test(size=SIZE) as pilot:
        await at_the_roster(pilot, app)
        timer = app.locking._timer
        await pilot.press(*"jjjkkk")
        assert app.locking._timer is timer is not None


async def test_after_sleep_the_first_key_only_blanks_the_screen(moved_clocks: MovedClocks) -> None:
    app = opened()
    async with app.run_test(size=SIZE) as pilot:
        await at_the_roster(pilot, app)
        moved_clocks.go_on(3600, asleep=True)
        await pilot.press("n")
        assert is_locked(app)
        await unlock(pilot, app)
        assert not isinstance(app.screen, CaptureScreen)


async def test_a_clock_that_is_set_back_keeps_nothing_open(moved_clocks: MovedClocks) -> None:
    app = opened()
    async with app.run_test(size=SIZE) as pilot:
        await at_the_roster(pilot, app)
        moved_clocks.set_back(86_400)
        await expire(pilot, app, moved_clocks)
        assert is_locked(app)


async def test_without_a_passphrase_it_is_blanked_too_and_enter_brings_it_back(
    moved_clocks: MovedClocks,
) -> None:
    app = opened(Vault(""))
    async with app.run_test(size=SIZE) as pilot:
        await at_the_roster(pilot, app)
        await expire(pilot, app, moved_clocks)
        assert is_locked(app)
        assert "Ortiz" not in screen_text(app)
        await pilot.press("j", "escape")
        assert is_locked(app)
        await pilot.press("enter")
        await wait_for(pilot, lambda: "Ortiz" in screen_text(app), "the roster")


@pytest.mark.parametrize("vault", [Vault(""), Vault()], ids=["plain", "encrypted"])
async def test_where_it_is_off_no_timer_runs(vault: Vault, moved_clocks: MovedClocks) -> None:
    app = opened(vault, lock_after=0)
    async with app.run_test(size=SIZE) as pilot:
        await at_the_roster(pilot, app)
        assert app.locking._timer is None
        await expire(pilot, app, moved_clocks, 86_400)
        await pilot.press("j")
        assert not is_locked(app)


async def test_what_is_typed_is_there_after_the_lock(moved_clocks: MovedClocks) -> None:
    vault = Vault()
    app = opened(vault)
    async with app.run_test(size=SIZE) as pilot:
        await at_the_roster(pilot, app)
        await pilot.press("f2", "n")
        capture = await shown(pilot, app, CaptureScreen)
        await pilot.press(*"ort")
        await expire(pilot, app, moved_clocks)
        assert is_locked(app)
        kept = [vault.drafts.load(name) or {} for name in vault.drafts.names("capture-")]
        assert [draft["typed"] for draft in kept] == ["ort"]
        await unlock(pilot, app)
        assert app.screen is capture
        await pilot.press("enter")
        assert capture.flow is not None
        assert capture.flow.draft.who_words == "22 Ortiz"


async def test_it_covers_dialogs_and_their_text_stays(moved_clocks: MovedClocks) -> None:
    app = opened()
    async with app.run_test(size=SIZE) as pilot:
        await at_the_roster(pilot, app)
        await app.push_screen(AskDialog("Question", lambda _: None))
        dialog = await shown(pilot, app, AskDialog)
        await typed(pilot, "half a word")
        await expire(pilot, app, moved_clocks)
        assert "half" not in screen_text(app)
        await unlock(pilot, app)
        assert app.screen is dialog
        assert dialog.query_one(TypedLine).value == "half a word"


async def test_it_covers_the_palette(moved_clocks: MovedClocks) -> None:
    app = opened()
    async with app.run_test(size=SIZE) as pilot:
        await at_the_roster(pilot, app)
        await pilot.press("ctrl+p")
        await shown(pilot, app, CommandPalette)
        await expire(pilot, app, moved_clocks)
        assert is_locked(app)
        await unlock(pilot, app)
        assert isinstance(app.screen, CommandPalette)


async def test_an_emergency_is_never_covered_by_itself(moved_clocks: MovedClocks) -> None:
    app = opened()
    async with app.run_test(size=SIZE) as pilot:
        await at_the_roster(pilot, app)
        await app.push_screen(Emergency())
        await expire(pilot, app, moved_clocks, 5000)
        moved_clocks.go_on(5000, asleep=True)
        await pilot.press("j")
        assert isinstance(app.screen, Emergency)
        await app.pop_screen()
        await expire(pilot, app, moved_clocks)
        assert is_locked(app)


async def test_records_that_are_being_written_anew_are_not_covered(moved_clocks: MovedClocks) -> None:
    app = opened()
    async with app.run_test(size=SIZE) as pilot:
        await at_the_roster(pilot, app)
        app.hold_keys("writing")
        await expire(pilot, app, moved_clocks, 5000)
        assert not is_locked(app)
        await app.release_keys("writing")
        await expire(pilot, app, moved_clocks)
        assert is_locked(app)


async def test_a_second_lock_is_not_laid_over_the_first() -> None:
    app = opened()
    async with app.run_test(size=SIZE) as pilot:
        await at_the_roster(pilot, app)
        depth = len(app.screen_stack)
        await pilot.press("ctrl+l")
        await shown(pilot, app, LockDialog)
        await pilot.press("ctrl+l")
        app.action_lock()
        await pilot.pause()
        assert len(app.screen_stack) == depth + 1


async def test_what_the_app_says_is_not_read_on_the_blank_screen() -> None:
    app = opened()
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await at_the_roster(pilot, app)
        app.say("22 Mara Ortiz is OUT from now on.")
        await wait_for(pilot, lambda: "from now on" in screen_text(app), "the sentence")
        await pilot.press("ctrl+l")
        await shown(pilot, app, LockDialog)
        assert "Mara" not in screen_text(app)
        app.say("23 Noa Lindqvist")
        await pilot.pause()
        assert "Noa" not in screen_text(app)


# --- a PIN ---------------------------------------------------------------------------------------


async def set_pin(pilot: Pilot[Any], app: TrainerApp, pin: str = PIN) -> None:
    await pilot.press("ctrl+p")
    await shown(pilot, app, CommandPalette)
    await typed(pilot, "set a pin")
    await wait_for(pilot, lambda: "brings a blanked screen back" in screen_text(app), "the command")
    await pilot.press("enter")
    await wait_for(pilot, lambda: "4 to 8 digits" in screen_text(app), "the dialog")
    await pilot.press(*pin, "enter", *pin, "enter")


async def test_on_a_game_day_a_pin_opens_and_the_time_is_longer(moved_clocks: MovedClocks) -> None:
    app = opened()
    async with app.run_test(size=SIZE) as pilot:
        await at_the_roster(pilot, app)
        await set_pin(pilot, app)
        await wait_for(pilot, lambda: app.locking.lock.has_pin and not app.screen.is_modal, "the PIN")
        await expire(pilot, app, moved_clocks, 1199)
        assert not is_locked(app)
        await expire(pilot, app, moved_clocks, 2)
        assert "Locked. The PIN, or the passphrase, goes on:" in screen_text(app)
        await pilot.press(*"9999", "enter")
        await wait_for(pilot, lambda: "Wrong PIN: 4 tries left" in screen_text(app), "the count")
        assert "9999" not in screen_text(app)
        await unlock(pilot, app, PIN)
        await wait_for(pilot, lambda: "Ortiz" in screen_text(app), "the roster")


async def test_after_the_last_wrong_pin_the_passphrase_is_asked_for() -> None:
    app = opened(pin_tries=2)
    async with app.run_test(size=SIZE) as pilot:
        await at_the_roster(pilot, app)
        app.locking.lock.set_pin(PIN, PIN)
        await pilot.press("ctrl+l")
        await shown(pilot, app, LockDialog)
        for _ in range(2):
            await pilot.press(*"9999", "enter")
        await wait_for(
            pilot, lambda: "The passphrase, or the recovery key" in screen_text(app), "the question"
        )
        await pilot.press(*PIN, "enter")
        assert is_locked(app)
        await unlock(pilot, app)
        assert app.locking.limit == 120


async def test_without_a_passphrase_the_lock_needs_the_pin(moved_clocks: MovedClocks) -> None:
    app = opened(Vault(""))
    async with app.run_test(size=SIZE) as pilot:
        await at_the_roster(pilot, app)
        await set_pin(pilot, app)
        await wait_for(pilot, lambda: app.locking.lock.has_pin and not app.screen.is_modal, "the PIN")
        await expire(pilot, app, moved_clocks, 1201)
        await pilot.press("enter", "escape", "f2")
        assert is_locked(app)
        await unlock(pilot, app, PIN)


async def test_a_pin_that_is_guessed_first_or_has_letters_is_refused_in_a_sentence() -> None:
    app = opened()
    async with app.run_test(size=SIZE) as pilot:
        await at_the_roster(pilot, app)
        await set_pin(pilot, app, "1234")
        await wait_for(pilot, lambda: "among the first to be guessed" in screen_text(app), "the refusal")
        await pilot.press(*"48a1", "enter", *"48a1", "enter")
        await wait_for(pilot, lambda: "A PIN is 4 to 8 digits" in screen_text(app), "the refusal")
        assert "1234" not in screen_text(app)
        await pilot.press("escape")
        assert not app.locking.lock.has_pin


async def test_the_pin_reaches_no_draft_and_no_setting() -> None:
    kept: list[dict[str, Any]] = []
    vault = Vault()
    app = vault.app(credentials=Credentials(passphrase=PASSPHRASE), keep=kept.append)
    async with app.run_test(size=SIZE) as pilot:
        await at_the_roster(pilot, app)
        await set_pin(pilot, app, "48219307")
        await wait_for(pilot, lambda: app.locking.lock.has_pin and not app.screen.is_modal, "the PIN")
        await pilot.press("ctrl+q")
    assert "48219307" not in str([kept, vars(vault.drafts), vault.set_to])
    assert vault.set_to == []


async def test_a_forgotten_pin_leaves_the_passphrase() -> None:
    app = opened()
    async with app.run_test(size=SIZE) as pilot:
        await at_the_roster(pilot, app)
        app.locking.lock.set_pin(PIN, PIN)
        app.locking.forget_pin()
        await pilot.press("ctrl+l")
        await shown(pilot, app, LockDialog)
        assert "The passphrase, or the recovery key" in screen_text(app)
