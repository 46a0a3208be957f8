"""What the record holds for each heading of a SOAP note: shown beside it, and only put in by a key."""

from __future__ import annotations

from collections.abc import Mapping

from trainer_tui.domain.answers import current_answers
from trainer_tui.domain.findings import Ask, Vocabulary
from trainer_tui.domain.incidents import NARRATIVE, SOAP
from trainer_tui.domain.vocabulary import ReferralState
from trainer_tui.services.chart import IncidentChart
from trainer_tui.ui.words import Words, diagnosis_words, grouped_answers, status_words, vitals_words

TOLD = frozenset({Ask.PRIVATE, Ask.HISTORY, Ask.CONTEXT})
"""How a finding comes to be known when the athlete tells it; everything else is seen or examined."""


def soap_hints(chart: IncidentChart, vocabulary: Vocabulary, words: Words) -> Mapping[str, list[str]]:
    """Return lines for each heading, empty where the record has nothing."""
    standing = [each for each in chart.assessments if not each.view.voided]
    answers = current_answers((each.findings, None) for each in standing)
    told = {name: a for name, a in answers.items() if name in vocabulary and vocabulary[name].ask in TOLD}
    seen = {name: answer for name, answer in answers.items() if name not in told}
    stories = [note.text for note in chart.notes if note.heading == NARRATIVE and not note.view.voided]
    vitals = [
        f"{words.moment(each.at)[11:]}: {vitals_words(each.vitals, vocabulary)}"
        for each in standing
        if each.vitals
    ]
    missing = len(chart.triage.not_assessed)
    lines = (
        [*stories, *_grouped(told, vocabulary)],
        [*_grouped(seen, vocabulary), *vitals, *([f"{missing} items not assessed"] if missing else [])],
        _assessment(chart, words),
        _plan(chart),
    )
    return dict(zip(SOAP, lines, strict=True))


def _grouped(answers: Mapping[str, object], vocabulary: Vocabulary) -> list[str]:
    return [f"{name}: {'; '.join(found)}" for name, found in grouped_answers(answers, vocabulary).items()]


def _assessment(chart: IncidentChart, words: Words) -> list[str]:
    incident = chart.incident
    lines = [words.condition(incident.condition)] if incident.condition else []
    lines += [diagnosis_words(each) for each in incident.diagnoses]
    if incident.tier:
        lines.append(f"Urgency: {incident.tier.words}")
    return lines


def _plan(chart: IncidentChart) -> list[str]:
    said = [each for each in chart.status_changes if not each.view.voided]
    lines = []
    if said:
        last = said[-1]
        more = status_words(last)
        lines.append(f"{last.availability.words} from {last.at}{f' · {more}' if more else ''}")
    for each in chart.referrals:
        if not each.view.voided and each.state is not ReferralState.DECLINED:
            lines.append(f"Referral to {each.to}: {each.state.words}")
    return lines
