"""Sessions of a team: who was to take part, and for whom it was otherwise.

Whoever is on the roster of a session took part in full unless an exception says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trainer_tui.domain.dates import parse_moment
from trainer_tui.domain.errors import FieldError
from trainer_tui.domain.input_fields import as_object, choice, line, refuse_unknown, whole_minutes
from trainer_tui.domain.revisions import View
from trainer_tui.domain.vocabulary import Participation, SessionKind, Surface

FIELDS = ("team", "kind", "start", "planned_min", "venue", "surface", "exceptions")
KINDS = tuple(kind for kind in SessionKind if kind is not SessionKind.UNKNOWN)
LONGEST = 600
"""Minutes a session can be planned for."""
OVERTIME = 2
"""How many times the planned minutes somebody can have taken part."""


@dataclass(frozen=True, slots=True)
class Exempt:
    """Somebody who did not take part in full, or not for all of the time."""

    athlete: str
    level: Participation
    minutes: int | None = None
    """Minutes of taking part; None for the planned ones."""

    def to_json(self) -> dict[str, Any]:
        """Return the exception as plain data."""
        return {"athlete": self.athlete, "level": self.level.value, "minutes": self.minutes}


@dataclass(frozen=True, slots=True)
class Session:
    """One practice, match or other session of a team."""

    id: str
    team: str
    kind: SessionKind
    start: str
    planned_min: int
    venue: str
    surface: Surface | None
    roster: tuple[str, ...]
    """Ids of those who take part by default, fixed at that time."""
    exceptions: tuple[Exempt, ...]
    view: View

    def levels(self) -> Iterator[Exempt]:
        """Yield how far each athlete took part, one named by an exception alone among them."""
        said = {entry.athlete: entry for entry in self.exceptions}
        for athlete in dict.fromkeys((*self.roster, *said)):
            yield said.get(athlete) or Exempt(athlete, Participation.FULL)


def session_from(view: View) -> Session:
    """Read a session from the folded record."""
    return Session(
        id=view.record,
        team=view["team"] or "",
        kind=SessionKind(view["kind"]),
        start=view["start"],
        planned_min=view["planned_min"],
        venue=view["venue"] or "",
        surface=Surface(view["surface"]) if view["surface"] else None,
        roster=tuple(view["roster"] or ()),
        exceptions=tuple(exempt_from(entry) for entry in view["exceptions"] or ()),
        view=view,
    )


def exempt_from(data: Mapping[str, Any]) -> Exempt:
    """Read one stored exception."""
    return Exempt(data["athlete"], Participation(data["level"]), data["minutes"])


def parse_session(raw: object, now: datetime, current: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Read what is given of a session, all but whom it is about; raises FieldError.

    `current` holds the stored fields of a session that is amended: then only what is given is returned.
    """
    given = as_object("session", raw)
    refuse_unknown("", given, FIELDS)
    fields: dict[str, Any] = {}
    if "kind" in given or current is None:
        kind = choice("kind", given.get("kind"), SessionKind)
        if kind not in KINDS:
            raise FieldError("kind", f"is needed: one of {', '.join(KINDS)}.")
        fields["kind"] = kind.value
    if "start" in given or current is None:
        fields["start"] = parse_moment("start", given.get("start"), now).isoformat()
    if "planned_min" in given or current is None:
        planned = whole_minutes("planned_min", given.get("planned_min"), LONGEST)
        if planned is None:
            raise FieldError("planned_min", f"is needed: the planned minutes, 0 to {LONGEST}.")
        fields["planned_min"] = planned
    if "venue" in given or current is None:
        fields["venue"] = line("venue", given.get("venue"))
    if "surface" in given or current is None:
        surface = choice("surface", given.get("surface"), Surface)
        fields["surface"] = surface and surface.value
    return fields


def parse_level(path: str, raw: object, planned: int) -> tuple[object, Participation, int | None]:
    """Read one exception: who it is about as given, the level, and the minutes; raises FieldError."""
    given = as_object(path, raw)
    refuse_unknown(path, given, ("athlete", "level", "minutes"))
    if given.get("athlete") is None:
        raise FieldError(f"{path}.athlete", "is needed: who is the exception about?")
    level = choice(f"{path}.level", given.get("level"), Participation)
    if level is None:
        raise FieldError(f"{path}.level", f"is needed: one of {', '.join(Participation)}.")
    return given["athlete"], level, parse_minutes(f"{path}.minutes", given.get("minutes"), level, planned)


def parse_minutes(path: str, value: object, level: Participation, planned: int) -> int | None:
    """Read the minutes of taking part; nobody who was absent has any."""
    minutes = whole_minutes(path, value, planned * OVERTIME)
    if minutes and not level.takes_part:
        raise FieldError(path, f"do not fit “{level.words}”: leave them out.")
    return minutes if level.takes_part else None
