"""An incident is read strictly: every mistake names its field, and what is missing stays unknown."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.team import diagnosis, shipped_library
from trainer_tui.domain.errors import FieldError
from trainer_tui.domain.incident_input import IncidentInput, Reading, parse_amendment, parse_incident
from trainer_tui.domain.vocabulary import Region, Side

NOW = datetime.fromisoformat("2026-10-09T20:00:00-05:00")
LEAST = {"athlete": {"jersey": "22"}, "kind": "injury", "onset_at": "2026-10-09T19:42:00-05:00"}


def reading() -> Reading:
    library = shipped_library()
    return Reading(library.rules.vocabulary, library.reference.catalogue, NOW)


def parsed(**fields: Any) -> IncidentInput:
    return parse_incident({**LEAST, **fields}, reading())


def refused(**fields: Any) -> FieldError:
    with pytest.raises(FieldError) as caught:
        parsed(**fields)
    return caught.value


def test_what_was_not_given_is_not_invented() -> None:
    found = parsed()

    assert found.fields == {"kind": "injury", "onset_at": "2026-10-09T19:42:00-05:00"}
    assert (found.findings, found.vitals, found.notes) == ({}, (), ())


@pytest.mark.parametrize("name", ["athlete", "kind", "onset_at"])
@pytest.mark.parametrize("given", [{}, None])
def test_three_fields_are_needed(name: str, given: object) -> None:
    raw = {key: value for key, value in LEAST.items() if key != name} | ({} if given == {} else {name: None})
    with pytest.raises(FieldError) as caught:
        parse_incident(raw, reading())
    assert caught.value.field == name


@pytest.mark.parametrize("raw", [[], "text", 5, None, {}])
def test_what_is_no_incident_is_refused(raw: object) -> None:
    with pytest.raises(FieldError):
        parse_incident(raw, reading())


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("colour", {"colour": "red"}),
        ("kind", {"kind": "accident"}),
        ("kind", {"kind": ["injury"]}),
        ("onset_at", {"onset_at": "2026-10-09T20:06:00-05:00"}),
        ("onset_at", {"onset_at": 1234}),
        ("reported_at", {"reported_at": "2026-10-09T19:30:00-05:00"}),
        ("mode_of_onset", {"mode_of_onset": "sudden"}),
        ("time_loss_mode", {"time_loss_mode": True}),
        ("condition", {"condition": "dragon-pox"}),
        ("condition", {"condition": 7}),
        ("causes[0]", {"condition": "shoulder-instability", "causes": ["dragons"]}),
        ("causes", {"causes": ["trauma"]}),
        ("causes", {"condition": "shoulder-instability", "causes": "trauma"}),
        ("diagnoses", {"diagnoses": {}}),
        ("diagnoses", {"diagnoses": [diagnosis(principal=True), diagnosis("knee", principal=True)]}),
        ("diagnoses", {"diagnoses": [diagnosis(), diagnosis("knee")]}),
        ("diagnoses", {"diagnoses": [diagnosis(principal=False)]}),
        ("diagnoses[0].principal", {"diagnoses": [diagnosis(principal="yes")]}),
        ("diagnoses[0].side", {"diagnoses": [diagnosis(side="midline")]}),
        ("diagnoses[0].side", {"diagnoses": [diagnosis("knee", "not_applicable")]}),
        ("diagnoses[1].region", {"diagnoses": [diagnosis(principal=True), diagnosis("tail")]}),
        ("diagnoses[0].grade", {"diagnoses": [diagnosis(grade=4)]}),
        ("diagnoses[0].grade", {"diagnoses": [diagnosis(grade=True)]}),
        ("diagnoses[0].grade", {"diagnoses": [diagnosis(grade="2")]}),
        ("diagnoses[0].osiics", {"diagnoses": [diagnosis(osiics="shoulder!")]}),
        ("diagnoses[0].sides", {"diagnoses": [diagnosis(sides="left")]}),
        ("findings", {"findings": [1]}),
        ("findings.tail_pain", {"findings": {"tail_pain": True}}),
        ("findings.back_pain", {"findings": {"back_pain": "yes"}}),
        ("findings.gcs", {"findings": {"gcs": 2}}),
        ("vitals", {"vitals": {"hr": 80}}),
        ("vitals[0]", {"vitals": [{}]}),
        ("vitals[0].pulse", {"vitals": [{"pulse": 80}]}),
        ("vitals[1].hr", {"vitals": [{"hr": 80}, {"hr": 500}]}),
        ("vitals[0].hr", {"vitals": [{"hr": True}]}),
        ("vitals[0].dbp", {"vitals": [{"dbp": 10}]}),
        ("vitals[0].dbp", {"vitals": [{"sbp": 80, "dbp": 120}]}),
        ("vitals[0].at", {"vitals": [{"hr": 80, "at": "2026-10-10T20:00:00-05:00"}]}),
        ("vitals[0].temp_other_c", {"vitals": [{"temp_other_c": float("nan")}]}),
        ("vitals[0].glucose", {"vitals": [{"glucose": 5}]}),
        ("narrative", {"narrative": 5}),
        ("narrative", {"narrative": "x" * 20_001}),
        ("narrative", {"narrative": "half \ud83d"}),
        ("soap.plan", {"soap": {"plan": "x" * 20_001}}),
        ("soap.goal", {"soap": {"goal": "x"}}),
        ("athlete", {"athlete": {"team": "Varsity"}}),
        ("athlete", {"athlete": "22"}),
        ("athlete.name", {"athlete": {"name": "Mara"}}),
        ("athlete.jersey", {"athlete": {"jersey": 22}}),
        ("athlete.guest", {"athlete": {"guest": " "}}),
        ("athlete.guest", {"athlete": {"guest": "14 Riverside", "jersey": "14"}}),
        ("athlete.guest", {"athlete": {"guest": "two\nlines"}}),
    ],
)
def test_a_mistake_names_its_field(path: str, fields: dict[str, Any]) -> None:
    assert refused(**fields).field == path


def test_a_temperature_in_fahrenheit_is_refused_and_named_so() -> None:
    error = refused(vitals=[{"hr": 100}, {"temp_rectal_c": 104}])

    assert error.field == "vitals[1].temp_rectal_c"
    assert "°F" in error.problem
    assert "°F" in refused(findings={"temp_rectal_c": 104}).problem


def test_a_cause_must_be_one_of_its_condition_and_the_error_lists_those() -> None:
    causes = [label.id for label in shipped_library().reference.causes("shoulder-instability")]

    assert parsed(condition="shoulder-instability", causes=causes).fields["causes"] == causes
    assert causes[0] in refused(condition="shoulder-instability", causes=["dragons"]).problem


def test_every_side_of_a_region_is_taken_and_no_other() -> None:
    for region in Region:
        for side in Side:
            raw = {"diagnoses": [diagnosis(region.value, side.value)]}
            if side in region.sides:
                assert parsed(**raw).fields["diagnoses"][0]["side"] == side
            else:
                assert refused(**raw).field == "diagnoses[0].side"


def test_unknown_and_null_stay_unknown() -> None:
    found = parsed(
        condition="unknown",
        causes=None,
        mode_of_onset="unknown",
        contact=None,
        diagnoses=[{"region": "knee", "side": None, "tissue": "unknown", "grade": None}],
        findings={"back_pain": None, "fever": False},
        vitals=[{"hr": 90, "gcs": None}],
        soap={"plan": None},
    )

    assert "condition" not in found.fields
    assert "contact" not in found.fields
    assert found.fields["mode_of_onset"] == "unknown"
    assert found.fields["diagnoses"][0]["side"] == "unknown"
    assert found.fields["diagnoses"][0]["tissue"] is None
    assert found.findings == {"back_pain": None, "fever": False}
    assert "gcs" not in found.vitals[0]
    assert found.notes == ()


def test_a_single_diagnosis_is_the_principal_one() -> None:
    assert parsed(diagnoses=[diagnosis()]).fields["diagnoses"][0]["principal"] is True


def test_absent_in_bulk_is_an_answer_of_its_own() -> None:
    assert parsed(findings={"back_pain": "absent_in_bulk"}).findings == {"back_pain": "absent_in_bulk"}


def test_vitals_are_taken_in_the_order_of_their_times() -> None:
    late, early = "2026-10-09T19:50:00-05:00", "2026-10-09T19:45:00-05:00"
    found = parsed(vitals=[{"hr": 100, "at": late}, {"hr": 90, "at": early}, {"hr": 80}])

    assert [(v["at"], v["hr"]) for v in found.vitals] == [(early, 90), (late, 100), (NOW.isoformat(), 80)]


@pytest.mark.parametrize("text", ["[/b] [R] knee", "\x1b[31mred", "a\r\nb\tc", "\u202etfel"])
def test_notes_are_kept_as_typed(text: str) -> None:
    assert parsed(narrative=text, soap={"plan": text}).notes == (("narrative", text), ("plan", text))


def test_a_note_of_exactly_the_limit_is_taken() -> None:
    assert len(parsed(narrative="x" * 20_000).notes[0][1]) == 20_000


def amended(raw: dict[str, Any], **current: Any) -> IncidentInput:
    return parse_amendment(raw, reading(), {"kind": "injury", "onset_at": LEAST["onset_at"], **current})


def test_an_amendment_holds_just_what_it_was_given() -> None:
    assert amended({"contact": "none"}).fields == {"contact": "none"}
    assert amended({"condition": None}).fields == {"condition": None}


@pytest.mark.parametrize("raw", [{}, {"kind": None}, {"onset_at": ""}, {"athlete": None}, []])
def test_an_amendment_cannot_be_empty_nor_empty_what_is_needed(raw: Any) -> None:
    with pytest.raises(FieldError):
        amended(raw)


def test_an_amendment_is_checked_against_what_stands() -> None:
    standing = {"condition": "shoulder-instability", "reported_at": "2026-10-09T19:44:00-05:00"}
    with pytest.raises(FieldError, match=r"causes\[0\]"):
        amended({"causes": ["dragons"]}, **standing)
    with pytest.raises(FieldError, match="onset_at"):
        amended({"onset_at": "2026-10-09T19:59:00-05:00"}, **standing)
