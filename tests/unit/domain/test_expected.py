"""An expected range is kept as a person typed it; days that cannot be are refused."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from trainer_tui.domain.errors import FieldError
from trainer_tui.domain.expected import parse_expected

NOW = datetime.fromisoformat("2026-10-09T20:00:00-05:00")
SINCE = date(2026, 10, 9)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (None, ""),
        ("  ", ""),
        ("2026-10-20", "2026-10-20"),
        ("2026-10-20 to 2026-10-27", "2026-10-20 to 2026-10-27"),
        ("2026-10-20 – 2026-10-27", "2026-10-20 to 2026-10-27"),
        ("2026-10-20/2026-10-20", "2026-10-20 to 2026-10-20"),
        ("about two weeks, says Dr. Bell", "about two weeks, says Dr. Bell"),
        ("week of 2026-10-20", "week of 2026-10-20"),
    ],
)
def test_a_day_a_range_or_words_are_kept(typed: object, kept: str) -> None:
    assert parse_expected(typed, SINCE, NOW) == kept


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2026-10-27 to 2026-10-20", "ends on 2026-10-20 before it starts on 2026-10-27"),
        ("2026-10-08", "before the change itself on 2026-10-09"),
        ("2026-10-20 to 2026-13-40", "is not a date"),
        (5, "is not text"),
        ("two\nweeks", "one line"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(typed: object, said: str) -> None:
    with pytest.raises(FieldError, match=said) as caught:
        parse_expected(typed, SINCE, NOW)
    assert caught.value.field == "expected"
