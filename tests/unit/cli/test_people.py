"""Contacts, clearances and sheets to print from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import Command
from tests.handing_over import MARA_IN_FULL
from tests.team import CLEARED, ONSET
from trainer_tui.cli.parser import PRINTS, REGIONS
from trainer_tui.domain.prints import PrintKind
from trainer_tui.domain.vocabulary import Region

TO = ("--recipient", "Kit", "--purpose", "consent")


@pytest.fixture
def incident(run: Command) -> str:
    """Record Mara held until cleared, and return the incident's id."""
    run.given("athlete", "add", run.file(MARA_IN_FULL))
    raw = {"athlete": {"jersey": "22"}, "kind": "injury", "onset_at": ONSET}
    return run.given("incident", "add", run.file({**raw, "findings": {"saddle_numbness": True}})).ids[0]


def test_the_words_of_the_parser_are_those_of_the_domain() -> None:
    assert tuple(PrintKind) == PRINTS
    assert tuple(Region) == REGIONS


def test_who_was_told_is_added_and_listed(run: Command, incident: str) -> None:
    raw = {"incident": incident, "whom": "guardian", "name": "Ana", "how": "phone", "result": "reached"}
    (ident,) = run.given("contact", "add", run.file(raw)).ids
    (listed,) = run.given("contact", "list", "--incident", incident, "--json").data
    assert (listed["id"], listed["result"], listed["by"]) == (ident, "reached", "Sam Reyes")
    assert "guardian Ana, phone: reached" in run.given("contact", "list", "--incident", incident).out
    assert run("contact", "add", run.file({**raw, "how": None})).failed(3, "how")
    assert run("contact", "add", run.file([raw])).failed(3)
    assert run("contact", "list", "--incident", "none").failed(5)
    assert run("contact", "list").failed(2)


def test_a_return_names_what_is_missing_and_takes_a_clearance(run: Command, incident: str) -> None:
    raw = {"incident": incident, "at": "2026-10-09", "availability": "full", "decided_by": "Sam Reyes"}
    assert run("status", "add", run.file(raw)).failed(3, "clearance", "named clinician")
    assert run("clearance", "add", incident, run.file({**CLEARED, "paper": ""})).failed(3, "paper")
    (ident,) = run.given("clearance", "add", incident, run.file(CLEARED)).ids
    (listed,) = run.given("clearance", "list", incident, "--json").data
    assert (listed["id"], listed["seen_original"], listed["scope"]) == (ident, True, "full")
    run.given("status", "add", run.file(raw))
    assert run.given("athlete", "list", "--json").data[0]["availability"] == "full"
    assert run("clearance", "list", "none").failed(5)


def test_sheets_are_written_and_those_that_name_people_recorded(
    run: Command, incident: str, tmp_path: Path
) -> None:
    sheet, roster = tmp_path / "a.txt", tmp_path / "b.pdf"
    assert run.given("print", "sheet", "--region", "knee", "--output", str(sheet)).err == ""
    assert sheet.read_text().startswith("CAPTURE SHEET: KNEE")
    assert run("print", "sheet", "--output", str(sheet)).failed(3, "already exists")
    run.given("print", "sheet", "--output", str(sheet), "--force")

    assert run("print", "roster", "--output", str(roster)).failed(2, "--recipient")
    assert run("print", "roster", "--output", str(roster), "--recipient", "Kit").failed(2, "--purpose")
    done = run.given("print", "roster", "--team", "Varsity Soccer", "--output", str(roster), *TO)
    assert "Recorded: handed to Kit for consent." in done.err
    assert "No consent to tell others is on record" in done.err
    assert roster.read_bytes().startswith(b"%PDF")

    note = ("print", "note", "--incident", incident, "--output", str(tmp_path / "n.txt"), *TO)
    assert run(*note, "--from", "2026-10-09").failed(3, "restriction")
    run.given(*note, "--from", "2026-10-09", "--restriction", "No running")
    assert "print note to Kit" in run.given("incident", "show", incident).out


@pytest.mark.parametrize(
    "given",
    [
        ("roster", "--region", "knee"),
        ("sheet", "--team", "Varsity"),
        ("sheet", "--region", "tail"),
        ("coach", "--with-diagnosis"),
        ("poster",),
    ],
)
def test_an_option_without_a_use_is_refused(run: Command, tmp_path: Path, given: tuple[str, ...]) -> None:
    assert run("print", *given, "--output", str(tmp_path / "a.txt"), *TO).failed(2)


def test_the_coach_sheet_of_one_team(run: Command, incident: str, tmp_path: Path) -> None:
    run.given("athlete", "add", run.file({"family": "Kimura", "team": "Junior"}))
    path = tmp_path / "coach.txt"
    run.given("export", "coach", "--team", "Junior", "--output", str(path), *TO)
    assert "Kimura" in path.read_text()
    assert "Ortiz" not in path.read_text()
    assert run("export", "coach", "--team", "Chess", "--output", str(tmp_path / "c"), *TO).failed(3, "team")
    assert run("export", "csv", "--team", "Junior", "--output", str(tmp_path / "c"), *TO).failed(2)


def test_an_export_by_consent_says_when_none_is_on_record(
    run: Command, incident: str, tmp_path: Path
) -> None:
    given = ("export", "text", "--incident", incident, "--output")
    assert "No consent to tell others" in run.given(*given, str(tmp_path / "a.txt"), *TO).err
    treatment = ("--recipient", "Dr Lee", "--purpose", "treatment")
    assert "No consent" not in run.given(*given, str(tmp_path / "b.txt"), *treatment).err
