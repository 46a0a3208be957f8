"""Revisions made by hand, for what the ledger would not make by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from trainer_tui.domain.records import ATHLETES
from trainer_tui.domain.revisions import SCHEMA, Revision, seal


def make_revision(
    ident: str,
    changes: Mapping[str, Any],
    *,
    parents: Sequence[str] = (),
    hlc: int = 1,
    record: str = "athlete-1",
    kind: str = ATHLETES,
    device: str = "laptop-1",
    prev: str = "",
    reason: str | None = None,
    schema: int = SCHEMA,
) -> Revision:
    """Return a sealed revision."""
    revision = Revision(
        id=ident,
        record=record,
        kind=kind,
        parents=tuple(parents),
        changes=changes,
        at=f"2026-10-09T20:00:00.{hlc % 1_000_000:06d}-05:00",
        hlc=hlc,
        by="mo",
        device=device,
        scope="",
        schema=schema,
        reason=reason,
        prev=prev,
        hash="",
    )
    return replace(revision, hash=seal(revision))
