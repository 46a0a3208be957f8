"""Turning the content files into the parts of the compiled library."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

from trainer_tui.domain.conditions import Condition, NamedCondition
from trainer_tui.domain.errors import TrainerError
from trainer_tui.domain.library import build_catalogue, catalogue_to_json
from trainer_tui.domain.protocol_reader import read_protocol
from trainer_tui.domain.search import Field, WordIndex
from trainer_tui.domain.table_reader import LintFinding
from trainer_tui.storage.content_files import ContentFile, Folder, UnreadableFile, read_tables, scan, stamp
from trainer_tui.storage.shelf import read_shelf, with_packs

_SIGN_SECTIONS = ("emergency_signs", "symptoms")


def compile_folders(folders: Sequence[Folder]) -> dict[str, Any]:
    """Return the parts of the library: the first folder is the shipped one, the others are packs.

    A mistake in a shipped page, protocol or table raises TrainerError with its place; a mistake in a pack
    leaves that file out and is reported. Rules and sweeps that cannot be read are left to fail where they
    are needed.
    """
    shipped, *packs = [read_shelf(folder) for folder in folders]
    if shipped.problems:
        raise TrainerError(f"The reference library cannot be read. {shipped.problems[0].sentence}")
    whole, left_out = with_packs(shipped, packs)
    pages = [page.condition for page in whole.pages]
    catalogue = build_catalogue(pages, whole.named)
    protocols = _protocols(shipped.folder)
    parts: dict[str, Any] = {
        "catalogue": catalogue_to_json(catalogue),
        "sources": [astuple(source) for source in whole.sources],
        "report": [f"Left out of the library. {finding.sentence}" for finding in left_out],
        "words": WordIndex.build(_documents(pages, catalogue.named.values())).to_json(),
        "rules": _unless_broken(load_rules, shipped.folder.root),
        "sweeps": _unless_broken(load_sweeps, shipped.folder.root),
        "protocols": protocols,
        "protocol_labels": _labels(protocols),
    }
    for page in whole.pages:
        parts[f"page {page.condition.id}"] = {"table": page.table, "local": page.condition.local}
    return parts


def _protocols(folder: Folder) -> list[dict[str, Any]]:
    """Return the tables of the protocols; raises TrainerError naming the first mistake."""
    tables: list[dict[str, Any]] = []
    problems: list[LintFinding] = []
    for file in folder.protocols:
        tables.append(_read(file))
        read_protocol(tables[-1], file.name, problems)
    if problems:
        raise TrainerError(f"The reference library cannot be read. {problems[0].sentence}")
    return tables


def _labels(protocols: Sequence[Mapping[str, Any]]) -> dict[str, list[list[str]]]:
    """Return id and name of the protocols by the condition they serve: all that a page shows of them."""
    labels: dict[str, list[list[str]]] = {}
    for table in protocols:
        for condition in table["conditions"]:
            labels.setdefault(condition, []).append([table["id"], table["name"]])
    return labels


def _unless_broken(load: Callable[[Path], Any], root: Path) -> Any:
    try:
        return load(root)
    except TrainerError:
        return None


def _documents(
    pages: Iterable[Condition], named: Iterable[NamedCondition]
) -> dict[str, list[tuple[Field, str]]]:
    """Return what can be found by searching, ordered by name."""
    documents = {page.id: list(_texts(page)) for page in pages}
    names = {page.id: page.name for page in pages}
    for entry in named:
        documents[entry.id] = [
            (Field.NAME, entry.name),
            (Field.ALIAS, entry.id),
            (Field.TEXT, entry.red_flag),
        ]
        names[entry.id] = entry.name
    return {ident: documents[ident] for ident in sorted(documents, key=lambda i: names[i].casefold())}


def _texts(page: Condition) -> Iterator[tuple[Field, str]]:
    yield Field.NAME, page.name
    yield Field.ALIAS, page.id
    yield from ((Field.ALIAS, alias) for alias in page.aliases)
    for item in page.items():
        field = Field.CAUSE if item.section == "causes" else Field.TEXT
        if item.section in _SIGN_SECTIONS:
            field = Field.SIGN
        yield field, item.name or item.text
        yield from ((Field.TEXT, statement.text) for statement in item.statements())
        yield Field.TEXT, str(item.extra.get("code", ""))


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
        raise TrainerError(
            f"The reference library cannot be read. {file.name}: {problem.message}"
        ) from problem
