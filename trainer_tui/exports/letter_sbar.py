"""Situation, background, assessment and recommendation; what was not assessed; the notes."""

from __future__ import annotations

from collections.abc import Iterator

from trainer_tui.domain.findings import ABSENT_IN_BULK
from trainer_tui.domain.handover import Case
from trainer_tui.domain.incidents import NARRATIVE, SOAP, Note, Referral
from trainer_tui.domain.protocol_course import Course, shown_standing
from trainer_tui.domain.vocabulary import Relation
from trainer_tui.exports.letter_course import changes, checks_between
from trainer_tui.exports.letter_done import done, log_entries
from trainer_tui.exports.letter_words import (
    NOT_RECORDED,
    Entry,
    Times,
    Words,
    count,
    diagnosis_words,
    hold_words,
    joined,
    matched_rules,
    rule_sources,
    sentence,
    standing_referrals,
)


def sbar(case: Case, times: Times, words: Words) -> tuple[Entry, ...]:
    """Write the four parts of the hand-over, with what was done and where protocols stand."""
    parts = (
        Entry("Situation", _situation(case, times)),
        Entry("Course", changes(case, times, words)),
        Entry("Background", _background(case)),
        Entry("Assessment", _assessment(case, times)),
        Entry("Done so far", done(case, times) or f"No service or emergency event {NOT_RECORDED[4:]}."),
        *(Entry("Protocol", _course(course, times)) for course in case.courses),
        Entry("Recommendation", _recommendation(case, times)),
    )
    return tuple(entry for entry in parts if entry.text)


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
    return sentence(seen)


def _background(case: Case) -> str:
    relation = case.relation
    earlier = NOT_RECORDED if relation is Relation.UNKNOWN else relation.words
    return f"{sentence(case.incident.kind.words)} Relation to earlier problems: {earlier}."


def _assessment(case: Case, times: Times) -> str:
    impression = joined(
        (
            f"Provisional impression, no diagnosis: {case.condition or NOT_RECORDED}",
            *(diagnosis_words(diagnosis) for diagnosis in case.incident.diagnoses),
        )
    )
    why = [
        f"{rule.tier.words} ({rule.id}): {rule.why} [{rule_sources(rule)}]" for rule in matched_rules(case)
    ]
    return "\n".join((f"{impression}.", *why, *_matched_before(case, times)))


def _matched_before(case: Case, times: Times) -> Iterator[str]:
    """Name the rules that matched only earlier: the urgency stays until a person lowers it."""
    last = {
        match["rule"]: each.at
        for each in case.assessments
        for match in (each.triage or {}).get("matches", ())
    }
    gone = {rule: at for rule, at in last.items() if rule not in {r.id for r in matched_rules(case)}}
    if gone:
        yield f"Matched before: {', '.join(f'{rule} at {times.clock(at)}' for rule, at in gone.items())}."


def _recommendation(case: Case, times: Times) -> str:
    actions = dict.fromkeys(joined((rule.first or "", rule.action), " ") for rule in matched_rules(case))
    hold = f"Hold: {hold_words(case.held, times)}" if case.held else ""
    if hold:
        hold += "; ended since, see Present state." if case.ended else "."
    standing = standing_referrals(case)
    to = [sentence(joined((_referred(each, times), each.reason))) for each in standing]
    declined = [each for each in case.referrals if each not in standing]
    to += [sentence(f"referral to {each.to} declined: {each.state_reason}") for each in declined]
    return joined((*to, *actions, hold), " ") or sentence(NOT_RECORDED)


def _referred(referral: Referral, times: Times) -> str:
    stands = f"{referral.state.words} {times.moment(referral.state_at)}"
    return (
        f"referred to {referral.to} ({stands}{f', outcome: {referral.outcome}' if referral.outcome else ''})"
    )


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


def story(case: Case, times: Times, words: Words) -> tuple[Entry, ...]:
    """Return the notes: the narrative first, then by SOAP heading, each as it was written."""
    order = {heading: number for number, heading in enumerate((NARRATIVE, *SOAP))}
    notes = sorted(case.notes, key=lambda note: order.get(note.heading, len(order)))
    written = tuple(
        Entry(
            f"{sentence(note.heading)[:-1]} · {times.moment(note.at)}, {note.by}{_cosign(note, case)}",
            note.text,
        )
        for note in notes
    )
    return (*written, *checks_between(case, times, words), *log_entries(case, times))


def _cosign(note: Note, case: Case) -> str:
    if note.id in case.waiting:
        return " (student, not co-signed)"
    signed = case.cosigns.get(note.id)
    return f" (student, co-signed by {signed.signature})" if signed else ""
