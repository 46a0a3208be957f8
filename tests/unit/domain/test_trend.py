"""The trend of an incident: gaps stay gaps, sites stay apart, and a set in error is no set."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from trainer_tui.domain.incidents import Assessment
from trainer_tui.domain.revisions import View
from trainer_tui.domain.trend import GAP, Trend, TrendRow, sparkline, trend_of
from trainer_tui.domain.vocabulary import State, Tier


def taken(
    clock: str, findings: Any = None, tier: str | None = None, *, error: bool = False, **vitals: Any
) -> Assessment:
    at = f"2026-10-{clock}:00-05:00"
    view = View(at, "assessments", {}, state=State.ENTERED_IN_ERROR if error else State.FINAL)
    measured = {"at": at, **vitals} if vitals else None
    return Assessment(at, "i", at, "Sam", findings or {}, measured, {"tier": tier}, view)


def rows(*sets: Assessment) -> dict[str, TrendRow]:
    return {row.finding: row for row in trend(*sets).rows}


def trend(*sets: Assessment) -> Trend:
    found = trend_of(sets)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("numbers", "drawn"),
    [
        ([], ""),
        ([None, None], ""),
        ([7], ""),
        ([None, 7, None], ""),
        ([1, 8], "▁█"),
        ([8, 1], "█▁"),
        ([1, 2, 3, 4, 5, 6, 7, 8], "▁▂▃▄▅▆▇█"),
        ([5, 5, 5], "▄▄▄"),
        ([36.5, None, 38.5], "▁·█"),
    ],
)
def test_a_course_is_drawn_and_a_missing_value_is_never_guessed(numbers: list[Any], drawn: str) -> None:
    assert sparkline(numbers) == drawn


def test_one_set_has_no_trend_and_one_in_error_is_none() -> None:
    assert trend_of([]) is None
    assert trend_of([taken("09T19:45", hr=80), taken("09T19:50", hr=90, error=True)]) is None


def test_what_was_measured_stands_by_time_with_its_gaps() -> None:
    found = rows(
        taken("09T20:00", hr=118), taken("09T19:45", hr=104, sbp=118, dbp=76), taken("09T19:50", gcs=15)
    )
    assert list(found) == ["hr", "sbp", "gcs"]
    assert found["hr"].cells == ("104", GAP, "118")
    assert found["sbp"].cells == ("118/76", GAP, GAP)
    assert found["gcs"].numbers == (None, 15, None)


def test_a_lower_pressure_alone_is_shown_as_such() -> None:
    assert rows(taken("09T19:45", sbp=110), taken("09T19:50", sbp=100, dbp=60))["sbp"].cells == (
        "110",
        "100/60",
    )
    found = rows(taken("09T19:45", dbp=60), taken("09T19:50", hr=80))
    assert found["sbp"].cells == ("–/60", GAP)


def test_rectal_and_other_temperatures_are_two_lines() -> None:
    found = rows(taken("09T19:45", temp_rectal_c=40.5), taken("09T19:50", temp_other_c=37.1))
    assert found["temp_rectal_c"].cells == ("40.5", GAP)
    assert found["temp_other_c"].cells == (GAP, "37.1")


def test_only_findings_whose_answer_changed_stand_there() -> None:
    found = rows(
        taken("09T19:45", {"back_pain": True, "fever": False, "dyspnoea": False, "limbs_affected": 1}),
        taken("09T19:50", {"back_pain": True, "fever": "absent_in_bulk"}),
        taken("09T19:55", {"dyspnoea": True, "limbs_affected": 2, "fever": None}),
    )
    assert list(found) == ["fever", "dyspnoea", "limbs_affected"]
    assert found["dyspnoea"].cells == ("− absent", GAP, "+ present")
    assert found["fever"].cells == ("− absent", "− in bulk", "taken back")
    assert found["limbs_affected"].cells == ("1", GAP, "2")
    assert sparkline(found["limbs_affected"].numbers) == "▁·█"


def test_absent_and_absent_in_bulk_are_no_change() -> None:
    assert not rows(taken("09T19:45", {"fever": False}), taken("09T19:50", {"fever": "absent_in_bulk"}))


def test_each_set_keeps_the_tier_it_was_triaged_to() -> None:
    found = trend(taken("09T19:45", tier="EMS_NOW", hr=130), taken("09T19:50", hr=90))
    assert found.tiers == (Tier.EMS_NOW, None)


def test_the_day_is_named_where_days_differ() -> None:
    now = datetime.fromisoformat("2026-10-10T08:00:00-05:00")
    assert trend(taken("09T19:45", hr=1), taken("09T19:50", hr=2)).clock(now) == ("19:45", "19:50")
    assert trend(taken("09T19:45", hr=1), taken("10T07:50", hr=2)).clock(now) == (
        "10-09 19:45",
        "10-10 07:50",
    )
