"""The version of a record file's tables, and the steps from older ones to the present one.

A file carries its schema number and the names of the steps it has been through, in a table of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from trainer_tui.domain.errors import StoreError
from trainer_tui.storage.database import Database

STORE = "store"
"""The table that says what the file is."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One named step; it changes the tables through TinyDB and never runs twice on a file."""

    name: str
    apply: Callable[[Database], None]


MIGRATIONS: tuple[Migration, ...] = ()
"""All steps in the order they were invented; one that was released is never changed."""


def schema(migrations: Sequence[Migration] = MIGRATIONS) -> int:
    """Return the schema number of this version of the app: 1, plus one a step."""
    return 1 + len(migrations)


def stamp(database: Database, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Note in a new file which schema it has; a file that says so already is left alone."""
    table = database.table(STORE)
    if not len(table):
        table.insert({"schema": schema(migrations), "migrations": [step.name for step in migrations]})


def pending(database: Database, migrations: Sequence[Migration] = MIGRATIONS) -> list[Migration]:
    """Return the steps that a file still has to go through.

    Raises StoreError for a file of a newer version and for one without a schema number.
    """
    if not database.tables():
        return []
    where = f"The record file {database.storage.path}"
    heads = database.table(STORE).all()
    if len(heads) != 1:
        raise StoreError(f"{where} does not say how its tables are to be read; restore a backup.")
    head = heads[0]
    if head["schema"] > schema(migrations) or set(head["migrations"]) - {step.name for step in migrations}:
        raise StoreError(f"{where} was written by a newer version of the app; update the app to open it.")
    return [step for step in migrations if step.name not in head["migrations"]]


def migrate(
    database: Database,
    before: Callable[[], object],
    *,
    read_only: bool,
    migrations: Sequence[Migration] = MIGRATIONS,
) -> list[str]:
    """Bring a file to the present schema in one commit and return the names of the steps taken.

    `before` makes a backup and is called when there is something to do. Raises StoreError as `pending`
    does, and for an older file that may not be written.
    """
    steps = pending(database, migrations)
    if not steps:
        return []
    if read_only:
        raise StoreError(
            f"The record file {database.storage.path} is of an older version and has to be opened for "
            "writing once first."
        )
    before()
    with database.transaction():
        for step in steps:
            step.apply(database)
        names = [step.name for step in migrations]
        database.table(STORE).update({"schema": schema(migrations), "migrations": names})
    return [step.name for step in steps]
