"""One athlete: facts, alerts, incidents, availability and what was handed over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from trainer_tui.ui.actions import ATHLETE, Command, bindings
from trainer_tui.ui.athlete_page import ShownAthlete, athlete_page
from trainer_tui.ui.contact_acts import ContactActs
from trainer_tui.ui.events import EditAthlete, ExportRecords, OpenIncident, RecordIncident
from trainer_tui.ui.mistake_acts import MistakeActs
from trainer_tui.ui.print_acts import PrintActs
from trainer_tui.ui.record_page import RecordPage
from trainer_tui.ui.screens.base import BaseScreen
from trainer_tui.ui.service_log import log_services
from trainer_tui.ui.status_acts import status_of_athlete
from trainer_tui.ui.widgets.bars import ModeBar
from trainer_tui.ui.widgets.lines import Lines
from trainer_tui.ui.words import Words


class AthleteScreen(BaseScreen):
    """The page of an athlete."""

    MODE = "athletes"
    COMMANDS_SHOWN: ClassVar[Sequence[Command]] = ATHLETE
    HELP_TEXT = (
        "What is known of the athlete, with alerts at the top and every incident below; enter opens an "
        "incident. The history shows every change with its reason."
    )
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(ATHLETE))
    DEFAULT_CSS = """
    #athlete-page { height: 1fr; padding: 0 1 0 0; }
    """

    def __init__(self, athlete: str) -> None:
        """Show an athlete."""
        super().__init__()
        self.athlete = athlete
        self.shown = RecordPage()

    @property
    def help_title(self) -> str:
        """The name of the screen in its help."""
        return "Athlete"

    @property
    def page(self) -> Lines:
        """Everything about the athlete."""
        return self.query_one("#athlete-page", Lines)

    def body(self) -> ComposeResult:
        """Yield the page."""
        yield Lines(id="athlete-page")

    def on_mount(self) -> None:
        """Put the cursor into the page."""
        self.query_one(ModeBar).mode = self.app.current_mode
        self.set_focus(self.page)

    def reload(self) -> None:
        """Read the athlete again."""
        if self.is_mounted:
            self.trainer.attempt(self._show)

    def _show(self) -> None:
        services = self.services
        chart = services.chart
        disclosures = chart.records.disclosures.values()
        self.shown = athlete_page(
            ShownAthlete(
                athlete=chart.athlete(self.athlete),
                incidents=chart.incidents(athlete=self.athlete),
                changes=services.availability.changes(self.athlete),
                treatments=services.treatments.listed(athlete=self.athlete),
                disclosures=[each for each in disclosures if self.athlete in each.athletes],
                history=chart.history(self.athlete),
                words=Words(chart, services.reference.catalogue, services.clock()),
                told=chart.contacts.of_athlete(self.athlete),
            )
        )
        self.page.set_rows(self.shown.rows, keep_scroll=True)

    @on(Lines.Selected, "#athlete-page")
    def _follow(self, event: Lines.Selected) -> None:
        target = self.shown.targets.get(event.key)
        if target is not None:
            self.post_message(OpenIncident(target.id))

    def action_open(self) -> None:
        """Follow the line under the cursor."""
        self.page.action_select()

    def action_back(self) -> None:
        """Go back to where one came from."""
        if self.is_current:
            self.app.pop_screen()

    def action_edit(self) -> None:
        """Change what is recorded of the athlete."""
        self.post_message(EditAthlete(self.athlete))

    async def action_new_incident(self) -> None:
        """Record an incident of this athlete."""
        await self.trainer.record_incident(RecordIncident(athlete=self.athlete))

    def action_availability(self) -> None:
        """Say what this athlete may do."""
        status_of_athlete(self.trainer, self.athlete)

    def action_service(self) -> None:
        """Log what was done for this athlete."""
        log_services(self.trainer, [self.athlete])

    def action_tell(self) -> None:
        """Record who was told about this athlete."""
        ContactActs(self.trainer, athlete=self.services.chart.athlete(self.athlete)).tell()

    def action_void(self) -> None:
        """Mark the entry under the cursor as entered in error."""
        MistakeActs(self.trainer, self.page.cursor_key).void()

    def action_print(self) -> None:
        """Print something for this athlete's team."""
        PrintActs(self.trainer, team=self.services.chart.athlete(self.athlete).team).choose()

    def action_export(self) -> None:
        """Hand over the incidents of this athlete."""
        rows = self.services.chart.incidents(athlete=self.athlete)
        if rows:
            self.post_message(ExportRecords(tuple(each.incident.id for each in rows)))
        else:
            self.trainer.say("There is no incident of this athlete to hand over.")
