"""What of the tables would leave: told from the rows themselves, before they are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from trainer_tui.domain.handover import Leaving, Section
from trainer_tui.exports.columns import Column, Shared
from trainer_tui.exports.tables import Row

SMALL_CELL = 5
"""A value that fewer rows share can point at a person. No source: ours, a choice on the side of caution."""
CAUTION = (
    f"A value that stands in fewer than {SMALL_CELL} rows can still point at a person: look at these before "
    "sharing."
)


def leaving_of(
    columns: Mapping[str, Sequence[Column]], tables: Mapping[str, Iterable[Row]], *, aggregate: bool
) -> Leaving:
    """Go through every row once and tell the columns in which something stands; of de-identified tables
    also which values few rows share.
    """
    sections: list[Section] = []
    warnings: list[str] = []
    for table, own in columns.items():
        counts: dict[str, Counter[str]] = {column.name: Counter() for column in own if _countable(column)}
        filled: set[str] = set()
        entries = 0
        for entries, row in enumerate(tables[table], start=1):  # noqa: B007 - how many there were
            filled.update(name for name, value in row.items() if value not in (None, "", (), []))
            if aggregate:
                _count(row, counts)
        told = tuple(_words(column, aggregate=aggregate) for column in own if column.name in filled)
        if entries:
            sections.append(Section(_plain(table), entries, told))
        warnings += _small(table, counts)
    return Leaving(tuple(sections), (CAUTION, *warnings) if warnings else ())


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _words(column: Column, *, aggregate: bool) -> str:
    changed = aggregate and column.shared is not Shared.AS_IS
    return f"{_plain(column.name)} ({column.shared.value})" if changed else _plain(column.name)


def _countable(column: Column) -> bool:
    """Tell whether the values of a column sort people: words of a vocabulary, weeks and bands."""
    return column.shared in (Shared.WEEK, Shared.BAND) or (
        column.shared is Shared.AS_IS and column.kind in ("code", "list")
    )


def _count(row: Row, counts: Mapping[str, Counter[str]]) -> None:
    for name, counter in counts.items():
        value = row[name]
        counter.update(value if isinstance(value, list | tuple) else [] if value is None else [f"{value}"])


def _small(table: str, counts: Mapping[str, Counter[str]]) -> Iterator[str]:
    few = [
        f"{_plain(name)} ({rare} of {len(counter)} values)"
        for name, counter in counts.items()
        if (rare := sum(1 for times in counter.values() if times < SMALL_CELL))
    ]
    if few:
        yield f"Small counts in {_plain(table)}: {', '.join(few)}."
