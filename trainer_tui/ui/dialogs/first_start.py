"""The first page a person sees: what this is, its limits, where data is kept."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from trainer_tui.domain.wording import DRAFT, WHAT_IT_IS
from trainer_tui.ui.actions import WELCOME, bindings
from trainer_tui.ui.text import Row, Span, row
from trainer_tui.ui.widgets.lines import Lines


class FirstStartDialog(ModalScreen[None]):
    """Explains the tool once; `enter` goes on and it is not shown again."""

    DEFAULT_CSS = """
    FirstStartDialog { align: center middle; background: $background 70%; }
    #first-start { width: 76; max-width: 100%; height: auto; max-height: 100%; }
    #first-start Lines { height: auto; max-height: 20; }
    """
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(WELCOME))

    def __init__(self, data_folder: str, *, sealed: bool, given: bool = False) -> None:
        """Name the folder of the records, whether they are encrypted, and whether a passphrase was given."""
        super().__init__()
        self.data_folder = data_folder
        self.sealed = sealed
        self.given = given

    def compose(self) -> ComposeResult:
        """Yield the page."""
        with Vertical(id="first-start", classes="dialog"):
            yield Lines(self._rows())

    def _rows(self) -> list[Row]:
        return [
            row(Span("Welcome to trainer_tui", "title")),
            row(""),
            row(WHAT_IT_IS),
            row(""),
            row(
                Span("Limits  ", "label"),
                "Rules speak only about the answers given: what was not asked stays "
                "“not assessed”, and nothing here ever means “clear”. Pages say who reviewed them; now they "
                f"all say “{DRAFT}”.",
            ),
            row(
                Span("Data    ", "label"),
                f"Everything stays on this laptop, in {self.data_folder}. Nothing is sent anywhere. "
                "A passphrase encrypts the records; without one, keep the disk encrypted and the laptop with "
                "you.",
            ),
            row(
                Span("Keys    ", "label"),
                "F2 to F6 change the view, n records an incident, / filters, enter opens, "
                "escape goes back, ? helps.",
            ),
            row(""),
            row(Span("v", "strong"), " writes down your venue's emergency plan, which F9 shows"),
            self._ways_on(),
        ]

    def _ways_on(self) -> Row:
        if self.sealed:
            return row(Span("enter", "strong"), " goes on; the records are encrypted")
        if self.given:
            return row(Span("enter", "strong"), " goes on; a passphrase was given at the start")
        return row(
            Span("p", "strong"),
            " sets a passphrase    ",
            Span("enter", "strong"),
            " goes on without one",
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer no passphrase where there is one."""
        return action != "passphrase" or not (self.sealed or self.given)

    def on_screen_resume(self) -> None:
        """Say how the records stand once a passphrase was asked for."""
        from trainer_tui.ui.app import TrainerApp

        if isinstance(self.app, TrainerApp) and self.app.sealed != self.sealed:
            self.sealed = self.app.sealed
            self.query_one(Lines).set_rows(self._rows())

    def action_passphrase(self) -> None:
        """Ask for a passphrase; the page stays, for the plan of a venue has still to be offered."""
        from trainer_tui.ui.app import TrainerApp
        from trainer_tui.ui.sealing import set_passphrase

        if isinstance(self.app, TrainerApp):
            set_passphrase(self.app)

    def action_plan(self) -> None:
        """Write down the emergency plan of a venue; the page stays."""
        from trainer_tui.ui.app import TrainerApp
        from trainer_tui.ui.emergency.choosing import ask_plan

        if isinstance(self.app, TrainerApp):
            app, desk = self.app, self.app.emergency_desk
            desk.book = desk.kit.venues.load()
            ask_plan(app, desk, lambda: app.say("The plan is written down; F9 shows it."))

    def action_go_on(self) -> None:
        """Close the page and do not show it again."""
        from trainer_tui.ui.app import TrainerApp

        if isinstance(self.app, TrainerApp):
            app = self.app
            app.attempt(lambda: app.backstage.keep({"first_start_seen": True}))
        self.dismiss(None)
