"""Concussion, neck, heat stroke, cardiac arrest: what was collected is there, and nothing that does harm."""

from __future__ import annotations

import re

import pytest

from tests.content import full_pages

PAGES = ("concussion", "cervical-spine-injury", "exertional-heat-stroke", "sudden-cardiac-arrest")
DIFFERENTIALS = {
    "concussion": {"cervical-spine-injury", "exertional-heat-stroke", "hypoglycaemia-t1d"},
    "cervical-spine-injury": {"stinger", "concussion"},
    "exertional-heat-stroke": {
        "exercise-hyponatraemia",
        "concussion",
        "hypoglycaemia-t1d",
        "exertional-sickling",
    },
    "sudden-cardiac-arrest": {"seizure", "exertional-heat-stroke", "syncope"},
}


def sentences(condition: str, section: str = "") -> list[str]:
    """Return what a page says, or what one section of it says."""
    return [
        text
        for place, item in full_pages.items(full_pages.page(condition))
        if place.startswith(section)
        for text, _ in full_pages.statements(item)
    ]


@pytest.mark.parametrize("condition", PAGES)
def test_every_row_of_the_account_stands_on_the_page_or_says_why_not(condition: str) -> None:
    assert full_pages.open_rows(condition) == []


@pytest.mark.parametrize("condition", PAGES)
def test_nothing_stands_on_the_page_that_the_account_does_not_know(condition: str) -> None:
    assert full_pages.unaccounted(condition) == set()


@pytest.mark.parametrize("condition", PAGES)
def test_every_differential_can_be_followed(condition: str) -> None:
    differentials = {item["link"] for item in full_pages.page(condition)["serious"]}
    assert differentials >= DIFFERENTIALS[condition]
    assert differentials <= full_pages.condition_ids()


@pytest.mark.parametrize("condition", PAGES)
def test_every_emergency_sign_is_one_that_the_rules_read(condition: str) -> None:
    rules = full_pages.read(full_pages.DATA / "red_flags.toml")["rule"]
    read = {word for rule in rules for word in re.findall(r"[a-z][a-z0-9_]+", rule["when"])}
    for sign in full_pages.page(condition)["emergency_signs"]:
        assert set(sign["findings"]) <= read, sign["id"]
        tiers = [urgency["tier"] for urgency in sign["urgency"]]
        assert tiers == sorted(tiers, key=("EMS_NOW", "SAME_DAY", "H24_72", "ROUTINE").index), sign["id"]


@pytest.mark.parametrize("condition", PAGES)
def test_the_page_is_whole_and_a_draft(condition: str) -> None:
    page = full_pages.page(condition)
    assert page["depth"] == "full"
    assert page["review"]["reviewed_by"] == ""
    for section in ("summary", "causes", "emergency_signs", "serious", "assessment", "treatment", "codes"):
        assert page[section], section


@pytest.mark.parametrize("condition", PAGES)
def test_no_page_tells_how_to_take_off_a_helmet(condition: str) -> None:
    assert [
        text for text in sentences(condition) if re.search(r"helmet|face ?mask", text, re.IGNORECASE)
    ] == []


def test_nobody_returns_on_the_day_of_a_concussion_and_no_step_falls_on_a_date() -> None:
    returns = sentences("concussion", "return_to_play")
    assert "Nobody with a suspected concussion returns on the day of the injury." in returns
    assert [text for text in returns if re.search(r"\bday \d|\bafter \d+ days", text)] == []


def test_any_vomiting_counts_and_the_two_milder_wordings_are_shown_beside_it() -> None:
    (conflict,) = full_pages.page("concussion")["conflicts"]
    assert [position["sources"] for position in conflict["positions"]] == [["B88"], ["B89"], ["B87"]]


def test_heat_stroke_is_cooled_before_transport_and_measured_in_the_rectum_alone() -> None:
    page = dict(full_pages.items(full_pages.page("exertional-heat-stroke")))
    assert page["summary.cool-first"]["name"] == "Cool first, transport second"
    assert page["assessment.rectal-only"]["text"] == "Only a rectal temperature confirms or excludes it."
    other = page["emergency_signs.other_site"]
    assert other["findings"] == ["temp_other_c", "exertion_now"]
    assert "a normal one never lowers it" in other["text"]


def test_both_thresholds_of_heat_stroke_are_shown_and_no_unread_end_of_cooling() -> None:
    (conflict,) = full_pages.page("exertional-heat-stroke")["conflicts"]
    assert [position["sources"] for position in conflict["positions"]] == [["B96"], ["B98", "B100"]]
    assert [text for text in sentences("exertional-heat-stroke") if "38.9" in text] == []


def test_jerking_and_gasping_never_pass_for_a_seizure_or_breathing() -> None:
    signs = {sign["id"]: sign for sign in full_pages.page("sudden-cardiac-arrest")["emergency_signs"]}
    for name in ("unresponsive", "gasping", "jerking", "chest_blow"):
        assert "unresponsive" in signs[name]["findings"]
        assert signs[name]["urgency"][0]["tier"] == "EMS_NOW"
