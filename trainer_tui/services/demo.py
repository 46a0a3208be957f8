"""The invented season: read from its folder, moved so that it ends today, and written as people would have.

Every entry goes through the services that a person's own entries go through, in the order and under the name
in which it was made, so nothing in the demo could not have been recorded. All of it is one commit.
"""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from trainer_tui.domain.dates import parse_moment
from trainer_tui.domain.errors import BadInput
from trainer_tui.domain.findings import Sweep
from trainer_tui.domain.records import ATHLETES, INCIDENTS
from trainer_tui.domain.triage import RuleSet
from trainer_tui.domain.vocabulary import ReferralState, Region, Tier
from trainer_tui.services.availability import AvailabilityBoard
from trainer_tui.services.chart import Chart
from trainer_tui.services.held_back import HeldBack
from trainer_tui.services.ledger import Ledger
from trainer_tui.services.reference import Reference
from trainer_tui.services.sessions import Sessions
from trainer_tui.services.treatments import TreatmentLog

Entry = Mapping[str, Any]

MORNING = timedelta(hours=8)
"""When availability is decided."""
BEFORE_THE_SEASON = timedelta(days=3)
_MINUTE = timedelta(minutes=1)


def load_demo(
    ledger: Ledger,
    reference: Reference,
    rules: RuleSet,
    sweeps: Mapping[Region, Sweep],
    folder: Path,
    today: date | None = None,
) -> None:
    """Write the season of a folder into an empty store so that it ends today, in one commit.

    Birth dates move with all other dates, so ages stay. Raises BadInput when the store holds records.
    """
    if ledger.store.all(ATHLETES) or ledger.store.all(INCIDENTS):
        raise BadInput(
            "The demo season needs an empty store, and this one holds records; choose another folder."
        )
    season = _Season(folder, today or ledger.clock().date())
    held = HeldBack(ledger.store.device, ledger.store.head())
    clock = _MovedClock(ledger.clock())
    writer = Ledger(held, clock, ledger.user)
    chart = Chart(writer, reference, rules, sweeps)
    _Retelling(season, chart, AvailabilityBoard(writer, chart), writer, clock).write()
    with ledger.change() as change:
        change.revisions.extend(held.revisions())


class _MovedClock:
    """Stands at the moment in which an entry was made; never later than now."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._moment = now

    def __call__(self) -> datetime:
        return self._moment

    def set(self, moment: datetime) -> None:
        self._moment = min(moment, self.now)


class _Season:
    """The files of a season, with every date moved by the days between its own end and today."""

    def __init__(self, folder: Path, today: date) -> None:
        school = tomllib.loads((folder / "school.toml").read_text(encoding="utf-8"))
        anchor: date = school["anchor"]
        self._moved = today - anchor
        self.trainers: dict[str, str] = {team["name"]: team["trainer"] for team in school["team"]}
        with (folder / "roster.csv").open(encoding="utf-8", newline="") as file:
            self.roster = [self._athlete(row) for row in csv.DictReader(file)]
        self.incidents = self._entries(folder / "incidents.json")
        self.statuses = self._entries(folder / "statuses.json")
        self.referrals = self._entries(folder / "referrals.json")
        self.follow_ups = self._entries(folder / "follow_ups.json")
        self.sessions = self._entries(folder / "sessions.json")
        self.treatments = self._entries(folder / "treatments.json")

    def _athlete(self, row: Mapping[str, str]) -> Entry:
        return {**row, "birth_date": row["birth_date"] and self._later(row["birth_date"])}

    def _entries(self, path: Path) -> list[Entry]:
        found = json.loads(path.read_text(encoding="utf-8"), object_hook=self._moved_dates)
        return list(found)

    def _moved_dates(self, table: dict[str, Any]) -> dict[str, Any]:
        return {
            name: self._later(value) if name == "at" or name.endswith("_at") else value
            for name, value in table.items()
        }

    def _later(self, value: str) -> str:
        if "T" in value:
            return (datetime.fromisoformat(value) + self._moved).isoformat()
        return (date.fromisoformat(value) + self._moved).isoformat()


@dataclass(frozen=True, slots=True)
class _Act:
    """Something that was entered at one moment by one person."""

    at: datetime
    by: str
    do: Callable[[], object]


class _Retelling:
    """Enters a season act by act in the order of time."""

    def __init__(
        self, season: _Season, chart: Chart, board: AvailabilityBoard, ledger: Ledger, clock: _MovedClock
    ) -> None:
        self._season = season
        self._chart = chart
        self._board = board
        self._ledger = ledger
        self._clock = clock
        self._ids: dict[int, str] = {}
        """The place of an incident in its file, counted from 1, to its id."""
        self._referrals: dict[int, str] = {}

    def write(self) -> None:
        """Enter everything."""
        acts = [*self._incidents(), *self._statuses(), *self._referral_acts(), *self._follow_ups()]
        acts += [*self._sessions(), *self._treatments()]
        acts.sort(key=lambda act: act.at)
        self._clock.set(acts[0].at - BEFORE_THE_SEASON)
        for athlete in self._season.roster:
            self._ledger.user = self._season.trainers[athlete["team"]]
            self._chart.add_athlete(athlete)
        for act in acts:
            self._clock.set(act.at)
            self._ledger.user = act.by
            act.do()

    def _act(self, at: datetime, number: int, do: Callable[[], object]) -> _Act:
        """Return an act in the name of the trainer of the incident's team; the first one sees to guests."""
        trainers = self._season.trainers
        team = self._season.incidents[number - 1]["athlete"].get("team", "")
        return _Act(at, trainers.get(team) or next(iter(trainers.values())), do)

    def _moment(self, text: str) -> datetime:
        return parse_moment("at", text, self._clock.now)

    def _reported(self, number: int) -> datetime:
        return self._moment(self._season.incidents[number - 1]["reported_at"])

    def _incidents(self) -> Iterator[_Act]:
        for number, raw in enumerate(self._season.incidents, start=1):
            yield self._act(self._reported(number), number, partial(self._add_incident, number, raw))

    def _add_incident(self, number: int, raw: Entry) -> None:
        (self._ids[number],) = self._chart.add_incidents([raw])

    def _statuses(self) -> Iterator[_Act]:
        for raw in self._season.statuses:
            number = raw["incident"]
            morning = self._moment(raw["at"] + "T00:00:00") + MORNING
            at = max(morning, self._reported(number) + _MINUTE)
            yield self._act(at, number, partial(self._add_status, number, raw))

    def _add_status(self, number: int, raw: Entry) -> None:
        whole = {name: value for name, value in raw.items() if name != "athlete"}
        self._board.add_statuses([whole | {"incident": self._ids[number]}])

    def _referral_acts(self) -> Iterator[_Act]:
        for place, raw in enumerate(self._season.referrals):
            number = raw["incident"]
            yield self._act(self._moment(raw["at"]), number, partial(self._add_referral, place, raw))
            for step in raw["steps"]:
                yield self._act(self._moment(step["at"]), number, partial(self._advance, place, step))

    def _add_referral(self, place: int, raw: Entry) -> None:
        words = {name: raw[name] for name in ("to", "route", "reason", "question")}
        self._referrals[place] = self._chart.referrals.add(self._ids[raw["incident"]], words)

    def _advance(self, place: int, step: Entry) -> None:
        said = {name: step[name] for name in ("outcome", "reason") if name in step}
        self._chart.referrals.advance(self._referrals[place], ReferralState(step["state"]), **said)

    def _sessions(self) -> Iterator[_Act]:
        for raw in self._season.sessions:
            ended = self._moment(raw["start_at"]) + raw["planned_min"] * _MINUTE
            yield _Act(ended, self._season.trainers[raw["team"]], partial(self._add_session, raw))

    def _add_session(self, raw: Entry) -> None:
        """Enter a session with what availability proposes, and those who were missing beside."""
        sessions, team = Sessions(self._chart), raw["team"]
        levels = {athlete: {"level": level} for athlete, level in sessions.proposals(team).items()}
        jerseys = {athlete.jersey: athlete.id for athlete in sessions.roster(team)}
        for entry in raw["missing"]:
            levels.setdefault(jerseys[entry["jersey"]], {"level": entry["level"]})
        fields = {name: raw[name] for name in ("team", "kind", "planned_min", "venue", "surface")}
        exceptions = [{"athlete": {"id": athlete}, **level} for athlete, level in levels.items()]
        sessions.add([{**fields, "start": raw["start_at"], "exceptions": exceptions}])

    def _treatments(self) -> Iterator[_Act]:
        for raw in self._season.treatments:
            do, at = partial(self._add_treatments, raw), self._moment(raw["at"])
            if "incident" in raw:
                yield self._act(at, raw["incident"], do)
            else:
                yield _Act(at, self._season.trainers[raw["team"]], do)

    def _add_treatments(self, raw: Entry) -> None:
        fields = {name: value for name, value in raw.items() if name not in ("team", "jerseys", "incident")}
        if "incident" in raw:
            people: list[Entry] = [{"incident": self._ids[raw["incident"]]}]
        else:
            people = [{"athlete": {"jersey": jersey, "team": raw["team"]}} for jersey in raw["jerseys"]]
        TreatmentLog(self._chart).add([{**fields, **person} for person in people])

    def _follow_ups(self) -> Iterator[_Act]:
        for entry in self._season.follow_ups:
            number = entry["incident"]
            yield self._act(self._moment(entry["at"]), number, partial(self._follow_up, number, entry))

    def _follow_up(self, number: int, entry: Entry) -> None:
        incident = self._ids[number]
        match entry["act"]:
            case "acknowledge":
                self._chart.acknowledge(incident)
            case "note":
                self._chart.add_note(incident, entry["heading"], entry["text"])
            case "amend":
                self._chart.amend_incident(incident, entry["change"], entry["reason"])
            case "change_tier":
                self._chart.change_tier(incident, Tier(entry["tier"]), entry["reason"])
            case "close":
                self._chart.close_incident(incident, entry["reason"])
            case "void":
                self._chart.void_incident(incident, entry["reason"])
            case other:
                raise BadInput(f"The demo season holds an act that is not known: {other}.")
