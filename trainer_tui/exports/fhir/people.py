"""Who it is about and who sends it: Patient and Organization."""

from __future__ import annotations

from trainer_tui.domain.athletes import Athlete
from trainer_tui.exports.fhir.making import Making, Resource, concept, reference


def organization(making: Making) -> Resource | None:
    """Return the athlete's team, None where nobody knows one."""
    team = making.case.athlete.team if making.case.athlete else ""
    if not team.strip():
        return None
    return making.resource("Organization", team, type=[concept("sports team")], name=team)


def patient(making: Making, team: Resource | None) -> Resource:
    """Return the athlete; a guest has no more than what somebody was called by."""
    incident, athlete = making.case.incident, making.case.athlete
    if athlete is None:
        called = incident.guest or ""
        return making.resource(
            "Patient",
            incident.athlete or incident.id,
            name=[{"use": "temp", "text": called}] if called.strip() else None,
            gender="unknown",
        )
    return making.resource(
        "Patient",
        athlete.id,
        record=athlete.id,
        name=_names(athlete),
        gender=athlete.sex.value,
        birthDate=athlete.birth_date,
        contact=_contact(making, athlete),
        managingOrganization=reference(team) if team else None,
    )


def _names(athlete: Athlete) -> list[Resource]:
    names = [
        {
            "use": "official",
            "text": athlete.full_name,
            "family": athlete.family,
            "given": [athlete.given] if athlete.given else [],
        }
    ]
    if athlete.preferred and athlete.preferred != athlete.given:
        names.append({"use": "usual", "text": athlete.name})
    return names


def _contact(making: Making, athlete: Athlete) -> list[Resource]:
    if not (athlete.emergency_contact.strip() or athlete.emergency_phone.strip()):
        return []
    return [
        {
            "relationship": [{"coding": [making.codes.hl7("v2-0131", "C")]}],
            "name": {"text": athlete.emergency_contact},
            "telecom": [_phone(athlete.emergency_phone)],
        }
    ]


def _phone(number: str) -> Resource:
    return {"system": "phone", "value": number} if number.strip() else {}
