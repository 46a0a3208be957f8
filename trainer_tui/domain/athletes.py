"""Athletes: who can be hurt, and what must be known about them before anything else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any

from trainer_tui.domain.dates import age_on, parse_date, shown
from trainer_tui.domain.errors import FieldError
from trainer_tui.domain.input_fields import line, refuse_unknown
from trainer_tui.domain.revisions import View
from trainer_tui.domain.vocabulary import ALERTS, NONE_KNOWN, NONE_KNOWN_OF, DominantSide, Sex

FIELDS = (
    "jersey",
    "given",
    "family",
    "preferred",
    "birth_date",
    "sex",
    "team",
    "position",
    "height_cm",
    "mass_kg",
    "alerts",
    "emergency_contact",
    "emergency_phone",
    "emergency_relation",
    "second_contact",
    "second_phone",
    "second_relation",
    "grade",
    "dominant_side",
    "physical_until",
    "baseline_on",
    "inhaler_place",
    "auto_injector_place",
    "insurance",
    "family_physician",
    "family_physician_phone",
    "consent_by",
    "consent_on",
    "consent_until",
    "disclosure_by",
    "disclosure_to",
    "disclosure_on",
    "disclosure_until",
)
DATES: Mapping[str, bool] = {
    "birth_date": False,
    "physical_until": True,
    "baseline_on": False,
    "consent_on": False,
    "consent_until": True,
    "disclosure_on": False,
    "disclosure_until": True,
}
"""Fields that hold a day, and whether it may lie ahead."""
RANGES = {"height_cm": (50.0, 260.0), "mass_kg": (15.0, 250.0)}
ADULT = 18
SAYS_NONE = frozenset({NONE_KNOWN, *NONE_KNOWN_OF.values()})
"""Alerts that warn of nothing: somebody asked, and nothing is known."""


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent as it is on record: nobody is taken to have consented while `by` is empty."""

    by: str = ""
    """Who gave it."""
    on: str | None = None
    until: str | None = None
    """ISO date of the last day it counts; None for one without an end."""
    to: str = ""
    """Who may be told; empty where it was not limited, and for a consent to treat."""

    def holds(self, day: date) -> bool:
        """Tell whether it is on record and has not ended."""
        begun = self.on is None or self.on <= day.isoformat()
        return bool(self.by) and begun and (self.until is None or self.until >= day.isoformat())

    @property
    def words(self) -> str:
        """What is on record, in one line; empty when nothing is."""
        if not self.by:
            return ""
        parts = (f"to {self.to}" if self.to else "", f"on {self.on}" if self.on else "")
        until = f"until {self.until}" if self.until else ""
        return ", ".join(filter(None, (f"by {self.by}", *parts, until)))


@dataclass(frozen=True, slots=True)
class ContactPerson:
    """Somebody who is called about an athlete."""

    name: str
    relation: str
    phone: str

    @property
    def words(self) -> str:
        """Name, relation and number in one line."""
        relation = f" ({self.relation})" if self.relation else ""
        return f"{self.name}{relation} {self.phone}".strip()


@dataclass(frozen=True, slots=True)
class Athlete:
    """A person on the roster."""

    id: str
    given: str
    family: str
    preferred: str
    jersey: str
    team: str
    birth_date: str | None
    """ISO date; rules that read an age stay undecided without it."""
    sex: Sex
    position: str
    height_cm: float | None
    mass_kg: float | None
    alerts: tuple[str, ...]
    """Alert ids, `allergy:…` and `medication:…`; that nothing is known differs from nothing asked."""
    emergency_contact: str
    """Whom to call first: a guardian of a minor."""
    emergency_phone: str
    emergency_relation: str
    second_contact: str
    """Whom to call when the first cannot be reached."""
    second_phone: str
    second_relation: str
    grade: str
    """The year at school."""
    dominant_side: DominantSide
    physical_until: str | None
    """ISO date of the last day the pre-participation physical counts."""
    baseline_on: str | None
    """ISO date of the last baseline concussion test."""
    inhaler_place: str
    auto_injector_place: str
    insurance: str
    family_physician: str
    family_physician_phone: str
    consent: Consent
    """That the athlete may be treated."""
    disclosure_consent: Consent
    """That the record may be told to others."""
    view: View

    @property
    def name(self) -> str:
        """The name the person goes by."""
        return f"{self.preferred or self.given} {self.family}".strip()

    @property
    def full_name(self) -> str:
        """The name of the papers."""
        return f"{self.given} {self.family}".strip()

    def age_at(self, moment: datetime | date) -> int | None:
        """The age in whole years on a day, None without a birth date."""
        if not self.birth_date:
            return None
        day = moment.date() if isinstance(moment, datetime) else moment
        return age_on(date.fromisoformat(self.birth_date), day)

    @property
    def contacts(self) -> tuple[ContactPerson, ...]:
        """Who is called, in the order in which they are called."""
        first = ContactPerson(self.emergency_contact, self.emergency_relation, self.emergency_phone)
        second = ContactPerson(self.second_contact, self.second_relation, self.second_phone)
        return tuple(person for person in (first, second) if person.name or person.phone)

    def known_of(self, kind: str) -> tuple[str, ...] | None:
        """Return the allergies (`allergy`) or medications (`medication`).

        Empty when somebody asked and there is none known; None when nobody asked, which is not "none".
        """
        found = tuple(a.partition(":")[2] for a in self.alerts if a.startswith(f"{kind}:"))
        asked = {NONE_KNOWN, NONE_KNOWN_OF[kind]}.intersection(self.alerts)
        return found if found or asked else None

    @property
    def warnings(self) -> tuple[str, ...]:
        """The alerts that warn of something, without those that say that nothing is known."""
        return tuple(alert for alert in self.alerts if alert not in SAYS_NONE)

    def physical_ended(self, day: date) -> bool:
        """Tell whether the physical has run out; without a date nobody knows, which is said apart."""
        return self.physical_until is not None and self.physical_until < day.isoformat()

    def is_minor(self, moment: datetime) -> bool | None:
        """Whether a guardian must be told; None when the birth date is missing."""
        age = self.age_at(moment)
        return None if age is None else age < ADULT


def athlete_from(view: View) -> Athlete:
    """Read an athlete from the folded record."""
    return Athlete(
        id=view.record,
        given=view["given"] or "",
        family=view["family"] or "",
        preferred=view["preferred"] or "",
        jersey=view["jersey"] or "",
        team=view["team"] or "",
        birth_date=view["birth_date"],
        sex=Sex(view["sex"] or "unknown"),
        position=view["position"] or "",
        height_cm=view["height_cm"],
        mass_kg=view["mass_kg"],
        alerts=tuple(view["alerts"] or ()),
        emergency_contact=view["emergency_contact"] or "",
        emergency_phone=view["emergency_phone"] or "",
        **{name: view[name] or "" for name in _LATER_TEXTS},
        dominant_side=DominantSide(view["dominant_side"] or "unknown"),
        physical_until=view["physical_until"],
        baseline_on=view["baseline_on"],
        consent=Consent(view["consent_by"] or "", view["consent_on"], view["consent_until"]),
        disclosure_consent=Consent(
            view["disclosure_by"] or "",
            view["disclosure_on"],
            view["disclosure_until"],
            view["disclosure_to"] or "",
        ),
        view=view,
    )


_LATER_TEXTS = (
    "emergency_relation",
    "second_contact",
    "second_phone",
    "second_relation",
    "grade",
    "inhaler_place",
    "auto_injector_place",
    "insurance",
    "family_physician",
    "family_physician_phone",
)


_CONSENTS = {"consent": "consent", "disclosure": "disclosure_consent"}


def _place(field: str) -> str:
    """Return where the value of a field stands in an athlete."""
    group, _, part = field.partition("_")
    return f"{_CONSENTS[group]}.{part}" if group in _CONSENTS else field


_values = attrgetter(*map(_place, FIELDS))


def field_values(athlete: Athlete) -> dict[str, Any]:
    """Return what the roster holds of an athlete by field, plain."""
    values = zip(FIELDS, _values(athlete), strict=True)
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values}


def parse_athlete(raw: Mapping[str, Any], now: datetime, *, partial: bool = False) -> dict[str, Any]:
    """Read an athlete's fields from text or JSON values; raises FieldError naming the field.

    Only a family name is required, and not even that when `partial` (an amendment).
    """
    refuse_unknown("", raw, FIELDS)
    fields = {name: _parse_field(name, value, now) for name, value in raw.items()}
    if (not partial or "family" in fields) and not fields.get("family"):
        raise FieldError("family", "a family name is needed.")
    refuse_crossed_dates(fields)
    return fields


def refuse_crossed_dates(fields: Mapping[str, Any]) -> None:
    """Raise FieldError for a consent that ends before it was given."""
    for name in ("consent", "disclosure"):
        given, ends = fields.get(f"{name}_on"), fields.get(f"{name}_until")
        if given and ends and ends < given:
            raise FieldError(f"{name}_until", f"lies before the day it was given, {given}; check both.")


def _parse_field(name: str, value: Any, now: datetime) -> Any:
    if name == "alerts":
        return _parse_alerts(value)
    if name in RANGES:
        return _parse_measure(name, value)
    text = unicodedata.normalize("NFC", line(name, value))
    if name in DATES:
        return parse_date(name, text, now, future=DATES[name]).isoformat() if text else None
    if name == "sex":
        return _parse_word(name, text, Sex, {"f": "female", "m": "male"})
    if name == "dominant_side":
        return _parse_word(name, text, DominantSide, {"r": "right", "l": "left"})
    return text


def _parse_word(name: str, text: str, kind: type[StrEnum], letters: Mapping[str, str]) -> str:
    word = {"": "unknown", **letters}.get(text.lower(), text.lower())
    if word not in set(kind):
        raise FieldError(name, f"{shown(text)} is not one of {', '.join(kind)}.")
    return word


def _parse_measure(name: str, value: Any) -> float | None:
    if value in (None, ""):
        return None
    low, high = RANGES[name]
    try:
        number = float(value.replace(",", ".") if isinstance(value, str) else value)
    except (TypeError, ValueError, OverflowError):
        raise FieldError(name, f"{shown(value)} is not a number.") from None
    if isinstance(value, bool) or not low <= number <= high:
        raise FieldError(name, f"{shown(value)} is outside {low:g} to {high:g}.")
    return number


def _parse_alerts(value: Any) -> list[str]:
    if isinstance(value, str):
        value = [part for part in re.split(r"[;\n]", value) if part.strip()]
    if value is None:
        value = []
    if not isinstance(value, list | tuple):
        raise FieldError("alerts", "must be a list, or words separated by “;”.")
    alerts = [_parse_alert(line("alerts", part)) for part in value]
    if NONE_KNOWN in alerts and len(set(alerts)) > 1:
        raise FieldError("alerts", f"“{NONE_KNOWN}” cannot stand beside another alert.")
    for kind, none in NONE_KNOWN_OF.items():
        if none in alerts and any(alert.startswith(f"{kind}:") for alert in alerts):
            raise FieldError("alerts", f"“{none}” cannot stand beside “{kind}:…”; leave one out.")
    return list(dict.fromkeys(alerts))


def _parse_alert(text: str) -> str:
    kind, colon, detail = text.partition(":")
    if colon and kind.strip().lower() in {"allergy", "medication"} and detail.strip():
        return f"{kind.strip().lower()}:{detail.strip()}"
    word = text.lower().replace(" ", "_")
    if word not in ALERTS:
        raise FieldError(
            "alerts",
            f"{shown(text)} is not known; use {', '.join(ALERTS)}, “allergy:…” or “medication:…”.",
        )
    return word


def alert_words(alert: str) -> str:
    """Return an alert in words."""
    kind, colon, detail = alert.partition(":")
    return f"{kind}: {detail}" if colon else alert.replace("_", " ")
