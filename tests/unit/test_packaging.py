"""What is shipped: the wheel with everything the app needs, and versions that a first start can rely on."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
BUILD = "import sys; from hatchling.build import build_wheel; build_wheel(sys.argv[1])"


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if not line.startswith("#"))


def asked_for() -> list[Requirement]:
    """Return every requirement of the app and its dependency groups."""
    table = project()
    groups = (
        table["project"]["dependencies"],
        *table["dependency-groups"].values(),
    )
    return [Requirement(item) for group in groups for item in group if isinstance(item, str)]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-c", BUILD, folder], cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_carries_the_package_and_the_reference_library_and_nothing_else(wheel: Path) -> None:
    expected = {
        f"{prefix}/{path.relative_to(folder).as_posix()}"
        for folder, prefix in ((ROOT / "trainer_tui", "trainer_tui"), (ROOT / "data", "trainer_tui/_data"))
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    with zipfile.ZipFile(wheel) as archive:
        shipped = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert shipped == expected


def test_the_installed_package_finds_its_own_library(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    program = f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
    program += "from trainer_tui.paths import data_root; print(data_root())"
    done = subprocess.run(
        [sys.executable, "-I", "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert Path(done.stdout.strip()) == tmp_path / "trainer_tui" / "_data"


def test_the_wheel_has_the_command_the_licence_and_the_types(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        info = next(name for name in names if name.endswith("/METADATA")).removesuffix("METADATA")
        commands = archive.read(info + "entry_points.txt").decode()
    assert "trainer-tui = trainer_tui.cli:main" in commands
    assert info + "licenses/LICENSE" in names
    assert "trainer_tui/py.typed" in names


def test_every_package_asked_for_is_pinned_to_a_version_that_fits() -> None:
    versions = pins()
    for requirement in asked_for():
        name = canonicalize_name(requirement.name)
        assert requirement.specifier.contains(versions.get(name, "")), f"{requirement} is not pinned"


def test_the_pins_are_names_and_versions_alone() -> None:
    for name, version in pins().items():
        assert canonicalize_name(name) == name
        assert re.fullmatch(r"\d+(\.\d+)+", version), name


def test_the_launcher_declares_no_script_environment_of_its_own() -> None:
    # With such a block, tools that run scripts would build a second environment and ignore this project.
    assert not re.search(r"^# /// script", (ROOT / "app.py").read_text(encoding="utf-8"), re.MULTILINE)
