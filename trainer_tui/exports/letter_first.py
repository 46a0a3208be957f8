"""The first third of the letter: the question and what decides, before any history."""

from __future__ import annotations

from datetime import date

from trainer_tui.domain.athletes import SAYS_NONE, Athlete, alert_words
from trainer_tui.domain.findings import ABSENT_IN_BULK
from trainer_tui.domain.handover import Case, Packet
from trainer_tui.domain.incidents import Assessment
from trainer_tui.domain.vocabulary import (
    NONE_KNOWN,
    Availability,
    Contact,
    ModeOfOnset,
    Reached,
    Removed,
    SessionKind,
    Told,
)
from trainer_tui.exports.letter_words import (
    BLANK,
    BOX,
    NOT_ASSESSED,
    NOT_RECORDED,
    Entry,
    Times,
    Words,
    joined,
    sentence,
    site_words,
    standing_referrals,
)

QUESTION = (
    "Please examine, advise on treatment, and state the athlete's availability (out, limited or full) "
    "with any restrictions."
)
NEUROVASCULAR = (
    "arm_pulse_or_colour_bad",
    "arm_neuro_deficit",
    "limb_pulseless",
    "toe_perfusion_bad",
    "limb_sensation_loss",
    "limb_weakness",
    "neuro_deficit_any",
    "weak_after_reduction",
)
"""Findings with a line of their own: when, by whom, before and after a reduction."""
REDUCED = "shoulder_reduced"


def first_third(case: Case, packet: Packet, times: Times, words: Words) -> tuple[Entry, ...]:
    """Write the lines below name and urgency."""
    lowered = case.lowering and sentence(case.lowering.said(times.moment(case.lowering.at)))
    return (
        *((Entry("Urgency", lowered),) if lowered else ()),
        Entry("Question", _question(case)),
        Entry("What happened", _what_happened(case, times)),
        Entry("Positive", _positive(case, words)),
        Entry("Neurovascular", _neurovascular(case, times, words)),
        Entry("Alerts", _alerts(case.athlete)),
        Entry("Present state", _present_state(case, times)),
        Entry("Call back", packet.call_back or BLANK),
        Entry("Guardian", _guardian(case, packet, times)),
    )


def _question(case: Case) -> str:
    asked = [referral.question for referral in standing_referrals(case) if referral.question]
    return asked[-1] if asked else QUESTION


def _what_happened(case: Case, times: Times) -> str:
    incident = case.incident
    session = "" if incident.session_kind is SessionKind.UNKNOWN else f"in {incident.session_kind.words}"
    removed = {
        Removed.IMMEDIATELY: "Left play at once.",
        Removed.LATER: "Left play later.",
        Removed.NOT_REMOVED: "Stayed in play.",
    }
    return joined(
        (
            sentence(site_words(incident.principal)),
            sentence(joined((_mechanism(case), session))),
            f"{times.moment(incident.onset_at)}.",
            removed.get(incident.removed, ""),
        ),
        " ",
    )


def _mechanism(case: Case) -> str:
    onset, contact = case.incident.mode_of_onset, case.incident.contact
    how = contact.words if contact is Contact.NONE else f"contact {contact.words}"
    return (
        joined(
            (
                "" if onset is ModeOfOnset.UNKNOWN else onset.words,
                "" if contact is Contact.UNKNOWN else how,
                f"cause: {', '.join(case.causes)}" if case.causes else "",
            )
        )
        or f"mechanism {NOT_RECORDED}"
    )


def _positive(case: Case, words: Words) -> str:
    present = [words.prompt(name) for name, answer in case.answers.items() if answer is True]
    counted = [
        words.number(name, answer)
        for name, answer in case.answers.items()
        if answer is not None and words.is_counted(name) and name != "age"
    ]
    return "; ".join((*present, *counted)) or "nothing among the answers given"


def _neurovascular(case: Case, times: Times, words: Words) -> str:
    """One line for each assessment that holds such answers, told apart by a reduction where there was one."""
    reduced = next((n for n, a in enumerate(case.assessments) if a.findings.get(REDUCED) is True), None)
    before = "" if reduced is None else "Before reduction, "
    lines = [_checked(a, before, times, words) for a in case.assessments[:reduced]]
    if reduced is None:
        return "\n".join(line for line in lines if line) or sentence(NOT_ASSESSED)
    after = [_checked(a, "After reduction, ", times, words) for a in case.assessments[reduced:]]
    return "\n".join(
        (
            *([line for line in lines if line] or [f"Before reduction: {NOT_ASSESSED}."]),
            *([line for line in after if line] or [f"After reduction: {NOT_ASSESSED}."]),
        )
    )


def _checked(assessment: Assessment, when: str, times: Times, words: Words) -> str:
    answers = {name: assessment.findings.get(name) for name in NEUROVASCULAR}
    present = words.prompts(name for name, answer in answers.items() if answer is True)
    absent = words.prompts(name for name, answer in answers.items() if answer is False)
    bulk = words.prompts(name for name, answer in answers.items() if answer == ABSENT_IN_BULK)
    found = joined(
        (
            f"PRESENT {present}" if present else "",
            f"not present {absent}" if absent else "",
            f"not present, marked together with others {bulk}" if bulk else "",
        ),
        " · ",
    )
    if not found:
        return ""
    return f"{when}{times.clock(assessment.at)}, {assessment.by}: {found}."


def _alerts(athlete: Athlete | None) -> str:
    """Allergies, medication and sickle cell trait are always named: never asked is not "none"."""
    alerts = athlete.alerts if athlete else ()
    silent = "none known" if NONE_KNOWN in alerts else NOT_RECORDED
    others = [alert_words(a) for a in alerts if ":" not in a and a not in {*SAYS_NONE, "sickle_trait"}]
    return joined(
        (
            f"Allergies: {_known(athlete, 'allergy')}",
            f"Medication: {_known(athlete, 'medication')}",
            f"Sickle cell trait: {'YES' if 'sickle_trait' in alerts else silent}",
            f"Also: {', '.join(others)}" if others else "",
        )
    )


def _known(athlete: Athlete | None, kind: str) -> str:
    known = athlete.known_of(kind) if athlete else None
    return NOT_RECORDED if known is None else ", ".join(known) or "none known"


def _present_state(case: Case, times: Times) -> str:
    standing = standing_referrals(case)
    route = standing[-1].route if standing else ""
    return joined(
        (
            _availability(case, times),
            f"Sling, splint or brace: {BLANK}",
            f"Transport: {route or BLANK}",
        )
    )


def _availability(case: Case, times: Times) -> str:
    change = case.standing.change
    if change is None:
        return f"Availability {NOT_RECORDED}"
    word = case.standing.availability.words
    shout = word if case.standing.availability is Availability.FULL else word.upper()
    since = times.day(date.fromisoformat(case.standing.since or change.at))
    by = f" ({change.decided_by})" if change.decided_by else ""
    return joined((f"{sentence(shout)[:-1]} since {since}{by}", ", ".join(change.restrictions)))


def _guardian(case: Case, packet: Packet, times: Times) -> str:
    told = _told(case, times)
    if case.athlete is None:
        return f"{NOT_RECORDED} · {told}"
    contacts = joined(person.words for person in case.athlete.contacts)
    minor = case.athlete.is_minor(packet.written_at)
    age = f"age {NOT_RECORDED}" if minor is None else "a minor" if minor else "of age"
    return f"{contacts or NOT_RECORDED} · {age} · {told}"


def _told(case: Case, times: Times) -> str:
    """Say what the log has of the guardian: the last time one was reached, else the last try."""
    tries = [contact for contact in case.told if contact.whom is Told.GUARDIAN]
    found = [contact for contact in tries if contact.result is Reached.REACHED] or tries
    if not found:
        return f"told: {BOX} yes, at __________ {BOX} not yet"
    last = found[-1]
    name, how = last.name or "guardian", f", {last.how.words}" if last.how else ""
    said = "told" if last.result is Reached.REACHED else f"not told: {last.result.words}"
    return f"{said} {times.moment(last.at)} ({name}{how})"
