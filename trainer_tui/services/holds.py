"""Holds: which incident keeps an athlete out, by which rules, and the clearance that ends it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from trainer_tui.domain.availability import changes_of_incident
from trainer_tui.domain.clearances import Clearance, Held, clearance_from, parse_clearance
from trainer_tui.domain.dates import local_day
from trainer_tui.domain.errors import BadInput, FieldError
from trainer_tui.domain.incidents import Assessment, Incident, StatusChange
from trainer_tui.domain.records import CLEARANCES
from trainer_tui.domain.time_loss import Change as SaidOn
from trainer_tui.domain.vocabulary import Availability, Hold
from trainer_tui.services.assessing import Assessing
from trainer_tui.services.incident_entry import decided_by_no_person, decided_by_rule, refuse_voided
from trainer_tui.services.ledger import Change
from trainer_tui.services.records import Records

_STRICTEST_FIRST = (Hold.UNTIL_CLEARED, Hold.TODAY)


def called_for(assessments: Iterable[Assessment]) -> Hold | None:
    """Return the strictest hold that any standing assessment of an incident has called for."""
    holds = {
        each.triage["hold"]
        for each in assessments
        if not each.view.voided and each.triage and each.triage.get("hold")
    }
    return next((hold for hold in _STRICTEST_FIRST if hold in holds), None)


class Holds:
    """Says what holds, and refuses a return that nobody has answered for."""

    def __init__(self, records: Records, assessing: Assessing) -> None:
        self._records = records
        self._assessing = assessing

    # --- reading ---------------------------------------------------------------------------------

    def of(self, incident: Incident) -> Held | None:
        """Return the hold of an incident, ended or not; None when no rule ever asked for one."""
        assessments = self._assessing.assessments(incident)
        current = self._assessing.current(incident)
        holds = (called_for(assessments), current.hold)
        hold = next((each for each in _STRICTEST_FIRST if each in holds), None)
        if hold is None:
            return None
        asking = [a for a in assessments if not a.view.voided and a.triage and a.triage.get("hold") == hold]
        rules = {
            match["rule"]: None
            for each in asking
            for match in (each.triage or {}).get("matches", ())
            if match.get("hold") == hold
        }
        rules |= {match.rule.id: None for match in current.matches if match.rule.hold is hold}
        return Held(incident.id, hold, self._since(incident, asking), tuple(rules), self._clearance(incident))

    def _since(self, incident: Incident, asking: list[Assessment]) -> str:
        written = self._written(incident)
        if written is not None:
            return written.at
        now = self._records.ledger.clock()
        return local_day(asking[-1].at if asking else incident.reported_at, now).isoformat()

    def _written(self, incident: Incident) -> StatusChange | None:
        """Return the last change by which a rule wrote the athlete out for an incident."""
        made = self._records.statuses_of(incident)
        found = [c for c in made if c.availability is Availability.OUT and decided_by_rule(c)]
        return found[-1] if found else None

    def _clearance(self, incident: Incident) -> Clearance | None:
        """Return the last clearance recorded since the hold was last written."""
        written = self._written(incident)
        since = self._hlc(written.id) if written else 0
        found = [c for c in self._records.clearances_of(incident.id) if not c.view.voided]
        return next((c for c in reversed(found) if self._hlc(c.id) > since), None)

    def _hlc(self, record: str) -> int:
        """Return the hybrid clock of the first revision: a laptop's clock may have gone back in between."""
        return self._records.ledger.store.history(record)[0].hlc

    def holding(self, athlete: str) -> list[Held]:
        """Return the holds until cleared that still keep an athlete from full play, oldest first."""
        found = []
        for incident in self._records.incidents_of(athlete):
            said = self._records.last_said_of(incident)
            if incident.view.voided or said in (None, Availability.FULL):
                continue
            held = self.of(incident)
            if held is not None and held.hold is Hold.UNTIL_CLEARED:
                found.append(held)
        return found

    # --- writing ---------------------------------------------------------------------------------

    def add_clearance(self, incident_id: str, raw: object) -> str:
        """Record a clearance that came back and return its id; the athlete stays out until somebody says so.

        Raises FieldError naming the field that is missing, NotFound.
        """
        with self._records.change() as change:
            return self.clear(change, self._records.incident(incident_id), raw)

    def clear(self, change: Change, incident: Incident, raw: object) -> str:
        """Record a clearance within a change that is under way."""
        refuse_voided(incident)
        now = self._records.ledger.clock()
        fields = parse_clearance(raw, now)
        if fields["at"] < local_day(incident.onset_at, now).isoformat():
            raise FieldError("at", "lies before the incident happened; check the day of the clearance.")
        return change.create(CLEARANCES, {"incident": incident.id, **fields})

    def refuse_release(self, status: StatusChange) -> None:
        """Raise BadInput for a change by which a rule or an emergency keeps an athlete out.

        To call it an error would be a return that nobody has answered for.
        """
        keeps = status.decided_by if self._by_no_person(status) else self._kept_out_by(status)
        if keeps:
            raise BadInput(
                f"By this entry {keeps} keeps the athlete out, so it stands. Record the return when somebody "
                "decides it; if the incident itself is an error, void the incident."
            )

    @staticmethod
    def _by_no_person(status: StatusChange) -> bool:
        standing = status.availability is Availability.OUT and not status.view.voided
        return standing and decided_by_no_person(status)

    def _kept_out_by(self, status: StatusChange) -> str:
        """Return the rules that wrote nothing themselves because this change stood already; "" for none."""
        made = self._records.status_changes(status.athlete)
        left = [change for change in made if change.id != status.id]
        for incident in self._records.incidents_of(status.athlete):
            said, without = (changes_of_incident(changes, incident.id) for changes in (made, left))
            if status.availability is Availability.OUT:
                rests = said != without
            else:  # what is said of the athlete counts for an incident only while that one lasts
                rests = _ends_out(said) and not _ends_out(without)
            if rests and self._written(incident) is None and (held := self.of(incident)) is not None:
                return held.by
        return ""

    def return_fields(
        self, change: Change, athlete: str, incident: Incident | None, given: dict[str, Any]
    ) -> dict[str, Any]:
        """Return what a return to play keeps of its clearance; raises FieldError when it may not be.

        `given` has `availability`, `at` and, where one came with it, `clearance` as inputs give it.
        """
        if incident is None:
            if given.get("clearance") is not None:
                raise FieldError("incident", "is needed: a clearance belongs to an incident.")
            self._refuse_unnamed_hold(athlete)
            return {}
        held = self.of(incident)
        if held is not None and given["at"] < held.since:
            raise FieldError(
                "at", f"lies before {held.since}, from when on {held.by} keeps this athlete out."
            )
        if held is not None and held.hold is Hold.TODAY:
            self._refuse_same_day(held, given["at"])
        clearance = self._given(change, incident, held, given)
        return self._linked(clearance, given) if clearance else {}

    def _refuse_unnamed_hold(self, athlete: str) -> None:
        held = self.holding(athlete)
        if held:
            raise FieldError(
                "incident",
                f"is needed: {held[0].by} keeps this athlete out until cleared; name the incident "
                f"{held[0].incident} and its clearance.",
            )

    @staticmethod
    def _refuse_same_day(held: Held, at: str) -> None:
        first = date.fromisoformat(held.since) + timedelta(days=1)
        if at < first.isoformat():
            raise FieldError(
                "at", f"is too early: {held.by} allows no return on {held.since}; {first} or later."
            )

    def _given(
        self, change: Change, incident: Incident, held: Held | None, given: dict[str, Any]
    ) -> Clearance | None:
        """Return the clearance a return rests on: the one that came with it, else the last one on record."""
        if given.get("clearance") is not None:
            return self._inline(change, incident, given["clearance"])
        if held is None or held.hold is not Hold.UNTIL_CLEARED:
            return None
        if held.clearance is None:
            raise FieldError(
                "clearance",
                f"is needed: {held.by} keeps this athlete out until a named clinician clears. "
                "Give clinician, credential, at, scope, paper and seen_original.",
            )
        return held.clearance

    @staticmethod
    def _linked(clearance: Clearance, given: dict[str, Any]) -> dict[str, Any]:
        availability = Availability(given["availability"])
        if not clearance.covers(availability):
            raise FieldError("clearance.scope", "is limited: it does not cover full availability.")
        if given["at"] < clearance.at:
            raise FieldError("at", f"lies before the day of the clearance, {clearance.at}.")
        fields: dict[str, Any] = {"clearance": clearance.id}
        if not given.get("cleared_by"):
            fields["cleared_by"] = f"{clearance.who}, {clearance.at}; paper: {clearance.paper}"
        if availability is Availability.LIMITED and not given.get("restrictions"):
            fields["restrictions"] = list(clearance.restrictions)
        return fields

    def _inline(self, change: Change, incident: Incident, raw: object) -> Clearance:
        try:
            ident = self.clear(change, incident, raw)
        except FieldError as error:
            raise FieldError(f"clearance.{error.field}", error.problem) from None
        return clearance_from(change.made(ident))


def _ends_out(said: Sequence[SaidOn]) -> bool:
    return bool(said) and said[-1][1] is Availability.OUT
