"""Everything collected about a full condition is found in what `condition show --json` prints."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
FULL = tuple(
    path.stem.removeprefix("dossier_").replace("_", "-") for path in sorted(HERE.glob("dossier_*.toml"))
)
"""The conditions whose collected facts are accounted for."""


def account(condition: str) -> list[tuple[str, str]]:
    """Return the rows of an account that ship: what the row is, and where the page carries it."""
    text = (HERE / f"dossier_{condition.replace('-', '_')}.toml").read_text(encoding="utf-8")
    document = tomllib.loads(text)
    rows = []
    for row in document.get("rows") or document["row"]:
        at = row.get("at", [])
        rows += [(row.get("row") or row["name"], place) for place in ([at] if isinstance(at, str) else at)]
    return rows


@cache
def shown(condition: str) -> dict[str, Any]:
    """Return what the command prints."""
    command = [sys.executable, "-m", "trainer_tui", "condition", "show", condition, "--json"]
    done = subprocess.run(command, capture_output=True, check=True, cwd=HERE.parents[1])
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def carries(document: dict[str, Any], place: str) -> bool:
    """Tell whether a place, `section.id` or a field of the page, holds something."""
    section, dot, ident = place.partition(".")
    if not dot:
        return bool(document.get(section))
    return any(item["id"] == ident and item["text"] for item in document[section])


def test_the_accounts_are_found() -> None:
    assert {"back-spasms", "turf-toe", "shoulder-instability", "sudden-cardiac-arrest"} <= set(FULL)


@pytest.mark.parametrize("condition", FULL)
def test_every_row_of_the_dossier_is_in_the_json(condition: str) -> None:
    document = shown(condition)
    missing = [row for row, place in account(condition) if not carries(document, place)]
    assert missing == []


@pytest.mark.parametrize("condition", FULL)
def test_a_place_that_is_not_there_would_be_noticed(condition: str) -> None:
    assert not carries(shown(condition), "causes.no-such-cause")


@pytest.mark.parametrize("condition", FULL)
def test_every_statement_in_the_json_names_a_source(condition: str) -> None:
    document = shown(condition)
    listed = {source["id"] for source in document["bibliography"]}
    for section in (value for value in document.values() if isinstance(value, list)):
        for item in section:
            if isinstance(item, dict) and "text" in item:
                for statement in (
                    item,
                    *item.get("notes", ()),
                    *item.get("urgency", ()),
                    *item.get("positions", ()),
                ):
                    assert statement["sources"], statement
                    assert set(statement["sources"]) <= listed, statement
    assert document["review"]["statement"] == "Draft: not clinically reviewed"
