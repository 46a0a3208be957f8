"""Checking content files: the shipped library, a pack, or single files that are to join the library."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from trainer_tui.domain.content_lint import Known
from trainer_tui.domain.errors import NotFound
from trainer_tui.domain.plain_text import visible
from trainer_tui.domain.rules_lint import lint_findings, lint_rules, lint_sweep
from trainer_tui.domain.table_reader import LintFinding
from trainer_tui.storage.content_files import TABLES, ContentFile, Folder, scan, stamp
from trainer_tui.storage.shelf import known_to, lint_shelf, read_or_note, read_shelf, with_packs


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
    for name in ("sources", "findings", "red_flags"):
        if name not in shelf.folder.tables:
            found.append(LintFinding(shelf.name_of(name), "", "is missing."))
    return found + list(_lint_tables(shelf.folder, shelf.folder, known_to([shelf])))


def _lint_pack(folder: Path, root: Path) -> list[LintFinding]:
    shipped = read_shelf(scan(root, local=False))
    pack = read_shelf(scan(folder, local=True))
    return with_packs(shipped, [pack])[1]


def _lint_files(files: Sequence[Path], root: Path) -> list[LintFinding]:
    stamped = [stamp(path, path.name) for path in files]
    shipped = read_shelf(scan(root, local=False))
    candidate = Folder(
        root=root,
        local=True,
        conditions=tuple(file for file in stamped if file.stem not in TABLES and not _is_sweep(file)),
        tables={file.stem: file for file in stamped if file.stem in TABLES},
        sweeps=tuple(file for file in stamped if _is_sweep(file)),
    )
    shelf = read_shelf(candidate)
    known = known_to([shipped, shelf])
    return lint_shelf(shelf, known) + list(_lint_tables(candidate, shipped.folder, known))


def _is_sweep(file: ContentFile) -> bool:
    return file.path.absolute().parent.name == "sweeps"


def _lint_tables(folder: Folder, shipped: Folder, known: Known) -> Iterator[LintFinding]:
    """Check findings, rules and sweeps of a folder; findings it does not bring are the shipped ones."""
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
    yield from (finding for finding in broken if finding.file != source.name)
