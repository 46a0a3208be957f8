"""One incident: its red flags in a banner, everything known about it below, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from trainer_tui.domain.incidents import NARRATIVE, SOAP
from trainer_tui.domain.vocabulary import Availability
from trainer_tui.services.chart import IncidentChart
from trainer_tui.services.suggesting import case_of_chart
from trainer_tui.ui.actions import INCIDENT, Command, bindings
from trainer_tui.ui.contact_acts import ContactActs
from trainer_tui.ui.dialogs.could_be import could_also_be
from trainer_tui.ui.events import AmendIncident, AssessAgain, ExportRecords, OpenAthlete, OpenCondition
from trainer_tui.ui.follow_up_acts import FollowUpActs
from trainer_tui.ui.incident_acts import IncidentActs
from trainer_tui.ui.incident_page import Shown, incident_page
from trainer_tui.ui.print_acts import PrintActs
from trainer_tui.ui.protocol_acts import ProtocolActs
from trainer_tui.ui.record_page import RecordPage
from trainer_tui.ui.referral_acts import ReferralActs
from trainer_tui.ui.relation_ask import ask_relation
from trainer_tui.ui.screens.base import BaseScreen
from trainer_tui.ui.service_log import log_for_incident
from trainer_tui.ui.widgets.bars import ModeBar
from trainer_tui.ui.widgets.lines import Lines
from trainer_tui.ui.widgets.red_flag_banner import RedFlagBanner
from trainer_tui.ui.words import Words

BESIDE = 3
"""Cells of a line that the page itself needs: the mark of the cursor, the scrollbar and the edge."""
HEADINGS = (NARRATIVE, *SOAP)
UNSAVED = {
    "amend": "Changes are chosen and not saved: e goes on with them.",
    "assess": "A new assessment is begun and not saved: R goes on with it.",
    "vitals": "Vital signs are typed and not saved: t goes on with them.",
    "protocol": "Gates of a protocol are answered and not recorded: P goes on with them.",
    "referral": "A referral is typed and not saved: f goes on with it.",
    "soap": "A SOAP note is typed and not saved: N goes on with it.",
    "told": "Who was told is typed and not saved: w goes on with it.",
    "clearance": "A clearance is typed and not saved: f goes on with it.",
    "followup": "A follow-up is typed and not saved: F goes on with it.",
    **{
        f"status-{each.value}": f"A change to {each.words} is typed and not saved: v goes on with it."
        for each in Availability
    },
    **{
        f"note-{heading}": f"A note ({heading}) is typed and not saved: N goes on with it."
        for heading in HEADINGS
    },
}


class IncidentScreen(BaseScreen):
    """The page of an incident."""

    MODE = "incidents"
    COMMANDS_SHOWN: ClassVar[Sequence[Command]] = INCIDENT
    HELP_TEXT = (
        "The banner says what the red-flag rules make of all answers given; tab goes into it and opens it in "
        "full, and enter on a flag shows what it rests on. Below stands everything that was recorded, to the "
        "last change. Nothing is ever overwritten: what you amend or void stays in the history."
    )
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(INCIDENT))
    DEFAULT_CSS = """
    #incident-page { height: 1fr; padding: 0 1 0 0; }
    """

    def __init__(self, incident: str) -> None:
        """Show an incident."""
        super().__init__()
        self.incident = incident
        self.shown = RecordPage()
        self._opened: set[str] = set()
        self._width = 0
        """For how many cells the page is laid out."""

    @property
    def help_title(self) -> str:
        """The name of the screen in its help."""
        return "Incident"

    @property
    def acts(self) -> IncidentActs:
        """What can be done with the incident."""
        return IncidentActs(self.trainer, self.incident)

    @property
    def referral_acts(self) -> ReferralActs:
        """What can be done with its referrals."""
        return ReferralActs(self.trainer, self.incident)

    @property
    def protocol_acts(self) -> ProtocolActs:
        """What can be done with its protocols."""
        return ProtocolActs(self.trainer, self.incident)

    @property
    def page(self) -> Lines:
        """Everything about the incident."""
        return self.query_one("#incident-page", Lines)

    def body(self) -> ComposeResult:
        """Yield banner and page."""
        yield RedFlagBanner(self.services.rules.vocabulary, id="incident-flags")
        yield Lines(id="incident-page")

    def on_mount(self) -> None:
        """Put the cursor into the page."""
        self.query_one(ModeBar).mode = self.app.current_mode
        self.set_focus(self.page)

    def reload(self) -> None:
        """Read the incident again."""
        if self.is_mounted:
            self.trainer.attempt(self._show)

    def _show(self, cursor: str | None = None) -> None:
        services = self.services
        chart = services.chart.incident(self.incident)
        flagged = chart.incident.tier is not None or chart.triage.tier is not None
        self.query_one(RedFlagBanner).show(
            chart.triage,
            latched=chart.incident.tier,
            acknowledged=not chart.needs_acknowledgement if flagged else None,
            lowered=chart.lowering.words(services.clock()) if chart.lowering else "",
        )
        self.shown = self._lay_out(chart)
        self.page.set_rows(self.shown.rows, cursor=cursor, keep_scroll=True)

    def _lay_out(self, chart: IncidentChart) -> RecordPage:
        services, self._width = self.services, self.app.size.width
        return incident_page(
            Shown(
                chart=chart,
                proposal=services.chart.proposed_relation(chart.incident),
                history=services.chart.history(self.incident),
                vocabulary=services.rules.vocabulary,
                words=Words(services.chart, services.reference.catalogue, services.clock()),
                opened=self._opened,
                courses=services.chart.protocols.courses(self.incident),
                offered=[label.text for label in services.reference.protocols_for(chart.incident.condition)],
                treatments=services.treatments.listed(incident=self.incident),
                unsaved=self._unsaved(),
                width=self._width - BESIDE,
                follow_ups=services.chart.follow_ups.of(self.incident),
                waiting=services.chart.referrals.missing(chart.incident, services.clock()),
                held=services.chart.holds.of(chart.incident),
                clearances=services.chart.records.clearances_of(self.incident),
                told=services.chart.contacts.of_incident(self.incident),
                guardian=services.chart.contacts.missing(chart.incident, services.clock()),
            )
        )

    def time_passed(self) -> None:
        """Count on in how long the next check is due."""
        if self.shown.rows:
            self.shown = self._lay_out(self.services.chart.incident(self.incident))
            self.page.renew(self.shown.rows)

    def on_resize(self) -> None:
        """Give the trend as many columns as fit."""
        if self.app.size.width != self._width:
            self.time_passed()

    def _unsaved(self) -> list[str]:
        kept = self.trainer.backstage.drafts.names("form-")
        return [sentence for draft, sentence in UNSAVED.items() if f"form-{draft}-{self.incident}" in kept]

    @on(Lines.Selected, "#incident-page")
    def _follow(self, event: Lines.Selected) -> None:
        target = self.shown.targets.get(event.key)
        if target is None:
            return
        if target.kind == "fold":
            self._opened ^= {target.id}
            self._show(event.key)
        elif target.kind == "condition":
            self.post_message(OpenCondition(target.id))
        elif target.kind == "athlete":
            self.post_message(OpenAthlete(target.id))
        elif target.kind == "protocol":
            self.protocol_acts.work(target.id)
        elif target.kind == "referral":
            self.referral_acts.advance(target.id)
        elif target.kind == "relation":
            ask_relation(self.trainer, target.id)
        elif target.kind == "follow_up" and self.acts.changeable():
            FollowUpActs(self.trainer, self.incident).done(target.id)

    # --- commands --------------------------------------------------------------------------------

    def action_open(self) -> None:
        """Follow the line under the cursor."""
        self.page.action_select()

    def action_back(self) -> None:
        """Go back to where one came from."""
        if self.is_current:
            self.app.pop_screen()

    def action_amend(self) -> None:
        """Change what was recorded."""
        if self.acts.changeable():
            self.post_message(AmendIncident(self.incident))

    def action_acknowledge(self) -> None:
        """Record that the red flags were seen."""
        self.acts.acknowledge()

    def action_tier(self) -> None:
        """Raise or lower the urgency."""
        self.acts.change_tier()

    def action_raise_tier(self) -> None:
        """Raise the urgency by one step."""
        self.acts.raise_tier()

    def action_assess(self) -> None:
        """Ask the questions once more."""
        if self.acts.changeable():
            self.post_message(AssessAgain(self.incident))

    def action_vitals(self) -> None:
        """Take the vital signs."""
        self.acts.take_vitals()

    def action_note(self) -> None:
        """Add a note."""
        self.acts.add_note()

    def action_availability(self) -> None:
        """Change what the athlete may do."""
        self.acts.change_availability()

    def action_refer(self) -> None:
        """Refer, or follow a referral."""
        self.referral_acts.refer()

    def action_follow_up(self) -> None:
        """Set a follow-up, or say that one is done."""
        if self.acts.changeable():
            FollowUpActs(self.trainer, self.incident).set()

    def action_could_also_be(self) -> None:
        """Show what it could also be."""
        chart = self.services.chart.incident(self.incident)
        could_also_be(self.trainer, case_of_chart(chart))

    def action_protocol(self) -> None:
        """Start the protocol of return, or go on with it."""
        self.protocol_acts.open()

    def action_cosign(self) -> None:
        """Stand for the notes of a student."""
        self.acts.cosign()

    def action_tell(self) -> None:
        """Record who was told."""
        if self.acts.changeable():
            chart = self.services.chart.incident(self.incident)
            ContactActs(self.trainer, incident=self.incident, athlete=chart.athlete).tell()

    def action_print(self) -> None:
        """Print something about this incident."""
        PrintActs(self.trainer, incident=self.incident).choose()

    def action_close(self) -> None:
        """Close or open again."""
        self.acts.close_or_reopen()

    def action_void(self) -> None:
        """Mark the incident, or the entry under the cursor, as entered in error."""
        self.acts.void(self.page.cursor_key)

    def action_athlete(self) -> None:
        """Open the athlete."""
        athlete = self.services.chart.incident(self.incident).athlete
        if athlete is not None:
            self.post_message(OpenAthlete(athlete.id))
        else:
            self.trainer.say("This incident is of a guest, who is not on the roster.")

    def action_service(self) -> None:
        """Log what was done for this incident."""
        log_for_incident(self.trainer, self.incident)

    def action_export(self) -> None:
        """Hand the incident over."""
        self.post_message(ExportRecords((self.incident,)))
