"""What importing a module may load: the core must work, and start fast, without the screen and the store."""

from __future__ import annotations

import ast
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import trainer_tui

PACKAGE = Path(trainer_tui.__file__).parent
HEAVY = ("textual", "rich", "tinydb", "typst", "platformdirs", "asyncio")
CORE = ("domain", "services")
LATE = ("trainer_tui.cli", "trainer_tui.config", "trainer_tui.paths")


def modules(package: str) -> list[str]:
    """Return the names of a package and all that is in it."""
    found = pkgutil.walk_packages([str(PACKAGE / package)], f"trainer_tui.{package}.")
    return [f"trainer_tui.{package}", *(module.name for module in found)]


def loaded_by(names: list[str]) -> set[str]:
    """Return the heavy packages that a fresh Python has loaded after importing the modules."""
    program = f"import sys\nfor name in {names!r}: __import__(name)\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=PACKAGE.parent, capture_output=True, text=True, check=True
    )
    return {name.partition(".")[0] for name in done.stdout.split()} & set(HEAVY)


@pytest.mark.parametrize("package", CORE)
def test_the_core_loads_neither_screen_nor_store(package: str) -> None:
    names = modules(package)
    assert len(names) > 1
    assert loaded_by(names) == set()


@pytest.mark.parametrize("name", LATE)
def test_the_command_line_loads_heavy_packages_only_when_they_are_needed(name: str) -> None:
    assert loaded_by([name]) == set()


def test_loading_is_seen_at_all() -> None:
    assert "platformdirs" in loaded_by(["platformdirs"])


def test_the_domain_imports_the_standard_library_alone() -> None:
    foreign = {
        f"{path.name}: {name}"
        for path in (PACKAGE / "domain").rglob("*.py")
        for name in imported_names(path)
        if name.partition(".")[0] not in sys.stdlib_module_names and not name.startswith("trainer_tui.domain")
    }
    assert foreign == set()


def imported_names(path: Path) -> set[str]:
    """Return the full names of the modules that a file imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "." * node.level)
    return names
