"""Reading one assessment as scripts and screens give it: answers and vital signs of one time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from trainer_tui.domain.answers import Answers
from trainer_tui.domain.dates import parse_moment
from trainer_tui.domain.errors import FieldError
from trainer_tui.domain.findings import derive
from trainer_tui.domain.incident_input import Reading, parse_findings
from trainer_tui.domain.input_fields import as_object, refuse_unknown
from trainer_tui.domain.lasting import AnswerSet
from trainer_tui.domain.vitals import findings_of, parse_vitals

FIELDS = ("at", "findings", "vitals")


def parse_assessment(raw: object, reading: Reading) -> list[AnswerSet]:
    """Read `{"at"?, "findings"?, "vitals"?}`; `vitals` is one set, or a list of sets.

    What has no time of its own was taken at `at`; without that, answers when their one set of vital signs
    was, and anything else now. What is of one time becomes one set. Raises FieldError naming the field, also
    for a fever that is denied beside a temperature that makes it present.
    """
    given = as_object("assessment", raw)
    refuse_unknown("", given, FIELDS)
    at = None if given.get("at") is None else parse_moment("at", given["at"], reading.now)
    findings = parse_findings(given.get("findings"), reading.vocabulary)
    taken = _vitals(given.get("vitals"), at or reading.now, reading)
    if not findings and not taken:
        raise FieldError("findings", "or vitals are needed: an assessment holds at least one answer.")
    moment = at.isoformat() if at else taken[0]["at"] if len(taken) == 1 else reading.now.isoformat()
    sets: list[AnswerSet] = [(each["at"], {}, each) for each in taken]
    if findings:
        same = [each for each in sets if each[0] == moment][:1]
        sets = [each for each in sets if each not in same]
        sets.append((moment, findings, same[0][2] if same else None))
    for _, answers, measured in sets:
        refuse_contradiction({**answers, **findings_of(measured or {})})
    return sets


def _vitals(value: object, at: datetime, reading: Reading) -> tuple[Mapping[str, Any], ...]:
    """Read one set or a list of them; a set without a time was taken at `at`."""
    several = isinstance(value, list | tuple)
    listed = [] if value is None else list(value) if isinstance(value, list | tuple) else [value]
    timed = [
        {**each, "at": at.isoformat()} if isinstance(each, Mapping) and each.get("at") is None else each
        for each in listed
    ]
    try:
        return parse_vitals(timed, reading.vocabulary, reading.now)
    except FieldError as error:
        field = error.field if several else error.field.replace("vitals[0]", "vitals", 1)
        raise FieldError(field, error.problem) from None


def refuse_contradiction(answers: Answers) -> None:
    """Raise FieldError when answers of one time deny a fever and measure one."""
    try:
        derive(answers)
    except FieldError as error:
        raise FieldError(f"findings.{error.field}", error.problem) from None
