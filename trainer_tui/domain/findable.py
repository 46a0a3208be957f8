"""What can be found of a condition: names, statements, the questions about its signs, and the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from trainer_tui.domain.conditions import Condition, Item, NamedCondition
from trainer_tui.domain.expressions import Comparison, Expression, evaluate, literals
from trainer_tui.domain.passages import Passage
from trainer_tui.domain.protocols import Protocol
from trainer_tui.domain.search import Field
from trainer_tui.domain.triage import Rule, RuleSet

_SIGN_SECTIONS = ("emergency_signs", "symptoms")


def passages_of_named(named: NamedCondition) -> Iterator[Passage]:
    """Yield what can be found of a condition without a page."""
    yield Passage(Field.NAME, "", named.name)
    yield Passage(Field.ALIAS, "", named.id)
    yield Passage(Field.TEXT, "red_flag", named.red_flag)


def passages_of_protocol(protocol: Protocol) -> Iterator[Passage]:
    """Yield what can be found of a protocol; on the page of its condition it is one line."""
    place = f"protocol.{protocol.id}"
    yield Passage(Field.TEXT, place, protocol.name)
    yield from (Passage(Field.TEXT, place, statement.text) for statement in protocol.statements())


def passages_of(page: Condition, rules: RuleSet | None) -> Iterator[Passage]:
    """Yield what can be found of a page, in reading order.

    With the rules come the questions that ask for its signs, and the rules that these signs fulfil.
    """
    yield Passage(Field.NAME, "", page.name)
    yield Passage(Field.ALIAS, "", page.id)
    yield from (Passage(Field.ALIAS, "", alias) for alias in page.aliases)
    told: set[str] = set()
    for item in page.items():
        yield from _passages_of_item(item)
        if rules is not None and item.findings:
            yield from _asked(item, rules)
            yield from _ruled(item, rules, told)


def _passages_of_item(item: Item) -> Iterator[Passage]:
    field = Field.CAUSE if item.section == "causes" else Field.TEXT
    if item.section in _SIGN_SECTIONS:
        field = Field.SIGN
    key = (
        f"links.{item.extra['type']}.{item.link}" if item.section == "links" else f"{item.section}.{item.id}"
    )
    yield Passage(field, key, item.name or item.text)
    if code := item.extra.get("code"):
        yield Passage(Field.TEXT, key, f"{item.extra['system']} {code} {item.text}")
    elif item.name:
        yield Passage(Field.TEXT, key, item.text)
    for kind, texts in (
        ("urgency", [urgency.text for urgency in item.urgency]),
        ("notes", [note.text for note in item.notes]),
    ):
        yield from (Passage(Field.TEXT, f"{key}/{kind}.{n}", text) for n, text in enumerate(texts))
    # The sides of a conflict stand beside each other in one place.
    yield from (Passage(Field.TEXT, f"{key}/positions", position.text) for position in item.positions)


def _asked(item: Item, rules: RuleSet) -> Iterator[Passage]:
    field = Field.CAUSE if item.section == "causes" else Field.SIGN
    for finding in item.findings:
        if finding in rules.vocabulary:
            yield Passage(field, f"{item.section}.{item.id}", rules.vocabulary[finding].prompt)


def _ruled(item: Item, rules: RuleSet, told: set[str]) -> Iterator[Passage]:
    """Yield the rules that the findings of a sign fulfil by themselves, each once a page."""
    if item.section != "emergency_signs":
        return
    for rule in rules.rules:
        if rule.id not in told and _fulfils(item.findings, rule.expression):
            told.add(rule.id)
            yield from (
                Passage(Field.TEXT, f"{item.section}.{item.id}", text) for text in _words_of_rule(rule)
            )


def _words_of_rule(rule: Rule) -> Iterator[str]:
    for text in (rule.first, rule.action, rule.why):
        if text:
            yield f"{rule.id}: {text}"


def _fulfils(findings: Iterable[str], expression: Expression) -> bool:
    known: Mapping[str, bool | int | float] = dict.fromkeys(findings, True)
    bounds = {
        literal.finding: literal.bound + {">": 1, "<": -1}.get(literal.sign, 0)
        for literal in literals(expression)
        if isinstance(literal, Comparison)
    }
    return evaluate(expression, {name: bounds.get(name, value) for name, value in known.items()}) is True
