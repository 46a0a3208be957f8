"""Turning the content files into the parts of the compiled library."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

from trainer_tui.domain.clues import Clues
from trainer_tui.domain.conditions import Condition, NamedCondition
from trainer_tui.domain.errors import TrainerError
from trainer_tui.domain.findable import passages_of, passages_of_named, passages_of_protocol
from trainer_tui.domain.library import build_catalogue, catalogue_to_json
from trainer_tui.domain.passages import Passage, Passages
from trainer_tui.domain.protocol_reader import read_protocol
from trainer_tui.domain.protocols import Protocol
from trainer_tui.domain.search import WordIndex
from trainer_tui.domain.statements import said_by
from trainer_tui.domain.table_reader import LintFinding
from trainer_tui.domain.triage import RuleSet
from trainer_tui.storage.content_files import ContentFile, Folder, UnreadableFile, read_tables, scan, stamp
from trainer_tui.storage.content_lines import with_lines
from trainer_tui.storage.shelf import read_shelf, with_packs


def compile_folders(folders: Sequence[Folder]) -> dict[str, Any]:
    """Return the parts of the library: the first folder is the shipped one, the others are packs.

    A mistake in a shipped page, protocol or table raises TrainerError with its place; a mistake in a pack
    leaves that file out and is reported. Rules and sweeps that cannot be read are left to fail where they
    are needed.
    """
    shipped, *packs = [read_shelf(folder) for folder in folders]
    if shipped.problems:
        problem = with_lines(shipped.problems[:1], shipped.folder.files())[0]
        raise TrainerError(f"The reference library cannot be read. {problem.sentence}")
    whole, left_out = with_packs(shipped, packs)
    left_out = with_lines(left_out, (file for pack in packs for file in pack.folder.files()))
    pages = [page.condition for page in whole.pages]
    catalogue = build_catalogue(pages, whole.named)
    rules = _unless_broken(load_rules, shipped.folder.root)
    read = _protocols(shipped.folder)
    protocols = [protocol for _, protocol in read]
    passages = _passages(pages, catalogue.named.values(), _rule_set(rules), protocols)
    parts: dict[str, Any] = {
        "catalogue": catalogue_to_json(catalogue),
        "sources": [astuple(source) for source in whole.sources],
        "report": [_said_of_pack(finding) for finding in left_out],
        "statements": [astuple(said) for said in said_by(pages)],
        "words": WordIndex.build(
            {ident: [(p.field, p.text) for p in texts] for ident, texts in passages.items()}
        ).to_json(),
        "passages": {ident: Passages.of(texts).to_json() for ident, texts in passages.items()},
        "clues": Clues.build(pages, catalogue.named.values()).to_json(),
        "rules": rules,
        "sweeps": _unless_broken(load_sweeps, shipped.folder.root),
        "protocols": [table for table, _ in read],
        "protocol_labels": _labels(protocols),
    }
    for page in whole.pages:
        parts[f"page {page.condition.id}"] = {"table": page.table, "local": page.condition.local}
    return parts


def _said_of_pack(finding: LintFinding) -> str:
    pack, _, _ = finding.file.partition("/")  # a file is named from the folder of its pack
    return f"Left out of the pack “{pack}”: {finding.sentence}"


def _protocols(folder: Folder) -> list[tuple[dict[str, Any], Protocol]]:
    """Return the protocols, each with its table; raises TrainerError naming the first mistake."""
    found: list[tuple[dict[str, Any], Protocol]] = []
    problems: list[LintFinding] = []
    for file in folder.protocols:
        table = _read(file)
        found.append((table, read_protocol(table, file.name, problems)))
    for problem in with_lines(problems[:1], folder.protocols):
        raise TrainerError(f"The reference library cannot be read. {problem.sentence}")
    return found


def _labels(protocols: Iterable[Protocol]) -> dict[str, list[list[str]]]:
    """Return id and name of the protocols by the condition they serve: all that a page shows of them."""
    labels: dict[str, list[list[str]]] = {}
    for protocol in protocols:
        for condition in protocol.conditions:
            labels.setdefault(condition, []).append([protocol.id, protocol.name])
    return labels


def _unless_broken(load: Callable[[Path], Any], root: Path) -> Any:
    try:
        return load(root)
    except TrainerError:
        return None


def _rule_set(compiled: Any) -> RuleSet | None:
    """Return the rules for what a search finds by them; without any when they cannot be read."""
    try:
        return RuleSet.from_data(*compiled) if compiled else None
    except TrainerError:
        return None


def _passages(
    pages: Iterable[Condition],
    named: Iterable[NamedCondition],
    rules: RuleSet | None,
    protocols: Iterable[Protocol],
) -> dict[str, list[Passage]]:
    """Return what can be found by searching, ordered by name."""
    found = {page.id: list(passages_of(page, rules)) for page in pages}
    for protocol in protocols:
        for condition in found.keys() & set(protocol.conditions):
            found[condition] += passages_of_protocol(protocol)
    found |= {entry.id: list(passages_of_named(entry)) for entry in named}
    return {ident: found[ident] for ident in sorted(found, key=lambda i: found[i][0].text.casefold())}


def load_rules(root: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Read the red-flag rules and the findings of a library; raises TrainerError naming the file."""
    return _load(root / "red_flags.toml"), _load(root / "findings.toml")


def load_sweeps(root: Path) -> dict[str, dict[str, Any]]:
    """Read the sweeps of a library by region; raises TrainerError naming the file."""
    return {file.stem: _read(file) for file in scan(root, local=False).sweeps}


def _load(path: Path) -> dict[str, Any]:
    return _read(stamp(path, f"{path.parent.name}/{path.name}"))


def _read(file: ContentFile) -> dict[str, Any]:
    try:
        return read_tables(file)
    except UnreadableFile as problem:
        found = LintFinding(file.name, "", problem.message, problem.line)
        raise TrainerError(f"The reference library cannot be read. {found.sentence}") from problem
