"""What full pages lead to is a page or a named condition, and what they state rests on the bibliography."""

from __future__ import annotations

import re

import pytest

from tests.content import full_pages

FULL = ("back-spasms", "turf-toe", "shoulder-instability")
SPORT = ("turf-toe", "shoulder-instability")
TIERS = {"EMS_NOW", "SAME_DAY", "H24_72", "ROUTINE"}
DOSE = re.compile(
    r"\d[\d.,]*[\s-]?(?:g\b|mg\b|mcg\b|µg\b|ml\b|l/min\b|units?\b|iu\b|tablets?\b|capsules?\b|puffs?\b)",
    re.IGNORECASE,
)


@pytest.mark.parametrize("condition", FULL)
def test_every_link_of_a_full_page_leads_somewhere(condition: str) -> None:
    assert full_pages.targets(full_pages.page(condition)) - full_pages.condition_ids() == set()


def test_every_named_condition_is_led_to_by_some_page() -> None:
    pages = [full_pages.read(path) for path in (full_pages.DATA / "conditions").glob("*.toml")]
    led_to = {target for page in pages for target in full_pages.targets(page)}
    assert {entry["id"] for entry in full_pages.named()} - led_to == set()


def test_a_named_condition_stands_once_and_has_no_page() -> None:
    ids = [entry["id"] for entry in full_pages.named()]
    pages = {path.stem for path in (full_pages.DATA / "conditions").glob("*.toml")}
    assert len(ids) == len(set(ids))
    assert set(ids) & pages == set()


@pytest.mark.parametrize("entry", full_pages.named(), ids=lambda entry: str(entry["id"]))
def test_a_named_condition_has_a_sourced_red_flag_with_a_tier(entry: full_pages.Table) -> None:
    assert entry["tier"] in TIERS
    assert entry["name"]
    assert entry["red_flag"]
    assert entry["regions"]
    assert entry["source"] in full_pages.source_ids() - {"EDITORIAL", "SEED"}
    assert set(entry["sources"]) - {"EDITORIAL"}
    assert set(entry["sources"]) <= full_pages.source_ids()
    assert not DOSE.search(entry["red_flag"])


@pytest.mark.parametrize("condition", SPORT)
def test_every_source_of_a_page_is_in_the_bibliography(condition: str) -> None:
    cited = {
        source
        for _, item in full_pages.items(full_pages.page(condition))
        for _, sources in full_pages.statements(item)
        for source in sources
    }
    assert cited - full_pages.source_ids() == set()


@pytest.mark.parametrize("condition", SPORT)
def test_only_urgency_rests_on_our_own_judgement(condition: str) -> None:
    for place, item in full_pages.items(full_pages.page(condition)):
        for text, sources in full_pages.claims(item):
            assert sources, place
            assert "EDITORIAL" not in sources, (place, text)


@pytest.mark.parametrize("condition", SPORT)
def test_emergency_signs_name_findings_that_exist_and_none_is_a_symptom(condition: str) -> None:
    page, known = full_pages.page(condition), full_pages.finding_ids()
    for sign in page["emergency_signs"]:
        assert sign["findings"], sign["id"]
        assert set(sign["findings"]) <= known, sign["id"]
        assert sign["urgency"], sign["id"]
    assert not [symptom["id"] for symptom in page["symptoms"] if "finding" in symptom]


@pytest.mark.parametrize("condition", SPORT)
def test_no_page_carries_a_dose(condition: str) -> None:
    assert DOSE.search("take 400 mg with food")
    texts = [
        text
        for _, item in full_pages.items(full_pages.page(condition))
        for text, _ in full_pages.statements(item)
    ]
    assert [text for text in texts if DOSE.search(text)] == []


@pytest.mark.parametrize("condition", SPORT)
def test_a_conflict_shows_the_sources_of_all_its_sides(condition: str) -> None:
    for conflict in full_pages.page(condition)["conflicts"]:
        sides = {source for position in conflict["positions"] for source in position["sources"]}
        assert len(conflict["positions"]) >= 2, conflict["id"]
        assert set(conflict["sources"]) == sides, conflict["id"]
