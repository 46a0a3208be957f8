"""Times are read with their offset, local without one, and never from the future."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from trainer_tui.domain.dates import (
    age_on,
    is_late_entry,
    local_day,
    parse_date,
    parse_moment,
    shown,
    system_clock,
)
from trainer_tui.domain.errors import FieldError

NOW = datetime.fromisoformat("2026-10-09T20:00:00-05:00")


def test_an_offset_is_kept_as_given() -> None:
    assert (
        parse_moment("onset_at", "2026-10-09T19:42:00+02:00", NOW).isoformat() == "2026-10-09T19:42:00+02:00"
    )


def test_a_time_without_offset_is_local_to_the_clock() -> None:
    assert parse_moment("onset_at", "2026-10-09T19:42:00", NOW).isoformat() == "2026-10-09T19:42:00-05:00"


def test_a_time_without_offset_has_the_summer_time_of_its_own_day() -> None:
    now = system_clock()
    assert parse_moment("at", "2020-07-01T12:00:00", now) == datetime(2020, 7, 1, 12).astimezone()


def test_five_minutes_ahead_is_a_clock_that_drifts_and_more_is_the_future() -> None:
    assert parse_moment("onset_at", "2026-10-09T20:05:00-05:00", NOW) > NOW
    with pytest.raises(FieldError, match="onset_at: “2026-10-09T20:05:01-05:00” lies in the future"):
        parse_moment("onset_at", "2026-10-09T20:05:01-05:00", NOW)


@pytest.mark.parametrize("value", ["soon", "", "2026-13-01T00:00:00", 5, None, "0001-01-01T00:00:00"])
def test_what_is_no_time_is_refused_by_field(value: object) -> None:
    with pytest.raises(FieldError) as caught:
        parse_moment("onset_at", value, NOW)
    assert caught.value.field == "onset_at"


@pytest.mark.parametrize("value", ["2026-10-10", "yesterday", "2026-10-09x", "1026-10-09", 20261009])
def test_what_is_no_past_day_is_refused(value: object) -> None:
    with pytest.raises(FieldError, match="birth_date"):
        parse_date("birth_date", value, NOW)


def test_a_day_may_be_given_as_a_time() -> None:
    assert parse_date("at", "2026-10-08T23:00:00-05:00", NOW) == date(2026, 10, 8)


def test_the_day_of_a_moment_is_that_of_the_clock_not_of_its_offset() -> None:
    assert local_day("2026-10-10T00:42:00+00:00", NOW) == date(2026, 10, 9)


def test_a_birthday_counts_from_its_day() -> None:
    assert age_on(date(2010, 10, 9), date(2026, 10, 8)) == 15
    assert age_on(date(2010, 10, 9), date(2026, 10, 9)) == 16


def test_more_than_an_hour_between_onset_and_report_is_a_late_entry() -> None:
    assert not is_late_entry("2026-10-09T19:00:00-05:00", "2026-10-09T20:00:00-05:00")
    assert is_late_entry("2026-10-09T18:59:00-05:00", "2026-10-09T20:00:00-05:00")


def test_a_quoted_value_cannot_act_on_a_terminal_or_fill_it() -> None:
    assert shown("\x1b[31m" + "x" * 100) == "“�[31m" + "x" * 34 + "…”"
