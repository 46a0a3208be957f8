"""Examples beside the rules: what they say is evaluated, and no clause is lost without one noticing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sample_library import EXAMPLES, FINDINGS, KNEE, RULES, Table, knee, statement, urgency
from trainer_tui.domain.content_lint import Known
from trainer_tui.domain.content_reader import read_condition
from trainer_tui.domain.expressions import evaluate, parse
from trainer_tui.domain.findings import ABSENT_IN_BULK, Answer
from trainer_tui.domain.rule_examples import Outcome, mutants, outcome_of
from trainer_tui.domain.rules_lint import lint_rule_examples, lint_rules, lint_signs

NUMBER = {"id": "n", "type": "int", "min": 0, "prompt": "A number", "help": "Count.", "ask": "measure"}
FEVER = {"id": "fever", "type": "bool", "prompt": "Fever", "help": "Ask.", "ask": "history"}
HEAT = {"id": "temp_other_c", "type": "float", "min": 25, "prompt": "Heat", "help": "Read.", "ask": "measure"}
WORDS = {"finding": [*FINDINGS, NUMBER, FEVER, HEAT]}


def rules(when: str) -> Table:
    return RULES | {"rule": [RULES["rule"][0] | {"when": when}]}


def example(**changes: Any) -> Table:
    return {"rule": [EXAMPLES["rule"][0] | changes]}


def lint(examples: Table, when: str = "foot_cold") -> list[str]:
    found = lint_rule_examples(examples, rules(when), WORDS, "rule_examples.toml")
    return [finding.sentence for finding in found]


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({"a": True, "n": 2}, Outcome.POSITIVE),
        ({"a": True}, Outcome.UNDECIDED),
        ({}, Outcome.UNDECIDED),
        ({"a": None, "n": 3}, Outcome.UNDECIDED),
        ({"a": False}, Outcome.NEGATIVE),
        ({"a": ABSENT_IN_BULK}, Outcome.NEGATIVE),
        ({"a": True, "n": 1}, Outcome.NEGATIVE),
        ({"a": True, "n": 2, "b": True}, Outcome.NEGATIVE),
    ],
)
def test_answers_make_a_rule_hold_fail_or_wait(answers: dict[str, Answer], outcome: Outcome) -> None:
    assert outcome_of(parse("a and n>=2 and not b"), answers) is outcome


def test_each_clause_goes_once_and_each_bound_changes_sides() -> None:
    assert [said for said, _ in mutants(parse("a and (b or n>=2)"))] == [
        "without “a”",
        "without “(b or n>=2)”",
        "without “b”",
        "without “n>=2”",
        "with “n>2” in place of “n>=2”",
    ]
    changed = dict(mutants(parse("a and (b or n>=2)")))
    assert evaluate(changed["without “a”"], {"b": True}) is True
    assert evaluate(changed["without “b”"], {"a": True, "b": True}) is None
    assert evaluate(changed["with “n>2” in place of “n>=2”"], {"a": True, "b": False, "n": 2}) is False


def test_a_rule_of_one_clause_has_nothing_to_lose() -> None:
    assert list(mutants(parse("a"))) == []
    assert [said for said, _ in mutants(parse("n<0.5"))] == ["with “n<=0.5” in place of “n<0.5”"]


def test_sound_examples_pass() -> None:
    assert lint(EXAMPLES) == []
    both = example(positive=[{"foot_cold": True}, {"limb_weakness": True}])
    both["rule"][0]["negative"] = [{"foot_cold": False, "limb_weakness": False}]
    assert lint(both, "foot_cold or limb_weakness") == []


def test_a_fever_that_the_thermometer_shows_counts_in_an_example() -> None:
    hot = example(positive=[{"temp_other_c": 38.0}], negative=[{"fever": False}])
    assert lint(hot, "fever") == []


@pytest.mark.parametrize(
    ("examples", "when", "said"),
    [
        ({"rule": []}, "foot_cold", "rule: is empty"),
        (example(positive=[]), "foot_cold", "“RF-01” positive: is empty"),
        ({"rule": [{"id": "RF-01", "positive": [{"foot_cold": True}]}]}, "foot_cold", "negative: is missing"),
        (example(id="RF-02"), "foot_cold", "RF-02: is no rule of red_flags.toml"),
        (example(id="RF-02"), "foot_cold", "RF-01: has no examples; write at least one positive"),
        (example(mood=[{}]), "foot_cold", "“mood”: is an unknown key"),
        (
            example(positive=[{"foot_blue": True}]),
            "foot_cold",
            "RF-01 positive 1: foot_blue: is not a finding",
        ),
        (example(positive=[{"foot_cold": 3}]), "foot_cold", "RF-01 positive 1: foot_cold: “3” is no answer"),
        (example(positive=[{}]), "foot_cold", "RF-01 positive 1: is undecided by “foot_cold”"),
        (
            example(negative=[{"foot_cold": True}]),
            "foot_cold",
            "RF-01 negative 1: is positive by “foot_cold”",
        ),
        (example(undecided=[{"foot_cold": False}]), "foot_cold", "RF-01 undecided 1: is negative by"),
        (EXAMPLES, "foot_cold or limb_weakness", "RF-01 negative 1: is undecided by"),
        (
            example(negative=[{"foot_cold": False, "limb_weakness": False}]),
            "foot_cold or limb_weakness",
            "RF-01: no example tells the rule from itself without “limb_weakness”; add one that does.",
        ),
        (
            example(positive=[{"n": 3}], negative=[{"n": 1}]),
            "n>=2",
            "RF-01: no example tells the rule from itself with “n>2” in place of “n>=2”; add one",
        ),
        ({"rule": EXAMPLES["rule"] * 2}, "foot_cold", "stands there twice"),
    ],
)
def test_a_wrong_example_is_refused_with_file_and_rule(examples: Table, when: str, said: str) -> None:
    found = lint(examples, when)
    assert any(said in sentence for sentence in found), found
    assert all(sentence.startswith("rule_examples.toml: ") for sentence in found)


def test_rules_that_cannot_be_read_are_reported_once_elsewhere() -> None:
    assert lint(EXAMPLES, "foot_cold and") == []


def test_an_action_that_nobody_reads_at_a_glance_is_refused() -> None:
    known = Known(frozenset({"B01"}), frozenset(), {})
    for words, refused in ((25, False), (26, True)):
        table = RULES | {"rule": [RULES["rule"][0] | {"action": " ".join(["go"] * words)}]}
        found = lint_rules(table, WORDS, "red_flags.toml", known)
        assert [f.sentence for f in found] == (
            ["red_flags.toml: RF-01 action: has 26 words; at most 25 can be read at a glance."] * refused
        )


def signs(page: Table, read: set[str]) -> list[str]:
    condition = read_condition(page, "knee-ache.toml", [])
    return [finding.sentence for finding in lint_signs(condition, read, "knee-ache.toml")]


def test_an_emergency_sign_that_no_rule_reads_is_refused() -> None:
    assert signs(KNEE, {"foot_cold"}) == []
    assert signs(KNEE, {"limb_weakness"}) == [
        "knee-ache.toml: emergency_signs cold findings: “foot_cold” is read by no red-flag rule; add a rule."
    ]


def test_an_emergency_sign_without_a_finding_is_refused() -> None:
    page = knee(emergency_signs=[statement("cold", "Foot cold.", urgency=[urgency("EMS_NOW")])])
    assert [
        said for said in signs(page, {"foot_cold"}) if "emergency_signs cold findings: is missing" in said
    ]
