"""Single entries that were made in error: each stays readable, marked with who said so and why."""

from __future__ import annotations

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
from trainer_tui.domain.vocabulary import Availability
from trainer_tui.services.holds import Holds
from trainer_tui.services.records import Records

KINDS = (NOTES, STATUS_CHANGES, CONTACTS, CLEARANCES, FOLLOW_UPS, TREATMENTS)
"""What may be marked so on its own."""


class Mistakes:
    """Marks entries as entered in error; nothing is removed, and no hold is let go by it."""

    def __init__(self, records: Records, holds: Holds) -> None:
        self._records = records
        self._holds = holds

    def void(self, kind: str, ident: str, reason: str) -> int:
        """Mark an entry of one of the kinds above; return how many status changes went with it.

        A return to play goes with the clearance it rests on, and so does what was said of the athlete alone
        afterwards, which only the return allowed. Raises NotFound, and BadInput without a reason, for an
        entry that is marked so already and for one by which a rule keeps an athlete out.
        """
        view = self._records.ledger.view(kind, ident)
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
        returns = [c for c in made if c.clearance == clearance.record and not c.view.voided]
        if not returns:
            return []
        said = self._records.status_changes(returns[0].athlete)
        after = [c for c in said[said.index(returns[0]) + 1 :] if c.incident is None and not c.view.voided]
        eased = [c for c in after if c.availability is not Availability.OUT]
        return [change.view for change in (*returns, *eased)]
