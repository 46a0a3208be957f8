"""When the app looks again at what is due: on time for what is near, seldom for what is far."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from trainer_tui.domain.due import Due, DueKind
from trainer_tui.ui.reminders import FAR, LATE, OFTEN, SELDOM, wait_of

NOW = datetime.fromisoformat("2026-10-09T20:00:00-05:00")


def due(left: timedelta) -> Due:
    return Due(DueKind.REFERRAL, "r", "i", NOW + left, "referral not yet made")


@pytest.mark.parametrize("minutes", [-80, -1, 1, 15, 80])
def test_what_is_near_is_looked_at_when_its_minutes_change(minutes: int) -> None:
    assert wait_of(due(timedelta(minutes=minutes, seconds=20)), NOW) <= 60


@pytest.mark.parametrize("seconds", [30.5, 31, 44, 90.5])
def test_a_word_that_changes_at_once_again_waits_a_moment(seconds: float) -> None:
    wait = wait_of(due(timedelta(seconds=seconds)), NOW)
    assert OFTEN <= wait <= seconds


@pytest.mark.parametrize("seconds", [-1, -31, -600.5])
def test_what_is_late_counts_its_minutes_no_oftener_than_each(seconds: float) -> None:
    assert wait_of(due(timedelta(seconds=seconds)), NOW) == LATE


@pytest.mark.parametrize("seconds", [0.5, 3, 14, 29])
def test_its_time_is_met_exactly(seconds: float) -> None:
    assert wait_of(due(timedelta(seconds=seconds)), NOW) == seconds


@pytest.mark.parametrize("left", [timedelta(days=3, seconds=1), timedelta(days=-3, seconds=1), 2 * FAR])
def test_what_is_far_does_not_wake_the_app_for_a_word(left: timedelta) -> None:
    assert wait_of(due(left), NOW) >= SELDOM


def test_what_comes_near_is_seen_before_its_time() -> None:
    left = FAR + timedelta(seconds=1)
    assert timedelta(seconds=wait_of(due(left), NOW)) < left
