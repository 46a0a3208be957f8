"""Availability from the command line: what does not decide is said; Today prints what the app shows."""

from __future__ import annotations

from tests.command import Command

OUT = {"athlete": {"jersey": "22"}, "at": "2026-10-08", "availability": "out", "decided_by": "Dr. Bell"}


def test_a_change_that_does_not_decide_is_recorded_and_said(run: Command) -> None:
    run.given("athlete", "add", run.file({"family": "Ortiz", "jersey": "22"}))
    added = run.given("status", "add", run.file({**OUT, "expected": "2026-10-20 to 2026-10-27"}))
    assert added.err == ""

    late = run.given("status", "add", run.file({**OUT, "at": "2026-10-02", "availability": "limited"}))
    assert len(late.ids) == 1
    assert late.err == (
        "22 Ortiz: limited from 2026-10-02 is recorded, "
        "but all in all still out, by the change of 2026-10-08; "
        "give a day from 2026-10-08 on to change what holds now.\n"
    )


def test_what_another_change_holds_is_said_with_what_it_needs(run: Command) -> None:
    run.given("athlete", "add", run.file({"family": "Ortiz", "jersey": "22"}))
    raw = {"athlete": {"jersey": "22"}, "kind": "injury", "onset_at": "2026-10-07T19:00:00-05:00"}
    one, other = (run.given("incident", "add", run.file(raw)).ids[0] for _ in range(2))
    run.given("status", "add", run.file({**OUT, "incident": one}))
    added = run.given("status", "add", run.file({**OUT, "incident": other, "availability": "limited"}))
    assert "still out, by the change of 2026-10-08; it stays so until that one is changed" in added.err


def test_an_end_before_its_start_writes_nothing(run: Command) -> None:
    run.given("athlete", "add", run.file({"family": "Ortiz", "jersey": "22"}))
    wrong = {**OUT, "expected": "2026-10-27 to 2026-10-20"}
    assert run("status", "add", run.file(wrong)).failed(3, "expected: ends on 2026-10-20 before it starts")
    assert "Nobody is recorded as out or limited." in run.given().out


def test_today_prints_days_lost_restriction_and_expected_range(run: Command) -> None:
    run.given("athlete", "add", run.file({"family": "Ortiz", "jersey": "22"}))
    more = {"at": "2026-10-02", "restrictions": ["no sprints"], "expected": "2026-10-20"}
    run.given("status", "add", run.file({**OUT, **more}))
    [line] = [line for line in run.given().out.splitlines() if "Ortiz" in line]
    assert line.split() == [
        "out",
        "22",
        "Ortiz",
        "2026-10-02",
        "6",
        "-",
        "no",
        "sprints",
        "2026-10-20",
        "Dr.",
        "Bell",
    ]
