"""Follow-ups: on which day somebody looks at an incident again, and for what, as a person set it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from trainer_tui.domain.dates import next_midnight
from trainer_tui.domain.due import Due, DueKind
from trainer_tui.domain.revisions import View
from trainer_tui.domain.vocabulary import Tier

OFFERED: Mapping[str, int] = {"today": 0, "tomorrow": 1, "in 3 days": 3, "in 1 week": 7}
"""The usual spans, in days from today."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One thing to come back to."""

    id: str
    incident: str
    on: str
    """ISO date of the day on which it is due."""
    text: str
    """What is to be done, in a few words."""
    done_at: str | None
    """When somebody did it, ISO time with offset; None while it is open."""
    done_note: str
    """What came of it."""
    by: str
    view: View

    @property
    def open(self) -> bool:
        """Whether it is still to be done."""
        return not self.done_at and not self.view.voided

    def due(self, now: datetime, tier: Tier | None) -> Due:
        """Return it as something that is overdue once its day is over."""
        day = datetime.combine(date.fromisoformat(self.on), now.timetz())
        return Due(DueKind.FOLLOW_UP, self.id, self.incident, next_midnight(day, now), self.text, tier)

    def overdue(self, now: datetime) -> bool:
        """Whether its day is over."""
        return self.on < now.date().isoformat()

    def has_come(self, now: datetime) -> bool:
        """Whether its day is here."""
        return self.on <= now.date().isoformat()


def follow_up_from(view: View) -> FollowUp:
    """Read a follow-up from the folded record."""
    return FollowUp(
        view.record,
        view["incident"],
        view["on"],
        view["text"],
        view["done_at"],
        view["done_note"] or "",
        view.created_by,
        view,
    )


def day_in(days: int, now: datetime) -> str:
    """Return the ISO date some days from now."""
    return (now.date() + timedelta(days=days)).isoformat()
