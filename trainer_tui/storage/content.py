"""The reference library on disk: shipped files and packs, compiled so that a start parses little."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainer_tui.domain.clues import Clues
from trainer_tui.domain.conditions import Condition, Source
from trainer_tui.domain.content_reader import read_condition
from trainer_tui.domain.errors import NotFound, TrainerError
from trainer_tui.domain.library import Catalogue, Label, catalogue_from_json
from trainer_tui.domain.passages import Passages
from trainer_tui.domain.plain_text import visible
from trainer_tui.domain.search import WordIndex
from trainer_tui.domain.statements import Said
from trainer_tui.domain.table_reader import LintFinding
from trainer_tui.storage.content_cache import (
    DamagedPart,
    Parts,
    PartsInMemory,
    open_parts,
    state_key,
    write_parts,
)
from trainer_tui.storage.content_files import Folder, scan

if TYPE_CHECKING:
    from trainer_tui.domain.clues import Clues
    from trainer_tui.domain.protocols import Protocol


class ContentLibrary:
    """The library behind the `ContentStore` port. Nothing is read before it is asked for.

    What reads and checks TOML is imported only when the compiled index does not serve.
    """

    def __init__(self, root: Path, *, packs: Sequence[Path] = (), cache_dir: Path | None = None) -> None:
        """Take the shipped `data` folder, packs in the same format, and a folder for the compiled index."""
        self._root = root
        self._packs = packs
        self._cache_dir = cache_dir
        self._parts: Parts | None = None
        self._missing_packs: list[str] = []
        self._catalogue: Catalogue | None = None
        self._pages: dict[str, Condition] = {}
        self._bibliography: dict[str, Source] | None = None
        self._words: WordIndex | None = None
        self._said: tuple[Said, ...] | None = None
        self._passages: dict[str, Any] | None = None
        self._clues: Clues | None = None
        self._protocols: Mapping[str, Protocol] | None = None

    @property
    def report(self) -> tuple[str, ...]:
        """What was left out of the packs and why, in sentences; empty when nothing was."""
        left_out: list[str] = self._part("report")
        return (*self._missing_packs, *left_out)

    def catalogue(self) -> Catalogue:
        """Return what exists and how it is linked; raises TrainerError when the shipped files are broken."""
        if self._catalogue is None:
            self._catalogue = catalogue_from_json(self._part("catalogue"))
        return self._catalogue

    def condition(self, ident: str) -> Condition:
        """Return the page of a condition; raises NotFound when it has none."""
        if ident not in self._pages:
            if ident not in self.catalogue().entries:
                raise NotFound(f"The library has no page for “{visible(ident)[:64]}”; try a search.")
            page = self._part(f"page {ident}")
            self._pages[ident] = read_condition(page["table"], "", [], local=page["local"])
        return self._pages[ident]

    def bibliography(self) -> Mapping[str, Source]:
        """Return every source by id."""
        if self._bibliography is None:
            sources = [Source(*row) for row in self._part("sources")]
            self._bibliography = {source.id: source for source in sources}
        return self._bibliography

    def said(self) -> tuple[Said, ...]:
        """Return the statements of all pages that name findings."""
        if self._said is None:
            self._said = tuple(
                Said(page, item, text, tuple(sources), tuple(findings))
                for page, item, text, sources, findings in self._part("statements")
            )
        return self._said

    def words(self) -> WordIndex:
        """Return the index that searching needs."""
        if self._words is None:
            self._words = WordIndex.from_json(self._part("words"))
        return self._words

    def passages(self, ident: str) -> Passages:
        """Return the texts of a condition that searching finds, none for an unknown one."""
        if self._passages is None:
            self._passages = self._part("passages")
        return Passages(self._passages.get(ident, ()))

    def clues(self) -> Clues:
        """Return what the pages say that an answer can point to."""
        if self._clues is None:
            from trainer_tui.domain.clues import Clues

            self._clues = Clues.from_json(self._part("clues"))
        return self._clues

    def rules(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the tables of the red-flag rules and of the findings they read."""
        compiled = self._part("rules")
        if compiled:
            return compiled[0], compiled[1]
        from trainer_tui.storage.content_build import load_rules

        return load_rules(self._root)

    def sweeps(self) -> dict[str, dict[str, Any]]:
        """Return the tables of the sweeps by region."""
        compiled: dict[str, dict[str, Any]] | None = self._part("sweeps")
        if compiled is not None:
            return compiled
        from trainer_tui.storage.content_build import load_sweeps

        return load_sweeps(self._root)

    def protocol_labels(self, condition: str) -> Sequence[Label]:
        """Return id and name of the protocols that serve a condition, without reading them."""
        labels: dict[str, list[list[str]]] = self._part("protocol_labels")
        return [Label(ident, name) for ident, name in labels.get(condition, ())]

    def protocols(self) -> Mapping[str, Protocol]:
        """Return the protocols of return by id."""
        if self._protocols is None:
            from trainer_tui.domain.protocol_reader import read_protocol

            tables: list[dict[str, Any]] = self._part("protocols")
            found = [read_protocol(table, "", []) for table in tables]
            self._protocols = {protocol.id: protocol for protocol in found}
        return self._protocols

    def emergency(self) -> dict[str, Any]:
        """Return the table of what the emergency screen says; raises TrainerError when it is unreadable."""
        return _table(self._root / "emergency.toml")

    def codes(self) -> Mapping[str, Mapping[str, Any]]:
        """Return the tables of codes by name; raises TrainerError when one is unreadable."""
        return {path.stem: _table(path) for path in sorted((self._root / "codes").glob("*.toml"))}

    def lint(self, paths: Sequence[Path] = ()) -> list[LintFinding]:
        """Check the given files and folders, or the shipped library when none are given."""
        from trainer_tui.storage.content_check import lint_paths

        return lint_paths(paths, self._root)

    def _part(self, name: str) -> Any:
        """Return a part of the compiled library; one that is damaged has everything built again."""
        if self._parts is None:
            self._parts = self._open()
        try:
            return self._parts.part(name)
        except DamagedPart:
            self._parts = self._build(self._folders())
        try:
            return self._parts.part(name)
        except DamagedPart:
            raise TrainerError(
                "The files of the reference library changed while it was open; start the app again."
            ) from None

    def _open(self) -> Parts:
        folders = self._folders()
        if self._cache_dir:
            compiled = open_parts(self._cache_dir, state_key(folders))
            if compiled:
                return compiled
        return self._build(folders)

    def _build(self, folders: Sequence[Folder]) -> Parts:
        from trainer_tui.storage.content_build import compile_folders

        parts = compile_folders(folders)
        if self._cache_dir:
            write_parts(self._cache_dir, state_key(folders), parts)
        return PartsInMemory(parts)

    def _folders(self) -> list[Folder]:
        """List the shipped folder and every pack that is there; a missing pack takes nothing else down."""
        try:
            folders = [scan(self._root, local=False)]
        except TrainerError as problem:
            raise TrainerError(
                f"The reference library is missing. {problem.message} Install the app again."
            ) from problem
        self._missing_packs = []
        for pack in self._packs:
            try:
                folders.append(scan(pack, local=True))
            except TrainerError as problem:
                self._missing_packs.append(f"A pack was left out. {problem.message}")
        return folders


def _table(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise TrainerError(f"{path.name} cannot be read ({error.strerror}).") from None
    except ValueError as error:
        raise TrainerError(f"{path.name} is damaged ({error}).") from None
