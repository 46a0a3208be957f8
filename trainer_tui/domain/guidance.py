"""What stands beside the keys of an emergency: the first steps in their order, and what to keep in mind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trainer_tui.domain.emergencies import EventKind, Log


@dataclass(frozen=True, slots=True)
class Step:
    """One of the first steps, in their order."""

    id: str
    text: str
    done_by: tuple[EventKind, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence that stands in view while something goes on."""

    id: str
    text: str
    starts: tuple[EventKind, ...]
    ends: tuple[EventKind, ...]
    sources: tuple[str, ...]

    def holds(self, log: Log) -> bool:
        """Tell whether it stands in view: its last beginning was not ended since."""
        if not self.starts:
            return not log.has(*self.ends)
        last = next((e for e in reversed(log.standing) if e.kind in (*self.starts, *self.ends)), None)
        return last is not None and last.kind in self.starts


@dataclass(frozen=True, slots=True)
class Guidance:
    """What the library says beside the keys, or the sentence why it cannot."""

    steps: tuple[Step, ...] = ()
    remarks: tuple[Remark, ...] = ()
    problem: str = ""

    @classmethod
    def from_data(cls, table: Mapping[str, Any]) -> Guidance:
        """Read the table of `emergency.toml`; raises ValueError for anything that lacks a source."""
        try:
            steps = tuple(
                Step(s["id"], s["text"], tuple(map(EventKind, s["done_by"])), tuple(s["sources"]))
                for s in table["step"]
            )
            remarks = tuple(
                Remark(
                    r["id"],
                    r["text"],
                    tuple(map(EventKind, r.get("from", ()))),
                    tuple(map(EventKind, r.get("until", ()))),
                    tuple(r["sources"]),
                )
                for r in table["remark"]
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"{error} is missing or of another kind") from None
        given = {**{step.id: step.sources for step in steps}, **{note.id: note.sources for note in remarks}}
        for ident, sources in given.items():
            if not sources:
                raise ValueError(f"{ident} has no source")
        return cls(steps, remarks)
