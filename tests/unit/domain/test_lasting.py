"""What times prove: how long a sign has lasted, and which high temperature is a fever."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.team import shipped_library
from trainer_tui.domain.answers import Answers
from trainer_tui.domain.lasting import AnswerSet, known_answers
from trainer_tui.domain.triage import assess

RULES = shipped_library().rules
ONSET = "2026-10-09T19:42:00-05:00"
BURNS: Answers = {"arm_burning_one_side": True}


def at(clock: str, findings: Answers | None = None, vitals: Mapping[str, Any] | None = None) -> AnswerSet:
    return f"2026-10-09T{clock}:00-05:00", findings or {}, vitals


def minutes(*sets: AnswerSet) -> object:
    return known_answers(sets, ONSET, RULES).get("symptom_minutes")


def test_a_sign_found_present_has_lasted_from_the_onset_until_then() -> None:
    assert minutes(at("19:57", BURNS)) == 15
    assert minutes(at("19:44", BURNS), at("20:02", BURNS)) == 20
    assert minutes(at("20:02", BURNS), at("19:44", BURNS)) == 20


def test_less_than_a_rule_asks_for_decides_nothing() -> None:
    known = known_answers([at("19:56", BURNS)], ONSET, RULES)
    assert "symptom_minutes" not in known
    triage = assess(known, RULES)
    assert "RF-NCK-03" in {possible.rule.id for possible in triage.possible}
    assert "symptom_minutes" in triage.not_assessed


def test_time_that_passes_without_an_answer_proves_nothing() -> None:
    assert minutes(at("19:44", BURNS), at("20:30", {}, {"hr": 80})) is None
    assert minutes(at("19:44", BURNS), at("20:30", {"neck_pain": False})) is None


@pytest.mark.parametrize("gone", [False, "absent_in_bulk", None])
def test_a_sign_that_is_gone_or_taken_back_counts_no_minutes(gone: Any) -> None:
    assert minutes(at("20:00", BURNS), at("20:30", {"arm_burning_one_side": gone})) is None


def test_after_it_was_absent_it_counts_from_when_it_was_found_again() -> None:
    absent = at("19:50", {"arm_burning_one_side": False})
    assert minutes(absent, at("20:00", BURNS)) is None
    assert minutes(absent, at("20:00", BURNS), at("20:14", BURNS)) is None
    assert minutes(absent, at("20:00", BURNS), at("20:15", BURNS)) == 15


def test_an_answer_in_minutes_wins_until_the_sign_is_found_present_later() -> None:
    said = {**BURNS, "symptom_minutes": 2}
    assert minutes(at("20:10", said)) == 2
    assert minutes(at("19:50", BURNS), at("20:10", {"symptom_minutes": 2})) == 2
    assert minutes(at("19:50", said), at("20:10", BURNS)) == 28
    assert minutes(at("19:50", {**BURNS, "symptom_minutes": 40}), at("20:10", BURNS)) == 40


def test_a_set_of_before_the_onset_proves_nothing() -> None:
    assert minutes(at("19:00", BURNS)) is None


def test_the_minutes_that_are_proven_make_the_rule_match() -> None:
    matches = {m.rule.id: m for m in assess(known_answers([at("19:58", BURNS)], ONSET, RULES), RULES).matches}
    assert matches["RF-NCK-03"].because == {"arm_burning_one_side": True, "symptom_minutes": 16}


# --- fever ----------------------------------------------------------------------------------------

EXERTING: Answers = {"exertion_now": True}


def fever(*sets: AnswerSet) -> object:
    return assess_fever(known_answers(sets, ONSET, RULES))


def assess_fever(known: Answers) -> object:
    return "fever" in known and known["fever"]


@pytest.mark.parametrize("site", ["temp_other_c", "temp_rectal_c"])
def test_within_an_hour_of_exertion_heat_alone_is_no_fever(site: str) -> None:
    assert fever(at("19:45", EXERTING, {site: 39.2})) is False
    assert fever(at("19:45", EXERTING), at("20:45", {}, {site: 38.4})) is False
    assert fever(at("19:45", EXERTING), at("20:46", {}, {site: 38.4})) is True


def test_a_high_temperature_taken_again_at_rest_is_fever() -> None:
    hot = at("19:45", EXERTING, {"temp_other_c": 39.2})
    assert fever(hot, at("21:00", {}, {"temp_other_c": 38.6})) is True


def test_chills_that_are_reported_are_fever_at_once() -> None:
    assert fever(at("19:45", {**EXERTING, "fever": True}, {"temp_other_c": 37.0})) is True


def test_at_rest_a_normal_temperature_leaves_fever_unknown() -> None:
    assert fever(at("19:45", EXERTING), at("21:00", {}, {"temp_other_c": 37.9})) is False


def test_new_exertion_explains_a_new_temperature() -> None:
    again = at("21:00", EXERTING, {"temp_other_c": 38.6})
    assert fever(at("19:45", EXERTING), again) is False


def test_the_temperature_of_a_site_is_the_last_one_taken_there() -> None:
    hot, normal = at("21:00", {}, {"temp_other_c": 38.6}), at("21:20", {}, {"temp_other_c": 37.1})
    assert fever(at("19:45", EXERTING), hot, normal) is False
    assert fever(at("19:45", EXERTING), hot, at("21:20", {}, {"temp_rectal_c": 37.1})) is True


def test_rectal_and_other_temperatures_stay_apart_through_every_set() -> None:
    known = known_answers(
        [at("19:45", {}, {"temp_rectal_c": 40.5}), at("19:50", {}, {"temp_other_c": 36.9})], ONSET, RULES
    )
    assert (known["temp_rectal_c"], known["temp_other_c"]) == (40.5, 36.9)
    assert "RF-HEA-03" in {match.rule.id for match in assess(known, RULES).matches}
