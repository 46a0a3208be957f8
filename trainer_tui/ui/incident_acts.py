"""What one does to an incident from its page: each act asks what it needs, then calls one service."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from trainer_tui.domain.errors import FieldError
from trainer_tui.domain.incidents import NARRATIVE, SOAP, Referral
from trainer_tui.domain.vocabulary import Availability, Hold, ReferralState, Tier
from trainer_tui.services.chart import IncidentChart
from trainer_tui.services.incident_entry import refuse_voided
from trainer_tui.ui.dialogs.choose import Choice, ChooseDialog
from trainer_tui.ui.widgets.form import FieldSpec
from trainer_tui.ui.words import STATUS_STYLES

if TYPE_CHECKING:
    from trainer_tui.bootstrap import Services
    from trainer_tui.ui.app import TrainerApp

WRITE = "write"
NEW = "new"
SOAP_FORM = "soap"
SOAP_DRAFT = "form-soap-"
LOWERING = (
    "Examined by a physician, who lowered it",
    "An answer was recorded wrongly",
    "Assessed again: the sign was not confirmed",
)
CLOSING = ("Recovered, fully available", "Care handed over to somebody else", "No further care needed")
REOPENING = ("Came back", "Closed by mistake", "New information")
DONE = (ReferralState.CLOSED, ReferralState.DECLINED)
ROUTES = ("EMS", "emergency department", "team physician", "family physician", "specialist")


class IncidentActs:
    """The acts on one incident."""

    def __init__(self, app: TrainerApp, incident: str) -> None:
        self._app = app
        self.incident = incident

    @property
    def services(self) -> Services:
        """The services."""
        return self._app.services

    @property
    def chart(self) -> IncidentChart:
        """Everything about the incident as it stands."""
        return self.services.chart.incident(self.incident)

    def changeable(self) -> bool:
        """Tell whether the incident can be changed; if not, say why."""
        return self._app.attempt(lambda: refuse_voided(self.chart.incident))

    def _done(self, sentence: str) -> None:
        self._app.records_changed()
        self._app.say(sentence)

    def acknowledge(self) -> None:
        """Record that the person has seen the red flags."""

        def act() -> None:
            self.services.chart.acknowledge(self.incident)
            self._done(f"Red flags acknowledged by {self.services.user}.")

        self._app.attempt(act)

    # --- urgency ---------------------------------------------------------------------------------

    def change_tier(self) -> None:
        """Raise the urgency with one key, or lower it with a reason."""
        if not self.changeable():
            return
        now = self.chart.incident.tier
        choices = [Choice(t.value, f"{t.symbol} {t.words}", t.value.lower()) for t in Tier]
        remark = "Raising it needs one key. Lowering it asks for a reason, which stays in the history."
        self._app.push_screen(
            ChooseDialog("Urgency of this incident", choices, self._tier_chosen, chosen=now, remark=remark)
        )

    def _tier_chosen(self, key: str) -> None:
        tier, now = Tier(key), self.chart.incident.tier
        if tier is now:
            self._app.say(f"It is “{tier.words}” already.")
        elif now is None or tier.rank < now.rank:
            if self._app.attempt(lambda: self._set_tier(tier, "")):
                self._app.say(f"Raised to “{tier.words}”.")
        else:
            title = f"Lower from “{now.words}” to “{tier.words}”"
            self._ask_reason(title, LOWERING, lambda reason: self._set_tier(tier, reason), "tier")

    def _set_tier(self, tier: Tier, reason: str) -> None:
        self.services.chart.change_tier(self.incident, tier, reason)
        self._app.records_changed()

    def _ask_reason(self, title: str, usual: Sequence[str], act: Callable[[str], None], draft: str) -> None:
        """Ask for a reason: a usual one by its key, or one in the person's own words."""
        choices = [*(Choice(words, words) for words in usual), Choice(WRITE, "other: write it")]

        def chosen(key: str) -> None:
            if key == WRITE:
                self._write_reason(title, act, draft)
            else:
                self._app.attempt(lambda: act(key))

        self._app.push_screen(ChooseDialog(title, choices, chosen, remark="Why? It stays in the history."))

    def _write_reason(self, title: str, act: Callable[[str], None], draft: str) -> None:
        from trainer_tui.ui.dialogs.reason import ReasonDialog

        self._app.push_screen(ReasonDialog(title, act, draft=f"form-{draft}-{self.incident}"))

    # --- notes -----------------------------------------------------------------------------------

    def add_note(self) -> None:
        """Write a note under a heading."""
        if not self.changeable():
            return
        drafts = set(self._app.backstage.drafts.names("form-note-"))
        choices = [
            Choice(heading, heading, more="draft kept" if self._note_draft(heading) in drafts else "")
            for heading in (NARRATIVE, *SOAP)
        ]
        kept = "draft kept" if f"{SOAP_DRAFT}{self.incident}" in self._app.backstage.drafts.names() else ""
        choices.append(Choice(SOAP_FORM, "SOAP: all four on one screen", more=kept))
        self._app.push_screen(ChooseDialog("Add a note", choices, self._write_note))

    def _note_draft(self, heading: str) -> str:
        return f"form-note-{heading}-{self.incident}"

    def _write_note(self, heading: str) -> None:
        if heading == SOAP_FORM:
            from trainer_tui.ui.soap_ask import ask_soap

            ask_soap(self._app, self.incident, self._done)
            return
        from trainer_tui.ui.dialogs.note import NoteDialog

        def act(text: str) -> None:
            self.services.chart.add_note(self.incident, heading, text)
            self._done("Note added.")

        self._app.push_screen(NoteDialog(heading, act, draft=self._note_draft(heading)))

    # --- availability ----------------------------------------------------------------------------

    def change_availability(self) -> None:
        """Say what the athlete may do as far as this incident is concerned."""
        if not self.changeable():
            return
        chart = self.chart
        if chart.athlete is None:
            self._app.say("Availability is kept for the roster alone; amend the incident to name an athlete.")
            return
        now = next((c.availability for c in reversed(chart.status_changes) if not c.view.voided), None)
        strictest_first = (Availability.OUT, Availability.LIMITED, Availability.FULL)
        choices = [Choice(a.value, f"{a.symbol} {a.words}", STATUS_STYLES[a]) for a in strictest_first]
        hold = hold_of(chart)
        remark = f"Held by a red-flag rule: {hold.words}." if hold else ""
        title = f"Availability of {chart.who} for this incident"
        self._app.push_screen(
            ChooseDialog(title, choices, self._availability_chosen, chosen=now, remark=remark)
        )

    def _availability_chosen(self, key: str) -> None:
        from trainer_tui.ui.dialogs.details import DetailsDialog

        availability, chart = Availability(key), self.chart
        hold = hold_of(chart)
        clearing = availability is Availability.FULL and hold is Hold.UNTIL_CLEARED
        specs = [
            FieldSpec("at", "From", "The first day it holds, such as 2026-10-09."),
            FieldSpec("decided_by", "Decided by", "Who decided it."),
        ]
        if availability is Availability.FULL:
            words = "The clinician who cleared, and where the paper is."
            specs.append(FieldSpec("cleared_by", "Cleared by", words))
        else:
            words = "What is not allowed, or why; separate with “;”."
            specs.append(FieldSpec("restrictions", "Restrictions", words))
        values = {"at": self.services.clock().date().isoformat(), "decided_by": self.services.user}
        values |= {spec.name: "" for spec in specs if spec.name not in values}
        title = f"{availability.symbol} {availability.words} for this incident"
        remark = "Held until a named clinician clears: say who did." if clearing else ""

        def act(given: Mapping[str, str]) -> None:
            if clearing and not given["cleared_by"].strip():
                raise FieldError("cleared_by", "is needed: only a named clinician ends this hold.")
            self._set_availability(availability, given)

        draft = f"form-status-{availability.value}-{self.incident}"
        self._app.push_screen(DetailsDialog(title, specs, act, values=values, draft=draft, remark=remark))

    def _set_availability(self, availability: Availability, given: Mapping[str, str]) -> None:
        raw: dict[str, object] = {"incident": self.incident, "availability": availability.value, **given}
        parts = given.get("restrictions", "").split(";")
        raw["restrictions"] = [part.strip() for part in parts if part.strip()]
        self.services.availability.add_statuses([raw])
        self._done(f"Recorded: {availability.words} from {given['at'].strip()}.")

    # --- referrals -------------------------------------------------------------------------------

    def refer(self) -> None:
        """Refer the athlete, or say where an open referral stands."""
        if not self.changeable():
            return
        waiting = [r for r in self.chart.referrals if r.state not in DONE and not r.view.voided]
        if not waiting:
            self._new_referral()
            return
        choices = [Choice(r.id, f"{r.to}: {r.state.words}", more="say where it stands") for r in waiting]
        choices.append(Choice(NEW, "a new referral"))
        self._app.push_screen(ChooseDialog("Referrals", choices, self._referral_chosen))

    def _referral_chosen(self, key: str) -> None:
        if key == NEW:
            self._new_referral()
        else:
            self.advance(key)

    def _new_referral(self) -> None:
        from trainer_tui.ui.dialogs.details import DetailsDialog

        tier = self.chart.incident.tier
        specs = (
            FieldSpec("to", "To", "Who sees the athlete next: a name or a place."),
            FieldSpec("route", "How", "How the athlete gets there, or by which service.", ROUTES),
            FieldSpec("question", "Question", "What you want to know; it stands at the top of the letter."),
            FieldSpec("reason", "Reason", "Why; the letter carries the findings by itself."),
        )

        def act(given: Mapping[str, str]) -> None:
            self.services.chart.add_referral(self.incident, given)
            self._done(f"Referral to {given['to'].strip()} recorded.")

        self._app.push_screen(
            DetailsDialog(
                f"Refer{f': {tier.words}' if tier else ''}",
                specs,
                act,
                values={spec.name: "" for spec in specs},
                draft=f"form-referral-{self.incident}",
            )
        )

    def advance(self, referral: str) -> None:
        """Say where a referral stands now."""
        if not self.changeable():
            return
        found = self.services.chart.records.referral(referral)
        choices = [Choice(state.value, state.words) for state in ReferralState]

        def chosen(key: str) -> None:
            self._advanced(found, ReferralState(key))

        title = f"Referral to {found.to}"
        self._app.push_screen(ChooseDialog(title, choices, chosen, chosen=found.state))

    def _advanced(self, referral: Referral, state: ReferralState) -> None:
        def act(outcome: str) -> None:
            self.services.chart.advance_referral(referral.id, state, outcome)
            self._done(f"Referral to {referral.to}: {state.words}.")

        if state in (ReferralState.SEEN, *DONE):
            from trainer_tui.ui.dialogs.ask import AskDialog

            title, words = f"Referral {state.words}: what came back?", "May stay empty."
            self._app.push_screen(AskDialog(title, act, help=words, draft=f"form-outcome-{referral.id}"))
        else:
            self._app.attempt(lambda: act(""))

    # --- the record as a whole -------------------------------------------------------------------

    def close_or_reopen(self) -> None:
        """Take the incident off the open ones, or put it back."""
        if not self.changeable():
            return
        chart, closed = self.services.chart, self.chart.incident.closed

        def act(reason: str) -> None:
            (chart.reopen_incident if closed else chart.close_incident)(self.incident, reason)
            self._done("The incident is open again." if closed else "The incident is closed.")

        title = "Open this incident again" if closed else "Close this incident"
        self._ask_reason(title, REOPENING if closed else CLOSING, act, "reopen" if closed else "close")

    def void(self) -> None:
        """Mark the incident as entered in error."""
        if not self.changeable():
            return

        def act(reason: str) -> None:
            self.services.chart.void_incident(self.incident, reason)
            self._done("Marked as entered in error. It stays readable, with its history.")

        self._write_reason("Mark this incident as entered in error", act, "void")


def hold_of(chart: IncidentChart) -> Hold | None:
    """Return the strictest hold that any standing assessment of an incident has called for."""
    holds = {chart.triage.hold}
    holds |= {
        Hold(each.triage["hold"])
        for each in chart.assessments
        if not each.view.voided and each.triage and each.triage.get("hold")
    }
    return next((hold for hold in (Hold.UNTIL_CLEARED, Hold.TODAY) if hold in holds), None)
