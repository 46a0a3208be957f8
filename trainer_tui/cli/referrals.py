"""Referrals: listed, made, and followed to their end."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from trainer_tui.cli import output
from trainer_tui.cli.context import Context
from trainer_tui.cli.inputs import read_json
from trainer_tui.domain.input_fields import as_object
from trainer_tui.domain.referrals import deadline_words
from trainer_tui.domain.vocabulary import ReferralState

if TYPE_CHECKING:
    from trainer_tui.services.referrals import ReferralRow


def show_list(context: Context) -> None:
    """Write referrals in the order they were made."""
    services, given = context.services, context.given
    rows = services.chart.referrals.listed(open_only=given.open, incident=given.incident)
    now = services.clock()
    if context.json:
        output.data([_to_json(row, now) for row in rows])
        return
    if not rows:
        output.say("No referral fits.")
    output.table(
        ("Who", "To", "State", "Urgency", "When", "Incident", "Id"), (_cells(row, now) for row in rows)
    )


def _to_json(row: ReferralRow, now: datetime) -> dict[str, Any]:
    referral, due = row.referral, row.due
    return {
        "id": referral.id,
        "incident": referral.incident,
        "who": row.who,
        "tier": referral.tier and referral.tier.value,
        "to": referral.to,
        "route": referral.route,
        "reason": referral.reason,
        "question": referral.question,
        "state": referral.state.value,
        "at": referral.at,
        "state_at": referral.state_at,
        "due": due and due.at.isoformat(),
        "overdue": due is not None and due.overdue(now),
        "outcome": referral.outcome,
        "state_reason": referral.state_reason,
    }


def _cells(row: ReferralRow, now: datetime) -> tuple[str, ...]:
    referral, due = row.referral, row.due
    when = f"{'overdue, ' if due.overdue(now) else ''}{deadline_words(due.at, now)}" if due else "-"
    tier = referral.tier.words if referral.tier else "-"
    return row.who, referral.to, referral.state.words, tier, when, referral.incident, referral.id


def add(context: Context) -> None:
    """Record a referral of an incident."""
    raw = as_object("referral", read_json(context.given.file))
    output.ids([context.services.chart.referrals.add(context.given.id, raw)], as_json=context.json)


def advance(context: Context) -> None:
    """Say where a referral stands now."""
    given = context.given
    context.services.chart.referrals.advance(
        given.id, ReferralState(given.state), outcome=given.outcome, reason=given.reason
    )
    output.ids([given.id], as_json=context.json)
