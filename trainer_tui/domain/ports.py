"""What the services need from the outside, as protocols; `bootstrap` decides what stands behind them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from trainer_tui.domain.conditions import Condition, Source
from trainer_tui.domain.library import Catalogue
from trainer_tui.domain.revisions import Revision, View
from trainer_tui.domain.search import WordIndex
from trainer_tui.domain.table_reader import LintFinding


class RecordStore(Protocol):
    """The record: a ledger of revisions and the view each record adds up to."""

    @property
    def device(self) -> str:
        """The id of this laptop's copy."""

    @property
    def read_only(self) -> bool:
        """Whether changes are refused because another copy of the app holds the store."""

    @property
    def report(self) -> Sequence[str]:
        """What opening found wrong, in sentences; empty when nothing."""

    @property
    def generation(self) -> int:
        """A number that changes whenever what can be read here has changed."""

    def head(self) -> tuple[str, int]:
        """Return the hash of this device's last revision ("" for none) and the highest hybrid clock here.

        The clock counts every device's revisions: what is written next comes after all it was shown.
        """

    def commit(self, revisions: Sequence[Revision]) -> None:
        """Write revisions and the views they change: all or nothing, safe on disk when it returns.

        Raises StoreError when they could not be written; then nothing changed.
        """

    def get(self, kind: str, record: str) -> View | None:
        """Return the view of one record, None when there is none."""

    def all(self, kind: str) -> Sequence[View]:
        """Return the views of all records of a kind, in the order they were made."""

    def find(self, kind: str, field: str, value: str) -> Sequence[View]:
        """Return the views of a kind in which a field has a value."""

    def history(self, record: str) -> Sequence[Revision]:
        """Return all revisions of a record, oldest first."""

    def revisions(self) -> Iterator[Revision]:
        """Yield every revision in the order it was written here."""

    def refresh(self) -> bool:
        """Read what another copy of the app has written since; tell whether anything changed."""

    def close(self) -> None:
        """Let go of the store."""


class DraftStore(Protocol):
    """What a person has typed and not saved yet: kept from the first key, found again after a crash."""

    def save(self, name: str, draft: dict[str, Any]) -> None:
        """Keep a draft under a name such as `capture-1`; names carry nothing clinical."""

    def load(self, name: str) -> dict[str, Any] | None:
        """Return a draft, None when there is none or it cannot be read."""

    def names(self, prefix: str = "") -> Sequence[str]:
        """Return the names of the drafts that exist, sorted."""

    def discard(self, name: str) -> None:
        """Forget a draft; one that does not exist is no error."""


class Upkeep(Protocol):
    """Looking after the store as a whole."""

    def info(self) -> dict[str, Any]:
        """Return where the store is and what it holds, with `ok` and `report`."""

    def verify(self) -> list[str]:
        """Walk everything, hash chain included; return what is wrong in sentences, empty when nothing."""

    def backup(self, target: Path) -> Path:
        """Write a verified copy to a file or into a folder and return its path."""

    def restore(self, source: Path, *, force: bool = False) -> Path | None:
        """Put a backup in place; a newer store needs `force` and is kept aside: returns where."""


class ContentStore(Protocol):
    """The reference library: small parts at the start, a page when it is asked for."""

    @property
    def report(self) -> Sequence[str]:
        """What was left out of the packs and why, in sentences; empty when nothing was."""

    def catalogue(self) -> Catalogue:
        """Return what exists and how it is linked; raises TrainerError when the library is broken."""

    def condition(self, ident: str) -> Condition:
        """Return the page of a condition; raises NotFound when it has none."""

    def bibliography(self) -> Mapping[str, Source]:
        """Return every source by id."""

    def words(self) -> WordIndex:
        """Return the index that searching needs."""

    def rules(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the tables of the red-flag rules and of the findings they read."""

    def sweeps(self) -> dict[str, dict[str, Any]]:
        """Return the tables of the sweeps by region."""

    def lint(self, paths: Sequence[Path] = ()) -> list[LintFinding]:
        """Check content files and folders, or the shipped library when none are given."""
