"""Looking things up: the index by region, following links, sources, and search with its reasons."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sample_library import HIP, KNEE, condition, statement, urgency, write_library
from trainer_tui.domain.errors import NotFound
from trainer_tui.domain.search import Field
from trainer_tui.domain.vocabulary import LinkType, Region, Tier
from trainer_tui.services.reference import Hit, Reference
from trainer_tui.storage.content import ContentLibrary

NECK = condition(
    "neck-ache",
    regions=["neck"],
    name="Neck ache",
    causes=[statement("jump", "Jumping down.", kind="cause", name="Jump landings")],
    symptoms=[statement("stiff", "Hip hurts too.", name="Stiff neck")],
)


@pytest.fixture
def reference(tmp_path: Path) -> Reference:
    return Reference(ContentLibrary(write_library(tmp_path / "library", KNEE, HIP, NECK)))


def told(reference: Reference, query: str) -> dict[str, tuple[str, str]]:
    """Return place and text by which each condition was found."""
    found = {hit.id: reference.passage(hit, query) for hit in reference.look_up(query).hits}
    return {ident: (passage.place, passage.text) for ident, passage in found.items() if passage}


def ids(hits: tuple[Hit, ...]) -> list[str]:
    return [hit.id for hit in hits]


def test_conditions_stand_once_by_region_from_head_to_foot(reference: Reference) -> None:
    groups = [(group.region, [entry.id for entry in group.entries]) for group in reference.groups()]
    assert groups == [
        (Region.NECK, ["neck-ache"]),
        (Region.HIP_GROIN, ["hip-ache"]),
        (Region.KNEE, ["knee-ache"]),
    ]


def test_a_page_is_read_when_it_is_asked_for(reference: Reference) -> None:
    assert reference.page("knee-ache").name == "Knee Ache"


def test_a_condition_that_is_only_named_is_told_with_its_red_flag(reference: Reference) -> None:
    with pytest.raises(NotFound) as caught:
        reference.page("joint-infection")
    assert caught.value.message == (
        "Joint infection is not yet in this library. "
        "Physician or emergency department today: Hot joint with fever."
    )


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("kne-ache", "There is no condition “kne ache” in this library. Did you mean knee-ache?"),
        (
            "ache",
            "There is no condition “ache” in this library. Did you mean hip-ache or knee-ache or neck-ache?",
        ),
        ("zzzzzz", "There is no condition “zzzzzz” in this library."),
        ("\x1b[2J", "There is no condition “2j” in this library."),
    ],
)
def test_an_unknown_condition_is_a_sentence_with_near_ones(
    reference: Reference, asked: str, sentence: str
) -> None:
    with pytest.raises(NotFound) as caught:
        reference.page(asked)
    assert caught.value.message == sentence


def test_links_are_followed_from_both_ends(reference: Reference) -> None:
    links = reference.catalogue.links
    assert [(link.type, link.to, link.inverse) for link in links["knee-ache"]] == [
        (LinkType.NEXT, "hip-ache", False),
        (LinkType.CAUSED_BY, "hip-ache", True),
        (LinkType.SERIOUS_ASSOCIATED, "joint-infection", False),
    ]
    infection = links["joint-infection"]
    assert [(link.type, link.to) for link in infection] == [
        (LinkType.MIMIC, "hip-ache"),
        (LinkType.ASSOCIATED_WITH, "knee-ache"),
    ]
    assert infection[0].text == "Feels alike."


def test_a_serious_link_carries_its_tier_and_every_link_its_sources(reference: Reference) -> None:
    links = {link.to: link for link in reference.catalogue.links["knee-ache"]}
    assert links["joint-infection"].tier is Tier.EMS_NOW
    assert links["hip-ache"].tier is None
    assert all(link.sources == ("B01",) for link in links.values())


def test_a_link_to_an_unknown_condition_is_not_found(reference: Reference) -> None:
    with pytest.raises(NotFound):
        reference.resolve("nowhere")


def test_every_link_resolves_to_a_page_or_a_named_condition(reference: Reference) -> None:
    for ident in (*reference.catalogue.entries, *reference.catalogue.named):
        for link in reference.catalogue.links.get(ident, ()):
            assert reference.resolve(link.to).name


def test_the_order_of_pages_can_be_walked_both_ways(reference: Reference) -> None:
    assert reference.previous_and_next("knee-ache") == (None, "hip-ache")
    assert reference.previous_and_next("hip-ache") == ("knee-ache", None)
    assert reference.previous_and_next("neck-ache") == (None, None)


def test_causes_are_those_of_the_page(reference: Reference) -> None:
    assert [(cause.id, cause.text) for cause in reference.causes("knee-ache")] == [("overload", "Overload")]
    assert reference.causes("joint-infection") == ()


def test_sources_of_an_item_come_once_in_reading_order(reference: Reference) -> None:
    item = reference.page("knee-ache").sections["serious"][0]
    assert [source.words for source in reference.sources(item.all_sources())] == [
        "A. Writer. On knees. A press. 2020",
        "no source: editorial",
    ]


def test_a_source_that_nobody_lists_says_so(reference: Reference) -> None:
    assert [source.words for source in reference.sources(["B99"])] == ["B99: not in the bibliography"]


def test_a_name_comes_before_a_cause_and_a_cause_before_the_text(reference: Reference) -> None:
    hits = reference.search("jump").hits
    assert [(hit.id, hit.field) for hit in hits] == [
        ("knee-ache", Field.ALIAS),
        ("neck-ache", Field.CAUSE),
        ("hip-ache", Field.TEXT),
    ]


def test_names_that_begin_with_what_was_typed_come_first_and_pages_before_named_ones(
    reference: Reference,
) -> None:
    assert ids(reference.search("ache").hits) == ["hip-ache", "knee-ache", "neck-ache"]
    assert ids(reference.search("a").hits)[:3] == ["hip-ache", "knee-ache", "neck-ache"]
    assert ids(reference.search("k").hits)[0] == "knee-ache"
    infection = reference.search("infection").hits[0]
    assert (infection.id, infection.has_page) == ("joint-infection", False)


def test_a_hit_can_say_why(reference: Reference) -> None:
    assert told(reference, "jump") == {
        "knee-ache": ("", "jumper's pain"),
        "neck-ache": ("causes.jump", "Jump landings"),
        "hip-ache": ("links.cause_of.knee-ache", "Both come from jumping."),
    }
    assert told(reference, "stif") == {"neck-ache": ("symptoms.stiff", "Stiff neck")}


def test_a_hit_by_its_name_needs_no_other_reason(reference: Reference) -> None:
    hit = reference.search("knee ache").hits[0]
    assert (hit.id, reference.passage(hit, "knee ache")) == ("knee-ache", None)


def test_the_statement_that_holds_most_of_what_was_typed_is_told(reference: Reference) -> None:
    assert told(reference, "cold min")["knee-ache"] == ("treatment.cool", "Cold pack for 15 minutes.")
    assert told(reference, "cold")["knee-ache"] == ("emergency_signs.cold", "Foot cold and pale.")


def test_the_question_about_a_sign_finds_the_pages_of_the_sign(tmp_path: Path) -> None:
    asked = condition(
        "shin-ache",
        emergency_signs=[
            statement("a", "No pulse.", findings=["foot_cold"], urgency=[urgency("EMS_NOW")]),
            statement("b", "Weak.", findings=["limb_weakness"], urgency=[urgency("EMS_NOW")]),
        ],
    )
    reference = Reference(ContentLibrary(write_library(tmp_path / "library", asked)))
    hits = reference.search("cold pale").hits
    assert [(hit.id, hit.field) for hit in hits] == [("shin-ache", Field.SIGN)]
    assert told(reference, "cold pale") == {"shin-ache": ("emergency_signs.a", "Foot cold and pale")}


def test_a_rule_finds_the_pages_whose_signs_fulfil_it_and_no_other(tmp_path: Path) -> None:
    signs = {
        ident: [statement("sign", "Look.", findings=[finding], urgency=[urgency("EMS_NOW")])]
        for ident, finding in (("shin-ache", "foot_cold"), ("arm-ache", "limb_weakness"))
    }
    pages = [condition(ident, emergency_signs=items) for ident, items in signs.items()]
    reference = Reference(ContentLibrary(write_library(tmp_path / "library", *pages)))
    assert told(reference, "leg risk") == {
        "shin-ache": ("emergency_signs.sign", "RF-01: The leg is at risk.")
    }
    assert reference.search("leg risk").hits[0].field is Field.TEXT
    assert "shin-ache" in told(reference, "RF-01")


def test_a_library_whose_rules_are_broken_is_searched_without_them(tmp_path: Path) -> None:
    root = write_library(tmp_path / "library", KNEE)
    (root / "red_flags.toml").write_text("rule = 1")
    reference = Reference(ContentLibrary(root))
    assert reference.search("leg risk").hits == ()
    assert ids(reference.search("stairs").hits) == ["knee-ache"]


def test_a_code_finds_its_condition(reference: Reference) -> None:
    assert ids(reference.search("M25.56").hits) == ["knee-ache"]


def test_nothing_typed_shows_everything_head_to_foot(reference: Reference) -> None:
    for query in ("", "  ", "-"):
        assert ids(reference.search(query).hits) == ["neck-ache", "hip-ache", "knee-ache"]


def test_a_misspelling_is_offered_and_never_taken(reference: Reference) -> None:
    result = reference.search("kene")
    assert result.hits == ()
    assert result.suggestions == ("knee",)
    assert reference.search("knee").suggestions == ()


def test_a_look_finds_the_other_spellings_and_says_so(reference: Reference) -> None:
    found = reference.look_up("kene")
    assert found.substitution == "Nothing is written “kene”; shown: knee"
    assert found.hits[0].id == "knee-ache"
    assert all(hit.spelling == "knee" for hit in found.hits)
    assert told(reference, "jumpin's")["knee-ache"] == ("causes.overload", "Too much jumping.")


@pytest.mark.parametrize("query", ["knee", "", "zzzzzz", "knee zzzzzz"])
def test_a_look_as_written_or_without_any_near_spelling_substitutes_nothing(
    reference: Reference, query: str
) -> None:
    found = reference.look_up(query)
    assert found == reference.search(query)
    assert found.substitution == ""


def test_two_near_words_are_both_shown_each_under_its_spelling(tmp_path: Path) -> None:
    pages = [condition("concussion"), condition("thigh-contusion", regions=["thigh"])]
    reference = Reference(ContentLibrary(write_library(tmp_path / "library", *pages)))
    found = reference.look_up("concusion")
    assert [(hit.id, hit.spelling) for hit in found.hits] == [
        ("concussion", "concussion"),
        ("thigh-contusion", "contusion"),
    ]
    assert found.substitution == "Nothing is written “concusion”; shown: concussion, contusion"


def test_reading_ahead_changes_no_answer(reference: Reference) -> None:
    before = reference.search("kene")
    reference.prepare_search()
    assert reference.search("kene") == before


def test_a_condition_as_plain_data_brings_its_bibliography(reference: Reference) -> None:
    document = reference.to_json("knee-ache")
    assert [source["id"] for source in document["bibliography"]] == ["B01", "EDITORIAL"]
    assert document["causes"][0]["id"] == "overload"
    assert [link["to"] for link in document["links"]] == ["hip-ache", "hip-ache", "joint-infection"]


def test_a_named_condition_as_plain_data_has_its_red_flag_and_links(reference: Reference) -> None:
    document = reference.to_json("joint-infection")
    assert (document["depth"], document["tier"]) == ("named", "SAME_DAY")
    assert document["red_flag"] == "Hot joint with fever"
    assert [link["to"] for link in document["links"]] == ["hip-ache", "knee-ache"]


def test_plain_data_of_an_unknown_condition_is_not_found(reference: Reference) -> None:
    with pytest.raises(NotFound):
        reference.to_json("nowhere")


def test_checking_goes_through_to_the_files(reference: Reference, tmp_path: Path) -> None:
    assert reference.lint() == []
    (tmp_path / "bad.toml").write_text("a = [")
    assert [finding.file for finding in reference.lint([tmp_path / "bad.toml"])] == ["bad.toml"]
