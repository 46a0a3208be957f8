"""Referrals as a process: its steps, by when an athlete is to be seen, and what a match offers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum

from trainer_tui.domain.dates import local_moment, next_midnight
from trainer_tui.domain.errors import BadInput, FieldError
from trainer_tui.domain.findings import Vocabulary
from trainer_tui.domain.triage import Triage
from trainer_tui.domain.vocabulary import ReferralState, Tier

DONE = (ReferralState.CLOSED, ReferralState.DECLINED)
"""The states in which nobody has to follow a referral any more."""
UNSEEN = (ReferralState.RECOMMENDED, ReferralState.SENT, ReferralState.ACKNOWLEDGED)
"""The states in which the clock of its tier still runs."""
TO_BE_REFERRED = (Tier.EMS_NOW, Tier.SAME_DAY, Tier.H24_72)
"""The tiers at which an incident without a referral waits for one."""
WITHIN: Mapping[Tier, timedelta] = {
    Tier.EMS_NOW: timedelta(0),
    Tier.H24_72: timedelta(hours=72),
    Tier.ROUTINE: timedelta(days=14),
}
"""How long after it was recommended an athlete is to be seen at the latest; SAME_DAY ends with its day."""


class Move(Enum):
    """What a step from one state to another means."""

    FORWARD = "forward"
    """On towards its end; steps that real life skips may be skipped."""
    DECLINE = "decline"
    CORRECTION = "correction"
    """Back to an earlier state: the later one was not so."""
    REOPENING = "reopening"


def move(old: ReferralState, new: ReferralState) -> Move:
    """Tell what a step means; raises BadInput for one that leads nowhere."""
    if new is old:
        raise BadInput(f"The referral is “{old.words}” already.")
    if old in DONE and new in DONE:
        raise BadInput(f"The referral is “{old.words}”; say first where it stands now, which opens it again.")
    if old in DONE:
        return Move.REOPENING
    if new is ReferralState.DECLINED:
        return Move.DECLINE
    order = list(ReferralState)
    return Move.FORWARD if order.index(new) > order.index(old) else Move.CORRECTION


def check_move(old: ReferralState, new: ReferralState, *, outcome: str, reason: str) -> None:
    """Refuse a step that is not possible or says too little.

    Raises BadInput, or FieldError naming `reason` or `outcome`.
    """
    step = move(old, new)
    if step is not Move.FORWARD and not reason.strip():
        raise FieldError("reason", f"is needed: {_why(step)}")
    if new is ReferralState.CLOSED and old in UNSEEN and not outcome.strip():
        raise FieldError("outcome", "is needed, because nobody was recorded as having seen the athlete.")


def check_first(state: ReferralState, *, outcome: str, reason: str) -> None:
    """Refuse a new referral that does not say what the state it begins in needs.

    Raises FieldError naming `state_reason` or `outcome`.
    """
    if state is ReferralState.RECOMMENDED:
        return
    try:
        check_move(ReferralState.RECOMMENDED, state, outcome=outcome, reason=reason)
    except FieldError as error:
        # Beside it stands the reason for the referral itself.
        field = "state_reason" if error.field == "reason" else error.field
        raise FieldError(field, error.problem) from None


def _why(step: Move) -> str:
    words = {
        Move.DECLINE: "say in a few words why there is no referral.",
        Move.CORRECTION: "say in a few words why the later step was not so.",
        Move.REOPENING: "say in a few words why it is opened again.",
    }
    return words[step]


def deadline(tier: Tier, since: str, now: datetime) -> datetime:
    """Return by when an athlete is to be seen who was to be referred since a moment.

    The day of SAME_DAY is the local day of the clock. When the clock went back and the moment lies ahead, it
    counts from now: a wrong clock makes nothing wait longer.
    """
    begun = min(local_moment(since, now), now)
    if tier is Tier.SAME_DAY:
        return next_midnight(begun, now)
    # Added in UTC: 72 hours stay 72 hours over a change of the clocks.
    return local_moment((begun.astimezone(UTC) + WITHIN[tier]).isoformat(), now)


def deadline_words(at: datetime, now: datetime) -> str:
    """Say by when, such as "by the end of today" or "by 2026-10-12 20:00"."""
    local = local_moment(at.isoformat(), now)
    if local == next_midnight(now, now):
        return "by the end of today"
    return f"by {local:%Y-%m-%d %H:%M}"


@dataclass(frozen=True, slots=True)
class Offer:
    """A referral as a match proposes it; a person changes what they like before it is recorded."""

    tier: Tier | None
    to: str = ""
    route: str = ""
    reason: str = ""
    question: str = ""


def offer(tier: Tier | None, triage: Triage, condition: str, vocabulary: Vocabulary) -> Offer:
    """Propose a referral at a tier: to whom, why, and what is asked; without a tier there is none.

    `condition` is the name of what is suspected, empty when nothing is.
    """
    if tier is None:
        return Offer(None)
    to = {
        Tier.EMS_NOW: "Emergency department",
        Tier.SAME_DAY: "Physician or emergency department",
    }.get(tier, "Team physician")
    route = "EMS" if tier is Tier.EMS_NOW else ""
    return Offer(tier, to, route, _reason(triage, vocabulary), _question(triage, condition))


def _reason(triage: Triage, vocabulary: Vocabulary) -> str:
    """Name what was found that made the rules match: signs that are present and numbers, each once."""
    found: dict[str, str] = {}
    for match in triage.matches:
        for name, answer in match.because.items():
            if answer is True:
                found[name] = vocabulary[name].prompt
            elif isinstance(answer, int | float) and not isinstance(answer, bool):
                found[name] = f"{vocabulary[name].prompt}: {answer} {vocabulary[name].unit}".rstrip()
    return "; ".join(found.values())


def _question(triage: Triage, condition: str) -> str:
    why = f" {triage.matches[0].rule.why}" if triage.matches else ""
    suspected = f" Suspected: {condition}, a provisional impression." if condition else ""
    return f"Please assess.{why}{suspected} What may the athlete do, and from when?"
