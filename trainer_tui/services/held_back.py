"""Changes that are held back in memory, to be written at once later or never."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from trainer_tui.domain.revisions import Revision, View, fold


class HeldBack:
    """A record store without a disk: what is committed here can be read here, and nowhere else."""

    read_only = False
    report: Sequence[str] = ()

    def __init__(self, device: str, head: tuple[str, int] = ("", 0)) -> None:
        """Continue the chain of a device from its last hash and clock."""
        self.device = device
        self.generation = 0
        self._head = head
        self._made: list[Revision] = []
        self._histories: dict[str, list[Revision]] = {}
        self._views: dict[str, dict[str, View]] = {}

    def head(self) -> tuple[str, int]:
        """Return hash and clock that the next revision builds on."""
        return (self._made[-1].hash, self._made[-1].hlc) if self._made else self._head

    def commit(self, revisions: Sequence[Revision]) -> None:
        """Take revisions in."""
        for revision in revisions:
            self._histories.setdefault(revision.record, []).append(revision)
        for kind, record in dict.fromkeys((r.kind, r.record) for r in revisions):
            self._views.setdefault(kind, {})[record] = fold(self._histories[record])
        self._made.extend(revisions)
        self.generation += 1

    def get(self, kind: str, record: str) -> View | None:
        """Return the view of one record, None when there is none."""
        return self._views.get(kind, {}).get(record)

    def all(self, kind: str) -> Sequence[View]:
        """Return the views of all records of a kind, in the order they were made."""
        return list(self._views.get(kind, {}).values())

    def each(self, kind: str) -> Iterator[View]:
        """Yield the views of a kind in the order they came here."""
        yield from self.all(kind)

    def find(self, kind: str, field: str, value: str) -> Sequence[View]:
        """Return the views of a kind in which a field has a value."""
        return [view for view in self.all(kind) if view[field] == value]

    def history(self, record: str) -> Sequence[Revision]:
        """Return all revisions of a record, oldest first."""
        return list(self._histories.get(record, ()))

    def revisions(self) -> Iterator[Revision]:
        """Yield every revision in the order it was taken in."""
        yield from list(self._made)

    def newest_first(self) -> Iterator[Revision]:
        """Yield every revision, what was taken in last first."""
        yield from reversed(self._made)

    def refresh(self) -> bool:
        """Nobody else writes here."""
        return False

    def close(self) -> None:
        """Nothing is held open."""
