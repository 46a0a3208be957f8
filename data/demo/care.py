"""Sessions of an invented season, and the services of its last weeks.

Who is out or limited is not written here: as on the sideline, availability proposes it when a session is
entered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from dice import Dice
from telling import STARTS

Entry = dict[str, Any]

MATCH_DAYS = {"Football": 4, "Women's Soccer": 2, "Volleyball": 3}
"""The day of the week with a match, Monday being 0."""
LIFTING_DAY = 1
REST_DAY = 6
PLANNED = {"practice": 120, "competition": 150, "strength_conditioning": 60}
PLACES = {
    "Football": ("Main field", "artificial_turf"),
    "Women's Soccer": ("East field", "natural_grass"),
    "Volleyball": ("Hall", "hard_court"),
}
SITTING_OUT = 0.3
"""How often somebody on the roster of a match does not play."""
ELSEWHERE = 0.03
"""How often somebody is not there for a reason that is nobody's business here."""
CARE_DAYS = 21
"""Services are logged for the last weeks alone; the whole season would be slow to load."""
TAPED = 0.28
"""The share of a team whose ankles are taped before each session."""


def sessions(roster: Sequence[Mapping[str, str]], first: date, first_match: date, last: date) -> list[Entry]:
    """Return the sessions of all teams in the order in which they begin."""
    found: list[Entry] = []
    for team in MATCH_DAYS:
        day = first
        while day <= last:
            kind = _kind(team, day, first_match)
            if kind is not None:
                found.append(_session(team, kind, day, roster))
            day += timedelta(days=1)
    return sorted(found, key=lambda entry: (entry["start_at"], entry["team"]))


def _kind(team: str, day: date, first_match: date) -> str | None:
    if day.weekday() == REST_DAY:
        return None
    if day.weekday() == MATCH_DAYS[team] and day >= first_match:
        return "competition"
    return "strength_conditioning" if day.weekday() == LIFTING_DAY else "practice"


def _session(team: str, kind: str, day: date, roster: Sequence[Mapping[str, str]]) -> Entry:
    venue, surface = PLACES[team] if kind != "strength_conditioning" else ("Weight room", None)
    level, share = ("dnp", SITTING_OUT) if kind == "competition" else ("absent_other", ELSEWHERE)
    dice = Dice(f"{team} {kind} {day}")
    missing = [
        {"jersey": row["jersey"], "level": level}
        for row in roster
        if row["team"] == team and dice.chance(share)
    ]
    start = datetime.combine(day, STARTS[kind][0])
    return {
        "team": team,
        "kind": kind,
        "start_at": start.isoformat(timespec="minutes"),
        "planned_min": PLANNED[kind],
        "venue": venue,
        "surface": surface,
        "missing": missing,
    }


def treatments(
    roster: Sequence[Mapping[str, str]],
    held: Sequence[Entry],
    incidents: Sequence[Mapping[str, Any]],
    last: date,
) -> list[Entry]:
    """Return the services of the last weeks: taping before sessions, and care of who was hurt."""
    since = last - timedelta(days=CARE_DAYS)
    found = [*_taping(roster, held, since), *_care(incidents, since, last)]
    return sorted(found, key=lambda entry: (entry["at"], entry.get("incident", 0)))


def _taping(roster: Sequence[Mapping[str, str]], held: Sequence[Entry], since: date) -> Iterator[Entry]:
    """Yield one entry for all of a team who are taped before a session: the same people each time."""
    for session in held:
        start = datetime.fromisoformat(session["start_at"])
        if start.date() < since or session["kind"] == "strength_conditioning":
            continue
        own = [row["jersey"] for row in roster if row["team"] == session["team"]]
        taped = [jersey for jersey in own if Dice(f"tape {session['team']} {jersey}").chance(TAPED)]
        at = start - timedelta(minutes=35)
        yield {
            "team": session["team"],
            "jerseys": taped,
            "at": at.isoformat(timespec="minutes"),
            "services": ["taping_bracing"],
            "region": "ankle",
            "side": "bilateral",
        }


def _care(incidents: Sequence[Mapping[str, Any]], since: date, last: date) -> Iterator[Entry]:
    """Yield what is done for each incident on some of the days after it."""
    courses = (["cryotherapy", "education"], ["manual", "exercise"], ["exercise"], ["heat", "exercise"])
    for number, incident in enumerate(incidents, start=1):
        reported = datetime.fromisoformat(incident["reported_at"])
        dice = Dice(f"care {number} {reported.date()}")
        for days in (0, 1, 3, 5, 8):
            day = reported.date() + timedelta(days=days)
            at = (
                reported + timedelta(minutes=6)
                if not days
                else datetime.combine(day, time(14, dice.between(0, 55)))
            )
            if not dice.chance(0.7) or not since <= day <= last:
                continue
            services = courses[0] if not days else dice.pick(courses[1:])
            entry: Entry = {"incident": number, "at": at.isoformat(timespec="minutes"), "services": services}
            yield entry | {"minutes": 5 * dice.between(2, 8)}
