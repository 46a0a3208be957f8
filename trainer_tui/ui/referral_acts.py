"""Referring an athlete and following the referral: each act asks what it needs, then calls one service."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from trainer_tui.domain.errors import BadInput, FieldError
from trainer_tui.domain.incidents import Referral
from trainer_tui.domain.input_fields import UNKNOWN
from trainer_tui.domain.referrals import DONE, UNSEEN, Move, move
from trainer_tui.domain.vocabulary import Hold, ReferralState, Tier
from trainer_tui.services.incident_entry import refuse_voided
from trainer_tui.ui.clearance_acts import record_clearance
from trainer_tui.ui.dialogs.choose import Choice, ChooseDialog
from trainer_tui.ui.reasons import ask_reason
from trainer_tui.ui.widgets.form import SAVE, FieldSpec

if TYPE_CHECKING:
    from trainer_tui.services.referrals import Referrals
    from trainer_tui.ui.app import TrainerApp

NEW = "new"
ROUTES = ("EMS", "emergency department", "team physician", "family physician", "specialist")
SPECS = (
    FieldSpec("tier", "Urgency", "How soon the athlete is to be seen.", tuple(t.words for t in Tier)),
    FieldSpec("to", "To", "Who sees the athlete next: a name or a place."),
    FieldSpec("route", "How", "How the athlete gets there, or by which service.", ROUTES),
    FieldSpec("question", "Question", "What you want to know; it stands at the top of the letter."),
    FieldSpec("reason", "Reason", "Why; the letter carries the findings by itself."),
    FieldSpec("declined", "Not referred, why", "Only where no referral is made: why. It is kept so."),
)
USUAL: Mapping[Move, tuple[str, ...]] = {
    Move.DECLINE: (
        "The athlete or the family does not want it",
        "Seen by somebody else already",
        "Another referral takes its place",
    ),
    Move.CORRECTION: ("Entered by mistake", "It did not happen after all"),
    Move.REOPENING: ("Came back", "Closed by mistake", "New information"),
}
"""The usual reasons of steps that need one."""
WHY = {Move.DECLINE: "why?", Move.CORRECTION: "back, why?", Move.REOPENING: "opens it again, why?"}


class ReferralActs:
    """The acts on the referrals of one incident."""

    def __init__(self, app: TrainerApp, incident: str) -> None:
        self._app = app
        self.incident = incident

    @property
    def referrals(self) -> Referrals:
        """The service."""
        return self._app.services.chart.referrals

    def _changeable(self) -> bool:
        records = self._app.services.chart.records
        return self._app.attempt(lambda: refuse_voided(records.incident(self.incident)))

    def refer(self) -> None:
        """Refer the athlete, or say where an open referral stands."""
        if not self._changeable():
            return
        rows = self.referrals.listed(incident=self.incident)
        waiting = [row.referral for row in rows if row.referral.state not in DONE]
        if not waiting:
            self._new()
            return
        choices = [Choice(r.id, f"{r.to}: {r.state.words}", more="say where it stands") for r in waiting]
        choices.append(Choice(NEW, "a new referral"))
        self._app.push_screen(ChooseDialog("Referrals", choices, self._chosen))

    def _chosen(self, key: str) -> None:
        if key == NEW:
            self._new()
        else:
            self.advance(key)

    def _new(self) -> None:
        """Ask for a referral, filled in from what matched; enter takes it as it stands."""
        from trainer_tui.ui.dialogs.details import DetailsDialog

        offer = self.referrals.offer(self.incident)
        values = {spec.name: getattr(offer, spec.name, "") for spec in SPECS}
        values["tier"] = offer.tier.words if offer.tier else ""
        self._app.push_screen(
            DetailsDialog(
                f"Refer{f': {offer.tier.symbol} {offer.tier.words}' if offer.tier else ''}",
                SPECS,
                self._record,
                values=values,
                draft=f"form-referral-{self.incident}",
                save="Record this referral",
                begin=SAVE if offer.to else "to",
            )
        )

    def _record(self, given: Mapping[str, str]) -> None:
        declined = given["declined"].strip()
        raw = {name: text for name, text in given.items() if name != "declined"}
        raw["tier"] = _tier(given["tier"])
        if declined:
            raw |= {"state": ReferralState.DECLINED.value, "state_reason": declined}
        self.referrals.add(self.incident, raw)
        made = "No referral, with the reason, is" if declined else f"Referral to {given['to'].strip()}"
        self._done(f"{made} recorded.")

    def _done(self, sentence: str) -> None:
        self._app.records_changed()
        self._app.say(sentence)

    def advance(self, referral: str) -> None:
        """Say where a referral stands now."""
        if not self._changeable():
            return
        found = self._app.services.chart.records.referral(referral)
        choices = [Choice(s.value, s.words, more=_asks(found.state, s)) for s in ReferralState]

        def chosen(key: str) -> None:
            self._app.attempt(lambda: self._advanced(found, ReferralState(key)))

        self._app.push_screen(
            ChooseDialog(f"Referral to {found.to}", choices, chosen, chosen=found.state.value)
        )

    def _advanced(self, referral: Referral, state: ReferralState) -> None:
        step = move(referral.state, state)

        def act(outcome: str = "", reason: str = "") -> None:
            self.referrals.advance(referral.id, state, outcome=outcome, reason=reason)
            self._done(f"Referral to {referral.to}: {state.words}.")

        title = _title(referral, state)
        if step is not Move.FORWARD:
            draft = f"form-{step.value}-{referral.id}"
            ask_reason(self._app, title, USUAL[step], lambda reason: act(reason=reason), draft=draft)
        elif state in (ReferralState.SEEN, ReferralState.CLOSED):
            self._ask_outcome(referral, state, act)
        else:
            act()

    def _offer_clearance(self, referral: Referral) -> None:
        """Offer to record a clearance where a hold waits for one, or where what came back speaks of one."""
        chart = self._app.services.chart
        outcome = chart.records.referral(referral.id).outcome
        held = chart.holds.of(chart.records.incident(referral.incident))
        waits = held is not None and held.hold is Hold.UNTIL_CLEARED and held.clearance is None
        if not waits and "cleared" not in outcome.casefold():
            return

        def chosen(key: str) -> None:
            if key == NEW:
                record_clearance(self._app, referral.incident, referral.to)

        choices = [Choice(NEW, "yes: record it"), Choice("none", "no: none came back")]
        self._app.push_screen(ChooseDialog("Did a clearance come back?", choices, chosen))

    def _ask_outcome(self, referral: Referral, state: ReferralState, act: Callable[[str], None]) -> None:
        from trainer_tui.ui.dialogs.ask import AskDialog

        unseen = state is ReferralState.CLOSED and referral.state in UNSEEN and not referral.outcome
        may = "Needed: nobody was recorded as having seen the athlete." if unseen else "It may stay empty."
        words = f"What came back: findings, advice, availability. {may}"
        self._app.push_screen(
            AskDialog(
                _title(referral, state),
                act,
                value=referral.outcome,
                help=words,
                draft=f"form-outcome-{referral.id}",
                then=lambda: self._offer_clearance(referral),
            )
        )


def _title(referral: Referral, state: ReferralState) -> str:
    return f"Referral to {referral.to}: {state.words}"


def _asks(old: ReferralState, new: ReferralState) -> str:
    """Return what a step asks for, in a word or two."""
    try:
        step = move(old, new)
    except BadInput:
        return "as it is" if new is old else ""
    if step is not Move.FORWARD:
        return WHY[step]
    return "what came back?" if new in (ReferralState.SEEN, ReferralState.CLOSED) else ""


def _tier(text: str) -> str:
    """Return the tier that typed words name, "unknown" when nothing is typed."""
    wanted = text.strip().casefold()
    if not wanted:
        return UNKNOWN
    for tier in Tier:
        if wanted in (tier.words.casefold(), tier.value.casefold()):
            return tier.value
    raise FieldError("tier", f"is not known; use one of {', '.join(t.words for t in Tier)}.")
