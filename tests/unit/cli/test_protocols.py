"""Protocols from the command line, on a store that is closed and opened again by every command."""

from __future__ import annotations

from typing import Any

import pytest

from tests.command import Command
from trainer_tui.domain.wording import DRAFT

SPORT = "concussion-return-to-sport"
DAILY = {"out-that-day": True, "assessed": True}


@pytest.fixture
def incident(run: Command) -> str:
    run.given("athlete", "add", run.file({"family": "Ortiz", "jersey": "22"}))
    raw = {
        "athlete": {"jersey": "22"},
        "kind": "injury",
        "onset_at": "2026-10-09T19:42:00-05:00",
        "condition": "concussion",
    }
    return run.given("incident", "add", run.file(raw)).ids[0]


def step(run: Command, incident: str, act: str, **fields: Any) -> Any:
    return run("protocol", "step", incident, run.file({"protocol": SPORT, "act": act, **fields}))


def test_protocols_are_listed_and_shown_without_any_record(run: Command) -> None:
    assert SPORT in {entry["id"] for entry in run.given("protocol", "list", "--json").data}
    assert SPORT in run.given("protocol", "list").out
    page = run.given("protocol", "show", SPORT).out
    assert DRAFT in page
    assert "24 h since begun: At least 24 hours for each step, or longer. [B90]" in page
    assert "cleared by a physician: " in page
    assert "B90  McCrory" in page
    document = run.given("protocol", "show", SPORT, "--json").data
    assert len(document["stages"]) == 6
    assert {"B90", "B190"} <= {source["id"] for source in document["bibliography"]}
    assert not run.data_dir.joinpath("records.tdb").exists()


def test_an_unknown_protocol_or_incident_is_five(run: Command, incident: str) -> None:
    assert run("protocol", "show", "x").failed(5, "There is no protocol “x”", SPORT)
    assert run("protocol", "status", "nobody").failed(5, "no incident")


def test_records_in_which_no_protocol_was_started_say_which_there_are(run: Command, incident: str) -> None:
    done = run.given("protocol", "status", incident)
    assert done.out == ""
    assert SPORT in done.err
    assert run.given("protocol", "status", incident, "--json").data == []


def test_a_stage_before_its_time_is_three_and_says_what_stands_against_it(
    run: Command, incident: str
) -> None:
    assert step(run, incident, "started").code == 0
    assert step(run, incident, "begun", answers=DAILY).code == 0
    refused = step(run, incident, "begun", answers={"daily-tolerated": True})
    assert refused.failed(3, "0 min of 24 h have passed since stage 1", "Give a reason")
    (course,) = run.given("protocol", "status", incident, "--json").data
    assert (course["stage"], course["act"], course["next"]) == ("daily-activity", "begun", "light-aerobic")
    assert course["may_be_tried_from"] == "2026-10-10T20:30:00-05:00"
    assert len(course["steps"]) == 2


def test_with_a_reason_it_is_begun_and_the_status_tells_so(run: Command, incident: str) -> None:
    step(run, incident, "started")
    step(run, incident, "begun", answers=DAILY)
    made = step(run, incident, "begun", answers={"daily-tolerated": True}, reason="physician present")
    assert made.code == 0
    status = run.given("protocol", "status", incident).out
    assert "begun early, reason: physician present" in status
    assert "0 min of 24 h have passed since stage 1" in status
    assert "sport-specific may be tried from 2026-10-10 20:30 if all its gates are met:" in status
    assert "begun early, reason: physician present" in " ".join(
        run.given("incident", "show", incident).out.split()
    )


def test_completing_the_last_stage_says_that_a_person_changes_availability(
    run: Command, incident: str
) -> None:
    step(run, incident, "started")
    step(run, incident, "begun", stage="return-to-sport", reason="done elsewhere")
    done = step(run, incident, "completed")
    assert done.code == 0
    assert "a person changes it, and any hold stands" in done.err


@pytest.mark.parametrize("content", ["[]", "{", '{"protocol": "x"}', '{"act": "begun"}'])
def test_bad_input_is_one_sentence(run: Command, incident: str, content: str) -> None:
    assert run("protocol", "step", incident, run.file(content)).code in (3, 5)
    assert run.given("protocol", "status", incident, "--json").data == []
