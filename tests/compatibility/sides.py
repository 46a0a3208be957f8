"""The two sides of a comparison, and the names that a line of a program may use on each."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import count
from pathlib import Path
from types import CodeType, MappingProxyType
from typing import Any, cast

from tinydb import JSONStorage, Query, Storage, TinyDB, operations, where
from tinydb.queries import QueryInstance
from tinydb.table import Document, Table

from trainer_tui.files import Disk
from trainer_tui.storage.cipher import KeyCost
from trainer_tui.storage.database import Database, open_database
from trainer_tui.storage.journal import JournalStorage

CHEAP = KeyCost(memory_kib=64, iterations=1, lanes=1)


class QuietDisk(Disk):
    """The real files, without waiting for the medium: nobody cuts the power here."""

    def sync(self, handle: int) -> None:
        """Do not wait."""

    def sync_folder(self, folder: Path) -> None:
        """Do not wait."""


class Outcomes(list[str]):
    """What came of a line, one text for each change in it."""


class Side:
    """A database and the names a line may use; each line is evaluated on its own for each side."""

    def __init__(self) -> None:
        self.db = self.open()
        self.held: dict[str, Table] = {}
        self.lent: list[Any] = []
        """What the caller still holds of what it has handed in or was shown."""
        self.names = {
            **{"Document": Document, "MappingProxyType": MappingProxyType, "Query": Query, "where": where},
            **{"date": date, "Fraction": Fraction, "Word": Word, "op": operations, "re": re},
            **{"append": append, "inside": inside, "reversing": reversing, "counting": counting},
            **{"raising": raising, "breaking": breaking, "sees": sees, "walk": self.walk},
            **{"db": self.db, "t": self.table, "keep": self.keep, "kept": self.kept, "lent": self.lend},
            **{"reopen": self.reopen, "compact": self.compact},
            **{"together": self.together, "undone": self.undone},
        }

    def open(self) -> TinyDB:
        """Open the database."""
        raise NotImplementedError

    def compact(self) -> None:
        """Write the database anew, where it can."""

    def together(self, *changes: Callable[[], Any]) -> Outcomes:
        """Make changes as one commit, where there is such a thing."""
        return Outcomes(self.tried(change, place) for place, change in enumerate(changes))

    def undone(self, *changes: Callable[[], Any]) -> Outcomes:
        """Make changes and take them all back."""
        raise NotImplementedError

    def tried(self, act: Callable[[], Any], place: int) -> str:
        """Do something and return what came of it; the place is the one among the outcomes of the line."""
        return outcome(act)

    def walk(self, table: Table, meanwhile: Callable[[], Any]) -> Outcomes:
        """Go through a table that is changed when its first document has been seen."""
        seen = Outcomes()
        for document in table:
            if not seen:
                seen.append(self.tried(meanwhile, 0))
            seen.append(show(document))
        return seen

    def table(self, name: str, **options: Any) -> Table:
        """Return a table."""
        return self.db.table(name, **options)

    def keep(self, name: str) -> None:
        """Take hold of a table; it may be dropped later and made again under the same name."""
        self.held[name] = self.table(name)

    def kept(self, name: str) -> Table:
        """Return the table that was taken hold of."""
        return self.held[name] if name in self.held else self.table(name)

    def lend(self, value: Any) -> Any:
        """Hand something in and keep hold of it."""
        self.lent.append(value)
        return value

    def reopen(self) -> None:
        """Close the database and open it again."""
        self.held.clear()
        self.db.close()
        self.db = self.names["db"] = self.open()

    def forget(self) -> None:
        """Let go of all tables, and so of the numbers that they would give next."""
        self.held.clear()
        self.db._tables.clear()

    def run(self, code: CodeType) -> Outcomes:
        """Evaluate a line and return what came of it, after which the caller spoils all it holds."""
        result: list[Any] = []

        def act() -> Any:
            result[:] = [eval(code, self.names)]
            return result[0]

        outcomes = Outcomes([self.tried(act, 0)])
        if result and isinstance(result[0], Outcomes):
            outcomes = result.pop()
        scribble(result)
        scribble(self.lent)
        self.lent.clear()
        return outcomes

    def content(self) -> dict[str, str]:
        """Return all that is in the tables, in order."""
        return {name: show(self.db.table(name).all()) for name in sorted(self.db.tables())}


class StockTable(Table):
    """TinyDB's table without its query cache, which gives wrong answers.

    The cache takes two searches with different flags for the same, and two fragments under different paths.
    """

    def __init__(self, storage: Storage, name: str, persist_empty: bool = False) -> None:
        super().__init__(storage, name, cache_size=0, persist_empty=persist_empty)


class StockDB(TinyDB):
    """TinyDB as it comes, without the query cache."""

    table_class: type[Table] = StockTable


class TextStorage(Storage):
    """What JSONStorage does, with the text in memory, and without infinities."""

    def __init__(self, text: str) -> None:
        self.text = text

    def read(self) -> Any:
        """Return what the text says."""
        return json.loads(self.text) if self.text else None

    def write(self, data: Mapping[str, Any]) -> None:
        """Keep data as text."""
        self.text = json.dumps(data, allow_nan=False)


class Stock(Side):
    """TinyDB as it comes, sparing an error where the store is known to have spared it."""

    text = ""
    awaited: Sequence[str] = ()
    """What came of the line in a store with indexes."""
    spared = 0

    def tried(self, act: Callable[[], Any], place: int) -> str:
        """Do something; should it raise what the store has not raised, let the parts of an `&` spare it."""
        restore = self.state()
        said = outcome(act)
        if place >= len(self.awaited) or said == self.awaited[place] or not is_error(said):
            return said
        restore()
        with mutually_sparing():
            said = outcome(act)
        if said == self.awaited[place]:
            self.spared += 1
            return said
        restore()
        return outcome(act)

    def open(self) -> StockDB:
        """Open what the last one left."""
        return StockDB(self.text, storage=TextStorage)

    def undone(self, *changes: Callable[[], Any]) -> Outcomes:
        """Make changes, then put back the text from before."""
        before = self.storage().text
        said = self.together(*changes)
        self.storage().text = before
        self.forget()
        return said

    def state(self) -> Callable[[], None]:
        """Return what brings this side back to where it is now."""
        text, tables, held = self.storage().text, dict(self.db._tables), dict(self.held)
        numbers = [(table, table._next_id) for table in (*tables.values(), *held.values())]

        def restore() -> None:
            self.storage().text = text
            self.db._tables, self.held = tables, held
            for table, number in numbers:
                table._next_id = number

        return restore

    def reopen(self) -> None:
        """Close the database and open it again."""
        self.text = self.storage().text
        super().reopen()

    def storage(self) -> TextStorage:
        """Return what holds the text."""
        return cast(TextStorage, self.db.storage)


class StockFile(Side):
    """TinyDB as it comes, on its own JSON file."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "stock.json"
        super().__init__()

    def open(self) -> StockDB:
        """Open the file."""
        return StockDB(self.path, storage=JSONStorage, allow_nan=False)

    def undone(self, *changes: Callable[[], Any]) -> Outcomes:
        """Make changes, then put back the file from before."""
        before = self.path.read_bytes()
        said = self.together(*changes)
        self.path.write_bytes(before)
        self.forget()
        return said


class Ours(Side):
    """The store."""

    db: Database

    def __init__(self, folder: Path, setup: Setup) -> None:
        self.path = folder / "records.tdb"
        self.setup = setup
        super().__init__()

    def open(self) -> Database:
        """Open the store; nothing about it may be worth a word."""
        db = open_database(
            self.path,
            passphrase="a long sentence" if self.setup.sealed else None,
            twin=self.setup.twin,
            indexes=self.setup.indexes,
            counters=False,
            cost=CHEAP,
            disk=QuietDisk(),
        )
        if db.report or db.read_only:
            raise AssertionError(f"opening says {db.report}")
        return db

    def compact(self) -> None:
        """Write the store anew."""
        self.db.compact()

    def together(self, *changes: Callable[[], Any]) -> Outcomes:
        """Make changes as one commit."""
        with self.db.transaction():
            return super().together(*changes)

    def undone(self, *changes: Callable[[], Any]) -> Outcomes:
        """Make changes as one commit that fails in the end."""
        said = Outcomes()
        with suppress(Undone), self.db.transaction():
            said = super().together(*changes)
            raise Undone
        self.forget()
        return said


class StorageAlone(Side):
    """The store's storage under TinyDB's own tables, which hand it everything at each change."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "records.tdb"
        super().__init__()

    def open(self) -> StockDB:
        """Open the storage."""
        return StockDB(self.path, storage=JournalStorage, counters=False, disk=QuietDisk())

    def undone(self, *changes: Callable[[], Any]) -> Outcomes:
        """Make changes, then write what was there before."""
        before = self.db.storage.read()
        said = self.together(*changes)
        self.db.storage.write(before or {})
        self.forget()
        return said


class Undone(Exception):
    """What ends a commit that is to be taken back."""


@dataclass(frozen=True, slots=True)
class Setup:
    """How the store is used."""

    indexes: bool = True
    sealed: bool = False
    twin: bool = True

    def __str__(self) -> str:
        indexes = "with indexes" if self.indexes else "scanning"
        return f"{'sealed' if self.sealed else 'plain'}, {indexes}, {'twin' if self.twin else 'one log'}"


@contextmanager
def mutually_sparing() -> Iterator[None]:
    """Let a query that is false spare the other side of its `&` from being asked, whichever stands first."""

    def both(self: QueryInstance, other: QueryInstance) -> QueryInstance:
        def test(document: Any) -> bool:
            try:
                first = self(document)
            except Exception:
                if not other(document):
                    return False
                raise
            return first and other(document)

        return QueryInstance(test, None)

    original = QueryInstance.__and__
    QueryInstance.__and__ = both  # type: ignore[method-assign]
    try:
        yield
    finally:
        QueryInstance.__and__ = original  # type: ignore[method-assign]


# What a line may use


class Word(str):
    """A text of its own type."""


def append(field: str, value: Any) -> Callable[[Any], None]:
    """Return an updater that changes a list in place."""
    return lambda doc: doc[field].append(value)


def inside(field: str, value: Any) -> Callable[[Any], None]:
    """Return an updater that changes a mapping in place."""
    return lambda doc: doc[field].update(side=value)


def reversing(doc: Any) -> None:
    """Put a document's fields into another order."""
    for field in reversed(list(doc)):
        doc[field] = doc.pop(field)


def counting() -> Callable[[Any], None]:
    """Return an updater that numbers the documents as they come to it."""
    numbers = count(1)

    def number(doc: Any) -> None:
        doc["x"] = next(numbers)

    return number


def raising(last: int) -> Callable[[Any], None]:
    """Return an updater that changes documents until it breaks in the middle of one."""
    number = counting()

    def change(doc: Any) -> None:
        number(doc)
        if doc["x"] >= last:
            raise ArithmeticError

    return change


def breaking(documents: Iterable[Any]) -> Iterator[Any]:
    """Hand out documents, then break."""
    yield from documents
    raise ArithmeticError


def sees(value: Any, wanted: list[Any]) -> bool:
    """Tell whether a value is wanted: a test with an argument that cannot be hashed as it is."""
    return value in wanted


# Showing and spoiling


def outcome(act: Callable[[], Any]) -> str:
    """Return what an act returns, or the type of its error."""
    try:
        return show(act())
    except NameError:  # the line is wrong, not what it does
        raise
    except Exception as error:  # noqa: BLE001 - whatever stock TinyDB raises is what is wanted
        return f"raises {type(error).__name__}"


def is_error(outcome: str) -> bool:
    """Tell whether an outcome is an error of the caller's; the store's own is none that may be met here."""
    return outcome.startswith("raises ") and outcome != "raises StoreError"


def show(value: Any) -> str:
    """Return a value as text that tells types, order and numbers of documents apart."""
    if isinstance(value, list):
        return f"[{', '.join(show(item) for item in value)}]"
    if isinstance(value, Document):
        return f"{type(value).__name__} {value.doc_id!r} {dict(value)!r}"
    if isinstance(value, Table):
        return value.name
    return repr(value)


def scribble(value: Any) -> None:
    """Change everything in a value that can be changed."""
    if isinstance(value, dict):
        scribble(list(value.values()))
        value["scribbled"] = True
    elif isinstance(value, list):
        for item in value:
            scribble(item)
        value.append("scribbled")
