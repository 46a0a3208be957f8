"""Treatments and sessions from the command line."""

from __future__ import annotations

from typing import Any

import pytest

from tests.command import Command

SESSION: dict[str, Any] = {
    "team": "Varsity",
    "kind": "practice",
    "start": "2026-10-09T16:00:00-05:00",
    "planned_min": 90,
    "venue": None,
    "surface": None,
    "exceptions": [{"athlete": {"jersey": "22"}, "level": "absent_health", "minutes": None}],
}
TAPED = {"athlete": {"jersey": "22"}, "services": ["taping_bracing"]}


@pytest.fixture
def team(run: Command) -> dict[str, str]:
    """Two athletes of one team; their ids by family name."""
    people = {}
    for jersey, family in (("22", "Ortiz"), ("7", "Lindqvist")):
        athlete = {"jersey": jersey, "family": family, "team": "Varsity"}
        people[family] = run.given("athlete", "add", run.file(athlete)).ids[0]
    return people


def test_a_treatment_or_an_array_of_them_is_added(run: Command, team: dict[str, str]) -> None:
    assert len(run.given("treatment", "add", run.file(TAPED)).ids) == 1
    added = run.given("treatment", "add", "-", "--json", stdin=f"[{_json(TAPED)}, {_json(TAPED)}]")
    assert len(added.data["ids"]) == 2
    wrong = [TAPED, {**TAPED, "minutes": -1}]
    assert run("treatment", "add", run.file(wrong)).failed(3, "[1].minutes", "0 to 600")
    assert len(run.given("treatment", "list", "--json").data) == 3


def _json(value: Any) -> str:
    import json

    return json.dumps(value)


def test_the_list_can_be_narrowed_and_an_entry_voided(run: Command, team: dict[str, str]) -> None:
    old = run.given("treatment", "add", run.file({**TAPED, "at": "2026-10-01T10:00:00-05:00"})).ids[0]
    new = run.given("treatment", "add", run.file({**TAPED, "athlete": {"jersey": "7"}})).ids[0]

    def listed(*options: str) -> list[str]:
        return [row["id"] for row in run.given("treatment", "list", "--json", *options).data]

    assert listed() == [new, old]
    assert listed("--since", "2026-10-09") == [new]
    assert listed("--until", "2026-10-01") == [old]
    assert listed("--athlete", team["Ortiz"]) == [old]
    assert run("treatment", "list", "--athlete", "nobody").failed(5, "nobody")
    assert run("treatment", "void", "nothing", "--reason", "x").failed(5, "nothing")
    run.given("treatment", "void", old, "--reason", "wrong athlete")
    text = run.given("treatment", "list").out
    assert "22 Ortiz" in text
    assert "taping or bracing" in text
    assert "entered in error" in text


def test_a_session_is_added_listed_amended_and_voided(run: Command, team: dict[str, str]) -> None:
    ident = run.given("session", "add", run.file(SESSION)).ids[0]
    (row,) = run.given("session", "list", "--json").data
    assert (row["id"], row["athlete_exposures"], row["hours"], row["state"]) == (ident, 1, 1.5, "final")
    assert row["exceptions"] == [
        {"athlete": {"id": team["Ortiz"]}, "level": "absent_health", "minutes": None}
    ]
    assert set(row["roster"]) == set(team.values())
    run.given("session", "amend", ident, run.file({"planned_min": 60}), "--reason", "shorter")
    assert "2026-10-09 16:00  Varsity  practice  60" in run.given("session", "list").out
    history = run.given("incident", "history", ident).out
    assert "exceptions: 22 Ortiz: absent, health" in history
    run.given("session", "void", ident, "--reason", "entered twice")
    assert run.given("session", "list", "--json").data[0]["state"] == "entered_in_error"
    assert run("session", "amend", "nothing", run.file({}), "--reason", "x").failed(5, "nothing")


def test_sessions_are_all_or_none_and_the_future_is_refused(run: Command, team: dict[str, str]) -> None:
    assert len(run.given("session", "add", run.file([SESSION, SESSION]), "--json").data["ids"]) == 2
    later = {**SESSION, "start": "2026-10-10T16:00:00-05:00"}
    assert run("session", "add", run.file([SESSION, later])).failed(3, "[1].start", "future")
    assert run("session", "add", run.file({**SESSION, "team": "Swim"})).failed(3, "team", "Varsity")
    assert len(run.given("session", "list", "--json").data) == 2


def test_nothing_to_list_is_said(run: Command) -> None:
    assert run.given("session", "list").err == "No session fits.\n"
    assert run.given("treatment", "list").err == "No treatment fits.\n"
