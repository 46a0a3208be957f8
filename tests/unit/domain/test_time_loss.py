"""Days lost follow the rule of the IOC consensus statement, in both modes."""

from __future__ import annotations

from datetime import date

import pytest

from trainer_tui.domain.time_loss import Change, TimeLoss, time_loss
from trainer_tui.domain.vocabulary import Availability, TimeLossMode

OUT, LIMITED, FULL = Availability.OUT, Availability.LIMITED, Availability.FULL
CONTINUOUS, INTERMITTENT = TimeLossMode.CONTINUOUS, TimeLossMode.INTERMITTENT
LATER = date(2026, 12, 1)


def on(*changes: tuple[int, Availability]) -> list[Change]:
    """Return changes in October 2026, which begins on a Thursday: the 5th is a Monday."""
    return [(date(2026, 10, day), availability) for day, availability in changes]


@pytest.mark.parametrize(
    ("case", "changes", "mode", "days"),
    [
        ("subbed out, plays another match the same day", on((5, OUT), (5, FULL)), CONTINUOUS, 0),
        ("stops with mild illness, trains the next day", on((5, OUT), (6, FULL)), CONTINUOUS, 0),
        ("hamstring on Monday, trains on Monday next week", on((5, OUT), (12, FULL)), CONTINUOUS, 6),
        (
            "shoulder on Saturday, sore to Monday, could have trained on Tuesday",
            on((3, OUT), (6, FULL)),
            CONTINUOUS,
            2,
        ),
        (
            "contusion on Sunday, trains on, unable from Wednesday, back on Sunday",
            on((4, OUT), (5, FULL), (7, OUT), (11, FULL)),
            CONTINUOUS,
            3,
        ),
        (
            "misses Wednesday and Friday",
            on((7, OUT), (8, FULL), (9, OUT), (10, FULL)),
            INTERMITTENT,
            2,
        ),
    ],
)
def test_the_worked_examples_of_the_consensus(
    case: str, changes: list[Change], mode: TimeLossMode, days: int
) -> None:
    assert time_loss(changes, mode, LATER).days == days, case


def test_continuous_counts_out_and_limited_days_and_gives_them_apart() -> None:
    loss = time_loss(on((5, OUT), (8, LIMITED), (12, FULL)), CONTINUOUS, LATER)

    assert loss == TimeLoss(days=6, out_days=2, limited_days=4, ongoing=False)


def test_intermittent_counts_the_days_out_alone() -> None:
    loss = time_loss(on((5, OUT), (7, LIMITED), (12, FULL)), INTERMITTENT, LATER)

    assert loss == TimeLoss(days=2, out_days=2, limited_days=5, ongoing=False)


def test_without_a_return_the_count_runs_to_today() -> None:
    assert time_loss(on((5, OUT)), CONTINUOUS, date(2026, 10, 12)) == TimeLoss(6, 6, 0, ongoing=True)


def test_an_absence_that_begins_today_has_cost_nothing_yet() -> None:
    assert time_loss(on((5, LIMITED)), CONTINUOUS, date(2026, 10, 5)) == TimeLoss(0, 0, 0, ongoing=True)


def test_nothing_said_is_nothing_lost() -> None:
    assert time_loss([], CONTINUOUS, LATER) == TimeLoss(0, 0, 0, ongoing=False)


def test_of_two_changes_on_one_day_the_last_holds() -> None:
    assert time_loss(on((5, OUT), (7, LIMITED), (7, OUT), (9, FULL)), CONTINUOUS, LATER).limited_days == 0
