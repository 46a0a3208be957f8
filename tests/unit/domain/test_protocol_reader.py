"""What a protocol file must hold, and what it may not say."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.sample_protocol import PLAY, STEPS, WALK, protocol, steps
from trainer_tui.domain.content_lint import Known
from trainer_tui.domain.protocol_lint import lint_protocol
from trainer_tui.domain.protocol_reader import read_protocol
from trainer_tui.domain.protocols import protocol_to_json
from trainer_tui.domain.table_reader import LintFinding
from trainer_tui.domain.vocabulary import Since
from trainer_tui.domain.wording import DRAFT

KNOWN = Known(frozenset({"B01", "EDITORIAL"}), frozenset({"knee-ache"}), {})


def read(table: dict[str, Any]) -> list[str]:
    problems: list[LintFinding] = []
    read_protocol(table, "knee-return.toml", problems)
    return [problem.sentence for problem in problems]


def lint(file: str = "knee-return.toml", **changes: Any) -> list[str]:
    return [problem.sentence for problem in lint_protocol(protocol(**changes), file, KNOWN)]


def stage(base: dict[str, Any], **changes: Any) -> list[dict[str, Any]]:
    return [{**copy.deepcopy(base), **changes}]


def test_a_whole_protocol_reads_and_passes() -> None:
    found = protocol()
    assert (found.id, found.version, len(found.stages)) == ("knee-return", 2, 3)
    assert found.stages[0].wait is not None
    assert (found.stages[0].wait.hours, found.stages[0].wait.since) == (24, Since.BEGUN)
    assert found.stages[2].clearance is not None
    assert found.stages[2].clearance.by == "a physician"
    assert found.review.statement == DRAFT
    assert lint() == []


def test_everything_it_says_is_among_its_statements_and_in_its_json() -> None:
    found = protocol()
    texts = {statement.text for statement in found.statements()}
    assert {
        "Slowly.",
        "Walk.",
        "Did the athlete rest?",
        "A day for each stage.",
        "A physician clears.",
    } <= texts
    assert "Back one stage." in texts
    document = protocol_to_json(found)
    assert document["stages"][0]["wait"]["hours"] == 24
    assert document["stages"][2]["clearance"]["by"] == "a physician"
    assert document["symptoms_return"]["back"] == 1


@pytest.mark.parametrize("key", ["schema", "id", "name", "version", "conditions", "stages"])
def test_a_missing_key_is_named(key: str) -> None:
    table = steps()
    del table[key]
    assert read(table) == [f"knee-return.toml: {key}: is missing; add it."]


@pytest.mark.parametrize(
    ("stages", "expected"),
    [
        (stage(WALK, gates=[]), "stages “walk” gates: is empty; add at least one."),
        (stage(WALK, sources=[]), "stages “walk” sources: is empty; name at least one."),
        (stage(WALK, text=""), "stages “walk” text: is empty; write it."),
        (stage(WALK, days=3), "stages “walk” “days”: is an unknown key; remove it or correct its spelling."),
        (
            stage(WALK, wait={"hours": 24, "since": "begun", "text": "A day."}),
            "stages “walk” wait sources: is missing; add it.",
        ),
        (
            stage(WALK, wait={**WALK["wait"], "hours": 0}),
            "stages “walk” wait hours: must be 1 to 8,760; leave it out where there is no time.",
        ),
        (
            stage(WALK, wait={**WALK["wait"], "since": "grade"}),
            "stages “walk” wait since: “grade” is unknown; use one of begun, completed.",
        ),
        (stage(WALK, wait="a day"), "stages “walk” wait: must be a table."),
        (
            stage(WALK, gates=[{"id": "rested", "text": "Rested?", "sources": []}]),
            "stages “walk” gates “rested” sources: is empty; name at least one.",
        ),
        (
            stage(PLAY, clearance={"by": "", "text": "Clears.", "sources": ["B01"]}),
            "stages “play” clearance by: is empty; write it.",
        ),
    ],
)
def test_a_stage_without_gate_source_or_measure_is_refused(
    stages: list[dict[str, Any]], expected: str
) -> None:
    assert read(steps(stages=stages)) == [f"knee-return.toml: {expected}"]


def test_a_conflict_has_two_sides() -> None:
    one = [{"topic": "Days", "positions": [{"text": "One.", "sources": ["B01"]}]}]
    assert read(steps(conflicts=one)) == [
        "knee-return.toml: conflicts positions: holds fewer than two positions; a conflict has at least two."
    ]


def test_an_id_used_twice_is_named() -> None:
    assert lint(stages=[STEPS["stages"][0], STEPS["stages"][0]]) == [
        "knee-return.toml: stages walk: stands 2 times; an id is used once in a protocol.",
        "knee-return.toml: gates rested: stands 2 times; an id is used once in a protocol.",
    ]


def test_a_condition_or_source_that_is_not_there_is_named() -> None:
    assert lint(conditions=["hip-ache"]) == [
        "knee-return.toml: conditions: “hip-ache” is neither a page nor a named condition."
    ]
    assert lint(stages=stage(WALK, sources=["B99"])) == [
        "knee-return.toml: “Walk.”: “B99” is not in the bibliography; add it to sources.toml."
    ]


def test_our_own_inference_is_no_source() -> None:
    gates = [{"id": "rested", "text": "Rested?", "sources": ["EDITORIAL"]}]
    assert lint(stages=stage(WALK, gates=gates)) == [
        "knee-return.toml: “Rested?”: "
        "EDITORIAL is allowed for urgency alone; give a source or leave the sentence out."
    ]


def test_a_drug_quantity_is_refused_wherever_it_stands() -> None:
    problem = "“400 mg” reads as a drug quantity; reword the sentence without it."
    assert lint(stages=stage(WALK, text="Take 400 mg.")) == [f"knee-return.toml: “Take 400 mg.”: {problem}"]
    assert lint(stages=stage(WALK, name="After 400 mg")) == [f"knee-return.toml: “After 400 mg”: {problem}"]


def test_the_file_has_the_name_of_its_protocol() -> None:
    assert lint(file="other.toml") == [
        "other.toml: id: “knee-return” must be the file's name; rename the file or the id."
    ]
