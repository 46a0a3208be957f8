"""TinyDB's own tests, run against the store: once plain and once sealed.

    python -m tests.compatibility.tinydb_suite [SDIST.tar.gz]

The tests come from TinyDB's source distribution, which pip downloads when none is given. Ends with 0 when
just those fail that test the JSON file itself.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parents[2]
PLUGIN = "tests.compatibility.tinydb_plugin"
NO_DATABASE = "hands the storage what is no database: a number in a table's place"

TESTS_OF_THE_JSON_FILE: Mapping[str, str] = {
    "test_storages.py::test_json_kwargs": "reads the file as indented JSON",
    "test_storages.py::test_encoding": "wants the file in an encoding of its own",
    "test_storages.py::test_json_read": "access_mode of the file: opens for reading alone",
    "test_storages.py::test_json_invalid_mode_warning": "access_mode of the file: wants a warning about one",
    "test_storages.py::test_create_dirs": "create_dirs, an option of JSONStorage",
    "test_middlewares.py::test_caching_json_write": "looks at JSONStorage's _handle",
    "test_storages.py::test_json": NO_DATABASE,
    "test_storages.py::test_in_memory": NO_DATABASE,
    "test_middlewares.py::test_caching_write_many": NO_DATABASE,
    "test_middlewares.py::test_caching_flush": NO_DATABASE,
    "test_middlewares.py::test_caching_flush_manually": NO_DATABASE,
    "test_middlewares.py::test_caching_write": NO_DATABASE,
}
MAY_BE_SKIPPED = {"test_storages.py::test_yaml"}
"""It builds a storage of its own on PyYAML, which may not be there."""


def download(folder: Path) -> Path:
    """Download the source distribution of the TinyDB that is installed."""
    pythons = [sys.executable, getattr(sys, "_base_executable", sys.executable)]
    python = next((python for python in pythons if _has_pip(python)), pythons[0])
    wanted = f"tinydb=={version('tinydb')}"
    command = [python, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:", wanted]
    subprocess.run([*command, "--dest", str(folder)], check=True)
    return next(folder.glob("tinydb-*.tar.gz"))


def unpack_tests(distribution: Path, folder: Path) -> None:
    """Put the test modules into a folder: not TinyDB itself, the installed one is to be tested."""
    with tarfile.open(distribution) as archive:
        for member in archive:
            path = PurePosixPath(member.name)
            content = archive.extractfile(member)
            if content is not None and path.match("*/tests/*.py") and path.name != "__init__.py":
                (folder / path.name).write_bytes(content.read())
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")


def run(folder: Path, *, sealed: bool) -> tuple[dict[str, str], str]:
    """Run the tests in a folder; return what became of each, and pytest's own words."""
    outcomes = folder / "outcomes.json"
    outcomes.unlink(missing_ok=True)
    env = {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}
    env |= {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    env |= {"SUITE_OUTCOMES": str(outcomes), "SUITE_SEALED": "yes" if sealed else ""}
    options = ["-p", PLUGIN, "-p", "no:cacheprovider", "--basetemp", str(folder / "basetemp")]
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "--quiet", *options, "."],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    if not outcomes.exists():
        raise SystemExit(f"TinyDB's tests did not run:\n{ended.stdout}{ended.stderr}")
    return json.loads(outcomes.read_text(encoding="utf-8")), ended.stdout


def report(name: str, outcomes: Mapping[str, str]) -> bool:
    """Print what became of the tests; tell whether just those failed that may."""
    failed = {test for test, outcome in outcomes.items() if outcome == "failed"}
    skipped = {test for test, outcome in outcomes.items() if outcome == "skipped"}
    passed = len(outcomes) - len(failed) - len(skipped)
    _say(f"{name}: {len(outcomes)} tests, {passed} passed, {len(failed)} failed, {len(skipped)} skipped")
    for test in sorted(failed):
        _say(f"  {test}: {TESTS_OF_THE_JSON_FILE.get(test, 'MUST NOT FAIL')}")
    for test in sorted(TESTS_OF_THE_JSON_FILE.keys() - failed):
        _say(f"  {test}: {outcomes.get(test, 'missing')}, though it tests the JSON file")
    for test in sorted(skipped - MAY_BE_SKIPPED):
        _say(f"  {test}: MUST NOT BE SKIPPED")
    return failed == TESTS_OF_THE_JSON_FILE.keys() and skipped <= MAY_BE_SKIPPED


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the tests twice; return 0 when just those failed that may."""
    parser = argparse.ArgumentParser(description="Run TinyDB's own tests against the store.")
    parser.add_argument("distribution", nargs="?", type=Path, help="TinyDB's source distribution")
    wanted = parser.parse_args(arguments)
    good = True
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "suite"
        folder.mkdir()
        unpack_tests(wanted.distribution or download(Path(temporary)), folder)
        for name in ("plain", "sealed"):
            outcomes, words = run(folder, sealed=name == "sealed")
            if not report(name, outcomes):
                good = False
                _say(words)
    return 0 if good else 1


def _has_pip(python: str) -> bool:
    return (
        subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0
    )


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
