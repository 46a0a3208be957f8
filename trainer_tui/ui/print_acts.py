"""Printing from the app: what, for whom, where to; everything that was asked once is offered again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from trainer_tui.domain.errors import BadInput
from trainer_tui.domain.prints import Order, PrintKind
from trainer_tui.domain.vocabulary import Purpose, Region
from trainer_tui.files import free_name
from trainer_tui.services.consents import consent_warning
from trainer_tui.ui.dialogs.ask import AskDialog
from trainer_tui.ui.dialogs.choose import Choice, ChooseDialog
from trainer_tui.ui.export_plan import ID_SHOWN, downloads
from trainer_tui.ui.widgets.form import FieldSpec

if TYPE_CHECKING:
    from trainer_tui.ui.app import TrainerApp

TEAM = (PrintKind.ROSTER, PrintKind.COACH, PrintKind.SHEET, PrintKind.ADVICE, PrintKind.PLAN)
INCIDENT = (
    PrintKind.NOTE,
    PrintKind.ADVICE,
    PrintKind.SHEET,
    PrintKind.ROSTER,
    PrintKind.COACH,
    PrintKind.PLAN,
)
NOTE = (
    FieldSpec("restriction", "Not to do", "What the athlete is not to do, in your words."),
    FieldSpec("first", "From", "The first day, such as 2026-10-09."),
    FieldSpec("last", "Until", "The last day; empty: until further notice."),
    FieldSpec("with_diagnosis", "Name diagnosis", "yes only with a consent to tell others.", ("no", "yes")),
)
WHY = {
    Purpose.TREATMENT: "to somebody who treats the athlete",
    Purpose.CONSENT: "the athlete or a guardian agreed",
    Purpose.EMERGENCY: "an emergency",
}


class PrintActs:
    """The sheets that can be printed from a screen."""

    def __init__(self, app: TrainerApp, *, incident: str = "", team: str = "") -> None:
        """Print about an incident, or for a team; empty for everybody."""
        self._app = app
        self._incident = incident
        self._team = team

    def choose(self) -> None:
        """Ask what is to be printed."""
        kinds = INCIDENT if self._incident else TEAM
        choices = [Choice(kind.value, kind.words, more=self._more(kind)) for kind in kinds]
        self._app.push_screen(ChooseDialog("Print", choices, lambda key: self._chosen(PrintKind(key))))

    def _more(self, kind: PrintKind) -> str:
        if kind in (PrintKind.ROSTER, PrintKind.COACH):
            return self._of_team() or "all teams"
        return ""

    def _of_team(self) -> str:
        if not self._incident:
            return self._team
        athlete = self._app.services.chart.incident(self._incident).athlete
        return athlete.team if athlete else ""

    def _chosen(self, kind: PrintKind) -> None:
        order = Order(kind)
        if kind is PrintKind.SHEET:
            self._ask_region()
        elif kind is PrintKind.NOTE:
            self._ask_note()
        elif kind in (PrintKind.ROSTER, PrintKind.COACH):
            self._to_whom(replace(order, team=self._of_team()))
        elif kind is PrintKind.PLAN:
            kit = self._app.emergency_desk.kit
            self._to_whom(
                replace(order, venue=kit.venues.load().current, emergency_number=kit.emergency_number)
            )
        else:
            self._to_whom(replace(order, incident=self._incident))

    def _ask_region(self) -> None:
        regions = [region for region in Region if region in self._app.services.sweeps]
        choices = [Choice(region.value, region.words) for region in regions]

        def done(key: str) -> None:
            self._to_whom(Order(PrintKind.SHEET, region=Region(key)))

        now = self._app.services.chart.incident(self._incident).incident.region if self._incident else None
        self._app.push_screen(ChooseDialog("Which region?", choices, done, chosen=now))

    def _ask_note(self) -> None:
        from trainer_tui.ui.dialogs.details import DetailsDialog

        orders: list[Order] = []

        def act(given: Mapping[str, str]) -> None:
            order = Order(
                PrintKind.NOTE,
                incident=self._incident,
                restriction=given["restriction"],
                first=given["first"],
                last=given["last"],
                with_diagnosis=given["with_diagnosis"].strip().lower() in ("yes", "y"),
            )
            self._app.services.prints.compose(order)  # refuses what is wrong beside its line
            orders.append(order)
            self._app.call_after_refresh(self._to_whom, order)

        values = {spec.name: "" for spec in NOTE}
        values |= {"first": self._app.services.clock().date().isoformat(), "with_diagnosis": "no"}
        self._app.push_screen(
            DetailsDialog(
                "Note for teachers and PE",
                NOTE,
                act,
                values=values,
                draft=f"form-print-note-{self._incident}",
                save="Go on",
            )
        )

    # --- to whom, why, where to ------------------------------------------------------------------

    def _to_whom(self, order: Order) -> None:
        """Ask for recipient and purpose where the sheet names somebody and none is remembered."""
        self._app.attempt(lambda: self._asked(order))

    def _asked(self, order: Order) -> None:
        prints = self._app.services.prints
        if not prints.compose(order).personal:
            self._ask_path(order, "", None)
            return
        last = prints.last_disclosure(order.kind)
        if last is not None and last.recipient:
            self._ask_path(order, last.recipient, last.purpose)
            return
        names: list[str] = []

        def act(text: str) -> None:
            if not text.strip():
                raise BadInput("Say who gets it: a name, a school, a parent.")
            names.append(text.strip())

        self._app.push_screen(
            AskDialog(
                "Who gets the sheet?",
                act,
                help="It is recorded with the hand-over.",
                then=lambda: self._ask_why(order, names[-1]),
            )
        )

    def _ask_why(self, order: Order, recipient: str) -> None:
        choices = [Choice(each.value, each.words, more=words) for each, words in WHY.items()]

        def done(key: str) -> None:
            self._ask_path(order, recipient, Purpose(key))

        self._app.push_screen(ChooseDialog("Why does it go out?", choices, done))

    def _ask_path(self, order: Order, recipient: str, purpose: Purpose | None) -> None:
        target = free_name(downloads() / self._name(order))
        to = f"For {recipient}, {purpose.words}. " if purpose else ""
        words = f"{to}A name that ends in .txt is written as plain text."
        self._app.push_screen(
            AskDialog(
                "Where is it saved?",
                self._writer(order, recipient, purpose),
                value=str(target),
                help=words,
            )
        )

    def _name(self, order: Order) -> str:
        """Return a file name that says nothing clinical and names nobody."""
        of = f"-{order.incident[-ID_SHOWN:]}" if order.incident else ""
        return f"{order.kind.stem}{of}-{self._app.services.clock():%Y-%m-%d}.pdf"

    def _writer(self, order: Order, recipient: str, purpose: Purpose | None) -> Callable[[str], None]:
        def act(text: str) -> None:
            if not text.strip():
                raise BadInput("Say where: a file such as sheet.pdf.")
            target = Path(text.strip()).expanduser()
            target = target if target.is_absolute() else downloads() / target
            services = self._app.services
            sheet = services.prints.write(order, target, recipient=recipient, purpose=purpose)
            self._app.copy_to_clipboard(str(target))
            self._app.records_changed()
            warning = consent_warning(services.chart.records, purpose, sheet.athletes)
            self._app.say(" ".join(filter(None, (f"Written: {target} (path copied).", warning))))

        return act
