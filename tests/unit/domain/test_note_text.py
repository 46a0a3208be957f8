"""Notes go into the file of an editor and come back as they were; what is typed around them is not lost."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer_tui.domain.errors import BadInput, FieldError
from trainer_tui.domain.incidents import SOAP
from trainer_tui.domain.note_text import from_file, parse_notes, to_file

LINES = st.sampled_from(
    ["", "22 fell", "## Plan", "## plan:", "\\## Plan", "<!-- x -->", "\\\\<!--", "#1", "##"]
)
TEXTS = st.one_of(st.lists(LINES).map("\n".join), st.text()).map(
    lambda text: text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
)


@given(st.fixed_dictionaries(dict.fromkeys(SOAP, TEXTS)))
def test_what_goes_out_comes_back(texts: dict[str, str]) -> None:
    assert from_file(to_file(texts), SOAP) == texts


def test_the_file_has_every_heading_and_comments_that_are_not_kept() -> None:
    content = to_file({**dict.fromkeys(SOAP, ""), "plan": "Ice."})

    assert content.startswith("<!--")
    for heading in ("## Subjective", "## Objective", "## Assessment", "## Plan\n\nIce.\n"):
        assert heading in content


def test_headings_may_be_written_freely_and_twice() -> None:
    content = "above\r\n##objective\r\nswollen\r\n## PLAN:\r\nIce.\r\n## Objective\r\nwarm\r\n"

    assert from_file(content, SOAP) == {
        "subjective": "above",
        "objective": "swollen\n\nwarm",
        "assessment": "",
        "plan": "Ice.",
    }


def test_a_heading_that_was_not_asked_for_is_text() -> None:
    assert from_file("## Plan\nIce.\n", ("objective",)) == {"objective": "## Plan\nIce."}


def test_notes_are_given_by_heading_as_soap_or_as_an_array() -> None:
    assert parse_notes({"heading": "narrative", "text": "Fell."}) == [("narrative", "Fell.")]
    assert parse_notes({"soap": {"plan": "Ice.", "subjective": "Pain.", "objective": None}}) == [
        ("subjective", "Pain."),
        ("plan", "Ice."),
    ]
    assert len(parse_notes([{"heading": "plan", "text": "Ice."}, {"soap": {"plan": "Rest."}}])) == 2


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({"heading": "gossip", "text": "x"}, "heading"),
        ({"text": "x"}, "heading"),
        ({"heading": "plan"}, "text"),
        ({"heading": "plan", "text": " "}, "text"),
        ({"heading": "plan", "text": 5}, "text"),
        ({"heading": "plan", "text": "x" * 20_001}, "text"),
        ({"heading": "plan", "text": "a\0b"}, "text"),
        ({"heading": "plan", "text": "x", "by": "me"}, "by"),
        ({"soap": {"plan": 5}}, "soap.plan"),
        ({"soap": {"gossip": "x"}}, "soap.gossip"),
        ({"soap": {"plan": "x"}, "text": "x"}, "text"),
        ({"soap": []}, "soap"),
        ([{"heading": "plan", "text": "x"}, {"heading": "plan"}], "[1].text"),
        ("Ice.", "note"),
    ],
)
def test_a_wrong_note_is_named(raw: Any, field: str) -> None:
    with pytest.raises(FieldError) as caught:
        parse_notes(raw)
    assert caught.value.field == field


@pytest.mark.parametrize("raw", [[], {"soap": {}}, {"soap": {"plan": ""}}])
def test_no_note_at_all_is_said(raw: Any) -> None:
    with pytest.raises(BadInput, match="no note to add"):
        parse_notes(raw)
