"""What was done, and who was told: Encounter, Procedures and Communications."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from trainer_tui.domain.emergencies import Entry as Event
from trainer_tui.domain.emergencies import EventKind, Log, entry_words
from trainer_tui.domain.vocabulary import Reached, Told
from trainer_tui.exports.fhir.making import Making, Resource, concept, moment, reference
from trainer_tui.exports.letter_words import Entry, joined

ACTS = frozenset(
    {
        EventKind.CPR,
        EventKind.AED_ON,
        EventKind.SHOCK,
        EventKind.COOLING_STARTED,
        EventKind.COOLING_STOPPED,
        EventKind.AIRWAY,
        EventKind.EPINEPHRINE,
        EventKind.GLUCOSE,
        EventKind.BLEEDING_CONTROLLED,
        EventKind.SPINE_HELD,
        EventKind.OXYGEN,
    }
)
"""The events of an emergency that are done to the athlete; the others are told in words alone."""


@dataclass(frozen=True, slots=True)
class GuardianContact:
    """One try to tell the guardian, whichever record holds it."""

    id: str
    at: str
    by: str
    who: str
    """The name of the guardian, empty when it was not said."""
    said: str
    reached: bool


def encounter(making: Making, conditions: list[Resource], team: Resource | None) -> Resource:
    """Return the visit on the field: from the first assessment to the last."""
    case = making.case
    times = [moment(each.at) for each in case.assessments] or [moment(case.incident.reported_at)]
    by = dict.fromkeys([case.incident.view.created_by, *(each.by for each in case.assessments)])
    seen = [found for name in by if (found := making.practitioner(name))]
    return making.resource(
        "Encounter",
        case.incident.id,
        record=case.incident.id,
        status=making.status("finished"),
        **{"class": making.codes.hl7("v3-ActCode", "FLD")},
        subject=making.subject,
        participant=[{"individual": each} for each in seen],
        period={"start": times[0], "end": times[-1]},
        diagnosis=[{"condition": reference(each)} for each in conditions],
        serviceProvider=reference(team) if team else None,
    )


def procedures(making: Making) -> list[Resource]:
    """Return what was done to the athlete: the acts of an emergency, and each service of a treatment."""
    emergency = [
        _procedure(making, event.id, event.id, event.at, event.by, entry_words(event, log))
        for log, event in _events(making)
        if event.kind in ACTS
    ]
    return emergency + [
        _procedure(
            making,
            f"{given.id}:{service}",
            given.id,
            given.at,
            given.by,
            service.words,
            given.place,
            given.note,
        )
        for given in making.case.treatments
        for service in given.services
    ]


def _procedure(
    making: Making, key: str, record: str, at: str, by: str, words: str, place: str = "", note: str = ""
) -> Resource:
    actor = making.practitioner(by)
    return making.resource(
        "Procedure",
        key,
        record=record,
        status=making.status("completed"),
        code=concept(words),
        subject=making.subject,
        encounter=making.encounter,
        performedDateTime=moment(at),
        performer=[{"actor": actor}] if actor else None,
        note=[{"text": text} for text in (place, note) if text.strip()],
    )


def what_was_done(making: Making) -> list[Entry]:
    """Return every event of the emergencies and every treatment in words, each with its time."""
    told = [(event.at, entry_words(event, log), event.by) for log, event in _events(making)]
    for given in making.case.treatments:
        services = ", ".join(service.words for service in given.services)
        told.append((given.at, joined((services, given.place, given.note)), given.by))
    return [Entry(making.times.moment(at), joined((words, by), ", ")) for at, words, by in told]


def _events(making: Making) -> Iterator[tuple[Log, Event]]:
    for log in making.case.emergencies:
        for event in log.standing:
            yield log, event


def guardian_contacts(making: Making) -> Iterator[GuardianContact]:
    """Yield every try to tell the guardian: what `communications` is made of."""
    for log, event in _events(making):
        if event.kind is EventKind.GUARDIAN_REACHED:
            yield GuardianContact(event.id, event.at, event.by, "", entry_words(event, log), reached=True)
    for made in making.case.told:
        if made.whom is Told.GUARDIAN:
            reached = made.result is Reached.REACHED
            yield GuardianContact(made.id, made.at, made.by, made.name, made.words, reached=reached)


def communications(making: Making) -> list[Resource]:
    """Return one Communication for each try to tell the guardian; one that reached nobody is not done."""
    athlete = making.case.athlete
    guardian = (athlete.emergency_contact if athlete else "").strip() or "guardian"
    return [
        making.resource(
            "Communication",
            told.id,
            record=told.id,
            status=making.status("completed" if told.reached else "not-done"),
            category=[making.codes.stated("communication-category", "notification")],
            subject=making.subject,
            encounter=making.encounter,
            sent=moment(told.at),
            recipient=[{"display": told.who or guardian}],
            sender=making.practitioner(told.by),
            payload=[{"contentString": told.said}],
        )
        for told in guardian_contacts(making)
    ]
