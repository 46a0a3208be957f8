"""The records as tables: a row for each thing, every value a plain one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import chain
from operator import attrgetter, itemgetter
from typing import Any

from trainer_tui.domain.athletes import Athlete, field_values
from trainer_tui.domain.dates import local_day
from trainer_tui.domain.exposure import exposure_of, levels_of
from trainer_tui.domain.findings import ABSENT_IN_BULK, Answer
from trainer_tui.domain.handover import Again, Packet, SignedNote
from trainer_tui.domain.incidents import Assessment, Incident, Referral
from trainer_tui.domain.protocol_course import ProtocolStep
from trainer_tui.domain.sessions import Session
from trainer_tui.domain.treatments import Treatment
from trainer_tui.domain.vitals import VITALS
from trainer_tui.domain.vocabulary import Participation, Service, TreatmentKind
from trainer_tui.exports.columns import COLUMNS, Column
from trainer_tui.exports.letter_words import Words

Cells = tuple[Any, ...]
"""One row of a table in the order of its columns: text, number, boolean, texts, or None for unknown."""
Row = dict[str, Any]
"""The same by the name of the column."""


def rows_of(packet: Packet) -> dict[str, Iterable[Row]]:
    """Return the rows of every table, as `cells_of` does, each value under its name."""

    def named(columns: Sequence[Column], cells: Iterable[Cells]) -> Iterable[Row]:
        names = [column.name for column in columns]
        return Again(lambda: (dict(zip(names, each, strict=True)) for each in cells))

    return {table: named(COLUMNS[table], cells) for table, cells in cells_of(packet).items()}


def cells_of(packet: Packet) -> dict[str, Iterable[Cells]]:
    """Return the rows of every table in the order of the records; a row is made when it is asked for."""
    tables, prompt = packet.tables, cache(Words(packet.vocabulary).prompt)
    athletes = {athlete.id: athlete for athlete in tables.athletes}

    def each(table: str, records: Iterable[Any]) -> Iterable[Cells]:
        return Again(lambda: map(attrgetter(*_places(table)), records))

    def every(read: Callable[[Any], Iterable[Cells]], records: Iterable[Any]) -> Iterable[Cells]:
        return Again(lambda: chain.from_iterable(map(read, records)))

    found = {
        "athletes": Again(lambda: map(_athlete, tables.athletes)),
        "incidents": Again(lambda: (_incident(each, athletes, packet) for each in tables.incidents)),
        "diagnoses": every(_diagnoses, tables.incidents),
        "assessments": Again(lambda: map(_assessment, tables.assessments)),
        "findings": every(lambda assessment: _findings(assessment, prompt), tables.assessments),
        "vitals": Again(lambda: (_vitals(each) for each in tables.assessments if each.vitals)),
        "notes": Again(lambda: map(_note, tables.notes)),
        "status_changes": each("status_changes", tables.status_changes),
        "clearances": each("clearances", tables.clearances),
        "contacts": each("contacts", tables.contacts),
        "referrals": Again(lambda: map(_referral, tables.referrals)),
        "acknowledgements": each("acknowledgements", tables.acknowledgements),
        "protocol_steps": Again(lambda: map(_protocol_step, tables.protocol_steps)),
        "follow_ups": each("follow_ups", tables.follow_ups),
        "emergencies": each("emergencies", tables.emergencies),
        "emergency_events": each("emergency_events", tables.emergency_events),
        "treatments": each("treatments", tables.treatments),
        "service_counts": Again(lambda: iter(_service_counts(tables.treatments))),
        "sessions": Again(lambda: map(_session, tables.sessions)),
        "participations": every(_participations, tables.sessions),
    }
    return {table: found[table] for table in COLUMNS}


_OWN = {"state": "view.state", "void_reason": "view.void_reason"}


def _names(table: str) -> list[str]:
    return [column.name for column in COLUMNS[table]]


def _places(table: str, *known: str) -> list[str]:
    """Return where the columns of a table stand in its records: in the field of their name, as a rule."""
    return [_OWN.get(name, name) for name in _names(table) if name not in known]


@cache
def _reader(table: str, *known: str) -> Callable[[Any, Iterable[Any]], Cells]:
    """Return what reads the cells of a record, given the values of the columns that are `known`."""
    read = attrgetter(*_places(table, *known))
    order = [*(name for name in _names(table) if name not in known), *known]
    arranged = itemgetter(*map(order.index, _names(table)))
    return lambda record, values: arranged((*read(record), *values))


@cache
def _picker(table: str) -> Callable[[Mapping[str, Any]], Cells]:
    """Return what picks the cells out of values by the names of the columns."""
    return itemgetter(*_names(table))


def _cells(table: str, record: Any, **known: Any) -> Cells:
    """Return the cells of a record when the values of some columns are given."""
    return _reader(table, *known)(record, known.values())


def _athlete(athlete: Athlete) -> Cells:
    given = {name: value for name, value in field_values(athlete).items() if name != "alerts"}
    return _cells("athletes", athlete, **given)


def _incident(incident: Incident, athletes: Mapping[str, Athlete], packet: Packet) -> Cells:
    athlete = athletes.get(incident.athlete or "")
    born = athlete if athlete and athlete.birth_date else None
    lost = packet.tables.time_loss(incident)
    lowered = packet.tables.lowering(incident)
    return _cells(
        "incidents",
        incident,
        age_at_onset=born and born.age_at(local_day(incident.onset_at, packet.written_at)),
        time_loss_days=lost.days,
        out_days=lost.out_days,
        limited_days=lost.limited_days,
        time_loss_ongoing=lost.ongoing,
        lowered_from=lowered and lowered.original,
        lowered_because=lowered and lowered.reason,
    )


def _diagnoses(incident: Incident) -> Iterable[Cells]:
    for number, diagnosis in enumerate(incident.diagnoses, start=1):
        yield _picker("diagnoses")({"incident": incident.id, "number": number, **diagnosis.to_json()})


def _assessment(assessment: Assessment) -> Cells:
    triage = assessment.triage or {}
    return _cells(
        "assessments",
        assessment,
        tier=triage.get("tier"),
        hold=triage.get("hold"),
        rules=[f"{match['rule']} v{match['version']}" for match in triage.get("matches", ())],
        ruleset=triage.get("ruleset", {}).get("sha256"),
    )


def _findings(assessment: Assessment, prompt: Callable[[str], str]) -> Iterable[Cells]:
    ident, incident = assessment.id, assessment.incident
    for finding, answer in assessment.findings.items():
        if answer is not None:
            yield ident, incident, finding, prompt(finding), _answer_word(answer)


def _answer_word(answer: Answer) -> str:
    if isinstance(answer, bool):
        return "present" if answer else "absent"
    return ABSENT_IN_BULK if answer == ABSENT_IN_BULK else f"{answer}"


def _vitals(assessment: Assessment) -> Cells:
    taken = assessment.vitals or {}
    measured = {name: taken.get(name) for name in VITALS}
    own = {"assessment": assessment.id, "incident": assessment.incident, "at": taken["at"]}
    return _picker("vitals")({**own, **measured})


def _protocol_step(step: ProtocolStep) -> Cells:
    answers = [f"{gate}: {'yes' if answer else 'no'}" for gate, answer in step.answers.items()]
    return _cells("protocol_steps", step, answers=answers)


def _note(signed: SignedNote) -> Cells:
    cosign = signed.cosign
    return _cells(
        "notes",
        signed.note,
        needs_cosign=signed.waiting,
        cosigned_by=cosign and cosign.signature,
        cosigned_at=cosign and cosign.at,
    )


def _referral(referral: Referral) -> Cells:
    return _cells("referrals", referral, referral_state=referral.state, state=referral.view.state)


def _service_counts(treatments: Iterable[Treatment]) -> Iterable[Cells]:
    """Yield how often each service was given for each kind, and to how many people."""
    given: dict[tuple[TreatmentKind, Service], list[str | None]] = {}
    for treatment in treatments:
        for service in treatment.services if not treatment.view.voided else ():
            given.setdefault((treatment.kind, service), []).append(treatment.athlete or treatment.guest)
    for (kind, service), people in sorted(given.items()):
        yield kind, service, len(people), len(set(people))


def _session(session: Session) -> Cells:
    levels, exposure = levels_of(session), exposure_of(session)
    return _cells(
        "sessions",
        session,
        athletes=sum(levels.values()),
        **{level.value: levels[level] for level in Participation},
        athlete_exposures=exposure.athlete_exposures,
        hours=round(exposure.hours, 2),
    )


def _participations(session: Session) -> Iterable[Cells]:
    for entry in session.exceptions:
        yield _picker("participations")({"session": session.id, **entry.to_json()})
