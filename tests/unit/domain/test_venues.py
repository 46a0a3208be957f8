"""Venues: what one is made of, which is in use, which number is called."""

from __future__ import annotations

from typing import Any

import pytest

from trainer_tui.domain.errors import FieldError
from trainer_tui.domain.venues import FIELDS, LABELS, Venue, VenueBook, number_of, parse_venue, plan_lines

FIELD, POOL = Venue("Home field", aed="Gym door", emergency_number="999"), Venue("Pool")


def test_only_a_name_is_needed() -> None:
    assert parse_venue({"name": " Pool "}) == POOL


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({}, "name"),
        ({"name": "  "}, "name"),
        ({"name": "Pool", "aed": 3}, "aed"),
        ({"name": "Pool", "gate": "a\nb"}, "gate"),
        ({"name": "Pool", "roles": "x" * 201}, "roles"),
        ({"name": "Pool", "doctor": "x"}, "doctor"),
    ],
)
def test_what_does_not_fit_is_named(raw: dict[str, Any], field: str) -> None:
    with pytest.raises(FieldError) as refused:
        parse_venue(raw)
    assert refused.value.field == field


def test_the_first_is_in_use_until_one_is_chosen_and_next_goes_round() -> None:
    book = VenueBook((FIELD, POOL))
    assert book.current == FIELD
    assert book.next().current == POOL
    assert book.next().next().current == FIELD
    assert VenueBook((FIELD, POOL), "gone").current == FIELD
    assert VenueBook().next().current is None


def test_a_venue_is_added_or_put_in_the_place_of_another_and_is_in_use() -> None:
    book = VenueBook((FIELD,), "Home field").put(POOL)
    assert (book.venues, book.current) == ((FIELD, POOL), POOL)
    renamed = book.put(Venue("Stadium"), "Home field")
    assert [venue.name for venue in renamed.venues] == ["Stadium", "Pool"]
    with pytest.raises(FieldError, match="Pool already"):
        book.put(Venue("Pool"), "Home field")


def test_the_number_of_the_venue_goes_before_that_of_the_settings() -> None:
    assert number_of(FIELD, "911") == "999"
    assert number_of(POOL, "911") == "911"
    assert number_of(None, "911") == "911"
    assert number_of(None, "") == ""


def test_the_plan_names_every_line_also_the_empty_ones() -> None:
    lines = dict(plan_lines(POOL, ""))
    assert set(lines) == {LABELS[name] for name in FIELDS}
    assert lines["AED is"] == ""
