"""The command as its own process: pipes, encodings, no terminal, and what a start loads."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
HEAVY = {"textual", "rich", "tinydb", "typst", "cryptography", "platformdirs", "asyncio", "tomllib"}
NASTY_NAME = "Đorđević \u001b[2J 大谷"


def started(
    folder: Path, *arguments: str, stdin: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "trainer_tui", *arguments],
        cwd=ROOT,
        env={**os.environ, "TRAINER_TUI_DATA_DIR": str(folder / "season"), **environment},
        input=stdin,
        capture_output=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """Put one athlete with a difficult name on the roster."""
    added = started(tmp_path, "athlete", "add", "-", stdin=json.dumps({"family": NASTY_NAME}).encode())
    assert (added.returncode, added.stderr) == (0, b"")
    return tmp_path


@pytest.mark.parametrize("arguments", [("--version",), ("--help",), ("unicorn",)])
def test_a_question_about_the_command_loads_nothing_heavy(arguments: tuple[str, ...]) -> None:
    program = (
        "import sys\n"
        "from trainer_tui.cli import main\n"
        f"main({list(arguments)!r})\n"
        f"heavy = {HEAVY!r}\n"
        "sys.stderr.write(str(sorted(heavy & {name.split('.')[0] for name in sys.modules})))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stderr.endswith("[]")


def test_without_a_terminal_nothing_hangs_and_nothing_is_drawn(tmp_path: Path) -> None:
    done = started(tmp_path, TERM="xterm-256color")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"Today, ")
    assert b"\x1b" not in done.stdout


def test_a_reader_that_has_seen_enough_ends_it_quietly(tmp_path: Path) -> None:
    command = f"{sys.executable} -m trainer_tui condition show back-spasms | head -n 1"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        cwd=ROOT,
        env={**os.environ, "TRAINER_TUI_DATA_DIR": str(tmp_path / "season"), "PYTHONUNBUFFERED": "1"},
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"Back Spasms\n", b"")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
def test_a_terminal_of_another_encoding_gets_what_it_can_show(filled: Path, encoding: str) -> None:
    listed = started(filled, "athlete", "list", PYTHONIOENCODING=encoding)
    assert (listed.returncode, listed.stderr) == (0, b"")
    assert b"\x1b" not in listed.stdout
    as_json = started(filled, "athlete", "list", "--json", PYTHONIOENCODING=encoding)
    assert json.loads(as_json.stdout)[0]["family"] == NASTY_NAME


def test_what_is_not_text_on_stdin_is_one_sentence(tmp_path: Path) -> None:
    done = started(tmp_path, "incident", "add", "-", stdin=b"\xff\xfe\x00")
    assert done.returncode == 3
    assert done.stderr.count(b"\n") == 1
    assert b"UTF-8" in done.stderr


def test_files_of_the_person_are_private(filled: Path) -> None:
    modes = {path.name: path.stat().st_mode & 0o777 for path in (filled / "season").rglob("*")}
    assert {modes[f"records.tdb{end}"] for end in ("", ".twin", ".lock")} == {0o600}
    assert {mode for name, mode in modes.items() if (filled / "season" / name).is_dir()} == {0o700}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_demo_that_is_ended_from_outside_leaves_nothing_behind(
    tmp_path: Path, number: signal.Signals
) -> None:
    program = (
        "import signal, sys\n"
        "from trainer_tui.cli import app, main\n"
        "import trainer_tui.ui.app as ui\n"
        "def shown(backstage):\n"
        "    backstage.open_records(backstage.credentials)\n"
        "    sys.stdout.write('ready\\n')\n"
        "    sys.stdout.flush()\n"
        "    signal.pause()\n"
        "app.has_terminal = lambda: True\n"
        "ui.run_app = shown\n"
        "main(['demo'])\n"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
    )
    assert running.stdout is not None
    with running.stdout:
        assert running.stdout.readline() == b"ready\n"
        assert len(list(tmp_path.glob("trainer-tui-demo-*/records.tdb"))) == 1
        running.send_signal(number)
        assert running.wait(timeout=30) == -number
    assert list(tmp_path.glob("trainer-tui-demo-*")) == []


def test_a_broken_installation_is_a_sentence(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TRAINER_TUI_")}
    program = (
        "import sys\n"
        "sys.modules['platformdirs'] = None\n"
        "from trainer_tui.cli import main\n"
        "sys.exit(main(['athlete', 'list']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("This is a defect of the app")
    assert done.stderr.count("\n") == 1
