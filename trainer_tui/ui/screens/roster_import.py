"""Taking in a roster: a file, what its columns hold, what each row would do, then all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar, TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.worker import Worker, get_current_worker

from trainer_tui.domain.errors import BadInput, TrainerError
from trainer_tui.domain.plain_text import counted
from trainer_tui.services.roster import RosterPlan, Watch
from trainer_tui.services.roster_source import read_source
from trainer_tui.ui.actions import ROSTER_COLUMNS, ROSTER_ROWS, Command, bindings
from trainer_tui.ui.dialogs.choose import ChooseDialog
from trainer_tui.ui.dialogs.open_file import OpenFileDialog
from trainer_tui.ui.roster_columns import Columns, field_of_digit, place_of, summary
from trainer_tui.ui.roster_plan_rows import KINDS, PlanRow, lazy, plan_rows
from trainer_tui.ui.screens.base import BaseScreen
from trainer_tui.ui.text import Row, Span, row
from trainer_tui.ui.widgets.bars import KeyBar, ModeBar
from trainer_tui.ui.widgets.lines import Lines

T = TypeVar("T")
FOLDER = "import.folder"
SAVING = "Saving all rows in one step …"
STOPPING = "Stopping …"
STOPPED = "Stopped; nothing was written."
NOTHING_NEW = "Every row is there already; there is nothing to import."


class RosterImportScreen(BaseScreen):
    """The steps of an import; nothing is written before the last of them."""

    MODE = "athletes"
    COMMANDS_SHOWN: ClassVar[Sequence[Command]] = ROSTER_COLUMNS
    HELP_TEXT = (
        "First say what each column holds; the guess stands beside the first values. Then every row is "
        "checked and shown by its number in the file. All rows are imported in one step, or none: rows that "
        "cannot be taken are corrected in the file, and r reads it again."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(dict.fromkeys((*ROSTER_COLUMNS, *ROSTER_ROWS))),
        *(Binding(str(n), f"pick({n})", show=False, priority=True) for n in range(10)),
    ]
    DEFAULT_CSS = """
    #import-head { height: auto; max-height: 4; padding: 0 1 0 0; }
    #import-rows { height: 1fr; }
    #import-hint { height: 5; border-top: solid $panel-lighten-2; }
    """

    def __init__(self) -> None:
        """Ask for the file first."""
        super().__init__()
        self.columns: Columns | None = None
        self.plan: RosterPlan | None = None
        self.lines_of_plan: Sequence[PlanRow] = ()
        self.kind = ""
        self.status = ""
        self.problem = ""
        self._worker: Worker[None] | None = None

    @property
    def help_title(self) -> str:
        """The name of the screen in its help."""
        return "Import a roster"

    @property
    def help_commands(self) -> Sequence[Command]:
        """The commands of the step that is shown."""
        return ROSTER_COLUMNS if self.plan is None else ROSTER_ROWS

    @property
    def rows(self) -> Lines:
        """The columns, or the rows of the file."""
        return self.query_one("#import-rows", Lines)

    def body(self) -> ComposeResult:
        """Yield what is imported, its columns or rows, and what the keys mean here."""
        yield Lines(id="import-head")
        yield Lines(id="import-rows", wrapped=False)
        yield Lines(id="import-hint")

    def on_mount(self) -> None:
        """Ask for the file."""
        self.query_one(ModeBar).mode = self.app.current_mode
        for passive in ("#import-head", "#import-hint"):
            self.query_one(passive, Lines).can_focus = False
        self.set_focus(self.rows)
        self.action_other()

    # --- the file --------------------------------------------------------------------------------

    def action_other(self) -> None:
        """Ask for a file."""
        if self._worker is not None:
            return
        folder = str(self.trainer.state.get(FOLDER) or f"{Path.home()}/")
        title = "Which roster file? CSV, with a header"
        self.app.push_screen(OpenFileDialog(title, self._read, value=folder, left=self._without_file))

    def _without_file(self) -> None:
        if self.columns is None and self.is_mounted:
            self.app.pop_screen()

    def _read(self, path: Path) -> None:
        self.columns = Columns(read_source(path))
        self.trainer.remember(FOLDER, f"{path.parent}/")
        self._show_columns()

    def action_again(self) -> None:
        """Read the file again; where its columns are the same, check its rows at once."""
        if self.columns is None or self._worker is not None:
            return
        try:
            same = self.columns.take_up(read_source(self.columns.source.path))
        except TrainerError as error:
            self.problem = error.message
            self._show_head()
            return
        if same and self.plan is not None:
            self._check()
        else:
            self._show_columns()

    # --- what is shown ---------------------------------------------------------------------------

    def _show_columns(self, cursor: str | None = None) -> None:
        assert self.columns is not None
        self.plan = None
        self.rows.set_rows(self.columns.rows(), cursor=cursor, keep_scroll=True)
        self._shown()

    def _show_plan(self) -> None:
        assert self.plan is not None
        self.lines_of_plan = plan_rows(self.plan, self.kind)
        nothing = [row(Span(f"No rows: {self.kind}." if self.kind else "The file has no rows.", "muted"))]
        self.rows.set_rows(lazy(self.lines_of_plan) if self.lines_of_plan else nothing)
        self._shown()

    def _shown(self) -> None:
        self.query_one(KeyBar).show(self.help_commands)
        self._show_head()
        self._show_hint()

    def _show_head(self) -> None:
        columns = self.columns
        if columns is None:
            return
        source = columns.source
        rows = [
            row(
                Span("Import ", "title"),
                Span(source.path.name, "strong"),
                Span(f"  {counted(len(source.table.rows), 'row')}, {summary(columns.fields)}", "muted"),
                hang=2,
            )
        ]
        if source.remark:
            rows.append(row(Span(source.remark, "warning"), hang=2))
        if self.plan is not None:
            shown = f"  showing: {self.kind}" if self.kind else ""
            rows.append(row(Span(self.plan.counts, "strong"), Span(shown, "muted"), hang=2))
        if self.status or self.problem:
            mark = f"▲ {self.problem}" if self.problem else self.status
            rows.append(row(Span(mark, "warning" if self.problem else "label"), hang=2))
        head = self.query_one("#import-head", Lines)
        head.set_rows(rows)
        head.refresh(layout=True)

    def _show_hint(self) -> None:
        rows: list[Row] = []
        if self.plan is not None:
            key = self.rows.cursor_key
            here = next((each for each in self.lines_of_plan if each.key == key), None)
            rows = [here.detail()] if here else []
        elif self.columns is not None:
            rows = self.columns.hint()
        self.query_one("#import-hint", Lines).set_rows(rows)

    @on(Lines.Highlighted, "#import-rows")
    def _moved(self) -> None:
        self._show_hint()

    # --- columns ---------------------------------------------------------------------------------

    def action_pick(self, digit: int) -> None:
        """Say what the column under the cursor holds, or show the rows of one kind."""
        if self._worker is not None or self.columns is None:
            return
        if self.plan is not None:
            if digit <= len(KINDS):
                self.kind = KINDS[digit - 1] if digit else ""
                self._show_plan()
        elif (field := field_of_digit(digit)) is None:
            self.action_choose()
        else:
            self._assign(place_of(self.rows.cursor_key), field)

    @on(Lines.Selected, "#import-rows")
    def action_choose(self) -> None:
        """Choose from everything a column can hold."""
        place = place_of(self.rows.cursor_key)
        if self.columns is None or self.plan is not None or place is None or self._worker is not None:
            return
        title, now = f"What does “{self.columns.title(place)}” hold?", self.columns.fields[place]
        choices = self.columns.choices()
        self.app.push_screen(
            ChooseDialog(title, choices, lambda field: self._assign(place, field), chosen=now)
        )

    def _assign(self, place: int | None, field: str) -> None:
        if self.columns is not None and place is not None:
            self.problem, self.status = "", self.columns.assign(place, field)
            self._show_columns(f"column.{place}")

    def action_dates(self) -> None:
        """Read birth dates in the other order."""
        if self.columns is None or self.plan is not None or self._worker is not None:
            return
        turned = self.columns.turn_dates()
        self.status = "" if turned else "Birth dates that stand year first are read as they are."
        self._shown()

    # --- checking and importing ------------------------------------------------------------------

    def action_go(self) -> None:
        """Check all rows; from there, import them."""
        if self.columns is None or self._worker is not None:
            return
        self.problem = ""
        if self.plan is None:
            self._check()
        elif self.plan.bad:
            self.problem = "Nothing is imported while rows cannot be taken: correct the file, then press r."
            self._show_head()
        elif not (self.plan.new or self.plan.changed):
            self.status = NOTHING_NEW
            self._show_head()
        else:
            plan = self.plan
            self._run("Importing", lambda watch: self.services.roster.apply(plan, watch), self._imported)

    def _check(self) -> None:
        columns = self.columns
        assert columns is not None
        if columns.problem:
            self.problem = f"{columns.problem}."
            self._show_head()
        else:
            roster = self.services.roster
            self._run(
                "Checking", lambda watch: roster.plan_rows(columns.rows_by_field(), watch), self._checked
            )

    def _run(self, words: str, step: Callable[[Watch], T], done: Callable[[T], None]) -> None:
        self.problem, self.status = "", f"{words} … esc stops it"
        self._show_head()
        self._worker = self._work(words, step, done)

    @work(thread=True, exclusive=True, group="roster", exit_on_error=False)
    def _work(self, words: str, step: Callable[[Watch], T], done: Callable[[T], None]) -> None:
        """Do a step beside the screen, which alone is told what came of it."""
        worker = get_current_worker()

        def watch(ready: int, of: int) -> None:
            if worker.is_cancelled:
                raise BadInput(STOPPED)
            last = words == "Importing" and ready == of
            told = SAVING if last else f"{words} {ready:,} of {of:,} … esc stops it"
            self.app.call_from_thread(self._progress, told)

        try:
            result = step(watch)
        except TrainerError as error:
            self.app.call_from_thread(self._failed, error.message)
        except Exception as error:  # noqa: BLE001 - a defect must not leave the screen waiting for ever
            where = self.trainer.backstage.log_failure(error)
            self.app.call_from_thread(
                self._failed, f"A defect of ours; nothing was written. Details: {where}"
            )
        else:
            self.app.call_from_thread(done, result)

    def _progress(self, told: str) -> None:
        if self._worker is not None and self.is_mounted and self.status != STOPPING:
            self.status = told
            self._show_head()

    def _failed(self, sentence: str) -> None:
        self._worker = None
        if not self.is_mounted:
            return
        self.status, self.problem = (sentence, "") if sentence == STOPPED else ("", sentence)
        self._show_head()

    def _checked(self, plan: RosterPlan) -> None:
        self._worker = None
        if self.is_mounted:
            self.plan, self.status = plan, ""
            self.kind = KINDS[-1] if plan.bad else ""
            self._show_plan()

    def _imported(self, ids: Sequence[str]) -> None:
        self._worker = None
        plan = self.plan
        assert plan is not None
        counts = f"{len(plan.new):,} added, {len(plan.changed):,} changed"
        there = f", {len(plan.duplicates):,} were there already" if plan.duplicates else ""
        if self.is_current:
            self.app.pop_screen()
        self.trainer.records_changed()
        self.trainer.say(f"Imported: {counts}{there}. ^p “Undo the last roster import” takes it back.")

    def action_back(self) -> None:
        """Stop what runs; from the rows go back to the columns; else leave."""
        if self._worker is not None:
            if self.status != SAVING:
                self._worker.cancel()
                self.status = STOPPING
                self._show_head()
        elif self.plan is not None:
            self.status = self.problem = ""
            self._show_columns()
        elif self.is_current:
            self.app.pop_screen()
