"""The red-flag rules on a bare set of findings; nothing is stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from trainer_tui.cli import output
from trainer_tui.cli.context import Context
from trainer_tui.cli.inputs import as_list, read_json
from trainer_tui.domain.conditions import EDITORIAL_SOURCE
from trainer_tui.domain.errors import FieldError
from trainer_tui.domain.findings import Vocabulary
from trainer_tui.domain.input_fields import as_object, refuse_unknown
from trainer_tui.domain.triage import RuleSet, Triage, assess, triage_to_json
from trainer_tui.domain.wording import EDITORIAL
from trainer_tui.services.reference import Reference


def run(context: Context) -> None:
    """Write the triage of one object, or of each object of an array in its order."""
    raw = read_json(context.given.file)
    rules = context.library.rules
    found = [_triage(place, each, rules) for place, each in _places(raw)]
    if context.json:
        plain = [triage_to_json(triage) for triage in found]
        output.data(plain if isinstance(raw, list) else plain[0])
        return
    for number, triage in enumerate(found):
        if number:
            output.line()
        write(triage, rules.vocabulary, context.library.reference)


def _places(raw: Any) -> list[tuple[str, Any]]:
    """Return each object with its place in an array, empty for a single one."""
    if not isinstance(raw, list):
        return [("", raw)]
    return [(f"[{number}].", each) for number, each in enumerate(as_list(raw))]


def _triage(place: str, raw: Any, rules: RuleSet) -> Triage:
    try:
        given = as_object("triage", raw)
        refuse_unknown("", given, ("findings",))
        return assess(rules.vocabulary.check_answers(given.get("findings")), rules)
    except FieldError as error:
        raise FieldError(f"{place}{error.field}", error.problem) from None


def write(triage: Triage, vocabulary: Vocabulary, reference: Reference) -> None:
    """Write a triage in words: the statement first, then each rule that matched or could."""
    output.line(triage.statement)
    for match in triage.matches:
        rule = match.rule
        output.line()
        output.line(
            f"{rule.tier.symbol} {rule.tier.words} ({rule.id} v{rule.version}; hold: {rule.hold.words})"
        )
        if rule.first:
            output.line(f"  First: {rule.first}")
        output.line(f"  {rule.action}")
        output.line(f"  Why: {rule.why}")
        reasons = (f"{vocabulary[name].prompt} ({_word(answer)})" for name, answer in match.because.items())
        output.line(f"  Because: {'; '.join(reasons)}")
        _write_sources(rule.sources, reference, f" (urgency: {rule.basis.words})")
    for reminder in triage.reminders:
        output.line()
        output.line(f"Keep in view: {reminder.text}")
        _write_sources(reminder.sources, reference)
    for possible in triage.possible:
        output.line()
        asked = "; ".join(vocabulary[name].prompt for name in possible.ask)
        output.line(f"Undecided: {possible.rule.tier.words} ({possible.rule.id}). Answer: {asked}")


def _write_sources(sources: Sequence[str], reference: Reference, more: str = "") -> None:
    """Write what a sentence rests on; our own wording beside sources is said too."""
    cited = [source for source in sources if source != EDITORIAL_SOURCE]
    ours = [EDITORIAL] if cited and EDITORIAL_SOURCE in sources else []
    output.line(f"  Sources: {', '.join(cited + ours) or 'none'}{more}")
    for source in reference.sources(cited):
        output.line(f"    {source.id}: {source.title} ({source.standing})")


def _word(answer: object) -> str:
    if answer is None:
        return "not assessed"
    if isinstance(answer, bool):
        return "present" if answer else "absent"
    return str(answer)
