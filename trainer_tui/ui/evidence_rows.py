"""What a triage result rests on, as rows: the rules, the answers they read, their sources and the library."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from trainer_tui.domain.conditions import EDITORIAL_SOURCE
from trainer_tui.domain.evidence import Clause, asked, clauses, where_said
from trainer_tui.domain.expressions import Every, Some
from trainer_tui.domain.findings import ABSENT_IN_BULK, Answer, Vocabulary
from trainer_tui.domain.statements import Said
from trainer_tui.domain.triage import Rule, Triage, known_of
from trainer_tui.domain.wording import EDITORIAL
from trainer_tui.services.reference import Reference
from trainer_tui.ui.text import Row, Span, row
from trainer_tui.ui.widgets.sources_panel import INDENT, source_rows

MARKS = {True: "✓", False: "×", None: "?"}
STYLES = {True: "strong", False: "muted", None: "warning"}
JOINTS = {True: "holds", False: "does not hold", None: "undecided"}
HASH_SHOWN = 8
NOT_STATED = "No page of the library states this yet."


def ruleset_words(version: str, sha256: str) -> str:
    """Return which rules judged, by their version and the beginning of their hash."""
    return f"rule set {version or 'without a version'}, {sha256[:HASH_SHOWN] or 'without a hash'}"


def answer_words(name: str, answer: Answer, vocabulary: Vocabulary) -> str:
    """Return an answer in words."""
    if answer is None:
        return "not assessed"
    if answer == ABSENT_IN_BULK:
        return "absent (all the rest)"
    if isinstance(answer, bool):
        return "present" if answer else "absent"
    return f"{answer} {vocabulary[name].unit}".rstrip()


@dataclass(slots=True)
class Evidence:
    """The rows about some rules of a result, and which of them lead to a page."""

    rows: list[Row] = field(default_factory=list)
    leads: dict[str, Said] = field(default_factory=dict)


def evidence_of(
    rules: Iterable[Rule], triage: Triage, vocabulary: Vocabulary, reference: Reference
) -> Evidence:
    """Lay out what a result rests on, rule by rule."""
    found = Evidence()
    for rule in rules:
        if found.rows:
            found.rows.append(row(""))
        _about(found, rule, triage)
        _answers(found, rule, triage, vocabulary)
        found.rows += [row(""), row(Span("Sources of the rule", "heading"))]
        found.rows += source_rows(reference.sources(rule.sources), f"{rule.id}/source")
        if not rule.sources:
            found.rows.append(row(Span("None has been found yet.", "warning"), key=f"{rule.id}/source"))
        _library(found, rule, triage, reference)
    return found


def _about(found: Evidence, rule: Rule, triage: Triage) -> None:
    matched = any(match.rule.id == rule.id for match in triage.matches)
    state = "matches" if matched else "undecided"
    tier = rule.tier
    found.rows.append(
        row(
            Span(f"{rule.id}  ", "heading"),
            Span(f"{tier.symbol} {tier.words}", tier.value.lower()),
            Span(f" · {state}", "strong"),
            f" · {rule.hold.words}",
            key=f"{rule.id}/rule",
            hang=INDENT,
        )
    )
    if rule.first:
        found.rows.append(
            row(
                Span(f"{rule.tier.symbol} FIRST: {rule.first}", "ems_now"),
                key=f"{rule.id}/first",
                hang=INDENT,
            )
        )
    named = f"version {rule.version} · {ruleset_words(triage.version, triage.sha256)}"
    for name, text in (
        ("Do", rule.action),
        ("Why", rule.why),
        ("Urgency", rule.basis.words),
        ("Rule", named),
    ):
        found.rows.append(row(Span(f"{name}: ", "label"), text, key=f"{rule.id}/{name}", hang=INDENT))


def _answers(found: Evidence, rule: Rule, triage: Triage, vocabulary: Vocabulary) -> None:
    found.rows += [row(""), row(Span("What it reads, with the answers given", "heading"))]
    for number, clause in enumerate(clauses(rule.expression, known_of(triage.answers))):
        words = _clause(clause, triage, vocabulary)
        mark = Span(f"{MARKS[clause.value]} ", STYLES[clause.value])
        indent = INDENT * (clause.depth + 1)
        found.rows.append(row(mark, words, key=f"{rule.id}/clause.{number}", indent=indent, hang=INDENT))


def _clause(clause: Clause, triage: Triage, vocabulary: Vocabulary) -> Span:
    part = clause.part
    if isinstance(part, Every | Some):
        words = "all of these" if isinstance(part, Every) else "any of these"
        return Span(f"{words}: {JOINTS[clause.value]}", "label")
    answer = answer_words(part.finding, triage.answers.get(part.finding), vocabulary)
    return Span(f"{asked(part, vocabulary)}: {answer}", STYLES[clause.value])


def _library(found: Evidence, rule: Rule, triage: Triage, reference: Reference) -> None:
    found.rows += [row(""), row(Span("Where the library says so", "heading"))]
    because = next((match.because for match in triage.matches if match.rule.id == rule.id), ())
    citing, others = where_said(rule, because, reference.said())
    if not citing and not others:
        found.rows.append(row(Span(NOT_STATED, "warning"), key=f"{rule.id}/said", indent=INDENT))
    for words, group in (("Citing a source of the rule", citing), ("Naming what it reads", others)):
        if group:
            found.rows.append(row(Span(words, "label"), indent=INDENT))
        for each in group:
            key = f"{rule.id}/said.{len(found.leads)}"
            found.leads[key] = each
            cited = ", ".join(EDITORIAL if each == EDITORIAL_SOURCE else each for each in each.sources)
            found.rows.append(
                row(
                    Span(reference.resolve(each.condition).name, "link"),
                    f": {each.text} ",
                    Span(f"[{cited}]", "muted"),
                    key=key,
                    indent=INDENT,
                    hang=INDENT,
                )
            )
