"""What the services need from the outside, as protocols; `bootstrap` decides what stands behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:  # the first screen needs the ports and none of this
    from trainer_tui.domain.clues import Clues
    from trainer_tui.domain.conditions import Condition, Source
    from trainer_tui.domain.credentials import Credentials
    from trainer_tui.domain.emergencies import Log, Sheet
    from trainer_tui.domain.handover import Leaving, Material, Packet, Streams
    from trainer_tui.domain.library import Catalogue, Label
    from trainer_tui.domain.passages import Passages
    from trainer_tui.domain.prints import Print
    from trainer_tui.domain.protocols import Protocol as ReturnProtocol
    from trainer_tui.domain.revisions import Revision, View
    from trainer_tui.domain.search import WordIndex
    from trainer_tui.domain.statements import Said
    from trainer_tui.domain.table_reader import LintFinding
    from trainer_tui.domain.venues import VenueBook
    from trainer_tui.domain.vocabulary import Purpose


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

    def each(self, kind: str) -> Iterator[View]:
        """Yield the views of a kind in the order they came here; each is read when it is asked for."""

    def find(self, kind: str, field: str, value: str) -> Sequence[View]:
        """Return the views of a kind in which a field has a value."""

    def history(self, record: str) -> Sequence[Revision]:
        """Return all revisions of a record, oldest first."""

    def revisions(self) -> Iterator[Revision]:
        """Yield every revision in the order it was written here."""

    def newest_first(self) -> Iterator[Revision]:
        """Yield every revision, what was written or taken in last here first; the rest is not read."""

    def refresh(self) -> bool:
        """Read what another copy of the app has written since; tell whether anything changed."""

    def close(self) -> None:
        """Let go of the store."""


CAPTURES = "capture-"
"""What the names of half recorded incidents begin with; a number follows."""


class DraftStore(Protocol):
    """What a person has typed and not saved yet: kept from the first key, found again after a crash.

    Drafts of encrypted records show themselves once those are open.
    """

    def save(self, name: str, draft: dict[str, Any]) -> None:
        """Keep a draft under a name such as `capture-1`; names carry nothing clinical."""

    def load(self, name: str) -> dict[str, Any] | None:
        """Return a draft, None when there is none or it cannot be read."""

    def names(self, prefix: str = "") -> Sequence[str]:
        """Return the names of the drafts that exist, sorted."""

    def discard(self, name: str) -> None:
        """Forget a draft; one that does not exist is no error."""


class VenueStore(Protocol):
    """The venues with their emergency action plans; readable whether the records are or not."""

    def load(self) -> VenueBook:
        """Return all venues that can be read, with a sentence for each that cannot. Never fails."""

    def save(self, book: VenueBook) -> None:
        """Write all venues; raises StoreError."""


class PendingStore(Protocol):
    """Logs of emergencies that the record does not have yet: times and kinds alone."""

    def load(self) -> Sequence[Log]:
        """Return what waits, oldest first."""

    def save(self, log: Log) -> None:
        """Keep a log; safe on the disk when it returns. Raises StoreError."""

    def discard(self, ident: str) -> None:
        """Forget a log that the record has. Raises StoreError."""


class SheetWriter(Protocol):
    """The hand-over sheet for the ambulance: asks nothing, needs no records."""

    def text(self, sheet: Sheet) -> str:
        """Return the sheet as plain text of 78 columns."""

    def placed(self, text: str, target: Path) -> AbstractContextManager[Path]:
        """Write a sheet beside its place, run a block, then put it there, under a free name.

        Yields where it will stand. Raises BadInput when it cannot be written.
        """


class Upkeep(Protocol):
    """Looking after the store as a whole."""

    def info(self) -> dict[str, Any]:
        """Return where the store is and what it holds, with `ok` and `report`."""

    def verify(self) -> list[str]:
        """Walk everything, hash chain included; return what is wrong in sentences, empty when nothing."""

    def backup(self, target: Path) -> Path:
        """Write a verified copy to a file or into a folder and return its path."""

    @property
    def sealed(self) -> bool:
        """Whether the records are encrypted on the disk."""

    def opened_by(self, credentials: Credentials) -> bool:
        """Tell whether these open the encrypted records that are open here."""

    @property
    def recovery_key(self) -> str:
        """What a person has to print, right after encrypted records were begun; "" otherwise."""

    def set_passphrase(self, new: str | None) -> str:
        """Encrypt everything with a new passphrase, or nothing any more with None.

        Returns the recovery key to print, "" for none. Raises StoreError; the former passphrase then holds.
        """

    def compact(self) -> None:
        """Write the records anew without what was superseded; raises StoreError."""

    def restore(self, source: Path, *, force: bool = False) -> Path | None:
        """Put a backup in place; a newer store needs `force` and is kept aside: returns where."""


class Exporters(Protocol):
    """The formats in which records leave this laptop.

    What grows with the number of records is read and written piece by piece: a packet makes its incidents,
    rows and revisions when they are asked for, a format hands them on, and the hash is added up on the way.
    """

    @property
    def formats(self) -> Sequence[str]:
        """The names of the formats."""

    def material(self, name: str, purpose: Purpose) -> Material:
        """Return what a format is written from; raises UsageError for an unknown one, BadInput for a
        purpose it does not serve.
        """

    def check_password(self, name: str, password: str) -> str:
        """Return the password as it is used, empty for none; raises UsageError or FieldError to refuse it."""

    def render(self, name: str, packet: Packet) -> Streams:
        """Return the content of a format; raises BadInput, also while it is read, when it cannot show what
        it is given.
        """

    def leaving(self, name: str, packet: Packet) -> Leaving:
        """Tell what a file would hold, from the rows that would be written."""

    def check_target(self, name: str, target: Path, *, force: bool) -> None:
        """Refuse a target that cannot or must not be written; raises BadInput."""

    def placed(
        self, name: str, packet: Packet, target: Path, told: Callable[[int], None] | None = None
    ) -> AbstractContextManager[Mapping[str, str]]:
        """Write a format beside its place, run a block with the SHA-256 of each file, then put it in place in
        one step; the one name "" stands for a single file.

        `told` hears how many bytes are written so far. An error there or in the block leaves nothing behind.
        Raises BadInput when it cannot be rendered or written.
        """


class PrintWriter(Protocol):
    """Writes sheets to print."""

    def check_target(self, target: Path, *, force: bool) -> None:
        """Refuse a target that cannot or must not be written; raises BadInput."""

    def placed(self, sheet: Print, target: Path, at: datetime) -> AbstractContextManager[bytes]:
        """Lay a sheet out, run a block with what will be written, then put it in place in one step.

        An error in the block leaves nothing behind. Raises BadInput when it cannot be laid out or written.
        """


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

    def said(self) -> Sequence[Said]:
        """Return the statements of all pages that name findings."""

    def words(self) -> WordIndex:
        """Return the index that searching needs."""

    def passages(self, ident: str) -> Passages:
        """Return the texts of a condition that searching finds, none for an unknown one."""

    def clues(self) -> Clues:
        """Return what the pages say that an answer can point to."""

    def rules(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the tables of the red-flag rules and of the findings they read."""

    def sweeps(self) -> dict[str, dict[str, Any]]:
        """Return the tables of the sweeps by region."""

    def protocol_labels(self, condition: str) -> Sequence[Label]:
        """Return id and name of the protocols that serve a condition, without reading them."""

    def protocols(self) -> Mapping[str, ReturnProtocol]:
        """Return the protocols of return by id."""

    def emergency(self) -> dict[str, Any]:
        """Return the table of what the emergency screen says; raises TrainerError when it is unreadable."""

    def codes(self) -> Mapping[str, Mapping[str, Any]]:
        """Return the tables of codes by name; raises TrainerError when one is unreadable."""

    def lint(self, paths: Sequence[Path] = ()) -> list[LintFinding]:
        """Check content files and folders, or the shipped library when none are given."""
