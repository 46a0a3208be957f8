"""Exports and imports from the command line."""

from __future__ import annotations

import json
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.command import Command
from tests.handing_over import MARA_IN_FULL, SHOULDER
from tests.nasty import NOBODYS
from tests.team import ONSET

TO = ("--recipient", "Dr Lee", "--purpose", "treatment")


@pytest.fixture
def incident(run: Command) -> str:
    """Record Mara's shoulder and return its id."""
    run.given("athlete", "add", run.file(MARA_IN_FULL))
    raw = {"athlete": {"jersey": "22"}, "kind": "injury", "onset_at": ONSET, **SHOULDER}
    return run.given("incident", "add", run.file(raw)).ids[0]


def told(run: Command, incident: str) -> list[dict[str, Any]]:
    """Return what the record says was handed over, in words."""
    lines = run.given("incident", "show", incident).out.split("\n")
    return [{"line": line} for line in lines if line.startswith("Handed over")]


@pytest.mark.parametrize(
    ("form", "name", "starts"),
    [
        ("pdf", "letter.pdf", b"%PDF"),
        ("text", "letter.txt", b"REFERRAL LETTER"),
        ("fhir", "incident.json", b"{"),
        ("fhir", "incidents.zip", b"PK"),
        ("json", "all.json", b"{"),
        ("coach", "coach.txt", b"Availability"),
        ("csv", "tables.zip", b"PK"),
    ],
)
def test_every_format_is_written_privately_and_recorded(
    run: Command, incident: str, tmp_path: Path, form: str, name: str, starts: bytes
) -> None:
    target = tmp_path / name
    selection = () if form in ("coach", "json", "csv") else ("--incident", incident)
    done = run.given("export", form, "--output", str(target), *selection, *TO)
    assert done.out == f"{target}\n"
    assert "Recorded: handed to Dr Lee for treatment." in done.err
    assert target.read_bytes().startswith(starts)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert len(told(run, incident)) == (0 if form == "coach" else 1)


def test_csv_is_a_folder_unless_the_name_ends_in_zip(run: Command, incident: str, tmp_path: Path) -> None:
    run.given("export", "csv", "--output", str(tmp_path / "tables"), "--bom", *TO)
    assert (tmp_path / "tables" / "incidents.csv").read_bytes().startswith(b"\xef\xbb\xbfid,")
    assert stat.S_IMODE((tmp_path / "tables").stat().st_mode) == 0o700


def test_the_path_comes_as_json_too(run: Command, incident: str, tmp_path: Path) -> None:
    target = tmp_path / "all.json"
    assert run.given("--json", "export", "json", "--output", str(target), *TO).data == {"path": str(target)}


def test_several_incidents_as_fhir_need_an_archive(run: Command, incident: str, tmp_path: Path) -> None:
    raw = {"athlete": {"jersey": "22"}, "kind": "injury", "onset_at": ONSET}
    run.given("incident", "add", run.file(raw))
    assert run("export", "fhir", "--output", str(tmp_path / "x.json"), "--all", *TO).failed(3, ".zip")
    assert not (tmp_path / "x.json").exists()
    run.given("export", "fhir", "--output", str(tmp_path / "x.zip"), "--all", *TO)


def test_fhir_for_aggregate_use_is_refused(run: Command, incident: str, tmp_path: Path) -> None:
    to = ("--recipient", "Dr Lee", "--purpose", "aggregate")
    command = ("export", "fhir", "--output", str(tmp_path / "x.json"), "--incident", incident, *to)
    assert run(*command).failed(3, "names people")


def test_an_invalid_bundle_is_a_defect_of_ours_and_written_nowhere(
    run: Command, incident: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trainer_tui.exports.fhir.people._names", lambda athlete: [{"use": "bogus"}])
    target = tmp_path / "out" / "x.json"
    target.parent.mkdir()
    command = ("export", "fhir", "--output", str(target), "--incident", incident, *TO)
    assert run(*command).failed(1)
    assert list(target.parent.iterdir()) == []
    assert told(run, incident) == []


@pytest.mark.parametrize("missing", ["--recipient", "--purpose"])
def test_without_a_terminal_recipient_and_purpose_are_asked_by_nobody(
    run: Command, incident: str, tmp_path: Path, missing: str
) -> None:
    at = TO.index(missing)
    options = (*TO[:at], *TO[at + 2 :])
    target = tmp_path / "all.json"
    assert run("export", "json", "--output", str(target), *options).failed(2, missing)
    assert not target.exists()


class Terminal:
    """Somebody at the keyboard."""

    def __init__(self, answers: Sequence[str]) -> None:
        self._answers = list(answers)

    def isatty(self) -> bool:
        return True

    def readline(self) -> str:
        return self._answers.pop(0)


def test_at_a_terminal_what_is_missing_is_asked_and_the_last_answer_offered(
    run: Command,
    incident: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from trainer_tui.cli import main

    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", Terminal(["Dr Moss\n", "consent\n"]))
    assert main(["export", "coach", "--output", str(tmp_path / "first")]) == 0
    assert "Who gets it? " in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", Terminal(["\n", "\n"]))
    assert main(["export", "coach", "--output", str(tmp_path / "second")]) == 0
    shown = capsys.readouterr().err
    assert "Who gets it? [Dr Moss] " in shown
    assert "handed to Dr Moss for consent" in shown
    monkeypatch.setattr("sys.stdin", Terminal(["\n", "fun\n"]))
    assert main(["export", "coach", "--output", str(tmp_path / "third")]) == 3
    assert not (tmp_path / "third").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("pdf", "--output", "x.pdf"),
        ("text", "--output", "x.txt"),
        ("fhir", "--output", "x.json"),
        ("json", "--output", "x", "--all", "--athlete", "a"),
        ("coach", "--output", "x", "--since", "2026-01-01"),
        ("json", "--output", "x", "--bom"),
    ],
)
def test_a_selection_that_makes_no_sense_is_two(run: Command, arguments: tuple[str, ...]) -> None:
    assert run("export", *arguments, *TO).failed(2)


def test_what_exists_stays_unless_forced(run: Command, incident: str, tmp_path: Path) -> None:
    target = tmp_path / "letter.txt"
    target.write_text("mine", encoding="utf-8")
    command = ("export", "text", "--output", str(target), "--all", *TO)
    assert run(*command).failed(3, "already exists", "--force")
    assert target.read_text(encoding="utf-8") == "mine"
    run.given(*command, "--force")
    assert target.read_text(encoding="utf-8").startswith("REFERRAL LETTER")


def test_a_folder_that_is_missing_is_three(run: Command, incident: str, tmp_path: Path) -> None:
    target = tmp_path / "missing" / "x.json"
    assert run("export", "json", "--output", str(target), *TO).failed(3, "does not exist")


def test_a_glyph_that_no_font_has_is_three(run: Command, incident: str, tmp_path: Path) -> None:
    run.given("incident", "amend", incident, run.file({"narrative": "\U0003aaaa"}), "--reason", "odd")
    target = tmp_path / "letter.pdf"
    assert run("export", "pdf", "--output", str(target), "--all", *TO).failed(
        3, "no font", "export it as text"
    )
    assert not target.exists()


@pytest.mark.parametrize("option", ["--incident", "--athlete"])
def test_an_unknown_id_is_five(run: Command, incident: str, tmp_path: Path, option: str) -> None:
    assert run("export", "json", "--output", str(tmp_path / "x"), option, "nobody", *TO).failed(5)


def test_aggregate_leaves_out_who_people_are(run: Command, incident: str, tmp_path: Path) -> None:
    target = tmp_path / "season.json"
    run.given("export", "json", "--output", str(target), "--recipient", "League", "--purpose", "aggregate")
    assert not any(word in target.read_text(encoding="utf-8") for word in ("Ortiz", "Mara", "penicillin"))
    refused = run(
        "export",
        "pdf",
        "--output",
        str(tmp_path / "x"),
        "--all",
        "--recipient",
        "L",
        "--purpose",
        "aggregate",
    )
    assert refused.failed(3, "names people")


def test_the_letter_is_the_same_bytes_for_the_same_clock(run: Command, incident: str, tmp_path: Path) -> None:
    first, second = tmp_path / "1.pdf", tmp_path / "2.pdf"
    for target in (first, second):
        run.given("export", "pdf", "--output", str(target), "--incident", incident, *TO)
    assert first.read_bytes() == second.read_bytes()


def test_export_then_import_into_an_empty_store_then_export_is_the_same(
    run: Command, incident: str, tmp_path: Path
) -> None:
    run.given("incident", "amend", incident, run.file({"removed": "later"}), "--reason", "video")
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    run.given("export", "json", "--output", str(first), *TO)
    other = ("--data-dir", str(tmp_path / "other"))
    taken = run.given(*other, "import", str(first))
    assert "; here already: 0." in taken.err
    run.given(*other, "export", "json", "--output", str(second), *TO)
    assert second.read_bytes() == first.read_bytes()
    assert (
        run.given(*other, "incident", "show", incident, "--json").out
        == run.given("incident", "show", incident, "--json").out
    )
    assert run.given(*other, "store", "verify", "--json").data == {"ok": True, "report": []}


def test_importing_twice_changes_nothing(run: Command, incident: str, tmp_path: Path) -> None:
    target = tmp_path / "all.json"
    run.given("export", "json", "--output", str(target), *TO)
    again = run.given("import", str(target), "--json").data
    assert (again["new"], again["conflicts"]) == (0, 0)
    assert again["known"] == len(json.loads(target.read_text(encoding="utf-8"))["revisions"])


def test_a_file_can_be_checked_before_it_is_taken_in(run: Command, incident: str, tmp_path: Path) -> None:
    target = tmp_path / "all.json"
    run.given("export", "json", "--output", str(target), *TO)
    other = ("--data-dir", str(tmp_path / "other"))
    checked = run.given(*other, "import", str(target), "--check", "--json")
    assert checked.data["new"] == len(json.loads(target.read_text(encoding="utf-8"))["revisions"])
    assert len(checked.data["devices"]) == 1
    assert "Not taken in, only checked" in checked.err
    assert run.given(*other, "incident", "list", "--json").data == []


def test_what_left_is_said_and_small_counts_before(run: Command, incident: str, tmp_path: Path) -> None:
    shared = ("--recipient", "League", "--purpose", "aggregate")
    done = run.given("export", "csv", "--output", str(tmp_path / "a"), *shared)
    assert "fewer than 5 rows" in done.err.split("\n")[0]
    assert "athletes (1): id (a code of this file instead of the id), sex" in done.err
    assert "given" not in done.err
    coach = run.given("export", "coach", "--output", str(tmp_path / "b"), *TO)
    assert "Coach sheet (1): team, name, availability" in coach.err
    fhir = run.given("export", "fhir", "--incident", incident, "--output", str(tmp_path / "c.json"), *TO)
    assert "Composition (1): Reason for referral and question" in fhir.err


def test_of_one_team_only_that_team_is_said_to_leave(run: Command, incident: str, tmp_path: Path) -> None:
    run.given("athlete", "add", run.file({"family": "Berg", "team": "Junior"}))
    done = run.given("export", "coach", "--team", "Junior", "--output", str(tmp_path / "a"), *TO)
    assert "Coach sheet (1): " in done.err


def test_an_altered_export_is_three(run: Command, incident: str, tmp_path: Path) -> None:
    target = tmp_path / "all.json"
    run.given("export", "json", "--output", str(target), *TO)
    text = target.read_text(encoding="utf-8").replace('"jersey": "22"', '"jersey": "99"')
    other = ("--data-dir", str(tmp_path / "other"))
    assert run(*other, "import", run.file(text, "altered.json")).failed(3, "was altered")
    assert run.given(*other, "incident", "list", "--json").data == []


def test_the_password_is_in_a_file_and_in_nothing_that_is_printed(
    run: Command, incident: str, tmp_path: Path
) -> None:
    target = tmp_path / "letter.pdf"
    secret = run.file("ruhig am Rand\n", "secret.txt")
    done = run.given(
        "export", "pdf", "--output", str(target), "--incident", incident, "--password-file", secret, *TO
    )
    assert "ruhig" not in done.out + done.err
    reader = PdfReader(target)
    assert reader.is_encrypted
    assert reader.decrypt("ruhig am Rand")


@pytest.mark.parametrize(
    ("form", "content", "code", "why"),
    [
        ("pdf", "short\n", 3, "can be guessed"),
        ("pdf", "\n", 3, "first line is empty"),
        ("pdf", "12345678\n", 3, "anybody would try"),
        ("text", "ruhig am Rand\n", 2, "cannot be protected with a password"),
        ("json", "ruhig am Rand\n", 2, "cannot be protected with a password"),
    ],
)
def test_a_password_that_protects_nothing_writes_nothing(
    run: Command, incident: str, tmp_path: Path, form: str, content: str, code: int, why: str
) -> None:
    secret = run.file(content, "secret.txt")
    target = tmp_path / "out"
    command = (
        "export",
        form,
        "--output",
        str(target),
        "--incident",
        incident,
        "--password-file",
        secret,
        *TO,
    )
    assert run(*command).failed(code, why)
    assert not target.exists()


def test_a_packet_and_a_travel_pack_are_about_a_team(run: Command, incident: str, tmp_path: Path) -> None:
    for form, more in (("packet", ()), ("travel", ("--unprotected",))):
        target = tmp_path / f"{form}.pdf"
        run.given("export", form, "--team", "Varsity Soccer", "--output", str(target), *more, *TO)
        assert "Varsity Soccer" in PdfReader(target).pages[0].extract_text()
    assert len(told(run, incident)) == 1  # the travel pack tells nothing of an incident
    target = tmp_path / "nobody.pdf"
    assert run("export", "packet", "--team", "Chess", "--output", str(target), *TO).failed(3, "nobody")
    assert not target.exists()


def test_a_travel_pack_without_a_password_is_written_only_when_that_is_typed(
    run: Command, incident: str, tmp_path: Path
) -> None:
    target = tmp_path / "travel.pdf"
    assert run("export", "travel", "--output", str(target), *TO).failed(2, "--password-file", "--unprotected")
    assert not target.exists()
    secret = run.file("ruhig am Rand\n", "secret.txt")
    run.given(
        "export",
        "travel",
        "--output",
        str(target),
        "--password-file",
        secret,
        "--valid-until",
        "2026-12-24",
        *TO,
    )
    reader = PdfReader(target)
    assert reader.decrypt("ruhig am Rand")
    assert "Valid until 24 Dec 2026" in reader.pages[0].extract_text()


@pytest.mark.parametrize(
    "arguments",
    [
        ("packet", "--all"),
        ("travel", "--incident", "x"),
        ("pdf", "--all", "--team", "Varsity Soccer"),
        ("pdf", "--all", "--valid-until", "2026-12-24"),
        ("pdf", "--all", "--unprotected"),
        ("travel", "--unprotected", "--password-file", "x"),
    ],
)
def test_an_option_that_means_nothing_here_is_wrong_usage(
    run: Command, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    form, *more = arguments
    assert run("export", form, "--output", str(tmp_path / "x"), *more, *TO).failed(2)


def test_letters_that_no_font_shows_are_left_out_only_when_asked_and_named(
    run: Command, incident: str, tmp_path: Path
) -> None:
    run.given("athlete", "add", run.file({**MARA_IN_FULL, "family": NOBODYS, "jersey": "9"}))
    raw = {"athlete": {"jersey": "9"}, "kind": "injury", "onset_at": ONSET}
    other = run.given("incident", "add", run.file(raw)).ids[0]
    target = tmp_path / "letters.pdf"
    export = ("export", "pdf", "--all", "--output", str(target), *TO)
    refused = run(*export)
    assert refused.code == 3
    assert "letter 2 (no. 9)" in refused.err
    assert "--leave-out" in refused.err
    assert not target.exists()
    done = run.given(*export, "--leave-out")
    assert "Left out, because no font can show them: letter 2 (no. 9)." in done.err
    assert "Head (1):" in done.err
    assert len(PdfReader(target).pages) == 1
    assert (len(told(run, incident)), len(told(run, other))) == (1, 0)
    assert run(*export, "--leave-out", "--incident", other, "--force").code == 2
    alone = ("export", "pdf", "--incident", other, "--output", str(tmp_path / "other.pdf"), *TO)
    assert run(*alone, "--leave-out").code == 3
