"""What is asked of the physician, and what holds until somebody answers: ServiceRequests and Flags."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from trainer_tui.domain.incidents import Referral, StatusChange
from trainer_tui.domain.vocabulary import Availability, ReferralState, Tier
from trainer_tui.exports.fhir.making import Making, Resource, coded, concept, moment, references
from trainer_tui.exports.letter_first import QUESTION

PRIORITY = {
    Tier.EMS_NOW: "stat",
    Tier.SAME_DAY: "asap",
    Tier.H24_72: "urgent",
    Tier.ROUTINE: "routine",
}
_STATUS = {
    ReferralState.CLOSED: "completed",
    ReferralState.SEEN: "completed",
    ReferralState.DECLINED: "revoked",
}


def requests(making: Making, conditions: Sequence[Resource]) -> list[Resource]:
    """Return one request for each referral; without one, the request that this document itself is."""
    found = [_referred(making, each, conditions) for each in making.case.referrals]
    return found or [_asked(making, conditions)]


def _referred(making: Making, referral: Referral, conditions: Sequence[Resource]) -> Resource:
    tier = referral.tier or making.case.incident.tier
    notes = [text for text in (referral.outcome, referral.state_reason) if text.strip()]
    return _request(
        making,
        referral.id,
        conditions,
        record=referral.id,
        status=making.status(_STATUS.get(referral.state, "active")),
        # What nobody has sent yet is no order.
        intent="proposal" if referral.state is ReferralState.RECOMMENDED else "order",
        priority=PRIORITY[tier] if tier else None,
        code=concept(referral.question or QUESTION),
        authoredOn=moment(referral.at),
        requester=making.practitioner(referral.view.created_by),
        performer=[{"display": referral.to}],
        reasonCode=[concept(referral.reason)] if referral.reason.strip() else None,
        note=[{"text": text} for text in notes],
    )


def _asked(making: Making, conditions: Sequence[Resource]) -> Resource:
    tier = making.case.incident.tier
    return _request(
        making,
        making.case.incident.id,
        conditions,
        status=making.status("active"),
        intent="proposal",
        priority=PRIORITY[tier] if tier else None,
        code=concept(QUESTION),
        authoredOn=moment(making.packet.written_at.isoformat()),
        requester=making.practitioner(making.writer),
        performer=[{"display": making.packet.recipient}],
    )


def _request(making: Making, key: str, conditions: Sequence[Resource], **elements: Any) -> Resource:
    return making.resource(
        "ServiceRequest",
        key,
        category=[coded(making.codes.snomed("patient referral"))],
        subject=making.subject,
        encounter=making.encounter,
        reasonReference=references(conditions),
        **elements,
    )


def flags(making: Making) -> list[Resource]:
    """Return one Flag for each hold in force; a rule that matched, or only could, is none by itself."""
    case = making.case
    found = [_held(making, change) for change in case.holds]
    if not found and case.athlete is None and case.triage.hold and case.incident.open:
        # Nobody keeps the availability of a guest, so the hold stands in the rules alone.
        words = case.held.words if case.held else case.triage.hold.words
        found = [_flag(making, f"{case.incident.id}:hold", _capital(words))]
    return found


def _held(making: Making, change: StatusChange) -> Resource:
    held = making.case.held if change.availability is Availability.OUT else None
    words = [_capital(change.availability.words), held.words if held else "", *change.restrictions]
    return _flag(making, change.id, "; ".join(filter(None, words)), since=change.at, record=change.id)


def _flag(making: Making, key: str, words: str, *, since: str = "", record: str | None = None) -> Resource:
    return making.resource(
        "Flag",
        key,
        record=record,
        status=making.status("active"),
        category=[making.codes.stated("flag-category", "safety")],
        code=concept(words),
        subject=making.subject,
        period={"start": since},
        encounter=making.encounter,
    )


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
