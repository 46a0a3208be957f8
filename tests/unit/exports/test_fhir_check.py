"""A Bundle of ours is one of FHIR R4, by our own check and by one that is not ours; mistakes are found."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import fhirkit
import pytest

from tests.fhir_documents import Bundle, demo_bundles, full_bundle, full_incident, written
from tests.fhir_validator.faults import FAULTS, Fault
from tests.handing_over import Office
from tests.team import shipped_library
from trainer_tui.domain.vocabulary import Purpose
from trainer_tui.exports.fhir import people
from trainer_tui.exports.fhir.check import InvalidBundle, problems, refuse_invalid
from trainer_tui.exports.fhir.codes import Codes


@cache
def codes() -> Codes:
    return Codes(shipped_library().reference.codes())


@cache
def good() -> Bundle:
    return full_bundle()


def test_every_bundle_of_the_demo_season_is_accepted_by_both() -> None:
    bundles = demo_bundles()
    assert len(bundles) > 100
    for bundle in bundles:
        assert problems(bundle, codes()) == []
        assert fhirkit.validate(json.dumps(bundle)) == []


def test_a_bundle_with_every_kind_of_resource_is_accepted_by_both() -> None:
    assert problems(good(), codes()) == []
    assert fhirkit.validate(json.dumps(good())) == []
    assert {each["resource"]["resourceType"] for each in good()["entry"]} == {
        *("Composition", "Patient", "Practitioner", "Organization", "Encounter", "Condition", "Observation"),
        *(
            "Flag",
            "Communication",
            "ServiceRequest",
            "Procedure",
            "AllergyIntolerance",
            "MedicationStatement",
        ),
        *("DocumentReference", "Provenance"),
    }


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_a_planted_fault_is_found(fault: Fault) -> None:
    bundle = fault.planted(good())
    assert problems(bundle, codes())
    assert bool(fhirkit.validate(json.dumps(bundle))) is fault.fhirkit
    with pytest.raises(InvalidBundle):
        refuse_invalid(bundle, codes())


def test_the_validators_that_are_not_ours_see_most_faults() -> None:
    seen = [fault for fault in FAULTS.values() if fault.fhirkit or fault.node]
    assert len(seen) >= 20


@pytest.mark.parametrize("bundle", [{}, {"entry": 7}, {"entry": [7, None]}, {"resourceType": "Patient"}])
def test_whatever_stands_there_the_check_answers(bundle: Any) -> None:
    assert problems(bundle, codes())


@pytest.mark.parametrize("name", sorted({key for e in full_bundle()["entry"] for key in e["resource"]}))
@pytest.mark.parametrize("value", [None, "", [], {}, 7, {"reference": 7}, [[]]])
def test_nonsense_in_any_element_is_found_or_said_to_be_right(name: str, value: Any) -> None:
    bundle = Fault(
        lambda b: [e["resource"].update({name: value}) for e in b["entry"] if name in e["resource"]]
    ).planted(good())
    assert problems(bundle, codes())


@pytest.mark.parametrize("kind", ["Patient", "Encounter", "Composition"])
@pytest.mark.parametrize("value", [{}, [], {"coding": []}])
def test_a_resource_whose_type_is_no_word_is_found(kind: str, value: Any) -> None:
    def plant(bundle: Bundle) -> None:
        found = next(e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == kind)
        found["resourceType"] = value

    assert problems(Fault(plant).planted(good()), codes())


def test_what_is_found_never_repeats_what_stands_there() -> None:
    bundle = Fault(lambda b: b["entry"][1]["resource"].update(gender="Ortiz")).planted(good())
    assert not any("Ortiz" in each for each in problems(bundle, codes()))


def test_an_invalid_bundle_is_written_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office, folder = Office(), tmp_path / "out"
    folder.mkdir()
    ident = full_incident(office)
    monkeypatch.setattr(people, "_names", lambda athlete: [{"use": "bogus", "text": "x"}])
    for archive in (False, True):
        with pytest.raises(InvalidBundle, match="name-use"):
            written(office, [ident], archive=archive)
    with pytest.raises(InvalidBundle, match="name-use"):
        office.handoff.export(
            "fhir", folder / "a.zip", incidents=[ident], recipient="Dr Lee", purpose=Purpose.TREATMENT
        )
    assert not list(folder.iterdir())
