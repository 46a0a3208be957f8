"""Writing incidents: one input becomes an incident, its assessments and notes, and the hold they call for.

Everything one person enters at once is one commit. Findings and vital signs are never edited: a change is a
new assessment. The tier of an incident only rises by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from trainer_tui.domain.answers import Answers
from trainer_tui.domain.assessment_input import parse_assessment, refuse_contradiction
from trainer_tui.domain.athletes import Athlete, athlete_from
from trainer_tui.domain.dates import local_day
from trainer_tui.domain.emergencies import EMERGENCY_MODE
from trainer_tui.domain.errors import BadInput, FieldError
from trainer_tui.domain.incident_input import IncidentInput, Reading, parse_amendment, parse_incident
from trainer_tui.domain.incidents import Assessment, Incident, StatusChange
from trainer_tui.domain.lasting import AnswerSet
from trainer_tui.domain.records import ASSESSMENTS, ATHLETES, INCIDENTS, NOTES, STATUS_CHANGES
from trainer_tui.domain.tier_story import lowering
from trainer_tui.domain.triage import Triage, highest
from trainer_tui.domain.vitals import findings_of
from trainer_tui.domain.vocabulary import Availability, Hold, Tier
from trainer_tui.services.amending import reason_for
from trainer_tui.services.assessing import (
    Assessing,
    Setting,
    Taken,
    answered_by,
    matched_before,
    region_of,
    triage_to_store,
)
from trainer_tui.services.ledger import Change
from trainer_tui.services.people import People
from trainer_tui.services.records import Records
from trainer_tui.services.reference import Reference

DECIDED_BY_RULE = "red-flag rule "


class IncidentEntry:
    """Adds, amends and voids incidents."""

    def __init__(self, records: Records, people: People, reference: Reference, assessing: Assessing) -> None:
        self._records = records
        self._people = people
        self._reference = reference
        self._assessing = assessing
        records.before_commit = self._heed_athletes

    def _reading(self) -> Reading:
        return Reading(
            self._assessing.rules.vocabulary, self._reference.catalogue, self._records.ledger.clock()
        )

    def add(self, raws: Sequence[object]) -> list[str]:
        """Record incidents in one commit and return their ids; a mistake in one writes none.

        Of several, the error names the place in the list, counted from 0: `[1].diagnoses[0].side`.
        """
        if not raws:
            raise BadInput("The list is empty: there is no incident to add.")
        ids = []
        with self._records.change() as change:
            for number, raw in enumerate(raws):
                try:
                    ids.append(self._add(change, raw))
                except FieldError as error:
                    if len(raws) == 1:
                        raise
                    raise FieldError(f"[{number}].{error.field}", error.problem) from None
        return ids

    def _add(self, change: Change, raw: object) -> str:
        reading = self._reading()
        given = parse_incident(raw, reading)
        _refuse_contradiction(given)
        athlete_id, guest = self._people.resolve(given.athlete)
        athlete = self._records.athletes.get(athlete_id or "")
        fields: dict[str, Any] = {"reported_at": reading.now.isoformat(), **given.fields}
        fields |= {"athlete": athlete_id, "guest": guest}
        setting = Setting(region_of(fields.get("diagnoses")), athlete, fields["onset_at"])
        _refuse_unborn(setting, reading.now)
        known = {name: answer for name, answer in given.findings.items() if answer is not None}
        taken, now = self._assessing.take(setting, _sets(known, fields["reported_at"], given.vitals))
        tier = _most_urgent(taken, now).tier
        fields["tier"] = tier and tier.value
        incident = change.create(INCIDENTS, fields, scope=athlete.team if athlete else "")
        self._store(change, incident, taken)
        self._note(change, incident, given)
        if athlete_id:
            day = local_day(setting.onset_at, reading.now)
            self._hold(change, incident, athlete_id, _strictest(taken, now), day)
        return incident

    def _store(self, change: Change, incident: str, taken: Sequence[Taken]) -> list[str]:
        """Write assessments as records of their own and return their ids."""
        ids = []
        for entry in taken:
            answers = {"findings": dict(entry.findings), "vitals": entry.vitals}
            answers["triage"] = triage_to_store(entry.triage)
            ids.append(change.create(ASSESSMENTS, {"incident": incident, "at": entry.at, **answers}))
        return ids

    def _note(self, change: Change, incident: str, given: IncidentInput) -> None:
        """Write notes as records of their own."""
        now = self._records.ledger.clock().isoformat()
        for heading, text in given.notes:
            change.create(NOTES, {"incident": incident, "at": now, "heading": heading, "text": text})

    def _hold(self, change: Change, incident: str, athlete: str, triage: Triage, onset: date) -> None:
        """Write the athlete out from the day of onset when a rule says so."""
        if triage.hold is not None:
            write_out(self._records, change, incident, athlete, _decided_by(triage), onset)

    def amend(self, incident_id: str, raw: object, reason: str) -> None:
        """Change just the given fields; answers and vital signs become a new assessment, text new notes.

        Only a value that was known before needs a reason. Raises FieldError, BadInput and NotFound.
        """
        incident = self._records.incident(incident_id)
        refuse_voided(incident)
        reading = self._reading()
        given = parse_amendment(raw, reading, incident.view.fields)
        _refuse_contradiction(given)
        with self._records.change() as change:
            fields = dict(given.fields)
            if given.athlete is not None:
                fields["athlete"], fields["guest"] = self._people.resolve(given.athlete)
            self._change_fields(change, incident, fields, reason)
            sets = _sets(given.findings, reading.now.isoformat(), given.vitals)
            self._assess_again(change, incident, sets, fields)
            self._note(change, incident.id, given)

    def assess(self, incident_id: str, raws: Sequence[object]) -> list[str]:
        """Add assessments to an incident in one commit and return their ids; a mistake in one writes none.

        Raises FieldError naming place and field as `add` does, BadInput and NotFound.
        """
        incident = self._records.incident(incident_id)
        refuse_voided(incident)
        if not raws:
            raise BadInput("The list is empty: there is no assessment to add.")
        with self._records.change() as change:
            sets: list[AnswerSet] = []
            for number, raw in enumerate(raws):
                try:
                    sets += parse_assessment(raw, self._reading())
                except FieldError as error:
                    if len(raws) == 1:
                        raise
                    raise FieldError(f"[{number}].{error.field}", error.problem) from None
            return self._assess_again(change, incident, sets, {})

    def _change_fields(
        self, change: Change, incident: Incident, fields: Mapping[str, Any], reason: str
    ) -> None:
        meaning = {name: value for name, value in fields.items() if name != "guest"}
        if fields.get("guest"):
            meaning = dict(fields)
        change.amend(incident.view, fields, reason_for(incident.view, meaning, reason))
        moved = fields.get("athlete", incident.athlete)
        if incident.athlete and moved != incident.athlete:
            self._move_status(change, incident, moved, reason)

    def _move_status(self, change: Change, incident: Incident, athlete: str | None, reason: str) -> None:
        """Take an incident's status changes from the athlete it was wrongly recorded for to the right one."""
        for status in self._status_of(incident):
            change.void(status.view, reason)
            if athlete:
                change.create(STATUS_CHANGES, {**status.view.fields, "athlete": athlete})

    def _status_of(self, incident: Incident) -> list[StatusChange]:
        return [c for c in self._records.statuses_of_incident(incident) if not c.view.voided]

    def _assess_again(
        self, change: Change, incident: Incident, sets: Sequence[AnswerSet], fields: Mapping[str, Any]
    ) -> list[str]:
        """Write the new answers; let tier and hold follow when anything the rules read has changed."""
        athlete_id = fields.get("athlete", incident.athlete)
        setting = Setting(
            region_of(fields.get("diagnoses", incident.view["diagnoses"])),
            self._records.athletes.get(athlete_id or ""),
            fields.get("onset_at", incident.onset_at),
        )
        _refuse_unborn(setting, self._records.ledger.clock())
        taken, now = self._assessing.take(setting, sets, self._assessing.assessments(incident))
        ids = self._store(change, incident.id, taken)
        if taken or setting != self._assessing.setting(incident):
            self._follow(change, incident, athlete_id, taken, now)
        return ids

    def heed(self, change: Change, incident: Incident, readings: Sequence[Assessment]) -> None:
        """Let tier and hold follow what an emergency measured: readings that this change makes."""
        known = [each for each in self._records.readings_of(incident.id) if not each.view.voided]
        taken, now = self._assessing.measured(incident, (*known, *readings))
        self._follow(change, incident, incident.athlete, taken[len(known) :], now)

    def _heed_athletes(self, change: Change) -> None:
        """Let tier and hold of open incidents follow what became known of their athletes, such as an age."""
        amended = dict.fromkeys(r.record for r in change.revisions if r.kind == ATHLETES and r.parents)
        for ident in amended:
            incidents = [each for each in self._records.incidents_of(ident) if each.open]
            athlete = athlete_from(change.made(ident)) if incidents else None
            if athlete is not None and not athlete.view.voided:
                for incident in incidents:
                    self._heed_athlete(change, incident, athlete)

    def _heed_athlete(self, change: Change, incident: Incident, athlete: Athlete) -> None:
        before = self._assessing.setting(incident)
        try:
            answers = self._assessing.answers(incident)
        except FieldError:  # answers of two laptops that contradict each other: their page says so
            return
        known = {match.rule.id for match in self._assessing.triage(answers, before).matches}
        now = self._assessing.triage(answers, replace(before, athlete=athlete))
        if any(match.rule.id not in known for match in now.matches):
            self._follow(change, incident, athlete.id, (), now, anew=True)

    def _follow(
        self,
        change: Change,
        incident: Incident,
        athlete_id: str | None,
        taken: Sequence[Taken],
        now: Triage,
        *,
        anew: bool = False,
    ) -> None:
        """Let tier and hold follow new answers; `anew` tells that a rule matches without one."""
        top = _most_urgent(taken, now)
        tier = self._risen(incident, taken, now)
        if tier and tier is not incident.tier:
            change.amend(incident.view, {"tier": tier.value}, _decided_by(top))
        said = self._records.last_said_of(incident)
        if athlete_id and (said is None or ((taken or anew) and said is not Availability.OUT)):
            self._hold(change, incident.id, athlete_id, _strictest(taken, now), self._records.today())

    def _risen(self, incident: Incident, taken: Sequence[Taken], now: Triage) -> Tier | None:
        """Return the tier after new answers.

        Once a person lowered it, the answers that were known then raise it no more: only a rule that did not
        match before does, or one that a new answer says again.
        """
        if lowering(self._records.tier_story(incident)) is None:
            return highest(incident.tier, _most_urgent(taken, now).tier)
        known = matched_before(self._assessing.assessments(incident))
        tier = incident.tier
        said = [(answered_by(entry), entry.triage) for entry in taken]
        together: set[str] = set().union(*(answered for answered, _ in said))
        for answered, found in (*said, (together, now)):
            for match in found.matches:
                if match.rule.id not in known or answered.intersection(match.because):
                    tier = highest(tier, match.rule.tier)
        return tier

    def void(self, incident_id: str, reason: str) -> None:
        """Mark an incident as entered in error; what it said of the athlete's availability goes with it."""
        incident = self._records.incident(incident_id)
        with self._records.change() as change:
            change.void(incident.view, reason)
            for status in self._status_of(incident):
                change.void(status.view, reason)


def write_out(
    records: Records, change: Change, incident: str, athlete: str, decided_by: str, onset: date
) -> None:
    """Write an athlete out for an incident from its day of onset.

    Being out for another incident is no reason to leave it: that one may be settled first. A hold is not
    dated before what was said since: it holds from today on.
    """
    said = [change.at for change in records.status_changes(athlete) if not change.view.voided]
    day = onset.isoformat()
    if said and max(said) > day:
        day = records.today().isoformat()
    fields: dict[str, Any] = {"athlete": athlete, "incident": incident, "at": day, "restrictions": []}
    fields |= {"availability": Availability.OUT.value, "decided_by": decided_by, "cleared_by": ""}
    fields |= {"expected": "", "reason": ""}
    change.create(STATUS_CHANGES, fields)


def refuse_voided(incident: Incident) -> None:
    """Raise BadInput for an incident that was entered in error."""
    if incident.view.voided:
        raise BadInput("This incident was entered in error and can no longer be changed; record a new one.")


def _sets(findings: Answers, at: str, vitals: Sequence[Mapping[str, Any]]) -> list[AnswerSet]:
    """Return answers and vital signs as sets of one time each."""
    asked: list[AnswerSet] = [(at, findings, None)] if findings else []
    return [*asked, *((taken["at"], {}, taken) for taken in vitals)]


def _most_urgent(taken: Sequence[Taken], now: Triage) -> Triage:
    """Return the triage with the highest tier: that of now, or of a set among those added with it."""
    found = [triage for triage in (now, *(entry.triage for entry in taken)) if triage.tier]
    return min(found, key=lambda triage: triage.tier.rank if triage.tier else len(Tier), default=now)


def _strictest(taken: Sequence[Taken], now: Triage) -> Triage:
    """Return the triage with the strictest hold, for a set is no less held because others came with it."""
    found = (now, *(entry.triage for entry in taken))
    holds = (Hold.UNTIL_CLEARED, Hold.TODAY)
    return next((triage for hold in holds for triage in found if triage.hold is hold), now)


def decided_by_rule(status: StatusChange) -> bool:
    """Tell whether a status change was written by a red-flag rule, not by a person."""
    return status.decided_by.startswith(DECIDED_BY_RULE)


def decided_by_no_person(status: StatusChange) -> bool:
    """Tell whether a rule or an emergency wrote a status change; a person answers for the return."""
    return decided_by_rule(status) or status.decided_by == EMERGENCY_MODE


def _decided_by(triage: Triage) -> str:
    return DECIDED_BY_RULE + ", ".join(match.rule.id for match in triage.matches)


def _refuse_unborn(setting: Setting, now: datetime) -> None:
    birth = setting.athlete and setting.athlete.birth_date
    if birth and local_day(setting.onset_at, now).isoformat() < birth:
        raise FieldError("onset_at", "lies before the athlete was born; check both dates.")


def _refuse_contradiction(given: IncidentInput) -> None:
    """Raise FieldError when one input denies a fever and measures one."""
    together = dict(given.findings)
    for vitals in given.vitals:
        together |= findings_of(vitals)
    refuse_contradiction(together)
