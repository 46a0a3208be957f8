"""The reference library and the rules from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.command import Command
from trainer_tui.domain.wording import EMERGENCY_SIGNS, MEDICATION


def test_conditions_are_listed_each_once(run: Command) -> None:
    listed = run.given("condition", "list", "--json").data
    ids = [entry["id"] for entry in listed]
    assert {"back-spasms", "shoulder-instability", "turf-toe"} <= set(ids)
    assert len(ids) == len(set(ids))
    assert "back-spasms" in run.given("condition", "list").out
    assert not run.data_dir.joinpath("records.tdb").exists()


def test_a_page_is_shown_with_its_sources_and_the_sentences_it_must_carry(run: Command) -> None:
    page = run.given("condition", "show", "back-spasms")
    assert "Draft: not clinically reviewed" in page.out
    assert EMERGENCY_SIGNS in page.out
    medication = page.out.split("MEDICATION NOTES\n")[1].split("\n\n")[0]
    statements = [line for line in medication.split("\n") if line.startswith("- ")]
    assert statements
    assert medication.count(MEDICATION) == len(statements)
    document: dict[str, Any] = run.given("condition", "show", "back-spasms", "--json").data
    cited = {source for item in document["causes"] for source in item["sources"]}
    assert cited <= {source["id"] for source in document["bibliography"]}
    assert all(
        item["id"] and item["text"] in page.out for item in (*document["causes"], *document["treatment"])
    )


def test_the_emergency_signs_stand_among_no_symptoms(run: Command) -> None:
    document = run.given("condition", "show", "back-spasms", "--json").data
    signs = {item["name"] for item in document["emergency_signs"]}
    assert len(signs) >= 5
    assert not signs & {item["name"] for item in document["symptoms"]}


def test_a_condition_without_a_page_shows_its_red_flag(run: Command) -> None:
    document = run.given("condition", "show", "back-spasms", "--json").data
    named = next(
        item["link"]
        for item in document["serious"]
        if run.given("condition", "show", item["link"], "--json").data["depth"] == "named"
    )
    page = run.given("condition", "show", named).out
    assert "Not yet in this library." in page
    assert run.given("condition", "show", named, "--json").data["red_flag"] in page


def test_an_unknown_condition_is_five_and_offers_what_is_near(run: Command) -> None:
    assert run("condition", "show", "back-spasm").failed(5, "back-spasms")


def test_a_search_finds_by_several_words_and_offers_other_spellings(run: Command) -> None:
    assert run.given("condition", "search", "back", "spasm", "--json").data[0]["id"] == "back-spasms"
    assert run.given("condition", "search", "turf toe").out.split("\n")[1].endswith("turf-toe")
    nothing = run.given("condition", "search", "zzzzzzzz")
    assert (nothing.out, nothing.err) == ("", "Nothing fits “zzzzzzzz”.\n")
    assert run.given("condition", "search", "zzzzzzzz", "--json").data == []


def test_other_spellings_are_found_and_said(run: Command) -> None:
    near = run.given("condition", "search", "concusion")
    assert "Nothing is written “concusion”; shown: concussion" in near.err
    assert "contusion" in near.err
    data = run.given("condition", "search", "concusion", "--json").data
    assert (data[0]["id"], data[0]["spelling"]) == ("concussion", "concussion")
    assert run.given("condition", "search", "concussion").err == ""
    assert {hit["spelling"] for hit in run.given("condition", "search", "concussion", "--json").data} == {""}


def test_a_search_says_which_statement_was_found_and_where(run: Command) -> None:
    found = {hit["id"]: hit for hit in run.given("condition", "search", "wiping", "--json").data}
    assert found["cauda-equina-syndrome"]["place"] == "emergency_signs.saddle_numbness"
    assert found["cauda-equina-syndrome"]["field"] == "sign"
    assert "wiping" in found["cauda-equina-syndrome"]["why"]


def test_the_shipped_library_has_nothing_to_correct(run: Command) -> None:
    assert run.given("condition", "lint").out == ""
    assert run.given("condition", "lint", "--json").data == []


def test_a_broken_page_is_named_and_three(run: Command, tmp_path: Path) -> None:
    path = tmp_path / "knee.toml"
    path.write_text('schema = 1\nid = "knee"\nname = "Knee"\n', encoding="utf-8")
    linted = run("condition", "lint", str(path))
    assert linted.code == 3
    assert "knee.toml" in linted.out
    assert "correction" in linted.err
    assert run("condition", "lint", str(path), "--json").data[0]["id"] == "1"
    assert run("condition", "lint", str(tmp_path / "missing")).failed(3, "missing")


CAUDA = {"findings": {"back_pain": True, "saddle_numbness": True, "age": 17}}


def test_triage_prints_the_shape_of_the_contract_and_stores_nothing(run: Command) -> None:
    found = run.given("triage", run.file(CAUDA), "--json").data
    assert set(found) == {"tier", "hold", "matches", "possible", "not_assessed", "ruleset", "statement"}
    assert (found["tier"], found["hold"]) == ("EMS_NOW", "until_cleared")
    match = found["matches"][0]
    assert (match["rule"], match["because"]) == ("RF-SPN-01", {"saddle_numbness": True})
    assert set(match) == {"rule", "version", "tier", "hold", "first", "action", "why", "sources", "because"}
    assert not run.data_dir.joinpath("records.tdb").exists()


def test_triage_of_an_array_is_an_array_in_its_order(run: Command) -> None:
    found = run.given("triage", run.file([{"findings": {}}, CAUDA]), "--json").data
    assert [triage["tier"] for triage in found] == [None, "EMS_NOW"]
    assert run.given("triage", run.file([]), "--json").data == []


def test_triage_in_words_never_clears(run: Command) -> None:
    text = run.given("triage", "-", stdin='{"findings": {}}').out
    assert text.startswith("No red flag among the answers given; ")
    assert text.endswith("Absence of a flag is not clearance.\n")
    text = run.given("triage", run.file(CAUDA)).out
    assert "▲▲ Activate EMS now (RF-SPN-01 v1; hold: no return until a named clinician clears)" in text
    assert "Because: Numb or odd between the legs or when wiping (present)" in text
    assert "Sources: B06" in text
    assert "B06: Cauda equina syndrome: diagnosis approach (no year given · guideline or " in text
    assert "Undecided: " in text


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ({"findings": {"unicorn": True}}, ["unicorn"]),
        ({"findings": {"gcs": 2}}, ["gcs", "3 to 15"]),
        ({"findings": {"back_pain": "yes"}}, ["back_pain"]),
        ({"findings": {"fever": False, "temp_other_c": 39.0}}, ["fever"]),
        ({"findings": []}, ["findings"]),
        ({}, ["findings"]),
        ({"findings": {}, "vitals": []}, ["vitals"]),
        ([{"findings": {}}, {"findings": {"gcs": 99}}], ["[1].gcs"]),
    ],
)
def test_a_wrong_finding_is_three_and_named(run: Command, raw: Any, words: list[str]) -> None:
    assert run("triage", run.file(raw)).failed(3, *words)
