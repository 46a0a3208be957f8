"""Which incidents somebody must look at again, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from trainer_tui.domain.due import Due
from trainer_tui.domain.errors import FieldError
from trainer_tui.domain.incidents import Incident
from trainer_tui.domain.recheck import Recheck, next_check
from trainer_tui.domain.vocabulary import ReferralState
from trainer_tui.services.assessing import Assessing
from trainer_tui.services.records import Records


class Rechecks:
    """Finds the next check of incidents; what was found is kept until something it depends on is touched."""

    def __init__(self, records: Records, assessing: Assessing) -> None:
        self._records = records
        self._assessing = assessing
        asking = tuple(rule for rule in assessing.rules.rules if rule.recheck_minutes)
        self._rules = replace(assessing.rules, rules=asking)
        """Only the rules that ask for a check: the others need not be looked at for every incident."""
        self._version = -1
        self._found: dict[str, Recheck | None] = {}

    def of(self, incident: Incident) -> Recheck | None:
        """Return the next check of an incident.

        None when none is asked, for one that is not open, and once somebody to whom the athlete was referred
        has seen the athlete since the last look: from then on they say what is looked at and when.
        """
        if not incident.open:
            return None
        standing = [a for a in self._assessing.assessments(incident) if not a.view.voided]
        if not standing or self._was_seen_since(incident, standing[-1].at):
            return None
        matches = self._assessing.current(incident, rules=self._rules).matches
        return next_check(incident.id, (match.rule for match in matches), standing[-1].at)

    def _was_seen_since(self, incident: Incident, last: str) -> bool:
        looked = datetime.fromisoformat(last)
        return any(
            referral.state in (ReferralState.SEEN, ReferralState.CLOSED)
            and datetime.fromisoformat(referral.state_at) >= looked
            for referral in self._records.referrals_of(incident.id)
            if not referral.view.voided
        )

    def due(self) -> list[Due]:
        """Return the next check of every incident that has one."""
        with self._records.lock:
            self._catch_up()
            return [recheck.due for recheck in self._found.values() if recheck is not None]

    def _catch_up(self) -> None:
        version = self._records.version
        touched = self._records.touched_since(self._version)
        if touched is None:
            self._found.clear()
        else:
            for ident in touched:
                self._found.pop(ident, None)
                for incident in self._records.incidents_of(ident):
                    self._found.pop(incident.id, None)
        for incident in self._records.open_incidents:
            if incident.id not in self._found:
                self._found[incident.id] = self._readable(incident)
        self._version = version

    def _readable(self, incident: Incident) -> Recheck | None:
        try:
            return self.of(incident)
        except FieldError:  # answers of two laptops that contradict each other: their page says so
            return None
