"""Sessions: who trained and played, recorded by exception, and the exposure that follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from trainer_tui.domain.athletes import Athlete
from trainer_tui.domain.dates import local_day, local_moment, shown
from trainer_tui.domain.errors import BadInput, FieldError, NotFound
from trainer_tui.domain.exposure import Exposure, Group, group_of, totals
from trainer_tui.domain.input_fields import array, as_object, line
from trainer_tui.domain.records import SESSIONS
from trainer_tui.domain.sessions import Exempt, Session, parse_level, parse_minutes, parse_session
from trainer_tui.domain.vocabulary import Availability, Participation, SessionKind, Surface
from trainer_tui.services.chart import Chart
from trainer_tui.services.people import folded, label_of

PROPOSED: Mapping[Availability, Participation] = {
    Availability.OUT: Participation.ABSENT_HEALTH,
    Availability.LIMITED: Participation.MODIFIED,
}
"""What is proposed for somebody who is not fully available; a person confirms it by saving."""
USUAL_MINUTES = 90
"""Planned minutes where no earlier session says how long they are."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a session is expected to be, from an earlier one of the team."""

    kind: SessionKind
    start: time
    """By the clock on the wall."""
    planned_min: int
    venue: str = ""
    surface: Surface | None = None


class Sessions:
    """Writes and reads sessions."""

    def __init__(self, chart: Chart) -> None:
        self._chart = chart
        self._records = chart.records

    # --- what a session starts from --------------------------------------------------------------

    def teams(self) -> list[str]:
        """Return the teams there are; the empty one last, when somebody is in none."""
        return [*self._chart.teams(), *([""] if self._chart.of_team("") else [])]

    def roster(self, team: str) -> list[Athlete]:
        """Return the athletes of a team by their jersey, those without one last."""
        return sorted(self._chart.of_team(team), key=_by_jersey)

    def proposals(self, team: str) -> dict[str, Participation]:
        """Return what is proposed for those of a team who are not fully available now, by athlete."""
        standing = self._records.standing
        found = ((a.id, PROPOSED.get(standing(a.id).availability)) for a in self.roster(team))
        return {athlete: level for athlete, level in found if level}

    def plan(self, team: str, kind: SessionKind) -> Plan:
        """Return what was planned when the team last had a session of this kind, else the usual length."""
        last = next((s for s in self._earlier(team) if s.kind is kind), None)
        now = self._records.ledger.clock()
        return self._plan_of(last) if last else Plan(kind, now.time(), USUAL_MINUTES)

    def last_week(self, team: str) -> Plan | None:
        """Return the plan of the team's latest session on this day of the week, None without one."""
        now = self._records.ledger.clock()
        earlier = (s for s in self._earlier(team) if local_day(s.start, now) < now.date())
        found = next((s for s in earlier if local_day(s.start, now).weekday() == now.weekday()), None)
        return self._plan_of(found) if found else None

    def _earlier(self, team: str) -> list[Session]:
        return [s for s in self.listed(team=team) if not s.view.voided]

    def _plan_of(self, session: Session) -> Plan:
        start = local_moment(session.start, self._records.ledger.clock()).time()
        return Plan(session.kind, start, session.planned_min, session.venue, session.surface)

    # --- writing ---------------------------------------------------------------------------------

    def add(self, raws: Sequence[object]) -> list[str]:
        """Record sessions as the contract has them, all or none in one commit; return their ids.

        Raises FieldError naming place and field.
        """
        if not raws:
            raise BadInput("The list is empty: there is no session to add.")
        ids = []
        with self._records.change() as change:
            for number, raw in enumerate(raws):
                try:
                    fields = self._parse(raw)
                except FieldError as error:
                    if len(raws) == 1:
                        raise
                    raise FieldError(f"[{number}].{error.field}", error.problem) from None
                ids.append(change.create(SESSIONS, fields, scope=fields["team"]))
        return ids

    def amend(self, ident: str, raw: object, reason: str) -> None:
        """Change just the given fields of a session; the roster follows the team alone.

        Raises FieldError, NotFound, and BadInput without a reason.
        """
        session = self.session(ident)
        fields = self._parse(raw, session)
        with self._records.change() as change:
            change.amend(session.view, fields, reason)

    def void(self, ident: str, reason: str) -> None:
        """Mark a session as entered in error; raises BadInput without a reason."""
        session = self.session(ident)
        with self._records.change() as change:
            change.void(session.view, reason)

    def _parse(self, raw: object, current: Session | None = None) -> dict[str, Any]:
        given = as_object("session", raw)
        fields = parse_session(given, self._records.ledger.clock(), current.view.fields if current else None)
        if "team" in given or current is None:
            fields["team"], fields["roster"] = self._team(given.get("team"))
        roster = fields.get("roster", list(current.roster) if current else [])
        planned = fields.get("planned_min", current.planned_min if current else 0)
        if "exceptions" in given or current is None:
            team = fields.get("team", current.team if current else "")
            exceptions = self._exceptions(given.get("exceptions"), team, roster, planned)
        else:
            exceptions = [entry for entry in current.exceptions if entry.athlete in roster]
            for entry in exceptions:
                parse_minutes("planned_min", entry.minutes, entry.level, planned)
        fields["exceptions"] = [entry.to_json() for entry in exceptions]
        return fields

    def _team(self, value: object) -> tuple[str, list[str]]:
        """Return a team as the roster writes it, with its athletes."""
        named = line("team", value)
        team = next((team for team in self.teams() if folded(team) == folded(named)), None)
        if team is None or (value is None and team):
            raise FieldError("team", f"{shown(named)} is no team of the roster: {self._team_words()}.")
        return team, [athlete.id for athlete in self.roster(team)]

    def _team_words(self) -> str:
        return ", ".join(team or "(no team)" for team in self.teams()) or "nobody is on the roster yet"

    def _exceptions(self, value: object, team: str, roster: Sequence[str], planned: int) -> list[Exempt]:
        """Read exceptions, each athlete once; those who take part in full for all of the time are none."""
        found: dict[str, Exempt] = {}
        for number, raw in enumerate(array("exceptions", value)):
            path = f"exceptions[{number}]"
            reference, level, minutes = parse_level(path, raw, planned)
            athlete = self._athlete(f"{path}.athlete", reference, team, roster)
            if athlete not in roster:
                name = label_of(self._records.athlete(athlete))
                raise FieldError(f"{path}.athlete", f"{name} is not on the roster of this session.")
            if athlete in found:
                name = label_of(self._records.athlete(athlete))
                raise FieldError(f"{path}.athlete", f"{name} is named twice; keep one of them.")
            found[athlete] = Exempt(athlete, level, minutes)
        return [e for e in found.values() if e.level is not Participation.FULL or e.minutes is not None]

    def _athlete(self, path: str, reference: object, team: str, roster: Sequence[str]) -> str:
        """Return who is meant; a jersey or a name without a team is sought in the team of the session."""
        who = dict(as_object(path, reference))
        if who.keys() == {"id"} and who["id"] in roster:
            return str(who["id"])
        if team and not {"id", "team", "guest"} & set(who):
            who["team"] = team
        try:
            athlete, guest = self._chart.resolve_athlete(who)
        except FieldError as error:
            raise FieldError(path, error.problem) from None
        if athlete is None:
            raise FieldError(path, f"{shown(guest)} is a guest; sessions are kept for the roster alone.")
        return athlete

    # --- reading ---------------------------------------------------------------------------------

    def session(self, ident: str) -> Session:
        """Return one session; raises NotFound."""
        if ident not in self._records.sessions:
            raise NotFound(f"There is no session with the id {ident[:64]}.")
        return self._records.sessions[ident]

    def listed(
        self, *, since: date | None = None, until: date | None = None, team: str | None = None
    ) -> list[Session]:
        """Return sessions by their start, newest first, those entered in error included.

        The days are local and inclusive; `team` keeps those of one team.
        """
        now = self._records.ledger.clock()
        found = [
            session
            for session in reversed(list(self._records.sessions.values()))
            if (team is None or folded(session.team) == folded(team))
            and (since is None or local_day(session.start, now) >= since)
            and (until is None or local_day(session.start, now) <= until)
        ]
        return sorted(found, key=lambda session: datetime.fromisoformat(session.start), reverse=True)

    def exposure(self, since: date | None = None, until: date | None = None) -> dict[Group, Exposure]:
        """Return exposure by season, team and kind, the latest season first."""
        found = totals(self.listed(since=since, until=until), group_of)
        by_name = sorted(found, key=lambda group: (folded(group.team), group.kind))
        return {group: found[group] for group in sorted(by_name, key=lambda g: g.season, reverse=True)}


def _by_jersey(athlete: Athlete) -> tuple[bool, int, str]:
    """Sort key; athletes of a team come by name, and those of one jersey stay so."""
    jersey = athlete.jersey
    return not jersey.isdecimal(), int(jersey) if jersey.isdecimal() else 0, jersey
