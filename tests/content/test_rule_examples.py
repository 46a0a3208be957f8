"""The examples of the shipped rules: each does what it says, and no clause of a rule goes unseen."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from tests.content.rule_vectors import beside, read, shipped
from trainer_tui.domain.rule_examples import Example, Outcome, lint_examples, mutants, read_examples
from trainer_tui.domain.triage import Rule, assess
from trainer_tui.paths import data_root
from trainer_tui.storage.content_check import lint_paths

DATA = read("rule_examples.toml")
VOCABULARY = shipped().vocabulary
EXAMPLES = read_examples(DATA, VOCABULARY, "rule_examples.toml", [])
EVERY = [(rule, example) for rule in shipped().rules for example in EXAMPLES[rule.id]]
MUTANTS = [(rule, *mutant) for rule in shipped().rules for mutant in mutants(rule.expression)]
BESIDE = tomllib.loads((Path(__file__).parent / "rules_beside.toml").read_text(encoding="utf-8"))

each_rule = pytest.mark.parametrize("rule", shipped().rules, ids=[rule.id for rule in shipped().rules])


def test_the_examples_pass_the_lint_and_are_in_the_order_of_the_rules() -> None:
    assert lint_examples(DATA, shipped().rules, VOCABULARY, "rule_examples.toml") == []
    assert list(EXAMPLES) == [rule["id"] for rule in read("red_flags.toml")["rule"]]


def test_the_shipped_library_passes_every_check() -> None:
    assert lint_paths([], data_root()) == []


@each_rule
def test_a_rule_has_an_example_of_each_outcome(rule: Rule) -> None:
    assert {example.outcome for example in EXAMPLES[rule.id]} == set(Outcome)


@pytest.mark.parametrize(("rule", "example"), EVERY, ids=[example.place for _, example in EVERY])
def test_triage_agrees_with_the_example(rule: Rule, example: Example) -> None:
    triage = assess(example.answers, shipped())
    matched = rule.id in {match.rule.id for match in triage.matches}
    possible = rule.id in {found.rule.id for found in triage.possible}
    assert matched is (example.outcome is Outcome.POSITIVE)
    if example.outcome is Outcome.NEGATIVE:
        assert not possible
    if possible:
        assert example.outcome is Outcome.UNDECIDED


@pytest.mark.parametrize(
    ("rule", "said", "expression"), MUTANTS, ids=[f"{rule.id} {said}" for rule, said, _ in MUTANTS]
)
def test_a_rule_with_a_clause_less_or_a_bound_moved_fails_an_example(
    rule: Rule, said: str, expression: object
) -> None:
    changed = replace(rule, expression=expression)  # type: ignore[arg-type]
    of_rule = {"rule": [table for table in DATA["rule"] if table["id"] == rule.id]}
    found = lint_examples(of_rule, [changed], VOCABULARY, "rule_examples.toml")
    assert [f for f in found if f.place.startswith(f"{rule.id} ") and "correct one of the two" in f.problem]


def test_every_rule_has_a_smallest_input_that_fires_it_and_what_fires_beside_it_is_known() -> None:
    """A new overlap between rules is seen here before a trainer reads two texts side by side."""
    found = beside()
    assert found.keys() == {rule.id for rule in shipped().rules}
    assert all(found.values())
    changed = {rule: inputs for rule, inputs in found.items() if BESIDE.get(rule) != inputs}
    assert not changed, "read the texts side by side, then take these over into rules_beside.toml"
    assert BESIDE.keys() == found.keys()
