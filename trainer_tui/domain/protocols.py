"""Protocols of return as data: stages, what is asked before each, and who must have cleared the athlete.

A protocol says when a stage may be tried. It never says that anybody is cleared, and gives no day of return.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from trainer_tui.domain.conditions import Review, Statement
from trainer_tui.domain.vocabulary import Since


@dataclass(frozen=True, slots=True)
class Wait(Statement):
    """The least time before the stage after this one may be tried."""

    hours: int
    since: Since


@dataclass(frozen=True, slots=True)
class Gate(Statement):
    """A question that must be answered with yes before a stage is tried; unknown is not yes."""

    id: str


@dataclass(frozen=True, slots=True)
class Clearance(Statement):
    """Who must have cleared the athlete before a stage is tried."""

    by: str
    """The role, with its article: "a physician"."""


@dataclass(frozen=True, slots=True)
class SymptomsReturn(Statement):
    """What follows when symptoms return in a stage."""

    back: int
    """How many stages the athlete goes back; none before the first."""
    hours: int
    """The least time before a stage is tried again; 0 where the sources name none."""


@dataclass(frozen=True, slots=True)
class Stage(Statement):
    """One stage with all that stands before it."""

    id: str
    name: str
    gates: tuple[Gate, ...]
    wait: Wait | None = None
    clearance: Clearance | None = None

    def statements(self) -> Iterator[Statement]:
        """Yield everything the stage says, in reading order."""
        yield self
        yield from filter(None, (self.clearance, *self.gates, self.wait))


@dataclass(frozen=True, slots=True)
class Difference:
    """A topic on which sources differ, with what each says."""

    topic: str
    positions: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Protocol:
    """A way back in stages."""

    id: str
    name: str
    version: int
    conditions: tuple[str, ...]
    """Ids of the conditions it serves."""
    review: Review
    summary: tuple[Statement, ...]
    pointers: tuple[Statement, ...]
    """Tools that are named and never reproduced."""
    stages: tuple[Stage, ...]
    symptoms_return: SymptomsReturn | None
    conflicts: tuple[Difference, ...]

    def place(self, stage: str) -> int | None:
        """Return the place of a stage, from 0; None when this version has no such stage."""
        return next((n for n, each in enumerate(self.stages) if each.id == stage), None)

    def words(self, place: int) -> str:
        """Return a stage's number and name."""
        return f"stage {place + 1} ({self.stages[place].name})"

    def statements(self) -> Iterator[Statement]:
        """Yield everything the protocol says, in reading order."""
        yield from self.summary
        for stage in self.stages:
            yield from stage.statements()
        if self.symptoms_return:
            yield self.symptoms_return
        for conflict in self.conflicts:
            yield from conflict.positions
        yield from self.pointers

    def all_sources(self) -> tuple[str, ...]:
        """Return every source once, in reading order."""
        return tuple(dict.fromkeys(s for statement in self.statements() for s in statement.sources))


def protocol_to_json(protocol: Protocol) -> dict[str, Any]:
    """Return a protocol as plain data."""
    back = protocol.symptoms_return
    return {
        "id": protocol.id,
        "name": protocol.name,
        "version": protocol.version,
        "conditions": list(protocol.conditions),
        "review": {
            "reviewed_by": protocol.review.reviewed_by,
            "reviewed_on": protocol.review.reviewed_on,
            "due": protocol.review.due,
            "statement": protocol.review.statement,
        },
        "summary": [_plain(statement) for statement in protocol.summary],
        "stages": [_stage_to_json(stage) for stage in protocol.stages],
        "symptoms_return": back and {**_plain(back), "back": back.back, "hours": back.hours},
        "conflicts": [
            {"topic": each.topic, "positions": [_plain(position) for position in each.positions]}
            for each in protocol.conflicts
        ],
        "pointers": [{"name": each.text, "sources": list(each.sources)} for each in protocol.pointers],
    }


def _stage_to_json(stage: Stage) -> dict[str, Any]:
    wait, clearance = stage.wait, stage.clearance
    return {
        "id": stage.id,
        "name": stage.name,
        **_plain(stage),
        "gates": [{"id": gate.id, **_plain(gate)} for gate in stage.gates],
        "clearance": clearance and {"by": clearance.by, **_plain(clearance)},
        "wait": wait and {"hours": wait.hours, "since": wait.since.value, **_plain(wait)},
    }


def _plain(said: Statement) -> dict[str, Any]:
    return {"text": said.text, "sources": list(said.sources)}
