"""A record is a set of immutable revisions; what is seen is a pure function of that set.

Nothing is ever overwritten: a change is a new revision that names the revisions its author saw, so two
laptops that changed the same unit apart from each other yield a conflict that shows both values.
Clocks never decide.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from trainer_tui.domain.records import unpack
from trainer_tui.domain.vocabulary import State

VOID = "_void"
SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Revision:
    """One change to one record, never altered after it was written."""

    id: str
    """UUIDv7 of this revision."""
    record: str
    """UUID of the record it belongs to."""
    kind: str
    """The table the record stands in."""
    parents: tuple[str, ...]
    """The revisions shown to the author when saving; empty for the first."""
    changes: Mapping[str, Any]
    """The new value of each unit that changed."""
    at: str
    """When it was saved, ISO time with offset."""
    hlc: int
    """Hybrid logical clock: milliseconds shifted by 16 bits, plus a counter."""
    by: str
    """The user who saved it."""
    device: str
    """The laptop it was saved on."""
    scope: str
    """Team or season, fixed when the record is made."""
    schema: int
    """Version of the shape of `changes`."""
    reason: str | None
    """Why; required when the revision amends or voids."""
    prev: str
    """Hash of the revision before it on the same device; empty for the first."""
    hash: str
    """SHA-256 over `prev` and everything above."""

    def to_json(self) -> dict[str, Any]:
        """Return the revision as plain data."""
        data = {name: getattr(self, name) for name in self.__slots__}
        data["parents"] = list(self.parents)
        data["changes"] = dict(self.changes)
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Revision:
        """Build a revision from plain data as `to_json` gave it; unknown keys are refused."""
        return cls(**{**data, "parents": tuple(data["parents"])})


def seal(revision: Revision) -> str:
    """Compute the hash a revision must carry: SHA-256 over its canonical JSON without the hash."""
    body = revision.to_json()
    del body["hash"]
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class View:
    """A record as its revisions add up to."""

    record: str
    kind: str
    fields: Mapping[str, Any]
    """Field values; for a unit in conflict, the value written last by hybrid clock is shown first."""
    conflicts: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    """Per unit in conflict: all values that stand beside each other until a person chooses."""
    state: State = State.FINAL
    leaves: tuple[str, ...] = ()
    """Revisions nobody has built on: the parents of the next change."""
    created_at: str = ""
    created_by: str = ""
    changed_at: str = ""
    changed_by: str = ""
    revisions: int = 0
    scope: str = ""
    void_reason: str | None = None

    def __getitem__(self, name: str) -> Any:
        """Return a field's value, None when it was never written."""
        return self.fields.get(name)

    @property
    def voided(self) -> bool:
        """Whether the record was entered in error."""
        return self.state is State.ENTERED_IN_ERROR

    def to_json(self) -> dict[str, Any]:
        """Return the view as the plain document that queries see."""
        return {
            "id": self.record,
            "kind_": self.kind,
            **self.fields,
            "_view": {
                "conflicts": {unit: list(values) for unit, values in self.conflicts.items()},
                "state": self.state.value,
                "leaves": list(self.leaves),
                "created_at": self.created_at,
                "created_by": self.created_by,
                "changed_at": self.changed_at,
                "changed_by": self.changed_by,
                "revisions": self.revisions,
                "scope": self.scope,
                "void_reason": self.void_reason,
            },
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> View:
        """Build a view from the document `to_json` gave."""
        fields = dict(document)
        record, kind, meta = fields.pop("id"), fields.pop("kind_"), fields.pop("_view")
        conflicts = meta["conflicts"] and {unit: tuple(found) for unit, found in meta["conflicts"].items()}
        # One after the other in their order: a season of notes is read this way whenever it is exported.
        return cls(
            record,
            kind,
            fields,
            conflicts,
            State(meta["state"]),
            tuple(meta["leaves"]),
            meta["created_at"],
            meta["created_by"],
            meta["changed_at"],
            meta["changed_by"],
            meta["revisions"],
            meta["scope"],
            meta["void_reason"],
        )


def ordered(revisions: Iterable[Revision]) -> list[Revision]:
    """Return revisions in the order of their hybrid clocks, the id breaking ties."""
    return sorted(revisions, key=lambda r: (r.hlc, r.id))


def fold(revisions: Sequence[Revision]) -> View:
    """Add up all revisions of one record to what is seen of it."""
    history = ordered(revisions)
    first, last = history[0], history[-1]
    ancestors = _ancestors(history)
    writers: dict[str, list[Revision]] = {}
    for revision in history:
        for unit in revision.changes:
            writers.setdefault(unit, []).append(revision)
    current = {unit: _unsuperseded(unit_writers, ancestors) for unit, unit_writers in writers.items()}
    values = {unit: live[-1].changes[unit] for unit, live in current.items()}
    conflicts = {
        unit: tuple(r.changes[unit] for r in reversed(live))
        for unit, live in current.items()
        if len({json.dumps(r.changes[unit], sort_keys=True) for r in live}) > 1
    }
    voided = values.pop(VOID, None)
    seen = {parent for r in history for parent in r.parents}
    amended = any(r.parents and r.reason for r in history)
    state = State.ENTERED_IN_ERROR if voided else State.AMENDED if amended else State.FINAL
    return View(
        record=first.record,
        kind=first.kind,
        fields=unpack(first.kind, values),
        conflicts=conflicts,
        state=state,
        leaves=tuple(r.id for r in history if r.id not in seen),
        created_at=first.at,
        created_by=first.by,
        changed_at=last.at,
        changed_by=last.by,
        revisions=len(history),
        scope=first.scope,
        void_reason=next((r.reason for r in reversed(history) if r.changes.get(VOID)), None)
        if voided
        else None,
    )


def _ancestors(history: Sequence[Revision]) -> dict[str, set[str]]:
    """Return, for each revision, every revision its author had seen directly or through parents."""
    parents = {revision.id: revision.parents for revision in history}
    found: dict[str, set[str]] = {}
    for revision in history:
        seen: set[str] = set()
        # Followed from child to parent: a laptop whose clock is behind may date a child before its parent.
        unread = list(revision.parents)
        while unread:
            parent = unread.pop()
            if parent not in seen:
                seen.add(parent)
                unread.extend(parents.get(parent, ()))
        found[revision.id] = seen
    return found


def _unsuperseded(writers: Sequence[Revision], ancestors: Mapping[str, set[str]]) -> list[Revision]:
    """Return the writers of a unit that no later writer of that unit has seen."""
    return [w for w in writers if not any(w.id in ancestors[other.id] for other in writers)]


def broken_link(revisions: Iterable[Revision]) -> str | None:
    """Walk the hash chain of every device; return a sentence naming the first broken revision, or None."""
    last: dict[str, str] = {}
    for revision in revisions:
        if seal(revision) != revision.hash:
            return f"Revision {revision.id} was altered after it was written: its hash does not match."
        if revision.prev != last.get(revision.device, ""):
            return f"Revision {revision.id} does not follow the one before it: a revision is missing."
        last[revision.device] = revision.hash
    return None
