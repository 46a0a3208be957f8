"""Checking content files: the shipped library, a pack, or single files that are to join the library."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from trainer_tui.domain.content_lint import Known
from trainer_tui.domain.errors import NotFound
from trainer_tui.domain.plain_text import visible
from trainer_tui.domain.protocol_lint import lint_protocol
from trainer_tui.domain.protocol_reader import read_protocol
from trainer_tui.domain.rules_lint import (
    lint_findings,
    lint_rule_examples,
    lint_rules,
    lint_signs,
    lint_sweep,
    rules_or_none,
)
from trainer_tui.domain.table_reader import LintFinding
from trainer_tui.storage.content_files import TABLES, ContentFile, Folder, scan, stamp
from trainer_tui.storage.shelf import Shelf, known_to, lint_shelf, read_or_note, read_shelf, with_packs

SWEEPS, PROTOCOLS = "sweeps", "protocols"
APART = (SWEEPS, PROTOCOLS)
"""Folders whose files are no pages."""


def lint_paths(paths: Sequence[Path], root: Path) -> list[LintFinding]:
    """Check files and folders, or without any the library in `root`; the list is empty when all is well.

    A folder with its own bibliography and findings is checked as a library of its own, any other folder as a
    pack beside `root`. Single files are checked as if they stood in `root` in place of those of the same id.
    Raises NotFound for a path that does not exist.
    """
    for path in paths:
        if not path.exists():
            raise NotFound(f"There is no file or folder {visible(str(path))}.")
    if not paths:
        return _lint_library(root)
    found: list[LintFinding] = []
    for path in paths:
        if path.is_dir():
            found += _lint_library(path) if _is_library(path) else _lint_pack(path, root)
    files = [path for path in paths if not path.is_dir()]
    return found + (_lint_files(files, root) if files else [])


def _is_library(folder: Path) -> bool:
    return all((folder / name).exists() for name in ("sources.toml", "findings.toml", "conditions"))


def _lint_library(root: Path) -> list[LintFinding]:
    shelf = read_shelf(scan(root, local=False))
    found = lint_shelf(shelf, known_to([shelf]))
    for name in ("sources", "findings", "red_flags", "rule_examples"):
        if name not in shelf.folder.tables:
            found.append(LintFinding(shelf.name_of(name), "", "is missing."))
    found += _lint_tables(shelf.folder, shelf.folder, known_to([shelf]))
    found += _lint_protocols(shelf.folder, known_to([shelf]))
    return found + list(_lint_signs(shelf, shelf.folder))


def _lint_pack(folder: Path, root: Path) -> list[LintFinding]:
    shipped = read_shelf(scan(root, local=False))
    pack = read_shelf(scan(folder, local=True))
    return with_packs(shipped, [pack])[1] + list(_lint_signs(pack, shipped.folder))


def _lint_files(files: Sequence[Path], root: Path) -> list[LintFinding]:
    stamped = [stamp(path, path.name) for path in files]
    shipped = read_shelf(scan(root, local=False))
    candidate = Folder(
        root=root,
        local=True,
        conditions=tuple(f for f in stamped if f.stem not in TABLES and _folder_of(f) not in APART),
        tables={file.stem: file for file in stamped if file.stem in TABLES},
        sweeps=tuple(file for file in stamped if _folder_of(file) == SWEEPS),
        protocols=tuple(file for file in stamped if _folder_of(file) == PROTOCOLS),
    )
    shelf = read_shelf(candidate)
    known = known_to([shipped, shelf])
    found = lint_shelf(shelf, known)
    found += _lint_tables(candidate, shipped.folder, known)
    found += _lint_protocols(candidate, known)
    return found + list(_lint_signs(shelf, shipped.folder))


def _folder_of(file: ContentFile) -> str:
    return file.path.absolute().parent.name


def _lint_tables(folder: Folder, shipped: Folder, known: Known) -> Iterator[LintFinding]:
    """Check findings, rules, examples and sweeps of a folder; what it does not bring is the shipped one."""
    broken: list[LintFinding] = []
    source = folder.tables.get("findings") or shipped.tables.get("findings")
    findings = read_or_note(source, broken) if source else None
    if findings is None or source is None:
        return
    if "findings" in folder.tables:
        yield from lint_findings(findings, source.name)
    rules = folder.tables.get("red_flags")
    for file in (*((rules,) if rules else ()), *folder.sweeps):
        table: dict[str, Any] | None = read_or_note(file, broken)
        if table is not None:
            sweep = file in folder.sweeps
            yield from (
                lint_sweep(table, findings, file.name, file.stem)
                if sweep
                else lint_rules(table, findings, file.name, known)
            )
    yield from _lint_examples(folder, shipped, findings, broken)
    yield from (finding for finding in broken if finding.file != source.name)


def _lint_examples(
    folder: Folder, shipped: Folder, findings: dict[str, Any], broken: list[LintFinding]
) -> Iterator[LintFinding]:
    """Check the rules against their examples when a folder brings either of the two."""
    if not folder.tables.keys() & {"red_flags", "rule_examples"}:
        return
    rules = folder.tables.get("red_flags") or shipped.tables.get("red_flags")
    examples = folder.tables.get("rule_examples") or shipped.tables.get("rule_examples")
    if rules is None or examples is None:
        return
    own = [] if "rule_examples" not in folder.tables else broken
    said, expressions = read_or_note(examples, own), read_or_note(rules, [])
    if said is not None and expressions is not None:
        yield from lint_rule_examples(said, expressions, findings, examples.name)


def _lint_protocols(folder: Folder, known: Known) -> Iterator[LintFinding]:
    for file in folder.protocols:
        found: list[LintFinding] = []
        table = read_or_note(file, found)
        if table is not None:
            protocol = read_protocol(table, file.name, found)
            found += [] if found else lint_protocol(protocol, file.name, known)
        yield from found


def _lint_signs(shelf: Shelf, shipped: Folder) -> Iterator[LintFinding]:
    """Check that a rule reads every emergency sign of the pages; broken rules are found elsewhere."""
    tables = {**shipped.tables, **shelf.folder.tables} if not shelf.folder.local else shipped.tables
    rules, findings = tables.get("red_flags"), tables.get("findings")
    if rules is None or findings is None:
        return
    expressions, vocabulary = read_or_note(rules, []), read_or_note(findings, [])
    if expressions is None or vocabulary is None:
        return
    ruleset = rules_or_none(expressions, vocabulary)
    for page in shelf.pages if ruleset else ():
        yield from lint_signs(page.condition, ruleset.read if ruleset else (), page.file.name)
