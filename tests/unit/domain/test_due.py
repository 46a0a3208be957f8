"""What is due: the most urgent of the overdue first, then what comes next, then what may be tried."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from trainer_tui.domain.due import Due, DueKind, changes_in, how_long, in_order
from trainer_tui.domain.vocabulary import Tier

NOW = datetime.fromisoformat("2026-10-09T20:00:00-05:00")


def due(minutes: float, tier: Tier | None = None, kind: DueKind = DueKind.REFERRAL) -> Due:
    return Due(kind, f"{kind} {minutes}", "incident", NOW + timedelta(minutes=minutes), "look", tier)


def test_a_fresh_emergency_stands_above_what_has_been_overdue_for_weeks() -> None:
    weeks_late = due(-20_000, Tier.SAME_DAY)
    fresh = due(-1, Tier.EMS_NOW)
    unranked = due(-30_000)
    next_up, later = due(5, Tier.ROUTINE), due(60, Tier.EMS_NOW)
    stage = due(-600, None, DueKind.STAGE)
    expected = [fresh, weeks_late, unranked, next_up, later, stage]
    assert in_order(reversed(expected), NOW) == expected


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (-0.2, "now"),
        (0.2, "now"),
        (-8, "overdue by 8 min"),
        (12, "in 12 min"),
        (89, "in 89 min"),
        (120, "in 2 h"),
        (-47 * 60, "overdue by 47 h"),
        (-72 * 60, "overdue by 3 days"),
    ],
)
def test_how_long_is_said_in_the_largest_fitting_unit(minutes: float, words: str) -> None:
    assert how_long(due(minutes), NOW) == words


@pytest.mark.parametrize("minutes", [-3000, -95, -8.4, -0.2, 0.2, 12, 89.9, 91, 2881, 5000])
def test_what_is_said_changes_when_that_is_foretold_and_not_before(minutes: float) -> None:
    each = due(minutes)
    step = changes_in(each, NOW)
    said = how_long(each, NOW), each.overdue(NOW)
    just_before = NOW + step - timedelta(milliseconds=1)
    assert (how_long(each, just_before), each.overdue(just_before)) == said
    after = NOW + step + timedelta(milliseconds=1)
    assert (how_long(each, after), each.overdue(after)) != said
