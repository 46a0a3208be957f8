"""Published cases, answered as a trainer could have: what the rules say, and where they stay too low."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.content.rule_vectors import shipped
from trainer_tui.domain.triage import Triage, assess, first_steps
from trainer_tui.domain.vocabulary import Tier

TABLES = tomllib.loads((Path(__file__).parent / "literature_cases.toml").read_text(encoding="utf-8"))
CASES: list[dict[str, Any]] = TABLES["case"]
FAMILIES = {"SPN", "SCK", "HEA", "CAR", "HED", "ABD", "LIM", "RES", "NCK", "UNX"}

each_case = pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])


def judged(case: dict[str, Any]) -> Triage:
    rules = shipped()
    return assess(rules.vocabulary.check_answers(case["answers"]), rules)


def test_there_are_many_cases_of_many_kinds_each_told_once() -> None:
    assert len({case["id"] for case in CASES}) == len(CASES) >= 10
    assert {rule[3:6] for case in CASES for rule in case["rules"]} >= FAMILIES


@each_case
def test_a_case_says_where_it_was_read_and_how_much_of_it(case: dict[str, Any]) -> None:
    assert case["url"].startswith("https://")
    assert case["citation"].endswith((".", ")."))
    assert case["read"]
    assert len(case["happened"].split()) >= 15


@each_case
def test_the_rules_say_what_is_written_down(case: dict[str, Any]) -> None:
    triage = judged(case)
    assert (triage.tier or "") == case["tier"]
    assert {match.rule.id for match in triage.matches} == set(case["rules"])
    steps = first_steps(triage)
    assert (steps[0].rule.first if steps else "") == case["first"]
    open_emergencies = {each.rule.id for each in triage.possible if each.rule.tier is Tier.EMS_NOW}
    assert set(case["undecided"]) <= open_emergencies


@each_case
def test_a_result_below_what_the_outcome_demands_is_admitted_and_still_asks(case: dict[str, Any]) -> None:
    triage, demanded = judged(case), Tier(case["demands"])
    too_low = triage.tier is None or triage.tier.rank > demanded.rank
    assert case["under_triaged"] is too_low
    assert bool(case["remark"]) is too_low
    if too_low:
        assert case["undecided"]
        assert triage.statement.startswith("Undecided: may be an emergency. Answer: ")
