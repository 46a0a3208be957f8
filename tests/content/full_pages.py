"""Reads content files raw, as they stand on disk, for the tests that hold full pages to their account."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Table = dict[str, Any]

DATA = Path(__file__).parents[2] / "data"
SHORT_PAGES = (
    "epidural-abscess",
    "gallstones",
    "stiff-person-syndrome",
    "ankylosing-spondylitis",
    "kidney-stones",
    "kidney-infection",
    "spinal-tumor",
)
"""The seven serious conditions of the page on back spasms, in the order of its source."""
FIVE_SIGNS = (
    "bladder_bowel_loss",
    "limb_weakness",
    "unilateral_neuro",
    "balance_loss",
    "limb_sensation_loss",
)
"""What the source of that page calls symptoms, in its order."""


def read(path: Path) -> Table:
    """Return a TOML file as plain tables."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def page(condition: str) -> Table:
    """Return the file of one condition."""
    return read(DATA / "conditions" / f"{condition}.toml")


def account(condition: str) -> list[Table]:
    """Return the rows that say, fact by fact, where a page carries what was collected about it."""
    return list(read(Path(__file__).parent / f"dossier_{condition.replace('-', '_')}.toml")["row"])


def named() -> list[Table]:
    """Return the conditions that have a name and no page."""
    return list(read(DATA / "named_conditions.toml")["condition"])


def source_ids() -> set[str]:
    """Return the ids of the bibliography."""
    return {source["id"] for source in read(DATA / "sources.toml")["source"]}


def finding_ids() -> set[str]:
    """Return the ids of the vocabulary of findings."""
    return {finding["id"] for finding in read(DATA / "findings.toml")["finding"]}


def condition_ids() -> set[str]:
    """Return the ids a link may lead to: pages and named conditions."""
    return {path.stem for path in (DATA / "conditions").glob("*.toml")} | {entry["id"] for entry in named()}


def items(document: Table) -> Iterator[tuple[str, Table]]:
    """Yield every item of a page as `section.id` and its table."""
    for section, tables in document.items():
        if isinstance(tables, list):
            for table in tables:
                if isinstance(table, dict):
                    yield f"{section}.{table['id']}", table


def claims(table: Table) -> Iterator[tuple[str, list[str]]]:
    """Yield what an item states outside its urgency, each with its sources."""
    yield table["text"], table["sources"]
    for part in (*table.get("notes", ()), *table.get("positions", ())):
        yield part["text"], part["sources"]


def statements(table: Table) -> Iterator[tuple[str, list[str]]]:
    """Yield every sourced sentence of an item, urgency included."""
    yield from claims(table)
    for urgency in table.get("urgency", ()):
        yield urgency["text"], urgency["sources"]


def targets(document: Table) -> set[str]:
    """Return the conditions a page leads to."""
    return {table[key] for _, table in items(document) for key in ("link", "to") if key in table}


def places(row: Table) -> list[str]:
    """Return where a row of an account is carried; empty for one that is left out."""
    at = row.get("at", [])
    return [at] if isinstance(at, str) else list(at)


def open_rows(condition: str) -> list[str]:
    """Return the rows of an account that no item carries and that do not say why they are left out."""
    carried = {place for place, _ in items(page(condition))}
    return [
        row["name"]
        for row in account(condition)
        if not set(places(row)) <= carried
        or bool(places(row)) == ("left_out" in row)
        or row.get("left_out", "memory") not in {"memory", "editorial"}
    ]


def unaccounted(condition: str) -> set[str]:
    """Return the items of a page that no row of its account mentions."""
    mentioned = {place for row in account(condition) for place in places(row)}
    return {place for place, _ in items(page(condition))} - mentioned
