"""An app to drive: the real library, drafts in memory, and records when a test gives them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.fakes import FixedClock
from trainer_tui import bootstrap
from trainer_tui.bootstrap import Services
from trainer_tui.config import Config
from trainer_tui.domain.errors import StoreError
from trainer_tui.domain.ports import DraftStore
from trainer_tui.paths import Directories
from trainer_tui.services.reference import Reference
from trainer_tui.storage.content import ContentLibrary
from trainer_tui.ui.app import Backstage, TrainerApp

DATA = Path(__file__).parents[2] / "data"


class MemoryDrafts:
    """Drafts that survive an app but not a test."""

    def __init__(self) -> None:
        self.kept: dict[str, dict[str, Any]] = {}

    def save(self, name: str, draft: dict[str, Any]) -> None:
        self.kept[name] = dict(draft)

    def load(self, name: str) -> dict[str, Any] | None:
        return self.kept.get(name)

    def names(self, prefix: str = "") -> list[str]:
        return sorted(name for name in self.kept if name.startswith(prefix))

    def discard(self, name: str) -> None:
        self.kept.pop(name, None)


def no_records() -> Any:
    """Open nothing, as when the disk is gone."""
    raise StoreError("The records cannot be opened: the folder is gone.")


def empty_services() -> Any:
    """Open records that hold nothing and answer nothing, for screens that do not ask."""
    chart = SimpleNamespace(incidents=list)
    return SimpleNamespace(report=(), read_only=False, close=lambda: None, chart=chart)


def stage(
    cache: Path,
    *,
    drafts: DraftStore | None = None,
    open_records: Callable[[], Any] = empty_services,
    **changes: Any,
) -> TrainerApp:
    """Build an app over the shipped library."""
    reference = Reference(ContentLibrary(DATA, cache_dir=cache))
    settings: dict[str, Any] = {
        "library": SimpleNamespace(reference=reference),
        "open_records": open_records,
        "drafts": drafts or MemoryDrafts(),
        "theme": "trainer-dark",
        "first_start": False,
        "keep": lambda settings: None,
        "log_failure": lambda error: "the log",
        "data_folder": "the data folder",
    }
    return TrainerApp(Backstage(**{**settings, **changes}))


def real_stage(
    folder: Path, clock: FixedClock, *, drafts: DraftStore | None = None, **changes: Any
) -> tuple[TrainerApp, Services]:
    """Build an app over real records in a folder; the records are open already."""
    directories = Directories.find(folder)
    library = bootstrap.open_library(directories, Config())
    services = bootstrap.open_records(directories, Config(), library, user="Ada Trainer", clock=clock)
    app = stage(
        folder / "cache",
        drafts=drafts or services.drafts,
        open_records=lambda: services,
        library=library,
        **changes,
    )
    return app, services


def screen_text(app: TrainerApp) -> str:
    """Return what stands on the screen as plain text."""
    width, height = app.size
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips[:height]) if width else ""
