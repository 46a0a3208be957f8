"""The passphrase on the screen: set, changed, removed; nothing secret shows, no key is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.ui.records import shown, typed
from tests.ui.stage import screen_text, stage
from tests.ui.vault import KEY, PASSPHRASE, Vault, entries, palette, send, sentences, uncut, write_down
from tests.waiting import wait_for
from trainer_tui.domain.credentials import Credentials
from trainer_tui.domain.errors import StoreError
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.dialogs.first_start import FirstStartDialog
from trainer_tui.ui.dialogs.passphrase import PassphraseDialog, RemovePassphraseDialog
from trainer_tui.ui.dialogs.recovery_key import RecoveryKeyDialog, groups_of
from trainer_tui.ui.dialogs.unlock import UnlockDialog
from trainer_tui.ui.screens.capture import CaptureScreen
from trainer_tui.ui.screens.reference import ReferenceScreen

# --- setting a passphrase -------------------------------------------------------------------------


async def open_plain(pilot: Pilot[Any], app: TrainerApp, command: str) -> None:
    await wait_for(pilot, lambda: app.records_open, "the records")
    await palette(pilot, command)


async def test_the_first_start_offers_a_passphrase(plain: Vault) -> None:
    kept: list[dict[str, object]] = []
    app = plain.app(first_start=True, keep=kept.append)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await wait_for(pilot, lambda: app.records_open, "the records")
        uncut(app)
        assert "p sets a passphrase enter goes on without one" in sentences(app)
        await pilot.press("p")
        await shown(pilot, app, PassphraseDialog)
        uncut(app)
        assert "all records are lost" in sentences(app)
        await typed(pilot, PASSPHRASE)
        await pilot.press("enter")
        await typed(pilot, PASSPHRASE)
        assert PASSPHRASE not in screen_text(app)
        await pilot.press("enter")
        await shown(pilot, app, RecoveryKeyDialog)
        uncut(app)
        assert plain.set_to == [PASSPHRASE]
        assert "G K 7 Q" in screen_text(app)
        assert "X 3 Q Z" in screen_text(app)
        await write_down(pilot, app)
        await shown(pilot, app, FirstStartDialog)
        await wait_for(pilot, lambda: "The records are encrypted." in screen_text(app), "the confirmation")
        assert "v writes down your venue's emergency plan" in sentences(app)
        assert "enter goes on; the records are" in sentences(app)
        await pilot.press("p", "enter")
        await shown(pilot, app, ReferenceScreen)
        for group in groups_of(KEY):
            assert group not in entries(app)
            assert " ".join(group) not in entries(app) + screen_text(app)
        assert kept == [{"first_start_seen": True}]
        assert app.sealed


async def test_the_first_start_is_read_in_full_with_a_long_path(plain: Vault) -> None:
    app = plain.app(first_start=True, data_folder="/home/a-school-with-a-long-name/" * 4)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, app, FirstStartDialog)
        uncut(app)


async def test_the_first_start_goes_on_without_one(plain: Vault) -> None:
    app = plain.app(first_start=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_for(pilot, lambda: app.records_open, "the records")
        await pilot.press("enter")
        assert isinstance(app.screen, ReferenceScreen)
        assert plain.set_to == []


async def test_the_first_start_on_encrypted_records_asks_and_offers_none(vault: Vault) -> None:
    app = vault.app(first_start=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, app, UnlockDialog)
        await typed(pilot, PASSPHRASE)
        await pilot.press("enter")
        await shown(pilot, app, FirstStartDialog)
        await pilot.press("enter")
        app.show_first_start()
        await shown(pilot, app, FirstStartDialog)
        assert "p sets a passphrase" not in sentences(app)
        uncut(app)
        await pilot.press("p")
        assert isinstance(app.screen, FirstStartDialog)


async def test_the_first_start_offers_no_second_passphrase_where_one_was_given(vault: Vault) -> None:
    app = vault.app(first_start=True, credentials=Credentials(passphrase=PASSPHRASE))
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, app, FirstStartDialog)
        await wait_for(pilot, lambda: app.records_open, "the records")
        assert "enter goes on; a passphrase was given at the start" in sentences(app)
        uncut(app)
        await pilot.press("p")
        assert isinstance(app.screen, FirstStartDialog)
        await pilot.press("enter")
        await shown(pilot, app, ReferenceScreen)


async def test_everything_at_the_first_start_is_typed_in_one_go(plain: Vault) -> None:
    plain.go_on.clear()
    app = plain.app(first_start=True)
    async with app.run_test(size=(80, 24)) as pilot:
        send(app, "p", PASSPHRASE, "enter", PASSPHRASE, "enter")
        await pilot.pause()
        assert PASSPHRASE not in entries(app)
        plain.go_on.set()
        await shown(pilot, app, RecoveryKeyDialog)
        assert plain.set_to == [PASSPHRASE]


async def test_a_passphrase_asked_for_before_the_records_are_open_lands_in_its_field(plain: Vault) -> None:
    plain.drafts.save("ui-state", {"mode": "reference"})
    plain.go_on.clear()
    app = plain.app(first_start=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, app, FirstStartDialog)
        send(app, "p", f"/{PASSPHRASE}")
        await pilot.pause()
        assert PASSPHRASE not in screen_text(app)
        plain.go_on.set()
        dialog = await shown(pilot, app, PassphraseDialog)
        assert dialog.typed == (f"/{PASSPHRASE}", "")


async def test_two_that_differ_are_both_asked_for_again(plain: Vault) -> None:
    app = plain.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_plain(pilot, app, "Set a passphrase")
        dialog = await shown(pilot, app, PassphraseDialog)
        send(app, "one passphrase", "enter", "another one", "enter")
        await wait_for(pilot, lambda: "not the same" in sentences(app), "the refusal")
        uncut(app)
        assert dialog.typed == ("", "")
        assert plain.set_to == []
        send(app, PASSPHRASE, "tab", PASSPHRASE, "enter")
        await shown(pilot, app, RecoveryKeyDialog)
        assert plain.set_to == [PASSPHRASE]


async def test_an_empty_one_is_refused_and_one_line_is_not_two(plain: Vault) -> None:
    app = plain.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_plain(pilot, app, "Set a passphrase")
        dialog = await shown(pilot, app, PassphraseDialog)
        await pilot.press("enter", "enter")
        assert "An empty passphrase protects nothing" in sentences(app)
        await pilot.press(*"long enough".replace(" ", ""), "enter", "enter")
        assert "Type it once more." in sentences(app)
        assert dialog.typed == ("longenough", "")
        await pilot.press("escape")
        assert isinstance(app.screen, ReferenceScreen)
        assert plain.set_to == []


async def test_a_short_one_is_warned_about_and_then_taken(plain: Vault) -> None:
    app = plain.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_plain(pilot, app, "Set a passphrase")
        await shown(pilot, app, PassphraseDialog)
        await pilot.press(*"abcd", "enter", *"abcd", "enter")
        assert "4 characters can be guessed soon" in sentences(app)
        uncut(app)
        assert plain.set_to == []
        await pilot.press("enter")
        await shown(pilot, app, RecoveryKeyDialog)
        assert plain.set_to == ["abcd"]


async def test_a_failure_while_encrypting_is_said_and_what_was_typed_stays(plain: Vault) -> None:
    app = plain.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_plain(pilot, app, "Set a passphrase")
        dialog = await shown(pilot, app, PassphraseDialog)
        plain.failure = StoreError("The disk is full; the records are as they were before.")
        send(app, PASSPHRASE, "enter", PASSPHRASE, "enter")
        await wait_for(pilot, lambda: "The disk is full" in sentences(app), "the sentence")
        uncut(app)
        assert dialog.typed == (PASSPHRASE, PASSPHRASE)
        assert app.records_open
        plain.failure = None
        await pilot.press("enter")
        await shown(pilot, app, RecoveryKeyDialog)


async def test_encrypting_is_said_and_cannot_be_left(plain: Vault) -> None:
    app = plain.app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_plain(pilot, app, "Set a passphrase")
        dialog = await shown(pilot, app, PassphraseDialog)
        plain.go_on.clear()
        send(app, PASSPHRASE, "enter", PASSPHRASE, "enter")
        await wait_for(pilot, lambda: "Encrypting the records …" in sentences(app), "the sentence")
        uncut(app)
        await pilot.press("escape", "ctrl+q")
        assert app.screen is dialog
        assert "until it is done" in sentences(app)
        plain.go_on.set()
        await shown(pilot, app, RecoveryKeyDialog)
        assert not plain.closed


async def test_the_recovery_key_stays_until_its_last_group_is_typed(plain: Vault) -> None:
    app = plain.app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_plain(pilot, app, "Set a passphrase")
        await shown(pilot, app, PassphraseDialog)
        send(app, PASSPHRASE, "enter", PASSPHRASE, "enter")
        dialog = await shown(pilot, app, RecoveryKeyDialog)
        for keys in (("enter",), ("escape",), ("ctrl+q",)):
            await pilot.press(*keys)
            assert app.screen is dialog
            assert "Type the last group of the recovery key first" in screen_text(app)
        await pilot.press(*"gk7q", "enter")
        assert "That is not the last group" in sentences(app)
        uncut(app)
        await pilot.press("ctrl+u")
        send(app, " X3-QZ", "enter", "n", "22", "enter")
        screen = await shown(pilot, app, CaptureScreen)
        await wait_for(pilot, lambda: screen.flow is not None and screen.flow.draft.athlete, "the athlete")


@pytest.mark.parametrize(
    ("key", "groups"),
    [
        ("ABCDEFGHIJKLM", ["ABCDE", "FGHIJ", "KLM"]),
        ("AB CD-EF", ["AB", "CD", "EF"]),
        ("-".join(["ABCDEFGH"] * 8), ["ABCDEFGH"] * 8),
    ],
)
async def test_a_key_of_any_form_is_shown_in_groups(key: str, groups: Sequence[str]) -> None:
    app = stage()
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_for(pilot, lambda: app.records_open, "the records")
        app.show_dialog(RecoveryKeyDialog(key, "Done."))
        await shown(pilot, app, RecoveryKeyDialog)
        assert groups_of(key) == groups
        assert screen_text(app).count(" ".join(groups[0])) == groups.count(groups[0])
        uncut(app)


# --- changing and removing ------------------------------------------------------------------------


async def opened(pilot: Pilot[Any], app: TrainerApp) -> None:
    await shown(pilot, app, UnlockDialog)
    send(app, PASSPHRASE, "enter")
    await wait_for(pilot, lambda: app.records_open, "the records")
    await pilot.pause()


async def test_the_passphrase_is_changed(vault: Vault) -> None:
    app = vault.app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot, app)
        await palette(pilot, "Change the passphrase")
        await shown(pilot, app, PassphraseDialog)
        assert "Change the passphrase" in sentences(app)
        uncut(app)
        send(app, "quite another one", "enter", "quite another one", "enter")
        await write_down(pilot, app)
        assert vault.set_to == ["quite another one"]
        await wait_for(pilot, lambda: "The passphrase is changed." in screen_text(app), "the confirmation")


async def test_the_passphrase_is_removed_after_a_question(vault: Vault) -> None:
    app = vault.app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot, app)
        await palette(pilot, "Remove the passphrase")
        await shown(pilot, app, RemovePassphraseDialog)
        assert "readable by anybody with this computer" in sentences(app)
        uncut(app)
        await pilot.press("n")
        assert isinstance(app.screen, ReferenceScreen)
        assert vault.set_to == []
        await palette(pilot, "Remove the passphrase")
        await shown(pilot, app, RemovePassphraseDialog)
        vault.failure = StoreError("The disk is full; the records are as they were before.")
        await pilot.press("y")
        await wait_for(pilot, lambda: "The disk is full" in sentences(app), "the sentence")
        uncut(app)
        vault.failure = None
        vault.go_on.clear()
        await pilot.press("y")
        assert "Decrypting the records …" in sentences(app)
        vault.go_on.set()
        await wait_for(pilot, lambda: isinstance(app.screen, ReferenceScreen), "the end")
        await wait_for(pilot, lambda: "The passphrase is removed." in screen_text(app), "the confirmation")
        assert vault.set_to == [None]
        assert not app.sealed


async def offered(pilot: Pilot[Any], app: TrainerApp, words: str) -> list[str]:
    """Return what the palette offers for some letters, or at once for none."""
    from trainer_tui.ui.palette import TrainerCommands

    provider = TrainerCommands(app.screen)
    hits = provider.search(words) if words else provider.discover()
    return [str(hit.text) async for hit in hits]


async def test_the_palette_offers_what_applies(vault: Vault, plain: Vault) -> None:
    names = {"Unlock the records", "Set a passphrase", "Change the passphrase", "Remove the passphrase"}
    app = vault.app()
    async with app.run_test() as pilot:
        await shown(pilot, app, UnlockDialog)
        await pilot.press("escape")
        assert names & set(await offered(pilot, app, "")) == {"Unlock the records"}
        await palette(pilot, "Unlock the records")
        await opened(pilot, app)
        assert names & set(await offered(pilot, app, "")) == {"Change the passphrase"}
        assert names & set(await offered(pilot, app, "the passphrase")) == {
            "Change the passphrase",
            "Remove the passphrase",
        }
    app = plain.app()
    async with app.run_test() as pilot:
        await wait_for(pilot, lambda: app.records_open, "the records")
        assert names & set(await offered(pilot, app, "passphrase")) == {"Set a passphrase"}
    plain.read_only = True
    app = TrainerApp(replace(app.backstage))
    async with app.run_test() as pilot:
        await wait_for(pilot, lambda: app.records_open, "the records")
        assert not names & set(await offered(pilot, app, "passphrase"))
