"""The pack for travelling: whom to call, allergies, medication and alerts of a roster."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from trainer_tui.domain.athletes import Athlete, alert_words
from trainer_tui.domain.handover import Files, Packet
from trainer_tui.exports import typesetting
from trainer_tui.exports.letter_pdf import STYLES
from trainer_tui.exports.letter_words import Times, count, joined
from trainer_tui.exports.pdf_file import locked

TITLE = "Travel pack"
NEVER_ASKED = "never asked"
NONE_KNOWN = "none known"
VALID_DAYS = 14


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
        "travel.typ", TITLE, data, packet.written_at, "The travel pack", styles=STYLES
    )
    return {"": locked(document, packet.password)}


def _row(athlete: Athlete, times: Times) -> dict[str, Any]:
    age = athlete.age_at(times.now)
    return {
        "name": athlete.full_name,
        "number": athlete.jersey,
        "born": f"{athlete.birth_date} ({age})" if athlete.birth_date else NEVER_ASKED,
        "contact": joined((athlete.emergency_contact, athlete.emergency_phone), "\n") or NEVER_ASKED,
        "allergies": _told(athlete, "allergy"),
        "medication": _told(athlete, "medication"),
        "alerts": _alerts(athlete),
    }


def _told(athlete: Athlete, kind: str) -> str:
    found = [alert.partition(":")[2] for alert in athlete.alerts if alert.startswith(f"{kind}:")]
    return ", ".join(found) or _silent(athlete)


def _alerts(athlete: Athlete) -> str:
    found = [alert_words(alert) for alert in athlete.alerts if ":" not in alert and alert != "none_known"]
    return ", ".join(found) or _silent(athlete)


def _silent(athlete: Athlete) -> str:
    """Tell what it means that nothing is there: only who was asked can have none."""
    return NONE_KNOWN if "none_known" in athlete.alerts else NEVER_ASKED
