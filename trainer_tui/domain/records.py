"""The kinds of record and their units: the smallest things that are edited and merged as one.

A unit is a single field, or a group of fields that only make sense together. Assessments, notes, status
changes, acknowledgements, disclosures, co-signatures, treatments, roster imports, steps of a protocol, the
events of an emergency, what was looked up before a locked screen, whom somebody told and clearances are never
edited, only voided.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ATHLETES = "athletes"
INCIDENTS = "incidents"
ASSESSMENTS = "assessments"
NOTES = "notes"
STATUS_CHANGES = "status_changes"
ACKNOWLEDGEMENTS = "acknowledgements"
REFERRALS = "referrals"
DISCLOSURES = "disclosures"
PROTOCOL_STEPS = "protocol_steps"
USERS = "users"
COSIGNS = "cosigns"
EMERGENCIES = "emergencies"
EMERGENCY_EVENTS = "emergency_events"
BREAK_GLASS = "break_glass"
TREATMENTS = "treatments"
SESSIONS = "sessions"
ROSTER_IMPORTS = "roster_imports"
CONTACTS = "contacts"
CLEARANCES = "clearances"
FOLLOW_UPS = "follow_ups"

_SINGULAR: Mapping[str, str] = {
    EMERGENCIES: "emergency",
    BREAK_GLASS: "look-up while locked",
    FOLLOW_UPS: "follow-up",
}


def kind_words(kind: str) -> str:
    """Return what one record of a kind is called."""
    return _SINGULAR.get(kind) or kind.removesuffix("s").replace("_", " ")


UNITS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    ATHLETES: {
        "name": ("given", "family", "preferred"),
        "jersey": ("jersey",),
        "team": ("team",),
        "birth_date": ("birth_date",),
        "sex": ("sex",),
        "position": ("position",),
        "body": ("height_cm", "mass_kg"),
        "alerts": ("alerts",),
        "emergency": ("emergency_contact", "emergency_phone", "emergency_relation"),
        "second": ("second_contact", "second_phone", "second_relation"),
        "grade": ("grade",),
        "dominant_side": ("dominant_side",),
        "physical_until": ("physical_until",),
        "baseline_on": ("baseline_on",),
        "inhaler_place": ("inhaler_place",),
        "auto_injector_place": ("auto_injector_place",),
        "insurance": ("insurance",),
        "physician": ("family_physician", "family_physician_phone"),
        "consent": ("consent_by", "consent_on", "consent_until"),
        "disclosure": ("disclosure_by", "disclosure_to", "disclosure_on", "disclosure_until"),
    },
    INCIDENTS: {
        "who": ("athlete", "guest"),
        "kind": ("kind",),
        "when_where": ("onset_at", "reported_at", "session_kind"),
        "mechanism": ("mode_of_onset", "contact"),
        "condition": ("condition", "causes"),
        "diagnoses": ("diagnoses",),
        "removed": ("removed",),
        "relation": ("relation",),
        "time_loss_mode": ("time_loss_mode",),
        "tier": ("tier",),
        "closed": ("closed",),
    },
    ASSESSMENTS: {
        "assessment": ("incident", "at", "findings", "vitals", "triage"),
    },
    NOTES: {"note": ("incident", "at", "heading", "text")},
    STATUS_CHANGES: {
        "status": (
            "athlete",
            "incident",
            "at",
            "availability",
            "restrictions",
            "decided_by",
            "cleared_by",
            "clearance",
            "expected",
            "reason",
        ),
    },
    ACKNOWLEDGEMENTS: {"acknowledgement": ("incident", "at", "tier", "rules")},
    REFERRALS: {
        "referral": ("incident", "at", "tier", "to", "route", "reason", "question"),
        "state": ("state", "state_at", "outcome", "state_reason"),
    },
    DISCLOSURES: {
        "disclosure": ("at", "format", "recipient", "purpose", "records", "athletes", "sha256"),
    },
    PROTOCOL_STEPS: {
        "step": (
            "incident",
            "at",
            "protocol",
            "protocol_version",
            "act",
            "stage",
            "answers",
            "cleared_by",
            "against",
            "override_reason",
            "note",
        ),
    },
    USERS: {"name": ("name",), "standing": ("credential", "role")},
    COSIGNS: {"cosign": ("cosigned_note", "incident", "at", "credential")},
    EMERGENCIES: {
        "start": ("started_at",),
        "venue": ("venue",),
        "who": ("athlete", "guest"),
        "link": ("incident",),
        "end": ("ended_at",),
    },
    EMERGENCY_EVENTS: {"event": ("emergency", "at", "kind", "detail")},
    BREAK_GLASS: {"break_glass": ("at", "athlete", "emergency")},
    TREATMENTS: {
        "treatment": (
            "athlete",
            "guest",
            "at",
            "kind",
            "services",
            "minutes",
            "region",
            "side",
            "incident",
            "note",
        ),
    },
    SESSIONS: {
        "what": ("team", "kind"),
        "when": ("start", "planned_min"),
        "place": ("venue", "surface"),
        "roster": ("roster",),
        "exceptions": ("exceptions",),
    },
    ROSTER_IMPORTS: {"import": ("at", "added", "changed", "revisions")},
    CONTACTS: {"contact": ("incident", "athlete", "at", "whom", "name", "how", "result", "note")},
    CLEARANCES: {
        "clearance": (
            "incident",
            "at",
            "clinician",
            "clinician_credential",
            "cleared_for",
            "restrictions",
            "paper",
            "seen_original",
        ),
    },
    FOLLOW_UPS: {"follow_up": ("incident", "on", "text"), "done": ("done_at", "done_note")},
}

ADDED_FIELDS: Mapping[str, frozenset[str]] = {
    REFERRALS: frozenset({"state_reason"}),
    ATHLETES: frozenset({"emergency_relation"}),
    STATUS_CHANGES: frozenset({"clearance", "expected", "reason"}),
}
"""By kind: fields of a group that records of earlier versions do not have."""

NEVER_EDITED = frozenset(
    {
        ASSESSMENTS,
        NOTES,
        STATUS_CHANGES,
        ACKNOWLEDGEMENTS,
        DISCLOSURES,
        PROTOCOL_STEPS,
        COSIGNS,
        EMERGENCY_EVENTS,
        BREAK_GLASS,
        TREATMENTS,
        ROSTER_IMPORTS,
        CONTACTS,
        CLEARANCES,
    }
)


def pack(kind: str, fields: Mapping[str, Any], base: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Turn field values into unit values; a group's other fields are taken from `base`.

    Raises KeyError when the kind has no such field: a defect of ours.
    """
    changes: dict[str, Any] = {}
    rest = set(fields)
    for unit, names in UNITS[kind].items():
        touched = rest.intersection(names)
        if not touched:
            continue
        rest -= touched
        values = {name: fields.get(name, (base or {}).get(name)) for name in names}
        changes[unit] = values[unit] if names == (unit,) else values
    if rest:
        raise KeyError(f"{kind} has no field {sorted(rest)[0]}")
    return changes


def unpack(kind: str, units: Mapping[str, Any]) -> dict[str, Any]:
    """Turn unit values back into field values; units this version does not know are kept as they are."""
    known = UNITS.get(kind, {})
    fields: dict[str, Any] = {}
    for unit, value in units.items():
        if known.get(unit, (unit,)) == (unit,):
            fields[unit] = value
        else:
            fields.update(value)
    return fields
