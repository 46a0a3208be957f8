"""Writing to the record: every change is a new revision, and one act of a person is one commit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from trainer_tui.domain.dates import CLOCK_DRIFT, Clock, local_moment
from trainer_tui.domain.errors import BadInput, NotFound, StoreError
from trainer_tui.domain.identifiers import uuid7
from trainer_tui.domain.ports import RecordStore
from trainer_tui.domain.records import NEVER_EDITED, UNITS, kind_words, pack
from trainer_tui.domain.revisions import SCHEMA, VOID, Revision, View, fold, seal


@dataclass
class Ledger:
    """Makes revisions in the name of a user and commits them to a store."""

    store: RecordStore
    clock: Clock
    user: str

    @contextmanager
    def change(self) -> Iterator[Change]:
        """Collect changes and commit them as one when the block ends; an error inside writes nothing."""
        if self.store.read_only:
            # The first thing that opening found is why the records are not for writing.
            raise StoreError(next(iter(self.store.report), "The records are open read-only."))
        change = Change(self, self.user)
        yield change
        if change.revisions:
            self.store.commit(tuple(change.revisions))

    def view(self, kind: str, record: str) -> View:
        """Return the view of a record; raises NotFound with its kind and id."""
        found = self.store.get(kind, record)
        if found is None:
            raise NotFound(f"There is no {kind_words(kind)} with the id {record[:64]}.")
        return found

    def clock_doubts(self) -> tuple[str, ...]:
        """Return that the clock went back, in a sentence, where what was written last lies ahead of it."""
        last, now = next(self.store.newest_first(), None), self.clock()
        if last is None or datetime.fromisoformat(last.at) <= now + CLOCK_DRIFT:
            return ()
        written = local_moment(last.at, now)
        return (
            f"What was recorded last is of {written:%Y-%m-%d %H:%M}, but the clock of this computer says "
            f"{now:%Y-%m-%d %H:%M}: check date and time before you go on. Nothing is lost; what you record "
            "now gets the time of this clock.",
        )


@dataclass
class Change:
    """The revisions of one act, not written yet."""

    ledger: Ledger
    by: str
    """Who acts: the user when the act began, whoever signs in while it is under way."""
    revisions: list[Revision] = field(default_factory=list)
    _last: dict[str, str] = field(default_factory=dict)
    """The last revision of each record that this act has written to."""

    def create(
        self,
        kind: str,
        fields: Mapping[str, Any],
        *,
        scope: str = "",
        record: str = "",
        by: str = "",
        reason: str | None = None,
    ) -> str:
        """Make a new record and return its id: the given one where it stood before the record was open.

        `by` signs in place of the user, where who did it cannot be known.
        """
        record = record or uuid7(_milliseconds(self.ledger.clock()))
        self._append(record, kind, (), pack(kind, fields), scope, reason, by)
        return record

    def made(self, record: str) -> View:
        """Return the view of a record as this change makes it, for what is built on it in the same act."""
        ours = [revision for revision in self.revisions if revision.record == record]
        return fold([*self.ledger.store.history(record), *ours])

    def amend(self, view: View, fields: Mapping[str, Any], reason: str) -> None:
        """Change fields of a record; values that are already so are left alone, unless two laptops disagree
        about them: then writing one settles the conflict.

        Raises BadInput without a reason, for a record entered in error, and for kinds that are never edited.
        """
        if view.kind in NEVER_EDITED:
            raise BadInput("This entry is never edited; void it with a reason and add a new one.")
        disputed = {name for unit in view.conflicts for name in UNITS[view.kind].get(unit, (unit,))}
        changed = {name: value for name, value in fields.items() if view[name] != value or name in disputed}
        if changed:
            self._append_to(view, pack(view.kind, changed, view.fields), reason)

    def void(self, view: View, reason: str) -> None:
        """Mark a record as entered in error; it stays in the history."""
        self._append_to(view, {VOID: True}, reason)

    def _append_to(self, view: View, changes: dict[str, Any], reason: str) -> None:
        if not reason.strip():
            raise BadInput("A reason is needed: say in a few words why the record changes.")
        if view.voided:
            raise BadInput("This record was entered in error and can no longer be changed.")
        last = self._last.get(view.record)
        parents = view.leaves if last is None else (last,)
        self._append(view.record, view.kind, parents, changes, view.scope, reason.strip())

    def _append(
        self,
        record: str,
        kind: str,
        parents: tuple[str, ...],
        changes: dict[str, Any],
        scope: str,
        reason: str | None,
        by: str = "",
    ) -> None:
        now = self.ledger.clock()
        if self.revisions:
            prev, clock = self.revisions[-1].hash, self.revisions[-1].hlc
        else:
            prev, clock = self.ledger.store.head()
        milliseconds = _milliseconds(now)
        revision = Revision(
            id=uuid7(milliseconds),
            record=record,
            kind=kind,
            parents=parents,
            changes=changes,
            at=now.isoformat(),
            by=by or self.by,
            hlc=max(milliseconds << 16, clock + 1),
            device=self.ledger.store.device,
            scope=scope,
            schema=SCHEMA,
            reason=reason,
            prev=prev,
            hash="",
        )
        self.revisions.append(replace(revision, hash=seal(revision)))
        self._last[record] = revision.id


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
