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
from trainer_tui.domain.triage import RuleSet
from trainer_tui.storage.content_files import TABLES, ContentFile, Folder, scan, stamp
from trainer_tui.storage.content_lines import with_lines
from trainer_tui.storage.shelf import Shelf, known_to, lint_shelf, read_or_note, read_shelf, with_packs

_TOGETHER = {"red_flags", "rule_examples"}
SWEEPS, PROTOCOLS = "sweeps", "protocols"
APART = (SWEEPS, PROTOCOLS)
"""Folders whose files are no pages."""


def lint_paths(paths: Sequence[Path], root: Path) -> list[LintFinding]:
    """Check files and folders, or without any the library in `root`; the list is empty when all is well.

    A folder with its own bibliography, findings, rules and conditions is checked as a library of its own, any
    other folder as a pack beside `root`. Single files are checked as if they stood in `root` in place of the
    ones of the same id. Raises NotFound for a path that does not exist.
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
    own = ("sources.toml", "findings.toml", "red_flags.toml", "conditions")
    return all((folder / name).exists() for name in own)


def _lint_library(root: Path) -> list[LintFinding]:
    shelf = read_shelf(scan(root, local=False))
    found = lint_shelf(shelf, known_to([shelf]))
    for name in ("sources", "findings", "red_flags", "rule_examples"):
        if name not in shelf.folder.tables:
            found.append(LintFinding(shelf.name_of(name), "", "is missing."))
    found += _lint_tables(shelf.folder, shelf.folder, known_to([shelf]))
    found += _lint_protocols(shelf.folder, known_to([shelf]))
    found += _lint_signs(shelf, shelf.folder)
    return with_lines(found, shelf.folder.files())


def _lint_pack(folder: Path, root: Path) -> list[LintFinding]:
    """Check a pack: its pages as they would join the library, and its rules although no pack may change any.

    They are read against what is shipped together with what the pack brings, so that somebody who writes
    rules for the next library learns of every mistake.
    """
    shipped = read_shelf(scan(root, local=False))
    pack = read_shelf(scan(folder, local=True))
    found = with_packs(shipped, [pack])[1]
    for finding in pack.findings.keys() & shipped.findings.keys():
        problem = "is a finding of the library already; give yours another id."
        found.append(LintFinding(pack.name_of("findings"), finding, problem))
    found += _lint_tables(pack.folder, shipped.folder, known_to([shipped, pack]), adds=True)
    found += _lint_signs(pack, shipped.folder)
    return with_lines(found, (*pack.folder.files(), *shipped.folder.files()))


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
    replaced = {page.condition.id for page in shelf.pages}
    found = lint_shelf(shelf, known, [page for page in shipped.pages if page.condition.id not in replaced])
    found += _lint_tables(candidate, shipped.folder, known)
    found += _lint_protocols(candidate, known)
    found += _lint_signs(shelf, shipped.folder)
    return with_lines(found, (*candidate.files(), *shipped.folder.files()))


def _folder_of(file: ContentFile) -> str:
    return file.path.absolute().parent.name


def _lint_tables(
    folder: Folder, shipped: Folder, known: Known, *, adds: bool = False
) -> Iterator[LintFinding]:
    """Check findings, rules, examples and sweeps of a folder; what it does not bring is the shipped one.

    With `adds` the findings of the folder stand beside the shipped ones, not in their place.
    """
    broken: list[LintFinding] = []
    own, findings = _findings(folder, shipped, adds)
    if findings is None:
        return
    if own is not None:
        yield from lint_findings(own, folder.tables["findings"].name)
    file = folder.tables.get("red_flags") or shipped.tables.get("red_flags")
    rules = read_or_note(file, broken) if file else None
    if file and rules is not None and "red_flags" in folder.tables:
        yield from lint_rules(rules, findings, file.name, known)
    ruleset = rules_or_none(rules, findings) if rules is not None else None
    for sweep in folder.sweeps:
        table = read_or_note(sweep, broken)
        if table is not None:
            yield from lint_sweep(table, findings, ruleset, sweep.name, sweep.stem)
    if "red_flags" in folder.tables and not adds:
        yield from _lint_other_sweeps(folder, shipped, findings, ruleset)
    examples = folder.tables.get("rule_examples") or shipped.tables.get("rule_examples")
    if examples and rules is not None and folder.tables.keys() & _TOGETHER:
        said = read_or_note(examples, broken)
        # A pack has examples of its own rules, or none.
        if said is not None and (not adds or folder.tables.keys() >= _TOGETHER):
            yield from lint_rule_examples(said, rules, findings, examples.name)
    brought = {brought.name for brought in folder.files()}
    yield from (finding for finding in broken if finding.file in brought)


def _findings(
    folder: Folder, shipped: Folder, adds: bool
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Return a folder's findings and those that its rules may read; unreadable ones are noted elsewhere."""
    own, base = (
        read_or_note(of.tables["findings"], []) if "findings" in of.tables else None
        for of in (folder, shipped)
    )
    if own is None or not adds or base is None:
        return own, base if own is None else own
    shipped_rows, own_rows = (_tables_in(table, "finding") for table in (base, own))
    taken = {row.get("id") for row in shipped_rows}
    return own, {"finding": [*shipped_rows, *(row for row in own_rows if row.get("id") not in taken)]}


def _tables_in(content: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """Return the tables under a key, whatever else stands there."""
    rows = content.get(key)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _lint_other_sweeps(
    folder: Folder, shipped: Folder, findings: dict[str, Any], ruleset: RuleSet | None
) -> Iterator[LintFinding]:
    """Check that the shipped sweeps reach rules that are to take the place of the shipped ones."""
    brought = {sweep.stem for sweep in folder.sweeps}
    for sweep in shipped.sweeps:
        table = read_or_note(sweep, []) if sweep.stem not in brought else None
        if table is not None:
            yield from lint_sweep(table, findings, ruleset, sweep.name, sweep.stem)


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
