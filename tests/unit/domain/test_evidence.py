"""What a result rests on: each clause of a rule with its value, and the statements about what it reads."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sample_library import HIP, KNEE, knee, statement
from trainer_tui.domain.content_reader import read_condition
from trainer_tui.domain.evidence import asked, clauses, where_said
from trainer_tui.domain.expressions import Comparison, NotPresent, Present, parse
from trainer_tui.domain.findings import ABSENT_IN_BULK, Vocabulary
from trainer_tui.domain.statements import Said, said_by
from trainer_tui.domain.triage import Rule, RuleSet, assess, known_of

FINDINGS = {
    "finding": [
        *(
            {"id": ident, "prompt": prompt, "help": "Look.", "ask": "measure", **more}
            for ident, prompt, more in (
                ("gcs", "Coma scale", {"type": "int", "min": 3}),
                ("temp", "Temperature", {"type": "float", "min": 25, "unit": "°C"}),
            )
        ),
        *(
            {"id": ident, "type": "bool", "prompt": ident.capitalize(), "help": "Look.", "ask": "sign"}
            for ident in ("numb", "weak", "taped")
        ),
    ]
}


def ruleset(when: str, sources: tuple[str, ...] = ("B01",)) -> RuleSet:
    rule = {
        "id": "RF-01",
        "version": 1,
        "when": when,
        "tier": "EMS_NOW",
        "hold": "until_cleared",
        "action": "Act.",
        "why": "Why.",
        "sources": list(sources),
        "basis": "source",
    }
    return RuleSet.from_data({"version": "1", "rule": [rule]}, FINDINGS)


def rule_of(when: str, sources: tuple[str, ...] = ("B01",)) -> Rule:
    return ruleset(when, sources).rules[0]


def values(when: str, **answers: Any) -> list[tuple[int, bool | None]]:
    found = clauses(parse(when), known_of(answers))
    return [(clause.depth, clause.value) for clause in found]


def test_each_group_stands_before_its_parts_and_has_its_own_value() -> None:
    when = "numb and (weak or gcs < 15)"
    assert values(when, numb=True, gcs=13) == [(0, True), (1, True), (1, True), (2, None), (2, True)]
    assert values(when, numb=True) == [(0, None), (1, True), (1, None), (2, None), (2, None)]
    assert values(when, numb=False, weak=True) == [(0, False), (1, False), (1, True), (2, True), (2, None)]


def test_a_single_literal_is_one_clause() -> None:
    assert values("numb", numb=ABSENT_IN_BULK) == [(0, False)]


def test_unknown_counts_only_for_what_must_not_be_present() -> None:
    assert values("numb and not taped", numb=True) == [(0, True), (1, True), (1, True)]
    assert values("numb and not taped", numb=True, taped=True) == [(0, False), (1, True), (1, False)]


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("numb", "Numb"),
        ("not taped", "unless present: Taped"),
        ("gcs < 15", "Coma scale, below 15"),
        ("temp >= 40.5", "Temperature, at least 40.5 °C"),
        ("temp > 40", "Temperature, above 40 °C"),
        ("gcs <= 8", "Coma scale, at most 8"),
        ("gcs == 3", "Coma scale, exactly 3"),
    ],
)
def test_a_literal_says_what_it_asks_for(when: str, words: str) -> None:
    literal = parse(when)
    assert isinstance(literal, Present | NotPresent | Comparison)
    assert asked(literal, Vocabulary.from_data(FINDINGS)) == words


def test_a_result_keeps_what_the_rules_were_given() -> None:
    triage = assess({"numb": True, "weak": None, "taped": ABSENT_IN_BULK}, ruleset("numb"))
    assert triage.answers == {"numb": True, "taped": ABSENT_IN_BULK}


def test_the_statements_of_pages_are_those_that_name_findings() -> None:
    signs = [statement("cold", "Foot cold.", name="Cold foot", findings=["foot_cold"], urgency=[])]
    named = knee(emergency_signs=signs, symptoms=[statement("stairs", "Hurts.", findings=["weak", "numb"])])
    pages = [read_condition(table, "", []) for table in (named, HIP)]
    assert list(said_by(pages)) == [
        Said("knee-ache", "emergency_signs.cold", "Cold foot. Foot cold.", ("B01",), ("foot_cold",)),
        Said("knee-ache", "symptoms.stairs", "Hurts.", ("B01",), ("weak", "numb")),
    ]
    assert list(said_by([read_condition(HIP, "", [])])) == []
    assert [said.item for said in said_by([read_condition(KNEE, "", [])])] == ["emergency_signs.cold"]


def said(item: str, sources: tuple[str, ...], *findings: str) -> Said:
    return Said("page", item, "Text.", sources, findings)


def test_statements_with_a_source_of_the_rule_stand_apart_and_what_made_it_match_comes_first() -> None:
    other = said("other", ("B09",), "numb", "weak")
    half = said("half", ("B01", "B09"), "weak")
    both = said("both", ("B01",), "numb", "weak")
    foreign = said("foreign", ("B01",), "taped")
    rule = rule_of("numb and (weak or gcs < 15)")
    assert where_said(rule, ("numb",), [other, half, both, foreign]) == ((both, half), (other,))
    assert where_said(rule, (), [half, both]) == ((both, half), ())


def test_our_own_judgement_is_no_shared_source() -> None:
    rule = rule_of("numb", ("EDITORIAL",))
    own = said("own", ("EDITORIAL",), "numb")
    assert where_said(rule, ("numb",), [own]) == ((), (own,))


def test_a_rule_that_no_page_speaks_of_has_no_statement() -> None:
    assert where_said(rule_of("numb"), ("numb",), [said("x", ("B01",), "weak")]) == ((), ())
