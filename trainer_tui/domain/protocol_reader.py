"""From the table of a protocol file to types, noting every mistake with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from trainer_tui.domain.conditions import Statement
from trainer_tui.domain.content_reader import CONDITION_ID, SCHEMA, read_review
from trainer_tui.domain.dates import shown
from trainer_tui.domain.protocols import (
    Clearance,
    Difference,
    Gate,
    Protocol,
    Stage,
    SymptomsReturn,
    Wait,
)
from trainer_tui.domain.table_reader import LintFinding, TableReader
from trainer_tui.domain.vocabulary import Since

LONGEST_WAIT = 24 * 365
"""Hours."""


def read_protocol(table: Mapping[str, Any], file: str, findings: list[LintFinding]) -> Protocol:
    """Read one protocol file. With a finding added, the result is not to be used."""
    reader = TableReader(table, file, "", findings)
    if reader.whole("schema", required=True) not in (SCHEMA, None):
        reader.wrong("schema", f"must be {SCHEMA}; this version reads no other.")
    protocol = Protocol(
        id=reader.identifier(CONDITION_ID),
        name=reader.text("name"),
        version=_version(reader),
        conditions=reader.texts("conditions"),
        review=read_review(reader),
        summary=tuple(_statements(reader, "summary")),
        pointers=tuple(_statements(reader, "pointers", text="name")),
        stages=tuple(_stage(reader, row) for row in reader.tables("stages", required=True)),
        symptoms_return=_symptoms_return(reader),
        conflicts=tuple(_difference(reader, row) for row in reader.tables("conflicts")),
    )
    reader.finish()
    return protocol


def _version(reader: TableReader) -> int:
    version = reader.whole("version", required=True)
    if version is not None and version < 1:
        reader.wrong("version", "must be 1 or more.")
    return version or 1


def _statements(parent: TableReader, key: str, text: str = "text") -> Iterator[Statement]:
    for number, row in enumerate(parent.tables(key), start=1):
        reader = TableReader(row, parent.file, f"{parent.place} {key} {number}".strip(), parent.findings)
        yield Statement(reader.text(text), reader.texts("sources"))
        reader.finish()


def _difference(parent: TableReader, row: Mapping[str, Any]) -> Difference:
    reader = TableReader(row, parent.file, "conflicts", parent.findings)
    found = Difference(reader.text("topic"), tuple(_statements(reader, "positions")))
    if len(found.positions) < 2:
        reader.wrong("positions", "holds fewer than two positions; a conflict has at least two.")
    reader.finish()
    return found


def _stage(parent: TableReader, row: Mapping[str, Any]) -> Stage:
    reader = TableReader(row, parent.file, f"stages {shown(row.get('id', '?'))}", parent.findings)
    stage = Stage(
        id=reader.identifier(CONDITION_ID),
        name=reader.text("name"),
        text=reader.text("text"),
        sources=reader.texts("sources"),
        gates=tuple(_gate(reader, gate) for gate in reader.tables("gates", required=True)),
        wait=_wait(reader),
        clearance=_clearance(reader),
    )
    reader.finish()
    return stage


def _gate(parent: TableReader, row: Mapping[str, Any]) -> Gate:
    place = f"{parent.place} gates {shown(row.get('id', '?'))}"
    reader = TableReader(row, parent.file, place, parent.findings)
    gate = Gate(id=reader.identifier(CONDITION_ID), text=reader.text("text"), sources=reader.texts("sources"))
    reader.finish()
    return gate


def _part(parent: TableReader, key: str) -> TableReader | None:
    table = parent.value(key, required=False)
    if table is None:
        return None
    if not isinstance(table, dict):
        parent.wrong(key, "must be a table.")
        return None
    return TableReader(table, parent.file, f"{parent.place} {key}".strip(), parent.findings)


def _wait(parent: TableReader) -> Wait | None:
    reader = _part(parent, "wait")
    if reader is None:
        return None
    hours, since = _hours(reader, required=True), reader.member("since", Since)
    wait = Wait(reader.text("text"), reader.texts("sources"), hours, since or Since.BEGUN)
    reader.finish()
    return wait


def _hours(reader: TableReader, *, required: bool) -> int:
    hours = reader.whole("hours", required=required)
    if hours is not None and not 1 <= hours <= LONGEST_WAIT:
        reader.wrong("hours", f"must be 1 to {LONGEST_WAIT:,}; leave it out where there is no time.")
    return hours or 0


def _clearance(parent: TableReader) -> Clearance | None:
    reader = _part(parent, "clearance")
    if reader is None:
        return None
    clearance = Clearance(by=reader.text("by"), text=reader.text("text"), sources=reader.texts("sources"))
    reader.finish()
    return clearance


def _symptoms_return(parent: TableReader) -> SymptomsReturn | None:
    reader = _part(parent, "symptoms_return")
    if reader is None:
        return None
    text, sources = reader.text("text"), reader.texts("sources")
    back, hours = reader.whole("back", required=True), _hours(reader, required=False)
    if back is not None and back < 0:
        reader.wrong("back", "must be 0 or more.")
    reader.finish()
    return SymptomsReturn(text, sources, back or 0, hours)
