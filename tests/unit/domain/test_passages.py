"""Which text of a condition is shown as the one that was found."""

from __future__ import annotations

import json

import pytest

from trainer_tui.domain.passages import Passage, Passages
from trainer_tui.domain.search import Field, words_of

TEXTS = [
    Passage(Field.ALIAS, "", "jumper's knee"),
    Passage(Field.TEXT, "summary.what", "The knee hurts after jumping."),
    Passage(Field.SIGN, "symptoms.stairs", "Knee hurts on stairs"),
    Passage(Field.TEXT, "summary.who", "Knee pain on stairs, and été."),
]
PASSAGES = Passages.of(TEXTS)


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("jumpers", ""),
        ("jumpi", "summary.what"),
        ("hurts", "symptoms.stairs"),
        ("knee stairs pain", "summary.who"),
        ("knee", ""),
        ("ete", "summary.who"),
        ("hurts zzz", "symptoms.stairs"),
    ],
)
def test_most_words_count_first_then_the_better_field_then_the_order(typed: str, place: str) -> None:
    found = PASSAGES.best(words_of(typed))
    assert found is not None
    assert found.place == place


@pytest.mark.parametrize("typed", ["", "zzz", "nee", "airs"])
def test_a_text_in_which_no_word_begins_so_is_not_found(typed: str) -> None:
    assert PASSAGES.best(words_of(typed)) is None


def test_passages_survive_their_compiled_form() -> None:
    again = Passages(json.loads(json.dumps(PASSAGES.to_json())))
    assert list(again) == TEXTS
    assert again.best(["stairs"]) == TEXTS[2]
