"""The examples of the red-flag rules: answers under which a rule holds, does not hold, or stays undecided.

They are data beside the rules, so that a clinician can read what a rule means without reading its expression,
and so that no clause can be lost unnoticed: they must tell the expression as it is from the same expression
with any one clause left out, or with any bound moved to its other side.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from trainer_tui.domain.dates import shown
from trainer_tui.domain.errors import FieldError
from trainer_tui.domain.expressions import (
    Comparison,
    Every,
    Expression,
    NotPresent,
    Some,
    evaluate,
    parse,
)
from trainer_tui.domain.findings import ABSENT_IN_BULK, Answer, Vocabulary, derive
from trainer_tui.domain.table_reader import LintFinding, TableReader
from trainer_tui.domain.triage import Rule

_OTHER_SIDE = {">": ">=", ">=": ">", "<": "<=", "<=": "<"}


class Outcome(StrEnum):
    """What the answers of an example make of its rule."""

    POSITIVE = "positive"
    """The rule holds."""
    NEGATIVE = "negative"
    """The rule does not hold, whatever else is answered."""
    UNDECIDED = "undecided"
    """Neither: what is not assessed could still decide it."""


@dataclass(frozen=True, slots=True)
class Example:
    """One set of answers with the outcome that is expected of it."""

    outcome: Outcome
    place: str
    """Rule, outcome and number, for a sentence."""
    answers: Mapping[str, Answer]
    """As they are evaluated: checked, and with fever filled in where a temperature makes it present."""


def outcome_of(expression: Expression, answers: Mapping[str, Answer]) -> Outcome:
    """Return what answers make of an expression, as triage evaluates it."""
    known = {name: False if a == ABSENT_IN_BULK else a for name, a in answers.items() if a is not None}
    value = evaluate(expression, known)
    if value is None:
        return Outcome.UNDECIDED
    return Outcome.POSITIVE if value else Outcome.NEGATIVE


def mutants(expression: Expression) -> Iterator[tuple[str, Expression]]:
    """Yield the expression with one clause left out or one bound moved, and what was done to it."""
    if isinstance(expression, Every | Some):
        for place, part in enumerate(expression.parts):
            rest = expression.parts[:place] + expression.parts[place + 1 :]
            yield f"without “{_written(part)}”", _joined(expression, rest)
            for said, changed in mutants(part):
                parts = (*expression.parts[:place], changed, *expression.parts[place + 1 :])
                yield said, _joined(expression, parts)
    elif isinstance(expression, Comparison) and expression.sign in _OTHER_SIDE:
        moved = f"{expression.finding}{_OTHER_SIDE[expression.sign]}{expression.bound:g}"
        yield f"with “{moved}” in place of “{_written(expression)}”", parse(moved)


def _joined(whole: Every | Some, parts: tuple[Expression, ...]) -> Expression:
    return parts[0] if len(parts) == 1 else type(whole)(parts)


def _written(expression: Expression) -> str:
    if isinstance(expression, Every | Some):
        word = " and " if isinstance(expression, Every) else " or "
        return f"({word.join(_written(part) for part in expression.parts)})"
    if isinstance(expression, Comparison):
        return f"{expression.finding}{expression.sign}{expression.bound:g}"
    return f"not {expression.finding}" if isinstance(expression, NotPresent) else expression.finding


def survivors(expression: Expression, examples: Iterable[Example]) -> list[str]:
    """Return the changes to an expression that no example notices."""
    known = list(examples)
    return [
        said
        for said, changed in mutants(expression)
        if all(outcome_of(changed, example.answers) is example.outcome for example in known)
    ]


def read_examples(
    data: Mapping[str, Any], vocabulary: Vocabulary, file: str, found: list[LintFinding]
) -> dict[str, list[Example]]:
    """Return the examples of a parsed file by rule id; what is wrong in it is noted and left out."""
    reader = TableReader(data, file, "", found)
    tables = reader.tables("rule", required=True)
    reader.finish()
    examples: dict[str, list[Example]] = {}
    for table in tables:
        entry = TableReader(table, file, shown(table.get("id", "a rule without id")), found)
        rule = entry.text("id")
        if rule in examples:
            entry.wrong("", "stands there twice; keep its examples together.")
        for outcome in Outcome:
            for number, raw in enumerate(entry.tables(outcome, required=True), start=1):
                place = f"{rule} {outcome} {number}"
                try:
                    answers = derive(vocabulary.check_answers(raw))
                except FieldError as problem:
                    found.append(LintFinding(file, place, problem.message))
                else:
                    examples.setdefault(rule, []).append(Example(outcome, place, answers))
        entry.finish()
    return examples


def lint_examples(
    data: Mapping[str, Any], rules: Sequence[Rule], vocabulary: Vocabulary, file: str
) -> list[LintFinding]:
    """Return what is wrong with the examples, or with a rule that does not do what its examples say."""
    found: list[LintFinding] = []
    examples = read_examples(data, vocabulary, file, found)
    for unknown in examples.keys() - {rule.id for rule in rules}:
        found.append(LintFinding(file, unknown, "is no rule of red_flags.toml; remove its examples."))
    for rule in rules:
        of_rule = examples.get(rule.id)
        if of_rule is None:
            problem = "has no examples; write at least one positive, one negative and one undecided."
            found.append(LintFinding(file, rule.id, problem))
            continue
        wrong = list(_wrong(rule, of_rule, file))
        found += wrong
        if not wrong:
            for said in survivors(rule.expression, of_rule):
                problem = f"no example tells the rule from itself {said}; add one that does."
                found.append(LintFinding(file, rule.id, problem))
    return found


def _wrong(rule: Rule, examples: Iterable[Example], file: str) -> Iterator[LintFinding]:
    for example in examples:
        outcome = outcome_of(rule.expression, example.answers)
        if outcome is not example.outcome:
            yield LintFinding(file, example.place, f"is {outcome} by “{rule.when}”; correct one of the two.")
