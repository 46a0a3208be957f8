"""Taking in records from another laptop: a file, what it would bring, then all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar, TypeVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.worker import Worker, get_current_worker

from trainer_tui.domain.errors import BadInput, TrainerError
from trainer_tui.domain.plain_text import counted
from trainer_tui.services.gathering import Watch
from trainer_tui.services.merging import Merged, Plan, read_ledger
from trainer_tui.ui.actions import IMPORT_RECORDS, Command, bindings
from trainer_tui.ui.dialogs.open_file import OpenFileDialog
from trainer_tui.ui.screens.base import BaseScreen
from trainer_tui.ui.text import Row, Span, row
from trainer_tui.ui.widgets.bars import ModeBar
from trainer_tui.ui.widgets.lines import Lines

T = TypeVar("T")
FOLDER = "export.folder"
LABEL = 22
STOPPED = "Stopped; nothing was taken in."
NOTHING_NEW = "Everything in this file is here already; there is nothing to take in."


class ImportRecordsScreen(BaseScreen):
    """Checks a file and tells what it would bring; nothing is written before the last key."""

    MODE = "incidents"
    COMMANDS_SHOWN: ClassVar[Sequence[Command]] = IMPORT_RECORDS
    HELP_TEXT = (
        "Takes in what another laptop handed over as “data, JSON”. The file is checked and counted first. "
        "All of it is taken in, in one step, or nothing; what is here already stays as it is, and doing it "
        "twice changes nothing. Where both laptops changed the same thing both values stand on the page of "
        "the record until somebody chooses."
    )
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(IMPORT_RECORDS))
    DEFAULT_CSS = "#taken { height: 1fr; padding: 0 1; }"

    def __init__(self) -> None:
        """Ask for the file first."""
        super().__init__()
        self.path: Path | None = None
        self.plan: Plan | None = None
        self.done: Merged | None = None
        self.status = ""
        self.problem = ""
        self._worker: Worker[None] | None = None

    @property
    def help_title(self) -> str:
        """The name of the screen in its help."""
        return "Take in records"

    def body(self) -> ComposeResult:
        """Yield what the file would bring."""
        yield Lines(id="taken")

    def on_mount(self) -> None:
        """Ask for the file."""
        self.query_one(ModeBar).mode = self.app.current_mode
        self.set_focus(self.query_one("#taken", Lines))
        self.action_other()

    def action_other(self) -> None:
        """Ask for a file."""
        if self._worker is None:
            folder = str(self.trainer.state.get(FOLDER) or Path.home())
            title = "Which file from the other laptop? Made there as “data, JSON”"
            value = f"{folder.rstrip('/')}/"
            self.app.push_screen(OpenFileDialog(title, self._check, value=value, left=self._without_file))

    def _without_file(self) -> None:
        if self.path is None and self.is_mounted:
            self.app.pop_screen()

    def _check(self, path: Path) -> None:
        if not path.is_file():
            raise BadInput("There is no such file; check its name.")
        self.path, self.plan, self.done = path, None, None
        merging = self.services.merging
        self._run("Checking", lambda watch: merging.plan(read_ledger(path), watch), self._checked)

    def action_go(self) -> None:
        """Take in what was checked."""
        if self._worker is not None or self.plan is None or self.done is not None:
            return
        if not self.plan.fresh:
            self._say(status=NOTHING_NEW)
            return
        plan, merging = self.plan, self.services.merging

        def take(watch: Watch) -> Merged:
            watch("the last step")
            return merging.apply(plan)

        self._run("Taking in", take, self._taken)

    # --- work beside the screen ------------------------------------------------------------------

    def _run(self, words: str, step: Callable[[Watch], T], done: Callable[[T], None]) -> None:
        self._worker = self._work(words, step, done)
        self._say(status=f"{words} … esc stops it")

    @work(thread=True, exclusive=True, group="records", exit_on_error=False)
    def _work(self, words: str, step: Callable[[Watch], T], done: Callable[[T], None]) -> None:
        worker = get_current_worker()

        def watch(told: str) -> None:
            if worker.is_cancelled:
                raise BadInput(STOPPED)
            self.app.call_from_thread(self._progress, f"{words}: {told} … esc stops it")

        try:
            result = step(watch)
        except TrainerError as error:
            self.app.call_from_thread(self._failed, error.message)
        except Exception as error:  # noqa: BLE001 - a defect must not leave the screen waiting for ever
            where = self.trainer.backstage.log_failure(error)
            self.app.call_from_thread(
                self._failed, f"A defect of ours; nothing was taken in. Details: {where}"
            )
        else:
            self.app.call_from_thread(done, result)

    def _progress(self, told: str) -> None:
        if self._worker is not None and not self._worker.is_cancelled:
            self._say(status=told)

    def _failed(self, sentence: str) -> None:
        self._worker = None
        self._say(status=sentence) if sentence == STOPPED else self._say(problem=sentence)

    def _checked(self, plan: Plan) -> None:
        self._worker, self.plan = None, plan
        self._say(status="Nothing is written yet; x takes it in." if plan.fresh else NOTHING_NEW)

    def _taken(self, merged: Merged) -> None:
        self._worker, self.done = None, merged
        self.trainer.records_changed()
        said = f"Taken in: {counted(merged.new, 'change')} of {counted(merged.records, 'record')}."
        if self.is_mounted:
            self._say(status=said)
        else:
            self.trainer.say(said)

    # --- what is shown ---------------------------------------------------------------------------

    def _say(self, *, status: str = "", problem: str = "") -> None:
        self.status, self.problem = status, problem
        if not self.is_mounted:
            return
        rows: list[Row] = [
            row(Span("Take in records ", "title"), Span(str(self.path or ""), "strong"), hang=2)
        ]
        if self.plan is not None:
            rows += [row(""), *self._counts(self.plan.merged)]
        if problem or status:
            mark = Span(f"▲ {problem}", "warning") if problem else Span(status, "strong")
            rows += [row(""), row(mark, key="status", hang=2)]
        self.query_one("#taken", Lines).set_rows(rows)

    def _counts(self, merged: Merged) -> list[Row]:
        here = self.services.store.device
        devices = [f"{each}{' (this one)' if each == here else ''}" for each in merged.devices]
        rows = [
            self._fact("New changes", f"{merged.new:,} in {counted(merged.records, 'record')}"),
            self._fact("Here already", f"{counted(merged.known, 'change')}, left as they are"),
            self._fact("Written on", ", ".join(devices) or "nothing new from any laptop"),
        ]
        if merged.conflicts:
            told = f"{counted(merged.conflicts, 'record')}, changed differently: both values are kept"
            rows.append(self._fact("Conflicts", Span(told, "warning")))
        else:
            rows.append(self._fact("Conflicts", "none"))
        return rows

    def _fact(self, label: str, value: Span | str) -> Row:
        return row(Span(f"{label:<{LABEL}}", "label"), value, key=label, hang=LABEL)

    def action_back(self) -> None:
        """Stop what runs; else leave."""
        if self._worker is not None:
            self._worker.cancel()
            self._say(status="Stopping …")
        elif self.is_current:
            self.app.pop_screen()
