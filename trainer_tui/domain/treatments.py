"""Treatments: one encounter with an athlete and the services given in it, with or without an incident."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trainer_tui.domain.dates import parse_moment
from trainer_tui.domain.errors import FieldError
from trainer_tui.domain.input_fields import (
    array,
    as_object,
    choice,
    note_text,
    refuse_unknown,
    whole_minutes,
)
from trainer_tui.domain.revisions import View
from trainer_tui.domain.vocabulary import Region, Service, Side, TreatmentKind

FIELDS = ("athlete", "at", "kind", "services", "minutes", "region", "side", "incident", "note")
LONGEST = 600
"""Minutes that one encounter can take."""


@dataclass(frozen=True, slots=True)
class Treatment:
    """What was done for an athlete or a guest at one time."""

    id: str
    athlete: str | None
    """Id of the athlete, None for a guest."""
    guest: str | None
    at: str
    by: str
    kind: TreatmentKind
    services: tuple[Service, ...]
    minutes: int | None
    region: Region | None
    """Where, when it was said."""
    side: Side
    incident: str | None
    """What it was for; taping before practice is for nothing."""
    note: str
    view: View

    @property
    def place(self) -> str:
        """Side and region in words, empty when neither was said."""
        return place_words(self.region, self.side)


def treatment_from(view: View) -> Treatment:
    """Read a treatment from the folded record."""
    return Treatment(
        id=view.record,
        athlete=view["athlete"],
        guest=view["guest"],
        at=view["at"],
        by=view.created_by,
        kind=TreatmentKind(view["kind"]),
        services=tuple(Service(service) for service in view["services"]),
        minutes=view["minutes"],
        region=Region(view["region"]) if view["region"] else None,
        side=Side(view["side"] or "unknown"),
        incident=view["incident"],
        note=view["note"] or "",
        view=view,
    )


def parse_treatment(raw: object, now: datetime) -> dict[str, Any]:
    """Read what scripts and screens give, all but the person and the incident; raises FieldError."""
    given = as_object("treatment", raw)
    refuse_unknown("", given, FIELDS)
    at = now if given.get("at") is None else parse_moment("at", given["at"], now)
    region = choice("region", given.get("region"), Region)
    return {
        "at": at.isoformat(),
        "kind": choice("kind", given.get("kind"), TreatmentKind),
        "services": _services(given),
        "minutes": whole_minutes("minutes", given.get("minutes"), LONGEST),
        "region": region and region.value,
        "side": _side(given, region),
        "note": note_text("note", given.get("note")),
    }


def _services(given: Mapping[str, Any]) -> list[str]:
    found = []
    for number, word in enumerate(array("services", given.get("services"))):
        service = choice(f"services[{number}]", word, Service)
        if service is None:
            raise FieldError(f"services[{number}]", f"is empty; use {', '.join(Service)}.")
        found.append(service.value)
    if not found:
        raise FieldError("services", f"is needed: one or more of {', '.join(Service)}.")
    return list(dict.fromkeys(found))


def _side(given: Mapping[str, Any], region: Region | None) -> str:
    side = choice("side", given.get("side"), Side) or Side.UNKNOWN
    if region is not None and side not in region.sides:
        raise FieldError("side", f"{side.words} does not fit {region.words}; use {', '.join(region.sides)}.")
    return side.value


def place_words(region: Region | None, side: Side) -> str:
    """Return where it was in words, empty when nothing was said."""
    area = region.words if region else ""
    if side in (Side.LEFT, Side.RIGHT):
        return f"{side.words} {area}".strip()
    return ", ".join(filter(None, (area, "" if side in (Side.UNKNOWN, Side.NOT_APPLICABLE) else side.words)))
