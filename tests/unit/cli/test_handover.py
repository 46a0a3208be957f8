"""The hand-over of a shift on the command line."""

from __future__ import annotations

import pytest

from tests.command import Command

INJURY = {
    "athlete": {"guest": "14 Riverside"},
    "kind": "injury",
    "onset_at": "2026-10-09T19:42:00-05:00",
    "condition": "back-spasms",
}


@pytest.fixture
def incident(run: Command) -> str:
    return run.given("incident", "add", run.file(INJURY)).ids[0]


def test_what_others_changed_is_printed_by_incident(run: Command, incident: str) -> None:
    done = run.given("handover", "--user", "Ada Bell")
    assert done.out.splitlines()[0].startswith("When Ada Bell left this laptop is not known: the last 24")
    assert f"14 Riverside · Back Spasms  {incident}" in done.out
    assert "2026-10-09 20:30  Sam Reyes  incident recorded" in done.out


def test_own_changes_are_not(run: Command, incident: str) -> None:
    assert incident
    assert "Nothing was changed by others." in run.given("handover").out


def test_a_time_and_json(run: Command, incident: str) -> None:
    data = run.given("handover", "--user", "Ada", "--since", "2026-10-09", "--json").data
    assert (data["known"], data["more"], len(data["changes"])) == (True, False, 1)
    assert data["changes"][0]["incident"] == incident
    later = run.given("handover", "--user", "Ada", "--since", "2026-10-09T20:30:01-05:00", "--json").data
    assert later["changes"] == []


@pytest.mark.parametrize("since", ["yesterday", "2026-13-01", "", "2027-01-01"])
def test_a_time_that_is_none_or_to_come_is_refused(run: Command, incident: str, since: str) -> None:
    assert incident
    assert run("handover", "--since", since).failed(3, "--since")
