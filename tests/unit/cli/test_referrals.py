"""Referrals from the command line: listed, made, followed, and due on Today."""

from __future__ import annotations

import pytest

from tests.command import Command
from tests.nasty import NASTY
from tests.team import ONSET
from trainer_tui.cli.parser import REFERRAL_STATES
from trainer_tui.domain.vocabulary import ReferralState

BELL = {"to": "Dr. Bell", "route": "bus", "reason": "Saddle numb", "question": "MRI tonight?"}


@pytest.fixture
def incident(run: Command) -> str:
    """An incident at EMS_NOW."""
    run.given("athlete", "add", run.file({"family": "Ortiz", "jersey": "22"}))
    raw = {"athlete": {"jersey": "22"}, "kind": "injury", "onset_at": ONSET}
    return run.given("incident", "add", run.file({**raw, "findings": {"saddle_numbness": True}})).ids[0]


def test_a_referral_is_made_listed_and_followed(run: Command, incident: str) -> None:
    (ident,) = run.given("referral", "add", incident, run.file(BELL)).ids
    (listed,) = run.given("referral", "list", "--json").data
    at = "2026-10-09T20:30:00-05:00"
    assert listed == {
        "id": ident,
        "incident": incident,
        "who": "22 Ortiz",
        "tier": "EMS_NOW",
        **BELL,
        "state": "recommended",
        "at": at,
        "state_at": at,
        "due": at,
        "overdue": False,
        "outcome": "",
        "state_reason": "",
    }

    assert run.given("referral", "advance", ident, "seen", "--outcome", "MRI normal").ids == [ident]
    assert run.given("referral", "advance", ident, "closed", "--json").data == {"ids": [ident]}
    (closed,) = run.given("referral", "list", "--incident", incident, "--json").data
    assert (closed["state"], closed["outcome"], closed["due"]) == ("closed", "MRI normal", None)
    assert run.given("referral", "list", "--open", "--json").data == []
    assert run.given("referral", "list", "--open").err == "No referral fits.\n"
    assert "Dr. Bell" in run.given("referral", "list").out


def test_a_day_late_is_said(run: Command, incident: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run.given("referral", "add", incident, run.file(BELL))
    monkeypatch.setenv("TRAINER_TUI_NOW", "2026-10-10T20:30:00-05:00")

    assert run.given("referral", "list", "--json").data[0]["overdue"] is True
    assert "overdue, by 2026-10-09 20:30" in run.given("referral", "list").out


def test_what_is_not_possible_is_refused_as_the_screens_refuse_it(run: Command, incident: str) -> None:
    (ident,) = run.given("referral", "add", incident, run.file(BELL)).ids
    for arguments, code, words in (
        ((ident, "recommended"), 3, "already"),
        ((ident, "declined"), 3, "reason: is needed"),
        ((ident, "closed"), 3, "outcome: is needed"),
        (("none", "sent"), 5, "no referral"),
        ((ident, "lost"), 2, "lost"),
    ):
        assert run("referral", "advance", *arguments).failed(code, words), arguments
    assert run.given("referral", "list", "--json").data[0]["state"] == "recommended"

    run.given("referral", "advance", ident, "declined", "--reason", "Taken home")
    (declined,) = run.given("referral", "list", "--json").data
    assert (declined["state"], declined["state_reason"]) == ("declined", "Taken home")


@pytest.mark.parametrize(
    "raw", [{}, [], {"to": "x", "fax": 1}, {"to": 3}, {"to": "x", "state": "declined"}, "x"]
)
def test_a_bad_referral_is_three_and_writes_nothing(run: Command, incident: str, raw: object) -> None:
    assert run("referral", "add", incident, run.file(raw)).failed(3)
    assert run.given("referral", "list", "--json").data == []


def test_there_is_no_such_incident(run: Command) -> None:
    assert run("referral", "add", "none", run.file(BELL)).failed(5, "no incident")
    assert run("referral", "list", "--incident", "none").failed(5, "no incident")


def test_any_text_comes_back_as_it_was_given(run: Command, incident: str) -> None:
    for text in NASTY.values():
        if (
            not text.strip()
            or "\0" in text
            or len(text) > 20_000
            or any("\ud800" <= c <= "\udfff" for c in text)
        ):
            continue
        (ident,) = run.given("referral", "add", incident, run.file({**BELL, "question": text})).ids
        found = {row["id"]: row for row in run.given("referral", "list", "--json").data}
        assert found[ident]["question"] == text
    assert "\x1b" not in run.given("referral", "list").out


def test_the_states_are_those_of_the_record() -> None:
    assert tuple(ReferralState) == REFERRAL_STATES


def test_today_says_what_is_due_and_what_is_still_open(
    run: Command, incident: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {"incident": incident, "whom": "guardian", "how": "phone", "result": "reached"}
    run.given("contact", "add", run.file(told))
    assert "Due (1)\n" in run.given().out
    assert "referral not yet made" in run.given().out

    run.given("referral", "add", incident, run.file({**BELL, "state": "seen"}))
    run.given("referral", "add", incident, run.file({"to": "Physio", "tier": "H24_72"}))
    today = run.given().out
    assert "Due (" not in today
    assert "Open referrals (2)" in today
    assert "by 2026-10-12 20:30" in today

    monkeypatch.setenv("TRAINER_TUI_NOW", "2026-10-12T21:30:00-05:00")
    later = run.given().out
    assert "overdue by 60 min" in later
    assert "Open referrals (1)" in later
