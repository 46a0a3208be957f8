"""The page on turf toe is complete and sourced, and gives no single time for a grade III."""

from __future__ import annotations

import re

from tests.content import full_pages

PAGE = full_pages.page("turf-toe")
ITEMS = dict(full_pages.items(PAGE))
WEEKS = re.compile(r"\d[\w ]*\b(?:week|month|day)s?\b")


def test_every_row_of_the_account_stands_on_the_page_or_says_why_not() -> None:
    assert full_pages.open_rows("turf-toe") == []


def test_nothing_stands_on_the_page_that_the_account_does_not_know() -> None:
    assert full_pages.unaccounted("turf-toe") == set()


def test_the_page_has_every_cause_serious_condition_and_red_flag() -> None:
    counts = {name: len(PAGE[name]) for name in ("causes", "serious", "emergency_signs", "grades", "tests")}
    assert counts == {"causes": 8, "serious": 12, "emergency_signs": 9, "grades": 3, "tests": 2}
    assert [cause["id"] for cause in PAGE["causes"] if cause["kind"] == "cause"] == [
        "hyperextension",
        "repetition",
    ]


def test_time_away_after_grade_three_is_a_range_with_at_least_two_sources() -> None:
    third = ITEMS["grades.grade-3"]
    told = [(text, sources) for text, sources in full_pages.claims(third) if WEEKS.search(text)]
    told += full_pages.claims(ITEMS["return_to_play.grade-3"])
    assert len(told) == 2
    for text, sources in told:
        assert "3 weeks to more than 4 months" in text
        assert {"B41", "B42", "B60", "B56*"} <= set(sources)
    assert len(ITEMS["conflicts.grade-3-time"]["positions"]) == 4


def test_time_away_after_grade_two_shows_both_sources() -> None:
    positions = ITEMS["conflicts.grade-2-time"]["positions"]
    assert {"B41", "B42"} <= {source for position in positions for source in position["sources"]}


def test_an_open_or_bloodless_toe_is_an_emergency_and_a_taped_one_rises_when_it_does_not_recover() -> None:
    tiers = {sign["id"]: [urgency["tier"] for urgency in sign["urgency"]] for sign in PAGE["emergency_signs"]}
    assert tiers["open-wound"] == ["EMS_NOW"]
    assert tiers["deformity-perfusion"] == ["EMS_NOW"]
    assert tiers["deformity-perfused"] == ["SAME_DAY"]
    assert tiers["taped-toe"] == ["SAME_DAY", "EMS_NOW"]


def test_the_sprain_codes_are_those_of_the_metatarsophalangeal_joint() -> None:
    sprains = {code["side"]: code["code"] for code in PAGE["codes"] if code["id"].startswith("sprain-")}
    assert sprains == {"right": "S93.521A", "left": "S93.522A", "unknown": "S93.523A"}
    assert not [code["code"] for code in PAGE["codes"] if code["code"].startswith("S93.51")]
    assert any("S93.51-" in note["text"] for note in ITEMS["codes.sprain-right"]["notes"])


def test_back_spasms_is_the_next_page_and_no_page_comes_before() -> None:
    order = {link["type"]: link["to"] for link in PAGE["links"] if link["type"] in {"previous", "next"}}
    assert order == {"next": "back-spasms"}
