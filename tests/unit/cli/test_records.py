"""The record from the command line: roster, incidents, availability and history."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.command import Command
from tests.handing_over import MARA_IN_FULL, SHOULDER
from tests.nasty import NASTY
from tests.team import ONSET
from trainer_tui.domain.athletes import FIELDS

ROSTER = "No,First,Last,Squad,Born\n22,Mara,Ortiz,Varsity,2009-03-14\n7,Noa,Lindqvist,Varsity,\n"
MAPPING = (
    "--map",
    "No=jersey",
    "--map",
    "First=given",
    "--map",
    "Last=family",
    "--map",
    "Squad=team",
    "--map",
    "Born=birth_date",
)


def mara(run: Command) -> str:
    return run.given("athlete", "add", run.file(MARA_IN_FULL)).ids[0]


def shoulder(run: Command, **changes: Any) -> str:
    raw = {"athlete": {"jersey": "22"}, "kind": "injury", "onset_at": ONSET, **SHOULDER, **changes}
    return run.given("incident", "add", run.file(raw)).ids[0]


def test_a_jersey_of_somebody_else_of_the_team_is_said(run: Command) -> None:
    mara(run)
    same = run.given("athlete", "add", run.file({"family": "Vega", "jersey": "22", "team": "Varsity Soccer"}))
    assert "also that of 22 Mara Ortiz" in same.err
    other = run.given("athlete", "add", run.file({"family": "Blake", "jersey": "22", "team": "Junior"}))
    assert other.err == ""
    taller = run.given("athlete", "amend", same.ids[0], run.file({"height_cm": 171}))
    assert taller.err == ""
    moved = run.given(
        "athlete", "amend", *other.ids, run.file({"team": "Varsity Soccer"}), "--reason", "moved"
    )
    assert "also that of 22 Mara Ortiz, 22 Vega" in moved.err


def test_an_athlete_is_added_listed_and_amended(run: Command) -> None:
    ident = mara(run)
    (listed,) = run.given("athlete", "list", "--json").data
    assert tuple(listed) == ("id", *FIELDS, "availability")
    assert {name: value for name, value in listed.items() if value not in ("", None)} == {
        "id": ident,
        **MARA_IN_FULL,
        "dominant_side": "unknown",
        "availability": "full",
    }
    assert run.given("athlete", "amend", ident, run.file({"height_cm": 171})).ids == [ident]
    assert run("athlete", "amend", ident, run.file({"jersey": "23"})).failed(3, "reason")
    run.given("athlete", "amend", ident, run.file({"jersey": "23"}), "--reason", "new shirt")
    assert run.given("athlete", "list", "--json").data[0]["jersey"] == "23"
    assert "Ortiz, Mara" in run.given("athlete", "list").out


def test_one_team_can_be_listed(run: Command) -> None:
    mara(run)
    run.given("athlete", "add", run.file({"family": "Kimura", "team": "Junior"}))
    assert [a["family"] for a in run.given("athlete", "list", "--team", "junior", "--json").data] == [
        "Kimura"
    ]


def test_an_empty_roster_is_said(run: Command) -> None:
    listed = run.given("athlete", "list")
    assert (listed.out, listed.err) == ("", "Nobody is on the roster.\n")
    assert run.given("athlete", "list", "--json").data == []


def test_a_roster_is_shown_as_a_plan_then_imported_and_twice_changes_nothing(run: Command) -> None:
    path = run.file(ROSTER, "roster.csv")
    plan = run.given("athlete", "import", path, *MAPPING, "--dry-run")
    assert "Nothing was written. 2 new" in plan.err
    assert [
        row["plan"] for row in run.given("athlete", "import", path, *MAPPING, "--dry-run", "--json").data
    ] == [
        "new",
        "new",
    ]
    assert run.given("athlete", "list", "--json").data == []
    assert len(run.given("athlete", "import", path, *MAPPING).ids) == 2
    again = run.given("athlete", "import", path, *MAPPING)
    assert (again.ids, "2 there already" in again.err) == ([], True)


def test_one_bad_row_refuses_the_whole_roster(run: Command) -> None:
    path = run.file(ROSTER + "8,Kai,,Varsity,\n", "roster.csv")
    assert run("athlete", "import", path, *MAPPING).failed(3, "Row 4", "family")
    assert run.given("athlete", "list", "--json").data == []
    shown = run.given("athlete", "import", path, *MAPPING, "--dry-run")
    assert "cannot be taken" in shown.out


def test_a_shared_jersey_is_pointed_out(run: Command) -> None:
    path = run.file("jersey,family,team\n22,Ortiz,Varsity\n22,Moss,Varsity\n", "roster.csv")
    assert "same jersey as 22 Ortiz" in run.given("athlete", "import", path).err


def test_the_last_import_is_undone(run: Command) -> None:
    ids = run.given("athlete", "import", run.file(ROSTER, "roster.csv"), *MAPPING).ids
    undone = run.given("athlete", "import", "--undo")
    assert undone.ids == ids
    assert "Undone: 2 added, 0 changed." in undone.err
    assert run.given("athlete", "list", "--json").data == []
    assert run("athlete", "import", "--undo").failed(3, "no roster import to undo")


def test_an_import_that_was_used_is_undone_only_without_those_who_were(run: Command) -> None:
    ids = run.given("athlete", "import", run.file(ROSTER, "roster.csv"), *MAPPING).ids
    run.given("incident", "add", run.file({"athlete": {"id": ids[0]}, "kind": "injury", "onset_at": ONSET}))
    refused = run("athlete", "import", "--undo")
    assert refused.failed(3, "22 Mara Ortiz was used", "--undo --leave-used")
    undone = run.given("athlete", "import", "--undo", "--leave-used")
    assert undone.ids == ids[1:]
    assert "Left as they are: 22 Mara Ortiz." in undone.err
    assert [athlete["id"] for athlete in run.given("athlete", "list", "--json").data] == ids[:1]


@pytest.mark.parametrize(
    "arguments", [(), ("x.csv", "--undo"), ("--undo", "--dry-run"), ("x.csv", "--leave-used")]
)
def test_an_import_or_its_undo_is_asked_for_never_both(run: Command, arguments: tuple[str, ...]) -> None:
    assert run("athlete", "import", *arguments).failed(2)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"\xff\xfe", "UTF-8"), (b"", ""), (b"colour,shape\nred,round\n", ""), (b'a,"b\nc', "")],
)
def test_a_hostile_roster_is_three(run: Command, content: bytes, words: str) -> None:
    assert run("athlete", "import", run.file(content, "roster.csv")).failed(3, words)


def test_an_incident_is_added_listed_and_shown(run: Command) -> None:
    athlete = mara(run)
    ident = shoulder(run)
    (row,) = run.given("incident", "list", "--json").data
    assert (row["id"], row["athlete"], row["tier"], row["availability"]) == (
        ident,
        {"id": athlete},
        "EMS_NOW",
        "out",
    )
    shown = run.given("incident", "show", ident, "--json").data
    assert shown["id"] == ident
    assert shown["findings"]["bleeding_uncontrolled"] == "absent_in_bulk"
    assert shown["triage"]["tier"] == "EMS_NOW"
    assert shown["narrative"] == SHOULDER["narrative"]
    text = run.given("incident", "show", ident).out
    assert all(part in text for part in (ident, "22 Mara Ortiz", "not acknowledged yet", "Not assessed:"))
    assert "shoulder, right" in run.given("incident", "list").out


def test_an_array_is_taken_whole_or_not_at_all(run: Command) -> None:
    good = {"athlete": {"guest": "14 Riverside"}, "kind": "injury", "onset_at": ONSET}
    assert len(run.given("incident", "add", run.file([good, good]), "--json").data["ids"]) == 2
    bad = {**good, "kind": "unicorn"}
    assert run("incident", "add", run.file([good, bad])).failed(3, "[1].kind", "unicorn")
    assert len(run.given("incident", "list", "--json").data) == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"unicorn": 1}, ["unicorn"]),
        ({"onset_at": "2030-01-01T00:00:00Z"}, ["onset_at", "future"]),
        ({"vitals": [{"temp_rectal_c": 104}]}, ["vitals[0].temp_rectal_c", "°F"]),
        ({"diagnoses": [{"region": "neck", "side": "not_applicable"}]}, ["side"]),
        ({"findings": {"unicorn": True}}, ["unicorn"]),
        ({"narrative": "x" * 20_001}, ["narrative", "20,000"]),
        ({"athlete": {"jersey": "99"}}, ["athlete", "99"]),
    ],
)
def test_a_wrong_field_is_named(run: Command, change: dict[str, Any], words: list[str]) -> None:
    mara(run)
    raw = {"athlete": {"jersey": "22"}, "kind": "injury", "onset_at": ONSET, **change}
    assert run("incident", "add", run.file(raw)).failed(3, *words)
    assert run.given("incident", "list", "--json").data == []


def test_an_ambiguous_person_lists_the_candidates(run: Command) -> None:
    for given in ("Mara", "Maria"):
        run.given("athlete", "add", run.file({"family": "Ortiz", "given": given}))
    raw = {"athlete": {"family": "Ortiz"}, "kind": "injury", "onset_at": ONSET}
    assert run("incident", "add", run.file(raw)).failed(3, "Mara Ortiz", "Maria Ortiz")


def test_the_list_can_be_narrowed(run: Command) -> None:
    athlete = mara(run)
    old = shoulder(
        run, onset_at="2026-09-01T10:00:00-05:00", reported_at="2026-09-01T10:05:00-05:00", vitals=[]
    )
    new = shoulder(run)
    raw = {"athlete": {"guest": "14 Riverside"}, "kind": "injury", "onset_at": ONSET}
    guest = run.given("incident", "add", run.file(raw)).ids[0]
    run.given("incident", "void", new, "--reason", "twice")

    def listed(*options: str) -> set[str]:
        return {row["id"] for row in run.given("incident", "list", "--json", *options).data}

    assert listed() == {old, new, guest}
    assert listed("--athlete", athlete) == {old, new}
    assert listed("--since", "2026-10-09") == {new, guest}
    assert listed("--until", "2026-09-01") == {old}
    assert listed("--open") == {old, guest}


def test_nothing_to_list_is_said(run: Command) -> None:
    assert run.given("incident", "list").err == "No incident fits.\n"


def test_an_incident_is_amended_and_its_history_told(run: Command) -> None:
    mara(run)
    ident = shoulder(run)
    change = run.file({"removed": "later", "findings": {"shoulder_reduced": True}})
    assert run.given("incident", "amend", ident, change, "--reason", "seen on video").ids == [ident]
    entries = run.given("incident", "history", ident, "--json").data
    assert all(entry["id"] for entry in entries)
    assert any(
        entry["reason"] == "seen on video" and "later" in " ".join(entry["lines"]) for entry in entries
    )
    text = run.given("incident", "history", ident).out
    assert "incident: seen on video" in text
    assert "2026-10-09 20:30  Sam Reyes" in text


def test_notes_are_added_all_or_none(run: Command) -> None:
    mara(run)
    incident = shoulder(run)
    before = len(run.given("incident", "history", incident, "--json").data)
    ids = run.given("note", "add", incident, run.file({"heading": "plan", "text": "Sling."})).ids
    soap = [{"soap": {"subjective": "Pain.", "plan": "Ice."}}, {"heading": "narrative", "text": "Again."}]
    ids += run.given("note", "add", incident, "-", "--json", stdin=json.dumps(soap)).data["ids"]
    assert len(set(ids)) == 4
    refused = run("note", "add", incident, run.file([soap[1], {"heading": "gossip", "text": "x"}]))
    assert refused.failed(3, "[1].heading", "narrative, subjective")
    too_long = {"soap": {"plan": "x" * 20_001}}
    assert run("note", "add", incident, run.file(too_long)).failed(3, "soap.plan", "20,001 characters")
    assert run("note", "add", "nothing", run.file(soap)).failed(5, "no incident")
    assert len(run.given("incident", "history", incident, "--json").data) == before + 4
    assert run.given("incident", "show", incident, "--json").data["soap"]["plan"].endswith("Sling.\n\nIce.")


def test_a_void_incident_takes_no_note(run: Command) -> None:
    mara(run)
    incident = shoulder(run)
    run.given("incident", "void", incident, "--reason", "twice")
    note = run.file({"heading": "plan", "text": "Sling."})
    assert run("note", "add", incident, note).failed(3, "entered in error")


def test_a_void_incident_stays_and_says_so(run: Command) -> None:
    mara(run)
    ident = shoulder(run)
    assert run("incident", "void", ident, "--reason", "  ").failed(3, "reason")
    run.given("incident", "void", ident, "--reason", "wrong athlete")
    assert run.given("incident", "show", ident, "--json").data["state"] == "entered_in_error"
    assert "Void because  wrong athlete" in run.given("incident", "show", ident).out
    assert run("incident", "amend", ident, run.file({"removed": "later"}), "--reason", "x").failed(
        3, "entered in error"
    )


def test_availability_changes_from_a_day_on(run: Command) -> None:
    mara(run)
    status = {
        "athlete": {"jersey": "22"},
        "at": "2026-10-09",
        "availability": "limited",
        "decided_by": "Dr Bell",
    }
    assert len(run.given("status", "add", run.file(status)).ids) == 1
    assert run.given("athlete", "list", "--json").data[0]["availability"] == "limited"
    assert run("status", "add", run.file([status, {**status, "availability": "fine"}])).failed(
        3, "[1].availability"
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("incident", "show", "nobody"),
        ("incident", "show", "nobody", "--json"),
        ("incident", "history", "nobody"),
        ("incident", "void", "nobody", "--reason", "x"),
        ("incident", "list", "--athlete", "nobody"),
        ("condition", "show", "nothing"),
    ],
)
def test_what_is_not_there_is_five(run: Command, arguments: tuple[str, ...]) -> None:
    assert run(*arguments).failed(5)


def test_amending_what_is_not_there_is_five(run: Command) -> None:
    assert run("athlete", "amend", "nobody", run.file({"jersey": "1"})).failed(5)
    assert run("incident", "amend", "nobody", run.file({"removed": "later"}), "--reason", "x").failed(5)


@pytest.mark.parametrize("name", [name for name, text in NASTY.items() if text.strip() and len(text) < 200])
def test_text_of_a_person_is_shown_and_cannot_act(run: Command, name: str) -> None:
    family = " ".join(NASTY[name].splitlines()).replace("\x00", "")
    run.given("athlete", "add", run.file({"family": family, "jersey": "22"}))
    raw = {
        "athlete": {"jersey": "22"},
        "kind": "injury",
        "onset_at": ONSET,
        "narrative": NASTY[name].replace("\x00", ""),
    }
    ident = run.given("incident", "add", run.file(raw)).ids[0]
    for arguments in (
        ("athlete", "list"),
        ("incident", "list"),
        ("incident", "show", ident),
        ("incident", "history", ident),
        (),
    ):
        out = run.given(*arguments).out
        assert not any(
            (ord(c) < 0x20 and c != "\n") or 0x7F <= ord(c) < 0xA0 or c in "\u202e\u2028" for c in out
        )
