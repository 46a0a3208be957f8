"""The pack for travelling: whom to call, allergies, medication and alerts of a roster."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from trainer_tui.domain.athletes import Athlete, alert_words
from trainer_tui.domain.handover import Files, Leaving, Packet, Section
from trainer_tui.domain.vocabulary import NONE_KNOWN
from trainer_tui.exports import typesetting
from trainer_tui.exports.letter_pdf import STYLES
from trainer_tui.exports.letter_words import Times, count, numbered
from trainer_tui.exports.pdf_file import as_one

TITLE = "Travel pack"
NEVER_ASKED = "never asked"
NONE_SAID = "none known"
VALID_DAYS = 14
_COLUMNS: Mapping[str, str] = {
    "name": "name",
    "number": "number",
    "born": "birth date and age",
    "contact": "whom to call",
    "allergies": "allergies",
    "medication": "medication",
    "alerts": "alerts",
}


def render(packet: Packet) -> Files:
    """Typeset the pack; raises BadInput naming what no font shows."""
    times = Times(packet.written_at)
    until = packet.valid_until or packet.written_at.date() + timedelta(days=VALID_DAYS)
    data = {
        "team": packet.team or "Everybody on the roster",
        "addressed": f"To {packet.recipient} · from {packet.written_by} · "
        f"{times.moment(packet.written_at.isoformat())}",
        "valid": f"Valid until {times.day(until)}. After that day destroy it and ask for a new one.",
        "count": count(len(packet.people), "athlete"),
        "call_back": packet.call_back,
        "people": [_row(athlete, times) for athlete in packet.people],
    }
    document = typesetting.typeset(
        "travel.typ",
        TITLE,
        data,
        packet.written_at,
        "The travel pack",
        styles=STYLES,
        parts=((numbered("athlete", n, each), _row(each, times)) for n, each in enumerate(packet.people, 1)),
        instead="spell these entries with others",
    )
    return {"": as_one([document], packet.password)}


def leaving(packet: Packet) -> Leaving:
    """Tell what is printed of somebody; that nobody was asked is printed too, and no field of the record."""
    times = Times(packet.written_at)
    found = {name for athlete in packet.people for name, text in _row(athlete, times).items() if _says(text)}
    told = tuple(words for name, words in _COLUMNS.items() if name in found)
    return Leaving((Section("Travel pack", len(packet.people), told),))


def _says(text: str) -> bool:
    return text not in ("", NEVER_ASKED)


def _row(athlete: Athlete, times: Times) -> dict[str, str]:
    age = athlete.age_at(times.now)
    return {
        "name": athlete.full_name,
        "number": athlete.jersey,
        "born": f"{times.day(date.fromisoformat(athlete.birth_date))} ({age})"
        if athlete.birth_date
        else NEVER_ASKED,
        "contact": "\n".join(person.words for person in athlete.contacts) or NEVER_ASKED,
        "allergies": _told(athlete.known_of("allergy")),
        "medication": "\n".join((_told(athlete.known_of("medication")), *_places(athlete))),
        "alerts": _alerts(athlete),
    }


def _told(known: tuple[str, ...] | None) -> str:
    """Tell what it means that nothing is there: only who was asked can have none."""
    return NEVER_ASKED if known is None else ", ".join(known) or NONE_SAID


def _places(athlete: Athlete) -> list[str]:
    places = {"inhaler": athlete.inhaler_place, "auto-injector": athlete.auto_injector_place}
    return [f"{what} is: {place}" for what, place in places.items() if place]


def _alerts(athlete: Athlete) -> str:
    found = tuple(alert_words(alert) for alert in athlete.warnings if ":" not in alert)
    return _told(found if found or NONE_KNOWN in athlete.alerts else None)
