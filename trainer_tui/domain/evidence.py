"""What a triage result rests on: the clauses of a rule, and where pages of the library state its signs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from trainer_tui.domain.conditions import EDITORIAL_SOURCE
from trainer_tui.domain.expressions import (
    Comparison,
    Every,
    Expression,
    Known,
    Literal,
    NotPresent,
    Some,
    evaluate,
    literals,
)
from trainer_tui.domain.findings import Vocabulary
from trainer_tui.domain.statements import Said
from trainer_tui.domain.triage import Rule

SIGNS: Mapping[str, str] = {">": "above", ">=": "at least", "<": "below", "<=": "at most", "==": "exactly"}


@dataclass(frozen=True, slots=True)
class Clause:
    """One line of a rule's expression."""

    depth: int
    """How deep it lies within the expression, from 0."""
    part: Expression
    value: bool | None
    """Whether the answers make it true, false or leave it open."""


def clauses(expression: Expression, known: Known, depth: int = 0) -> Iterator[Clause]:
    """Yield an expression line by line: each group before what it joins, as written."""
    yield Clause(depth, expression, evaluate(expression, known))
    if isinstance(expression, Every | Some):
        for part in expression.parts:
            yield from clauses(part, known, depth + 1)


def asked(literal: Literal, vocabulary: Vocabulary) -> str:
    """Return what a literal asks for, in words."""
    prompt = vocabulary[literal.finding].prompt
    if isinstance(literal, NotPresent):
        return f"unless present: {prompt}"
    if isinstance(literal, Comparison):
        unit = vocabulary[literal.finding].unit
        return f"{prompt}, {SIGNS[literal.sign]} {literal.bound} {unit}".rstrip()
    return prompt


def where_said(
    rule: Rule, because: Iterable[str], statements: Iterable[Said]
) -> tuple[tuple[Said, ...], tuple[Said, ...]]:
    """Return the statements about what a rule reads: those that cite one of its sources, and the others.

    In both those stand first that name more of the findings in `because`, the answers that made it match.
    """
    read = {literal.finding for literal in literals(rule.expression)}
    own = set(rule.sources) - {EDITORIAL_SOURCE}
    made = set(because) & read
    about = [each for each in statements if read.intersection(each.findings)]
    about.sort(
        key=lambda each: [len(names.intersection(each.findings)) for names in (made, read)], reverse=True
    )
    citing = tuple(each for each in about if own.intersection(each.sources))
    return citing, tuple(each for each in about if each not in citing)
