"""What the stored fields of every kind of record look like."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from trainer_tui.domain.emergencies import EventKind
from trainer_tui.domain.incidents import Diagnosis
from trainer_tui.domain.protocol_course import Act
from trainer_tui.domain.records import (
    ACKNOWLEDGEMENTS,
    ASSESSMENTS,
    ATHLETES,
    BREAK_GLASS,
    CLEARANCES,
    CONTACTS,
    COSIGNS,
    DISCLOSURES,
    EMERGENCIES,
    EMERGENCY_EVENTS,
    FOLLOW_UPS,
    INCIDENTS,
    NOTES,
    PROTOCOL_STEPS,
    REFERRALS,
    ROSTER_IMPORTS,
    SESSIONS,
    STATUS_CHANGES,
    TREATMENTS,
    USERS,
)
from trainer_tui.domain.users import Role
from trainer_tui.domain.vocabulary import (
    Availability,
    ClearanceScope,
    Contact,
    DominantSide,
    IncidentKind,
    ModeOfOnset,
    Participation,
    Purpose,
    Reached,
    ReferralState,
    Region,
    Relation,
    Removed,
    Service,
    SessionKind,
    Sex,
    Side,
    Surface,
    Tier,
    TimeLossMode,
    Told,
    TreatmentKind,
    Way,
)

Shape = Callable[[Any], bool]


def text(value: Any) -> bool:
    """Whether a value is text."""
    return isinstance(value, str)


def moment(value: Any) -> bool:
    """Whether a value is an ISO time with offset."""
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _day(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def texts(value: Any) -> bool:
    """Whether a value is a list of texts."""
    return isinstance(value, list) and all(isinstance(part, str) for part in value)


def _word(kind: type[StrEnum]) -> Shape:
    return lambda value: isinstance(value, str) and value in set(kind)


def _answers(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(answer, bool | int | float) or answer in (None, "absent_in_bulk")
        for answer in value.values()
    )


def _gates(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(answer, bool) for answer in value.values())


def _vitals(value: Any) -> bool:
    if not isinstance(value, dict) or not moment(value.get("at")):
        return False
    return all(name == "at" or number is None or _number(number) for name, number in value.items())


def _triage(value: Any) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("ruleset", {}), dict):
        return False
    matches = value.get("matches", [])
    return (
        (value.get("tier") is None or _word(Tier)(value["tier"]))
        and isinstance(matches, list)
        and all(isinstance(m, dict) and text(m.get("rule")) and _number(m.get("version")) for m in matches)
    )


def _diagnoses(value: Any) -> bool:
    try:
        found = [Diagnosis.from_json(entry) for entry in value]
    except (KeyError, TypeError, ValueError, AttributeError):
        return False
    plain = [entry.to_json() for entry in found]
    return all(
        _flag(entry["principal"])
        and (entry["grade"] is None or _number(entry["grade"]))
        and (entry["osiics"] is None or text(entry["osiics"]))
        for entry in plain
    )


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _minutes(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _services(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(_word(Service)(service) for service in value)


def _exceptions(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(entry, dict)
        and set(entry) == {"athlete", "level", "minutes"}
        and text(entry["athlete"])
        and _word(Participation)(entry["level"])
        and (entry["minutes"] is None or _minutes(entry["minutes"]))
        for entry in value
    )


SHAPES: Mapping[str, Mapping[str, Shape]] = {
    ATHLETES: {
        "given": text,
        "family": text,
        "preferred": text,
        "jersey": text,
        "team": text,
        "birth_date": _day,
        "sex": _word(Sex),
        "position": text,
        "height_cm": _number,
        "mass_kg": _number,
        "alerts": texts,
        "emergency_contact": text,
        "emergency_phone": text,
        "emergency_relation": text,
        "second_contact": text,
        "second_phone": text,
        "second_relation": text,
        "grade": text,
        "dominant_side": _word(DominantSide),
        "physical_until": _day,
        "baseline_on": _day,
        "inhaler_place": text,
        "auto_injector_place": text,
        "insurance": text,
        "family_physician": text,
        "family_physician_phone": text,
        "consent_by": text,
        "consent_on": _day,
        "consent_until": _day,
        "disclosure_by": text,
        "disclosure_to": text,
        "disclosure_on": _day,
        "disclosure_until": _day,
    },
    INCIDENTS: {
        "athlete": text,
        "guest": text,
        "kind": _word(IncidentKind),
        "onset_at": moment,
        "reported_at": moment,
        "session_kind": _word(SessionKind),
        "mode_of_onset": _word(ModeOfOnset),
        "contact": _word(Contact),
        "condition": text,
        "causes": texts,
        "diagnoses": _diagnoses,
        "removed": _word(Removed),
        "relation": _word(Relation),
        "time_loss_mode": _word(TimeLossMode),
        "tier": _word(Tier),
        "closed": _flag,
    },
    ASSESSMENTS: {
        "incident": text,
        "at": moment,
        "findings": _answers,
        "vitals": _vitals,
        "triage": _triage,
    },
    NOTES: {"incident": text, "at": moment, "heading": text, "text": text},
    STATUS_CHANGES: {
        "athlete": text,
        "incident": text,
        "at": _day,
        "availability": _word(Availability),
        "restrictions": texts,
        "decided_by": text,
        "cleared_by": text,
        "clearance": text,
        "expected": text,
        "reason": text,
    },
    ACKNOWLEDGEMENTS: {"incident": text, "at": moment, "tier": _word(Tier), "rules": texts},
    REFERRALS: {
        "incident": text,
        "at": moment,
        "tier": _word(Tier),
        "to": text,
        "route": text,
        "reason": text,
        "question": text,
        "state": _word(ReferralState),
        "state_at": moment,
        "outcome": text,
        "state_reason": text,
    },
    DISCLOSURES: {
        "at": moment,
        "format": text,
        "recipient": text,
        "purpose": _word(Purpose),
        "records": texts,
        "athletes": texts,
        "sha256": text,
    },
    PROTOCOL_STEPS: {
        "incident": text,
        "at": moment,
        "protocol": text,
        "protocol_version": _number,
        "act": _word(Act),
        "stage": text,
        "answers": _gates,
        "cleared_by": text,
        "against": texts,
        "override_reason": text,
        "note": text,
    },
    USERS: {"name": text, "credential": text, "role": _word(Role)},
    COSIGNS: {"cosigned_note": text, "incident": text, "at": moment, "credential": text},
    EMERGENCIES: {
        "started_at": moment,
        "venue": text,
        "athlete": text,
        "guest": text,
        "incident": text,
        "ended_at": moment,
    },
    EMERGENCY_EVENTS: {"emergency": text, "at": moment, "kind": _word(EventKind), "detail": text},
    BREAK_GLASS: {"at": moment, "athlete": text, "emergency": text},
    TREATMENTS: {
        "athlete": text,
        "guest": text,
        "at": moment,
        "kind": _word(TreatmentKind),
        "services": _services,
        "minutes": _minutes,
        "region": _word(Region),
        "side": _word(Side),
        "incident": text,
        "note": text,
    },
    SESSIONS: {
        "team": text,
        "kind": _word(SessionKind),
        "start": moment,
        "planned_min": _minutes,
        "venue": text,
        "surface": _word(Surface),
        "roster": texts,
        "exceptions": _exceptions,
    },
    ROSTER_IMPORTS: {"at": moment, "added": texts, "changed": texts, "revisions": texts},
    CONTACTS: {
        "incident": text,
        "athlete": text,
        "at": moment,
        "whom": _word(Told),
        "name": text,
        "how": _word(Way),
        "result": _word(Reached),
        "note": text,
    },
    CLEARANCES: {
        "incident": text,
        "at": _day,
        "clinician": text,
        "clinician_credential": text,
        "cleared_for": _word(ClearanceScope),
        "restrictions": texts,
        "paper": text,
        "seen_original": _flag,
    },
    FOLLOW_UPS: {"incident": text, "on": _day, "text": text, "done_at": moment, "done_note": text},
}
"""By kind and field: what a value must look like when it is not None."""
NEEDED: Mapping[str, tuple[str, ...]] = {
    ATHLETES: ("family",),
    INCIDENTS: ("kind", "onset_at", "reported_at"),
    ASSESSMENTS: ("incident", "at"),
    NOTES: ("incident", "at", "heading", "text"),
    STATUS_CHANGES: ("athlete", "at", "availability"),
    ACKNOWLEDGEMENTS: ("incident", "at", "tier"),
    REFERRALS: ("incident", "at"),
    DISCLOSURES: ("at", "format", "recipient", "purpose"),
    PROTOCOL_STEPS: ("incident", "at", "protocol", "act"),
    USERS: ("name", "role"),
    COSIGNS: ("cosigned_note", "incident", "at"),
    EMERGENCIES: ("started_at",),
    EMERGENCY_EVENTS: ("emergency", "at", "kind"),
    BREAK_GLASS: ("at", "athlete"),
    TREATMENTS: ("at", "kind", "services"),
    SESSIONS: ("kind", "start", "planned_min"),
    ROSTER_IMPORTS: ("at",),
    CONTACTS: ("at", "whom", "result"),
    CLEARANCES: ("incident", "at", "clinician", "cleared_for"),
    FOLLOW_UPS: ("incident", "on", "text"),
}
"""By kind: the fields without which a record cannot be shown."""
LINKS: Mapping[str, str] = {
    "incident": INCIDENTS,
    "athlete": ATHLETES,
    "cosigned_note": NOTES,
    "emergency": EMERGENCIES,
    "clearance": CLEARANCES,
}
"""Fields that name another record, with its kind."""
GUESTS = (INCIDENTS, TREATMENTS)
"""Kinds that are about an athlete or about a guest, never about nobody."""


def named_athletes(kind: str, fields: Mapping[str, Any]) -> set[str]:
    """Return the athletes that a record names in lists of its own; those of disclosures may be gone."""
    if kind != SESSIONS:
        return set()
    return {*(fields.get("roster") or ()), *(entry["athlete"] for entry in fields.get("exceptions") or ())}
