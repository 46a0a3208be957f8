"""The pages on sickling, anaphylaxis, asthma and three leg injuries keep what is dangerous to lose."""

from __future__ import annotations

import re

import pytest

from tests.content import full_pages
from tests.content.rule_vectors import shipped
from trainer_tui.domain.expressions import literals
from trainer_tui.domain.findings import Answer
from trainer_tui.domain.triage import assess
from trainer_tui.domain.vocabulary import Tier

PAGES = (
    "exertional-sickling",
    "anaphylaxis",
    "asthma-eib",
    "lateral-ankle-sprain",
    "acl-tear",
    "hamstring-strain",
)
ALARMING: dict[str, Answer] = {"limbs_affected": 2, "spo2": 91, "temp_rectal_c": 40.5}
READ_BY_RULES = {literal.finding for rule in shipped().rules for literal in literals(rule.expression)}


def text_of(condition: str, section: str) -> str:
    page = full_pages.page(condition)
    return " ".join(
        text
        for item in page[section]
        for text, _ in (*full_pages.statements(item), (item.get("name", ""), []))
    )


@pytest.mark.parametrize("condition", PAGES)
def test_a_sign_is_read_by_a_rule_and_at_least_as_urgent_as_in_triage(condition: str) -> None:
    for sign in full_pages.page(condition)["emergency_signs"]:
        assert set(sign["findings"]) <= READ_BY_RULES, sign["id"]
        tiers = [Tier(urgency["tier"]).rank for urgency in sign["urgency"]]
        found = assess({finding: ALARMING.get(finding, True) for finding in sign["findings"]}, shipped()).tier
        assert found is not None, sign["id"]
        assert min(tiers) <= found.rank, sign["id"]


@pytest.mark.parametrize("condition", PAGES)
def test_only_urgency_rests_on_our_own_judgement(condition: str) -> None:
    for place, item in full_pages.items(full_pages.page(condition)):
        for text, sources in full_pages.claims(item):
            assert sources, place
            assert "EDITORIAL" not in sources, (place, text)


def test_sickling_is_never_run_off_watered_or_cleared_by_a_thermometer() -> None:
    everything = " ".join(
        text
        for _, item in full_pages.items(full_pages.page("exertional-sickling"))
        for text, _ in full_pages.statements(item)
    )
    assert "never run off" in everything
    assert "Cool first, transport second" in everything
    assert "excludes nothing" in everything
    assert not re.search(r"\bdrink|\bwater\b|\bstretch", everything)


def test_epinephrine_is_the_first_line_and_nothing_stands_before_it() -> None:
    assert full_pages.page("anaphylaxis")["treatment"][0]["id"] == "epinephrine"
    for sign in full_pages.page("anaphylaxis")["emergency_signs"][:3]:
        assert sign["urgency"][0]["text"].startswith("epinephrine first")


def test_a_knee_that_is_back_in_place_stays_an_emergency() -> None:
    signs = {sign["id"]: sign for sign in full_pages.page("acl-tear")["emergency_signs"]}
    assert "even when it is back in place" in signs["knee_dislocation"]["text"]
    assert [urgency["tier"] for urgency in signs["knee_dislocation"]["urgency"]] == ["EMS_NOW"]


def test_the_ankle_rule_says_when_it_must_not_be_used() -> None:
    assert re.search(
        r"Do not use.*numb.*intoxicated.*distracted", text_of("lateral-ankle-sprain", "emergency_signs")
    )


@pytest.mark.parametrize("condition", ["lateral-ankle-sprain", "hamstring-strain"])
def test_no_return_date_stands_on_a_sprain_or_a_strain(condition: str) -> None:
    assert not re.search(r"\d+ (?:days?|weeks?|months?)", text_of(condition, "return_to_play"))
