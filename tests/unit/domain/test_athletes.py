"""Athletes are read strictly and kept as typed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from trainer_tui.domain.athletes import FIELDS, Athlete, athlete_from, field_values, parse_athlete
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
        ("alerts", "no_allergy_known; allergy:nuts"),
        ("alerts", ["no_medication_known", "medication:insulin"]),
        ("alerts", ["none_known", "no_allergy_known"]),
        ("dominant_side", "up"),
        ("physical_until", "July"),
        ("baseline_on", "2026-10-10"),
        ("consent_on", "2026-10-10"),
        ("consent_until", "soon"),
        ("second_phone", 5550101),
        ("grade", "two\nlines"),
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


def test_none_known_differs_from_never_asked_for_each_kind() -> None:
    assert athlete().known_of("allergy") is None
    assert athlete(alerts="asthma").known_of("medication") is None
    assert athlete(alerts="none_known").known_of("medication") == ()
    asked = athlete(alerts="no_allergy_known; medication:insulin")
    assert (asked.known_of("allergy"), asked.known_of("medication")) == ((), ("insulin",))
    assert asked.warnings == ("medication:insulin",)


def test_a_consent_holds_from_its_first_to_its_last_day() -> None:
    assert not athlete().consent.holds(NOW.date())
    given = {"consent_by": "Ana", "consent_on": "2026-10-09", "consent_until": "2026-10-09"}
    assert athlete(**given).consent.holds(NOW.date())
    assert not athlete(**{**given, "consent_on": "2026-08-01", "consent_until": "2026-10-08"}).consent.holds(
        NOW.date()
    )
    later = NOW.replace(day=10)
    assert not athlete(**given).consent.holds(later.date())
    assert athlete(consent_by="Ana").consent.holds(later.date())


@pytest.mark.parametrize("name", ["consent", "disclosure"])
def test_a_consent_does_not_end_before_it_was_given(name: str) -> None:
    with pytest.raises(FieldError) as caught:
        athlete(**{f"{name}_by": "Ana", f"{name}_on": "2026-08-02", f"{name}_until": "2026-08-01"})
    assert caught.value.field == f"{name}_until"


def test_a_physical_has_ended_the_day_after_its_last() -> None:
    assert not athlete().physical_ended(NOW.date())
    assert not athlete(physical_until="2026-10-09").physical_ended(NOW.date())
    assert athlete(physical_until="2026-10-08").physical_ended(NOW.date())


def test_contacts_stand_in_the_order_in_which_they_are_called() -> None:
    found = athlete(
        second_contact="Bo", second_relation="uncle", emergency_contact="Ana", emergency_phone="1"
    )
    assert [person.words for person in found.contacts] == ["Ana 1", "Bo (uncle)"]
    assert athlete(second_phone="2").contacts[0].phone == "2"
    assert athlete().contacts == ()


def test_everything_of_the_roster_is_read_back_by_its_name() -> None:
    given = {"grade": "11", "dominant_side": "left", "disclosure_by": "Ana", "disclosure_to": "nurse"}
    assert given.items() <= field_values(athlete(**given)).items()
    assert tuple(field_values(athlete())) == FIELDS
