"""The bibliography: every entry is complete and can be found by what cites it."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.content.rule_vectors import read
from trainer_tui.domain.content_reader import read_source
from trainer_tui.domain.table_reader import LintFinding

SOURCES = read("sources.toml")["source"]
IDS = [source["id"] for source in SOURCES]


def test_each_source_reads_without_a_complaint() -> None:
    problems: list[LintFinding] = []
    for source in SOURCES:
        read_source(source, "sources.toml", problems)
    assert [problem.sentence for problem in problems] == []


def test_an_id_stands_once() -> None:
    assert [ident for ident, times in Counter(IDS).items() if times > 1] == []


def test_the_whole_bibliography_the_source_page_and_our_own_mark_are_there() -> None:
    assert len(IDS) == 210
    assert {"SEED", "EDITORIAL"} <= set(IDS)


def test_a_starred_source_was_read_second_hand() -> None:
    starred = [source for source in SOURCES if source["id"].endswith("*")]
    assert {source["id"] for source in starred} >= {"B02*", "B12*", "B105*"}
    assert {source["seen"] for source in starred} == {"secondary"}


@pytest.mark.parametrize("source", SOURCES, ids=IDS)
def test_a_source_can_be_told_from_others_and_its_address_is_one_word(source: dict[str, str]) -> None:
    assert source["authors"] or source["publisher"] or source["url"] or source["note"]
    assert " " not in source["url"]
    assert "…" not in source["url"]


def test_the_references_of_the_source_page_are_marked() -> None:
    marked = {source["id"] for source in SOURCES if "of the source page" in source["note"]}
    assert marked == {"B03", "B04", "B05"}


def test_only_what_the_bibliography_says_was_read_whole_is_marked_so() -> None:
    assert {source["id"] for source in SOURCES if source.get("extent")} == {"SEED", "B169"}
