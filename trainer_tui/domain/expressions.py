"""The `when` of a red-flag rule: a small expression over finding ids, evaluated in three-valued logic.

An expression joins present findings (`fever`), findings that are not present (`not tape_applied`) and
comparisons of a number (`gcs < 15`) with `and` and `or`. Its value is true, false or, while the answers
decide neither, None. `not x` is true while x is unknown: the only place where unknown acts, and it acts
towards the higher urgency.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from trainer_tui.domain.dates import shown

LONGEST_EXPRESSION = 1000

Known = Mapping[str, bool | int | float]
"""The answers an expression reads: what is unknown has no key."""

_COMPARISONS: Mapping[type[ast.cmpop], tuple[str, Callable[[float, float], bool]]] = {
    ast.Gt: (">", operator.gt),
    ast.GtE: (">=", operator.ge),
    ast.Lt: ("<", operator.lt),
    ast.LtE: ("<=", operator.le),
    ast.Eq: ("==", operator.eq),
}


class ExpressionError(ValueError):
    """A text is no expression of ours; the message says why."""


@dataclass(frozen=True, slots=True)
class Present:
    """A finding that must be present."""

    finding: str


@dataclass(frozen=True, slots=True)
class NotPresent:
    """A finding that must not be known to be present."""

    finding: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A number that must stand in a relation to a bound; `>=` and `<=` take in the bound itself."""

    finding: str
    sign: str
    bound: float
    holds: Callable[[float, float], bool]


@dataclass(frozen=True, slots=True)
class Every:
    """Parts that must all be true."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """Parts of which one must be true."""

    parts: tuple[Expression, ...]


Literal = Present | NotPresent | Comparison
Expression = Literal | Every | Some
_JOINED = (Every, Some)


def parse(text: str) -> Expression:
    """Read an expression; raises ExpressionError for anything beyond and, or, not, names and comparisons."""
    if len(text) > LONGEST_EXPRESSION:
        raise ExpressionError(f"is longer than {LONGEST_EXPRESSION} characters")
    try:
        return _read(ast.parse(text.strip(), mode="eval").body)
    except ExpressionError:
        raise
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ExpressionError("cannot be read") from error


def _read(node: ast.expr) -> Expression:
    if isinstance(node, ast.Name):
        return Present(node.id)
    if isinstance(node, ast.BoolOp):
        parts = tuple(_read(value) for value in node.values)
        return Every(parts) if isinstance(node.op, ast.And) else Some(parts)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        if not isinstance(node.operand, ast.Name):
            raise ExpressionError(f"{shown(ast.unparse(node))}: “not” may stand only before a finding")
        return NotPresent(node.operand.id)
    if isinstance(node, ast.Compare):
        return _read_comparison(node)
    raise ExpressionError(
        f"{shown(ast.unparse(node))} is neither a finding, a comparison, nor joined by “and”, “or” or “not”"
    )


def _read_comparison(node: ast.Compare) -> Comparison:
    comparison = _COMPARISONS.get(type(node.ops[0]))
    number = node.comparators[0].value if isinstance(node.comparators[0], ast.Constant) else None
    if (
        len(node.ops) != 1
        or comparison is None
        or not isinstance(node.left, ast.Name)
        or isinstance(number, bool)
        or not isinstance(number, int | float)
    ):
        raise ExpressionError(f"{shown(ast.unparse(node))} must compare one finding with one number")
    sign, holds = comparison
    return Comparison(node.left.id, sign, number, holds)


def evaluate(expression: Expression, known: Known, *, fail_safe: bool = True) -> bool | None:
    """Return true, false, or None while undecided.

    Without `fail_safe`, `not x` is undecided while x is unknown, as everything else is.
    """
    if isinstance(expression, _JOINED):
        return _joined(expression, known, fail_safe)
    answer = known.get(expression.finding)
    if isinstance(expression, NotPresent):
        return (True if fail_safe else None) if answer is None else answer is not True
    if answer is None:
        return None
    if isinstance(expression, Comparison):
        return expression.holds(answer, expression.bound)
    return answer is True


def _joined(expression: Every | Some, known: Known, fail_safe: bool) -> bool | None:
    # One false part decides "and", one true part decides "or"; else one undecided part leaves it open.
    decisive = isinstance(expression, Some)
    result: bool | None = not decisive
    for part in expression.parts:
        value = evaluate(part, known, fail_safe=fail_safe)
        if value is decisive:
            return decisive
        if value is None:
            result = None
    return result


def literals(expression: Expression) -> Iterator[Literal]:
    """Yield every literal, in the order written."""
    if isinstance(expression, _JOINED):
        for part in expression.parts:
            yield from literals(part)
    else:
        yield expression


def true_literals(expression: Expression, known: Known) -> Iterator[Literal]:
    """Yield the literals that make a true expression true; those of parts that are not true do not count."""
    if evaluate(expression, known) is not True:
        return
    if isinstance(expression, _JOINED):
        for part in expression.parts:
            yield from true_literals(part, known)
    else:
        yield expression


def begun(expression: Expression, known: Known) -> bool:
    """Tell whether a positive literal (a finding present, a comparison that holds) is true."""
    return any(
        not isinstance(literal, NotPresent) and evaluate(literal, known) is True
        for literal in literals(expression)
    )


def open_findings(expression: Expression, known: Known) -> Iterator[str]:
    """Yield the unknown findings that could still decide an expression, those of begun parts first."""
    if evaluate(expression, known, fail_safe=False) is not None:
        return
    if isinstance(expression, _JOINED):
        parts = expression.parts
        if isinstance(expression, Some):
            parts = tuple(sorted(parts, key=lambda part: not begun(part, known)))
        for part in parts:
            yield from open_findings(part, known)
    else:
        yield expression.finding


def deciding_findings(expression: Expression, known: Known) -> Iterator[str]:
    """Yield the unknown findings of which one alone, when present, makes an undecided expression true."""
    if evaluate(expression, known) is not None:
        return
    if isinstance(expression, Some):
        for part in expression.parts:
            yield from deciding_findings(part, known)
    elif isinstance(expression, Every):
        undecided = [part for part in expression.parts if evaluate(part, known) is None]
        if len(undecided) == 1:
            yield from deciding_findings(undecided[0], known)
    else:
        yield expression.finding
