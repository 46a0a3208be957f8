"""One telling of a story: an incident in the shape that `incident add` reads, and how long it lasts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from dice import Dice
from sweeping import Sweeper

Story = Mapping[str, Any]

STARTS = {
    "practice": (time(15, 30), 130),
    "competition": (time(18, 0), 150),
    "strength_conditioning": (time(6, 30), 70),
    "warm_up": (time(15, 5), 20),
    "other": (time(12, 10), 90),
}
"""When a session begins, and for how many minutes something can happen."""

SOAP = ("subjective", "objective", "assessment", "plan")
HURRIED = 0.09
"""How often nobody had the time to write more than who, where and the answers."""
LATE = 0.07
WEEK = 7


@dataclass
class Person:
    """An athlete of the invented roster, and what has happened to them so far."""

    team: str
    jersey: str
    position: str
    birth: date | None
    alerts: str
    busy_until: date
    sides: dict[str, str] = field(default_factory=dict)
    """Condition to the side that was hurt last."""
    incidents: int = 0


@dataclass
class Telling:
    """One incident, its story and what follows from both."""

    number: int
    story: Story
    turn: int
    day: date
    dice: Dice
    person: Person | None
    guest: Mapping[str, str] | None = None
    side: str = ""
    region: str = ""
    out_days: int = 0
    limited_days: int = 0
    reported: datetime = datetime(2000, 1, 1)  # noqa: DTZ001 - wall-clock time, as all of them
    incident: dict[str, Any] = field(default_factory=dict)

    @property
    def urgent(self) -> bool:
        """Whether the rules ask for a physician the same day or sooner."""
        return self.story["tier"] in ("EMS_NOW", "SAME_DAY")

    @property
    def held(self) -> bool:
        """Whether a red-flag rule writes the athlete out by itself."""
        return bool(self.story["tier"] != "none")

    @property
    def full_day(self) -> date | None:
        """The day of full availability, None when it does not come this season."""
        if self.out_days < 0 or self.limited_days < 0:
            return None
        return self.day + timedelta(days=self.out_days + self.limited_days)


class Teller:
    """Turns a story into an incident."""

    def __init__(
        self, stories: Mapping[str, Any], sweeper: Sweeper, last_day: date, first_match: date
    ) -> None:
        """`last_day` is the last one on which something can be written down."""
        self._stories = stories
        self._sweeper = sweeper
        self._last_day = last_day
        self._first_match = first_match

    def tell(self, telling: Telling) -> None:
        """Fill in the incident of a telling."""
        story, dice = telling.story, telling.dice
        telling.region = in_turn(story["regions"], telling.turn)
        telling.side = self._side(telling)
        session = self._session(telling)
        onset = self._onset(telling.day, session, dice)
        telling.reported = self._reported(telling, onset)
        hurried = story["tier"] == "none" and dice.chance(HURRIED)
        removed = in_turn(story["removed"], telling.turn)
        telling.out_days = 0 if removed == "not_removed" else dice.between(*story["out"])
        telling.limited_days = dice.between(*story["limited"])
        who = {"guest": telling.guest["name"]} if telling.guest else _who(telling.person)
        incident: dict[str, Any] = {"athlete": who, "kind": story.get("kind", "injury")}
        incident |= {"onset_at": onset.isoformat(), "reported_at": telling.reported.isoformat()}
        if not hurried:
            incident["mode_of_onset"] = in_turn(story["modes"], telling.turn)
            incident["contact"] = in_turn(story["contacts"], telling.turn)
        incident["session_kind"] = session
        if story.get("condition"):
            incident["condition"] = story["condition"]
        if story.get("causes") and not hurried:
            incident["causes"] = in_turn(story["causes"], telling.turn)
        incident["diagnoses"] = [self._diagnosis(telling)]
        if not hurried:
            incident["removed"] = removed
            relation = story.get("relation", "new")
            incident["relation"] = relation if self._seen_before(telling) or relation == "new" else "new"
        incident["findings"] = self._sweeper.answers(story, telling.region, dice)
        vitals = self._sweeper.vitals(story, onset, dice)
        if vitals:
            incident["vitals"] = vitals
        incident["time_loss_mode"] = story.get("time_loss_mode", "continuous")
        if not hurried:
            incident |= self._texts(telling, session)
        telling.incident = incident

    def _session(self, telling: Telling) -> str:
        if telling.guest:
            return "competition"
        session = str(in_turn(telling.story["sessions"], telling.turn))
        return "practice" if session == "competition" and telling.day < self._first_match else session

    def _onset(self, day: date, session: str, dice: Dice) -> datetime:
        start, minutes = STARTS[session]
        return datetime.combine(day, start) + timedelta(minutes=dice.between(0, minutes))

    def _reported(self, telling: Telling, onset: datetime) -> datetime:
        """Return when it was written down: minutes later, after the urgent work, or late the next day."""
        late = telling.story["tier"] == "none" and telling.dice.chance(LATE)
        if late and (self._last_day - telling.day).days > WEEK:
            if telling.dice.chance(0.5):
                return onset + timedelta(minutes=telling.dice.between(75, 150))
            morning = datetime.combine(telling.day + timedelta(days=1), time(7, 0))
            return morning + timedelta(minutes=telling.dice.between(0, 90))
        low, high = (14, 38) if telling.urgent else (7, 24)
        return onset + timedelta(minutes=telling.dice.between(low, high))

    def _side(self, telling: Telling) -> str:
        story, person = telling.story, telling.person
        again = story.get("relation", "new") != "new" and person is not None
        if again and person is not None and person.sides.get(story.get("condition", "")) in story["sides"]:
            return person.sides[story["condition"]]
        return str(in_turn(story["sides"], telling.turn))

    def _seen_before(self, telling: Telling) -> bool:
        person = telling.person
        return person is not None and telling.story.get("condition") in person.sides

    def _diagnosis(self, telling: Telling) -> dict[str, Any]:
        story = telling.story
        found: dict[str, Any] = {"principal": True, "region": telling.region, "side": telling.side}
        for name in ("tissue", "grade"):
            if story.get(name):
                found[name] = story[name]
        if story.get("directions"):
            found["direction"] = in_turn(story["directions"], telling.turn)
        found["certainty"] = story.get("certainty", "provisional")
        return found

    def _texts(self, telling: Telling, session: str) -> dict[str, Any]:
        story, dice = telling.story, telling.dice
        words = Words(telling.side, self._activity(telling, session), dice)
        parts = [words.one_of(story["open"])]
        parts += [words.one_of(story["more"])] if telling.held or dice.chance(0.8) else []
        parts += [words.one_of(story["end"])] if telling.held or dice.chance(0.75) else []
        texts: dict[str, Any] = {"narrative": " ".join(parts)}
        soap = self._soap(story, words)
        if soap and dice.chance(0.95 if telling.held else 0.5):
            texts["soap"] = soap
        return texts

    def _activity(self, telling: Telling, session: str) -> str:
        fixed = telling.story.get("activity") or (telling.guest or {}).get("activity")
        if fixed or telling.person is None:
            return fixed or ""
        activities: Sequence[str] = self._stories["activities"][telling.person.team][session]
        return telling.dice.pick(activities)

    def _soap(self, story: Story, words: Words) -> dict[str, str]:
        lists = self._stories["soap"][story["condition"]] if story.get("generic_soap") else story
        return {heading: words.one_of(lists[heading]) for heading in SOAP if heading in lists}


class Words:
    """Fills the gaps of sentences; a sentence that names a side is left out where there is none."""

    def __init__(self, side: str, activity: str, dice: Dice) -> None:
        self._gaps = {"activity": activity}
        if side in ("left", "right"):
            self._gaps["side"] = side
        self._dice = dice

    def one_of(self, sentences: Sequence[str]) -> str:
        """Return one of several sentences, filled in and with a capital."""
        fitting = [s for s in sentences if "{side}" not in s or "side" in self._gaps]
        text = self._dice.pick(fitting).format(**self._gaps)
        return text[0].upper() + text[1:]


def in_turn(values: Sequence[Any], turn: int) -> Any:
    """Return the values of a list one after the other, beginning again at its end."""
    return values[turn % len(values)]


def _who(person: Person | None) -> dict[str, str]:
    assert person is not None
    return {"jersey": person.jersey, "team": person.team}
