"""Expressions are read strictly and evaluated in three-valued logic."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer_tui.domain.expressions import (
    LONGEST_EXPRESSION,
    Every,
    Expression,
    ExpressionError,
    NotPresent,
    Present,
    Some,
    begun,
    deciding_findings,
    evaluate,
    literals,
    open_findings,
    parse,
    true_literals,
)

TRUTH = (True, False, None)


def known(**answers: bool | float | None) -> dict[str, bool | int | float]:
    return {name: answer for name, answer in answers.items() if answer is not None}


def conjunction(a: bool | None, b: bool | None) -> bool | None:
    if a is False or b is False:
        return False
    return None if a is None or b is None else True


def negation(a: bool | None) -> bool | None:
    return None if a is None else not a


def test_and_binds_closer_than_or() -> None:
    assert parse("a or b and not c") == Some((Present("a"), Every((Present("b"), NotPresent("c")))))
    assert parse("(a or b) and c") == Every((Some((Present("a"), Present("b"))), Present("c")))


def test_literals_come_in_the_order_written() -> None:
    names = [literal.finding for literal in literals(parse("a and (gcs<15 or not b) and c"))]
    assert names == ["a", "gcs", "b", "c"]


@pytest.mark.parametrize(
    ("text", "below", "at", "above"),
    [
        ("n>2", False, False, True),
        ("n>=2", False, True, True),
        ("n<2", True, False, False),
        ("n<=2", True, True, False),
        ("n==2", False, True, False),
        ("n >= 2.0", False, True, True),
    ],
)
def test_a_comparison_holds_on_its_side_and_takes_in_its_bound_when_it_says_so(
    text: str, below: bool, at: bool, above: bool
) -> None:
    expression = parse(text)
    assert [evaluate(expression, {"n": n}) for n in (1, 2, 3)] == [below, at, above]
    assert evaluate(expression, {}) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a and",
        "a b",
        "a; b",
        "a = 1",
        "(a := b)",
        "1",
        "True",
        "a and True",
        "'a'",
        "not (a or b)",
        "not a > 3",
        "not not a",
        "-a",
        "a + b > 3",
        "a > b",
        "3 < a",
        "1 < a < 3",
        "a != 3",
        "a > True",
        "a > '3'",
        "a > -3",
        "a is b",
        "a in b",
        "a.b",
        "a[0]",
        "f(a)",
        "__import__('os')",
        "lambda: a",
        "a if b else c",
        "[a]",
        "a\x00b",
        "(" * 300 + "a" + ")" * 300,
        "not " * 200 + "a",
        "-" * 900 + "a",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse(text)


def test_an_endless_expression_is_refused_by_its_length() -> None:
    with pytest.raises(ExpressionError, match="longer"):
        parse(" or ".join(["a"] * LONGEST_EXPRESSION))


@pytest.mark.parametrize(("a", "b"), list(itertools.product(TRUTH, TRUTH)))
def test_and_or_follow_the_three_valued_tables(a: bool | None, b: bool | None) -> None:
    answers = known(a=a, b=b)
    assert evaluate(parse("a and b"), answers) is conjunction(a, b)
    assert evaluate(parse("a or b"), answers) is negation(conjunction(negation(a), negation(b)))


@pytest.mark.parametrize(
    ("a", "lenient", "strict"), [(True, False, False), (False, True, True), (None, True, None)]
)
def test_not_holds_while_its_finding_is_unknown(a: bool | None, lenient: bool, strict: bool | None) -> None:
    expression = parse("not a")
    assert evaluate(expression, known(a=a)) is lenient
    assert evaluate(expression, known(a=a), fail_safe=False) is strict


def test_only_true_branches_count_as_reasons() -> None:
    expression = parse("(a and b) or (c and d) or not e")
    reasons = [found.finding for found in true_literals(expression, known(a=True, b=True, c=True, e=True))]
    assert reasons == ["a", "b"]
    assert list(true_literals(expression, known(e=True))) == []


def test_an_expression_is_begun_by_a_positive_literal_only() -> None:
    expression = parse("a and n>=2 and not c")
    assert not begun(expression, {})
    assert not begun(expression, known(a=False, n=1, c=False))
    assert begun(expression, known(n=2))
    assert begun(expression, known(a=True))


def test_questions_of_a_begun_branch_come_first() -> None:
    expression = parse("bilateral or (back and sexual)")
    assert list(open_findings(expression, known(back=True))) == ["sexual", "bilateral"]
    assert list(open_findings(expression, {})) == ["bilateral", "back", "sexual"]


def test_a_decided_branch_asks_nothing() -> None:
    expression = parse("(a and b) or (c and d)")
    assert list(open_findings(expression, known(a=False, c=True))) == ["d"]
    assert list(open_findings(expression, known(a=True, b=True))) == []
    assert list(open_findings(parse("a and b and not c"), known(a=True))) == ["b", "c"]


def test_a_question_decides_alone_when_it_is_the_last_of_its_branch() -> None:
    expression = parse("a and (b or (c and d))")
    assert list(deciding_findings(expression, known(a=True))) == ["b"]
    assert list(deciding_findings(expression, known(a=True, c=True))) == ["b", "d"]
    assert list(deciding_findings(expression, {})) == []


def expressions() -> st.SearchStrategy[Expression]:
    names = st.sampled_from("abcde")
    leaves = names.map(Present) | names.map(NotPresent) | st.just(parse("n >= 2"))
    return st.recursive(
        leaves,
        lambda parts: st.builds(
            lambda kind, chosen: kind(tuple(chosen)),
            st.sampled_from((Every, Some)),
            st.lists(parts, min_size=2, max_size=4),
        ),
        max_leaves=10,
    )


def complete() -> st.SearchStrategy[dict[str, bool | int]]:
    return st.fixed_dictionaries({name: st.booleans() for name in "abcde"} | {"n": st.integers(0, 4)})


@given(expressions(), complete(), st.sets(st.sampled_from("abcden")))
def test_what_is_decided_stays_decided_whatever_the_unknown_answers_turn_out_to_be(
    expression: Expression, answers: dict[str, bool | int], unknown: set[str]
) -> None:
    some = {name: answer for name, answer in answers.items() if name not in unknown}
    early = evaluate(expression, some, fail_safe=False)
    assert early is None or early is evaluate(expression, answers)


@given(expressions(), complete(), st.sets(st.sampled_from("abcden")))
def test_answering_what_is_asked_decides(
    expression: Expression, answers: dict[str, bool | int], unknown: set[str]
) -> None:
    some = {name: answer for name, answer in answers.items() if name not in unknown}
    asked = set(open_findings(expression, some))
    assert asked <= unknown
    answered = some | {name: answers[name] for name in asked}
    assert evaluate(expression, answered, fail_safe=False) is evaluate(expression, answers)


@given(expressions(), complete(), st.sets(st.sampled_from("abcde")))
def test_a_deciding_answer_makes_it_true(
    expression: Expression, answers: dict[str, bool | int], unknown: set[str]
) -> None:
    some = {name: answer for name, answer in answers.items() if name not in unknown}
    used_once = [literal.finding for literal in literals(expression)]
    for name in deciding_findings(expression, some):
        if used_once.count(name) == 1:
            assert evaluate(expression, some | {name: True}) is True
