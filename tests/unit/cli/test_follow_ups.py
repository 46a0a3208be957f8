"""Follow-ups, and entries made in error, from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import Command
from tests.handing_over import MARA_IN_FULL
from tests.team import CLEARED, ONSET
from trainer_tui.domain.records import kind_words
from trainer_tui.services.mistakes import KINDS

LOOK = {"on": "2026-10-10", "text": "Look again"}
GROUPS = {
    "notes": "note",
    "status_changes": "status",
    "contacts": "contact",
    "clearances": "clearance",
    "follow_ups": "follow-up",
    "treatments": "treatment",
}


@pytest.fixture
def incident(run: Command) -> str:
    """Record Mara held until cleared, and return the incident's id."""
    run.given("athlete", "add", run.file(MARA_IN_FULL))
    raw = {"athlete": {"jersey": "22"}, "kind": "injury", "onset_at": ONSET}
    return run.given("incident", "add", run.file({**raw, "findings": {"saddle_numbness": True}})).ids[0]


def test_a_follow_up_is_set_listed_and_done(run: Command, incident: str) -> None:
    assert run.given("follow-up", "list").err == "No follow-up fits.\n"
    (ident,) = run.given("follow-up", "add", incident, run.file(LOOK)).ids
    (listed,) = run.given("follow-up", "list", "--open", "--json").data
    assert (listed["id"], listed["incident"], listed["on"]) == (ident, incident, "2026-10-10")
    assert (listed["open"], listed["overdue"], listed["done_at"]) == (True, False, None)
    assert "Mara" in run.given("follow-up", "list", "--incident", incident).out
    assert run.given("follow-up", "done", ident, "--note", "less swollen").ids == [ident]
    text = run.given("follow-up", "list").out
    assert "Look again: less swollen" in text
    assert "done 2026-10-09" in text
    assert run.given("follow-up", "list", "--open", "--json").data == []


def test_a_follow_up_whose_day_is_over_is_overdue(
    run: Command, incident: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run.given("follow-up", "add", incident, run.file(LOOK))
    monkeypatch.setenv("TRAINER_TUI_NOW", "2026-10-11T08:00:00-05:00")
    assert "overdue" in run.given("follow-up", "list").out
    assert run.given("follow-up", "list", "--json").data[0]["overdue"] is True
    run.given("incident", "void", incident, "--reason", "settled")
    assert "incident not open" in run.given("follow-up", "list").out
    assert run.given("follow-up", "list", "--json").data[0]["overdue"] is False


def test_what_is_wrong_with_a_follow_up_is_named(run: Command, incident: str) -> None:
    assert run("follow-up", "add", incident, run.file({**LOOK, "on": "2026-10-01"})).failed(3, "on", "past")
    assert run("follow-up", "add", incident, run.file({"on": "2026-10-10"})).failed(3, "text")
    assert run("follow-up", "add", incident, run.file([LOOK])).failed(3)
    assert run("follow-up", "add", "none", run.file(LOOK)).failed(5, "none")
    assert run("follow-up", "done", "none").failed(5, "none")
    assert run("follow-up", "list", "--incident", "none").failed(5, "none")
    (ident,) = run.given("follow-up", "add", incident, run.file(LOOK)).ids
    run.given("follow-up", "done", ident)
    assert run("follow-up", "done", ident).failed(3, "done already")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_entry_has_its_void(run: Command, kind: str) -> None:
    assert run(GROUPS[kind], "void", "none", "--reason", "x").failed(5, f"no {kind_words(kind)}", "none")
    assert run(GROUPS[kind], "void", "none").failed(2, "--reason")


def test_an_entry_of_the_history_can_be_marked_as_an_error(run: Command, incident: str) -> None:
    run.given("note", "add", incident, run.file({"heading": "plan", "text": "Ice"}))
    last = run.given("incident", "history", incident, "--json").data[-1]
    assert last["record"] in run.given("incident", "history", incident).out
    run.given("note", "void", last["record"], "--reason", "another athlete")
    assert run("note", "void", last["record"], "--reason", "again").failed(3, "entered in error")
    entries = run.given("incident", "history", incident, "--json").data
    assert (entries[-1]["record"], entries[-1]["reason"]) == (last["record"], "another athlete")


def test_what_goes_with_a_clearance_is_said_and_a_hold_stands(run: Command, incident: str) -> None:
    back = {"incident": incident, "at": "2026-10-09", "availability": "full", "decided_by": "Sam Reyes"}
    (clearance,) = run.given("clearance", "add", incident, run.file(CLEARED)).ids
    run.given("status", "add", run.file(back))
    voided = run.given("clearance", "void", clearance, "--reason", "another athlete's paper")
    assert (voided.ids, voided.err) == ([clearance], "1 status change that rested on it went with it.\n")
    assert run.given("clearance", "list", incident, "--json").data[0]["state"] == "entered_in_error"
    assert "entered in error" in run.given("clearance", "list", incident).out
    entries = run.given("incident", "history", incident, "--json").data
    out = next(
        e["record"] for e in entries if e["kind"] == "status_changes" and "availability: out" in e["lines"]
    )
    assert run("status", "void", out, "--reason", "x").failed(3, "keeps the athlete out")


def test_a_contact_in_error_says_so_in_the_list(run: Command, incident: str) -> None:
    told = {"incident": incident, "whom": "guardian", "name": "Ana", "how": "phone", "result": "reached"}
    (ident,) = run.given("contact", "add", run.file(told)).ids
    assert "entered in error" not in run.given("contact", "list", "--incident", incident).out
    run.given("contact", "void", ident, "--reason", "another mother")
    assert "entered in error" in run.given("contact", "list", "--incident", incident).out


def test_what_was_entered_in_error_is_not_handed_over_as_true(
    run: Command, incident: str, tmp_path: Path
) -> None:
    (note,) = run.given("note", "add", incident, run.file({"heading": "plan", "text": "QQZXNOTE"})).ids
    told = {"incident": incident, "whom": "guardian", "name": "QQZXNAME", "how": "phone", "result": "reached"}
    (contact,) = run.given("contact", "add", run.file(told)).ids
    taped = {"incident": incident, "services": ["taping_bracing"], "note": "QQZXTAPE"}
    (treatment,) = run.given("treatment", "add", run.file(taped)).ids
    clinician = {**CLEARED, "clinician": "QQZXDOCTOR", "scope": "limited", "restrictions": ["QQZXLIMIT"]}
    (clearance,) = run.given("clearance", "add", incident, run.file(clinician)).ids
    limited = {"incident": incident, "at": "2026-10-09", "availability": "limited", "decided_by": "QQZXMAN"}
    run.given("status", "add", run.file(limited))

    def handed_over(name: str) -> str:
        texts = []
        for form, path in (("text", tmp_path / f"{name}.txt"), ("fhir", tmp_path / f"{name}.json")):
            given = ("--recipient", "Dr Lee", "--purpose", "treatment", "--output", str(path))
            run.given("export", form, "--incident", incident, *given)
            texts.append(path.read_text())
        return "".join(texts)

    before = handed_over("before")
    assert all(word in before for word in ("QQZXNOTE", "QQZXNAME", "QQZXMAN"))
    for group, ident in (
        ("note", note),
        ("contact", contact),
        ("treatment", treatment),
        ("clearance", clearance),
    ):
        run.given(group, "void", ident, "--reason", "another athlete")
    assert "QQZX" not in handed_over("after")
