"""The referrals of an incident as rows of its page."""

from __future__ import annotations

from collections.abc import Sequence

from trainer_tui.domain.due import Due, how_long
from trainer_tui.domain.incidents import Referral
from trainer_tui.domain.referrals import UNSEEN, deadline, deadline_words
from trainer_tui.ui.record_page import RecordPage, Target, in_error
from trainer_tui.ui.text import Span
from trainer_tui.ui.words import Words, tier_span

TEXTS = {"reason": "reason", "question": "question", "outcome": "outcome", "state_reason": "because"}


def add_waiting(page: RecordPage, due: Due, words: Words) -> None:
    """Say that the urgency calls for a referral nobody has made."""
    page.fact("waiting", "Referral", Span("none yet: f refers", "warning"), f"  {how_long(due, words.now)}")


def add_referrals(page: RecordPage, referrals: Sequence[Referral], words: Words) -> None:
    """Add every referral: where it stands since when, to whom, by when, and what was said with it."""
    page.head(f"Referrals ({len(referrals)})")
    for each in referrals:
        key = f"referral.{each.id}"
        page.entry(
            key,
            *in_error(each.view.voided),
            Span(f"{each.state.words}  ", "strong"),
            Span(each.to, "link"),
            Span(f"  {each.route}  " if each.route else "  "),
            Span(f"{words.moment(each.state_at)}  ", "label"),
            tier_span(each.tier),
            by_when(each, words),
            target=Target("referral", each.id),
        )
        for name, label in TEXTS.items():
            if text := getattr(each, name):
                page.entry(f"{key}.{name}", Span(f"{label}: ", "label"), text, indent=3)
    if not referrals:
        page.entry("referrals", Span("None.", "muted"))


def by_when(referral: Referral, words: Words) -> Span:
    """Return by when somebody is to have seen the athlete, nothing once that is so."""
    if referral.tier is None or referral.state not in UNSEEN:
        return Span("")
    at = deadline(referral.tier, referral.at, words.now)
    if at < words.now:
        return Span(f"  overdue since {words.moment(at.isoformat())}", "warning")
    return Span(f"  {deadline_words(at, words.now)}", "muted")
