"""Athletes: who can be hurt, and what must be known about them before anything else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from trainer_tui.domain.dates import age_on, parse_date, shown
from trainer_tui.domain.errors import FieldError
from trainer_tui.domain.input_fields import line, refuse_unknown
from trainer_tui.domain.revisions import View
from trainer_tui.domain.vocabulary import ALERTS, Sex

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
)
RANGES = {"height_cm": (50.0, 260.0), "mass_kg": (15.0, 250.0)}
ADULT = 18


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
    """Alert ids, `allergy:…` and `medication:…`; `none_known` differs from nothing asked."""
    emergency_contact: str
    emergency_phone: str
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
        view=view,
    )


def parse_athlete(raw: Mapping[str, Any], now: datetime, *, partial: bool = False) -> dict[str, Any]:
    """Read an athlete's fields from text or JSON values; raises FieldError naming the field.

    Only a family name is required, and not even that when `partial` (an amendment).
    """
    refuse_unknown("", raw, FIELDS)
    fields = {name: _parse_field(name, value, now) for name, value in raw.items()}
    if (not partial or "family" in fields) and not fields.get("family"):
        raise FieldError("family", "a family name is needed.")
    return fields


def _parse_field(name: str, value: Any, now: datetime) -> Any:
    if name == "alerts":
        return _parse_alerts(value)
    if name in RANGES:
        return _parse_measure(name, value)
    text = unicodedata.normalize("NFC", line(name, value))
    if name == "birth_date":
        return parse_date(name, text, now).isoformat() if text else None
    if name == "sex":
        return _parse_sex(text)
    return text


def _parse_sex(text: str) -> str:
    letters = {"f": "female", "m": "male", "": "unknown"}
    word = letters.get(text.lower(), text.lower())
    if word not in set(Sex):
        raise FieldError("sex", f"{shown(text)} is not one of {', '.join(Sex)}.")
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
    if "none_known" in alerts and len(alerts) > 1:
        raise FieldError("alerts", "“none_known” cannot stand beside another alert.")
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
