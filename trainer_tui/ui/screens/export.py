"""Handing over: form, recipient, purpose and place on one screen, with the letter as it will be read."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.worker import Worker, get_current_worker

from trainer_tui.domain.errors import BadInput, FieldError, TrainerError, Unprintable
from trainer_tui.domain.file_password import checked_password
from trainer_tui.domain.vocabulary import Purpose
from trainer_tui.ui.actions import EXPORT_SCREEN, Command, bindings
from trainer_tui.ui.dialogs.ask import AskDialog
from trainer_tui.ui.dialogs.choose import Choice, ChooseDialog
from trainer_tui.ui.dialogs.confirm import ConfirmDialog
from trainer_tui.ui.dialogs.file_password import FilePasswordDialog
from trainer_tui.ui.dialogs.save_file import SaveFileDialog
from trainer_tui.ui.export_plan import FORMS, PURPOSES, ZIPPED, ExportPlan, shown_path
from trainer_tui.ui.export_preview import ExportPreview
from trainer_tui.ui.export_rows import DIGITS, plan_rows
from trainer_tui.ui.open_folder import open_folder
from trainer_tui.ui.screens.base import BaseScreen
from trainer_tui.ui.text import Span, row
from trainer_tui.ui.widgets.bars import ModeBar
from trainer_tui.ui.widgets.lines import Lines

DRAFT = "form-export"
STOPPED = "Stopped; nothing was written."
TOLD_EVERY = 0.1
"""Seconds between two words of how far it is: more often nobody could read them."""


class ExportScreen(BaseScreen):
    """Writes a file for somebody else and records that it was handed over."""

    MODE = "incidents"
    COMMANDS_SHOWN: ClassVar[Sequence[Command]] = EXPORT_SCREEN
    HELP_TEXT = (
        "Digits choose the form. Recipient and purpose are remembered for each form, so that a routine "
        "letter is x and x again. The preview shows the letter itself, or which fields leave. Every "
        "hand-over is recorded with its recipient. The name of the file says nothing clinical; a PDF can ask "
        "for a password, every other file can be read by whoever has it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(EXPORT_SCREEN),
        *(Binding(str(n + 1), f"form({n})", show=False, priority=True) for n in range(DIGITS)),
    ]
    DEFAULT_CSS = """
    #export-plan { height: auto; max-height: 14; padding: 0 1 0 0; }
    #export-preview { height: 1fr; border-top: solid $panel-lighten-2; }
    """

    def __init__(self, incidents: tuple[str, ...]) -> None:
        """Hand over incidents; none of them named means everything."""
        super().__init__()
        self.incidents = incidents
        self.problems: dict[str, str] = {}
        self.status = ""
        self.written: Path | None = None
        self._worker: Worker[None] | None = None

    @property
    def help_title(self) -> str:
        """The name of the screen in its help."""
        return "Hand over"

    @property
    def forms(self) -> list[str]:
        """The forms there are."""
        formats = self.services.handoff.formats
        return [name for name in FORMS if name in formats or (name == ZIPPED and "csv" in formats)]

    @property
    def lines(self) -> Lines:
        """The choices."""
        return self.query_one("#export-plan", Lines)

    @property
    def preview(self) -> ExportPreview:
        """What will be read."""
        return self.query_one(ExportPreview)

    def body(self) -> ComposeResult:
        """Yield choices and preview."""
        yield Lines(id="export-plan")
        yield ExportPreview(id="export-preview")

    def on_mount(self) -> None:
        """Show the choices as they were made the last time."""
        self.query_one(ModeBar).mode = self.app.current_mode
        self.plan = ExportPlan(self.incidents, self.services.clock())
        self.plan.form = str(self.trainer.state.get("export.form", self.plan.form))
        self.plan.folder = str(self.trainer.state.get("export.folder", ""))
        if kept := self.trainer.backstage.drafts.load(DRAFT):
            self.plan.take_up(kept)
        if self.plan.form not in self.forms:
            self.plan.form = self.forms[0]
        self._show()
        self._show_preview()
        self.set_focus(self.lines)

    # --- what is shown ---------------------------------------------------------------------------

    def _show(self, cursor: str | None = None) -> None:
        handoff, chart = self.services.handoff, self.services.chart
        rows = plan_rows(self.plan, self.forms, handoff, chart, self.problems)
        if self.status:
            rows.append(row(Span(self.status, "strong"), key="status", hang=2))
        self.lines.set_rows(rows, cursor=cursor, keep_scroll=True)
        self.lines.refresh(layout=True)

    def _show_preview(self) -> None:
        self.preview.show(self.services.handoff, self.plan, self._first_letter())

    def _first_letter(self) -> str | None:
        if self.incidents:
            return self.incidents[0]
        rows = self.services.chart.incidents()
        return next((each.incident.id for each in rows if not each.incident.view.voided), None)

    # --- choosing --------------------------------------------------------------------------------

    @on(Lines.Selected, "#export-plan")
    def _selected(self) -> None:
        self.action_change()

    def action_change(self) -> None:
        """Change the line under the cursor."""
        if self._worker is not None:
            return
        ask = {"form": self._ask_form, "recipient": self._ask_recipient, "purpose": self._ask_purpose}
        ask |= {"team": self._ask_team, "password": self._ask_password}
        key = self.lines.cursor_key or ""
        if key == "path":
            self._ask_path()
        elif key in ask:
            ask[key]()

    def _changed(self, cursor: str) -> None:
        self.problems.clear()
        self.status = ""
        drafts = self.trainer.backstage.drafts
        self.trainer.attempt(lambda: drafts.save(DRAFT, self.plan.to_json()))
        self._show(cursor)
        if cursor != "path":
            self._show_preview()

    def action_form(self, number: int) -> None:
        """Choose a form by its digit."""
        if number < len(self.forms) and self._worker is None:
            self._choose_form(self.forms[number])

    def _choose_form(self, form: str) -> None:
        self.plan.choose(form)
        self.trainer.remember("export.form", form)
        self._changed("form")

    def _ask_form(self) -> None:
        choices = [Choice(name, FORMS[name].words, more=FORMS[name].more) for name in self.forms]
        self.app.push_screen(ChooseDialog("Form", choices, self._choose_form, chosen=self.plan.form))

    def _ask_recipient(self, *, then_export: bool = False) -> None:
        def act(text: str) -> None:
            if not text.strip():
                raise BadInput("Say who gets it: a name, a clinic, a parent.")
            self.plan.recipients[self.plan.form] = text.strip()
            self._changed("recipient")

        value = self.plan.recipient(self.services.handoff)
        then = self.action_export if then_export else None
        in_file = " and stands in the file" if FORMS[self.plan.form].addressed else ""
        help_words = f"It is recorded with the hand-over{in_file}."
        self.app.push_screen(
            AskDialog(
                "Who gets it?", act, value=value, help=help_words, draft=f"{DRAFT}-recipient", then=then
            )
        )

    def _ask_purpose(self, *, then_export: bool = False) -> None:
        def done(key: str) -> None:
            self.plan.purposes[self.plan.form] = key
            self._changed("purpose")
            if then_export:
                self.action_export()

        choices = [Choice(each.value, each.words, more=PURPOSES[each]) for each in Purpose]
        now = self.plan.purpose(self.services.handoff)
        self.app.push_screen(ChooseDialog("Why does it go out?", choices, done, chosen=now))

    def _ask_team(self) -> None:
        def done(team: str) -> None:
            self.plan.team = team
            self._changed("team")

        choices = [Choice("", "everybody on the roster")]
        choices += [Choice(team, team) for team in self.services.chart.teams()]
        self.app.push_screen(ChooseDialog("Which team?", choices, done, chosen=self.plan.team))

    def _ask_password(self, *, then_export: bool = False) -> None:
        form = FORMS[self.plan.form]

        def act(typed: str) -> None:
            if typed or form.locked:
                typed = checked_password(typed)
            self.plan.password = typed
            self._changed("password")
            if then_export:
                self.call_later(self.action_export)

        self.app.push_screen(FilePasswordDialog(act, needed=form.locked))

    def _ask_path(self) -> None:
        def act(path: Path) -> None:
            self.plan.aim("" if path == Path() else str(path))
            self.trainer.remember("export.folder", self.plan.folder)
            self._changed("path")

        title = "Where is it saved? A folder, or a file; empty takes the usual place"
        self.app.push_screen(SaveFileDialog(title, act, value=str(self.plan.target)))

    # --- writing ---------------------------------------------------------------------------------

    def action_export(self) -> None:
        """Write the file; ask first for what is missing, and before something is replaced."""
        handoff = self.services.handoff
        if self._worker is not None:
            return
        if not self.plan.recipient(handoff):
            self._ask_recipient(then_export=True)
        elif self.plan.purpose(handoff) is None:
            self._ask_purpose(then_export=True)
        elif FORMS[self.plan.form].locked and not self.plan.password:
            self._ask_password(then_export=True)
        elif self._refused(force=False) and not self._refused(force=True):
            question = f"{shown_path(self.plan.target)} is there already."
            self.app.push_screen(
                ConfirmDialog(question, lambda: self._begin(force=True), yes="replace it", no="keep it")
            )
        else:
            self._begin(force=False)

    def _refused(self, *, force: bool) -> bool:
        """Tell whether the file cannot be put where it should go."""
        try:
            self.services.handoff.check_target(self.plan.format, self.plan.target, force=force)
        except BadInput:
            return True
        return False

    def _begin(self, *, force: bool, without: Unprintable | None = None) -> None:
        self.problems.clear()
        self.written = None
        self.status = "Writing … esc stops it"
        self._show()
        self._worker = self._write(force, without)

    @work(thread=True, exclusive=True, group="export", exit_on_error=False)
    def _write(self, force: bool, without: Unprintable | None) -> None:
        worker = get_current_worker()
        last = time.monotonic()

        def watch(told: str) -> None:
            nonlocal last
            if worker.is_cancelled:
                raise BadInput(STOPPED)
            if time.monotonic() - last > TOLD_EVERY:
                last = time.monotonic()
                self.app.call_from_thread(self._progress, told)

        plan, handoff, form = self.plan, self.services.handoff, FORMS[self.plan.form]
        incidents = without.others if without else plan.incidents
        purpose = plan.purpose(handoff)
        assert purpose is not None  # asked for before the export begins
        try:
            handoff.export(
                plan.format,
                plan.target,
                incidents=None if form.of_team else incidents or None,
                team=plan.team if form.of_team else "",
                password=plan.password if form.lockable else "",
                recipient=plan.recipient(handoff),
                purpose=purpose,
                force=force,
                watch=watch,
            )
        except TrainerError as error:
            if not worker.is_cancelled:
                self.app.call_from_thread(self._failed, error, force)
        else:
            self.app.call_from_thread(self._finished, plan.target, without)

    def _progress(self, told: str) -> None:
        if self._worker is not None:
            self.status = f"Writing: {told} … esc stops it"
            self._show()

    def _failed(self, error: TrainerError, force: bool) -> None:
        self._worker = None
        self.status = ""
        named = isinstance(error, FieldError) and error.field in ("recipient", "purpose", "team", "password")
        field = error.field if isinstance(error, FieldError) and named else "path"
        self.problems = {field: error.problem if isinstance(error, FieldError) else error.message}
        self._show(field)
        if isinstance(error, Unprintable) and error.others and self.is_current:
            question = f"No font here can show all letters: not {error.left_out}."
            yes = f"write the other {len(error.others)}"
            write = partial(self._begin, force=force, without=error)
            self.app.push_screen(ConfirmDialog(question, write, yes=yes, no="write none"))

    def _finished(self, target: Path, without: Unprintable | None) -> None:
        self._worker = None
        self.written = target
        self.status = f"Written: {target}  (path copied; o opens the folder)"
        if without:
            self.problems = {"path": f"left out: {without.left_out}"}
        if not self.is_mounted:  # left by another way; it is written all the same
            self.trainer.say(f"Written: {target}")
            return
        drafts = self.trainer.backstage.drafts
        self.trainer.attempt(lambda: drafts.discard(DRAFT))
        self.app.copy_to_clipboard(str(target))
        self.trainer.records_changed()
        self._show("status")

    def action_copy(self) -> None:
        """Copy the path of the file that was written."""
        if self.written is None:
            self.trainer.say("Nothing was written yet.")
        else:
            self.app.copy_to_clipboard(str(self.written))
            self.trainer.say("Path copied.")

    def action_open_folder(self) -> None:
        """Open the folder of the file that was written."""
        written = self.written
        if written is None:
            self.trainer.say("Nothing was written yet.")
        else:
            self.trainer.attempt(lambda: open_folder(written.parent))

    def action_back(self) -> None:
        """Stop what is being written; else leave."""
        if self._worker is not None:
            self._worker.cancel()
            self._worker = None
            self.status = STOPPED
            self._show("status")
        elif self.is_current:
            self.app.pop_screen()
