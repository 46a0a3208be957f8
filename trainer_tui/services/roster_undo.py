"""Taking the last roster import back: whom it added is void, whom it changed is as before.

Somebody who was used or changed since is left alone: what was recorded of them counts more than the import.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from trainer_tui.domain.athletes import Athlete
from trainer_tui.domain.errors import BadInput
from trainer_tui.domain.plain_text import counted
from trainer_tui.domain.ports import CAPTURES, DraftStore
from trainer_tui.domain.records import ATHLETES, ROSTER_IMPORTS, UNITS, unpack
from trainer_tui.domain.revisions import View, fold
from trainer_tui.services.people import label_of
from trainer_tui.services.records import Records

UNDONE = "Roster import undone"
NAMED_MOST = 5
FORM = "form-athlete-"
"""What the names of half typed changes of an athlete begin with; the id follows."""


@dataclass(frozen=True, slots=True)
class Undoing:
    """What undoing an import would do."""

    imported: View
    """The import."""
    added: tuple[Athlete, ...]
    """Who will be void."""
    changed: tuple[tuple[Athlete, Mapping[str, Any]], ...]
    """Who gets which values back."""
    used: tuple[Athlete, ...]
    """Who was used or changed since and stays as they are."""
    version: int
    """The state of the records it was made from."""

    @property
    def used_words(self) -> str:
        """Who was used or changed since, the first few by name."""
        names = ", ".join(label_of(athlete) for athlete in self.used[:NAMED_MOST])
        more = len(self.used) - NAMED_MOST
        return f"{names} and {counted(more, 'other')}" if more > 0 else names


def last_import(records: Records, in_drafts: Collection[str] = ()) -> Undoing | None:
    """Return what undoing the last import would do, None when none is left; `in_drafts` count as used."""
    imports = [view for view in records.ledger.store.all(ROSTER_IMPORTS) if not view.voided]
    if not imports:
        return None
    last, version = imports[-1], records.version
    added = [records.athlete(ident) for ident in last["added"]]
    in_use = _named(records, {athlete.id for athlete in added}) | set(in_drafts)
    free: list[Athlete] = []
    used: list[Athlete] = []
    back: list[tuple[Athlete, Mapping[str, Any]]] = []
    for athlete in added:
        touched = athlete.id in in_use or athlete.view.revisions > 1
        (used if touched else free).append(athlete)
    for ident, revision in zip(last["changed"], last["revisions"], strict=True):
        athlete = records.athlete(ident)
        if athlete.view.leaves == (revision,):
            back.append((athlete, _before(records, ident, revision)))
        else:
            used.append(athlete)
    return Undoing(last, tuple(free), tuple(back), tuple(used), version)


def undo_import(records: Records, undoing: Undoing, *, leave_used: bool) -> None:
    """Take an import back in one commit; raises BadInput naming who was used or changed since."""
    if undoing.used and not leave_used:
        raise BadInput(
            f"Nothing was undone: {undoing.used_words} {'was' if len(undoing.used) == 1 else 'were'} used or "
            "changed since the import."
        )
    with records.change() as change:
        if undoing.version != records.version:
            raise BadInput("The records have changed meanwhile; nothing was undone, try again.")
        for athlete in undoing.added:
            change.void(athlete.view, UNDONE)
        for athlete, fields in undoing.changed:
            change.amend(athlete.view, fields, UNDONE)
        change.void(undoing.imported, UNDONE)


def athletes_in_drafts(drafts: DraftStore) -> set[str]:
    """Return the athletes that something half recorded or half typed names."""
    kept = [drafts.load(name) or {} for name in drafts.names(CAPTURES)]
    forms = [name.removeprefix(FORM) for name in drafts.names(FORM)]
    return {str(draft.get("athlete")) for draft in kept} | set(forms)


def _named(records: Records, wanted: Collection[str]) -> set[str]:
    """Return which of some ids stand in any other record that is not void."""
    named: set[str] = set()
    for kind in UNITS.keys() - {ATHLETES, ROSTER_IMPORTS}:
        for view in records.ledger.store.all(kind):
            if not view.voided:
                named.update(text for text in _texts(view.fields) if text in wanted)
    return named


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in a stored value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)


def _before(records: Records, athlete: str, revision: str) -> dict[str, Any]:
    """Return the values that one revision changed, as they were before it."""
    history = records.ledger.store.history(athlete)
    before = fold([each for each in history if each.id != revision])
    written = next(each for each in history if each.id == revision)
    return {name: before[name] for name in unpack(ATHLETES, written.changes)}
