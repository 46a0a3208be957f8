"""What the screens share that take in a file: choosing it, and long steps beside the screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, TypeVar

from textual import work
from textual.worker import Worker, get_current_worker

from trainer_tui.domain.errors import BadInput, TrainerError
from trainer_tui.ui.dialogs.open_file import OpenFileDialog
from trainer_tui.ui.screens.base import BaseScreen
from trainer_tui.ui.widgets.bars import ModeBar

T = TypeVar("T")
STOPPING = "Stopping …"
STOPPED = "Stopped; nothing was written."


Tell = Callable[[str], None]
"""Told how far a step is; raises where it is to stop."""


class ImportScreen(BaseScreen):
    """Asks for a file and says what comes of it."""

    FILE_TITLE: ClassVar[str]
    """Which file is asked for."""
    FOLDER: ClassVar[str]
    """Under which name the folder to begin in is remembered."""
    SAVING: ClassVar[str]
    """What is said of the last step, which cannot be stopped any more."""

    def __init__(self) -> None:
        """Ask for the file first."""
        super().__init__()
        self.status = self.problem = ""
        self._chosen = False
        self._worker: Worker[None] | None = None

    def take(self, path: Path) -> None:
        """Read a file that was chosen; raises BadInput for one that cannot be."""
        raise NotImplementedError

    def show_said(self) -> None:
        """Show status and problem."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Ask for the file."""
        self.query_one(ModeBar).mode = self.app.current_mode
        self.action_other()

    def action_other(self) -> None:
        """Ask for a file."""
        if self._worker is None:
            folder = str(self.trainer.state.get(self.FOLDER) or Path.home())
            value = f"{folder.rstrip('/')}/"
            self.app.push_screen(OpenFileDialog(self.FILE_TITLE, self._choose, value=value, left=self._left))

    def _choose(self, path: Path) -> None:
        self.take(path)
        self._chosen = True

    def _left(self) -> None:
        if not self._chosen and self.is_mounted:
            self.app.pop_screen()

    def say(self, status: str = "", *, problem: str = "") -> None:
        """Say how it stands, or what is wrong."""
        self.status, self.problem = status, problem
        if self.is_mounted:
            self.show_said()

    def run_step(self, words: str, step: Callable[[Tell], T], done: Callable[[T], None]) -> None:
        """Do a step beside the screen; `done` gets what came of it."""
        self._worker = self._work(step, done)
        self.say(f"{words} … esc stops it")

    @work(thread=True, exclusive=True, group="import", exit_on_error=False)
    def _work(self, step: Callable[[Tell], T], done: Callable[[T], None]) -> None:
        worker = get_current_worker()

        def tell(told: str) -> None:
            if worker.is_cancelled:
                raise BadInput(STOPPED)
            self.app.call_from_thread(self._progress, told)

        try:
            result = step(tell)
        except TrainerError as error:
            self.app.call_from_thread(self._failed, error.message)
        except Exception as error:  # noqa: BLE001 - a defect must not leave the screen waiting for ever
            where = self.trainer.backstage.log_failure(error)
            self.app.call_from_thread(
                self._failed, f"A defect of ours; nothing was written. Details: {where}"
            )
        else:
            self.app.call_from_thread(self._done, result, done)

    def _progress(self, told: str) -> None:
        if self._worker is not None and not self._worker.is_cancelled:
            self.say(told if told == self.SAVING else f"{told} … esc stops it")

    def _failed(self, sentence: str) -> None:
        self._worker = None
        self.say(sentence) if sentence == STOPPED else self.say(problem=sentence)

    def _done(self, result: T, done: Callable[[T], None]) -> None:
        self._worker = None
        done(result)

    def stops(self) -> bool:
        """Stop what runs, if it can be stopped; tell whether something runs."""
        if self._worker is not None and self.status != self.SAVING:
            self._worker.cancel()
            self.say(STOPPING)
        return self._worker is not None
