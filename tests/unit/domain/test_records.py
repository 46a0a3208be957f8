"""Fields are merged in units: a group that only makes sense together is written together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer_tui.domain.records import ATHLETES, INCIDENTS, NEVER_EDITED, UNITS, kind_words, pack, unpack


def test_a_field_of_its_own_is_its_own_unit() -> None:
    assert pack(ATHLETES, {"jersey": "22", "team": "Varsity"}) == {"jersey": "22", "team": "Varsity"}


def test_a_group_takes_its_other_fields_from_what_was_shown() -> None:
    shown = {"given": "Mara", "family": "Ortiz", "preferred": None, "jersey": "22"}

    assert pack(ATHLETES, {"preferred": "Mo"}, shown) == {
        "name": {"given": "Mara", "family": "Ortiz", "preferred": "Mo"}
    }


def test_a_group_without_a_base_leaves_the_rest_unknown() -> None:
    assert pack(INCIDENTS, {"contact": "none"}) == {"mechanism": {"mode_of_onset": None, "contact": "none"}}


def test_a_field_that_the_kind_does_not_have_is_refused() -> None:
    with pytest.raises(KeyError, match="athletes has no field shoe_size"):
        pack(ATHLETES, {"jersey": "22", "shoe_size": 44})


def test_a_unit_of_a_newer_version_is_kept_as_it_is() -> None:
    assert unpack(ATHLETES, {"jersey": "22", "shoes": {"size": 44}}) == {
        "jersey": "22",
        "shoes": {"size": 44},
    }


def test_no_field_stands_in_two_units_of_a_kind() -> None:
    for kind, units in UNITS.items():
        names = [name for group in units.values() for name in group]

        assert len(names) == len(set(names)), kind


def test_what_is_never_edited_is_one_unit() -> None:
    assert {kind for kind in NEVER_EDITED if len(UNITS[kind]) != 1} == set()


@st.composite
def filled_kinds(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    """A kind and values for some of its fields."""
    kind = draw(st.sampled_from(sorted(UNITS)))
    names = [name for group in UNITS[kind].values() for name in group]
    return kind, draw(st.dictionaries(st.sampled_from(names), st.text(max_size=3)))


@given(filled_kinds())
def test_packed_fields_come_back_as_they_were(case: tuple[str, dict[str, str]]) -> None:
    kind, fields = case

    known = {name: value for name, value in unpack(kind, pack(kind, fields)).items() if value is not None}

    assert known == fields


def test_one_record_of_every_kind_is_called_by_a_whole_word() -> None:
    words = {kind: kind_words(kind) for kind in UNITS}
    assert words["emergencies"] == "emergency"
    assert words["status_changes"] == "status change"
    assert words["break_glass"] == "look-up while locked"
    assert not [each for each in words.values() if each.endswith("s") or "_" in each]
