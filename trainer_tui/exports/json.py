"""The whole ledger as JSON: every revision, so that importing it gives the same records again."""

from __future__ import annotations

import json
from typing import Any

from trainer_tui import __version__
from trainer_tui.domain.handover import AGGREGATE_FORMAT, LEDGER_FORMAT, Files, Packet
from trainer_tui.domain.revisions import SCHEMA, Revision, fold
from trainer_tui.domain.vocabulary import Purpose
from trainer_tui.exports.deidentify import deidentified
from trainer_tui.exports.tables import rows_of


def render(packet: Packet) -> Files:
    """Write the revisions with what they add up to, or de-identified tables, which cannot be imported."""
    document = _aggregate(packet) if packet.purpose is Purpose.AGGREGATE else _ledger(packet)
    return {"": f"{json.dumps(document, ensure_ascii=False, indent=1)}\n".encode()}


def _head(name: str, packet: Packet) -> dict[str, Any]:
    return {
        "format": name,
        "version": SCHEMA,
        "written_at": packet.written_at.isoformat(),
        "written_with": f"trainer-tui {__version__}",
        "complete": packet.complete,
    }


def _ledger(packet: Packet) -> dict[str, Any]:
    return {
        **_head(LEDGER_FORMAT, packet),
        "records": _records(packet),
        "revisions": [revision.to_json() for revision in packet.revisions],
    }


def _records(packet: Packet) -> dict[str, list[dict[str, Any]]]:
    """Return what the revisions add up to, by kind, for readers that want no history."""
    histories: dict[str, list[Revision]] = {}
    for revision in packet.revisions:
        histories.setdefault(revision.record, []).append(revision)
    records: dict[str, list[dict[str, Any]]] = {}
    for history in histories.values():
        view = fold(history)
        plain = {"id": view.record, **view.fields, "state": view.state.value}
        records.setdefault(view.kind, []).append(plain)
    return records


def _aggregate(packet: Packet) -> dict[str, Any]:
    return {**_head(AGGREGATE_FORMAT, packet), "tables": deidentified(rows_of(packet))}
