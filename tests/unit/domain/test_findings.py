"""Answers are taken as given or refused by name; a temperature speaks for fever only where it may."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from trainer_tui.domain.errors import FieldError, TrainerError
from trainer_tui.domain.findings import ABSENT_IN_BULK, Answer, Ask, Sweep, Vocabulary, derive

FILE = Path(__file__).parents[3] / "data" / "findings.toml"
SHIPPED = Vocabulary.from_data(tomllib.loads(FILE.read_text(encoding="utf-8")))


def entry(**changes: Any) -> dict[str, Any]:
    return {"id": "a", "type": "bool", "prompt": "A", "help": "Look.", "ask": "sign"} | changes


@pytest.mark.parametrize("answer", [True, False, None, ABSENT_IN_BULK])
def test_a_sign_is_present_absent_unknown_or_absent_in_bulk(answer: Answer) -> None:
    assert SHIPPED.check_answers({"vomiting": answer}) == {"vomiting": answer}


@pytest.mark.parametrize("value", [1, 0, 0.0, "yes", "true", "absent", [], {}, "ABSENT_IN_BULK"])
def test_nothing_else_answers_a_sign(value: object) -> None:
    with pytest.raises(FieldError) as refused:
        SHIPPED.check_answers({"vomiting": value})
    assert refused.value.field == "vomiting"


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("gcs", 3, 15),
        ("limbs_affected", 0, 4),
        ("spo2", 40, 100),
        ("hr", 20, 260),
        ("rr", 4, 80),
        ("sbp", 40, 300),
        ("glucose_mgdl", 10, 700),
        ("age", 4, 100),
    ],
)
def test_whole_numbers_have_a_range_that_includes_its_ends(name: str, least: int, most: int) -> None:
    for value in (least, most):
        assert SHIPPED.check_answers({name: value}) == {name: value}
    for value in (least - 1, most + 1):
        with pytest.raises(FieldError, match=f"{name}: .*impossible; use {least} to {most}"):
            SHIPPED.check_answers({name: value})


@pytest.mark.parametrize("name", ["symptom_minutes", "biliary_pain_hours", "pain_weeks"])
def test_durations_start_at_nought_and_are_open_above(name: str) -> None:
    assert SHIPPED.check_answers({name: 0}) == {name: 0}
    assert SHIPPED.check_answers({name: 5000}) == {name: 5000}
    with pytest.raises(FieldError, match="use 0 or more"):
        SHIPPED.check_answers({name: -1})


@pytest.mark.parametrize("name", ["temp_rectal_c", "temp_other_c"])
def test_temperatures_are_celsius_whole_or_broken(name: str) -> None:
    for value in (25.0, 45.0, 37):
        assert SHIPPED.check_answers({name: value}) == {name: value}
    for value in (24.9, 45.1, 104, float("nan"), float("inf")):
        with pytest.raises(FieldError, match=r"use 25\.0 to 45\.0 °C.* °F, convert"):
            SHIPPED.check_answers({name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("gcs", True),
        ("limbs_affected", True),
        ("symptom_minutes", False),
        ("gcs", 14.0),
        ("gcs", "14"),
        ("gcs", ABSENT_IN_BULK),
        ("temp_other_c", False),
        ("temp_other_c", "38"),
        ("temp_other_c", ABSENT_IN_BULK),
    ],
)
def test_a_number_is_no_yes_or_no_and_no_text(name: str, value: object) -> None:
    with pytest.raises(FieldError) as refused:
        SHIPPED.check_answers({name: value})
    assert refused.value.field == name


def test_an_unknown_finding_is_named() -> None:
    with pytest.raises(FieldError) as refused:
        SHIPPED.check_answers({"back_pain": True, "backpain": True})
    assert refused.value.field == "backpain"
    assert refused.value.exit_code == 3


def test_a_hostile_name_cannot_fill_or_steer_the_terminal() -> None:
    with pytest.raises(FieldError) as refused:
        SHIPPED.check_answers({"\x1b[2J" + "x" * 10_000: True})
    assert "\x1b" not in refused.value.message
    assert len(refused.value.message) < 200


@pytest.mark.parametrize("raw", [None, [], "back_pain", 3, [{"back_pain": True}]])
def test_answers_are_an_object(raw: object) -> None:
    with pytest.raises(FieldError, match="findings: must be an object"):
        SHIPPED.check_answers(raw)


@pytest.mark.parametrize("name", ["temp_rectal_c", "temp_other_c"])
def test_thirty_eight_degrees_at_any_site_is_fever(name: str) -> None:
    assert derive({name: 38.0})["fever"] is True
    assert derive({name: 38})["fever"] is True
    assert derive({name: 38.0, "fever": None})["fever"] is True
    assert derive({name: 38.0, "exertion_now": False})["fever"] is True


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"temp_rectal_c": 37.9},
        {"temp_other_c": 36.6, "temp_rectal_c": None},
        {"temp_rectal_c": 40.0, "exertion_now": True},
    ],
)
def test_a_normal_temperature_or_one_of_exertion_leaves_fever_unknown(answers: dict[str, Answer]) -> None:
    assert derive(answers) == answers


def test_chills_are_fever_whatever_the_thermometer_says() -> None:
    answers: dict[str, Answer] = {"fever": True, "temp_rectal_c": 36.5, "exertion_now": True}
    assert derive(answers) == answers


@pytest.mark.parametrize("absent", [False, ABSENT_IN_BULK])
def test_fever_answered_absent_beside_a_high_temperature_is_refused(absent: Answer) -> None:
    with pytest.raises(FieldError, match=r"fever: .*temp_other_c is 38\.4 °C"):
        derive({"fever": absent, "temp_other_c": 38.4})


def test_no_fever_is_believed_where_exertion_explains_the_heat() -> None:
    answers: dict[str, Answer] = {"fever": False, "temp_rectal_c": 40.6, "exertion_now": True}
    assert derive(answers) == answers


def test_deriving_leaves_the_answers_as_they_were() -> None:
    answers: dict[str, Answer] = {"temp_other_c": 39.0}
    assert derive(derive(answers)) == {"temp_other_c": 39.0, "fever": True}
    assert answers == {"temp_other_c": 39.0}


def test_only_what_is_seen_may_be_answered_in_bulk() -> None:
    assert SHIPPED["vomiting"].in_bulk
    assert {f.ask for f in SHIPPED.findings.values() if f.in_bulk} == {Ask.SIGN}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "finding: is missing"),
        ({"finding": []}, "finding: is empty"),
        ({"finding": [entry()], "findings": []}, "unknown key"),
        ({"finding": [entry(), entry()]}, "“a” stands there twice"),
        ({"finding": [entry(ask="guess")]}, "“guess” is unknown"),
        ({"finding": [entry(type="text")]}, "“text” is unknown"),
        ({"finding": [entry(prompt="")]}, "prompt: is empty"),
        ({"finding": [entry(type="int")]}, "min: is missing"),
        ({"finding": [entry(type="int", min="0")]}, "min: must be a number"),
        ({"finding": [entry(promt="A")]}, "“promt”: is an unknown key"),
        ({"finding": [entry(type="int", min=0, unit="min", lasting_of=["b"])]}, "a lasting_of: “b”"),
        ({"finding": [entry(), entry(id="b", type="int", min=0, lasting_of=["a"])]}, "b lasting_of: “a”"),
    ],
)
def test_a_faulty_vocabulary_is_refused_with_its_place(data: dict[str, Any], said: str) -> None:
    with pytest.raises(TrainerError) as refused:
        Vocabulary.from_data(data)
    assert refused.value.message.startswith("findings.toml: ")
    assert said in refused.value.message


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"region": "toe"}, "“toe” is unknown"),
        ({"page_one": []}, "page_one: is empty"),
        ({"page_one": list(SHIPPED)[3:12]}, "more than 8"),
        ({"page_one": ["backpain"]}, "page_one “backpain”: is not in findings.toml"),
        ({"page_one": ["unresponsive"]}, "page_one “unresponsive”: is asked before every sweep"),
        ({"page_one": ["loc", "loc"]}, "one thing twice"),
        ({"page_two": ["vomiting"]}, "page_two “vomiting”: stands on page one too"),
        ({"page_three": ["loc"]}, "unknown key"),
    ],
)
def test_a_faulty_sweep_is_refused_with_its_place(change: dict[str, Any], said: str) -> None:
    data = {"region": "head", "page_one": ["vomiting"], "page_two": ["gcs"]} | change
    with pytest.raises(TrainerError) as refused:
        Sweep.from_data(data, SHIPPED)
    assert refused.value.message.startswith("sweeps/")
    assert said in refused.value.message


def test_a_sweep_counts_the_life_questions_as_its_own() -> None:
    sweep = Sweep.from_data({"region": "head", "page_one": ["vomiting"]}, SHIPPED)
    assert sweep.findings == ("unresponsive", "not_breathing_normally", "bleeding_uncontrolled", "vomiting")
