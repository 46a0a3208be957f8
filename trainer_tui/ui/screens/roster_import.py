"""Taking in a roster: a file, what its columns hold, what each row would do, then all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from trainer_tui.domain.errors import TrainerError
from trainer_tui.domain.plain_text import counted
from trainer_tui.services.roster import RosterPlan
from trainer_tui.services.roster_source import read_source
from trainer_tui.ui.actions import ROSTER_COLUMNS, ROSTER_ROWS, Command, bindings
from trainer_tui.ui.dialogs.choose import ChooseDialog
from trainer_tui.ui.import_screen import ImportScreen, Tell
from trainer_tui.ui.roster_columns import Columns, field_of_digit, place_of, summary
from trainer_tui.ui.roster_plan_rows import KINDS, PlanRow, lazy, plan_rows
from trainer_tui.ui.text import Row, Span, row
from trainer_tui.ui.widgets.bars import KeyBar
from trainer_tui.ui.widgets.lines import Lines

NOTHING_NEW = "Every row is there already; there is nothing to import."


class RosterImportScreen(ImportScreen):
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

    FILE_TITLE = "Which roster file? CSV, with a header"
    FOLDER = "import.folder"
    SAVING = "Saving all rows in one step …"

    def __init__(self) -> None:
        """Ask for the file first."""
        super().__init__()
        self.columns: Columns | None = None
        self.plan: RosterPlan | None = None
        self.lines_of_plan: Sequence[PlanRow] = ()
        self.kind = ""

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
        """Go through the rows with the keys of lists."""
        for passive in ("#import-head", "#import-hint"):
            self.query_one(passive, Lines).can_focus = False
        self.set_focus(self.rows)

    # --- the file --------------------------------------------------------------------------------

    def take(self, path: Path) -> None:
        """Read a file and guess its columns."""
        self.columns = Columns(read_source(path))
        self.trainer.remember(self.FOLDER, f"{path.parent}/")
        self._show_columns()

    def action_again(self) -> None:
        """Read the file again; where its columns are the same, check its rows at once."""
        if self.columns is None or self._worker is not None:
            return
        try:
            same = self.columns.take_up(read_source(self.columns.source.path))
        except TrainerError as error:
            self.say(problem=error.message)
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
        self.show_said()
        self._show_hint()

    def show_said(self) -> None:
        """Show the file, and how it stands."""
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
        if self.plan is None:
            self._check()
        elif self.plan.bad:
            self.say(
                problem="Nothing is imported while rows cannot be taken: correct the file, then press r."
            )
        elif not (self.plan.new or self.plan.changed):
            self.say(NOTHING_NEW)
        else:
            self._import(self.plan)

    def _import(self, plan: RosterPlan) -> None:
        def step(tell: Tell) -> Sequence[str]:
            def watch(ready: int, of: int) -> None:
                tell(self.SAVING if ready == of else f"Importing {ready:,} of {of:,}")

            return self.services.roster.apply(plan, watch)

        self.run_step("Importing", step, self._imported)

    def _check(self) -> None:
        columns, roster = self.columns, self.services.roster
        assert columns is not None
        if columns.problem:
            self.say(problem=f"{columns.problem}.")
            return

        def step(tell: Tell) -> RosterPlan:
            return roster.plan_rows(
                columns.rows_by_field(), lambda ready, of: tell(f"Checking {ready:,} of {of:,}")
            )

        self.run_step("Checking", step, self._checked)

    def _checked(self, plan: RosterPlan) -> None:
        if self.is_mounted:
            self.plan, self.status = plan, ""
            self.kind = KINDS[-1] if plan.bad else ""
            self._show_plan()

    def _imported(self, _ids: Sequence[str]) -> None:
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
        if self.stops():
            return
        if self.plan is not None:
            self.status = self.problem = ""
            self._show_columns()
        elif self.is_current:
            self.app.pop_screen()
