"""Counts over a span of days."""

from __future__ import annotations

from datetime import date

import pytest

from tests.team import MARA, NOA, Team, diagnosis, shipped_library
from trainer_tui.services.season import Count


@pytest.fixture
def team() -> Team:
    found = Team()
    found.athlete(**MARA)
    found.athlete(**NOA)
    return found


def test_an_empty_season_counts_nothing(team: Team) -> None:
    counts = team.season.counts()

    assert (counts.total, counts.athletes, counts.by_condition, counts.by_tier) == (0, 0, (), ())


def test_incidents_are_counted_by_condition_region_cause_and_tier(team: Team) -> None:
    cause = shipped_library().reference.causes("back-spasms")[0]
    back = {"condition": "back-spasms", "diagnoses": [diagnosis("lumbosacral", "midline")]}
    team.incident("22", **back, causes=[cause.id], findings={"saddle_numbness": True})
    team.incident("22", **back)
    team.incident("7", diagnoses=[diagnosis("knee")])

    counts = team.season.counts()
    assert (counts.total, counts.athletes) == (3, 2)
    assert counts.by_condition == (Count("Back Spasms", "back-spasms", 2), Count("not recorded", "", 1))
    assert counts.by_region == (Count("low back", "lumbosacral", 2), Count("knee", "knee", 1))
    assert counts.by_cause == (Count(cause.text, cause.id, 1), Count("not recorded", "", 2))
    assert counts.by_tier == (Count("Activate EMS now", "EMS_NOW", 1), Count("no rule matched", "", 2))


def test_only_the_local_days_asked_for_count_both_ends_included(team: Team) -> None:
    for onset in ("2026-09-30T23:59:00-05:00", "2026-10-02T04:00:00+00:00", "2026-10-03T00:00:00-05:00"):
        team.incident(onset_at=onset)

    assert team.season.counts(date(2026, 10, 1), date(2026, 10, 2)).total == 1
    assert team.season.counts(since=date(2026, 10, 1)).total == 2


def test_incidents_in_error_and_guests_as_athletes_do_not_count(team: Team) -> None:
    team.chart.void_incident(team.incident(), "Recorded twice")
    team.incident({"guest": "14 Riverside"})

    counts = team.season.counts()
    assert (counts.total, counts.athletes) == (1, 0)
