"""Finding documents without looking at the others: what a `Query` says of itself is answered from an index.

A path is indexed when it is first asked for. TinyDB's queries describe themselves in `_hash`, a private name:
the differential test against stock TinyDB is what guards this module. A plan is never trusted with more than
it promises: unless it is exact, the query itself still judges every candidate.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from trainer_tui.storage.packing import decode
from trainer_tui.storage.text_search import CONTAINS

Path = tuple[str, ...]
Bound = tuple[str, Any]
"""A comparison and what is compared with."""

_MISSING = object()
_SCALARS = (str, int, float, bool, type(None))
_LOWER, _UPPER = {">": False, ">=": True}, {"<": False, "<=": True}
"""The comparisons that bound a value, and whether the bound itself counts."""


class Plan(NamedTuple):
    """Which documents may match a query."""

    ids: Collection[int]
    exact: bool
    """Whether all of them do, so that counting them needs no document."""


class Incomparable(Exception):
    """A range is asked for over values of different kinds: only looking at each raises what TinyDB raises."""


class Indexes:
    """The indexes of one table, each built when a query first needs it and carried on with every change."""

    def __init__(self, packed: Mapping[int, bytes], *, on: bool) -> None:
        self._packed = packed
        self._on = on
        self._values: dict[Path, ValueIndex] = {}
        self._texts: dict[Path, dict[int, str]] = {}

    @property
    def used(self) -> bool:
        """Whether there is any index to carry on."""
        return bool(self._values or self._texts)

    def changed(self, doc_id: int, old: bytes | None, new: bytes | None) -> None:
        """Carry on with a document that was put, changed or removed."""
        before = None if old is None else decode(old)
        after = None if new is None else decode(new)
        for path, index in self._values.items():
            index.change(doc_id, _value(before, path), _value(after, path))
        for path, texts in self._texts.items():
            text = _value(after, path)
            if isinstance(text, str):
                texts[doc_id] = text.casefold()
            else:
                texts.pop(doc_id, None)

    def build(self, paths: Iterable[Path]) -> None:
        """Index paths in one walk over the documents."""
        missing = [path for path in paths if path not in self._values]
        if not missing or not self._on:
            return
        built = [(path, ValueIndex()) for path in missing]
        for doc_id, packed in self._packed.items():
            document = decode(packed)
            for path, index in built:
                index.change(doc_id, _MISSING, _value(document, path))
        self._values.update(built)

    def plan(self, query: object) -> Plan | None:
        """Return which documents may match a query; None when only looking at each can tell."""
        said = getattr(query, "_hash", None)
        if not self._on or not isinstance(said, tuple):
            return None
        try:
            return self._plan(said)
        except Incomparable:
            return None

    def _plan(self, said: tuple[Any, ...]) -> Plan | None:
        match said:
            case ("and", frozenset() as parts):
                return self._all_of(list(_flat("and", parts)))
            case ("or", frozenset() as parts):
                plans = [self._plan(part) for part in _flat("or", parts)]
                found = [plan for plan in plans if plan is not None]
                if len(found) < len(plans):
                    return None
                return Plan(set().union(*(plan.ids for plan in found)), all(plan.exact for plan in found))
            case ("==", path, value) if _indexable(path) and type(value) in _SCALARS:
                return Plan(self._index(path).equal(value), True)
            case ("one_of", path, tuple() as values) if _indexable(path) and _all_scalars(values):
                index = self._index(path)
                return Plan(set().union(*(index.equal(value) for value in values)), True)
            case (op, path, _) if (op in _LOWER or op in _UPPER) and _indexable(path):
                return self._all_of([said])
            case (op, path, wanted) if op == CONTAINS:
                return Plan([ident for ident, text in self._text(path).items() if wanted in text], True)
        return None

    def _all_of(self, parts: list[tuple[Any, ...]]) -> Plan | None:
        """Plan a conjunction: two bounds of a range are one look, and few candidates need no more sieving."""
        ranges: dict[Path, list[Bound]] = {}
        others = []
        for part in parts:
            if len(part) == 3 and (part[0] in _LOWER or part[0] in _UPPER) and _indexable(part[1]):
                ranges.setdefault(part[1], []).append((part[0], part[2]))
            else:
                others.append(self._plan(part))
        found = sorted((plan for plan in others if plan is not None), key=lambda plan: len(plan.ids))
        exact = len(found) == len(others) and all(plan.exact for plan in found)
        ids: Collection[int] | None = found[0].ids if found else None
        for plan in found[1:]:
            assert ids is not None
            ids = _common(ids, plan.ids)
        for path, bounds in ranges.items():
            index = self._index(path)
            values = index.within(bounds)
            if ids is not None and len(ids) <= len(values):
                exact = False
            else:
                inside = index.having(values)
                ids = inside if ids is None else _common(ids, inside)
        return None if ids is None else Plan(ids, exact)

    def _index(self, path: Path) -> ValueIndex:
        if path not in self._values:
            self.build([path])
        return self._values[path]

    def _text(self, path: Path) -> dict[int, str]:
        if path not in self._texts:
            found = ((doc_id, _value(decode(packed), path)) for doc_id, packed in self._packed.items())
            self._texts[path] = {doc_id: text.casefold() for doc_id, text in found if isinstance(text, str)}
        return self._texts[path]


class ValueIndex:
    """Which documents have which value under one path: text, a number, true, false or null."""

    def __init__(self) -> None:
        self._ids: dict[Any, set[int] | int] = {}
        """A lone id stands for itself: most values of an id field have one document."""
        self._sorted: dict[type, list[Any]] = {}
        """The different texts and the different numbers in order, once a range was asked for."""
        self._kinds: dict[type, int] = {}
        """How many documents have a value of a kind."""

    def change(self, doc_id: int, old: Any, new: Any) -> None:
        """Move a document from one value to another; _MISSING stands for none."""
        if old is not _MISSING and new is not _MISSING and type(old) is type(new) and old == new:
            return
        if old is not _MISSING:
            self._discard(doc_id, old)
        if new is not _MISSING:
            self._add(doc_id, new)

    def equal(self, value: Any) -> Collection[int]:
        """Return the documents that have a value."""
        ids = self._ids.get(value, ())
        return (ids,) if isinstance(ids, int) else ids

    def having(self, values: Iterable[Any]) -> set[int]:
        """Return the documents that have one of several values."""
        found: set[int] = set()
        for value in values:
            ids = self._ids[value]
            if isinstance(ids, int):
                found.add(ids)
            else:
                found |= ids
        return found

    def within(self, bounds: Sequence[Bound]) -> list[Any]:
        """Return the values that lie inside all bounds; raises Incomparable."""
        if any(bound != bound for _, bound in bounds):  # not a number: it stands in no order
            raise Incomparable
        kinds = {_kind(bound) for _, bound in bounds}
        kind = next(iter(kinds))
        if len(kinds) > 1 or kind not in (str, float) or set(self._kinds) - {kind}:
            raise Incomparable
        values = self._in_order(kind)
        low, high = 0, len(values)
        for op, bound in bounds:
            if op in _LOWER:
                low = max(low, (bisect_left if _LOWER[op] else bisect_right)(values, bound))
            else:
                high = min(high, (bisect_right if _UPPER[op] else bisect_left)(values, bound))
        return values[low:high]

    def _in_order(self, kind: type) -> list[Any]:
        if kind not in self._sorted:
            self._sorted[kind] = sorted(value for value in self._ids if _kind(value) is kind)
        return self._sorted[kind]

    def _add(self, doc_id: int, value: Any) -> None:
        kind = _kind(value)
        self._kinds[kind] = self._kinds.get(kind, 0) + 1
        if kind is object:
            return
        ids = self._ids.get(value)
        if ids is None:
            self._ids[value] = doc_id
            if kind in self._sorted:
                insort(self._sorted[kind], value)
        elif isinstance(ids, int):
            self._ids[value] = {ids, doc_id}
        else:
            ids.add(doc_id)

    def _discard(self, doc_id: int, value: Any) -> None:
        kind = _kind(value)
        self._kinds[kind] -= 1
        if not self._kinds[kind]:
            del self._kinds[kind]
        if kind is object:
            return
        ids = self._ids[value]
        if isinstance(ids, set) and len(ids) > 1:
            ids.discard(doc_id)
            return
        del self._ids[value]
        if kind in self._sorted:
            del self._sorted[kind][bisect_left(self._sorted[kind], value)]


def _flat(op: str, parts: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    """Yield the parts of a conjunction or disjunction, those of nested ones of its kind included."""
    for part in parts:
        if isinstance(part, tuple) and len(part) == 2 and part[0] == op and isinstance(part[1], frozenset):
            yield from _flat(op, part[1])
        else:
            yield part


def _common(some: Collection[int], others: Collection[int]) -> set[int]:
    return set(some).intersection(others)


def _indexable(path: object) -> bool:
    return isinstance(path, tuple) and bool(path) and all(type(part) is str for part in path)


def _all_scalars(values: tuple[Any, ...]) -> bool:
    return all(type(value) in _SCALARS for value in values)


def _kind(value: Any) -> type:
    """Return what a value can be compared with: text, numbers (float stands for all), null, or object."""
    kind = type(value)
    if kind in (int, bool, float):
        return float
    return kind if kind in (str, type(None)) else object


def _value(document: Any, path: Path) -> Any:
    """Follow a path as TinyDB's queries do."""
    value: Any = _MISSING if document is None else document
    for part in path:
        try:
            value = value[part]
        except (KeyError, TypeError):
            return _MISSING
    return value
