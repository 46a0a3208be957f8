"""Links with a direction may not lead back to where they began."""

from __future__ import annotations

import pytest

from tests.sample_library import Table, condition, statement
from trainer_tui.domain.circles import Chains
from trainer_tui.domain.conditions import Condition
from trainer_tui.domain.content_reader import read_condition


def page(ident: str, *links: tuple[str, str]) -> Condition:
    """Return a page with links of a type to a target."""
    stated: list[Table] = [statement(f"l{n}", type=kind, to=to) for n, (kind, to) in enumerate(links)]
    return read_condition(condition(ident, links=stated), f"{ident}.toml", [])


def circles(*pages: Condition) -> list[str]:
    chains = Chains()
    return [found.sentence for entry in pages for found in chains.add(entry, f"{entry.id}.toml")]


def test_a_circle_is_refused_with_the_whole_chain_at_the_page_that_closes_it() -> None:
    found = circles(page("a", ("next", "b")), page("b", ("next", "c")), page("c", ("next", "a")))
    assert found == [
        "c.toml: links l0: the order of pages runs in a circle: c → a → b → c; take one of these links out."
    ]


@pytest.mark.parametrize(
    "pages",
    [
        (page("a", ("cause_of", "b")), page("b", ("cause_of", "a"))),
        (page("a", ("cause_of", "b")), page("a2"), page("b", ("has_complication", "a"))),
        (page("a", ("caused_by", "b")), page("b", ("caused_by", "c")), page("c", ("complication_of", "a"))),
        (page("a", ("cause_of", "b"), ("caused_by", "b")),),
        (page("a", ("cause_of", "b"), ("complication_of", "b")),),
    ],
)
def test_nothing_is_its_own_cause_whichever_end_states_the_link(pages: tuple[Condition, ...]) -> None:
    found = circles(*pages)
    assert len(found) == 1
    assert "a condition becomes its own cause: " in found[0]


def test_the_previous_page_is_the_next_one_seen_from_the_other_end() -> None:
    ordered = (page("a", ("next", "b")), page("b", ("previous", "a"), ("next", "c")), page("c"))
    assert circles(*ordered) == []
    found = circles(page("a", ("next", "b")), page("b", ("previous", "c")), page("c", ("previous", "a")))
    assert found == []
    assert len(circles(page("a", ("next", "b")), page("b", ("next", "a")))) == 1
    assert len(circles(page("a", ("previous", "b")), page("b", ("previous", "a")))) == 1


def test_a_link_that_both_ends_state_is_one_link() -> None:
    assert circles(page("a", ("cause_of", "b")), page("b", ("caused_by", "a"))) == []


def test_order_and_cause_are_chains_of_their_own_and_other_links_none() -> None:
    assert circles(page("a", ("next", "b")), page("b", ("cause_of", "a"))) == []
    for kind in ("mimic", "same_joint", "see_also", "serious_associated", "treated_like"):
        assert circles(page("a", (kind, "b")), page("b", (kind, "a"))) == []


def test_two_ways_to_one_page_are_no_circle() -> None:
    assert circles(page("a", ("cause_of", "b"), ("cause_of", "c")), page("b", ("cause_of", "c"))) == []


def test_the_links_of_a_refused_page_close_no_other_circle() -> None:
    chains = Chains()
    chains.add(page("a", ("next", "b")), "a.toml")
    assert chains.add(page("b", ("next", "c"), ("next", "a")), "b.toml")
    assert chains.add(page("c", ("next", "b")), "c.toml") == []


def test_a_page_that_leads_to_itself_is_left_to_the_check_of_links() -> None:
    assert circles(page("a", ("next", "a"))) == []


def test_a_chain_of_thousands_ends_well_and_its_circle_is_found() -> None:
    long = [page(f"p{n}", ("next", f"p{n + 1}")) for n in range(3000)]
    assert circles(*long) == []
    assert len(circles(*long, page("p3000", ("next", "p0")))) == 1
