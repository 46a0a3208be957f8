"""The pages on nerve, spine and limb injuries never sound calmer than the rules and keep their warnings."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from tests.content import full_pages
from tests.content.rule_vectors import shipped
from trainer_tui.domain.expressions import literals
from trainer_tui.domain.findings import Answer
from trainer_tui.domain.triage import assess
from trainer_tui.domain.vocabulary import Tier

DIFFERENTIALS = {
    "ac-sprain": {"shoulder-instability", "clavicle-fracture"},
    "acute-compartment-syndrome": {"limb-fracture", "quadriceps-contusion", "vte"},
    "femoral-neck-stress-fracture": {"adductor-strain", "groin-hernia"},
    "knee-dislocation": {"acl-tear", "multiligament-knee-injury"},
    "lumbar-disc-herniation": {"back-spasms", "cauda-equina-syndrome", "hamstring-strain"},
    "sesamoid-fracture-sesamoiditis": {"turf-toe", "bipartite-sesamoid", "gout"},
    "spondylolysis": {"back-spasms", "lumbar-disc-herniation", "facet-joint-pain"},
    "stinger": {"cervical-spine-injury", "shoulder-instability", "ac-sprain"},
}
PAGES = tuple(DIFFERENTIALS)
ALARMING: Mapping[str, Answer] = {"limbs_affected": 2, "symptom_minutes": 15, "age": 16, "pain_weeks": 2}
READ_BY_RULES = {literal.finding for rule in shipped().rules for literal in literals(rule.expression)}
TIME = re.compile(r"\d[\d. ]*\s(?:days?|weeks?|months?)|\b(?:four|six) weeks")


def signs(condition: str) -> list[full_pages.Table]:
    return list(full_pages.page(condition)["emergency_signs"])


def item(condition: str, place: str) -> full_pages.Table:
    return dict(full_pages.items(full_pages.page(condition)))[place]


@pytest.mark.parametrize("condition", PAGES)
def test_every_differential_can_be_followed_and_every_sign_is_read_by_a_rule(condition: str) -> None:
    assert DIFFERENTIALS[condition] <= full_pages.targets(full_pages.page(condition))
    assert full_pages.targets(full_pages.page(condition)) - full_pages.condition_ids() == set()
    assert {finding for sign in signs(condition) for finding in sign["findings"]} <= READ_BY_RULES


@pytest.mark.parametrize("condition", PAGES)
def test_a_sign_is_at_least_as_urgent_on_the_page_as_in_triage(condition: str) -> None:
    for sign in signs(condition):
        tiers = [Tier(urgency["tier"]).rank for urgency in sign["urgency"]]
        assert tiers == sorted(tiers), sign["id"]
        found = assess({finding: ALARMING.get(finding, True) for finding in sign["findings"]}, shipped()).tier
        assert found is not None, sign["id"]
        assert tiers[0] <= found.rank, sign["id"]


def test_more_than_one_limb_is_the_cord_and_not_a_stinger() -> None:
    for condition in ("stinger", "ac-sprain"):
        sign = item(condition, "emergency_signs.more-than-one-limb")
        assert [(u["tier"], u["sources"]) for u in sign["urgency"]] == [("EMS_NOW", ["B93"])]


def test_a_knee_that_went_back_is_still_an_emergency() -> None:
    sign = item("knee-dislocation", "emergency_signs.out-of-joint")
    assert "went back" in sign["text"]
    assert [urgency["tier"] for urgency in sign["urgency"]] == ["EMS_NOW"]


def test_a_tense_limb_is_freed_and_neither_raised_pressed_nor_iced() -> None:
    page = full_pages.page("acute-compartment-syndrome")
    texts = [text for _, table in full_pages.items(page) for text, _ in full_pages.statements(table)]
    assert any("Take off wraps, brace and boot" in text for text in texts)
    assert [text for text in texts if re.search(r"\bice\b", text) and "no ice" not in text] == []
    assert [text for text in texts if re.search(r"elevat|raise|heart level|compress", text)] == []


def test_a_runner_with_groin_pain_takes_the_weight_off_before_anything_else() -> None:
    assert "no weight" in item("femoral-neck-stress-fracture", "treatment.no-weight")["text"]
    sign = item("femoral-neck-stress-fracture", "emergency_signs.groin-pain")
    assert [(u["tier"], u["sources"]) for u in sign["urgency"]] == [("H24_72", ["B141"])]


def test_time_to_return_after_a_disc_herniation_stands_in_both_versions() -> None:
    positions = item("lumbar-disc-herniation", "conflicts.return")["positions"]
    assert [position["sources"] for position in positions] == [["B40"], ["B39"]]
    told = item("lumbar-disc-herniation", "return_to_play.how-long")
    assert set(told["sources"]) == {"B39", "B40"}
    assert {"four weeks", "4.7 months"} <= set(TIME.findall(told["text"]))


@pytest.mark.parametrize("condition", PAGES)
def test_no_type_of_injury_is_given_a_day_of_return(condition: str) -> None:
    page = full_pages.page(condition)
    timed = {place["id"] for place in page.get("return_to_play", ()) if TIME.search(place["text"])}
    assert timed <= {"how-long", "after-surgery"}
    assert "grades" not in page
