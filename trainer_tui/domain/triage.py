"""Red-flag triage: which rules match a set of answers, which could, and what was not assessed.

Unknown is not no. The highest tier wins, every match is shown, and nothing here says that anyone may play.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from trainer_tui.domain import wording
from trainer_tui.domain.answers import KNOWN_BY_ALERT
from trainer_tui.domain.dates import shown
from trainer_tui.domain.expressions import (
    Comparison,
    Every,
    Expression,
    ExpressionError,
    Known,
    Literal,
    NotPresent,
    begun,
    deciding_findings,
    evaluate,
    literals,
    open_findings,
    parse,
    true_literals,
)
from trainer_tui.domain.findings import (
    ABSENT_IN_BULK,
    Answer,
    AnswerType,
    Vocabulary,
    derive,
    note_twice,
    refuse,
    table_reader,
)
from trainer_tui.domain.table_reader import LintFinding, TableReader
from trainer_tui.domain.vocabulary import Hold, Region, Tier

_FILE = "red_flags.toml"
ANY_REGION = "any"
QUESTIONS_SHOWN = 3
FIRST_STEPS = ("RF-ENV", "RF-CAR", "RF-GEN", "RF-RES", "RF-MET", "RF-HEA", "RF-SCK")
"""Families of rules by the order of their steps on site; any other family comes after them."""


class Basis(StrEnum):
    """What the urgency of a rule rests on."""

    SOURCE = "source"
    """The cited source itself states the urgency."""
    EDITORIAL = "editorial"
    """The facts are sourced, the tier is our own."""
    MEMORY = "memory"
    """No source has been found yet; shown as such."""

    @property
    def words(self) -> str:
        """The basis for a person to read."""
        words = {Basis.SOURCE: "stated by the source", Basis.EDITORIAL: wording.EDITORIAL}
        return words.get(self, "no source found yet")


@dataclass(frozen=True, slots=True)
class Rule:
    """One red-flag rule: when it holds, how urgent it is and what to do."""

    id: str
    version: int
    when: str
    expression: Expression
    """`when`, parsed."""
    tier: Tier
    hold: Hold
    action: str
    why: str
    sources: tuple[str, ...]
    basis: Basis
    first: str | None = None
    """What is done on site before anything else."""
    recheck_minutes: int | None = None
    """After how many minutes the athlete is checked again."""
    regions: tuple[Region, ...] = ()
    """The body regions whose sweep must be able to reach it; none where that is not asked for."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """What stays in view beside the first steps while it holds; it has no urgency of its own."""

    id: str
    expression: Expression
    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class RuleSet:
    """All rules, the most urgent first, with the vocabulary they read and the hash that names them."""

    rules: tuple[Rule, ...]
    vocabulary: Vocabulary
    version: str
    sha256: str
    """Of the rules alone: a reminder moves no urgency."""
    reminders: tuple[Reminder, ...] = ()
    read: tuple[str, ...] = field(init=False)
    """The findings that some rule reads, in the order of the vocabulary."""
    lowering: frozenset[str] = field(init=False)
    """The findings that can lower the tier when present: a person answers them with a line of reason."""
    lasting: Mapping[str, tuple[Comparison, ...]] = field(init=False)
    """The numbers of minutes that times can prove, each with the bounds that rules ask it to reach."""

    def __post_init__(self) -> None:
        found = [literal for rule in self.rules for literal in literals(rule.expression)]
        names = {literal.finding for literal in found}
        lowering = frozenset(literal.finding for literal in found if isinstance(literal, NotPresent))
        object.__setattr__(self, "rules", tuple(sorted(self.rules, key=lambda r: (r.tier.rank, r.id))))
        object.__setattr__(self, "read", tuple(name for name in self.vocabulary if name in names))
        object.__setattr__(self, "lowering", lowering)
        object.__setattr__(self, "lasting", self._lasting(found))

    def _lasting(self, found: Sequence[Literal]) -> dict[str, tuple[Comparison, ...]]:
        bounds = [each for each in found if isinstance(each, Comparison) and each.sign in (">", ">=")]
        counted = {name for name in self.read if self.vocabulary[name].lasting_of}
        return {name: tuple(each for each in bounds if each.finding == name) for name in sorted(counted)}

    @classmethod
    def from_data(cls, rules: Mapping[str, Any], findings: Mapping[str, Any]) -> RuleSet:
        """Build the rule set from its two parsed files; raises TrainerError naming rule and expression."""
        vocabulary = Vocabulary.from_data(findings)
        problems: list[LintFinding] = []
        read = read_rules(rules, vocabulary, _FILE, problems)
        refuse(problems)
        return cls(read.rules, vocabulary, read.version, _sha256(rules["rule"]), read.reminders)


class RulesFile(NamedTuple):
    """What a file of rules holds."""

    rules: tuple[Rule, ...]
    reminders: tuple[Reminder, ...]
    version: str


def read_rules(
    data: Mapping[str, Any], vocabulary: Vocabulary, file: str, problems: list[LintFinding]
) -> RulesFile:
    """Read every rule and reminder of a parsed file; what is wrong there is added to `problems`.

    A rule with a problem is not to be used.
    """
    reader = TableReader(data, file, "", problems)
    version = reader.text("version")
    readers = {
        key: [
            table_reader(reader, key, number, table)
            for number, table in enumerate(reader.tables(key, required=key == "rule"), start=1)
        ]
        for key in ("rule", "reminder")
    }
    reader.finish()
    rules = tuple(_read_rule(entry, vocabulary) for entry in readers["rule"])
    reminders = tuple(_read_reminder(entry, vocabulary) for entry in readers["reminder"])
    note_twice(reader, "rule", [rule.id for rule in rules])
    note_twice(reader, "reminder", [reminder.id for reminder in reminders])
    return RulesFile(rules, reminders, version)


def _read_reminder(reader: TableReader, vocabulary: Vocabulary) -> Reminder:
    ident, expression = reader.text("id"), _read_when(reader.text("when"), vocabulary, reader)
    reminder = Reminder(ident, expression, reader.text("text"), reader.texts("sources"))
    reader.finish()
    return reminder


def _read_rule(reader: TableReader, vocabulary: Vocabulary) -> Rule:
    when = reader.text("when")
    basis = reader.member("basis", Basis) or Basis.EDITORIAL
    rule = Rule(
        id=reader.text("id"),
        version=reader.whole("version", required=True) or 0,
        when=when,
        expression=_read_when(when, vocabulary, reader),
        tier=reader.member("tier", Tier) or Tier.EMS_NOW,
        hold=reader.member("hold", Hold) or Hold.UNTIL_CLEARED,
        action=reader.text("action"),
        why=reader.text("why"),
        sources=reader.texts("sources", required=basis is not Basis.MEMORY),
        basis=basis,
        first=reader.text("first", required=False) or None,
        recheck_minutes=reader.whole("recheck_minutes"),
        regions=_read_regions(reader),
    )
    reader.finish()
    return rule


def _read_regions(reader: TableReader) -> tuple[Region, ...]:
    if reader.table.get("regions") == [ANY_REGION]:
        reader.value("regions", required=False)
        return tuple(Region)
    return reader.members("regions", Region, required=False)


def _read_when(when: str, vocabulary: Vocabulary, reader: TableReader) -> Expression:
    try:
        expression = parse(when)
    except ExpressionError as error:
        reader.wrong("when", f"“{when}”: {error}.")
        return Every(())
    for literal in literals(expression):
        name = literal.finding
        if name not in vocabulary:
            reader.wrong("when", f"“{when}”: {shown(name)} is not in findings.toml.")
        elif isinstance(literal, Comparison) is (vocabulary[name].type is AnswerType.BOOL):
            kind = "present or absent" if vocabulary[name].type is AnswerType.BOOL else "a number"
            reader.wrong("when", f"“{when}”: {shown(name)} is {kind} and cannot be used so.")
    return expression


def _sha256(tables: Sequence[Mapping[str, Any]]) -> str:
    """Hash the rules as written, whatever their order in the file and their layout."""
    ordered = sorted(tables, key=lambda table: str(table["id"]))
    text = json.dumps(ordered, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that holds, with the answers that made it hold."""

    rule: Rule
    because: Mapping[str, Answer]
    """Finding id to answer; None where a finding that must not be present was not assessed."""


@dataclass(frozen=True, slots=True)
class Possible:
    """A rule that is begun and undecided."""

    rule: Rule
    ask: tuple[str, ...]
    """The unknown findings that could decide it."""
    deciding: tuple[str, ...]
    """Those of `ask` of which one alone, when present, makes it match."""


@dataclass(frozen=True, slots=True)
class Triage:
    """What the rules make of a set of answers."""

    tier: Tier | None
    """The highest tier among the matches; None without a match, which is no clearance."""
    hold: Hold | None
    """The strictest hold among the matches."""
    matches: tuple[Match, ...]
    """By tier, then by rule id."""
    possible: tuple[Possible, ...]
    """By tier, then by rule id."""
    not_assessed: tuple[str, ...]
    version: str
    sha256: str
    statement: str
    """What the person is told, in sentences."""
    answers: Mapping[str, Answer]
    """What the rules were given, derived findings among them; what is unknown has no key."""
    reminders: tuple[Reminder, ...] = ()
    """What stays in view beside the first steps."""


def highest(a: Tier | None, b: Tier | None) -> Tier | None:
    """Return the more urgent of two tiers; an incident's tier latches by it."""
    return min((tier for tier in (a, b) if tier is not None), key=lambda tier: tier.rank, default=None)


def known_of(answers: Mapping[str, Answer]) -> Known:
    """Return answers as expressions read them: however it was answered, absent is absent."""
    return {name: False if a == ABSENT_IN_BULK else a for name, a in answers.items() if a is not None}


def assess(findings: Mapping[str, Answer], ruleset: RuleSet, *, scope: Iterable[str] | None = None) -> Triage:
    """Evaluate every rule on checked answers.

    `scope` holds the finding ids whose absence from the answers is reported as not assessed, such as those
    of the region's sweep; without it, every finding that some rule reads. Raises FieldError when fever is
    answered as absent beside a temperature that makes it present.
    """
    answers = {name: answer for name, answer in derive(findings).items() if answer is not None}
    known = known_of(answers)
    matches: list[Match] = []
    possible: list[Possible] = []
    for rule in ruleset.rules:
        value = evaluate(rule.expression, known)
        if value is True:
            reasons = true_literals(rule.expression, known)
            matches.append(Match(rule, {reason.finding: answers.get(reason.finding) for reason in reasons}))
        elif value is None and begun(rule.expression, known):
            possible.append(_possible(rule, known))
    not_assessed = tuple(name for name in (ruleset.read if scope is None else scope) if name not in answers)
    holds = {match.rule.hold for match in matches}
    tier = matches[0].rule.tier if matches else None
    return Triage(
        tier=tier,
        hold=next((hold for hold in (Hold.UNTIL_CLEARED, Hold.TODAY) if hold in holds), None),
        matches=tuple(matches),
        possible=tuple(possible),
        not_assessed=not_assessed,
        version=ruleset.version,
        sha256=ruleset.sha256,
        statement=_statement(tier, possible, len(not_assessed), ruleset.vocabulary),
        reminders=tuple(r for r in ruleset.reminders if evaluate(r.expression, known) is True),
        answers=answers,
    )


def _possible(rule: Rule, known: Known) -> Possible:
    ask = tuple(dict.fromkeys(open_findings(rule.expression, known)))
    deciding = frozenset(deciding_findings(rule.expression, known))
    return Possible(rule, ask, tuple(name for name in ask if name in deciding))


def _statement(tier: Tier | None, possible: Sequence[Possible], missing: int, vocabulary: Vocabulary) -> str:
    items = f"{missing} {'item' if missing == 1 else 'items'} not assessed."
    so_far = f"{tier.words}; {items}" if tier else f"No red flag among the answers given; {items}"
    # Rules come most urgent first, so the first one that is possible has the tier the answers could reach.
    reach = possible[0].rule.tier if possible else None
    if reach is None or highest(tier, reach) is tier:
        return f"{so_far} {wording.NOT_CLEARANCE}"
    questions = _questions([p for p in possible if p.rule.tier is reach], vocabulary)
    if reach is Tier.EMS_NOW:
        rest = so_far if tier else items
        return f"Undecided: may be an emergency. Answer: {questions} {rest} {wording.NOT_CLEARANCE}"
    undecided = f"Undecided: may be more urgent ({reach.words})."
    return f"{so_far} {undecided} Answer: {questions} {wording.NOT_CLEARANCE}"


def first_steps(triage: Triage) -> list[Match]:
    """Return the matches that name a step on site, in the order that saves a life, each step once.

    The order is scene safety and resuscitation, bleeding, airway and epinephrine, glucose, cooling, then the
    rest by urgency.
    """

    def place(match: Match) -> int:
        family = match.rule.id[:6]
        return FIRST_STEPS.index(family) if family in FIRST_STEPS else len(FIRST_STEPS)

    steps: dict[str, Match] = {}
    for match in triage.matches:
        if match.rule.first:
            steps.setdefault(match.rule.first, match)
    return sorted(steps.values(), key=place)


def questions_of(possible: Sequence[Possible]) -> tuple[str, ...]:
    """Return the findings that undecided rules wait for, each once.

    Those that decide alone come first; within both groups a word answers before an examination does.
    """
    alone = roster_first([name for p in possible for name in p.deciding])
    return tuple(dict.fromkeys([*alone, *roster_first([name for p in possible for name in p.ask])]))


def roster_first(names: Sequence[str]) -> list[str]:
    """Return findings with those in front that a roster could answer: they need no examination."""
    known = set(KNOWN_BY_ALERT.values())
    return sorted(names, key=lambda name: name not in known)


def undecided(triage: Triage, quiet: Collection[str] = ()) -> list[Possible]:
    """Return the undecided rules of the highest tier that could be reached, when it outranks the matches.

    Rules named in `quiet` are left out.
    """
    begun_rules = [possible for possible in triage.possible if possible.rule.id not in quiet]
    reach = begun_rules[0].rule.tier if begun_rules else None
    if reach is None or (triage.tier is not None and triage.tier.rank <= reach.rank):
        return []
    return [possible for possible in begun_rules if possible.rule.tier is reach]


def not_begun_here(triage: Triage, given: Mapping[str, Answer]) -> frozenset[str]:
    """Return the lesser undecided rules for which no given answer speaks, only what a record knew before.

    A birth date alone begins a rule for every young athlete with a sprain; it is open, but nothing that was
    found points to it. A possible emergency is never among them: the cramp of an athlete with sickle cell
    trait is missed exactly where nobody asked about it.
    """
    known = known_of(derive(given))
    lesser = [p.rule for p in triage.possible if p.rule.tier is not Tier.EMS_NOW]
    return frozenset(rule.id for rule in lesser if not begun(rule.expression, known))


def _questions(possible: Sequence[Possible], vocabulary: Vocabulary) -> str:
    """The few questions that decide most, by their prompts; the others are counted."""
    ordered = questions_of(possible)
    more = len(ordered) - QUESTIONS_SHOWN
    text = "; ".join(vocabulary[name].prompt for name in ordered[:QUESTIONS_SHOWN])
    return f"{text}; and {more} more." if more > 0 else f"{text}."


def triage_to_json(triage: Triage) -> dict[str, Any]:
    """Return a triage in the shape that scripts read."""
    return {
        "tier": triage.tier and triage.tier.value,
        "hold": triage.hold and triage.hold.value,
        "matches": [_match_to_json(match) for match in triage.matches],
        "possible": [
            {"rule": p.rule.id, "tier": p.rule.tier.value, "ask": list(p.ask)} for p in triage.possible
        ],
        "not_assessed": list(triage.not_assessed),
        "ruleset": {"version": triage.version, "sha256": triage.sha256},
        "statement": triage.statement,
    }


def _match_to_json(match: Match) -> dict[str, Any]:
    rule = match.rule
    return {
        "rule": rule.id,
        "version": rule.version,
        "tier": rule.tier.value,
        "hold": rule.hold.value,
        "first": rule.first,
        "action": rule.action,
        "why": rule.why,
        "sources": list(rule.sources),
        "because": dict(match.because),
    }
