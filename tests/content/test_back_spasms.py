"""Back spasms and its eight short pages are complete and sourced; the five nerve signs are emergencies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.content.full_pages import (
    FIVE_SIGNS,
    SHORT_PAGES,
    condition_ids,
    finding_ids,
    items,
    page,
    read,
    source_ids,
)

PAGES = ("back-spasms", *SHORT_PAGES, "cauda-equina-syndrome")
TIERS = ("EMS_NOW", "SAME_DAY", "H24_72", "ROUTINE")
QUANTITY = re.compile(r"\d[\d.,]*\s*-?\s*(mg|mcg|µg|g|ml|l/min|units?|tablets?)\b", re.IGNORECASE)


def statements(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], bool]]:
    """Yield address, statement and whether it is an urgency, notes and positions included."""
    for address, item in items(document):
        yield address, item, False
        for statement in (*item.get("notes", ()), *item.get("positions", ())):
            yield address, statement, False
        for urgency in item.get("urgency", ()):
            yield address, urgency, True


def dossier_rows() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = read(Path(__file__).with_name("dossier_back_spasms.toml"))["rows"]
    return rows


def addresses(row: dict[str, Any]) -> list[str]:
    at = row.get("at", [])
    return [at] if isinstance(at, str) else at


def test_every_row_of_the_dossier_stands_on_the_page_or_says_why_not() -> None:
    document = page("back-spasms")
    present = {address for address, _ in items(document)} | {key for key in document if document[key]}
    for row in dossier_rows():
        if "left_out" in row:
            assert row["left_out"] in ("memory", "editorial"), row
            assert "at" not in row, row
        else:
            assert addresses(row), row
            assert set(addresses(row)) <= present, row


def test_every_item_of_the_page_answers_a_row_of_the_dossier() -> None:
    accounted = {address for row in dossier_rows() for address in addresses(row)}
    assert {address for address, _ in items(page("back-spasms"))} <= accounted


def test_the_five_causes_of_the_source_page_are_there_in_its_order() -> None:
    causes = [cause["id"] for cause in page("back-spasms")["causes"] if "SEED" in cause["sources"]]
    assert causes == ["underuse", "overuse", "diet", "psych", "trauma"]


def test_the_five_signs_of_the_source_page_are_emergency_signs_in_its_order() -> None:
    signs = [s for s in page("back-spasms")["emergency_signs"] if s.get("origin") == "source_page"]
    assert [sign["findings"] for sign in signs] == [[finding] for finding in FIVE_SIGNS]
    assert [sign["urgency"][0]["tier"] for sign in signs] == ["EMS_NOW"] * 5


@pytest.mark.parametrize("name", PAGES)
def test_no_emergency_sign_stands_among_the_symptoms(name: str) -> None:
    document = page(name)
    signs = {f for sign in document["emergency_signs"] for f in sign["findings"]} | set(FIVE_SIGNS)
    for symptom in document.get("symptoms", ()):
        assert symptom["id"] not in signs
        assert symptom.get("finding") not in signs


def test_the_seven_serious_conditions_of_the_source_page_lead_to_their_pages() -> None:
    serious = [s for s in page("back-spasms")["serious"] if s.get("origin") == "source_page"]
    assert [item["link"] for item in serious] == list(SHORT_PAGES)
    assert all("SEED" in item["sources"] and item["kind"] == "associated" for item in serious)


def test_kidney_stones_and_infection_tell_how_they_arise() -> None:
    labels = {s["id"]: [n["label"] for n in s.get("notes", ())] for s in page("back-spasms")["serious"]}
    assert "How they occur" in labels["kidney-stones"]
    assert "How it arises" in labels["kidney-infection"]


def test_the_four_treatments_of_the_source_page_are_there() -> None:
    treatments = {t["id"] for t in page("back-spasms")["treatment"] if "SEED" in t["sources"]}
    assert treatments == {"ice-heat", "otc-pain-medication", "muscle-relaxants", "physical-therapy"}


def test_the_four_citations_are_there_and_the_fourth_repeats_the_first() -> None:
    citations = page("back-spasms")["citations"]
    assert [c["n"] for c in citations] == [1, 2, 3, 4]
    assert [c["source"] for c in citations] == ["B03", "B04", "B05", "B03"]
    assert [c.get("duplicate_of") for c in citations] == [None, None, None, 1]
    assert citations[3]["text"] == citations[0]["text"]


def test_the_page_keeps_its_place_between_its_neighbours() -> None:
    neighbours = {link["type"]: link["to"] for link in page("back-spasms")["links"]}
    assert neighbours["previous"] == "turf-toe"
    assert neighbours["next"] == "shoulder-instability"


@pytest.mark.parametrize("name", PAGES)
def test_every_statement_has_sources_of_the_bibliography(name: str) -> None:
    known = source_ids()
    for address, statement, urgency in statements(page(name)):
        assert statement["text"].strip(), address
        assert statement["sources"], address
        assert set(statement["sources"]) <= known, address
        assert urgency or "EDITORIAL" not in statement["sources"], address


@pytest.mark.parametrize("name", PAGES)
def test_no_statement_carries_a_drug_quantity(name: str) -> None:
    for address, statement, _ in statements(page(name)):
        assert not QUANTITY.search(statement["text"]), address


@pytest.mark.parametrize("name", PAGES)
def test_every_emergency_sign_and_serious_condition_says_how_soon(name: str) -> None:
    document = page(name)
    for item in (*document["emergency_signs"], *document.get("serious", ())):
        tiers = [urgency["tier"] for urgency in item["urgency"]]
        assert tiers, item["id"]
        assert tiers == sorted(tiers, key=TIERS.index), item["id"]


@pytest.mark.parametrize("name", PAGES[1:])
def test_a_short_page_is_whole_and_says_what_differs_from_the_source_page(name: str) -> None:
    document = page(name)
    for section in ("summary", "causes", "emergency_signs", "links", "codes"):
        assert document[section], section
    differs = dict(items(document))["summary.source-wording"]
    assert "SEED" in differs["sources"]
    assert len(differs["sources"]) > 1
    assert "back-spasms" in {link["to"] for link in document["links"]}


@pytest.mark.parametrize("name", PAGES)
def test_every_finding_named_is_in_the_vocabulary(name: str) -> None:
    vocabulary = finding_ids()
    for sign in page(name)["emergency_signs"]:
        assert sign["findings"], sign["id"]
        assert set(sign["findings"]) <= vocabulary, sign["id"]


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_to_a_page_or_a_named_condition(name: str) -> None:
    known = condition_ids()
    for address, item in items(page(name)):
        target = item.get("to") or item.get("link")
        assert target is None or target in known, address


@pytest.mark.parametrize("name", PAGES)
def test_ids_are_unique_within_a_section_and_the_page_is_a_draft(name: str) -> None:
    document = page(name)
    found = [address for address, _ in items(document)]
    assert len(found) == len(set(found))
    assert document["id"] == name
    assert document["depth"] == ("full" if name == "back-spasms" else "short")
    assert document["review"]["reviewed_by"] == ""


def test_the_withdrawn_code_is_only_a_trap() -> None:
    codes = {code["code"]: code for code in page("back-spasms")["codes"]}
    assert "M54.5" not in codes
    assert [note["label"] for note in codes["M54.50"]["notes"]] == ["Trap"]
