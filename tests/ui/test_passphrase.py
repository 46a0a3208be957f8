"""The passphrase on the screen: asked for, set, changed, removed; nothing secret shows, no key is lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest
from textual import events
from textual.command import CommandList, CommandPalette
from textual.pilot import Pilot
from textual.widgets import Input

from tests.fakes import MemoryDraftStore
from tests.team import MARA, Team, shipped_library
from tests.ui.records import shown, typed
from tests.ui.stage import screen_text, stage
from tests.waiting import LONGEST, wait_for
from trainer_tui.domain.credentials import Credentials, LockedRecords, WrongCredentials
from trainer_tui.domain.errors import StoreError
from trainer_tui.paths import Directories
from trainer_tui.services.shifts import Shifts
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.dialogs.first_start import FirstStartDialog
from trainer_tui.ui.dialogs.passphrase import PassphraseDialog, RemovePassphraseDialog
from trainer_tui.ui.dialogs.recovery_key import RecoveryKeyDialog, groups_of
from trainer_tui.ui.dialogs.unlock import UnlockDialog
from trainer_tui.ui.screens.capture import CaptureScreen
from trainer_tui.ui.screens.incidents import IncidentsScreen
from trainer_tui.ui.screens.problem import ProblemScreen
from trainer_tui.ui.screens.reference import ReferenceScreen
from trainer_tui.ui.text import text_of
from trainer_tui.ui.widgets.lines import Lines

PASSPHRASE = "qqzx kwvj 77"
KEY = "GK7Q-2MXW-9TRB-HV4C-ZP3D-6NYF-QS8J-KL5E-WD2X-7CBV-RM9T-4HGP-X3QZ"
WRONG = "This passphrase does not open the records."


class SealableDrafts(MemoryDraftStore):
    """Drafts that cannot be read before the records are open."""

    sealed = False

    def load(self, name: str) -> dict[str, Any] | None:
        return None if self.sealed else super().load(name)

    def save(self, name: str, draft: dict[str, Any]) -> None:
        assert not self.sealed, f"{name} is written over"
        super().save(name, draft)


class Vault:
    """Records of one athlete, with or without a passphrase, and what a test does to them."""

    def __init__(self, passphrase: str = PASSPHRASE) -> None:
        self.passphrase = passphrase
        self.drafts = SealableDrafts()
        self.drafts.sealed = bool(passphrase)
        self.tried: list[Credentials] = []
        self.set_to: list[str | None] = []
        self.failure: Exception | None = None
        self.go_on = Event()
        self.go_on.set()
        self.closed = False
        self.read_only = False
        self.recovery_key = ""
        self.team = Team()
        self.team.athlete(**MARA)

    @property
    def sealed(self) -> bool:
        return bool(self.passphrase)

    def open_records(self, credentials: Credentials) -> Any:
        self.tried.append(credentials)
        self.wait()
        if self.sealed:
            if not credentials:
                raise LockedRecords("The records are encrypted.")
            if credentials.passphrase != self.passphrase and credentials.recovery_key != KEY:
                raise WrongCredentials(WRONG)
        self.drafts.sealed = False
        library, team = shipped_library(), self.team
        return SimpleNamespace(
            reference=library.reference,
            rules=library.rules,
            sweeps=library.sweeps,
            chart=team.chart,
            availability=team.board,
            season=team.season,
            sessions=team.sessions,
            treatments=team.treatments,
            shifts=Shifts(team.chart, self.drafts),
            user="Ada Trainer",
            roster=team.roster,
            emergencies=team.emergencies,
            drafts=self.drafts,
            upkeep=self,
            clock=team.clock,
            due=SimpleNamespace(items=list),
            report=(),
            directories=Directories.find(),
            read_only=self.read_only,
            close=self.close,
        )

    def set_passphrase(self, new: str | None) -> str:
        self.wait()
        self.set_to.append(new)
        self.passphrase = new or ""
        return KEY if new else ""

    def opened_by(self, credentials: Credentials) -> bool:
        return self.sealed and (credentials.passphrase == self.passphrase or credentials.recovery_key == KEY)

    def wait(self) -> None:
        assert self.go_on.wait(LONGEST)
        if self.failure is not None:
            raise self.failure

    def close(self) -> None:
        self.closed = True

    def app(self, **changes: Any) -> TrainerApp:
        return stage(drafts=self.drafts, open_records=self.open_records, **changes)


@pytest.fixture
def vault() -> Iterator[Vault]:
    """Give encrypted records."""
    made = Vault()
    yield made
    made.go_on.set()


@pytest.fixture
def plain() -> Iterator[Vault]:
    """Give records without a passphrase."""
    made = Vault("")
    yield made
    made.go_on.set()


def send(app: TrainerApp, *keys: str) -> None:
    """Send keys faster than anything can be drawn; a text of several letters is typed."""
    for key in keys:
        if key in NAMED:
            app.post_message(events.Key(key, None))
        else:
            for letter in key:
                app.post_message(events.Key(KEY_NAMES.get(letter, letter), letter))


KEY_NAMES = {" ": "space", "/": "slash", "-": "minus"}
NAMED = {"enter", "escape", "tab", "ctrl+r", "ctrl+q", "f2", "f4"}


async def palette(pilot: Pilot[Any], name: str) -> None:
    """Choose a command by its name."""
    await pilot.press("ctrl+p")
    await typed(pilot, name)
    found = pilot.app.screen.query_one(CommandList)
    await wait_for(pilot, lambda: any(name in str(each.prompt) for each in found.options), name)
    await pilot.press("enter")


def entries(app: TrainerApp) -> str:
    """Return everything that stands in fields and lists of any screen, seen or not."""
    found: list[str] = []
    for screen in app.screen_stack:
        found += [line.value for line in screen.query(Input)]
        found += [text_of(row.spans) for lines in screen.query(Lines) for row in lines.rows]
    return "\n".join(found)


def sentences(app: TrainerApp) -> str:
    """Return what stands in the dialog, its lines joined."""
    box = app.screen.query_one(".dialog").region
    lines = screen_text(app).splitlines()[box.y + 1 : box.bottom - 1]
    return " ".join(" ".join(line[box.x + 1 : box.right - 1] for line in lines).split())


def uncut(app: TrainerApp) -> None:
    """Fail when a line of the dialog is cut off or scrolled away."""
    text = screen_text(app)
    for lines in app.screen.query(Lines):
        assert lines.virtual_size.height <= lines.size.height
        for line in lines.text_lines():
            assert line.strip() in text
    assert app.screen.region.contains_region(app.screen.query_one(".dialog").region)


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


async def test_a_second_try_and_a_capture_are_typed_in_one_go(vault: Vault) -> None:
    app = vault.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, app, UnlockDialog)
        send(app, "wrong", "enter", PASSPHRASE, "enter", "n", "22", "enter", "2")
        screen = await shown(pilot, app, CaptureScreen)
        await wait_for(pilot, lambda: screen.flow is not None and screen.flow.draft.findings, "the answer")
        assert screen.flow is not None
        assert screen.flow.draft.findings == {"unresponsive": True}
        assert [each.passphrase for each in vault.tried] == ["", "wrong", PASSPHRASE]


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


# --- setting a passphrase -------------------------------------------------------------------------


async def open_plain(pilot: Pilot[Any], app: TrainerApp, command: str) -> None:
    await wait_for(pilot, lambda: app.records_open, "the records")
    await palette(pilot, command)


async def write_down(pilot: Pilot[Any], app: TrainerApp) -> None:
    """Type the last group of the recovery key."""
    await shown(pilot, app, RecoveryKeyDialog)
    await typed(pilot, "x3qz")
    await pilot.press("enter")
    await wait_for(pilot, lambda: not isinstance(app.screen, RecoveryKeyDialog), "the end")


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
        assert isinstance(app.screen, ReferenceScreen)


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
