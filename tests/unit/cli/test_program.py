"""The command line as a whole: options anywhere, exit codes, one sentence for every failure."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from tests.command import Command
from trainer_tui import __version__
from trainer_tui.cli import main
from trainer_tui.domain.errors import StoreError, TrainerError


def test_version_and_help_end_with_zero(run: Command) -> None:
    assert run("--version").out == f"trainer-tui {__version__}\n"
    assert run("condition", "list", "--version").out == f"trainer-tui {__version__}\n"
    shown = run("--help")
    assert (shown.code, shown.err) == (0, "")
    assert all(
        word in shown.out
        for word in (
            "demo",
            "condition",
            "athlete",
            "incident",
            "status",
            "triage",
            "export",
            "import",
            "store",
        )
    )


@pytest.mark.parametrize(
    "group", ["condition", "athlete", "incident", "status", "session", "treatment", "store"]
)
def test_every_group_explains_itself(run: Command, group: str) -> None:
    shown = run(group, "--help")
    assert shown.code == 0
    assert "--data-dir" in shown.out


@pytest.mark.parametrize("word", ["season", "rates", "fhir"])
def test_what_does_not_exist_yet_is_not_offered(run: Command, word: str) -> None:
    assert word not in run("--help").out.replace("season to try", "")
    assert run(word).failed(2, word)


@pytest.mark.parametrize(
    "arguments",
    [
        ("unicorn",),
        ("condition",),
        ("condition", "show"),
        ("condition", "lists"),
        ("--unknown",),
        ("--jso", "condition", "list"),
        ("incident", "add"),
        ("incident", "amend", "x", "-"),
        ("incident", "void", "x"),
        ("incident", "list", "--since", "last week"),
        ("export", "docx", "--output", "x"),
        ("export", "csv"),
        ("export", "csv", "--output", "x", "--purpose", "fun"),
        ("athlete", "import", "x", "--map", "nothing"),
        ("unicorn\x1b[2J",),
    ],
)
def test_wrong_usage_is_one_sentence_and_two(run: Command, arguments: tuple[str, ...]) -> None:
    outcome = run(*arguments)
    assert outcome.failed(2, "--help.")
    assert "\x1b" not in outcome.err


@pytest.mark.parametrize("before", [True, False])
def test_global_options_stand_before_or_after_the_command(run: Command, before: bool, tmp_path: Path) -> None:
    options = ("--json", "--user", "Kim Vale", "--data-dir", str(tmp_path / "elsewhere"))
    command = ("athlete", "add", run.file({"family": "Ortiz"}))
    added = run.given(*options, *command) if before else run.given(*command, *options)
    assert list(added.data) == ["ids"]
    assert (tmp_path / "elsewhere" / "records.tdb").is_file()
    assert not run.data_dir.exists()


def test_the_value_of_an_option_may_be_the_name_of_a_command(run: Command) -> None:
    added = run.given("--user", "condition", "athlete", "add", run.file({"family": "Ortiz"}))
    assert len(added.ids) == 1


def test_a_wrong_command_beside_a_right_word_still_names_them_all(run: Command) -> None:
    assert run("unicorn", "condition").failed(2, "unicorn", "triage")


def test_the_user_signs_what_is_written(run: Command) -> None:
    run.given("athlete", "add", run.file({"family": "Ortiz"}))
    who = {"athlete": {"family": "Ortiz"}, "kind": "injury", "onset_at": "2026-10-09T19:42:00-05:00"}
    first = run.given("incident", "add", run.file(who)).ids[0]
    second = run.given("--user", "Kim Vale", "incident", "add", run.file(who)).ids[0]
    assert [run.given("incident", "history", i, "--json").data[0]["by"] for i in (first, second)] == [
        "Sam Reyes",
        "Kim Vale",
    ]


def test_a_clock_that_is_no_time_is_wrong_usage(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAINER_TUI_NOW", "noon")
    assert run("athlete", "list").failed(2, "TRAINER_TUI_NOW")


def broken(context: object) -> None:
    secret = "Mara Ortiz"  # a value that must not reach the log
    raise KeyError(secret)


def test_a_defect_is_logged_without_values_and_the_person_is_told_where(
    run: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trainer_tui.cli.athletes.show_list", broken)
    assert run("athlete", "list").failed(1, "defect", str(run.data_dir / "log"))
    (log,) = (run.data_dir / "log").iterdir()
    text = log.read_text(encoding="utf-8")
    assert "builtins.KeyError" in text
    assert "trainer_tui/cli/program.py:" in text
    assert "Ortiz" not in text
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert stat.S_IMODE(log.parent.stat().st_mode) == 0o700


def test_a_defect_that_cannot_be_logged_is_still_a_sentence(
    run: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trainer_tui.cli.athletes.show_list", broken)
    run.data_dir.write_text("a file where the folder belongs", encoding="utf-8")
    assert run("athlete", "list").failed(1, "No log of it could be written.")


@pytest.mark.parametrize(("error", "code"), [(TrainerError, 1), (StoreError, 4)])
def test_a_failure_with_a_sentence_keeps_its_code(
    run: Command, monkeypatch: pytest.MonkeyPatch, error: type[TrainerError], code: int
) -> None:
    def fails(context: object) -> None:
        raise error("Something is wrong here.")

    monkeypatch.setattr("trainer_tui.cli.athletes.show_list", fails)
    assert run("athlete", "list").failed(code, "Something is wrong here.")


def test_an_interrupt_is_no_traceback(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(context: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("trainer_tui.cli.athletes.show_list", interrupted)
    stopped = run("athlete", "list")
    assert (stopped.code, stopped.out, stopped.err) == (130, "", "Stopped.\n")


def test_without_arguments_it_reads_its_own(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["trainer-tui", "--version"])
    assert main() == 0


def test_what_is_wrong_in_the_settings_is_said_and_does_not_stop(run: Command) -> None:
    run.data_dir.mkdir()
    (run.data_dir / "config.toml").write_text("sprinkles = true\n", encoding="utf-8")
    listed = run("condition", "list")
    assert listed.code == 0
    assert "sprinkles" in listed.err


def test_a_store_that_another_copy_writes_is_read_and_not_written(run: Command) -> None:
    run.given("athlete", "add", run.file({"family": "Ortiz"}))
    from trainer_tui.storage.repository import open_records

    other = open_records(run.data_dir / "records.tdb")
    try:
        listed = run("athlete", "list")
        assert (listed.code, "Ortiz" in listed.out) == (0, True)
        refused = run("athlete", "add", run.file({"family": "Kimura"}))
        assert (refused.code, refused.out) == (4, "")
        assert "another copy" in refused.err
    finally:
        other.close()


def test_a_damaged_store_is_four(run: Command) -> None:
    run.data_dir.mkdir()
    (run.data_dir / "records.tdb").write_bytes(b"\x00" * 100)
    assert run("athlete", "list").failed(4)
