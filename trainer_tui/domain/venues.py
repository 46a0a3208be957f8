"""Venues with their emergency action plans: no health data, so readable while the records are locked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from trainer_tui.domain.errors import FieldError
from trainer_tui.domain.input_fields import line, refuse_unknown

LONGEST = 200
LABELS: Mapping[str, str] = {
    "name": "Venue",
    "address": "Address",
    "gate": "Gate for EMS",
    "aed": "AED is",
    "roles": "Roles",
    "hospital": "Hospital",
    "emergency_number": "Emergency number",
}
NUMBER_IN_SETTINGS = "emergency_number"


@dataclass(frozen=True, slots=True)
class Venue:
    """A place where athletes play, and what to do there in an emergency."""

    name: str
    address: str = ""
    """As one says it on the telephone."""
    gate: str = ""
    """Where the ambulance comes in and who meets it."""
    aed: str = ""
    """Where the AED is."""
    roles: str = ""
    """Who stays with the athlete, calls, fetches the AED, meets the ambulance."""
    hospital: str = ""
    emergency_number: str = ""
    """Where it differs from the one in the settings."""


FIELDS = tuple(field.name for field in fields(Venue))


@dataclass(frozen=True, slots=True)
class VenueBook:
    """All venues, which one is in use, and what could not be read."""

    venues: tuple[Venue, ...] = ()
    chosen: str = ""
    """The name of the venue in use; another or none: the first."""
    problems: tuple[str, ...] = ()
    """Sentences about a file that is not as it should be."""

    @property
    def current(self) -> Venue | None:
        """The venue in use, None when there is none."""
        first = self.venues[0] if self.venues else None
        return next((venue for venue in self.venues if venue.name == self.chosen), first)

    def next(self) -> VenueBook:
        """Return the book with the following venue in use."""
        if not self.venues or self.current is None:
            return self
        place = (self.venues.index(self.current) + 1) % len(self.venues)
        return VenueBook(self.venues, self.venues[place].name)

    def put(self, venue: Venue, instead_of: str = "") -> VenueBook:
        """Return the book with a venue added and in use, or in place of the one with a name.

        Raises FieldError when another venue has its name already.
        """
        kept = [each for each in self.venues if each.name != instead_of]
        if any(each.name == venue.name for each in kept):
            raise FieldError(
                "name",
                f"there is a venue called {venue.name} already; give another name, or change that one.",
            )
        place = next((i for i, each in enumerate(self.venues) if each.name == instead_of), len(kept))
        return VenueBook((*kept[:place], venue, *kept[place:]), venue.name)


def parse_venue(raw: Mapping[str, Any]) -> Venue:
    """Read a venue from texts; only a name is needed. Raises FieldError naming the field."""
    refuse_unknown("", raw, FIELDS)
    texts = {name: line(name, raw.get(name), LONGEST) for name in FIELDS}
    if not texts["name"]:
        raise FieldError("name", "is needed: how is the venue called?")
    return Venue(**texts)


def number_of(venue: Venue | None, in_settings: str) -> str:
    """Return the local emergency number: the venue's own, else that of the settings, else nothing."""
    return (venue.emergency_number if venue else "") or in_settings


def plan_lines(venue: Venue, in_settings: str) -> list[tuple[str, str]]:
    """Return the lines of a venue's plan with their labels; what is not written down is empty."""
    lines = [(LABELS[NUMBER_IN_SETTINGS], number_of(venue, in_settings))]
    return lines + [(LABELS[name], getattr(venue, name)) for name in FIELDS if name != NUMBER_IN_SETTINGS]
