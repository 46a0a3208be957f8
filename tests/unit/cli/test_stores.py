"""Looking after the store, the demo season, and Today without a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.command import Command
from trainer_tui.cli import app
from trainer_tui.cli.context import Context
from trainer_tui.storage.frames import BLOCK, START
from trainer_tui.ui.app import Backstage


def test_info_and_verify_of_a_good_store(run: Command) -> None:
    run.given("athlete", "add", run.file({"family": "Ortiz"}))
    facts = run.given("store", "info", "--json").data
    assert (facts["ok"], facts["report"], facts["records"]["athletes"]) == (True, [], 1)
    assert "athletes: 1" in run.given("store", "info").out
    assert run.given("store", "verify", "--json").data == {"ok": True, "report": []}
    assert run.given("store", "verify").out == "Nothing is damaged and nothing is missing.\n"


def test_a_damaged_store_is_four_with_its_report(run: Command) -> None:
    run.given("athlete", "add", run.file({"family": "Ortiz"}))
    for name in ("records.tdb", "records.tdb.twin"):
        content = bytearray((run.data_dir / name).read_bytes())
        content[50] ^= 1
        content[BLOCK + 50] ^= 1
        (run.data_dir / name).write_bytes(content)
    verified = run("store", "verify", "--json")
    assert (verified.code, verified.data["ok"], len(verified.data["report"])) == (4, False, 1)
    assert verified.err.strip() == verified.data["report"][0]


def test_a_damaged_file_is_named_by_verify_until_the_app_has_mended_it(run: Command) -> None:
    run.given("athlete", "add", run.file({"family": "Ortiz"}))
    records = run.data_dir / "records.tdb"
    content = bytearray(records.read_bytes())
    content[START + 50] ^= 1
    records.write_bytes(content)

    verified = run("store", "verify")
    assert (verified.code, verified.out) == (4, "")
    assert "entry 1, at byte 8192, is the first that cannot be read" in verified.err
    assert records.read_bytes() == bytes(content)
    assert "Everything was restored" in run.given("athlete", "list").err
    assert run.given("store", "verify").err == ""
    facts = run.given("store", "info", "--json").data
    assert facts["set_aside"] == [str(run.data_dir / "records.tdb.damaged")]


def test_compacting_leaves_what_is_live_and_says_what_it_saved(run: Command) -> None:
    ident = run.given("athlete", "add", run.file({"family": "Ortiz", "jersey": "0"})).ids[0]
    for number in range(5):
        change = run.file({"jersey": str(number + 1)})
        run.given("athlete", "amend", ident, change, "--reason", "new shirt")
    done = run.given("store", "compact", "--json")

    assert done.data["bytes_after"] < done.data["bytes_before"]
    assert done.data["bytes_after"] == (run.data_dir / "records.tdb").stat().st_size
    assert f"{done.data['bytes_before']:,} bytes" in done.err
    assert (run.data_dir / "records.tdb.prev").is_file()
    assert run.given("athlete", "list", "--json").data[0]["jersey"] == "5"
    assert run.given("store", "verify").err == ""


def test_the_second_copy_and_the_second_place_are_where_the_settings_say(run: Command) -> None:
    stick, disk = run.folder / "stick", run.folder / "disk"
    stick.mkdir()
    disk.mkdir()
    run.data_dir.mkdir()
    settings = f"second_copy = {str(stick)!r}\nbackup_folder = {str(disk)!r}\n"
    (run.data_dir / "config.toml").write_text(settings, encoding="utf-8")
    for family in ("Ortiz", "Moss"):
        run.given("athlete", "add", run.file({"family": family}))

    facts = run.given("store", "info", "--json").data
    assert facts["second_copy"] == str(stick / "records.tdb.twin")
    assert [Path(name).parent for name in facts["backups"]] == [run.data_dir / "backups", disk]
    assert not (run.data_dir / "records.tdb.twin").exists()
    (run.data_dir / "records.tdb").unlink()
    listed = run.given("athlete", "list", "--json")
    assert [athlete["family"] for athlete in listed.data] == ["Moss", "Ortiz"]
    assert "Everything was restored" in listed.err


def test_without_a_second_copy_there_is_none(run: Command) -> None:
    run.data_dir.mkdir()
    (run.data_dir / "config.toml").write_text('second_copy = "off"\n', encoding="utf-8")
    run.given("athlete", "add", run.file({"family": "Ortiz"}))

    assert run.given("store", "info", "--json").data["second_copy"] is None
    assert list(run.data_dir.glob("*.twin")) == []
    assert run.given("store", "verify").err == ""


def test_a_backup_is_restored_and_the_former_records_are_kept(run: Command, tmp_path: Path) -> None:
    run.given("athlete", "add", run.file({"family": "Ortiz"}))
    backup = tmp_path / "copy.tdb"
    run.given("store", "backup", str(backup))
    assert run("store", "backup", str(backup)).failed(3, "exists already")
    run.given("athlete", "add", run.file({"family": "Moss"}))
    refused = run("store", "restore", str(backup))
    assert refused.failed(4, "newer")
    kept = run.given("store", "restore", str(backup), "--force", "--json").data["path"]
    assert Path(kept).is_file()
    assert [a["family"] for a in run.given("athlete", "list", "--json").data] == ["Ortiz"]


def test_a_backup_that_is_not_there_is_four(run: Command, tmp_path: Path) -> None:
    assert run("store", "restore", str(tmp_path / "missing.tdb")).failed(4, "missing.tdb")


def test_today_is_a_summary_where_there_is_no_terminal(run: Command) -> None:
    empty = run.given().out
    assert empty.startswith("Today, 2026-10-09\n")
    assert "Nobody is recorded as out or limited." in empty
    run.given("athlete", "add", run.file({"family": "Ortiz", "jersey": "22"}))
    raw = {
        "athlete": {"jersey": "22"},
        "kind": "injury",
        "onset_at": "2026-10-09T19:42:00-05:00",
        "findings": {"saddle_numbness": True},
    }
    ident = run.given("incident", "add", run.file(raw)).ids[0]
    today = run.given().out
    assert "Red flags nobody has acknowledged (1)" in today
    assert "Out or limited (1)" in today
    assert "Due (2)" in today
    assert "guardian not reached" in today
    assert "Details open (1)" in today
    assert today.count(ident) == 5


def test_the_demo_season_is_written_into_an_empty_folder_only(run: Command, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    written = run.given("demo", "--write", str(folder))
    assert written.out == f"{folder}\n"
    assert "invented" in written.err
    assert len(run.given("--data-dir", str(folder), "incident", "list", "--json").data) > 100
    assert run("demo", "--write", str(folder)).failed(3, "not an empty folder")
    assert not (run.data_dir / "records.tdb").exists()


def test_the_demo_without_a_terminal_is_its_summary_and_nothing_is_kept(
    run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "temporary"
    elsewhere.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(elsewhere))
    assert "Out or limited (" in run.given("demo").out
    assert list(elsewhere.iterdir()) == []
    assert not (run.data_dir / "records.tdb").exists()


def started(run: Command, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[Backstage, int]:
    """Start the app with its screen taken away; return what it was given and the exit code."""
    seen: list[Backstage] = []

    def instead(backstage: Backstage) -> int:
        services = backstage.open_records(backstage.credentials)
        seen.append(backstage)
        found: dict[str, Any] = {"incidents": len(services.chart.incidents())}
        services.close()
        return 10 + bool(found["incidents"])

    monkeypatch.setattr(app, "has_terminal", lambda: True)
    monkeypatch.setattr("trainer_tui.ui.app.run_app", instead)
    code = run(*arguments).code
    return seen[0], code


def test_at_a_terminal_the_app_opens_on_the_records(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    backstage, code = started(run, monkeypatch)
    assert code == 10
    assert (backstage.demo, backstage.first_start, backstage.data_folder) == (False, True, str(run.data_dir))
    backstage.keep({"first_start_seen": True})
    backstage.keep({"theme": "dark"})
    backstage, _ = started(run, monkeypatch)
    assert (backstage.first_start, backstage.theme) == (False, "dark")


def test_at_a_terminal_the_demo_opens_filled(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    backstage, code = started(run, monkeypatch, "demo")
    assert code == 11
    assert (backstage.demo, backstage.first_start) == (True, False)
    assert not Path(backstage.data_folder).exists()


def test_a_failure_of_the_app_is_logged_for_it(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    backstage, _ = started(run, monkeypatch)
    path = Path(backstage.log_failure(ValueError("Mara Ortiz")))
    assert path.parent == run.data_dir / "log"
    assert "Ortiz" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("stdin", "stdout", "term", "expected"),
    [
        (True, True, "xterm", True),
        (False, True, "xterm", False),
        (True, False, "xterm", False),
        (True, True, "dumb", False),
    ],
)
def test_a_screen_needs_keys_a_display_and_more_than_a_dumb_terminal(
    monkeypatch: pytest.MonkeyPatch, stdin: bool, stdout: bool, term: str, expected: bool
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: stdin)
    monkeypatch.setattr("sys.stdout.isatty", lambda: stdout)
    monkeypatch.setenv("TERM", term)
    assert app.has_terminal() is expected


def test_a_context_opens_only_what_is_asked_for(run: Command, tmp_path: Path) -> None:
    from argparse import Namespace

    context = Context(Namespace(data_dir=str(tmp_path / "nowhere")))
    assert context.directories.data == tmp_path / "nowhere"
    context.close()
    assert not (tmp_path / "nowhere").exists()
