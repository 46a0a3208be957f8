"""`python3 app.py` in a copy of the project of its own: no network, no packages, the real steps otherwise."""

from __future__ import annotations

import ast
import ctypes
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import app

ROOT = Path(__file__).parents[2]
BASE_PYTHON = str(getattr(sys, "_base_executable", sys.executable))
CLI = """
import sys

def main():
    print(*sys.argv[1:], sep="|")
    return 7
"""
PROJECT = """
[project]
dependencies = [{dependencies}]
[dependency-groups]
test = [{{ include-group = "more" }}]
more = [{more}]
"""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="these tests start POSIX processes")


class Checkout:
    """A copy of the launcher beside a package that only prints its arguments."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = folder / ".venv"
        self.stamp = self.environment / "set-up.stamp"
        (folder / "trainer_tui").mkdir(parents=True)
        (folder / "trainer_tui" / "__init__.py").touch()
        (folder / "trainer_tui" / "cli.py").write_text(CLI)
        (folder / "constraints.txt").touch()
        shutil.copy(ROOT / "app.py", folder)
        self.ask_for()

    def ask_for(self, dependencies: str = "", more: str = "") -> None:
        text = PROJECT.format(dependencies=dependencies, more=more)
        (self.folder / "pyproject.toml").write_text(text)

    def command(self, *arguments: str) -> list[str]:
        return [BASE_PYTHON, str(self.folder / "app.py"), *arguments]

    def start(
        self, *arguments: str, preexec: Callable[[], None] | None = None, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments),
            cwd="/",
            env={"PATH": "/usr/bin:/bin", **variables},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            preexec_fn=preexec,
        )


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path / "ünï cödé")


@pytest.fixture
def ready(checkout: Checkout) -> Checkout:
    done = checkout.start()
    assert done.returncode == 7, done.stderr
    return checkout


def sentences(done: subprocess.CompletedProcess[str]) -> list[str]:
    """Return what the launcher said; fail on anything that is not a sentence of its own."""
    lines = done.stderr.splitlines()
    assert all(line.startswith("trainer_tui: ") and line.endswith(".") for line in lines), done.stderr
    return [line.removeprefix("trainer_tui: ") for line in lines]


def make_wheel(folder: Path, name: str, content: str = "") -> Path:
    """Write a wheel of one module."""
    folder.mkdir()
    path = folder / f"{name}-1.0-py3-none-any.whl"
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}.py", content)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(
            f"{info}/RECORD", f"{name}.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n"
        )
    return path


def test_the_first_start_sets_up_and_passes_everything_on(checkout: Checkout) -> None:
    done = checkout.start("triage", "--json", "a b")
    assert done.stdout == "triage|--json|a b\n"
    assert done.returncode == 7
    assert sentences(done)[0].startswith("First start: setting up in ")
    assert sentences(done)[-1].startswith("Ready after ")


def test_a_later_start_says_and_changes_nothing(ready: Checkout) -> None:
    before = ready.stamp.stat().st_mtime_ns
    done = ready.start("--version")
    assert (done.stdout, done.stderr, done.returncode) == ("--version\n", "", 7)
    assert ready.stamp.stat().st_mtime_ns == before


def test_the_package_is_compiled(ready: Checkout) -> None:
    assert list((ready.folder / "trainer_tui" / "__pycache__").glob("cli.*.pyc"))


def test_nothing_is_imported_from_the_folder_the_person_is_in(ready: Checkout, tmp_path: Path) -> None:
    (tmp_path / "trainer_tui").mkdir()
    (tmp_path / "trainer_tui" / "__init__.py").write_text("raise SystemExit('the wrong one')")
    done = subprocess.run(ready.command("x"), cwd=tmp_path, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("x\n", "")


@pytest.mark.parametrize("damage", ["no stamp", "no python", "half a stamp", "only a folder", "base gone"])
def test_a_half_finished_set_up_is_made_anew(damage: str, ready: Checkout) -> None:
    (ready.environment / "junk").touch()
    if damage == "no stamp":
        ready.stamp.unlink()
    elif damage == "no python":
        (ready.environment / "bin" / "python").unlink()
    elif damage == "half a stamp":
        ready.stamp.write_text(ready.stamp.read_text()[:10])
    elif damage == "only a folder":
        shutil.rmtree(ready.environment / "bin")
    else:
        lines = ready.stamp.read_text().splitlines()
        ready.stamp.write_text("\n".join([lines[0], "/gone/python3", *lines[2:]]))
    done = ready.start("x")
    assert done.stdout == "x\n"
    assert sentences(done)[0].startswith("First start: ")
    assert not (ready.environment / "junk").exists()


def test_a_stamp_of_another_python_does_not_count(ready: Checkout) -> None:
    ready.stamp.write_text(ready.stamp.read_text().replace("cpython-3", "cpython-9"))
    assert sentences(ready.start())[0].startswith("First start: ")


def test_a_changed_project_is_brought_up_to_date_in_place(ready: Checkout) -> None:
    (ready.environment / "junk").touch()
    (ready.folder / "constraints.txt").write_text("# newer\n")
    done = ready.start("x")
    assert done.stdout == "x\n"
    assert sentences(done)[0].startswith("Bringing ")
    assert (ready.environment / "junk").exists()
    assert ready.start().stderr == ""


def test_a_moved_folder_goes_on_working(ready: Checkout, tmp_path: Path) -> None:
    ready.folder.rename(tmp_path / "elsewhere")
    ready.folder = tmp_path / "elsewhere"
    assert (ready.start("x").stdout, ready.start("x").stderr) == ("x\n", "")


def test_without_a_network_one_sentence_says_so(checkout: Checkout) -> None:
    checkout.ask_for('"textual"')
    nowhere = "http://127.0.0.1:9/simple"
    done = checkout.start(
        PIP_INDEX_URL=nowhere, PIP_RETRIES="1", PIP_CONFIG_FILE=os.devnull, PIP_FIND_LINKS=""
    )
    assert done.returncode == 4
    assert "the package index cannot be reached; connect to the internet" in sentences(done)[-1]


def test_a_refused_install_gives_the_installers_reason(checkout: Checkout) -> None:
    checkout.ask_for('"textual"')
    done = checkout.start(PIP_NO_INDEX="1", PIP_CONFIG_FILE=os.devnull, PIP_FIND_LINKS="")
    assert done.returncode == 4
    assert "No matching distribution found for textual" in sentences(done)[-1]
    assert str(checkout.environment / "set-up.log") in sentences(done)[-1]


def test_a_failed_update_leaves_what_was_there(ready: Checkout) -> None:
    ready.ask_for(more='"pytest"')
    assert ready.start("x").stdout == "x\n"
    done = ready.start("test", PIP_NO_INDEX="1", PIP_CONFIG_FILE=os.devnull, PIP_FIND_LINKS="")
    assert done.returncode == 4
    assert "No matching distribution found for pytest" in sentences(done)[-1]
    assert (ready.start("x").stdout, ready.start("x").stderr) == ("x\n", "")


def test_settings_for_other_places_do_not_mislead_the_installer(checkout: Checkout, tmp_path: Path) -> None:
    wheel = make_wheel(tmp_path / "wheels", "helping")
    checkout.ask_for('"helping"')
    (checkout.folder / "trainer_tui" / "cli.py").write_text(
        "import helping\ndef main(): print(helping.__file__)"
    )
    done = checkout.start(
        PIP_NO_INDEX="1",
        PIP_FIND_LINKS=str(wheel.parent),
        PIP_TARGET=str(tmp_path / "target"),
        PIP_USER="1",
        PYTHONPATH=str(wheel),
    )
    assert done.returncode == 0, done.stderr
    assert list(checkout.environment.glob("lib/*/site-packages/helping.py"))
    assert not (tmp_path / "target").exists()


def test_the_tests_get_their_group_and_run_in_the_folder(checkout: Checkout, tmp_path: Path) -> None:
    make_wheel(
        tmp_path / "wheels", "pytest", "import os, sys; print(os.getcwd(), *sys.argv[1:]); sys.exit(5)"
    )
    checkout.ask_for(more='"pytest"')
    done = checkout.start("test", "-k", "one", PIP_NO_INDEX="1", PIP_FIND_LINKS=str(tmp_path / "wheels"))
    assert done.stdout == f"{checkout.folder} -k one\n", done.stderr
    assert done.returncode == 5
    assert checkout.start("x").stderr == ""


def test_two_first_starts_at_once_both_work(checkout: Checkout) -> None:
    both = [
        subprocess.Popen(
            checkout.command("x"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            stdin=subprocess.DEVNULL,
        )
        for _ in range(2)
    ]
    outputs = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [7, 7]
    assert [out for out, _ in outputs] == ["x\n", "x\n"]
    said = "".join(errors for _, errors in outputs)
    assert said.count("First start: ") == 1
    assert "Traceback" not in said


def test_a_second_start_waits_for_the_first(checkout: Checkout) -> None:
    import fcntl

    with (checkout.folder / "app.py").open("rb") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        process = subprocess.Popen(
            checkout.command("x"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert process.stderr is not None
        assert process.stdout is not None
        assert process.stderr.readline() == "trainer_tui: Another start is setting up; waiting for it.\n"
        assert not checkout.environment.exists()
    with process:
        assert process.stdout.read() == "x\n"


def listen_to_interrupts() -> None:
    """Take interrupts as at a terminal; tests that run in the background were started without."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_a_stopped_set_up_says_so_and_is_begun_again(checkout: Checkout) -> None:
    checkout.ask_for('"textual"')
    # Nobody answers there: the installer waits until it is stopped.
    with socket.create_server(("127.0.0.1", 0)) as silent:
        index = f"http://127.0.0.1:{silent.getsockname()[1]}/simple"
        process = subprocess.Popen(
            checkout.command(),
            env={"PATH": "/usr/bin:/bin", "PIP_INDEX_URL": index, "PIP_CONFIG_FILE": os.devnull},
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=listen_to_interrupts,
        )
        silent.settimeout(60)
        silent.accept()[0].close()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 4
    assert errors.endswith("Set-up was stopped; the next start begins it again.\n")
    checkout.ask_for()
    assert checkout.start("x").stdout == "x\n"


def give_up_root() -> None:
    """Let the rights of files hold for root too; called in the child before it becomes the launcher."""
    if sys.platform == "linux" and os.geteuid() == 0:
        drop_from_bounding_set, cap_dac_override = 24, 1
        ctypes.CDLL(None).prctl(drop_from_bounding_set, cap_dac_override)


def test_a_folder_that_cannot_be_written_is_a_sentence(checkout: Checkout) -> None:
    checkout.folder.chmod(0o555)
    done = checkout.start(preexec=give_up_root)
    checkout.folder.chmod(0o755)
    assert done.returncode == 4
    assert "cannot be made (Permission denied). Clear the way, or copy this folder" in sentences(done)[-1]
    assert len(sentences(done)) == 2


def test_a_set_up_folder_that_cannot_be_written_starts(ready: Checkout) -> None:
    ready.folder.chmod(0o555)
    ready.environment.chmod(0o555)
    done = ready.start("x", preexec=give_up_root)
    ready.folder.chmod(0o755)
    ready.environment.chmod(0o755)
    assert (done.stdout, done.stderr) == ("x\n", "")


def test_a_file_in_the_place_of_the_environment_is_a_sentence(checkout: Checkout) -> None:
    checkout.environment.touch()
    done = checkout.start()
    assert done.returncode == 4
    assert "cannot be made" in sentences(done)[-1]


@pytest.mark.parametrize(("content", "words"), [(None, "cannot be read"), ("<<<<<<<", "is damaged")])
def test_an_incomplete_project_is_a_sentence(content: str | None, words: str, checkout: Checkout) -> None:
    project = checkout.folder / "pyproject.toml"
    project.unlink()
    if content is not None:
        project.write_text(content)
    done = checkout.start()
    assert done.returncode == 4
    assert words in sentences(done)[-1]
    assert "Get this folder anew." in sentences(done)[-1]


def test_an_environment_that_lacks_packages_is_not_remade_by_its_own_python(ready: Checkout) -> None:
    own = ready.environment / "bin" / "python"
    done = subprocess.run([own, ready.folder / "app.py"], capture_output=True, text=True)
    assert done.returncode == 4
    assert "has no textual. Start with a Python outside of .venv." in sentences(done)[-1]
    assert own.exists()


@pytest.mark.parametrize("newest", [(3, 6), (3, 8), (3, 10)])
def test_an_old_python_is_told_in_a_sentence(
    newest: tuple[int, int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (*newest, 1, "final", 0))
    assert app.main([]) == 2
    out, errors = capsys.readouterr()
    assert out == ""
    assert re.fullmatch(
        r"trainer_tui: Python 3.11 or newer is needed, and .+ is 3\.\d+\. Please .+\n", errors
    )


def test_an_old_python_can_read_the_launcher() -> None:
    source = (ROOT / "app.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 7))
    assert "from __future__" not in source.replace("`from __future__`", "")


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        ("OSError: [Errno 28] No space left on device", "the disk is full"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", "is not trusted"),
        ("after connection broken by 'NewConnectionError", "connect to the internet"),
        ("ReadTimeoutError: Read timed out.", "connect to the internet"),
        ("ERROR: Failed building wheel for x\n", "Failed building wheel for x"),
        ("ERROR: Cannot install a.\nERROR: ResolutionImpossible: see\n", "Cannot install a"),
        ("", "pip gave no reason"),
    ],
)
def test_the_reason_is_found_in_the_installers_words(
    log: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "set-up.log").write_text(log)
    monkeypatch.setattr(app, "LOG", str(tmp_path / "set-up.log"))
    monkeypatch.setattr(app, "ENVIRONMENT", str(tmp_path))
    assert expected in app.reason()


def test_an_installer_that_is_missing_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(app.SetUpError, match=r"pip, is missing from .*python3-pip"):
        app.pip(0)


def test_a_long_set_up_gives_signs_of_life(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(app, "LOG", str(tmp_path / "log"))
    monkeypatch.setattr(app, "STILL_ALIVE", 0.1)
    with (ROOT / "app.py").open("rb") as lock:
        assert app.run([sys.executable, "-c", "import time; time.sleep(0.5)"], lock.fileno()) == 0
    assert capsys.readouterr().err.startswith("trainer_tui: Still at it after 0.1 s.\n")
