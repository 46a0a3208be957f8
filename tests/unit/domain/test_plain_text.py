"""Text of a person or a file is shown whole and cannot act on the terminal."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer_tui.domain.plain_text import cell_width, counted, visible

ORDINARY = [
    "",
    "Mara Ortiz",
    "[R] knee [/b]",
    "José Đorđević",
    "大谷翔平",
    "김민준",
    "محمد",
    "a\u200db",
    "a\u00a0b",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_text_comes_back_unchanged(text: str) -> None:
    assert visible(text) == text
    assert visible(text, lines=True) == text


def test_an_escape_sequence_is_shown_and_not_obeyed() -> None:
    assert visible("\x1b[2Jgone\x07") == "␛[2Jgone␇"


def test_a_line_break_is_a_mark_on_one_line_and_kept_in_lines() -> None:
    assert visible("one\r\ntwo\tthree") == "one␍␊two␉three"
    assert visible("one\r\ntwo\rthree\u2028four\tfive", lines=True) == "one\ntwo\nthree\nfour    five"


@pytest.mark.parametrize("code", [0x7F, 0x80, 0x9B, 0x9F, 0x202E, 0x2066, 0x2069, 0xD800, 0x2028])
def test_every_acting_character_leaves_a_visible_mark(code: int) -> None:
    shown = visible(f"a{chr(code)}b")
    assert len(shown) == 3
    assert shown.isprintable()


@given(st.text())
def test_nothing_shown_can_act(text: str) -> None:
    shown = visible(text)
    assert len(shown) == len(text)
    assert not any(unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} for c in shown)
    assert not any(unicodedata.bidirectional(c) in {"LRE", "RLE", "LRO", "RLO", "PDF"} for c in shown)


@pytest.mark.parametrize(
    ("text", "cells"), [("abc", 3), ("é", 1), ("e\u0301", 1), ("大谷", 4), ("김", 2), ("ｱ", 1), ("", 0)]
)
def test_cells_are_counted_as_a_terminal_counts_them(text: str, cells: int) -> None:
    assert cell_width(text) == cells


@pytest.mark.parametrize(("number", "words"), [(0, "0 days"), (1, "1 day"), (2, "2 days")])
def test_a_noun_follows_its_number(number: int, words: str) -> None:
    assert counted(number, "day") == words
