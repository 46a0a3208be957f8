"""What a command is given may be anything; it is taken, or refused in one sentence and nothing is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import Command
from trainer_tui.cli import inputs

COMMANDS = [
    ("athlete", "add"),
    ("incident", "add"),
    ("status", "add"),
    ("triage",),
    ("import",),
]
HOSTILE: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "not JSON"),
    "not_json": (b"family,given\nOrtiz,Mara\n", "not JSON"),
    "cut_off": (b'{"family": "Or', "starting at line 1"),
    "not_utf8": ('{"family": "Ortíz"}'.encode("latin-1"), "not UTF-8"),
    "utf16": ('{"family": "Ortiz"}'.encode("utf-16"), "not UTF-8"),
    "key_twice": (b'{"family": "Ortiz", "family": "Moss"}', "stands twice"),
    "nan": (b'{"height_cm": NaN}', "NaN"),
    "deep": (b"[" * 200_000, "nested too deeply"),
    "digits": (b"[" + b"1" * 6000 + b"]", "too many digits"),
    "infinite": (b'{"mass_kg": 1e999}', "too large a number"),
    "half_character": (b'{"family": "\\ud800"}', "half of a character"),
}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_one_sentence_and_three(run: Command, command: tuple[str, ...], name: str) -> None:
    content, words = HOSTILE[name]
    path = run.file(content)
    assert run(*command, path).failed(3, path, words)
    assert not run.data_dir.exists()


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize("value", [5, "x", True, None, [[]], [5]])
def test_json_of_another_form_is_refused(run: Command, command: tuple[str, ...], value: object) -> None:
    assert run(*command, run.file(value)).failed(3)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_file_that_is_not_there_is_three(run: Command, command: tuple[str, ...], tmp_path: Path) -> None:
    assert run(*command, str(tmp_path / "missing.json")).failed(3, "missing.json", "No such file")
    assert run(*command, str(tmp_path)).failed(3, "cannot be read")
    assert run(*command, "nul\0name").failed(3, "not the name of a file")


def test_stdin_is_a_dash(run: Command) -> None:
    assert len(run.given("athlete", "add", "-", stdin='{"family": "Ortiz"}').ids) == 1
    assert run("athlete", "add", "-", stdin=b"\xff").failed(3, "What came from stdin is not UTF-8")


def test_a_byte_order_mark_is_passed_over(run: Command) -> None:
    content = b"\xef\xbb\xbf" + json.dumps({"family": "Ortiz"}).encode()
    assert run("athlete", "add", run.file(content)).code == 0


def test_a_file_beyond_the_limit_is_refused(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs.read_json, "__defaults__", (inputs.MEGABYTE,))
    path = run.file(b" " * (inputs.MEGABYTE + 1))
    assert run("incident", "add", path).failed(3, "larger than 1 MB")


def test_a_hundred_megabytes_are_refused_without_reading_them_all(run: Command, tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate(100 * inputs.MEGABYTE)
    assert run("incident", "add", str(path)).failed(3, "larger than 64 MB")
