"""Taking in records from another laptop: a file, what it would bring, then all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from trainer_tui.domain.errors import BadInput
from trainer_tui.domain.plain_text import counted
from trainer_tui.services.merging import Merged, Plan, read_ledger
from trainer_tui.ui.actions import IMPORT_RECORDS, Command, bindings
from trainer_tui.ui.import_screen import ImportScreen, Tell
from trainer_tui.ui.text import Row, Span, row
from trainer_tui.ui.widgets.lines import Lines

LABEL = 22
NOTHING_NEW = "Everything in this file is here already; there is nothing to take in."


class ImportRecordsScreen(ImportScreen):
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

    FILE_TITLE = "Which file from the other laptop? Made there as “data, JSON”"
    FOLDER = "export.folder"
    SAVING = "Taking all of it in, in one step …"

    def __init__(self) -> None:
        """Ask for the file first."""
        super().__init__()
        self.path: Path | None = None
        self.plan: Plan | None = None
        self.done: Merged | None = None

    @property
    def help_title(self) -> str:
        """The name of the screen in its help."""
        return "Take in records"

    def body(self) -> ComposeResult:
        """Yield what the file would bring."""
        yield Lines(id="taken")

    def on_mount(self) -> None:
        """Go through what the file would bring with the keys of lists."""
        self.set_focus(self.query_one("#taken", Lines))

    def take(self, path: Path) -> None:
        """Check a file."""
        if not path.is_file():
            raise BadInput("There is no such file; check its name.")
        self.path, self.plan, self.done = path, None, None
        merging = self.services.merging

        def check(tell: Tell) -> Plan:
            return merging.plan(read_ledger(path), lambda told: tell(f"Checking: {told}"))

        self.run_step("Checking", check, self._checked)

    def action_go(self) -> None:
        """Take in what was checked."""
        if self._worker is not None or self.plan is None or self.done is not None:
            return
        if not self.plan.fresh:
            self.say(NOTHING_NEW)
            return
        plan, merging = self.plan, self.services.merging

        def take_in(tell: Tell) -> Merged:
            tell(self.SAVING)
            return merging.apply(plan)

        self.run_step("Taking in", take_in, self._taken)

    def _checked(self, plan: Plan) -> None:
        self.plan = plan
        self.say("Nothing is written yet; x takes it in." if plan.fresh else NOTHING_NEW)

    def _taken(self, merged: Merged) -> None:
        self.done = merged
        self.trainer.records_changed()
        said = f"Taken in: {counted(merged.new, 'change')} of {counted(merged.records, 'record')}."
        if self.is_mounted:
            self.say(said)
        else:
            self.trainer.say(said)

    # --- what is shown ---------------------------------------------------------------------------

    def show_said(self) -> None:
        """Show what the file would bring, and how it stands."""
        rows: list[Row] = [
            row(Span("Take in records ", "title"), Span(str(self.path or ""), "strong"), hang=2)
        ]
        if self.plan is not None:
            rows += [row(""), *self._counts(self.plan.merged)]
        if self.problem or self.status:
            mark = Span(f"▲ {self.problem}", "warning") if self.problem else Span(self.status, "strong")
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
        if not self.stops() and self.is_current:
            self.app.pop_screen()
