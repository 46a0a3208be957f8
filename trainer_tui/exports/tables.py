"""The records as tables: a row for each thing, every value a plain one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from trainer_tui.domain.athletes import Athlete, field_values
from trainer_tui.domain.dates import local_day
from trainer_tui.domain.exposure import exposure_of, levels_of
from trainer_tui.domain.findings import ABSENT_IN_BULK, Answer
from trainer_tui.domain.handover import Packet
from trainer_tui.domain.incidents import Assessment, Incident, Note, Referral
from trainer_tui.domain.protocol_course import ProtocolStep
from trainer_tui.domain.sessions import Session
from trainer_tui.domain.time_loss import TimeLoss
from trainer_tui.domain.treatments import Treatment
from trainer_tui.domain.vitals import VITALS
from trainer_tui.domain.vocabulary import Participation, Service, TreatmentKind
from trainer_tui.exports.columns import COLUMNS
from trainer_tui.exports.letter_words import Words

Row = dict[str, Any]
"""Column name to text, number, boolean, list of texts, or None for unknown."""


def rows_of(packet: Packet) -> dict[str, list[Row]]:
    """Return the rows of every table, in the order the records were made."""
    tables, findings = packet.tables, Words(packet.vocabulary)
    assessments, athletes = tables.assessments, {athlete.id: athlete for athlete in tables.athletes}
    found = {
        "athletes": [_athlete(athlete) for athlete in tables.athletes],
        "incidents": [_incident(incident, athletes, packet) for incident in tables.incidents],
        "diagnoses": [row for incident in tables.incidents for row in _diagnoses(incident)],
        "assessments": [_assessment(assessment) for assessment in assessments],
        "findings": [row for assessment in assessments for row in _findings(assessment, findings)],
        "vitals": [_vitals(assessment) for assessment in assessments if assessment.vitals],
        "notes": [_note(note, packet) for note in tables.notes],
        "status_changes": [_row("status_changes", change) for change in tables.status_changes],
        "clearances": [_row("clearances", clearance) for clearance in tables.clearances],
        "contacts": [_row("contacts", contact) for contact in tables.contacts],
        "referrals": [_referral(referral) for referral in tables.referrals],
        "acknowledgements": [_row("acknowledgements", entry) for entry in tables.acknowledgements],
        "protocol_steps": [_protocol_step(step) for step in tables.protocol_steps],
        "follow_ups": [_row("follow_ups", each) for each in tables.follow_ups],
        "emergencies": [_row("emergencies", emergency) for emergency in tables.emergencies],
        "emergency_events": [_row("emergency_events", event) for event in tables.emergency_events],
        "treatments": [_row("treatments", treatment) for treatment in tables.treatments],
        "service_counts": list(_service_counts(tables.treatments)),
        "sessions": [_session(session) for session in tables.sessions],
        "participations": [row for session in tables.sessions for row in _participations(session)],
    }
    return {table: found[table] for table in COLUMNS}


def _row(table: str, record: Any, **known: Any) -> Row:
    """Return a record as a row; a column is the field of its name unless its value is given."""
    own: Mapping[str, Callable[[], Any]] = {
        "state": lambda: record.view.state,
        "void_reason": lambda: record.view.void_reason,
    }
    row: Row = {}
    for column in COLUMNS[table]:
        if column.name in known:
            value = known[column.name]
        elif column.name in own:
            value = own[column.name]()
        else:
            value = getattr(record, column.name)
        row[column.name] = list(value) if isinstance(value, tuple) else value
    return row


def _athlete(athlete: Athlete) -> Row:
    given = {name: value for name, value in field_values(athlete).items() if name != "alerts"}
    return _row("athletes", athlete, **given)


def _incident(incident: Incident, athletes: Mapping[str, Athlete], packet: Packet) -> Row:
    athlete = athletes.get(incident.athlete or "")
    lost = packet.tables.time_loss.get(incident.id, TimeLoss())
    lowered = packet.tables.lowering.get(incident.id)
    return _row(
        "incidents",
        incident,
        age_at_onset=athlete.age_at(local_day(incident.onset_at, packet.written_at)) if athlete else None,
        time_loss_days=lost.days,
        out_days=lost.out_days,
        limited_days=lost.limited_days,
        time_loss_ongoing=lost.ongoing,
        lowered_from=lowered and lowered.original,
        lowered_because=lowered and lowered.reason,
    )


def _diagnoses(incident: Incident) -> Iterable[Row]:
    for number, diagnosis in enumerate(incident.diagnoses, start=1):
        yield {"incident": incident.id, "number": number, **diagnosis.to_json()}


def _assessment(assessment: Assessment) -> Row:
    triage = assessment.triage or {}
    return _row(
        "assessments",
        assessment,
        tier=triage.get("tier"),
        hold=triage.get("hold"),
        rules=[f"{match['rule']} v{match['version']}" for match in triage.get("matches", ())],
        ruleset=triage.get("ruleset", {}).get("sha256"),
    )


def _findings(assessment: Assessment, words: Words) -> Iterable[Row]:
    for finding, answer in assessment.findings.items():
        if answer is not None:
            yield {
                "assessment": assessment.id,
                "incident": assessment.incident,
                "finding": finding,
                "prompt": words.prompt(finding),
                "answer": _answer_word(answer),
            }


def _answer_word(answer: Answer) -> str:
    if isinstance(answer, bool):
        return "present" if answer else "absent"
    return ABSENT_IN_BULK if answer == ABSENT_IN_BULK else f"{answer}"


def _vitals(assessment: Assessment) -> Row:
    taken = assessment.vitals or {}
    measured = {name: taken.get(name) for name in VITALS}
    return {"assessment": assessment.id, "incident": assessment.incident, "at": taken["at"], **measured}


def _protocol_step(step: ProtocolStep) -> Row:
    answers = [f"{gate}: {'yes' if answer else 'no'}" for gate, answer in step.answers.items()]
    return _row("protocol_steps", step, answers=answers)


def _note(note: Note, packet: Packet) -> Row:
    cosign = packet.tables.cosigns.get(note.id)
    return _row(
        "notes",
        note,
        needs_cosign=note.id in packet.tables.waiting,
        cosigned_by=cosign and cosign.signature,
        cosigned_at=cosign and cosign.at,
    )


def _referral(referral: Referral) -> Row:
    return _row("referrals", referral, referral_state=referral.state, state=referral.view.state)


def _service_counts(treatments: Iterable[Treatment]) -> Iterable[Row]:
    """Yield how often each service was given for each kind, and to how many people."""
    given: dict[tuple[TreatmentKind, Service], list[str | None]] = {}
    for treatment in treatments:
        for service in treatment.services if not treatment.view.voided else ():
            given.setdefault((treatment.kind, service), []).append(treatment.athlete or treatment.guest)
    for (kind, service), people in sorted(given.items()):
        yield {"kind": kind, "service": service, "times": len(people), "people": len(set(people))}


def _session(session: Session) -> Row:
    levels, exposure = levels_of(session), exposure_of(session)
    return _row(
        "sessions",
        session,
        athletes=sum(levels.values()),
        **{level.value: levels[level] for level in Participation},
        athlete_exposures=exposure.athlete_exposures,
        hours=round(exposure.hours, 2),
    )


def _participations(session: Session) -> Iterable[Row]:
    for entry in session.exceptions:
        yield {"session": session.id, **entry.to_json()}
