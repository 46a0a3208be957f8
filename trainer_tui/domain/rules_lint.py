"""The checks of the red-flag rules, their examples, the findings they read and the sweeps that ask."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from trainer_tui.domain.conditions import EDITORIAL_SOURCE, Condition
from trainer_tui.domain.content_lint import Known, drug_quantity
from trainer_tui.domain.dates import shown
from trainer_tui.domain.errors import TrainerError
from trainer_tui.domain.findings import read_sweep, read_vocabulary
from trainer_tui.domain.rule_examples import lint_examples
from trainer_tui.domain.sweep_reach import lint_reach
from trainer_tui.domain.table_reader import LintFinding
from trainer_tui.domain.triage import Rule, RuleSet, read_rules
from trainer_tui.domain.vocabulary import Tier

LONGEST_PROMPT = 60
LONGEST_ACTION = 25
"""Words."""


def lint_findings(findings: Mapping[str, Any], file: str) -> list[LintFinding]:
    """Return what is wrong with the vocabulary of findings."""
    found: list[LintFinding] = []
    for finding in read_vocabulary(findings, file, found).findings.values():
        if len(finding.prompt) > LONGEST_PROMPT:
            problem = f"is longer than {LONGEST_PROMPT} characters; shorten it."
            found.append(LintFinding(file, f"{finding.id} prompt", problem))
        for key, text in (("prompt", finding.prompt), ("help", finding.help)):
            found += _quantity(text, file, f"{finding.id} {key}")
    return found


def lint_rules(
    rules: Mapping[str, Any], findings: Mapping[str, Any], file: str, known: Known
) -> list[LintFinding]:
    """Return what is wrong with the red-flag rules; their expressions are read against the findings."""
    found: list[LintFinding] = []
    read = read_rules(rules, read_vocabulary(findings, "", []), file, found)
    for rule in read.rules:
        found += _lint_rule(rule, file, known)
    for reminder in read.reminders:
        found += _unlisted(reminder.sources, file, reminder.id, known)
        found += _long(reminder.text, file, f"{reminder.id} text")
        found += _quantity(reminder.text, file, f"{reminder.id} text")
    return found


def _unlisted(sources: Collection[str], file: str, place: str, known: Known) -> Iterator[LintFinding]:
    for source in sources:
        if source not in known.sources and source != EDITORIAL_SOURCE:
            problem = f"{shown(source)} is not in the bibliography; add it to sources.toml."
            yield LintFinding(file, f"{place} sources", problem)


def _long(text: str, file: str, place: str) -> Iterator[LintFinding]:
    words = len(text.split())
    if words > LONGEST_ACTION:
        problem = f"has {words} words; at most {LONGEST_ACTION} can be read at a glance."
        yield LintFinding(file, place, problem)


def _lint_rule(rule: Rule, file: str, known: Known) -> Iterator[LintFinding]:
    yield from _unlisted(rule.sources, file, rule.id, known)
    yield from _long(rule.action, file, f"{rule.id} action")
    if rule.tier is Tier.EMS_NOW and not rule.regions:
        problem = 'is missing; name the regions whose sweep must reach an emergency rule, or "any".'
        yield LintFinding(file, f"{rule.id} regions", problem)
    for key, text in (("first", rule.first or ""), ("action", rule.action), ("why", rule.why)):
        yield from _quantity(text, file, f"{rule.id} {key}")


def lint_rule_examples(
    examples: Mapping[str, Any], rules: Mapping[str, Any], findings: Mapping[str, Any], file: str
) -> list[LintFinding]:
    """Return what is wrong with the examples of the rules; rules that cannot be read are found elsewhere."""
    ruleset = rules_or_none(rules, findings)
    return lint_examples(examples, ruleset.rules, ruleset.vocabulary, file) if ruleset else []


def rules_or_none(rules: Mapping[str, Any], findings: Mapping[str, Any]) -> RuleSet | None:
    """Return the rule set, or None when rules or findings cannot be read."""
    try:
        return RuleSet.from_data(rules, findings)
    except TrainerError:
        return None


def lint_signs(condition: Condition, read: Collection[str], file: str) -> Iterator[LintFinding]:
    """Yield a finding for every emergency sign of a page that no red-flag rule could ever act on."""
    for item in condition.sections.get("emergency_signs", ()):
        place = f"emergency_signs {item.id} findings"
        if not item.findings:
            yield LintFinding(file, place, "is missing; name the finding by which a rule knows this sign.")
        for finding in item.findings:
            if finding not in read:
                yield LintFinding(file, place, f"{shown(finding)} is read by no red-flag rule; add a rule.")


def lint_sweep(
    sweep: Mapping[str, Any], findings: Mapping[str, Any], ruleset: RuleSet | None, file: str, stem: str
) -> list[LintFinding]:
    """Return what is wrong with a sweep; `stem` is the file's name without its ending.

    Without rules that could be read, the rules it reaches are not checked.
    """
    found: list[LintFinding] = []
    read = read_sweep(sweep, read_vocabulary(findings, "", []), file, found)
    if sweep.get("region") != stem:
        found.append(LintFinding(file, "region", "must be the file's name; rename the file or the region."))
    if not found and ruleset:
        found += lint_reach(read, ruleset, file)
    return found


def _quantity(text: str, file: str, place: str) -> Iterator[LintFinding]:
    quantity = drug_quantity(text)
    if quantity:
        problem = f"{shown(quantity)} reads as a drug quantity; reword the sentence without it."
        yield LintFinding(file, place, problem)
