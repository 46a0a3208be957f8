"""Referrals: made, followed to their end, and found again while somebody still has to act."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trainer_tui.domain.due import Due, DueKind
from trainer_tui.domain.errors import FieldError
from trainer_tui.domain.findings import Vocabulary
from trainer_tui.domain.incidents import Incident, Referral
from trainer_tui.domain.input_fields import as_object, choice, line, note_text, refuse_unknown
from trainer_tui.domain.records import REFERRALS
from trainer_tui.domain.referrals import (
    DONE,
    TO_BE_REFERRED,
    UNSEEN,
    Offer,
    check_first,
    check_move,
    deadline,
    offer,
)
from trainer_tui.domain.tier_story import TierStep, reached
from trainer_tui.domain.vocabulary import ReferralState, Tier
from trainer_tui.services.assessing import Assessing
from trainer_tui.services.incident_entry import refuse_voided
from trainer_tui.services.incident_views import IncidentViews
from trainer_tui.services.records import Records

FIELDS = ("tier", "to", "route", "reason", "question", "state", "outcome", "state_reason")
NOT_MADE = "referral not yet made"


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """One line of a list of referrals."""

    referral: Referral
    who: str
    due: Due | None
    """By when the athlete is to be seen; None once that is so, and for a referral without a tier."""


class Referrals:
    """What can be done with referrals."""

    def __init__(self, records: Records, views: IncidentViews, assessing: Assessing) -> None:
        self._records = records
        self._views = views
        self._assessing = assessing

    @property
    def _vocabulary(self) -> Vocabulary:
        return self._assessing.rules.vocabulary

    def offer(self, incident_id: str) -> Offer:
        """Return the referral that an incident's tier and matches propose; nothing is recorded."""
        incident = self._records.incident(incident_id)
        name = self._views.condition_name(incident)
        return offer(incident.tier, self._assessing.current(incident), name, self._vocabulary)

    def add(self, incident_id: str, raw: Mapping[str, Any]) -> str:
        """Record a referral and return its id; only `to` is needed, the tier is the incident's.

        `state` says where it begins, `recommended` without one; declined from the start is a referral that is
        not made, for the reason in `state_reason`. Raises FieldError naming the field.
        """
        incident = self._records.incident(incident_id)
        refuse_voided(incident)
        given = as_object("referral", raw)
        refuse_unknown("", given, FIELDS)
        to = line("to", given.get("to"))
        if not to:
            raise FieldError("to", "is needed: who is the athlete referred to?")
        tier = choice("tier", given.get("tier"), Tier) or incident.tier
        state = choice("state", given.get("state"), ReferralState) or ReferralState.RECOMMENDED
        names = ("reason", "question", "outcome", "state_reason")
        texts = {name: note_text(name, given.get(name)) for name in names}
        check_first(state, outcome=texts["outcome"], reason=texts["state_reason"])
        now = self._now().isoformat()
        fields = {"incident": incident_id, "at": now, "tier": tier and tier.value, "to": to}
        fields |= {"route": line("route", given.get("route")), **texts}
        fields |= {"state": state.value, "state_at": now}
        with self._records.change() as change:
            return change.create(REFERRALS, fields)

    def advance(self, referral_id: str, state: ReferralState, *, outcome: str = "", reason: str = "") -> None:
        """Say where a referral stands now, with what came back of it, or why it goes another way.

        Raises NotFound, BadInput for a step that is not possible, and FieldError for one that lacks its
        reason or outcome.
        """
        referral = self._records.referral(referral_id)
        refuse_voided(self._records.incident(referral.incident))
        outcome, reason = note_text("outcome", outcome), note_text("reason", reason).strip()
        check_move(referral.state, state, outcome=outcome or referral.outcome, reason=reason)
        fields = {"state": state.value, "state_at": self._now().isoformat(), "state_reason": reason}
        if outcome:
            fields["outcome"] = outcome
        with self._records.change() as change:
            change.amend(referral.view, fields, reason or f"Referral {state.words}")

    def listed(self, *, open_only: bool = False, incident: str | None = None) -> list[ReferralRow]:
        """Return referrals in the order they were made, those entered in error left out.

        `open_only` leaves out what nobody has to follow any more: what is closed or declined, and what
        belongs to a closed incident.
        """
        now, records = self._now(), self._records
        if incident is not None:
            records.incident(incident)  # one that is not there is an error, not an empty list
        found = records.referrals.values() if incident is None else records.referrals_of(incident)
        return [
            self._row(referral, now)
            for referral in list(found)
            if not referral.view.voided
            and not records.incidents[referral.incident].view.voided
            and not (open_only and not self._is_open(referral))
        ]

    def not_due(self) -> list[ReferralRow]:
        """Return the open referrals whose time has not come, or that wait only for what comes back."""
        now = self._now()
        return [row for row in self.listed(open_only=True) if row.due is None or row.due.at > now]

    def _is_open(self, referral: Referral) -> bool:
        return referral.state not in DONE and self._records.incidents[referral.incident].open

    def _row(self, referral: Referral, now: datetime) -> ReferralRow:
        who = self._views.who(self._records.incidents[referral.incident])
        return ReferralRow(referral, who, self._due_of(referral, now))

    def _due_of(self, referral: Referral, now: datetime) -> Due | None:
        if referral.tier is None or referral.state not in UNSEEN or not self._is_open(referral):
            return None
        at = deadline(referral.tier, referral.at, now)
        what = f"referral {referral.state.words}, {referral.to}"
        return Due(DueKind.REFERRAL, referral.id, referral.incident, at, what, referral.tier)

    def due(self, now: datetime) -> Iterator[Due]:
        """Yield the referrals whose time has come, and every incident whose referral is not yet made."""
        for row in self.listed(open_only=True):
            if row.due is not None and row.due.at <= now:
                yield row.due
        for incident in self._records.open_incidents:
            if (missing := self.missing(incident, now)) is not None:
                yield missing

    def waiting(self, incident: Incident, now: datetime) -> Iterator[Due]:
        """Yield by when an incident's referrals are to be seen, and the one that is not yet made."""
        for referral in self._records.referrals_of(incident.id):
            if not referral.view.voided and (due := self._due_of(referral, now)) is not None:
                yield due
        if (missing := self.missing(incident, now)) is not None:
            yield missing

    def missing(self, incident: Incident, now: datetime) -> Due | None:
        """Return what an open incident waits for whose tier calls for a referral while none was made.

        A referral counts when it is at least as urgent as the incident: a routine one does not answer a tier
        that was reached later. One that is done with counts only when it was made since the incident is so
        urgent.
        """
        tier = incident.tier
        if tier is None or tier not in TO_BE_REFERRED or not incident.open:
            return None
        since = reached(self._records.tier_story(incident))
        made = self._records.referrals_of(incident.id)
        if any(self._answers(referral, tier, since) for referral in made):
            return None
        at = deadline(tier, since.at, now)
        return Due(DueKind.REFERRAL, incident.id, incident.id, at, NOT_MADE, tier)

    def _answers(self, referral: Referral, tier: Tier, step: TierStep) -> bool:
        if referral.view.voided or referral.tier is None or referral.tier.rank > tier.rank:
            return False
        if referral.state not in DONE:
            return True
        made, since = (datetime.fromisoformat(moment) for moment in (referral.at, step.at))
        return made >= since or self._made_hlc(referral) > step.hlc

    def _made_hlc(self, referral: Referral) -> int:
        """Return the hybrid clock of the first revision: a laptop's clock may have gone back in between."""
        return self._records.ledger.store.history(referral.id)[0].hlc

    def _now(self) -> datetime:
        return self._records.ledger.clock()
