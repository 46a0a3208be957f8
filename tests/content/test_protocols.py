"""The shipped protocols: every sentence and every hour with its source, and nothing that clears anybody."""

from __future__ import annotations

import re

import pytest

from tests.content.rule_vectors import DATA, read
from tests.team import shipped_library
from trainer_tui.domain.conditions import EDITORIAL_SOURCE
from trainer_tui.domain.protocols import Protocol
from trainer_tui.domain.wording import DRAFT
from trainer_tui.paths import data_root
from trainer_tui.storage.content import ContentLibrary

PROTOCOLS = shipped_library().reference.protocols
SOURCES = {source["id"]: source for source in read("sources.toml")["source"]}
CLEARS = re.compile(r"\b(?:safe to|ok to play|is cleared|may return|fit to play)\b", re.IGNORECASE)
each_protocol = pytest.mark.parametrize("protocol", PROTOCOLS.values(), ids=PROTOCOLS)


def test_every_file_is_read_and_passes_the_lint() -> None:
    assert {path.stem for path in (DATA / "protocols").glob("*.toml")} == set(PROTOCOLS)
    assert ContentLibrary(data_root()).lint() == []


@each_protocol
def test_every_sentence_has_a_source_that_was_read(protocol: Protocol) -> None:
    for statement in protocol.statements():
        assert statement.sources, statement.text
        assert EDITORIAL_SOURCE not in statement.sources
        assert {SOURCES[source]["seen"] for source in statement.sources} <= {"yes", "secondary"}


@each_protocol
def test_every_hour_that_counts_has_a_source_read_in_the_source(protocol: Protocol) -> None:
    waits = [stage.wait for stage in protocol.stages if stage.wait]
    for wait in waits:
        assert "yes" in {SOURCES[source]["seen"] for source in wait.sources}
    back = protocol.symptoms_return
    if back and back.hours:
        assert f"{back.hours} hours" in back.text


@each_protocol
def test_nobody_has_signed_it_and_it_says_so(protocol: Protocol) -> None:
    assert protocol.review.statement == DRAFT


@each_protocol
def test_no_sentence_clears_anybody_or_names_a_day_of_return(protocol: Protocol) -> None:
    for statement in protocol.statements():
        assert not CLEARS.search(statement.text), statement.text


@each_protocol
def test_every_stage_has_a_gate_that_asks(protocol: Protocol) -> None:
    for stage in protocol.stages:
        assert stage.gates
        assert all("?" in gate.text for gate in stage.gates)


def test_a_concussion_has_six_steps_of_a_day_and_medical_clearance_before_contact() -> None:
    stages = PROTOCOLS["concussion-return-to-sport"].stages
    assert len(stages) == 6
    assert [stage.wait.hours if stage.wait else None for stage in stages] == [24, 24, 24, 24, 24, None]
    assert [bool(stage.clearance) for stage in stages] == [False, False, False, True, True, False]
    assert {each.topic for each in PROTOCOLS["concussion-return-to-sport"].conflicts} == {
        "Before which step clearance comes",
        "Symptoms in the early steps",
    }


def test_the_tools_of_the_concussion_group_are_named_and_not_reproduced() -> None:
    pointers = PROTOCOLS["concussion-return-to-sport"].pointers
    assert [pointer.text.split(",")[0] for pointer in pointers] == ["SCAT6", "SCOAT6", "CRT6"]
    assert all(pointer.text.endswith("use the published form") for pointer in pointers)


@pytest.mark.parametrize("ident", ["turf-toe-return", "shoulder-instability-return", "back-spasms-return"])
def test_what_goes_by_criteria_has_no_hours(ident: str) -> None:
    assert [stage.wait for stage in PROTOCOLS[ident].stages] == [None]
