"""Single entries that were made in error: each stays readable, marked with who said so and why."""

from __future__ import annotations

from collections.abc import Mapping

from trainer_tui.domain.errors import NotFound
from trainer_tui.domain.incidents import status_change_from
from trainer_tui.domain.records import (
    CLEARANCES,
    CONTACTS,
    FOLLOW_UPS,
    NOTES,
    STATUS_CHANGES,
    TREATMENTS,
)
from trainer_tui.domain.revisions import View
from trainer_tui.services.holds import Holds
from trainer_tui.services.records import Records

WORDS: Mapping[str, str] = {
    NOTES: "note",
    STATUS_CHANGES: "status change",
    CONTACTS: "contact",
    CLEARANCES: "clearance",
    FOLLOW_UPS: "follow-up",
    TREATMENTS: "treatment",
}
"""What may be marked so on its own, by kind, in words."""


class Mistakes:
    """Marks entries as entered in error; nothing is removed, and no hold is let go by it."""

    def __init__(self, records: Records, holds: Holds) -> None:
        self._records = records
        self._holds = holds

    def entry(self, kind: str, ident: str) -> View:
        """Return an entry of one of the kinds above; raises NotFound."""
        view = self._records.ledger.store.get(kind, ident)
        if view is None:
            raise NotFound(f"There is no {WORDS[kind]} with the id {ident[:64]}.")
        return view

    def void(self, kind: str, ident: str, reason: str) -> int:
        """Mark an entry as entered in error, and return how many status changes went with it.

        A return to play goes with the clearance it rests on. Raises NotFound, and BadInput without a reason,
        for an entry that is marked so already and for one by which a rule keeps an athlete out.
        """
        view = self.entry(kind, ident)
        if kind == STATUS_CHANGES:
            self._holds.refuse_release(status_change_from(view))
        resting = self._resting_on(view) if kind == CLEARANCES else []
        with self._records.change() as change:
            for each in (view, *resting):
                change.void(each, reason)
        return len(resting)

    def _resting_on(self, clearance: View) -> list[View]:
        incident = self._records.incident(clearance["incident"])
        made = self._records.statuses_of_incident(incident)
        return [c.view for c in made if c.clearance == clearance.record and not c.view.voided]
