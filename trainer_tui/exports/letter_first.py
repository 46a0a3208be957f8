"""The first third of the letter: the question and what decides, before any history."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from trainer_tui.domain.athletes import SAYS_NONE, Athlete, alert_words
from trainer_tui.domain.handover import Case, Packet
from trainer_tui.domain.incidents import StatusChange
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
from trainer_tui.exports.letter_course import course
from trainer_tui.exports.letter_words import (
    BLANK,
    BOX,
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


def first_third(case: Case, packet: Packet, times: Times, words: Words) -> tuple[Entry, ...]:
    """Write the lines below name and urgency."""
    lowered = case.lowering and sentence(case.lowering.said(times.moment(case.lowering.at)))
    return (
        *((Entry("Urgency", lowered),) if lowered else ()),
        Entry("Question", _question(case)),
        Entry("What happened", _what_happened(case, times)),
        Entry("Positive", _positive(case, words)),
        course(case, times, words),
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
            f"{joined((times.moment(incident.onset_at), *_venues(case)), ', ')}.",
            removed.get(incident.removed, ""),
        ),
        " ",
    )


def _venues(case: Case) -> Iterable[str]:
    return dict.fromkeys(log.venue for log in case.emergencies if log.venue)


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
    return sentence("; ".join((*present, *counted)) or "nothing among the answers given")


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
            f"Sling, splint or brace: {BLANK[:12]}; transport: {route or BLANK[:12]}",
        ),
        "\n",
    )


def _availability(case: Case, times: Times) -> str:
    """Say what holds now, and what of it is about this incident; another problem is not named."""
    standing, change, incident = case.standing, case.standing.change, case.incident.id
    if change is None:
        return f"Availability {NOT_RECORDED}"
    if change.incident in {None, incident}:
        return _stands(change, standing.since or change.at, times)
    now = sentence(_shown(standing.availability))[:-1]
    if standing.availability is Availability.FULL:
        return now
    about = (*case.holds, *((case.ended,) if case.ended else ()))
    here = (_stands(each, each.at, times) for each in about if each.incident == incident)
    return joined((f"{now}, because of another problem", *(f"for this one: {each}" for each in here)))


def _stands(change: StatusChange, since: str, times: Times) -> str:
    by = f" ({change.decided_by})" if change.decided_by else ""
    said = f"{sentence(_shown(change.availability))[:-1]} since {times.day(date.fromisoformat(since))}{by}"
    return joined((said, ", ".join(change.restrictions)))


def _shown(availability: Availability) -> str:
    return availability.words if availability is Availability.FULL else availability.words.upper()


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
