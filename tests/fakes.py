"""In-memory stand-ins for what lies outside the services: the store, the drafts and the clock."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from trainer_tui.domain.emergencies import Log
from trainer_tui.domain.errors import StoreError
from trainer_tui.domain.revisions import Revision, View, fold
from trainer_tui.domain.venues import Venue, VenueBook


class FixedClock:
    """A clock that stands still until it is moved."""

    def __init__(self, moment: str = "2026-10-09T20:00:00-05:00") -> None:
        self.moment = datetime.fromisoformat(moment)

    def __call__(self) -> datetime:
        return self.moment

    def set(self, moment: str) -> None:
        self.moment = datetime.fromisoformat(moment)

    def move(self, **span: float) -> None:
        self.moment += timedelta(**span)


class MemoryVenues:
    """Venues without a disk."""

    def __init__(self, *venues: Venue, problems: Sequence[str] = ()) -> None:
        self.book = VenueBook(venues, problems=tuple(problems))

    def load(self) -> VenueBook:
        return self.book

    def save(self, book: VenueBook) -> None:
        self.book = book


class MemoryPending:
    """Logs of emergencies without a disk, as times and kinds. `full` refuses them."""

    def __init__(self) -> None:
        self.logs: dict[str, dict[str, Any]] = {}
        self.full = False

    def load(self) -> Sequence[Log]:
        return [Log.from_pending(self.logs[ident]) for ident in sorted(self.logs)]

    def save(self, log: Log) -> None:
        if self.full:
            raise StoreError("The disk is full: the emergency could not be written.")
        self.logs[log.id] = json.loads(json.dumps(log.to_pending()))

    def discard(self, ident: str) -> None:
        self.logs.pop(ident, None)


class MemoryRecordStore:
    """A record store without a disk. `full` makes every commit fail the way a full disk does."""

    def __init__(self, *, read_only: bool = False, report: Sequence[str] = ()) -> None:
        self.device = "laptop-1"
        self.read_only = read_only
        self.report = report
        self.generation = 0
        self.full = False
        self.closed = False
        self.commits: list[tuple[Revision, ...]] = []
        self._revisions: list[Revision] = []
        self._histories: dict[str, list[Revision]] = {}
        self._views: dict[str, View] = {}

    def head(self) -> tuple[str, int]:
        own = [r for r in self._revisions if r.device == self.device]
        return (own[-1].hash, own[-1].hlc) if own else ("", 0)

    def commit(self, revisions: Sequence[Revision]) -> None:
        if self.full:
            raise StoreError("The disk is full; nothing was saved.")
        self.commits.append(tuple(revisions))
        for revision in copy.deepcopy(list(revisions)):
            self._revisions.append(revision)
            self._histories.setdefault(revision.record, []).append(revision)
            self._views[revision.record] = fold(self._histories[revision.record])
        self.generation += 1

    def get(self, kind: str, record: str) -> View | None:
        view = self._views.get(record)
        return view if view and view.kind == kind else None

    def all(self, kind: str) -> Sequence[View]:
        return [view for view in self._views.values() if view.kind == kind]

    def each(self, kind: str) -> Iterator[View]:
        yield from self.all(kind)

    def find(self, kind: str, field: str, value: str) -> Sequence[View]:
        return [view for view in self.all(kind) if view[field] == value]

    def history(self, record: str) -> Sequence[Revision]:
        return list(self._histories.get(record, ()))

    def revisions(self) -> Iterator[Revision]:
        yield from list(self._revisions)

    def newest_first(self) -> Iterator[Revision]:
        yield from reversed(self._revisions)

    def refresh(self) -> bool:
        return False

    def close(self) -> None:
        self.closed = True


class MemoryDraftStore:
    """Drafts without a disk."""

    def __init__(self) -> None:
        self._drafts: dict[str, dict[str, Any]] = {}

    def save(self, name: str, draft: dict[str, Any]) -> None:
        self._drafts[name] = copy.deepcopy(draft)

    def load(self, name: str) -> dict[str, Any] | None:
        return copy.deepcopy(self._drafts.get(name))

    def names(self, prefix: str = "") -> Sequence[str]:
        return sorted(name for name in self._drafts if name.startswith(prefix))

    def discard(self, name: str) -> None:
        self._drafts.pop(name, None)
