"""Records behind a passphrase, or without one, and what the tests of both share."""

from __future__ import annotations

from threading import Event
from types import SimpleNamespace
from typing import Any

from textual import events
from textual.command import CommandList
from textual.pilot import Pilot
from textual.widgets import Input

from tests.fakes import MemoryDraftStore
from tests.team import MARA, Team, shipped_library
from tests.ui.records import shown, typed
from tests.ui.stage import screen_text, stage
from tests.waiting import LONGEST, wait_for
from trainer_tui.domain.credentials import Credentials, LockedRecords, WrongCredentials
from trainer_tui.paths import Directories
from trainer_tui.services.shifts import Shifts
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.dialogs.recovery_key import RecoveryKeyDialog
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


def send(app: TrainerApp, *keys: str) -> None:
    """Send keys faster than anything can be drawn; a text of several letters is typed."""
    for key in keys:
        if key in NAMED:
            app.post_message(events.Key(key, None))
        else:
            for letter in key:
                app.post_message(events.Key(KEY_NAMES.get(letter, letter), letter))


KEY_NAMES = {" ": "space", "/": "slash", "-": "minus"}
NAMED = {"enter", "escape", "tab", "ctrl+r", "ctrl+q", "ctrl+p", "f2", "f4"}


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


async def write_down(pilot: Pilot[Any], app: TrainerApp) -> None:
    """Type the last group of the recovery key."""
    await shown(pilot, app, RecoveryKeyDialog)
    await typed(pilot, "x3qz")
    await pilot.press("enter")
    await wait_for(pilot, lambda: not isinstance(app.screen, RecoveryKeyDialog), "the end")
