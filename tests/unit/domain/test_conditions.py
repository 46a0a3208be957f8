"""Conditions in types: what is read, what is refused while reading, and what a page is as plain data."""

from __future__ import annotations

from typing import Any

import pytest

from tests.nasty import NASTY
from tests.sample_library import HIP, KNEE, NAMED, SOURCES, Table, condition, knee, statement, urgency
from trainer_tui.domain.conditions import SECTIONS, Condition, Item, Review, Source, Urgency
from trainer_tui.domain.content_reader import read_condition, read_named, read_source
from trainer_tui.domain.library import (
    build_catalogue,
    catalogue_from_json,
    catalogue_to_json,
    condition_to_json,
)
from trainer_tui.domain.table_reader import LintFinding
from trainer_tui.domain.vocabulary import LinkType, Region, Tier


def read(table: Table) -> Condition:
    """Read a page that must have nothing wrong in it."""
    found: list[LintFinding] = []
    page = read_condition(table, "knee-ache.toml", found)
    assert [finding.sentence for finding in found] == []
    return page


def problems(table: Table) -> list[str]:
    """Return what reading a page complains about."""
    found: list[LintFinding] = []
    read_condition(table, "knee-ache.toml", found)
    return [finding.sentence for finding in found]


def test_a_page_keeps_its_sections_in_display_order() -> None:
    shuffled = dict(sorted(KNEE.items()))
    assert list(read(shuffled).sections) == [section for section in SECTIONS if section in KNEE]


def test_an_item_carries_what_its_section_adds() -> None:
    page = read(KNEE)
    assert page.sections["causes"][0].kind == "cause"
    assert page.sections["treatment"][0].extra == {"phase": "Immediate"}
    assert page.sections["codes"][0].extra == {"system": "ICD-10-CM", "code": "M25.56"}
    assert page.sections["emergency_signs"][0].findings == ("foot_cold",)


def test_a_mechanism_or_cause_may_say_which_onset_and_contact_it_describes() -> None:
    told = statement("m", onset=["repetitive_gradual"], contact=["none", "direct_object"])
    page = read(knee(mechanism=[told], causes=[{**told, "kind": "cause"}]))
    for section in ("mechanism", "causes"):
        assert page.sections[section][0].extra == {
            "onset": ("repetitive_gradual",),
            "contact": ("none", "direct_object"),
        }


@pytest.mark.parametrize("key", ["onset", "contact"])
@pytest.mark.parametrize("word", ["slowly", "unknown"])
def test_an_onset_or_contact_is_of_its_vocabulary_and_never_unknown(key: str, word: str) -> None:
    found = problems(knee(mechanism=[statement("m") | {key: [word]}]))
    assert len(found) == 1
    assert f"mechanism m {key}: “{word}” is unknown; use one of" in found[0]


def test_an_onset_stands_on_no_other_statement() -> None:
    assert "summary what “onset”" in problems(knee(summary=[statement("what", onset=["acute_sudden"])]))[0]


def test_the_tier_of_an_item_is_its_most_urgent_one() -> None:
    assert read(KNEE).sections["serious"][0].tier is Tier.EMS_NOW
    assert read(KNEE).sections["summary"][0].tier is None


def test_an_item_yields_every_statement_and_each_source_once() -> None:
    item = Item("One.", ("B01", "B02*"), "serious", "a", urgency=(Urgency("Two.", ("B01",), Tier.ROUTINE),))
    assert [s.text for s in item.statements()] == ["One.", "Two."]
    assert item.all_sources() == ("B01", "B02*")


def test_a_single_finding_and_a_list_of_them_read_alike() -> None:
    page = read(
        knee(symptoms=[statement("a", finding="limb_weakness"), statement("b", findings=["foot_cold"])])
    )
    assert [item.findings for item in page.sections["symptoms"]] == [("limb_weakness",), ("foot_cold",)]


def test_text_over_several_lines_becomes_one_line() -> None:
    page = read(knee(summary=[statement("a", "One\n  two\tthree\n")]))
    assert page.sections["summary"][0].text == "One two three"


def test_nobody_named_is_a_draft_and_a_reviewer_is_named() -> None:
    assert read(KNEE).review.statement == "Draft: not clinically reviewed"
    assert Review("Dr. Ito", "2026-01-02", "2027-01-02").statement == (
        "Reviewed by Dr. Ito on 2026-01-02, next review due 2027-01-02"
    )


def test_a_page_without_a_review_is_a_draft() -> None:
    table = {key: value for key, value in KNEE.items() if key != "review"}
    assert read(table).review.statement == "Draft: not clinically reviewed"


@pytest.mark.parametrize("key", ["schema", "id", "name", "regions", "body_area", "depth"])
def test_a_missing_key_is_named(key: str) -> None:
    table = {k: v for k, v in KNEE.items() if k != key}
    assert problems(table) == [f"knee-ache.toml: {key}: is missing; add it."]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"schema": 2}, "schema: must be 1"),
        ({"id": "Knee Ache"}, "id: “Knee Ache” is no id"),
        ({"id": "../../etc/passwd"}, "id: “../../etc/passwd” is no id"),
        ({"name": "  "}, "name: is empty"),
        ({"name": 7}, "name: must be text"),
        ({"aliases": ["a", "a"]}, "aliases: names one thing twice"),
        ({"aliases": "a"}, "aliases: must be a list of texts"),
        ({"regions": []}, "regions: is empty"),
        ({"regions": ["kneecap"]}, "regions: “kneecap” is unknown; use one of head, neck"),
        ({"depth": "medium"}, "depth: “medium” is unknown; use one of full, short"),
        ({"colour": "red"}, "“colour”: is an unknown key"),
        ({"review": "yes"}, "review: must be a table"),
        (
            {"review": {"reviewed_by": "Dr. Ito"}},
            "review reviewed_on: is missing although a reviewer is named",
        ),
        ({"review": {"due": "soon"}}, "review due: “soon” is not a date"),
        ({"review": {"by": "me"}}, "review “by”: is an unknown key"),
        ({"summary": "text"}, "summary: must be a list of tables"),
        ({"summary": [{"id": "a", "text": "A."}]}, "summary a sources: is missing"),
        ({"summary": [statement("a") | {"sources": []}]}, "summary a sources: is empty"),
        ({"summary": [statement("a", sourcs=["B01"])]}, "summary a “sourcs”: is an unknown key"),
        ({"summary": [{"text": "A.", "sources": ["B01"]}]}, "summary number 1 id: is missing"),
        ({"summary": [statement("a b")]}, "summary number 1 id: “a b” is no id"),
        ({"summary": [statement("a", "x" * 5000)]}, "summary a text: is 5,000 characters long"),
        (
            {"summary": [statement("a", notes=[{"label": "How", "text": "A."}])]},
            "summary a note sources: is missing",
        ),
        ({"summary": [statement("a", phase="Immediate")]}, "summary a “phase”: is an unknown key"),
        ({"causes": [statement("a")]}, "causes a kind: is missing"),
        (
            {"causes": [statement("a", kind="maybe")]},
            "causes a kind: “maybe” is unknown; use one of cause, risk",
        ),
        (
            {"emergency_signs": [statement("a", urgency=[urgency()])]},
            "emergency_signs a findings: is missing",
        ),
        (
            {"emergency_signs": [statement("a", findings=["foot_cold"])]},
            "emergency_signs a urgency: is missing",
        ),
        (
            {"serious": [statement("a", link="b", kind="associated", urgency=[])]},
            "serious a urgency: is empty",
        ),
        ({"serious": [statement("a", kind="associated", urgency=[urgency()])]}, "serious a link: is missing"),
        (
            {"serious": [statement("a", link="b", kind="associated", urgency=[urgency("TOMORROW")])]},
            "serious a urgency tier: “TOMORROW” is unknown; use one of EMS_NOW",
        ),
        (
            {
                "serious": [
                    statement("a", link="b", kind="associated", urgency=[{"text": "A.", "sources": ["B01"]}])
                ]
            },
            "serious a urgency tier: is missing",
        ),
        ({"treatment": [statement("a")]}, "treatment a phase: is missing"),
        ({"grades": [statement("a", grade="II")]}, "grades a grade: must be a whole number"),
        ({"grades": [statement("a", grade=True)]}, "grades a grade: must be a whole number"),
        (
            {"links": [statement("a", type="friend", to="b")]},
            "links a type: “friend” is unknown; use one of previous",
        ),
        ({"links": [statement("a", type="mimic")]}, "links a to: is missing"),
        ({"codes": [statement("a", system="ICD-10-CM")]}, "codes a code: is missing"),
        ({"codes": [statement("a", system="S", code="1", side="top")]}, "codes a side: “top” is unknown"),
        ({"citations": [statement("a")]}, "citations a n: is missing"),
        ({"conflicts": [statement("a", topic="Ice")]}, "conflicts a positions: is missing"),
        (
            {"conflicts": [statement("a", topic="Ice", positions=[{"text": "A.", "sources": ["B01"]}])]},
            "conflicts a positions: holds one position",
        ),
    ],
)
def test_a_mistake_is_named_with_its_place(changes: Table, expected: str) -> None:
    found = problems(knee(**changes))
    assert len(found) == 1, found
    assert found[0].startswith(f"knee-ache.toml: {expected}")


def test_every_mistake_is_found_at_once() -> None:
    found = problems(knee(name="", depth="deep", summary=[statement("a") | {"sources": []}]))
    assert [sentence.split(": ")[1] for sentence in found] == ["name", "depth", "summary a sources"]


@pytest.mark.parametrize(
    "case", ["clear_screen", "window_title", "c1_control", "backspace", "nul", "bidi_override", "zero_width"]
)
def test_text_that_could_act_on_a_terminal_is_refused_and_not_repeated(case: str) -> None:
    found: list[LintFinding] = []
    page = read_condition(knee(name=NASTY[case], aliases=[NASTY[case]]), "knee-ache.toml", found)
    assert [finding.place for finding in found] == ["name", "aliases"]
    assert (page.name + page.aliases[0] + "".join(f.sentence for f in found)).isprintable()


@pytest.mark.parametrize(
    "case", ["side_in_brackets", "closing_tag", "emoji_of_several", "right_to_left", "quotes"]
)
def test_unusual_text_that_cannot_act_is_kept(case: str) -> None:
    assert read(knee(name=NASTY[case])).name == NASTY[case]


def library(*tables: Table) -> Any:
    """Return the catalogue of pages beside the one named condition."""
    named = read_named(NAMED, "", [])
    assert named is not None
    return build_catalogue([read(table) for table in tables], [named])


def links_of(catalogue: Any, ident: str) -> list[tuple[str, str, bool]]:
    return [(link.type.value, link.to, link.inverse) for link in catalogue.links[ident]]


def test_every_link_is_walkable_from_both_ends() -> None:
    catalogue = library(KNEE, HIP)
    for ident, links in catalogue.links.items():
        for link in links:
            back = [(other.type, other.to) for other in catalogue.links[link.to]]
            assert (link.type.inverse, ident) in back


def test_links_of_a_page_hold_those_that_others_state() -> None:
    catalogue = library(KNEE, HIP)
    assert links_of(catalogue, "knee-ache") == [
        ("next", "hip-ache", False),
        ("caused_by", "hip-ache", True),
        ("serious_associated", "joint-infection", False),
    ]
    assert links_of(catalogue, "joint-infection") == [
        ("mimic", "hip-ache", True),
        ("associated_with", "knee-ache", True),
    ]


@pytest.mark.parametrize(
    ("stated", "seen"),
    [
        ("previous", "next"),
        ("next", "previous"),
        ("mimic", "mimic"),
        ("cause_of", "caused_by"),
        ("complication_of", "has_complication"),
        ("serious_associated", "associated_with"),
        ("shares_mechanism", "shares_mechanism"),
        ("same_joint", "same_joint"),
        ("treated_like", "treated_like"),
        ("see_also", "see_also"),
    ],
)
def test_a_link_has_its_inverse_at_the_other_end(stated: str, seen: str) -> None:
    catalogue = library(
        condition("a", links=[statement("x", type=stated, to="b")]),
        condition("b"),
    )
    assert links_of(catalogue, "b") == [(seen, "a", True)]


def test_a_link_that_both_ends_state_is_shown_once_at_each() -> None:
    catalogue = library(
        condition("a", links=[statement("x", "Seen from a.", type="mimic", to="b")]),
        condition("b", links=[statement("x", "Seen from b.", type="mimic", to="a")]),
    )
    assert [(link.text, link.inverse) for link in catalogue.links["a"]] == [("Seen from a.", False)]
    assert [(link.text, link.inverse) for link in catalogue.links["b"]] == [("Seen from b.", False)]


def test_a_serious_condition_links_and_a_differential_is_a_mimic() -> None:
    serious = [
        statement("one", link="b", kind="associated", urgency=[urgency()]),
        statement("two", link="joint-infection", kind="differential", urgency=[urgency()]),
    ]
    catalogue = library(condition("a", serious=serious), condition("b"))
    assert links_of(catalogue, "a") == [
        ("mimic", "joint-infection", False),
        ("serious_associated", "b", False),
    ]
    assert [link.tier for link in catalogue.links["a"]] == [Tier.SAME_DAY, Tier.SAME_DAY]


def test_the_most_urgent_of_equal_links_comes_first() -> None:
    serious = [
        statement("one", link="b", kind="associated", urgency=[urgency("ROUTINE")]),
        statement("two", link="joint-infection", kind="associated", urgency=[urgency("EMS_NOW")]),
    ]
    catalogue = library(condition("a", serious=serious), condition("b"))
    assert [link.to for link in catalogue.links["a"]] == ["joint-infection", "b"]


def test_a_link_to_what_is_not_in_the_library_is_no_link() -> None:
    catalogue = library(condition("a", links=[statement("x", type="mimic", to="nowhere")]))
    assert catalogue.links == {}


def test_a_page_takes_the_place_of_a_named_condition() -> None:
    catalogue = library(KNEE, HIP, condition("joint-infection"))
    assert catalogue.named == {}
    assert catalogue.resolve("joint-infection").name == "Joint Infection"


def test_a_catalogue_survives_its_compiled_form() -> None:
    catalogue = library(KNEE, HIP)
    assert catalogue_from_json(catalogue_to_json(catalogue)) == catalogue


def test_a_page_as_plain_data_has_every_section_and_an_id_on_every_item() -> None:
    catalogue = library(KNEE, HIP)
    document = condition_to_json(catalogue, read(KNEE))
    assert document.keys() >= {*SECTIONS, "id", "name", "aliases", "regions", "body_area", "review"}
    assert document["review"]["statement"] == "Draft: not clinically reviewed"
    assert document["anatomy"] == []
    items = [item for section in SECTIONS for item in document[section]]
    assert all(item["id"] and item["sources"] and item["text"] for item in items)
    assert document["serious"][0]["tier"] == "EMS_NOW"
    assert document["medication_notes"][0]["notice"] == "Information, not an order."
    assert "link" not in document["summary"][0]


def test_links_as_plain_data_run_both_ways_and_say_whether_a_page_is_there() -> None:
    document = condition_to_json(library(KNEE, HIP), read(KNEE))
    assert [(link["type"], link["to"], link["page"], link["inverse"]) for link in document["links"]] == [
        ("next", "hip-ache", True, False),
        ("caused_by", "hip-ache", True, True),
        ("serious_associated", "joint-infection", False, False),
    ]


def test_a_source_reads_on_one_line_and_a_second_hand_one_has_a_dagger() -> None:
    by_id = {table["id"]: read_source(table, "", []) for table in SOURCES}
    assert by_id["B01"].words == "A. Writer. On knees. A press. 2020"
    assert by_id["B02*"].words.endswith("†")
    assert by_id["EDITORIAL"].words == "no source: editorial"


def test_a_source_with_an_unknown_quality_is_refused() -> None:
    found: list[LintFinding] = []
    source = read_source(SOURCES[0] | {"quality": "E"}, "sources.toml", found)
    assert isinstance(source, Source)
    assert [f.sentence for f in found] == [
        "sources.toml: “B01” quality: “E” is unknown; use one of A, B, C, D."
    ]


def test_a_named_condition_without_a_tier_is_refused() -> None:
    found: list[LintFinding] = []
    assert read_named({k: v for k, v in NAMED.items() if k != "tier"}, "named.toml", found) is None
    assert [f.sentence for f in found] == ["named.toml: “joint-infection” tier: is missing; add it."]


def test_regions_and_links_are_members_of_their_vocabularies() -> None:
    page = read(HIP)
    assert page.regions == (Region.HIP_GROIN, Region.THIGH)
    assert [link_type for link_type, _, _ in page.leads_to()] == [LinkType.CAUSE_OF, LinkType.MIMIC]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "2020 · guideline or reviewed study · read in excerpt"),
        ({"extent": "full"}, "2020 · guideline or reviewed study · read in full"),
        ({"seen": "no", "quality": "C"}, "2020 · other professional page or press · not read"),
        (
            {"seen": "secondary", "year": "n.d.", "quality": "D"},
            "no year given · unsigned or general page · read second-hand, as quoted or summarised elsewhere",
        ),
        ({"year": "", "quality": "B"}, "no year given · textbook or institution · read in excerpt"),
        ({"id": "EDITORIAL"}, ""),
    ],
)
def test_a_source_says_its_year_its_kind_and_how_it_was_read(changes: Table, words: str) -> None:
    found: list[LintFinding] = []
    source = read_source(SOURCES[0] | changes, "sources.toml", found)
    assert found == []
    assert source.standing == words
    assert source.to_json()["standing"] == words


@pytest.mark.parametrize("changes", [{"extent": "half"}, {"extent": "full", "seen": "secondary"}])
def test_what_was_not_read_was_not_read_in_full(changes: Table) -> None:
    found: list[LintFinding] = []
    read_source(SOURCES[0] | changes, "sources.toml", found)
    assert [finding.sentence.partition(" extent: ")[0] for finding in found] == ["sources.toml: “B01”"]
