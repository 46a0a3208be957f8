"""Which emergency rules of its region a sweep can decide with nothing but its own questions.

A sweep reaches a rule when its life questions, page one and page two ask every finding that the rule wants
present or compares: with fewer, somebody could answer everything on the screen, have the emergency, and see
the rule undecided or not at all. One alternative of a rule would not be enough: retention of urine and a
numb saddle are two ways into the same rule, and the athlete has only one of them. What is read off an
instrument may be left out where the rule can hold without it, because there is not always an instrument. A
finding that must not be present need not be asked, for unknown counts as not present. What a roster may know
does not count either: a guest is on none.
"""

from __future__ import annotations

from collections.abc import Iterator, Set

from trainer_tui.domain.expressions import Every, Expression, NotPresent, Some, literals
from trainer_tui.domain.findings import Ask, Sweep, Vocabulary
from trainer_tui.domain.table_reader import LintFinding
from trainer_tui.domain.triage import RuleSet
from trainer_tui.domain.vocabulary import Tier


def missing_questions(expression: Expression, asked: Set[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the findings that would have to be asked too for the rule to be reached."""
    wanted = [literal.finding for literal in literals(expression) if not isinstance(literal, NotPresent)]
    missing = [name for name in dict.fromkeys(wanted) if name not in asked]
    if _can_hold(expression, asked):
        missing = [name for name in missing if vocabulary[name].ask is not Ask.MEASURE]
    return tuple(missing)


def _can_hold(expression: Expression, asked: Set[str]) -> bool:
    """Tell whether answers to what is asked can make the expression true."""
    if isinstance(expression, Every):
        return all(_can_hold(part, asked) for part in expression.parts)
    if isinstance(expression, Some):
        return any(_can_hold(part, asked) for part in expression.parts)
    return isinstance(expression, NotPresent) or expression.finding in asked


def lint_reach(sweep: Sweep, ruleset: RuleSet, file: str) -> Iterator[LintFinding]:
    """Yield a finding for every emergency rule of its region that the sweep cannot reach."""
    asked = frozenset(sweep.findings)
    for rule in ruleset.rules:
        if rule.tier is not Tier.EMS_NOW or sweep.region not in rule.regions:
            continue
        missing = missing_questions(rule.expression, asked, ruleset.vocabulary)
        if missing:
            said = f"does not ask {', '.join(missing)}, so {rule.id} cannot be reached from {sweep.region}"
            yield LintFinding(file, "page_two", f"{said}; add the question or correct the rule's regions.")
