"""A small invented protocol of three stages, as a table and read, for the tests of its parts."""

from __future__ import annotations

import copy
from typing import Any

from tests.sample_library import statement
from trainer_tui.domain.protocol_reader import read_protocol
from trainer_tui.domain.protocols import Protocol

Table = dict[str, Any]

WALK: Table = {
    **statement("walk", "Walk.", name="Walking"),
    "wait": {"hours": 24, "since": "begun", "text": "A day for each stage.", "sources": ["B01"]},
    "gates": [statement("rested", "Did the athlete rest?")],
}
RUN: Table = {
    **statement("run", "Run.", name="Running"),
    "wait": {"hours": 48, "since": "completed", "text": "Two days after it.", "sources": ["B01"]},
    "gates": [statement("walk-well", "Did walking go well?"), statement("calm", "Is the athlete calm?")],
}
PLAY: Table = {
    **statement("play", "Play.", name="Playing"),
    "clearance": {"by": "a physician", "text": "A physician clears.", "sources": ["B01"]},
    "gates": [statement("run-well", "Did running go well?")],
}
STEPS: Table = {
    "schema": 1,
    "id": "knee-return",
    "name": "Return with a knee",
    "version": 2,
    "conditions": ["knee-ache"],
    "review": {"reviewed_by": "", "reviewed_on": "", "due": ""},
    "summary": [{"text": "Slowly.", "sources": ["B01"]}],
    "symptoms_return": {"text": "Back one stage.", "sources": ["B01"], "back": 1, "hours": 24},
    "stages": [WALK, RUN, PLAY],
}


def steps(**changes: Any) -> Table:
    """Return the table of the protocol with other keys."""
    return copy.deepcopy(STEPS) | changes


def protocol(**changes: Any) -> Protocol:
    """Return the protocol as it is read; nothing may be wrong in it."""
    problems: list[Any] = []
    found = read_protocol(steps(**changes), "knee-return.toml", problems)
    assert problems == []
    return found
