"""Passphrases on the command line: from files alone, shown by nothing, and no record is lost for them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.command import Command, Outcome

pytestmark = pytest.mark.usefixtures("cheap_keys")

PRINTED = re.compile(r"(?:[A-Z2-7]{4}-){7}[A-Z2-7]{4}")


@pytest.fixture
def passphrase(run: Command) -> str:
    """The file of the passphrase in use."""
    return run.file("on the bus\n", "passphrase")


@pytest.fixture
def new(run: Command) -> str:
    """The file of another passphrase."""
    return run.file("in the locker\n", "new-passphrase")


def _add(run: Command, family: str, *options: str) -> Outcome:
    return run.given("athlete", "add", run.file({"family": family}), *options)


def _families(run: Command, *options: str) -> list[str]:
    return [athlete["family"] for athlete in run.given("athlete", "list", "--json", *options).data]


def _shown(run: Command, *words: bytes) -> list[str]:
    """Return the files in which any of the words can be read."""
    files = [file for file in run.data_dir.rglob("*") if file.is_file() and "cache" not in file.parts]
    return [file.name for file in files if any(word in file.read_bytes() for word in words)]


@pytest.mark.parametrize("option", ["--passphrase-file", "--recovery-key-file"])
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read"),
        (b"x" * 1048577, "larger than 1 MB"),
        (b"", "is empty"),
        (b"\nsecret", "is empty"),
        (b"\xff\n", "not UTF-8"),
    ],
)
def test_a_file_that_holds_no_secret_is_three_and_nothing_is_opened(
    run: Command, option: str, content: bytes | None, words: str
) -> None:
    name = run.file(content, "secret") if content is not None else str(run.folder / "secret")
    assert run("athlete", "list", option, name).failed(3, words, name)
    assert run(option, name, "athlete", "list").failed(3, words, name)
    assert list(run.data_dir.glob("records*")) == []


def test_a_new_store_is_encrypted_and_says_its_recovery_key_once(run: Command, passphrase: str) -> None:
    added = _add(run, "Ortiz", "--passphrase-file", passphrase)
    (key,) = PRINTED.findall(added.err)

    assert "shown this once" in added.err
    assert len(added.ids) == 1
    listed = run.given("athlete", "list", "--json", "--passphrase-file", passphrase)
    assert (listed.data[0]["family"], listed.err) == ("Ortiz", "")
    assert _families(run, "--recovery-key-file", run.file(key.lower().replace("-", " "), "key")) == ["Ortiz"]
    assert run.given("store", "info", "--json", "--passphrase-file", passphrase).data["encrypted"] is True
    assert _shown(run, b"Ortiz", b"on the bus", key.encode()) == []


@pytest.mark.parametrize("first", [("athlete", "list"), ("store", "info"), ()])
def test_every_recovery_key_that_is_shown_opens_the_records(
    run: Command, passphrase: str, first: tuple[str, ...]
) -> None:
    shown = PRINTED.findall(run(*first, "--passphrase-file", passphrase).err)
    shown += PRINTED.findall(_add(run, "Ortiz", "--passphrase-file", passphrase).err)

    assert len(shown) == 1
    assert _families(run, "--recovery-key-file", run.file(shown[0], "key")) == ["Ortiz"]


def test_the_environment_names_the_file_and_an_option_goes_before_it(
    run: Command, passphrase: str, new: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAINER_TUI_PASSPHRASE_FILE", passphrase)
    _add(run, "Ortiz")

    assert _families(run) == ["Ortiz"]
    assert run("athlete", "list", "--passphrase-file", new).failed(4, "does not open these records")


@pytest.mark.parametrize("command", [("athlete", "list"), ("store", "verify"), ("store", "compact"), ()])
def test_without_or_with_a_false_secret_encrypted_records_are_four_and_untouched(
    run: Command, passphrase: str, new: str, command: tuple[str, ...]
) -> None:
    _add(run, "Ortiz", "--passphrase-file", passphrase)
    before = (run.data_dir / "records.tdb").read_bytes()

    assert run(*command).failed(4, "a passphrase or the recovery key is needed")
    assert run(*command, "--passphrase-file", new).failed(4, "The passphrase does not open")
    false = run.file("AAAA-" * 7 + "AAAA", "false-key")
    assert run(*command, "--recovery-key-file", false).failed(4, "The recovery key does not open")
    assert run(*command, "--recovery-key-file", passphrase).failed(4, "The recovery key does not open")
    assert (run.data_dir / "records.tdb").read_bytes() == before


def test_info_of_locked_records_says_that_they_are(run: Command, passphrase: str) -> None:
    _add(run, "Ortiz", "--passphrase-file", passphrase)
    facts = run("store", "info", "--json")

    assert (facts.code, facts.data["ok"], facts.data["encrypted"]) == (4, False, True)
    assert facts.err.count("\n") == 1


def test_a_passphrase_for_plain_records_is_said_to_be_needless(run: Command, passphrase: str) -> None:
    _add(run, "Ortiz")
    listed = run.given("athlete", "list", "--passphrase-file", passphrase)

    assert "The records are not encrypted" in listed.err
    assert "store passphrase" in listed.err
    assert _shown(run, b"Ortiz") != []


def test_plain_records_are_encrypted_with_everything_beside_them(run: Command, new: str) -> None:
    for family in ("Ortiz", "Moss"):
        _add(run, family)
    run.given("store", "compact")
    done = run.given("store", "passphrase", "--new-passphrase-file", new)

    assert PRINTED.fullmatch(done.out.strip())
    assert "Print the recovery key" in done.err
    assert list((run.data_dir / "backups").iterdir()) != []
    assert _shown(run, b"Ortiz", b"Moss") == []
    assert _families(run, "--passphrase-file", new) == ["Moss", "Ortiz"]
    assert _families(run, "--recovery-key-file", run.file(done.out, "key")) == ["Moss", "Ortiz"]
    assert run.given("store", "verify", "--passphrase-file", new).err == ""


def test_another_passphrase_leaves_nothing_that_the_former_one_opens(
    run: Command, passphrase: str, new: str
) -> None:
    (first,) = PRINTED.findall(_add(run, "Ortiz", "--passphrase-file", passphrase).err)
    _add(run, "Moss", "--passphrase-file", passphrase)
    run.given("store", "compact", "--passphrase-file", passphrase)
    changed = run.given(
        "store", "passphrase", "--new-passphrase-file", new, "--passphrase-file", passphrase, "--json"
    ).data

    assert changed["encrypted"] is True
    assert changed["recovery_key"] != first
    assert run("athlete", "list", "--passphrase-file", passphrase).code == 4
    assert run("athlete", "list", "--recovery-key-file", run.file(first, "first")).code == 4
    assert _families(run, "--passphrase-file", new) == ["Moss", "Ortiz"]
    (backup,) = (run.data_dir / "backups").iterdir()
    elsewhere = ("--data-dir", str(run.folder / "elsewhere"))
    restore = ("store", "restore", str(backup), *elsewhere)
    assert run(*restore, "--passphrase-file", passphrase).code == 4
    run.given(*restore, "--passphrase-file", new)
    assert _families(run, *elsewhere, "--passphrase-file", new) == ["Ortiz"]


def test_the_passphrase_can_be_removed(run: Command, passphrase: str) -> None:
    for family in ("Ortiz", "Moss"):
        _add(run, family, "--passphrase-file", passphrase)
    done = run.given("store", "passphrase", "--remove", "--passphrase-file", passphrase)

    assert (done.out, "not encrypted any more" in done.err) == ("", True)
    assert _families(run) == ["Moss", "Ortiz"]
    (backup,) = (run.data_dir / "backups").iterdir()
    run.given("store", "restore", str(backup), "--force")
    assert _families(run) == ["Ortiz"]


def test_a_plain_backup_does_not_leave_encrypted_records_plain(
    run: Command, passphrase: str, tmp_path: Path
) -> None:
    _add(run, "Ortiz", "--passphrase-file", passphrase)
    plain = str(tmp_path / "plain")
    _add(run, "Moss", "--data-dir", plain)
    run.given("store", "restore", f"{plain}/records.tdb", "--force", "--passphrase-file", passphrase)

    assert _shown(run, b"Ortiz", b"Moss") == []
    assert _families(run, "--passphrase-file", passphrase) == ["Moss"]


def test_to_set_a_passphrase_one_says_which_or_none(run: Command, new: str) -> None:
    assert run("store", "passphrase").failed(2, "--help")
    assert run("store", "passphrase", "--remove", "--new-passphrase-file", new).failed(2, "--help")
    assert run("store", "passphrase", "--new-passphrase-file", run.file("", "none")).failed(3, "is empty")
