"""Athletes are read strictly and kept as typed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from trainer_tui.domain.athletes import Athlete, athlete_from, parse_athlete
from trainer_tui.domain.errors import FieldError
from trainer_tui.domain.records import ATHLETES
from trainer_tui.domain.revisions import View

NOW = datetime.fromisoformat("2026-10-09T20:00:00-05:00")


def athlete(**fields: Any) -> Athlete:
    return athlete_from(
        View(record="a1", kind=ATHLETES, fields=parse_athlete({"family": "Ortiz", **fields}, NOW))
    )


def test_only_a_family_name_is_needed() -> None:
    found = athlete()

    assert (found.name, found.birth_date, found.sex, found.alerts) == ("Ortiz", None, "unknown", ())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("family", ""),
        ("family", None),
        ("shirt", "22"),
        ("jersey", 22),
        ("given", "two\nlines"),
        ("given", "a\0b"),
        ("given", "\ud800"),
        ("given", "x" * 201),
        ("birth_date", "2027-01-01"),
        ("birth_date", "12/31/2009"),
        ("sex", "woman"),
        ("height_cm", "tall"),
        ("height_cm", 12),
        ("height_cm", True),
        ("mass_kg", "nan"),
        ("mass_kg", [70]),
        ("alerts", "bees"),
        ("alerts", ["none_known", "asthma"]),
        ("alerts", 5),
    ],
)
def test_what_cannot_be_is_refused_by_field(field: str, value: object) -> None:
    with pytest.raises(FieldError) as caught:
        parse_athlete({"family": "Ortiz", field: value}, NOW)
    assert caught.value.field == field


@pytest.mark.parametrize("name", ["[R] knee", "[/b]", "José", "محمد \u202eabc", "\x1b[2Jx", "=SUM(A1)", "🏈"])
def test_a_name_is_kept_as_typed(name: str) -> None:
    assert athlete(given=name).given == name


def test_alerts_are_words_of_the_vocabulary_or_carry_their_own_text() -> None:
    found = athlete(alerts="Sickle trait; allergy: bee sting;medication:inhaler")

    assert found.alerts == ("sickle_trait", "allergy:bee sting", "medication:inhaler")


def test_none_known_differs_from_nothing_asked() -> None:
    assert athlete(alerts="none_known").alerts == ("none_known",)
    assert athlete(alerts="").alerts == ()


def test_the_preferred_name_is_the_one_shown() -> None:
    found = athlete(given="Maria", preferred="Mara")

    assert (found.name, found.full_name) == ("Mara Ortiz", "Maria Ortiz")


def test_age_and_minority_are_unknown_without_a_birth_date() -> None:
    assert (athlete().age_at(NOW), athlete().is_minor(NOW)) == (None, None)
    assert athlete(birth_date="2009-10-10").is_minor(NOW) is True
    assert athlete(birth_date="2008-10-09").is_minor(NOW) is False


def test_numbers_may_come_as_text_with_a_comma() -> None:
    assert athlete(height_cm="181,5").height_cm == 181.5


def test_an_amendment_needs_no_family_name_and_cannot_empty_it() -> None:
    assert parse_athlete({"jersey": "9"}, NOW, partial=True) == {"jersey": "9"}
    with pytest.raises(FieldError, match="family"):
        parse_athlete({"family": " "}, NOW, partial=True)
