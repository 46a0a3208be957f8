"""Search as you type: prefixes from the first letter, ranking by field, other spellings only as an offer."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer_tui.domain.search import Field, Match, WordIndex, prefix_distance, words_of

DOCUMENTS = {
    "achilles-rupture": [(Field.NAME, "Achilles rupture"), (Field.TEXT, "The ankle gives way.")],
    "ankle-sprain": [(Field.NAME, "Lateral ankle sprain"), (Field.ALIAS, "rolled ankle")],
    "concussion": [(Field.NAME, "Concussion"), (Field.ALIAS, "Brain injury"), (Field.SIGN, "Dizzy")],
    "contusion": [(Field.NAME, "Thigh contusion"), (Field.CAUSE, "A direct blow")],
    "patellar-tendinopathy": [(Field.NAME, "Patellar tendinopathy"), (Field.ALIAS, "Jumper's knee")],
    "stinger": [(Field.NAME, "Stinger"), (Field.TEXT, "Not a concussion. Compression; apply ice.")],
    "heat": [
        (Field.NAME, "Coup de chaleur en été"),
        (Field.CAUSE, "Concussive heat"),
        (Field.SIGN, "Ankle"),
    ],
}
INDEX = WordIndex.build(DOCUMENTS)


def found(query: str) -> list[str]:
    return [match.document for match in INDEX.search(query)]


def test_a_name_ranks_over_alias_cause_sign_and_text() -> None:
    index = WordIndex.build(
        {f"in-{field.name.lower()}": [(field, "knee")] for field in reversed(Field)},
    )
    assert [match.document for match in index.search("knee")] == [
        "in-name",
        "in-alias",
        "in-cause",
        "in-sign",
        "in-text",
    ]


def test_a_match_says_where_it_was_found() -> None:
    assert INDEX.search("ankle") == [
        Match("ankle-sprain", Field.NAME),
        Match("heat", Field.SIGN),
        Match("achilles-rupture", Field.TEXT),
    ]


def test_a_whole_word_ranks_over_the_start_of_a_longer_one() -> None:
    index = WordIndex.build({"a": [(Field.NAME, "Icepick")], "b": [(Field.NAME, "Ice")]})
    assert [match.document for match in index.search("ice")] == ["b", "a"]


@pytest.mark.parametrize("query", ["a", "an", "ank", "ankle", "ANKLE", " ankle ", "ankle spr", "spr ankle"])
def test_every_prefix_of_a_name_finds_it(query: str) -> None:
    assert "ankle-sprain" in found(query)


def test_every_word_has_to_match() -> None:
    assert found("ankle concussion") == []
    assert found("compre ice") == ["stinger"]


def test_the_weakest_field_that_was_needed_is_told() -> None:
    assert INDEX.search("achilles ankle") == [Match("achilles-rupture", Field.TEXT)]


@pytest.mark.parametrize(
    ("query", "expected"), [("jumpers", "patellar-tendinopathy"), ("ete", "heat"), ("été", "heat")]
)
def test_accents_and_apostrophes_do_not_matter(query: str, expected: str) -> None:
    assert found(query) == [expected]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ankel", "ankle"),
        ("achiles", "achilles"),
        ("tendonopathy", "tendinopathy"),
        ("concusion", "concussion"),
        ("spraim", "sprain"),
        ("patelar", "patellar"),
        ("concusi", "concussive"),
    ],
)
def test_a_misspelling_finds_nothing_and_offers_what_was_meant(typed: str, meant: str) -> None:
    assert found(typed) == []
    assert meant in INDEX.suggestions(typed)


def test_the_likelier_of_two_near_words_is_offered_first() -> None:
    offered = INDEX.suggestions("concusion")
    assert offered[0] == "concussion"
    assert "contusion" in offered


def test_only_the_misspelt_word_of_a_query_is_replaced() -> None:
    assert INDEX.suggestions("lateral ankel spr") == ["lateral ankle spr"]


def test_a_query_that_finds_nothing_together_is_not_offered() -> None:
    assert INDEX.suggestions("thigh ankel") == []


@pytest.mark.parametrize("query", ["ank", "concussion", "ankle concussion", "", "!?", "xyz", "qqqqqqqq"])
def test_nothing_is_offered_for_known_words_short_words_and_nonsense(query: str) -> None:
    assert INDEX.suggestions(query) == []


def test_an_empty_query_finds_nothing_by_itself() -> None:
    assert found("") == found(" -- ") == []


def test_the_index_survives_its_compiled_form() -> None:
    again = WordIndex.from_json(json.loads(json.dumps(INDEX.to_json())))
    for query in ("a", "ankle", "concussion", "compre ice"):
        assert again.search(query) == INDEX.search(query)
    assert again.suggestions("ankel") == INDEX.suggestions("ankel")


def test_remembering_what_was_typed_has_an_end() -> None:
    index = WordIndex.build(DOCUMENTS)
    for number in range(2_000):
        index.search(f"a{number}")
    assert index.search("ankle") == INDEX.search("ankle")
    assert len(index._prefixes) <= 500


@pytest.mark.parametrize(
    ("typed", "word", "slips"),
    [
        ("ankle", "ankle", 0),
        ("ank", "ankle", 0),
        ("ankel", "ankle", 1),
        ("akle", "ankle", 1),
        ("annkle", "ankle", 1),
        ("unkle", "ankle", 1),
        ("concusi", "concussion", 1),
        ("xyz", "ankle", 3),
        ("", "ankle", 0),
    ],
)
def test_slips_are_counted_up_to_the_start_of_a_word(typed: str, word: str, slips: int) -> None:
    assert prefix_distance(typed, word) == slips


@given(st.text(max_size=60))
def test_whatever_is_typed_is_answered(query: str) -> None:
    documents = [match.document for match in INDEX.search(query)]
    assert len(documents) == len(set(documents))
    assert set(documents) <= DOCUMENTS.keys()
    for suggestion in INDEX.suggestions(query):
        assert INDEX.search(suggestion)


@given(st.sampled_from(sorted(DOCUMENTS)), st.data())
def test_any_prefix_of_any_word_of_a_name_finds_the_document(document: str, data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(words_of(DOCUMENTS[document][0][1])))
    length = data.draw(st.integers(1, len(word)))
    assert document in found(word[:length])
