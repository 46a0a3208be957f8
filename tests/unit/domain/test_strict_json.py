"""JSON from outside has one meaning, or is refused in a sentence that says where."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer_tui.domain.errors import BadInput
from trainer_tui.domain.strict_json import parse_json

plain_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=20,
)


@given(plain_json)
def test_ordinary_json_is_read_as_it_is(value: object) -> None:
    assert parse_json(json.dumps(value)) == value


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ('{"kind": "injury",}', "line 1, column"),
        ("", "line 1, column 1"),
        ('{"a": 1\n "b": 2}', "line 2, column 2"),
        ('{"knee": 1, "knee": 2}', "“knee” stands twice"),
        ('[{"a": {"x": 1, "x": 1}}]', "“x” stands twice"),
        ('{"hr": NaN}', "NaN is not a number"),
        ("[-Infinity]", "-Infinity is not a number"),
        ("[1e999]", "too large a number"),
        ("[" + "9" * 5000 + "]", "too many digits"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 100_000, "nested too deeply"),
        ('["\\ud800"]', "half of a character"),
        ('{"\\udfff": 1}', "half of a character"),
    ],
)
def test_every_refusal_is_one_sentence(text: str, part: str) -> None:
    with pytest.raises(BadInput) as refusal:
        parse_json(text)
    assert part in refusal.value.message
    assert "\n" not in refusal.value.message
    assert refusal.value.message.endswith(".")


def test_a_character_written_as_a_pair_is_whole() -> None:
    assert parse_json('["\\ud83e\\udd15"]') == ["🤕"]


def test_a_key_that_would_act_on_the_terminal_is_named_without_acting() -> None:
    with pytest.raises(BadInput) as refusal:
        parse_json('{"\\u001b[2J": 1, "\\u001b[2J": 2}')
    assert "\x1b" not in refusal.value.message
