"""The README says what is true: its table of keys is the one the commands declare, its pictures are there."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]


def make() -> ModuleType:
    """Load docs/make.py, which is no part of a package."""
    spec = importlib.util.spec_from_file_location("docs_make", ROOT / "docs" / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_table_of_keys_is_up_to_date() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert make().with_keys(readme) == readme, "run python docs/make.py keys"


def test_every_picture_and_command_of_the_readme_exists() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", readme)
    assert pictures
    assert all((ROOT / picture).read_text(encoding="utf-8").startswith("<svg") for picture in pictures)
    assert "python3 app.py test" in readme
