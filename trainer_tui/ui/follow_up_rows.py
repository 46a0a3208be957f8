"""The follow-ups of an incident as rows of its page."""

from __future__ import annotations

from collections.abc import Sequence

from trainer_tui.domain.follow_ups import FollowUp
from trainer_tui.ui.record_page import RecordPage, Target
from trainer_tui.ui.text import Span
from trainer_tui.ui.words import Words


def add_follow_ups(page: RecordPage, follow_ups: Sequence[FollowUp], words: Words) -> None:
    """Add every follow-up: for which day, what, and when it was done; nothing where none was set."""
    if not follow_ups:
        return
    page.head(f"Follow-ups ({len(follow_ups)})")
    for each in follow_ups:
        if each.done_at:
            state = Span(f"done {words.moment(each.done_at)}  ", "muted")
        else:
            late = each.overdue(words.now)
            state = Span("overdue  " if late else "open  ", "warning" if late else "strong")
        note = Span(f"  {each.done_note}" if each.done_note else "", "muted")
        target = Target("follow_up", each.id) if each.open else None
        page.entry(
            f"follow_up.{each.id}", Span(f"{each.on}  ", "label"), state, each.text, note, target=target
        )
