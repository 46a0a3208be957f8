"""A history of changes that depends on its seed alone, and what a database has to hold after each of them.

Every change gives its documents their ids, so that the states before and after it are known without asking
the database under attack.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from tinydb import TinyDB, where
from tinydb.table import Document

TABLES = ("athletes", "incidents", "visits")

Content = dict[str, dict[int, dict[str, Any]]]
"""What a database holds: documents by id, by table. A table without documents is left out."""

Place = tuple[str, int]
"""Table and id of a document."""

SECRET = "Quattlebaum"
LETTERS = 'abcdefghijklmnopqrstuvwxyzäöüß漢字🤕 \n"\\'


@dataclass(frozen=True)
class Act:
    """One change of one document: what it is afterwards, None when it is removed."""

    table: str
    id: int
    document: Mapping[str, Any] | None
    new: bool = False

    @property
    def place(self) -> Place:
        return self.table, self.id

    def apply(self, database: TinyDB) -> None:
        table = database.table(self.table)
        if self.document is None:
            table.remove(doc_ids=[self.id])
        elif self.new:
            table.insert(Document(dict(self.document), self.id))
        elif self.id % 2:
            table.update(dict(self.document), doc_ids=[self.id])
        else:
            table.update(dict(self.document), where("uid") == self.document["uid"])


Step = tuple[Act, ...]
"""What is one commit: all of it is kept or nothing."""


def apply(database: TinyDB, step: Step) -> None:
    """Let a step happen in a database."""
    together = database.transaction() if len(step) > 1 else nullcontext()
    with together:
        for act in step:
            act.apply(database)


def read(database: TinyDB) -> Content:
    """Return what a database holds."""
    found = {
        name: {document.doc_id: dict(document) for document in database.table(name)}
        for name in database.tables()
    }
    return {name: documents for name, documents in found.items() if documents}


def differing(one: Content, other: Content) -> set[Place]:
    """Return where two contents are not the same."""
    return {
        (name, number)
        for name in one.keys() | other.keys()
        for number in one.get(name, {}).keys() | other.get(name, {}).keys()
        if one.get(name, {}).get(number) != other.get(name, {}).get(number)
    }


class Plan:
    """A history that goes on for as long as it is asked to; `single` for databases without transactions."""

    def __init__(self, seed: object, *, single: bool = False, letters: int = 300, most: int = 30) -> None:
        self._chance = random.Random(f"{seed}")
        self._single = single
        self._letters = letters
        self._most = most
        self._made = 0
        self.steps: list[Step] = []
        self.contents: list[Content] = [{}]
        """What there is after each number of steps."""

    @property
    def last(self) -> Content:
        return self.contents[-1]

    def next(self) -> Step:
        """Return a step that may follow; it counts only when it is accepted."""
        self._made += 1
        kind = self._chance.random()
        if kind < 0.3 and not self._single:
            first, second, third = TABLES
            return (self._insert(first), self._insert(second), self._change(third))
        table = self._chance.choice(TABLES)
        crowded = len(self.last.get(table, {})) >= self._most
        if crowded and kind < 0.7:
            return (self._remove(table),)
        return (self._insert(table) if kind < 0.75 and not crowded else self._change(table),)

    def accept(self, step: Step) -> None:
        """Take a step into the history."""
        tables = {act.table: dict(self.last.get(act.table, {})) for act in step}
        for act in step:
            if act.document is None:
                del tables[act.table][act.id]
            else:
                tables[act.table][act.id] = dict(act.document)
        after = {**self.last, **tables}
        self.steps.append(step)
        self.contents.append({name: documents for name, documents in after.items() if documents})

    def go_on(self, steps: int, database: TinyDB | None = None) -> None:
        """Take several steps, in a database too if one is given."""
        for _ in range(steps):
            step = self.next()
            if database is not None:
                apply(database, step)
            self.accept(step)

    def copy(self) -> Plan:
        """Return the same history, to be continued apart."""
        other = copy.copy(self)
        other._chance = copy.copy(self._chance)
        other.steps, other.contents = [*self.steps], [*self.contents]
        return other

    def wind_back(self, steps: int) -> None:
        """Forget what came after a number of steps."""
        del self.steps[steps:], self.contents[steps + 1 :]

    def begin_here(self) -> None:
        """Forget what came before: the state there is now becomes the one after no steps."""
        self.steps, self.contents = [], [self.last]

    def shown(self, place: Place) -> list[dict[str, Any]]:
        """Return all that ever stood in a place."""
        table, number = place
        return [content[table][number] for content in self.contents if number in content.get(table, {})]

    def _insert(self, table: str) -> Act:
        return Act(table, self._made, self._document(f"{table}-{self._made}"), new=True)

    def _change(self, table: str) -> Act:
        there = self.last.get(table)
        if not there:
            return self._insert(table)
        number = self._chance.choice(sorted(there))
        return Act(table, number, self._document(there[number]["uid"]))

    def _remove(self, table: str) -> Act:
        return Act(table, self._chance.choice(sorted(self.last[table])), None)

    def _document(self, uid: str) -> dict[str, Any]:
        length = self._chance.randrange(self._letters + 1)
        return {
            "uid": uid,
            "name": SECRET,
            "made": self._made,
            "places": [self._chance.randrange(100) for _ in range(3)],
            "note": "".join(self._chance.choices(LETTERS, k=length)),
            "open": self._chance.choice((True, False, None)),
        }


def invented(plan: Plan, found: Content) -> list[Place]:
    """Return where there is something that never stood there in the whole history."""
    return [
        (table, number)
        for table, documents in found.items()
        for number, document in documents.items()
        if document not in plan.shown((table, number))
    ]


def fits(plan: Plan, found: Content, candidates: Sequence[int]) -> int | None:
    """Return after which number of steps the history holds what was found, None when after none."""
    return next((number for number in candidates if plan.contents[number] == found), None)
