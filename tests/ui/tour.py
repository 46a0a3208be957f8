"""Every screen and dialog of the app, one after the other, for tests of what holds on all of them.

A new screen or dialog gets a stop here; `test_look` says which are missing.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.screen import ModalScreen, Screen

from tests.ui.records import record, settle, shown, team
from trainer_tui import ui
from trainer_tui.bootstrap import Services
from trainer_tui.domain.errors import BadInput
from trainer_tui.domain.triage import Triage
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.dialogs.ask import AskDialog
from trainer_tui.ui.dialogs.base import Dialog
from trainer_tui.ui.dialogs.choose import Choice, ChooseDialog, ChooseManyDialog
from trainer_tui.ui.dialogs.confirm import ConfirmDialog
from trainer_tui.ui.dialogs.evidence import EvidenceDialog
from trainer_tui.ui.dialogs.file_password import FilePasswordDialog
from trainer_tui.ui.dialogs.find import FindDialog
from trainer_tui.ui.dialogs.lock import LockDialog
from trainer_tui.ui.dialogs.note import NoteDialog
from trainer_tui.ui.dialogs.open_file import OpenFileDialog
from trainer_tui.ui.dialogs.page import PageDialog
from trainer_tui.ui.dialogs.passphrase import PassphraseDialog, RemovePassphraseDialog
from trainer_tui.ui.dialogs.pin import PinDialog
from trainer_tui.ui.dialogs.protocol import OverrideDialog, ProtocolReader
from trainer_tui.ui.dialogs.reason import ReasonDialog
from trainer_tui.ui.dialogs.recovery_key import RecoveryKeyDialog
from trainer_tui.ui.dialogs.save_file import SaveFileDialog
from trainer_tui.ui.dialogs.unlock import UnlockDialog
from trainer_tui.ui.events import (
    AmendIncident,
    AssessAgain,
    EditAthlete,
    ExportRecords,
    ImportRecords,
    OpenAthlete,
    OpenIncident,
)
from trainer_tui.ui.import_screen import ImportScreen
from trainer_tui.ui.list_screen import ListScreen
from trainer_tui.ui.screens.base import BaseScreen
from trainer_tui.ui.screens.problem import ProblemScreen
from trainer_tui.ui.soap_ask import ask_soap

EMERGENCY = {"saddle_numbness": True, "limb_weakness": True, "limbs_affected": 2, "fever": False}
Go = Callable[[Pilot[Any], TrainerApp], Awaitable[None]]
SHARED = (BaseScreen, Dialog, ImportScreen, ListScreen)
"""What other screens are made from; never shown by itself."""
NEVER_SHOWN = ("SecretDialog", "TwiceDialog", "SealingDialog", "EmergencyView")
LONG = "A remark about as long as the app makes them, of which nothing may be cut off at the edge of the box."
CHOICES = [
    Choice("out", "○ out", "warning"),
    Choice("limited", "◐ limited", "warning"),
    Choice("full", "● full", more="as before"),
]


def kinds() -> set[type[Screen[Any]]]:
    """Return every kind of screen the app can show."""
    for module in pkgutil.walk_packages(ui.__path__, f"{ui.__name__}."):
        importlib.import_module(module.name)
    found: set[type[Screen[Any]]] = set()
    waiting: list[type[Any]] = [Screen]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith("trainer_tui."):
            found.add(kind)
    return {kind for kind in found if kind not in SHARED and kind.__name__ not in NEVER_SHOWN}


def filled(folder: Path, **changes: Any) -> tuple[TrainerApp, Services, str]:
    """Return an app with something on every screen, and an incident that is an emergency."""
    app, services = team(folder, **changes)
    services.chart.add_athlete({"jersey": "7", "given": "Jo", "family": "Blake", "team": "Varsity"})
    record(services, {"jersey": "7"}, condition="concussion", diagnoses=[{"region": "head"}])
    emergency = record(services, findings=EMERGENCY)
    raw = {"athlete": {"jersey": "22"}, "incident": emergency, "at": "2026-10-09T19:50:00-05:00"}
    services.availability.add_statuses([{**raw, "availability": "out", "decided_by": "Dr. Ada Bell"}])
    return app, services, emergency


async def tour(pilot: Pilot[Any], app: TrainerApp, services: Services, incident: str) -> AsyncIterator[str]:
    """Go to every screen and dialog; yields what is shown, by name."""
    await settle(pilot, app)
    for name, go in (*_screens(services, incident), *_captures(), *_dialogs(services, incident)):
        await _home(pilot, app)
        await go(pilot, app)
        await pilot.pause()
        yield name
    await _home(pilot, app)


async def _home(pilot: Pilot[Any], app: TrainerApp) -> None:
    """Go back to Today with nothing above it."""
    if app.in_emergency:
        while isinstance(app.screen, Dialog):
            await app.pop_screen()
        await app.leave_emergency()
        app.emergency_desk.leave(over=True)
    while len(app.screen_stack) > 1:
        if isinstance(app.screen, LockDialog):
            await pilot.press("enter")
        else:
            await app.pop_screen()
    app.clear_notifications()
    await app.switch_mode("today")
    await pilot.pause()


def pressed(*keys: str) -> Go:
    """Return the way to a screen by its keys."""

    async def go(pilot: Pilot[Any], app: TrainerApp) -> None:
        for key in keys:
            await pilot.press(key)

    return go


def sent(message: Callable[[], Any], *keys: str) -> Go:
    """Return the way to a screen by a message of the app, and keys there."""

    async def go(pilot: Pilot[Any], app: TrainerApp) -> None:
        app.post_message(message())
        await pilot.pause()
        for key in keys:
            await pilot.press(key)

    return go


def over(screen: Callable[[TrainerApp], Screen[Any]], *keys: str) -> Go:
    """Return the way to a screen by putting it on top, and keys there."""

    async def go(pilot: Pilot[Any], app: TrainerApp) -> None:
        await app.push_screen(screen(app))
        await pilot.pause()
        for key in keys:
            await pilot.press(key)

    return go


def done(action: Callable[[TrainerApp], object]) -> Go:
    """Return the way to something by an action of the app."""

    async def go(pilot: Pilot[Any], app: TrainerApp) -> None:
        result = action(app)
        if isinstance(result, Awaitable):
            await result

    return go


def _screens(services: Services, incident: str) -> Iterator[tuple[str, Go]]:
    athlete = services.chart.athletes()[0].id
    for mode, key in (("today", "f2"), ("reference", "f3"), ("incidents", "f4"), ("athletes", "f5")):
        yield mode, pressed(key) if mode != "today" else pressed("f4", "f2")
    yield "season", pressed("f6")
    yield "reference with its sources", pressed("f3", "enter", "s")
    yield "incidents, filtered", pressed("f4", "slash", "x", "y", "q")
    yield "incident", sent(lambda: OpenIncident(incident))
    yield "red flags in full", sent(lambda: OpenIncident(incident), "tab")
    yield "athlete", sent(lambda: OpenAthlete(athlete))
    yield "athlete form", sent(lambda: EditAthlete(athlete))
    yield "new athlete", sent(lambda: EditAthlete(None), "tab", "x", "ctrl+s")
    yield "amending", sent(lambda: AmendIncident(incident))
    yield "assessing again", sent(lambda: AssessAgain(incident))
    yield "exporting", sent(lambda: ExportRecords((incident,)))
    yield "session: which", pressed("s")
    yield "session: the roll", pressed("s", "1", "1")
    yield "services of a day", pressed("Y")
    yield "a service", pressed("f5", "y")
    yield "a roster file", pressed("f5", "I")
    yield "a roster's columns", imported(services)
    yield "a roster's rows", imported(services, "x")
    yield "records from another laptop", taken_in(services)
    stick = services.directories.data / "stick"
    stick.mkdir()
    where = f"{stick}/"
    yield "where a file goes", over(lambda app: SaveFileDialog("Where to?", lambda path: None, value=where))
    yield "hand-over", done(lambda app: app.action_handover())
    yield "no records", over(lambda app: ProblemScreen("The records cannot be opened.", "the folder"))


def taken_in(services: Services) -> Go:
    """Return the way to the import of records with a file that is none."""

    async def go(pilot: Pilot[Any], app: TrainerApp) -> None:
        file = services.directories.data / "records.json"
        file.write_text("{}", encoding="utf-8")
        app.post_message(ImportRecords())
        dialog = await shown(pilot, app, OpenFileDialog)
        dialog.line.value = str(file)
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        await pilot.pause()

    return go


def imported(services: Services, *keys: str) -> Go:
    """Return the way to the import of a roster, and keys there."""

    async def go(pilot: Pilot[Any], app: TrainerApp) -> None:
        file = services.directories.data / "roster.csv"
        file.write_text("no,first,last\n4,Kim,Soto\n5,,\n", encoding="utf-8")
        await pilot.press("f5", "I")
        assert isinstance(app.screen, OpenFileDialog)
        app.screen.line.value = str(file)
        for key in ("enter", *keys):
            await pilot.press(key)
            await app.workers.wait_for_complete()
            await pilot.pause()

    return go


def _captures() -> Iterator[tuple[str, Go]]:
    """The steps of recording, each in its own draft; the last is saved."""
    start = ("n", "2", "2", "enter")
    yield "capture: who", pressed("n", "2")
    yield "capture: life", pressed(*start)
    yield "capture: life, in danger", pressed(*start, "2")
    yield "capture: region", pressed(*start, "1", "1", "1")
    yield "capture: condition", pressed(*start, "1", "1", "1", "slash", "b", "a")
    yield "capture: side", pressed(*start, "1", "1", "1", "5")
    yield "capture: sweep", pressed(*start, "1", "1", "1", "5", "1", "1", "2")
    yield "capture: a refusal", pressed(*start, "9")
    yield "parked drafts", pressed("p")
    saved = (*start, "1", "1", "1", "5", "1", "1", "0", "9", "enter")
    yield "capture: flags", pressed(*saved)
    yield "capture: details", pressed(*saved, "enter")


def _refuse(_: str) -> None:
    raise BadInput("This is refused, in a sentence about as long as the app says them.")


def _triage(services: Services, incident: str) -> Triage:
    return services.chart.incident(incident).triage


def _dialogs(services: Services, incident: str) -> Iterator[tuple[str, Go]]:
    def evidence(app: TrainerApp) -> Screen[Any]:
        library, triage = app.backstage.library, _triage(services, incident)
        rules = [match.rule for match in triage.matches]
        return EvidenceDialog(rules, triage, library.rules.vocabulary, library.reference)

    def reader(app: TrainerApp) -> Screen[Any]:
        return ProtocolReader(services.chart.protocols.serving(incident)[0])

    def said(title: str, help_words: str) -> Callable[[TrainerApp], Screen[Any]]:
        return lambda app: AskDialog(title, _refuse, help=help_words)

    seal = services.upkeep.set_passphrase
    opened = lambda: OpenIncident(incident)  # noqa: E731 - named to be used thrice
    yield "help", done(lambda app: app.action_help())
    yield "help of an incident", sent(opened, "question_mark")
    yield "first start", done(lambda app: app.show_first_start())
    yield "palette", pressed("ctrl+p")
    yield "palette, typed", pressed("ctrl+p", "c", "o")
    yield "asking", over(said("Who cleared?", LONG), "x")
    yield "asking, refused", over(said("Who cleared?", LONG), "x", "enter")
    yield "choosing", over(lambda app: ChooseDialog("Status", CHOICES, _refuse, chosen="out", remark=LONG))
    yield "choosing many", over(lambda app: ChooseManyDialog("Causes", CHOICES, lambda _: None), "1")
    yield "confirming", over(lambda app: ConfirmDialog(f"Discard? {LONG}", lambda: None, yes="discard it"))
    yield "finding", over(lambda app: FindDialog("Team", lambda _: CHOICES, _refuse))
    yield "could also be", sent(opened, "b")
    yield "vital signs", sent(opened, "t")
    yield "status", sent(opened, "v")
    yield "urgency", sent(opened, "u")
    yield "referral", sent(opened, "f")
    yield "evidence", over(evidence)
    yield (
        "a page over another",
        over(lambda app: PageDialog(app.backstage.library.reference, "back-spasms", "")),
    )
    yield "note", over(lambda app: NoteDialog("Note: plan", _refuse, draft="form-note"), "x", "ctrl+s")
    yield "SOAP note", done(lambda app: ask_soap(app, incident, lambda *_: None))
    yield "reason", over(lambda app: ReasonDialog("Why is it void?", _refuse), "enter")
    yield "override", over(lambda app: OverrideDialog(["24 hours are not over."], _refuse, then=lambda: None))
    yield "protocol", sent(opened, "P", "1")
    yield "protocol to read", over(reader)
    yield "passphrase", over(lambda app: PassphraseDialog(seal, changing=False), "x", "enter", "enter")
    yield "passphrase, removed", over(lambda app: RemovePassphraseDialog(seal))
    yield "pin", over(lambda app: PinDialog(), "1", "enter")
    yield "file password", over(lambda app: FilePasswordDialog(lambda password: None, needed=True), "enter")
    yield "recovery key", over(lambda app: RecoveryKeyDialog("ABCDE-FGHJK-MNPQR-STVWX-YZ234", "Done."), "x")
    yield "unlocking", over(lambda app: UnlockDialog("The passphrase does not fit."))
    yield "locked", done(lambda app: app.action_lock())
    yield "toasts", done(_toasts)
    yield "emergency", pressed("f9")
    yield "emergency: events", pressed("f9", "1", "2", "3")
    yield "emergency: who", pressed("f9", "j")
    yield "emergency: sheet", pressed("f9", "1", "x")
    yield "emergency: leaving", pressed("f9", "1", "escape")
    yield "emergency: plan", pressed("f9", "f")


def _toasts(app: TrainerApp) -> None:
    app.say("Said in a sentence.")
    app.notify("A warning in a sentence.", severity="warning", markup=False)
    app.show_error(BadInput("Refused in a sentence."))


def missing(seen: Sequence[type[Screen[Any]]]) -> set[str]:
    """Return the screens and dialogs that a tour did not come to."""
    return {kind.__name__ for kind in kinds() - set(seen)}


def is_box(screen: Screen[Any]) -> bool:
    """Tell whether a screen is a box over another."""
    return isinstance(screen, ModalScreen)
