"""Going where a screen asks to go: each request of `events.py` opens the screen it names."""

from __future__ import annotations

from typing import Any

from textual import on
from textual.screen import Screen
from textual.widget import AwaitMount

from trainer_tui.ui.emergency.mode import EmergencyApp
from trainer_tui.ui.events import (
    AmendIncident,
    AssessAgain,
    EditAthlete,
    ExportRecords,
    ImportRecords,
    ImportRoster,
    OpenAthlete,
    OpenCondition,
    OpenDay,
    OpenEvidence,
    OpenIncident,
    RecordIncident,
    RecordSession,
)


class NavigatingApp(EmergencyApp):
    """An app that opens what its screens ask for; screens do not know each other."""

    @on(OpenCondition)
    async def show_condition(self, request: OpenCondition) -> None:
        """Show a condition in the reference."""
        from trainer_tui.ui.screens.reference import ReferenceScreen

        await self._trainer.action_mode("reference")
        screen = self.screen_stack[0]
        if isinstance(screen, ReferenceScreen):
            screen.open(request.condition)

    @on(OpenEvidence)
    def show_evidence(self, request: OpenEvidence) -> None:
        """Show what some rules of a result rest on, over what is shown now."""
        from trainer_tui.ui.dialogs.evidence import EvidenceDialog

        library = self._trainer.backstage.library
        self._push(EvidenceDialog(request.rules, request.triage, library.rules.vocabulary, library.reference))

    @on(OpenIncident)
    def show_incident(self, request: OpenIncident) -> None:
        """Show one incident."""
        from trainer_tui.ui.screens.incident import IncidentScreen

        self._trainer.when_open(lambda: self._push(IncidentScreen(request.incident)))

    @on(OpenAthlete)
    def show_athlete(self, request: OpenAthlete) -> None:
        """Show one athlete."""
        from trainer_tui.ui.screens.athlete import AthleteScreen

        self._trainer.when_open(lambda: self._push(AthleteScreen(request.athlete)))

    @on(AmendIncident)
    def amend_incident(self, request: AmendIncident) -> None:
        """Open the form that changes an incident."""
        from trainer_tui.ui.screens.amend import AmendScreen

        self._trainer.when_open(lambda: self._push(AmendScreen(request.incident)))

    @on(AssessAgain)
    def assess_again(self, request: AssessAgain) -> None:
        """Ask the questions of an incident once more."""
        from trainer_tui.ui.screens.capture import CaptureScreen

        self._trainer.when_open(lambda: self._push(CaptureScreen(again=request.incident)))

    @on(EditAthlete)
    def edit_athlete(self, request: EditAthlete) -> None:
        """Open the form of an athlete."""
        from trainer_tui.ui.screens.athlete_form import AthleteFormScreen

        self._trainer.when_open(lambda: self._push(AthleteFormScreen(request.athlete)))

    @on(RecordIncident)
    def record_incident(self, request: RecordIncident) -> AwaitMount:
        """Start recording an incident; awaited, no key typed ahead goes to the screen before."""
        from trainer_tui.ui.screens.capture import CaptureScreen

        if self._trainer.opening.locked:
            self._trainer.when_open(lambda: self.record_incident(request))
            return AwaitMount(self.screen, [])
        # Shown before the records are open, so that keys typed ahead of them are not lost.
        known = {"condition": request.condition, "athlete": request.athlete, "likely": request.likely}
        return self.push_screen(CaptureScreen(request.resume, **known))

    @on(ExportRecords)
    def export_records(self, request: ExportRecords) -> None:
        """Open the export dialog."""
        from trainer_tui.ui.screens.export import ExportScreen

        self._trainer.when_open(lambda: self._push(ExportScreen(request.incidents)))

    @on(ImportRecords)
    def import_records(self) -> None:
        """Open the screen that takes in records from another laptop."""
        from trainer_tui.ui.screens.import_records import ImportRecordsScreen

        self._trainer.when_open(lambda: self._push(ImportRecordsScreen()))

    def action_hand_over(self) -> None:
        """Hand everything over, where the screen has nothing of its own to hand over."""
        if len(self.screen_stack) > 1:
            return
        if self.current_mode == "reference":
            self._trainer.say(
                "Records are handed over, not the reference: x on an incident, an athlete, a list or Today."
            )
        else:
            self.export_records(ExportRecords())

    @on(RecordSession)
    def record_session(self, request: RecordSession) -> AwaitMount:
        """Open the roll of a session; awaited, no key typed ahead goes to the screen before."""
        from trainer_tui.ui.screens.session import SessionScreen

        return self._push(SessionScreen(request.session))

    @on(OpenDay)
    def show_day(self) -> AwaitMount:
        """Show the services and sessions of today."""
        from trainer_tui.ui.screens.day_log import DayLogScreen

        return self._push(DayLogScreen())

    @on(ImportRoster)
    def import_roster(self) -> None:
        """Open the screen that takes in a roster file."""
        from trainer_tui.ui.screens.roster_import import RosterImportScreen

        self._trainer.when_open(lambda: self._push(RosterImportScreen()))

    def _push(self, screen: Screen[Any]) -> AwaitMount:
        return self.push_screen(screen)
