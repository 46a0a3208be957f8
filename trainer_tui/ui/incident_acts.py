"""What one does to an incident from its page: each act asks what it needs, then calls one service."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from trainer_tui.domain.incidents import NARRATIVE, SOAP
from trainer_tui.domain.vocabulary import Tier
from trainer_tui.services.chart import IncidentChart
from trainer_tui.services.incident_entry import refuse_voided
from trainer_tui.ui.dialogs.choose import Choice, ChooseDialog
from trainer_tui.ui.mistake_acts import MistakeActs
from trainer_tui.ui.reasons import ask_reason, write_reason

if TYPE_CHECKING:
    from trainer_tui.bootstrap import Services
    from trainer_tui.ui.app import TrainerApp

ALL = "all"
ENTRY = "entry"
SOAP_FORM = "soap"
SOAP_DRAFT = "form-soap-"
LOWERING = (
    "Examined by a physician, who lowered it",
    "An answer was recorded wrongly",
    "Assessed again: the sign was not confirmed",
)
CLOSING = ("Recovered, fully available", "Care handed over to somebody else", "No further care needed")
REOPENING = ("Came back", "Closed by mistake", "New information")


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
            draft = f"form-tier-{self.incident}"
            ask_reason(self._app, title, LOWERING, lambda reason: self._set_tier(tier, reason), draft=draft)

    def _set_tier(self, tier: Tier, reason: str) -> None:
        self.services.chart.change_tier(self.incident, tier, reason)
        self._app.records_changed()

    def raise_tier(self) -> None:
        """Raise the urgency by one step at once."""
        if not self.changeable():
            return

        def act() -> None:
            tier = self.services.chart.raise_tier(self.incident)
            self._done(f"Raised to “{tier.symbol} {tier.words}”. u lowers it again, with a reason.")

        self._app.attempt(act)

    # --- vital signs -----------------------------------------------------------------------------

    def take_vitals(self) -> None:
        """Take vital signs; they become an assessment of their own."""
        if self.changeable():
            from trainer_tui.ui.vitals_entry import vitals_dialog

            self._app.push_screen(vitals_dialog(self.services, self.incident, self._done))

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

    def cosign(self) -> None:
        """Stand for the notes of students: all that wait, or one of them."""
        if not self.changeable():
            return
        waiting = self.chart.waiting
        if not waiting:
            self._app.say("No note here waits for a co-signature.")
            return
        if not self._app.attempt(self.services.chart.users.cosigner):
            return
        choices = [Choice(note.id, f"{note.heading}, {note.by}", more=note.text[:40]) for note in waiting]
        if len(waiting) > 1:
            choices.append(Choice(ALL, f"all {len(waiting)}"))

        def chosen(key: str) -> None:
            self._app.attempt(lambda: self._cosign([note.id for note in waiting if key in (note.id, ALL)]))

        remark = "You stand for what the note says; read it first. It is signed with name and credential."
        self._app.push_screen(ChooseDialog("Co-sign", choices, chosen, remark=remark))

    def _cosign(self, notes: Sequence[str]) -> None:
        self.services.chart.users.cosign(self.incident, notes)
        self._done(f"Co-signed by {self.services.chart.users.signature}.")

    # --- availability ----------------------------------------------------------------------------

    def change_availability(self) -> None:
        """Say what the athlete may do as far as this incident is concerned."""
        if not self.changeable():
            return
        athlete = self.chart.athlete
        if athlete is None:
            self._app.say("Availability is kept for the roster alone; amend the incident to name an athlete.")
            return
        from trainer_tui.ui.status_acts import StatusActs

        StatusActs(self._app, athlete.id, self.incident).choose(quick=False)

    # --- the record as a whole -------------------------------------------------------------------

    def close_or_reopen(self) -> None:
        """Take the incident off the open ones, or put it back."""
        if not self.changeable():
            return
        chart, closed = self.services.chart, self.chart.incident.closed

        def act(reason: str) -> None:
            (chart.reopen_incident if closed else chart.close_incident)(self.incident, reason)
            self._done("The incident is open again." if closed else "The incident is closed.")

        title = "Open this incident again" if closed else f"Close this incident{self._still_waiting()}"
        draft = f"form-{'reopen' if closed else 'close'}-{self.incident}"
        ask_reason(self._app, title, REOPENING if closed else CLOSING, act, draft=draft)

    def _still_waiting(self) -> str:
        """Return what nobody would follow any more once the incident is closed."""
        chart = self.services.chart.referrals
        waiting = [row.referral.to for row in chart.listed(open_only=True, incident=self.incident)]
        if waiting:
            return f"; the referral to {', '.join(waiting)} is still open"
        missing = chart.missing(self.chart.incident, self.services.clock())
        return f"; {missing.what}" if missing else ""

    def void(self, key: str | None) -> None:
        """Mark the incident as entered in error, or the entry of a row: the person says which."""
        if not self.changeable():
            return
        entry = MistakeActs(self._app, key)
        if not entry.words:
            self._void_incident()
            return
        choices = [Choice(ENTRY, entry.words), Choice(ALL, "the whole incident")]

        def chosen(what: str) -> None:
            if what == ENTRY:
                entry.void()
            else:
                self._void_incident()

        self._app.push_screen(ChooseDialog("What was entered in error?", choices, chosen))

    def _void_incident(self) -> None:

        def act(reason: str) -> None:
            self.services.chart.void_incident(self.incident, reason)
            self._done("Marked as entered in error. It stays readable, with its history.")

        title, draft = "Mark this incident as entered in error", f"form-void-{self.incident}"
        write_reason(self._app, title, act, draft=draft)
