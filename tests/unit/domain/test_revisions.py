"""What a record shows is a pure function of its revisions, and clocks never decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.revision_makers import make_revision
from trainer_tui.domain.revisions import VOID, Revision, View, broken_link, fold
from trainer_tui.domain.vocabulary import State


def test_a_new_record_shows_what_was_entered() -> None:
    view = fold([make_revision("a", {"jersey": "22", "name": {"given": "Mara", "family": "Ortiz"}})])

    assert (view["jersey"], view["family"], view["team"]) == ("22", "Ortiz", None)
    assert view.state is State.FINAL
    assert view.leaves == ("a",)


def test_a_change_by_someone_who_saw_the_value_replaces_it() -> None:
    view = fold(
        [
            make_revision("a", {"jersey": "22", "team": "Varsity"}),
            make_revision("b", {"jersey": "23"}, parents=["a"], hlc=2, reason="new shirt"),
        ]
    )

    assert (view["jersey"], view["team"]) == ("23", "Varsity")
    assert not view.conflicts
    assert view.state is State.AMENDED
    assert (view.revisions, view.leaves) == (2, ("b",))


@pytest.mark.parametrize(("first", "second"), [(2, 3), (3, 2), (2, 2)])
def test_two_laptops_that_changed_one_unit_apart_show_both_values(first: int, second: int) -> None:
    view = fold(
        [
            make_revision("a", {"jersey": "22"}),
            make_revision("b", {"jersey": "7"}, parents=["a"], hlc=first, reason="x"),
            make_revision("c", {"jersey": "9"}, parents=["a"], hlc=second, device="laptop-2", reason="y"),
        ]
    )

    assert sorted(view.conflicts["jersey"]) == ["7", "9"]
    assert view["jersey"] == view.conflicts["jersey"][0]
    assert set(view.leaves) == {"b", "c"}


def test_units_changed_apart_do_not_disturb_each_other() -> None:
    view = fold(
        [
            make_revision("a", {"jersey": "22", "team": "Varsity"}),
            make_revision("b", {"jersey": "7"}, parents=["a"], hlc=2, reason="x"),
            make_revision("c", {"team": "Junior"}, parents=["a"], hlc=3, device="laptop-2", reason="y"),
        ]
    )

    assert (view["jersey"], view["team"]) == ("7", "Junior")
    assert not view.conflicts


def test_the_same_value_entered_on_two_laptops_is_no_conflict() -> None:
    view = fold(
        [
            make_revision("a", {"jersey": "22"}),
            make_revision("b", {"jersey": "7"}, parents=["a"], hlc=2, reason="x"),
            make_revision("c", {"jersey": "7"}, parents=["a"], hlc=3, device="laptop-2", reason="y"),
        ]
    )

    assert not view.conflicts
    assert view["jersey"] == "7"


def test_a_person_who_saw_both_values_ends_the_conflict() -> None:
    view = fold(
        [
            make_revision("a", {"jersey": "22"}),
            make_revision("b", {"jersey": "7"}, parents=["a"], hlc=2, reason="x"),
            make_revision("c", {"jersey": "9"}, parents=["a"], hlc=3, device="laptop-2", reason="y"),
            make_revision("d", {"jersey": "7"}, parents=["b", "c"], hlc=4, reason="asked her"),
        ]
    )

    assert not view.conflicts
    assert (view["jersey"], view.leaves) == ("7", ("d",))


def test_a_laptop_whose_clock_is_behind_still_replaces_what_it_saw() -> None:
    view = fold(
        [
            make_revision("a", {"jersey": "22", "team": "Varsity"}, hlc=90),
            make_revision("b", {"team": "Junior"}, parents=["a"], hlc=100, reason="x"),
            make_revision("c", {"jersey": "7"}, parents=["b"], hlc=50, device="laptop-2", reason="y"),
        ]
    )

    assert not view.conflicts
    assert (view["jersey"], view["team"]) == ("7", "Junior")


def test_a_void_record_keeps_its_fields_and_says_why() -> None:
    view = fold(
        [
            make_revision("a", {"jersey": "22"}),
            make_revision("b", {VOID: True}, parents=["a"], hlc=2, reason="wrong athlete"),
        ]
    )

    assert view.voided
    assert view.state is State.ENTERED_IN_ERROR
    assert (view["jersey"], view.void_reason) == ("22", "wrong athlete")
    assert VOID not in view.fields


def test_a_change_made_elsewhere_does_not_bring_a_void_record_back() -> None:
    view = fold(
        [
            make_revision("a", {"jersey": "22"}),
            make_revision("b", {VOID: True}, parents=["a"], hlc=2, reason="wrong athlete"),
            make_revision("c", {"jersey": "7"}, parents=["a"], hlc=3, device="laptop-2", reason="new shirt"),
        ]
    )

    assert view.voided
    assert view.void_reason == "wrong athlete"


def test_views_and_revisions_come_back_from_plain_data() -> None:
    revisions = [
        make_revision("a", {"jersey": "22", "name": {"given": "Mara", "family": "Ortiz", "preferred": None}}),
        make_revision("b", {"jersey": "7"}, parents=["a"], hlc=2, reason="x"),
        make_revision("c", {"jersey": "9"}, parents=["a"], hlc=3, device="laptop-2", reason="y"),
    ]
    view = fold(revisions)

    assert [Revision.from_json(r.to_json()) for r in revisions] == revisions
    assert View.from_json(view.to_json()) == view


def test_a_revision_with_a_key_of_another_version_is_refused() -> None:
    plain = make_revision("a", {"jersey": "22"}).to_json()

    with pytest.raises(TypeError):
        Revision.from_json({**plain, "mood": "good"})


def _chain(device: str = "laptop-1") -> list[Revision]:
    chain: list[Revision] = []
    for number in range(1, 4):
        prev = chain[-1].hash if chain else ""
        chain.append(
            make_revision(f"{device}-{number}", {"jersey": str(number)}, hlc=number, device=device, prev=prev)
        )
    return chain


def test_whole_chains_of_several_laptops_are_in_order() -> None:
    one, two = _chain(), _chain("laptop-2")

    assert broken_link([one[0], two[0], two[1], one[1], one[2], two[2]]) is None


def test_an_altered_revision_is_named() -> None:
    chain = _chain()
    chain[1] = replace(chain[1], changes={"jersey": "99"})

    sentence = broken_link(chain)

    assert sentence is not None
    assert "laptop-1-2" in sentence
    assert "altered" in sentence


def test_a_missing_revision_is_noticed_at_the_one_after_it() -> None:
    one, _, three = _chain()

    sentence = broken_link([one, three])

    assert sentence is not None
    assert "laptop-1-3" in sentence
    assert "missing" in sentence


UNITS = ("jersey", "team", "position", VOID)


@st.composite
def histories(draw: st.DrawFn) -> list[Revision]:
    """Revisions of one record by several laptops with clocks of their own, each with parents it has seen."""
    made: list[Revision] = []
    for number in range(draw(st.integers(1, 8))):
        seen = draw(st.sets(st.sampled_from([r.id for r in made]))) if made else set()
        units = draw(st.sets(st.sampled_from(UNITS), min_size=1))
        made.append(
            make_revision(
                f"r{number}",
                {unit: True if unit == VOID else draw(st.sampled_from(["1", "2", "3"])) for unit in units},
                parents=sorted(seen),
                hlc=draw(st.integers(1, 5)),
                device=draw(st.sampled_from(["laptop-1", "laptop-2", "laptop-3"])),
                reason="x" if seen else None,
            )
        )
    return made


@given(histories().flatmap(lambda made: st.tuples(st.just(made), st.permutations(made))))
def test_the_order_of_arrival_changes_nothing(
    orders: tuple[Sequence[Revision], Sequence[Revision]],
) -> None:
    as_made, as_arrived = orders

    assert fold(as_arrived) == fold(as_made)


def _ancestors(made: Sequence[Revision], ident: str) -> set[str]:
    parents = next(r.parents for r in made if r.id == ident)
    return set(parents).union(*(_ancestors(made, parent) for parent in parents))


@given(histories())
def test_a_value_that_nobody_has_replaced_is_shown(made: Sequence[Revision]) -> None:
    view = fold(made)
    for unit in UNITS[:-1]:
        writers = [r for r in made if unit in r.changes]
        replaced = set[str]().union(*(_ancestors(made, r.id) for r in writers))
        standing = {r.changes[unit] for r in writers if r.id not in replaced}

        assert {*view.conflicts.get(unit, ())} == (standing if len(standing) > 1 else set())
        assert view[unit] in (standing or {None})
