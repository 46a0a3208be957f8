"""An app to drive: the real library, drafts in memory, and records when a test gives them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.fakes import FixedClock, MemoryDraftStore, MemoryPending, MemoryVenues
from tests.team import shipped_library
from trainer_tui import bootstrap
from trainer_tui.bootstrap import Services
from trainer_tui.config import Config
from trainer_tui.domain.credentials import Credentials
from trainer_tui.domain.dates import Clock
from trainer_tui.domain.errors import StoreError
from trainer_tui.domain.ports import DraftStore
from trainer_tui.domain.venues import Venue
from trainer_tui.exports.emergency_sheet import SheetFile
from trainer_tui.paths import Directories
from trainer_tui.services.emergency_desk import EmergencyKit
from trainer_tui.ui.app import Backstage, TrainerApp


def no_records(credentials: Credentials) -> Any:
    """Open nothing, as when the disk is gone."""
    raise StoreError("The records cannot be opened: the folder is gone.")


def empty_services(credentials: Credentials) -> Any:
    """Open records that hold nothing and answer nothing, for screens that do not ask."""
    chart = SimpleNamespace(incidents=lambda **_: [], athletes=list, records=SimpleNamespace(version=0))
    parts = {
        "chart": chart,
        "upkeep": SimpleNamespace(sealed=False, recovery_key=""),
        "due": SimpleNamespace(items=list),
        "availability": SimpleNamespace(board=list),
        "shifts": SimpleNamespace(leave=lambda: None),
        "emergencies": SimpleNamespace(running=list, write=lambda log: None),
        "clock": FixedClock(),
        "user": "",
        "directories": Directories.find(),
    }
    return SimpleNamespace(report=(), read_only=False, close=lambda: None, **parts)


def emergency_kit(**changes: Any) -> EmergencyKit:
    """Return what an emergency needs, in memory, with one venue."""
    field = Venue("Home field", "12 School Rd", "North gate", "Gym door", "Coach calls", "General", "911")
    settings: dict[str, Any] = {
        "venues": MemoryVenues(field),
        "pending": MemoryPending(),
        "sheets": SheetFile,
        "guidance": lambda: shipped_library().guidance,
        "clock": FixedClock(),
        "user": "Ada Trainer",
    }
    return EmergencyKit(**{**settings, **changes})


def stage(
    *,
    drafts: DraftStore | None = None,
    open_records: Callable[[Credentials], Any] = empty_services,
    **changes: Any,
) -> TrainerApp:
    """Build an app over the shipped library."""
    settings: dict[str, Any] = {
        "emergency": lambda: emergency_kit(),
        "library": shipped_library(),
        "open_records": open_records,
        "drafts": drafts or MemoryDraftStore(),
        "theme": "trainer-dark",
        "first_start": False,
        "keep": lambda settings: None,
        "log_failure": lambda error: "the log",
        "data_folder": "the data folder",
        "login_name": "Ada Trainer",
    }
    return TrainerApp(Backstage(**{**settings, **changes}))


def real_stage(
    folder: Path, clock: Clock | None = None, *, drafts: DraftStore | None = None, **changes: Any
) -> tuple[TrainerApp, Services]:
    """Build an app over real records in a folder; the records are open already."""
    directories = Directories.find(folder)
    services = bootstrap.open_records(
        directories, Config(), shipped_library(), user="Ada Trainer", clock=clock or FixedClock()
    )
    kit = replace(
        bootstrap.open_emergency(directories, Config(), shipped_library(), "Ada Trainer"),
        clock=services.clock,
    )
    changes = {"emergency": lambda: kit, **changes}
    return stage(drafts=drafts or services.drafts, open_records=lambda _: services, **changes), services


def screen_text(app: TrainerApp) -> str:
    """Return what stands on the screen as plain text."""
    width, height = app.size
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips[:height]) if width else ""
