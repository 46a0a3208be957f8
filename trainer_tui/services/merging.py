"""Taking in what another laptop wrote: a set union of revisions, so that doing it twice changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trainer_tui.domain.errors import BadInput
from trainer_tui.domain.handover import AGGREGATE_FORMAT, LEDGER_FORMAT
from trainer_tui.domain.revision_check import check_view, read_revision
from trainer_tui.domain.revisions import SCHEMA, Revision, View, broken_link, fold, ordered
from trainer_tui.domain.strict_json import parse_json
from trainer_tui.files import MEGABYTE, read_chosen
from trainer_tui.services.gathering import Watch
from trainer_tui.services.ledger import Ledger

MADE_AGAIN = "the file is damaged, cut off or another kind of file: have it made again"
LEDGER_LIMIT = 1024 * MEGABYTE
"""Bytes: no file of a person's records comes near it."""
_TOLD_EVERY = 1000


@dataclass(frozen=True, slots=True)
class Merged:
    """What a file brought."""

    new: int
    """Revisions that were not here before."""
    known: int
    """Revisions that were here already."""
    records: int
    """Records that the new revisions belong to."""
    conflicts: int
    """Records among them in which two laptops hold different values."""
    devices: tuple[str, ...] = ()
    """Ids of the laptops on which the new revisions were written."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file would bring, checked to the letter and not written."""

    merged: Merged
    fresh: tuple[Revision, ...]


class Merging:
    """Imports ledgers."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def take_in(self, document: Any) -> Merged:
        """Add the revisions of an exported ledger that are not here yet, all of them or none.

        Raises BadInput, naming the place, for a file that is something else, was altered, or leaves out
        revisions that others build on.
        """
        return self.apply(self.plan(document))

    def apply(self, plan: Plan) -> Merged:
        """Write what was planned in one step; revisions that came here since are passed over."""
        with self._ledger.change() as change:
            change.revisions.extend(plan.fresh)
        return plan.merged

    def plan(self, document: Any, watch: Watch | None = None) -> Plan:
        """Check a file as `take_in` does and tell what it would bring; nothing is written.

        `watch` is told how far it is; what it raises stops the checking.
        """
        given = _revisions(document, watch or (lambda _: None))
        here = {revision.id: revision for revision in self._ledger.store.revisions()}
        fresh = [revision for revision in given if revision.id not in here]
        for revision in given:
            if revision.id in here and here[revision.id].hash != revision.hash:
                raise BadInput(
                    f"Revision {revision.id} of the file differs from the one that is here already."
                )
        together = ordered((*here.values(), *fresh))
        _check_history(together)
        views = _views(together, {revision.record for revision in fresh})
        _check_views(views, together)
        conflicts = sum(1 for view in views if view.conflicts)
        devices = tuple(dict.fromkeys(revision.device for revision in fresh))
        counts = Merged(len(fresh), len(given) - len(fresh), len(views), conflicts, devices)
        return Plan(counts, tuple(fresh))


def read_ledger(path: Path) -> Any:
    """Return what stands in a file of records; raises BadInput saying why it cannot be read."""
    content = read_chosen(path, LEDGER_LIMIT)
    try:
        return parse_json(content.decode("utf-8-sig"), remedy=MADE_AGAIN)
    except UnicodeDecodeError:
        raise BadInput("The file is not text; choose one that was made as “data, JSON”.") from None


def _revisions(document: Any, watch: Watch) -> list[Revision]:
    """Read the file, each revision once."""
    kind = document.get("format") if isinstance(document, Mapping) else None
    if kind == AGGREGATE_FORMAT:
        raise BadInput("This file is de-identified: it holds tables and no records that could be imported.")
    if not isinstance(document, Mapping) or kind != LEDGER_FORMAT:
        raise BadInput("This is not an export of records; make one with: export json --output FILE.")
    version = document.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise BadInput("This file does not say which version of the app wrote it; make it again.")
    if version > SCHEMA:
        raise BadInput("This file was written by a newer version of the app; update this one first.")
    listed = document.get("revisions")
    if not isinstance(listed, list):
        raise BadInput("This export has no list of revisions; make it again.")
    found: dict[str, Revision] = {}
    for number, data in enumerate(listed):
        if number % _TOLD_EVERY == 0:
            watch(f"{number:,} of {len(listed):,} changes")
        revision = read_revision(f"revisions[{number}]", data)
        if found.setdefault(revision.id, revision).hash != revision.hash:
            raise BadInput(f"Revision {revision.id} stands in the file twice, in two forms.")
    return list(found.values())


def _check_history(together: Sequence[Revision]) -> None:
    """Refuse a history with gaps: a parent that is missing or later, or a broken chain of a device."""
    seen: dict[str, str] = {}
    for revision in together:
        for parent in revision.parents:
            if seen.get(parent) != revision.record:
                raise BadInput(
                    f"The file leaves out what revision {revision.id} builds on. "
                    "Export everything on the other laptop, then import that file."
                )
        seen[revision.id] = revision.record
    broken = broken_link(together)
    if broken:
        raise BadInput(f"{broken} Export everything on the other laptop, then import that file.")


def _views(together: Iterable[Revision], records: set[str]) -> list[View]:
    histories: dict[str, list[Revision]] = {}
    for revision in together:
        if revision.record in records:
            histories.setdefault(revision.record, []).append(revision)
    for history in histories.values():
        if len({revision.kind for revision in history}) > 1:
            raise BadInput(f"Record {history[0].record} is of two kinds in the file; it was not imported.")
    return [fold(history) for history in histories.values()]


def _check_views(views: Iterable[View], together: Iterable[Revision]) -> None:
    kinds = {revision.record: revision.kind for revision in together}
    for view in views:
        check_view(view, lambda kind, record: kinds.get(record) == kind)
