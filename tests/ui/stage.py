"""An app to drive: the real library, drafts in memory, and records when a test gives them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.fakes import FixedClock, MemoryDraftStore
from tests.team import shipped_library
from trainer_tui import bootstrap
from trainer_tui.bootstrap import Services
from trainer_tui.config import Config
from trainer_tui.domain.credentials import Credentials
from trainer_tui.domain.dates import Clock
from trainer_tui.domain.errors import StoreError
from trainer_tui.domain.ports import DraftStore
from trainer_tui.paths import Directories
from trainer_tui.ui.app import Backstage, TrainerApp


def no_records(credentials: Credentials) -> Any:
    """Open nothing, as when the disk is gone."""
    raise StoreError("The records cannot be opened: the folder is gone.")


def empty_services(credentials: Credentials) -> Any:
    """Open records that hold nothing and answer nothing, for screens that do not ask."""
    chart = SimpleNamespace(incidents=list)
    upkeep = SimpleNamespace(sealed=False, recovery_key="")
    known = {"chart": chart, "upkeep": upkeep, "directories": Directories.find()}
    return SimpleNamespace(report=(), read_only=False, close=lambda: None, **known)


def stage(
    *,
    drafts: DraftStore | None = None,
    open_records: Callable[[Credentials], Any] = empty_services,
    **changes: Any,
) -> TrainerApp:
    """Build an app over the shipped library."""
    settings: dict[str, Any] = {
        "library": shipped_library(),
        "open_records": open_records,
        "drafts": drafts or MemoryDraftStore(),
        "theme": "trainer-dark",
        "first_start": False,
        "keep": lambda settings: None,
        "log_failure": lambda error: "the log",
        "data_folder": "the data folder",
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
    return stage(drafts=drafts or services.drafts, open_records=lambda _: services, **changes), services


def screen_text(app: TrainerApp) -> str:
    """Return what stands on the screen as plain text."""
    width, height = app.size
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips[:height]) if width else ""
