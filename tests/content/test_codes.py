"""Every code in `data/codes` is one that a source gives, and stands for something the library has."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.team import shipped_library
from trainer_tui.domain.vocabulary import ALERTS, Direction, Region, Side, Tissue

TABLES = shipped_library().reference.codes()
ICD = re.compile(r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?")
LOINC = re.compile(r"\d{1,5}-\d")
VALUES = {"region": Region, "side": Side, "tissue": Tissue, "direction": Direction}
ROWS = [(table, row) for table in ("icd10cm", "osiics") for row in TABLES[table]["row"]]


def test_the_tables_are_those_that_the_export_reads() -> None:
    assert set(TABLES) == {"fhir_r4", "icd10cm", "loinc", "osiics", "snomed", "ucum"}


@pytest.mark.parametrize("table", ["fhir_r4", "icd10cm", "osiics", "ucum"])
def test_a_table_names_its_source(table: str) -> None:
    assert TABLES[table]["source"].strip()


@pytest.mark.parametrize(
    "entry", [*TABLES["loinc"]["code"], *TABLES["snomed"]["code"]], ids=lambda e: e["code"]
)
def test_a_single_code_names_its_source(entry: dict[str, str]) -> None:
    assert entry["source"].strip()
    assert entry["use"].strip()


def test_loinc_codes_have_their_form_and_one_use_each() -> None:
    entries = TABLES["loinc"]["code"]
    assert all(LOINC.fullmatch(entry["code"]) for entry in entries)
    assert (
        len({entry["code"] for entry in entries}) == len({entry["use"] for entry in entries}) == len(entries)
    )


def test_every_icd_code_has_its_title_and_every_title_is_used() -> None:
    table = TABLES["icd10cm"]
    used = {row["code"] for row in table["row"]} | set(table["alerts"].values())
    assert used == set(table["titles"])
    assert all(ICD.fullmatch(code) for code in used)
    assert "M54.5" not in used  # no valid code since 2021


@pytest.mark.parametrize(
    ("table", "row"), ROWS, ids=lambda each: each if isinstance(each, str) else each["code"]
)
def test_a_row_asks_for_what_the_library_has(table: str, row: dict[str, Any]) -> None:
    library = shipped_library()
    assert row["condition"] in library.reference.catalogue.entries
    for name, kind in VALUES.items():
        assert set(row.get(name, ())) <= {"", *kind}
    for name in ("present", "absent"):
        assert all(finding in library.rules.vocabulary for finding in row.get(name, ()))
    assert set(row) <= {"condition", "code", "present", "absent", *VALUES}


def test_an_osiics_code_begins_with_the_letter_of_its_region() -> None:
    for row in TABLES["osiics"]["row"]:
        code = row["code"]
        letters = {Region(region).letter for region in row.get("region", ())}
        assert not letters or code[0] in letters


def test_sides_of_a_code_agree_with_its_title() -> None:
    table = TABLES["icd10cm"]
    for row in table["row"]:
        title = table["titles"][row["code"]].lower()
        words = {"left": "left", "right": "right", "unknown": "unspecified"}
        assert all(words[side] in title for side in row.get("side", ()))


def test_alerts_with_a_code_are_alerts_of_the_roster() -> None:
    assert set(TABLES["icd10cm"]["alerts"]) <= set(ALERTS)
