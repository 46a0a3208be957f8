"""What a protocol of return may not say: the checks that every file of one has to pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath

from trainer_tui.domain.conditions import EDITORIAL_SOURCE
from trainer_tui.domain.content_lint import Known, drug_quantity
from trainer_tui.domain.dates import shown
from trainer_tui.domain.protocols import Protocol
from trainer_tui.domain.table_reader import LintFinding


def lint_protocol(protocol: Protocol, file: str, known: Known) -> list[LintFinding]:
    """Return everything that is wrong with a protocol that was read without findings."""
    checks = [*_names(protocol, file, known), *_ids(protocol), *_statements_checked(protocol, known)]
    return [LintFinding(file, place, problem) for place, problem in checks]


def _names(protocol: Protocol, file: str, known: Known) -> Iterator[tuple[str, str]]:
    if PurePath(file).name != f"{protocol.id}.toml":
        yield "id", f"{shown(protocol.id)} must be the file's name; rename the file or the id."
    for condition in protocol.conditions:
        if condition not in known.conditions:
            yield "conditions", f"{shown(condition)} is neither a page nor a named condition."


def _ids(protocol: Protocol) -> Iterator[tuple[str, str]]:
    gates = (gate.id for stage in protocol.stages for gate in stage.gates)
    for key, ids in (("stages", (stage.id for stage in protocol.stages)), ("gates", gates)):
        for ident, times in Counter(ids).items():
            if times > 1:
                yield f"{key} {ident}", f"stands {times} times; an id is used once in a protocol."


def _statements_checked(protocol: Protocol, known: Known) -> Iterator[tuple[str, str]]:
    for statement in protocol.statements():
        place = shown(statement.text)
        for source in statement.sources:
            if source == EDITORIAL_SOURCE:
                yield (
                    place,
                    "EDITORIAL is allowed for urgency alone; give a source or leave the sentence out.",
                )
            elif source not in known.sources:
                yield place, f"{shown(source)} is not in the bibliography; add it to sources.toml."
    for text in _texts(protocol):
        if quantity := drug_quantity(text):
            problem = f"{shown(quantity)} reads as a drug quantity; reword the sentence without it."
            yield shown(text), problem


def _texts(protocol: Protocol) -> Iterator[str]:
    yield protocol.name
    yield from (stage.name for stage in protocol.stages)
    yield from (stage.clearance.by for stage in protocol.stages if stage.clearance)
    yield from (conflict.topic for conflict in protocol.conflicts)
    yield from (statement.text for statement in protocol.statements())
