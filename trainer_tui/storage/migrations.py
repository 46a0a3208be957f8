"""The version of a record file's tables, and the steps from older ones to the present one.

A file carries its schema number and the names of the steps it has been through, in a table of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trainer_tui.domain.errors import StoreError
from trainer_tui.domain.revisions import SCHEMA, Revision, fold
from trainer_tui.storage.database import Database
from trainer_tui.storage.rows import REVISIONS, STORE, ledger_row, view_row

Head = tuple[int, str]
"""The hybrid clock and the hash of the last revision of a device."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One named step; it changes the tables through TinyDB and never runs twice on a file."""

    name: str
    apply: Callable[[Database], None]


def _rows_by_id(database: Database) -> None:
    """Put every revision and view into the row of its id, and note where each device's chain stands."""
    records: dict[str, list[Revision]] = {}
    history = [Revision.from_json(document) for document in database.table(REVISIONS)]
    for revision in history:
        records.setdefault(revision.record, []).append(revision)
    for name in database.tables() - {STORE}:
        database.table(name).truncate()
    database.table(REVISIONS).insert_multiple(ledger_row(revision) for revision in history)
    for revisions in records.values():
        view = fold(revisions)
        database.table(view.kind).insert(view_row(view, revisions))
    database.table(STORE).update(standing(history, {}))


MIGRATIONS: tuple[Migration, ...] = (Migration("rows-by-id", _rows_by_id),)
"""All steps in the order they were invented; one that was released is never changed."""


def schema(migrations: Sequence[Migration] = MIGRATIONS) -> int:
    """Return the schema number of this version of the app: 1, plus one a step."""
    return 1 + len(migrations)


def standing(fresh: Sequence[Revision], before: Mapping[str, Head]) -> dict[str, Any]:
    """Return where the ledger stands after fresh revisions: the last clock and hash of each device."""
    heads = dict(before)
    for revision in fresh:
        clock, last = heads.get(revision.device, (0, ""))
        heads[revision.device] = max((clock, last), (revision.hlc, revision.hash))
    return {"heads": heads, "revision_schema": SCHEMA}


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
    newer = head["schema"] > schema(migrations) or head.get("revision_schema", 0) > SCHEMA
    if newer or set(head["migrations"]) - {step.name for step in migrations}:
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
    try:
        with database.transaction():
            for step in steps:
                step.apply(database)
            names = [step.name for step in migrations]
            database.table(STORE).update({"schema": schema(migrations), "migrations": names})
    except (KeyError, TypeError, ValueError) as error:
        raise StoreError(
            f"The record file {database.storage.path} holds rows that are not whole; restore a backup."
        ) from error
    return [step.name for step in steps]
