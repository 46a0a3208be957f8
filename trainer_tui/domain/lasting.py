"""What the times of the answers prove: how long a sign has lasted, and a fever measured at rest.

Only an answer proves anything, never the mere passing of time: a sign that was present when somebody looked
has lasted until then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from trainer_tui.domain.answers import FEVER, Answers, current_answers
from trainer_tui.domain.findings import FEVER_FROM_C, TEMPERATURES, Answer
from trainer_tui.domain.triage import RuleSet
from trainer_tui.domain.vitals import findings_of

AnswerSet = tuple[str, Answers, Mapping[str, Any] | None]
"""When it was taken (ISO time with offset), the answers, and the vital signs of the same moment."""

EXERTION = "exertion_now"
EXERTION_EXPLAINS = timedelta(minutes=60)
"""How long after hard exertion a high temperature alone is not yet fever."""


def moment(taken: AnswerSet) -> datetime:
    """Return when a set was taken."""
    return datetime.fromisoformat(taken[0])


def known_answers(sets: Iterable[AnswerSet], onset_at: str, rules: RuleSet) -> dict[str, Answer]:
    """Add up sets in the order of their times, with what these times prove.

    Minutes that a sign has lasted are at least what is proven, so they are filled in only where they reach
    every bound that a rule asks for; less decides nothing. Minutes that somebody answered stay, until the
    sign is found present later than that and has lasted longer.
    """
    ordered = sorted(sets, key=moment)
    answers = current_answers((findings, vitals) for _, findings, vitals in ordered)
    for name, bounds in rules.lasting.items():
        minutes = _proven(rules.vocabulary[name].lasting_of, name, ordered, onset_at)
        if minutes is not None and all(bound.holds(minutes, bound.bound) for bound in bounds):
            said = answers.get(name)
            answers[name] = max(minutes, said) if isinstance(said, int | float) else minutes
    if FEVER not in answers and answers.get(EXERTION) is True and _hot_at_rest(ordered, answers):
        answers[FEVER] = True
    return answers


def _proven(signs: Iterable[str], name: str, ordered: Sequence[AnswerSet], onset_at: str) -> int | None:
    """Return the minutes one of the signs has lasted, None where an answer in minutes is as new."""
    lasted = [span for sign in signs if (span := _lasted(sign, ordered, onset_at))]
    said = max((moment(taken) for taken in ordered if taken[1].get(name) is not None), default=None)
    newer = [(end - start) for start, end in lasted if said is None or end > said]
    return max((int(span.total_seconds() // 60) for span in newer), default=None)


def _lasted(sign: str, ordered: Sequence[AnswerSet], onset_at: str) -> tuple[datetime, datetime] | None:
    """Return from when to when a sign is known to have lasted; None where it is not known to be there.

    It began with the incident, or, after it was found absent, when it was next found present.
    """
    start: datetime | None = datetime.fromisoformat(onset_at)
    end: datetime | None = None
    for taken in ordered:
        if sign not in taken[1]:
            continue
        answer = taken[1][sign]
        if answer is True:
            end = moment(taken)
            start = start or end
        else:
            end = None
            start = start if answer is None else None
    return (start, end) if start and end else None


def _hot_at_rest(ordered: Sequence[AnswerSet], answers: Answers) -> bool:
    """Tell whether the last temperature of a site was taken long enough after the exertion, and is high."""
    exerted = max(moment(taken) for taken in ordered if taken[1].get(EXERTION) is True)
    for name in TEMPERATURES:
        celsius = answers.get(name)
        read = [taken for taken in ordered if name in {**taken[1], **findings_of(taken[2] or {})}]
        hot = isinstance(celsius, int | float) and celsius >= FEVER_FROM_C
        if hot and moment(read[-1]) - exerted > EXERTION_EXPLAINS:
            return True
    return False
