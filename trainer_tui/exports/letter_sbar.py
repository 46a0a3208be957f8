"""Situation, background, assessment and recommendation; what was not assessed; the notes."""

from __future__ import annotations

from trainer_tui.domain.findings import ABSENT_IN_BULK
from trainer_tui.domain.handover import Case
from trainer_tui.domain.incidents import NARRATIVE, SOAP, Note
from trainer_tui.domain.protocol_course import Course, shown_standing
from trainer_tui.domain.vocabulary import Relation
from trainer_tui.exports.letter_words import (
    NOT_ASSESSED,
    NOT_RECORDED,
    Entry,
    Times,
    Words,
    count,
    diagnosis_words,
    joined,
    matched_rules,
    sentence,
    standing_referrals,
    vital_words,
)

VITAL_SETS_SHOWN = 3


def sbar(case: Case, times: Times) -> tuple[Entry, ...]:
    """Write the four parts of the hand-over."""
    return (
        Entry("Situation", _situation(case, times)),
        Entry("Background", _background(case)),
        Entry("Assessment", _assessment(case)),
        Entry("Recommendation", _recommendation(case)),
        *(Entry("Protocol", _course(course, times)) for course in case.courses),
    )


def _course(course: Course, times: Times) -> str:
    """Say in one line where a protocol stands, and which stages of it were begun early and why."""
    since = f" since {times.moment(course.standing.since.isoformat())}" if course.standing else ""
    early = (
        f"{course.stage_words(s.stage)} begun early, reason: {s.override_reason}" for s in course.overrides
    )
    return joined((f"{course.name}: {shown_standing(course)}{since}", *early)) + "."


def _situation(case: Case, times: Times) -> str:
    seen = "no assessment recorded"
    if case.assessments:
        last = case.assessments[-1]
        seen = f"assessed {times.moment(last.at)} by {last.by}"
        if len(case.assessments) > 1:
            seen = f"{len(case.assessments)} assessments, the last {times.moment(last.at)} by {last.by}"
    taken = [a.vitals for a in case.assessments if a.vitals][-VITAL_SETS_SHOWN:]
    vitals = "; ".join(f"{times.clock(v['at'])} {vital_words(v)}" for v in taken) or NOT_ASSESSED
    return f"{sentence(seen)} Vital signs: {vitals}."


def _background(case: Case) -> str:
    relation = case.relation
    earlier = NOT_RECORDED if relation is Relation.UNKNOWN else relation.words
    return f"{sentence(case.incident.kind.words)} Relation to earlier problems: {earlier}."


def _assessment(case: Case) -> str:
    impression = joined(
        (
            f"Provisional impression, no diagnosis: {case.condition or NOT_RECORDED}",
            *(diagnosis_words(diagnosis) for diagnosis in case.incident.diagnoses),
        )
    )
    why = [f"{rule.id}: {rule.why}" for rule in matched_rules(case)]
    return " ".join((f"{impression}.", *why))


def _recommendation(case: Case) -> str:
    actions = dict.fromkeys(joined((rule.first or "", rule.action), " ") for rule in matched_rules(case))
    hold = case.triage.hold
    standing = standing_referrals(case)
    to = [sentence(joined((f"referred to {each.to}", each.reason))) for each in standing[-1:]]
    declined = [each for each in case.referrals if each not in standing]
    to += [sentence(f"referral to {each.to} declined: {each.state_reason}") for each in declined]
    return joined((*to, *actions, f"Hold: {hold.words}." if hold else ""), " ") or sentence(NOT_RECORDED)


def answers(case: Case, words: Words) -> tuple[Entry, ...]:
    """Say in one line what nobody answered, the safety items by name, then name what was not present."""
    singly = words.prompts(name for name, answer in case.answers.items() if answer is False)
    bulk = words.prompts(name for name, answer in case.answers.items() if answer == ABSENT_IN_BULK)
    found = (
        Entry("Not assessed", _not_assessed(case, words)),
        Entry("Not present, asked one by one", singly),
        Entry("Not present, marked together", bulk),
    )
    return tuple(entry for entry in found if entry.text)


def _not_assessed(case: Case, words: Words) -> str:
    """Name the missing items of the life questions and of page one of the sweep; count the others."""
    missing = case.triage.not_assessed
    if not missing:
        return "every item of this region's sweep was answered"
    named = words.prompts(name for name in missing if name in case.safety)
    rest = sum(name not in case.safety for name in missing)
    if not named:
        return f"{count(rest, 'item')} beyond the life questions and page one of this region's sweep"
    return joined((named, f"and {count(rest, 'further item')} of this region's sweep" if rest else ""))


def story(case: Case, times: Times) -> tuple[Entry, ...]:
    """Return the notes: the narrative first, then by SOAP heading, each as it was written."""
    order = {heading: number for number, heading in enumerate((NARRATIVE, *SOAP))}
    notes = sorted(case.notes, key=lambda note: order.get(note.heading, len(order)))
    return tuple(
        Entry(
            f"{sentence(note.heading)[:-1]} · {times.moment(note.at)}, {note.by}{_cosign(note, case)}",
            note.text,
        )
        for note in notes
    )


def _cosign(note: Note, case: Case) -> str:
    if note.id in case.waiting:
        return " (student, not co-signed)"
    signed = case.cosigns.get(note.id)
    return f" (student, co-signed by {signed.signature})" if signed else ""
