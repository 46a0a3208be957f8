"""What somebody has to do next for an athlete: look again, see to a referral, try a stage, follow up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from trainer_tui.domain.due import Due, in_order
from trainer_tui.domain.incidents import Incident
from trainer_tui.services.chart import Chart


class NextChecks:
    """The next thing to do for each athlete, seen from one moment; also what is not due yet."""

    def __init__(self, chart: Chart, now: datetime) -> None:
        self._chart = chart
        self._now = now
        self._rechecks = {due.incident: due for due in chart.due_rechecks(now)}

    def of(self, athlete: str) -> Due | None:
        """Return what is overdue, the most urgent first, else what comes next; None when nothing waits."""
        incidents = self._chart.records.incidents_of(athlete)
        waiting = [due for incident in incidents if incident.open for due in self._waiting(incident)]
        return next(iter(in_order(waiting, self._now)), None)

    def _waiting(self, incident: Incident) -> Iterator[Due]:
        if (recheck := self._rechecks.get(incident.id)) is not None:
            yield recheck
        yield from self._chart.referrals.waiting(incident, self._now)
        yield from self._chart.protocols.tries(incident)
        yield from self._chart.follow_ups.waiting(incident)
