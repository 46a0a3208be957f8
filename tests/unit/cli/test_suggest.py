"""What it could also be, from the command line."""

from __future__ import annotations

from typing import Any

import pytest

from tests.command import Command

BACK = {
    "region": "lumbosacral",
    "condition": "back-spasms",
    "findings": {"back_pain": True, "bladder_bowel_loss": True, "saddle_numbness": None},
}


def suggested(run: Command, case: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = run.given("suggest", run.file(case), "--json").data
    return found


def test_a_back_with_a_lost_bladder_could_be_a_cauda_equina_first(run: Command) -> None:
    found = suggested(run, BACK)
    first = found[0]
    assert (first["id"], first["page"], first["tier"], first["must_not_miss"]) == (
        "cauda-equina-syndrome",
        True,
        "EMS_NOW",
        True,
    )
    assert first["why"][0] == {"text": "low back", "sources": []}
    assert first["why"][1] == {
        "text": "Lost control of bladder or bowel, present: emergency sign of this page",
        "finding": "bladder_bowel_loss",
        "sources": ["B06", "B10", "B12*"],
    }
    assert "back-spasms" not in [each["id"] for each in found]
    assert not run.data_dir.joinpath("records.tdb").exists()


def test_the_text_says_what_it_is_and_what_it_is_not(run: Command) -> None:
    lines = run.given("suggest", "-", stdin='{"region": "ankle", "side": "left"}').out.splitlines()
    assert lines[0] == "Could also be"
    assert lines[-1] == "Not a diagnosis; what must not be missed stands first."
    must, less = lines.index("Must not be missed"), lines.index("Less urgent")
    assert must < lines.index(
        "◆  Lateral Ankle Sprain (lateral-ankle-sprain)  up to: Physician in 24 to 72 hours"
    )
    assert must < less
    said = "\n".join(lines).casefold()
    assert not any(word in said for word in ("%", "probab", "likely", "diagnosed", "rule out"))


def test_an_incident_is_taken_as_it_is(run: Command) -> None:
    incident = {
        "athlete": {"guest": "14 Riverside"},
        "kind": "injury",
        "onset_at": "2026-10-09T19:42:00-05:00",
        "condition": "back-spasms",
        "diagnoses": [{"principal": True, "region": "lumbosacral", "side": "midline"}],
        "findings": {"back_pain": True, "bladder_bowel_loss": True},
        "narrative": "Locked up.",
    }
    assert suggested(run, incident) == suggested(run, BACK)


def test_a_temperature_is_a_fever(run: Command) -> None:
    case = {"region": "lumbosacral", "findings": {"back_pain": True}}
    warm = {**case, "vitals": [{"temp_other_c": 38.6}]}
    for given, there in ((warm, True), (case, False)):
        abscess = next(each for each in suggested(run, given) if each["id"] == "epidural-abscess")
        assert ("fever" in [why.get("finding") for why in abscess["why"]]) is there


def test_the_mechanism_is_a_reason_where_a_page_describes_it(run: Command) -> None:
    found = {each["id"]: each for each in suggested(run, {"region": "knee", "contact": "none"})}
    assert "no contact: mechanism “Without contact” of this page" in [
        w["text"] for w in found["acl-tear"]["why"]
    ]


def test_nothing_given_and_nothing_found_are_sentences(run: Command) -> None:
    for case in ({}, {"region": "wrist"}, {"findings": {"back_pain": None}}):
        assert "Nothing in this library is pointed to" in run.given("suggest", run.file(case)).out
        assert suggested(run, case) == []


@pytest.mark.parametrize(
    ("case", "field"),
    [
        ({"regio": "neck"}, "regio: is not known here; use region, side, athlete"),
        ({"region": "back"}, "region: “back” is not one of"),
        ({"region": "neck", "side": "not_applicable"}, "side: “not_applicable” does not fit"),
        ({"region": "neck", "diagnoses": [{"region": "neck"}]}, "region: stands beside diagnoses"),
        ({"diagnoses": [{"region": "back"}]}, "diagnoses[0].region: “back”"),
        ({"findings": {"sadness": True}}, "findings.sadness: is not a finding"),
        ({"findings": {"back_pain": "yes"}}, "findings.back_pain"),
        ({"findings": {"fever": False, "temp_other_c": 39.0}}, "fever: is answered as absent"),
        ({"condition": "nothing"}, "condition: There is no condition"),
        ({"causes": ["trauma"]}, "causes: belong to a condition"),
        ({"condition": "back-spasms", "causes": ["magic"]}, "causes[0]"),
        ({"mode_of_onset": "slowly"}, "mode_of_onset"),
        ({"contact": 3}, "contact"),
        ([], "is not an object"),
    ],
)
def test_what_cannot_be_taken_is_named(run: Command, case: Any, field: str) -> None:
    assert run("suggest", run.file(case)).failed(3, field)
