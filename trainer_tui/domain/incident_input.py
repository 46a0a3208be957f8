"""Reading an incident as scripts and screens give it; every mistake names its field and says what to do.

What is missing or null stays unknown. Text is kept as typed; a character that ends or hides a line is refused
in a field of one line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from trainer_tui.domain.dates import CLOCK_DRIFT, parse_moment, shown
from trainer_tui.domain.errors import FieldError, NotFound
from trainer_tui.domain.findings import Answer, Vocabulary
from trainer_tui.domain.incidents import NARRATIVE, SOAP, Diagnosis
from trainer_tui.domain.input_fields import (
    UNKNOWN,
    array,
    as_object,
    choice,
    line,
    note_text,
    refuse_unknown,
    texts,
)
from trainer_tui.domain.library import Catalogue, Entry
from trainer_tui.domain.vitals import parse_vitals
from trainer_tui.domain.vocabulary import (
    Certainty,
    Contact,
    Direction,
    IncidentKind,
    ModeOfOnset,
    Region,
    Relation,
    Removed,
    SessionKind,
    Side,
    TimeLossMode,
    Tissue,
)

GRADES = (1, 2, 3)
OSIICS = re.compile(r"[A-Z][A-Z0-9]{1,5}")

_CHOICES: Mapping[str, type[StrEnum]] = {
    "kind": IncidentKind,
    "mode_of_onset": ModeOfOnset,
    "contact": Contact,
    "session_kind": SessionKind,
    "removed": Removed,
    "time_loss_mode": TimeLossMode,
    "relation": Relation,
}
FIELDS = (
    "athlete",
    "kind",
    "onset_at",
    "reported_at",
    "mode_of_onset",
    "contact",
    "session_kind",
    "condition",
    "causes",
    "diagnoses",
    "removed",
    "findings",
    "vitals",
    "time_loss_mode",
    "narrative",
    "soap",
    "relation",
)
REQUIRED = ("athlete", "kind", "onset_at")


@dataclass(frozen=True, slots=True)
class IncidentInput:
    """One incident as it was given, checked and split into what belongs to different records."""

    fields: Mapping[str, Any]
    """Fields of the incident record, only those that were given."""
    athlete: Mapping[str, Any] | None
    """Who, as given: an id, a jersey, a name or a guest; None when it was not given."""
    findings: Mapping[str, Answer]
    vitals: tuple[Mapping[str, Any], ...]
    notes: tuple[tuple[str, str], ...] = field(default=())
    """Heading and text of each note."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What an input is checked against."""

    vocabulary: Vocabulary
    catalogue: Catalogue
    now: datetime


def parse_incident(raw: object, reading: Reading) -> IncidentInput:
    """Read a whole incident; athlete, kind and onset_at are needed. Raises FieldError naming the field."""
    given = as_object("", raw)
    for name in REQUIRED:
        if given.get(name) in (None, ""):
            raise FieldError(name, "is needed: an incident has at least athlete, kind and onset_at.")
    return _parse(given, reading)


def parse_amendment(raw: object, reading: Reading, current: Mapping[str, Any]) -> IncidentInput:
    """Read just the fields that change; `current` holds those of the record as it stands."""
    given = as_object("", raw)
    if not given:
        raise FieldError("amendment", "changes nothing; give at least one field.")
    for name in ("athlete", "kind", "onset_at"):
        if name in given and given[name] in (None, ""):
            raise FieldError(name, "cannot be emptied.")
    return _parse(given, reading, current)


def _parse(
    given: Mapping[str, Any], reading: Reading, current: Mapping[str, Any] | None = None
) -> IncidentInput:
    refuse_unknown("", given, FIELDS)
    chosen = {name: choice(name, given[name], kind) for name, kind in _CHOICES.items() if name in given}
    fields: dict[str, Any] = {name: word and word.value for name, word in chosen.items()}
    fields |= _parse_times(given, reading.now, current or {})
    fields |= _parse_condition(given, reading.catalogue, current or {})
    if "diagnoses" in given:
        fields["diagnoses"] = [d.to_json() for d in parse_diagnoses(given["diagnoses"])]
    return IncidentInput(
        fields={name: value for name, value in fields.items() if value is not None or current is not None},
        athlete=parse_who(given["athlete"]) if "athlete" in given else None,
        findings=parse_findings(given.get("findings"), reading.vocabulary),
        vitals=parse_vitals(given.get("vitals"), reading.vocabulary, reading.now),
        notes=_parse_notes(given),
    )


def _parse_times(given: Mapping[str, Any], now: datetime, current: Mapping[str, Any]) -> dict[str, str]:
    """Read onset and report; what is reported must have happened, within the drift of two clocks."""
    times = {}
    for name in ("onset_at", "reported_at"):
        if given.get(name) is not None:
            times[name] = parse_moment(name, given[name], now).isoformat()
    onset = times.get("onset_at") or current.get("onset_at")
    reported = times.get("reported_at") or current.get("reported_at")
    if times and onset and reported:
        gap = datetime.fromisoformat(reported) - datetime.fromisoformat(onset)
        if gap < -CLOCK_DRIFT:
            name = "reported_at" if "reported_at" in times else "onset_at"
            raise FieldError(name, "an incident cannot be reported before it happened; check both times.")
    return times


def _parse_condition(
    given: Mapping[str, Any], catalogue: Catalogue, current: Mapping[str, Any]
) -> dict[str, Any]:
    """Read condition and causes; a cause is one of its condition's own."""
    found: dict[str, Any] = {}
    if "condition" in given:
        found["condition"] = _condition(given["condition"], catalogue)
    if "causes" in given:
        found["causes"] = list(dict.fromkeys(texts("causes", given["causes"])))
    condition = found.get("condition") if "condition" in found else current.get("condition")
    causes = found.get("causes", current.get("causes")) or []
    if not found or not causes:
        return found
    if condition is None:
        raise FieldError("causes", "belong to a condition; give the condition too, or leave the causes out.")
    entry = catalogue.resolve(condition)
    known = [label.id for label in entry.causes] if isinstance(entry, Entry) else []
    for number, cause in enumerate(causes):
        if cause not in known:
            listed = ", ".join(known) or "none in this library"
            raise FieldError(
                f"causes[{number}]", f"{shown(cause)} is not a cause of {condition}; its causes: {listed}."
            )
    return found


def _condition(value: object, catalogue: Catalogue) -> str | None:
    ident = line("condition", value)
    if ident in ("", UNKNOWN):
        return None
    try:
        return catalogue.resolve(ident).id
    except NotFound as error:
        raise FieldError("condition", error.message) from None


def parse_who(value: object) -> Mapping[str, str]:
    """Read a reference to a person: an id, a jersey with or without a team, a name, or a guest."""
    given = as_object("athlete", value)
    refuse_unknown("athlete", given, ("id", "jersey", "team", "family", "given", "guest"))
    who = {name: line(f"athlete.{name}", text) for name, text in given.items()}
    who = {name: text for name, text in who.items() if text}
    if "guest" in given and not who.get("guest"):
        raise FieldError("athlete.guest", 'is empty; write who it was, such as "14 Riverside".')
    if "guest" in who and len(who) > 1:
        raise FieldError("athlete.guest", "stands alone: a guest is not on the roster.")
    if not {"id", "jersey", "family", "guest"} & set(who):
        raise FieldError("athlete", "needs an id, a jersey, a family name or a guest.")
    return who


def parse_diagnoses(value: object) -> tuple[Diagnosis, ...]:
    """Read diagnoses, exactly one of them principal; a single one is so by itself."""
    rows = array("diagnoses", value)
    found = tuple(_diagnosis(f"diagnoses[{n}]", row, alone=len(rows) == 1) for n, row in enumerate(rows))
    if found and sum(d.principal for d in found) != 1:
        raise FieldError("diagnoses", "exactly one diagnosis is the principal one; mark it so.")
    return found


def _diagnosis(path: str, value: object, *, alone: bool) -> Diagnosis:
    given = as_object(path, value)
    refuse_unknown(path, given, Diagnosis.__slots__)
    principal = given.get("principal", alone)
    if not isinstance(principal, bool):
        raise FieldError(f"{path}.principal", f"{shown(principal)} is neither true nor false.")
    region = choice(f"{path}.region", given.get("region"), Region) or Region.UNSPECIFIED
    side = choice(f"{path}.side", given.get("side"), Side) or Side.UNKNOWN
    if side not in region.sides:
        sides = ", ".join(region.sides)
        raise FieldError(f"{path}.side", f"{shown(side)} does not fit {region.words}; use {sides}.")
    return Diagnosis(
        principal=principal,
        region=region,
        side=side,
        tissue=choice(f"{path}.tissue", given.get("tissue"), Tissue),
        osiics=_osiics(f"{path}.osiics", given.get("osiics")),
        grade=_grade(f"{path}.grade", given.get("grade")),
        direction=choice(f"{path}.direction", given.get("direction"), Direction),
        certainty=choice(f"{path}.certainty", given.get("certainty"), Certainty) or Certainty.PROVISIONAL,
    )


def _grade(path: str, value: object) -> int | None:
    if value is None or value == UNKNOWN:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value not in GRADES:
        raise FieldError(path, f"{shown(value)} is not a grade; use 1, 2, 3 or null.")
    return value


def _osiics(path: str, value: object) -> str | None:
    code = line(path, value).upper()
    if code and not OSIICS.fullmatch(code):
        raise FieldError(path, f"{shown(value)} is not a code such as SDA.")
    return code or None


def parse_findings(value: object, vocabulary: Vocabulary) -> dict[str, Answer]:
    """Read answers, none for null; a null among them takes one back. Raises FieldError naming the finding."""
    if value is None:
        return {}
    try:
        return vocabulary.check_answers(value)
    except FieldError as error:
        path = error.field if error.field == "findings" else f"findings.{error.field}"
        raise FieldError(path, error.problem) from None


def _parse_notes(given: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    notes = [(NARRATIVE, note_text("narrative", given.get("narrative")))]
    soap = as_object("soap", given.get("soap") or {})
    refuse_unknown("soap", soap, SOAP)
    notes += [(heading, note_text(f"soap.{heading}", soap.get(heading))) for heading in SOAP]
    return tuple((heading, text) for heading, text in notes if text)
