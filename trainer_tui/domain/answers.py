"""What is known of an incident right now: the answers of its assessments, and what the roster says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from trainer_tui.domain.athletes import Athlete
from trainer_tui.domain.findings import Answer, derive
from trainer_tui.domain.vitals import findings_of

Answers = Mapping[str, Answer]

KNOWN_BY_ALERT: Mapping[str, str] = MappingProxyType(
    {"sickle_trait": "sct_known", "diabetes": "diabetes_known"}
)
"""Alerts of the roster that are answers to a finding; no other alert is."""

FEVER = "fever"


def current_answers(assessments: Iterable[tuple[Answers, Mapping[str, Any] | None]]) -> dict[str, Answer]:
    """Add up findings and vital signs in the order of their times: the last answer to a finding holds.

    A null takes an answer back to not assessed. A fever that was absent does not outlive a temperature that
    was taken later and makes it present.
    """
    answers: dict[str, Answer] = {}
    for findings, vitals in assessments:
        newer = {**findings, **findings_of(vitals or {})}
        if newer.get(FEVER) is None and derive(newer).get(FEVER) is True:
            answers.pop(FEVER, None)
        answers.update(newer)
    return {name: answer for name, answer in answers.items() if answer is not None}


def with_roster(answers: Answers, athlete: Athlete | None, onset: date) -> dict[str, Answer]:
    """Add the age at onset and the alerts that rules read; what the roster does not hold stays unknown.

    An alert stands against an answer that denies it: the more urgent reading counts.
    """
    known = dict(answers)
    if athlete is None:
        return known
    age = athlete.age_at(onset)
    if age is not None and known.get("age") is None:
        known["age"] = age
    for alert, finding in KNOWN_BY_ALERT.items():
        if alert in athlete.alerts:
            known[finding] = True
    return known
