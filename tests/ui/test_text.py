"""Rows of text: wrapped by cells, cut with an ellipsis, never markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.nasty import NASTY
from trainer_tui.ui.text import BESIDE_FROM, GAP, Row, Span, columns, fit, plain, row, text_of, wrap


def test_a_row_wraps_at_spaces_and_hangs() -> None:
    lines = wrap(row("one two three four five", indent=2, hang=2), 15)
    assert [text_of(line) for line in lines] == ["  one two three", "    four five"]


def test_a_break_leaves_no_space_at_the_start_of_a_line() -> None:
    lines = wrap(row("four five", Span(" [B65]", "muted")), 9)
    assert [text_of(line) for line in lines] == ["four five", "[B65]"]


def test_a_line_break_of_a_person_breaks_the_line() -> None:
    assert [text_of(line) for line in wrap(row("a\n\nb"), 20)] == ["a", "", "b"]


def test_a_word_wider_than_the_line_is_split() -> None:
    assert [text_of(line) for line in wrap(row("abcdefghij"), 4)] == ["abcd", "efgh", "ij"]


@given(st.text(max_size=120), st.integers(min_value=12, max_value=60), st.integers(min_value=0, max_value=8))
def test_no_line_is_wider_than_its_width(text: str, width: int, indent: int) -> None:
    for line in wrap(row(text, indent=indent, hang=2), width):
        assert cell_len(text_of(line)) <= width


@given(
    st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc", "Zs", "Cf")), min_size=1, max_size=80)
)
def test_wrapping_loses_no_character(text: str) -> None:
    assert "".join(text_of(line) for line in wrap(Row((Span(text),)), 20)) == text


def test_styles_survive_wrapping() -> None:
    lines = wrap(row("plain ", Span("loud words here", "strong")), 12)
    assert [span.style for line in lines for span in line if span.text.strip()] == [
        "text",
        "strong",
        "strong",
    ]


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_text_of_a_person_is_shown_and_cannot_act(text: str) -> None:
    shown = plain(text).plain
    assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in shown)
    assert all(character in shown for character in text if character.isprintable())


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
@pytest.mark.parametrize("width", [0, 1, 7, 40])
def test_a_cell_is_exactly_as_wide_as_its_column(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) == width


def test_columns_stay_in_line_under_wide_names() -> None:
    plain_row = columns((6, 4), ("Ana", "x"))
    wide_row = columns((6, 4), ("大谷翔平子", "x"))
    assert [cell_len(span.text) for span in plain_row] == [cell_len(span.text) for span in wide_row] == [7, 5]


LEFT, RIGHT, LAST = (row(Span(letter, "label"), f" {letter.lower() * 30} end") for letter in "ABC")


def test_rows_stand_beside_each_other_where_there_is_room() -> None:
    lines = [text_of(line) for line in wrap(Row((), "key", 2, beside=(LEFT, RIGHT, LAST)), BESIDE_FROM)]
    room = (BESIDE_FROM - 2 - len(GAP)) // 2
    assert lines[0] == "  " + fit("A " + "a" * 30 + " end", room) + GAP + "B " + "b" * 30 + " end"
    assert lines[1] == "  C " + "c" * 30 + " end"


def test_a_narrow_page_has_them_below_each_other() -> None:
    lines = [text_of(line) for line in wrap(Row((), "key", 2, beside=(LEFT, RIGHT)), BESIDE_FROM - 1)]
    assert lines == ["A " + "a" * 30 + " end", "B " + "b" * 30 + " end"]


@given(st.lists(st.text(max_size=200), min_size=1, max_size=5), st.integers(min_value=12, max_value=160))
def test_no_line_of_rows_beside_each_other_is_wider_than_the_page(texts: list[str], width: int) -> None:
    for line in wrap(Row((), "key", 4, beside=tuple(row(text, indent=4, hang=2) for text in texts)), width):
        assert cell_len(text_of(line)) <= width
