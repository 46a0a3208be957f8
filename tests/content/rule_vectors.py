"""The shipped rules, and the smallest answers under which each of them holds, does not hold or stays open."""

from __future__ import annotations

import itertools
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from trainer_tui.domain.expressions import Comparison, Every, Expression, NotPresent, Some, literals
from trainer_tui.domain.findings import Answer, AnswerType
from trainer_tui.domain.triage import Rule, RuleSet, assess

DATA = Path(__file__).parents[2] / "data"


def read(name: str) -> dict[str, Any]:
    """Return a parsed data file."""
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


@cache
def shipped() -> RuleSet:
    """Return the rules as they ship."""
    return RuleSet.from_data(read("red_flags.toml"), read("findings.toml"))


def numbers(comparison: Comparison) -> tuple[float, float]:
    """Return the possible value nearest the bound that holds, and the nearest one that does not."""
    finding = shipped().vocabulary[comparison.finding]
    step = 1 if finding.type is AnswerType.INT else 0.1
    near = [round(comparison.bound + change, 1) for change in (0, step, -step)]
    holding = next(n for n in near if comparison.holds(n, comparison.bound))
    failing = next(n for n in near if not comparison.holds(n, comparison.bound))
    return holding, failing


def positives(expression: Expression) -> list[dict[str, Answer]]:
    """Return every smallest set of answers that makes an expression true."""
    if isinstance(expression, Some):
        return [answers for part in expression.parts for answers in positives(part)]
    if isinstance(expression, Every):
        choices = itertools.product(*(positives(part) for part in expression.parts))
        return [{k: v for answers in choice for k, v in answers.items()} for choice in choices]
    if isinstance(expression, NotPresent):
        return [{expression.finding: False}, {}]
    if isinstance(expression, Comparison):
        return [{expression.finding: numbers(expression)[0]}]
    return [{expression.finding: True}]


def negative(rule: Rule) -> dict[str, Answer]:
    """Return answers in which every literal of a rule is answered and fails."""
    answers: dict[str, Answer] = {}
    for literal in literals(rule.expression):
        if isinstance(literal, Comparison):
            answers[literal.finding] = numbers(literal)[1]
        else:
            answers[literal.finding] = isinstance(literal, NotPresent)
    return answers


def beside() -> dict[str, dict[str, list[str]]]:
    """Return by rule id every smallest input that fires the rule, with the other rules that fire on it."""
    found: dict[str, dict[str, list[str]]] = {}
    for rule in shipped().rules:
        inputs = found.setdefault(rule.id, {})
        for answers in positives(rule.expression):
            if False in answers.values():  # the same input without the answer stands there too
                continue
            said = ", ".join(n if a is True else f"{n} = {a}" for n, a in answers.items())
            others = [match.rule.id for match in assess(answers, shipped()).matches]
            inputs[said] = [other for other in others if other != rule.id]
    return found
