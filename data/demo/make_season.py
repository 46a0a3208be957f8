"""Make the season of an invented school from people.toml and stories.toml.

    python data/demo/make_season.py            writes school.toml, roster.csv and the .json files beside it
    python data/demo/make_season.py --to DIR   writes them into another folder
    python data/demo/make_season.py --report   says how many incidents the red-flag rules put at each tier

The same sources give the same bytes; a changed sweep or finding asks for a new season. Times are local times.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import care
from corrections import correct
from course import Course
from dice import Dice
from sweeping import Sweeper
from telling import Person, Story, Teller, Telling

HERE = Path(__file__).resolve().parent
SEED = "Quillhaven"
COLUMNS = (
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
YOUNGEST, OLDEST = 14, 22
PRESEASON = 24
"""Days at the start without matches, in which more happens than later."""


@dataclass
class Season:
    """Everything that is written."""

    roster: list[dict[str, str]]
    incidents: list[dict[str, Any]] = field(default_factory=list)
    statuses: list[dict[str, Any]] = field(default_factory=list)
    referrals: list[dict[str, Any]] = field(default_factory=list)
    follow_ups: list[dict[str, Any]] = field(default_factory=list)
    sessions: list[dict[str, Any]] = field(default_factory=list)
    treatments: list[dict[str, Any]] = field(default_factory=list)


class Calendar:
    """The days of the season."""

    def __init__(self, anchor: date, days: int) -> None:
        self.anchor = anchor
        self.first = anchor - timedelta(days=days)
        self.last = anchor - timedelta(days=1)
        """The last day on which something happens: whenever today is shown, it lies in the past."""
        self._days = days

    @property
    def first_match(self) -> date:
        """The day from which there are matches."""
        return self.first + timedelta(days=PRESEASON)

    def any_day(self, dice: Dice, earliest: int) -> date:
        """Return a day of the season, more often one of its start; not one of the first `earliest` days."""
        most = PRESEASON if earliest < PRESEASON and dice.chance(0.32) else self._days - 1
        return self.first + timedelta(days=dice.between(earliest, most))

    def any_match_day(self, dice: Dice) -> date:
        """Return a day on which there are matches."""
        return self.first + timedelta(days=dice.between(PRESEASON, self._days - 1))


def make_roster(people: Mapping[str, Any], calendar: Calendar) -> list[dict[str, str]]:
    """Return the rows of the roster, with what people.toml leaves to chance."""
    rows: list[dict[str, str]] = []
    for team in people["team"]:
        for entry in people["roster"][team["name"]]:
            dice = Dice(f"{SEED} {team['name']} {entry['jersey']}")
            row = dict.fromkeys(COLUMNS, "") | {"team": team["name"], "sex": team["sex"]}
            row["birth_date"] = _birth_date(dice, calendar).isoformat()
            if dice.chance(0.9):
                row["height_cm"] = str(dice.between(*team["height_cm"]))
                row["mass_kg"] = str(dice.between(*team["mass_kg"]))
            row["emergency_contact"] = _contact(people["contacts"], entry["family"], dice)
            row["emergency_phone"] = f"555-{100 + len(rows):04d}"
            rows.append(row | entry)
    return rows


def _birth_date(dice: Dice, calendar: Calendar) -> date:
    """Return a birth date with an age from YOUNGEST to OLDEST on every day of the season."""
    years = dice.between(YOUNGEST, OLDEST)
    since_birthday = dice.between((calendar.anchor - calendar.first).days + 2, 360)
    return _years_before(calendar.anchor - timedelta(days=since_birthday), years)


def _years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=min(day.day, 28))


def _contact(contacts: Mapping[str, Sequence[str]], family: str, dice: Dice) -> str:
    relation = dice.pick(["mother", "father", "mother", "father", "aunt", "grandfather", "guardian"])
    return f"{dice.pick(contacts[relation])} {family} ({relation})"


def make_season(people: Mapping[str, Any], stories: Mapping[str, Any], data: Path) -> Season:
    """Tell every story as often as it asks for, and what follows."""
    calendar = Calendar(stories["anchor"], stories["season_days"])
    season = Season(make_roster(people, calendar))
    squad = [_person(row, calendar) for row in season.roster]
    trainers = {team["name"]: team["trainer"] for team in people["team"]}
    teller = Teller(stories, Sweeper(data), calendar.last, calendar.first_match)
    course = Course(stories, trainers, calendar.anchor)
    told: list[Telling] = []
    for story, turn, day, guest in _programme(stories, calendar):
        dice = Dice(f"{SEED} {story['id']} {turn}")
        person = None if guest else choose(squad, story, turn, day, dice)
        telling = Telling(len(told) + 1, story, turn, day, dice, person, guest)
        teller.tell(telling)
        _remember(telling, calendar)
        told.append(telling)
    for telling in told:
        season.incidents.append(telling.incident)
        season.statuses += course.statuses(telling)
        referrals = course.referral(telling)
        season.referrals += referrals
        season.follow_ups += course.follow_ups(telling, referrals)
    season.follow_ups += correct(told, season.incidents, course)
    for entries in (season.statuses, season.referrals, season.follow_ups):
        entries.sort(key=lambda entry: (entry["at"], entry["incident"]))
    season.sessions = care.sessions(season.roster, calendar.first, calendar.first_match, calendar.last)
    hurt = [telling.incident for telling in told]
    season.treatments = care.treatments(season.roster, season.sessions, hurt, calendar.last)
    return season


def _person(row: Mapping[str, str], calendar: Calendar) -> Person:
    birth = date.fromisoformat(row["birth_date"]) if row["birth_date"] else None
    return Person(row["team"], row["jersey"], row["position"], birth, row["alerts"], calendar.first)


def _programme(
    stories: Mapping[str, Any], calendar: Calendar
) -> list[tuple[Story, int, date, Mapping[str, str] | None]]:
    """Return what happens on which day, and to which guest when it is one, in the order of the days."""
    guests: dict[str, list[Mapping[str, str]]] = {}
    for guest in stories["guest"]:
        guests.setdefault(guest["story"], []).append(guest)
    found = []
    for story in stories["story"]:
        left = story.get("days_left", [])
        visitors = guests.get(story["id"], [])
        for turn in range(story["count"]):
            dice = Dice(f"{SEED} day {story['id']} {turn}")
            guest_turn = turn - len(left) - 1
            visitor = visitors[guest_turn] if 0 <= guest_turn < len(visitors) else None
            if turn < len(left):
                day = calendar.anchor - timedelta(days=left[turn])
            else:
                day = (
                    calendar.any_match_day(dice)
                    if visitor
                    else calendar.any_day(dice, story.get("earliest", 0))
                )
            found.append((story, turn, day, visitor))
    return sorted(found, key=lambda entry: (entry[2], entry[0]["id"], entry[1]))


def choose(squad: Sequence[Person], story: Story, turn: int, day: date, dice: Dice) -> Person:
    """Return the athlete a story happens to: one who fits it, is fit, and has had the least so far."""
    fixed = story.get("who")
    if fixed:
        return next(p for p in squad if (p.team, p.jersey) == (fixed["team"], fixed["jersey"]))
    teams = story.get("teams")
    fitting = [
        p
        for p in squad
        if p.busy_until <= day
        and (not teams or p.team == teams[turn % len(teams)])
        and p.position in story.get("positions", [p.position])
        and _young_enough(p, story, day)
        and not set(story.get("not_alerts", ())) & set(p.alerts.split(";"))
    ]
    again = [p for p in fitting if story.get("condition") in p.sides]
    if story.get("relation", "new") != "new" and again:
        fitting = again
    return min(fitting, key=lambda p: p.incidents + dice.between(0, 3) + dice.between(0, 9) / 10)


def _young_enough(person: Person, story: Story, day: date) -> bool:
    most = story.get("age_most")
    return most is None or (person.birth is not None and (day - person.birth).days < most * 365)


def _remember(telling: Telling, calendar: Calendar) -> None:
    person = telling.person
    if person is None:
        return
    person.incidents += 1
    ended = telling.full_day or calendar.anchor
    person.busy_until = max(person.busy_until, ended + timedelta(days=2))
    if telling.story.get("condition"):
        person.sides[telling.story["condition"]] = telling.side


def files(season: Season, people: Mapping[str, Any], anchor: date) -> dict[str, str]:
    """Return the files of the season by name."""
    lines = [
        "# The invented season; make_season.py writes this file and those beside it.",
        "",
        f"school = {_quoted(people['school'])}",
        f"anchor = {anchor.isoformat()}",
        "",
    ]
    for team in people["team"]:
        lines += ["[[team]]", f"name = {_quoted(team['name'])}", f"trainer = {_quoted(team['trainer'])}", ""]
    return {
        "school.toml": "\n".join(lines[:-1]) + "\n",
        "roster.csv": _csv(season.roster),
        "incidents.json": _json(season.incidents),
        "statuses.json": _json(season.statuses),
        "referrals.json": _json(season.referrals),
        "follow_ups.json": _json(season.follow_ups),
        "sessions.json": _json(season.sessions),
        "treatments.json": _json(season.treatments),
    }


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _csv(rows: Iterable[Mapping[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _json(entries: Iterable[Mapping[str, Any]]) -> str:
    return "[\n" + ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries) + "\n]\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the season or report on it."""
    parser = argparse.ArgumentParser(description="Make the season of an invented school.")
    parser.add_argument("--to", type=Path, default=HERE, metavar="DIR", help="the folder to write to")
    parser.add_argument("--report", action="store_true", help="say what the red-flag rules make of it")
    chosen = parser.parse_args(arguments)
    if chosen.report:
        from report import report

        sys.stdout.write(report(HERE))
        return 0
    people = tomllib.loads((HERE / "people.toml").read_text(encoding="utf-8"))
    stories = tomllib.loads((HERE / "stories.toml").read_text(encoding="utf-8"))
    season = make_season(people, stories, HERE.parent)
    for name, text in files(season, people, stories["anchor"]).items():
        (chosen.to / name).write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
