"""Sessions by exception: the roster of the day, what availability proposes, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.team import NOA, Team
from trainer_tui.domain.errors import BadInput, FieldError, NotFound
from trainer_tui.domain.exposure import exposure_of
from trainer_tui.domain.vocabulary import Participation, SessionKind, Surface
from trainer_tui.services.sessions import USUAL_MINUTES, Sessions

PRACTICE: dict[str, Any] = {
    "team": "Varsity",
    "kind": "practice",
    "start": "2026-10-09T16:00:00-05:00",
    "planned_min": 90,
    "venue": None,
    "surface": None,
    "exceptions": [{"athlete": {"jersey": "22"}, "level": "absent_health", "minutes": None}],
}


@pytest.fixture
def team() -> Team:
    team = Team()
    team.athlete()
    team.athlete(**NOA)
    team.athlete(family="Vance", jersey="22", team="JV")
    return team


@pytest.fixture
def sessions(team: Team) -> Sessions:
    return team.sessions


def ids(team: Team) -> dict[str, str]:
    return {athlete.family: athlete.id for athlete in team.chart.athletes()}


def test_the_roster_of_a_session_is_fixed_when_it_is_recorded(team: Team, sessions: Sessions) -> None:
    (ident,) = sessions.add([PRACTICE])
    team.athlete(family="Late", team="Varsity")
    found = sessions.session(ident)
    people = ids(team)
    assert set(found.roster) == {people["Ortiz"], people["Lindqvist"]}
    assert [(e.athlete, e.level) for e in found.exceptions] == [
        (people["Ortiz"], Participation.ABSENT_HEALTH)
    ]
    assert exposure_of(found).athlete_exposures == 1


def test_a_jersey_is_that_of_the_team_even_where_another_team_has_it_too(
    team: Team, sessions: Sessions
) -> None:
    found = sessions.session(sessions.add([{**PRACTICE, "team": "varsity"}])[0])
    assert (found.team, found.exceptions[0].athlete) == ("Varsity", ids(team)["Ortiz"])


def test_two_in_a_team_with_one_jersey_are_candidates(team: Team, sessions: Sessions) -> None:
    team.athlete(family="Other", jersey="22", team="Varsity")
    with pytest.raises(FieldError, match=r"exceptions\[0\]\.athlete: .*fits 2 athletes: .*Ortiz.*Other"):
        sessions.add([PRACTICE])


def test_those_without_a_team_can_have_sessions(team: Team, sessions: Sessions) -> None:
    alone = team.athlete(family="Alone", jersey="1")
    assert sessions.teams() == ["JV", "Varsity", ""]
    raw = {**PRACTICE, "team": "", "exceptions": [{"athlete": {"family": "Alone"}, "level": "modified"}]}
    assert sessions.session(sessions.add([raw])[0]).roster == (alone,)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"team": "Swim"}, "team: “Swim” is no team of the roster: JV, Varsity"),
        ({"team": None}, "team: "),
        ({"kind": "unknown"}, "kind: is needed: one of competition, practice"),
        ({"kind": None}, "kind: is needed"),
        ({"start": "2026-10-09T20:06:00-05:00"}, "start: .*lies in the future"),
        ({"start": None}, "start: must be a time"),
        ({"planned_min": 601}, "planned_min: “601” minutes is outside 0 to 600"),
        ({"planned_min": -1}, "planned_min: "),
        ({"planned_min": "90"}, "planned_min: .*not a whole number"),
        ({"planned_min": None}, "planned_min: is needed"),
        ({"surface": "lava"}, "surface: “lava”"),
        ({"venue": "a\nb"}, "venue: must stand on one line"),
        ({"weather": "wet"}, "weather: is not known here"),
        ({"exceptions": {}}, "exceptions: must be a list"),
        ({"exceptions": [{"level": "dnp"}]}, r"exceptions\[0\]\.athlete: is needed"),
        ({"exceptions": [{"athlete": {"jersey": "22"}}]}, r"exceptions\[0\]\.level: is needed"),
        ({"exceptions": [{"athlete": {"jersey": "22"}, "level": "late"}]}, "level: “late”"),
        (
            {"exceptions": [{"athlete": {"jersey": "22"}, "level": "full", "minutes": 181}]},
            "minutes: “181” minutes is outside 0 to 180",
        ),
        (
            {"exceptions": [{"athlete": {"jersey": "22"}, "level": "dnp", "minutes": 5}]},
            "minutes: do not fit “did not play”",
        ),
        (
            {"exceptions": [{"athlete": {"family": "Vance", "team": "JV"}, "level": "dnp"}]},
            "not on the roster",
        ),
        ({"exceptions": [{"athlete": {"guest": "14"}, "level": "dnp"}]}, "is a guest"),
        (
            {"exceptions": PRACTICE["exceptions"] * 2},
            r"exceptions\[1\]\.athlete: 22 Mara Ortiz is named twice",
        ),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_written(
    sessions: Sessions, change: dict[str, Any], words: str
) -> None:
    with pytest.raises(FieldError, match=words):
        sessions.add([{**PRACTICE, **change}])
    assert sessions.listed() == []


def test_of_several_the_place_is_named_and_none_is_written(sessions: Sessions) -> None:
    with pytest.raises(FieldError, match=r"\[1\]\.kind"):
        sessions.add([PRACTICE, {**PRACTICE, "kind": "nap"}])
    with pytest.raises(BadInput, match="empty"):
        sessions.add([])
    assert sessions.listed() == []


def test_full_for_all_of_the_time_is_no_exception(sessions: Sessions) -> None:
    levels = [{"athlete": {"jersey": "22"}, "level": "full"}, {"athlete": {"jersey": "7"}, "level": "full"}]
    levels[1]["minutes"] = 20  # type: ignore[assignment]
    found = sessions.session(sessions.add([{**PRACTICE, "exceptions": levels}])[0])
    assert [(e.level, e.minutes) for e in found.exceptions] == [(Participation.FULL, 20)]


def test_who_is_out_or_limited_is_proposed_and_nothing_is_stored(team: Team, sessions: Sessions) -> None:
    people = ids(team)
    team.status(people["Ortiz"], "2026-10-08", "out")
    team.status(people["Lindqvist"], "2026-10-08", "limited")
    commits = len(team.store.commits)
    assert sessions.proposals("Varsity") == {
        people["Ortiz"]: Participation.ABSENT_HEALTH,
        people["Lindqvist"]: Participation.MODIFIED,
    }
    assert len(team.store.commits) == commits
    found = sessions.session(sessions.add([{**PRACTICE, "exceptions": []}])[0])
    assert found.exceptions == ()


def test_the_plan_is_that_of_the_same_kind_and_of_the_same_weekday(team: Team, sessions: Sessions) -> None:
    assert sessions.plan("Varsity", SessionKind.PRACTICE).planned_min == USUAL_MINUTES
    assert sessions.last_week("Varsity") is None
    friday = {**PRACTICE, "start": "2026-10-02T16:15:00-05:00", "planned_min": 75, "surface": "ice"}
    sessions.add([friday | {"venue": "Rink"}, {**PRACTICE, "start": "2026-10-05T15:00:00-05:00"}])
    plan = sessions.last_week("Varsity")
    assert plan is not None
    assert (f"{plan.start:%H:%M}", plan.planned_min, plan.venue, plan.surface) == (
        "16:15",
        75,
        "Rink",
        Surface.ICE,
    )
    assert sessions.plan("Varsity", SessionKind.PRACTICE).planned_min == 90
    assert sessions.last_week("JV") is None
    (today,) = sessions.add([PRACTICE])
    assert sessions.last_week("Varsity") == plan
    sessions.void(today, "twice")


def test_amending_changes_what_is_given_with_a_reason_and_keeps_the_history(
    team: Team, sessions: Sessions
) -> None:
    (ident,) = sessions.add([PRACTICE])
    other = [{"athlete": {"jersey": "7"}, "level": "modified", "minutes": 30}]
    with pytest.raises(BadInput, match="reason"):
        sessions.amend(ident, {"exceptions": other}, "")
    sessions.amend(ident, {"exceptions": other}, "wrong number called")
    found = sessions.session(ident)
    assert [(e.athlete, e.minutes) for e in found.exceptions] == [(ids(team)["Lindqvist"], 30)]
    assert (found.kind, found.planned_min) == (SessionKind.PRACTICE, 90)
    lines = [line for entry in team.chart.history(ident) for line in entry.lines]
    assert "exceptions: 22 Mara Ortiz: absent, health → 7 Noa Lindqvist: modified, 30 min" in lines
    assert "roster: 2 athletes" in lines
    with pytest.raises(FieldError, match="planned_min: “30” minutes is outside 0 to 20"):
        sessions.amend(ident, {"planned_min": 10}, "shorter")
    with pytest.raises(FieldError, match="future"):
        sessions.amend(ident, {"start": "2027-01-01T10:00:00-05:00"}, "moved")


def test_another_team_is_another_roster(team: Team, sessions: Sessions) -> None:
    (ident,) = sessions.add([PRACTICE])
    sessions.amend(ident, {"team": "JV"}, "wrong team")
    found = sessions.session(ident)
    assert (found.team, found.roster, found.exceptions) == ("JV", (ids(team)["Vance"],), ())


def test_an_athlete_who_left_the_roster_since_can_still_be_named_by_id(
    team: Team, sessions: Sessions
) -> None:
    (ident,) = sessions.add([PRACTICE])
    team.chart.amend_athlete(ids(team)["Ortiz"], {"team": "JV", "jersey": "99"}, "moved down")
    mara = {"athlete": {"id": ids(team)["Ortiz"]}, "level": "dnp", "minutes": None}
    sessions.amend(ident, {"exceptions": [mara]}, "was there")
    assert sessions.session(ident).exceptions[0].level is Participation.DID_NOT_PLAY


def test_a_void_session_counts_nothing_and_stays(sessions: Sessions) -> None:
    (ident,) = sessions.add([PRACTICE])
    sessions.void(ident, "entered twice")
    assert sessions.exposure() == {}
    assert sessions.listed()[0].view.voided
    with pytest.raises(BadInput, match="entered in error"):
        sessions.amend(ident, {"planned_min": 60}, "x")
    with pytest.raises(NotFound, match="no session"):
        sessions.session("nothing")


def test_exposure_is_told_by_season_team_and_kind(sessions: Sessions) -> None:
    sessions.add(
        [PRACTICE, {**PRACTICE, "team": "JV", "exceptions": []}, {**PRACTICE, "kind": "competition"}]
    )
    sessions.add([{**PRACTICE, "start": "2026-05-09T16:00:00-05:00"}])
    found = [
        (g.season, g.team, g.kind.value, e.athlete_exposures, e.hours) for g, e in sessions.exposure().items()
    ]
    assert found == [
        ("2026/27", "JV", "practice", 1, 1.5),
        ("2026/27", "Varsity", "competition", 1, 1.5),
        ("2026/27", "Varsity", "practice", 1, 1.5),
        ("2025/26", "Varsity", "practice", 1, 1.5),
    ]
