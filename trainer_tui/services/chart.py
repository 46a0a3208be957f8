"""The chart of a team: athletes, their incidents and everything that is written about them.

One class for the screens and the command line; the work is done by the modules beside this one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from trainer_tui.domain.athletes import Athlete
from trainer_tui.domain.due import Due
from trainer_tui.domain.errors import BadInput, FieldError
from trainer_tui.domain.findings import Answer, Sweep
from trainer_tui.domain.incidents import Assessment, Incident
from trainer_tui.domain.lasting import AnswerSet
from trainer_tui.domain.note_text import checked_note
from trainer_tui.domain.records import ACKNOWLEDGEMENTS, DISCLOSURES, NOTES
from trainer_tui.domain.relation import Proposal, proposed_relation
from trainer_tui.domain.tier_story import Lowering, lowering, one_step_up
from trainer_tui.domain.triage import RuleSet, Triage
from trainer_tui.domain.vitals import findings_of
from trainer_tui.domain.vocabulary import Purpose, Region, Relation, Tier
from trainer_tui.services.assessing import Assessing, Setting
from trainer_tui.services.contacts import Contacts
from trainer_tui.services.follow_ups import FollowUps
from trainer_tui.services.history import History, HistoryEntry
from trainer_tui.services.holds import Holds
from trainer_tui.services.incident_entry import IncidentEntry, refuse_voided
from trainer_tui.services.incident_json import incident_to_json
from trainer_tui.services.incident_views import IncidentChart, IncidentRow, IncidentViews
from trainer_tui.services.ledger import Change, Ledger
from trainer_tui.services.mistakes import Mistakes
from trainer_tui.services.open_details import DetailsOpen
from trainer_tui.services.people import People
from trainer_tui.services.protocols import Protocols
from trainer_tui.services.rechecks import Rechecks
from trainer_tui.services.records import Records
from trainer_tui.services.reference import Reference
from trainer_tui.services.referrals import Referrals
from trainer_tui.services.users import Users

__all__ = ["Chart", "HistoryEntry", "IncidentChart", "IncidentRow"]

RAISED = "Raised by hand"


class Chart:
    """What can be asked of the record and written into it."""

    def __init__(
        self, ledger: Ledger, reference: Reference, rules: RuleSet, sweeps: Mapping[Region, Sweep]
    ) -> None:
        self.records = Records(ledger)
        self.users = Users(self.records)
        self._ledger = ledger
        self._people = People(self.records)
        self._assessing = Assessing(self.records, rules, sweeps)
        self._entry = IncidentEntry(self.records, self._people, reference, self._assessing)
        self._rechecks = Rechecks(self.records, self._assessing)
        self._views = IncidentViews(self.records, reference, self._assessing, self._rechecks, self.users)
        self.protocols = Protocols(self.records, reference)
        """Protocols of return on incidents."""
        self.contacts = Contacts(self.records, self._people, self._assessing)
        """Who was told about an athlete."""
        self.holds = Holds(self.records, self._assessing)
        """What keeps athletes out, and the clearances that end it."""
        self.mistakes = Mistakes(self.records, self.holds)
        """Single entries that were made in error."""
        self.follow_ups = FollowUps(self.records)
        """What is to be come back to on incidents."""
        self.details = DetailsOpen(self.records, reference)
        """Which incidents still lack what was not asked at the sideline."""
        self._history = History(self.records, reference, rules.vocabulary)
        self.referrals = Referrals(self.records, self._views, self._assessing)

    def athletes(self, text: str = "", *, team: str = "") -> list[Athlete]:
        """Return the roster by name: those whose jersey or name fits a text, accents or not."""
        return self._people.listed(text, team=team)

    def athlete(self, athlete_id: str) -> Athlete:
        """Return one athlete; raises NotFound."""
        return self.records.athlete(athlete_id)

    def teams(self) -> list[str]:
        """Return the teams of the roster by name."""
        return self._people.teams()

    def of_team(self, team: str) -> list[Athlete]:
        """Return the athletes of a team by name; of the empty one, those who are in none."""
        return self._people.of_team(team)

    def match_athletes(self, typed: str) -> list[Athlete]:
        """Return whom typed letters may mean: exact jersey first, then names that begin so, then the rest."""
        return self._people.matching(typed)

    def resolve_athlete(self, reference: Mapping[str, Any]) -> tuple[str | None, str | None]:
        """Return athlete id and guest for a reference of the contract, one of them None.

        Raises FieldError when nobody fits, and with the candidates when several do.
        """
        return self._people.resolve(reference)

    def add_athlete(self, raw: Mapping[str, Any]) -> str:
        """Put an athlete on the roster and return the id; only a family name is needed."""
        return self._people.add(raw)

    def amend_athlete(self, athlete_id: str, raw: Mapping[str, Any], reason: str) -> None:
        """Change the given fields of an athlete; filling what was empty needs no reason."""
        self._people.amend(athlete_id, raw, reason)

    def same_jersey(self, athlete_id: str) -> str:
        """Say who else of the team wears an athlete's jersey, and what that means; empty for nobody."""
        return self._people.same_jersey(athlete_id)

    def incidents(
        self,
        *,
        text: str = "",
        athlete: str | None = None,
        since: date | None = None,
        until: date | None = None,
        open_only: bool = False,
    ) -> list[IncidentRow]:
        """Return incidents, newest onset first, those entered in error included unless `open_only`.

        `text` is sought in who, condition, region and causes; the days are local days of onset, inclusive.
        """
        return self._views.rows(text=text, athlete=athlete, since=since, until=until, open_only=open_only)

    def incident(self, incident_id: str) -> IncidentChart:
        """Return everything about one incident; raises NotFound."""
        return self._views.chart(self.records.incident(incident_id))

    def who(self, incident: Incident) -> str:
        """Return jersey and name of whom an incident is about, or the words for a guest."""
        return self._views.who(incident)

    def condition_name(self, incident: Incident) -> str:
        """Return the name of an incident's condition, empty when none was given."""
        return self._views.condition_name(incident)

    def cause_names(self, incident: Incident) -> tuple[str, ...]:
        """Return the names of an incident's causes."""
        return self._views.cause_names(incident)

    def add_incidents(self, raws: Sequence[object]) -> list[str]:
        """Record incidents given as objects of the contract; all or none, in one commit. Returns their ids.

        Raises FieldError naming place and field.
        """
        return self._entry.add(raws)

    def amend_incident(self, incident_id: str, raw: Mapping[str, Any], reason: str) -> None:
        """Change just the given fields; answers become a new assessment, text becomes new notes."""
        self._entry.amend(incident_id, raw, reason)

    def add_assessments(self, incident_id: str, raws: Sequence[object]) -> list[str]:
        """Add sets of answers and vital signs to an incident; all or none, in one commit. Returns their ids.

        Each stands in its place by time. Raises FieldError naming place and field.
        """
        return self._entry.assess(incident_id, raws)

    def assessments_of_each(self, incidents: Iterable[str]) -> Iterator[Assessment]:
        """Yield the assessments of several incidents, of each by time, with what its emergencies measured."""
        return self._assessing.assessments_of_each(incidents)

    def due_rechecks(self, _now: datetime) -> list[Due]:
        """Return the next check of every open incident for which a matched rule asks one."""
        return self._rechecks.due()

    def heed(self, change: Change, incident: Incident, readings: Sequence[Assessment]) -> None:
        """Let tier and hold of an incident follow what an emergency measured, within a change under way."""
        self._entry.heed(change, incident, readings)

    def void_incident(self, incident_id: str, reason: str) -> None:
        """Mark an incident as entered in error, its status changes with it; all stay in the history."""
        self._entry.void(incident_id, reason)

    def close_incident(self, incident_id: str, reason: str) -> None:
        """Take an incident off the open ones."""
        self._set_closed(incident_id, reason, closed=True)

    def reopen_incident(self, incident_id: str, reason: str) -> None:
        """Put an incident back among the open ones."""
        self._set_closed(incident_id, reason, closed=False)

    def _set_closed(self, incident_id: str, reason: str, *, closed: bool) -> None:
        incident = self.records.incident(incident_id)
        if incident.closed is closed:
            raise BadInput(f"This incident is {'closed' if closed else 'open'} already.")
        with self.records.change() as change:
            change.amend(incident.view, {"closed": closed}, reason)

    def add_note(self, incident_id: str, heading: str, text: str) -> str:
        """Add a note under `narrative` or a SOAP heading and return its id."""
        return self.add_notes(incident_id, [checked_note(heading, text)])[0]

    def add_notes(self, incident_id: str, notes: Sequence[tuple[str, str]]) -> list[str]:
        """Add notes, each a heading and its text, in one commit and return their ids; none is ever rewritten.

        Raises FieldError named by the heading, BadInput without a note.
        """
        refuse_voided(self.records.incident(incident_id))
        checked = [checked_note(heading, text, heading) for heading, text in notes]
        if not checked:
            raise BadInput("There is no note to add; write one first.")
        known = {"incident": incident_id, "at": self._now()}
        with self.records.change() as change:
            return [
                change.create(NOTES, {**known, "heading": heading, "text": text}) for heading, text in checked
            ]

    def acknowledge(self, incident_id: str) -> str:
        """Store that the user has seen the red flags of an incident: tier and rules that match now."""
        incident = self.records.incident(incident_id)
        refuse_voided(incident)
        triage = self._assessing.current(incident)
        tier = triage.tier or incident.tier
        if tier is None:
            raise BadInput("No red flag matched for this incident: there is nothing to acknowledge.")
        rules = self._views.flagged(incident) | {match.rule.id for match in triage.matches}
        fields = {"incident": incident_id, "at": self._now(), "tier": tier.value, "rules": sorted(rules)}
        with self.records.change() as change:
            return change.create(ACKNOWLEDGEMENTS, fields)

    def change_tier(self, incident_id: str, tier: Tier, reason: str) -> None:
        """Set the tier of an incident by hand: upward at once, downward only with a reason.

        Raises FieldError without one.
        """
        incident = self.records.incident(incident_id)
        lower = incident.tier is not None and tier.rank > incident.tier.rank
        if lower and not reason.strip():
            raise FieldError("reason", "is needed to lower the tier; say in a few words why.")
        with self.records.change() as change:
            change.amend(incident.view, {"tier": tier.value}, reason if reason.strip() else RAISED)

    def raise_tier(self, incident_id: str) -> Tier:
        """Raise the tier of an incident by one step and return it; raises BadInput at the highest."""
        now = self.records.incident(incident_id).tier
        tier = one_step_up(now)
        if tier is now:
            raise BadInput(f"It is “{tier.words}” already: there is no higher urgency.")
        self.change_tier(incident_id, tier, "")
        return tier

    def lowering(self, incident: Incident) -> Lowering | None:
        """Return who lowered the tier of an incident and why, None while it is as urgent as it ever was."""
        return lowering(self.records.tier_story(incident))

    def history(self, record_id: str) -> list[HistoryEntry]:
        """Return what was written to a record, oldest first; of an incident, with all that belongs to it."""
        return self._history.of(record_id)

    def incident_json(self, incident_id: str) -> dict[str, Any]:
        """Return an incident as the contract prints it; raises NotFound."""
        chart = self.incident(incident_id)
        return incident_to_json(chart, self.relation(chart.incident))

    def relation(self, incident: Incident) -> Relation:
        """Return how an incident relates to earlier ones: as stated, else as the record proposes."""
        proposal = self.proposed_relation(incident)
        if incident.relation is not Relation.UNKNOWN or proposal is None:
            return incident.relation
        return proposal.relation

    def proposed_relation(self, incident: Incident) -> Proposal | None:
        """Return what the record says of earlier incidents, whatever was stated; None for a guest."""
        if incident.athlete is None:
            return None
        onset = self.records.onset_day(incident)
        others = [each for each in self.records.incidents_of(incident.athlete) if each.id != incident.id]
        return proposed_relation(incident, others, lambda other: self.records.said_of(other, until=onset))

    def sweep(self, region: Region) -> Sweep:
        """Return the questions of a region; a region without its own has the general ones."""
        return self._assessing.sweep(region)

    def not_assessed(self, region: Region, findings: Mapping[str, Any]) -> tuple[str, ...]:
        """Return what the sweep of a region asks and nobody has answered."""
        return tuple(name for name in self.sweep(region).findings if findings.get(name) is None)

    def preview_triage(
        self,
        findings: Mapping[str, Any],
        vitals: Mapping[str, Any] | None,
        region: Region,
        athlete: Athlete | None,
        onset_at: str | None = None,
    ) -> Triage:
        """Assess answers that are not saved yet, with what the roster knows of the athlete."""
        answers = self._assessing.rules.vocabulary.check_answers({**findings, **findings_of(vitals or {})})
        return self._assessing.triage(answers, Setting(region, athlete, onset_at or self._now()))

    def answers_with(self, incident: Incident, new: AnswerSet) -> Mapping[str, Answer]:
        """Return what is known of an incident with one more set, which is not saved yet."""
        return self._assessing.answers(incident, [new])

    def add_disclosure(
        self,
        *,
        format: str,  # noqa: A002 - the field of the record has this name
        recipient: str,
        purpose: Purpose,
        records: Sequence[str],
        athletes: Sequence[str],
        sha256: str,
    ) -> str:
        """Record what left this laptop, to whom and why; returns the id."""
        fields: dict[str, Any] = {"at": self._now(), "format": format, "recipient": recipient}
        fields |= {
            "purpose": purpose.value,
            "records": list(records),
            "athletes": list(athletes),
            "sha256": sha256,
        }
        with self.records.change() as change:
            return change.create(DISCLOSURES, fields)

    def _now(self) -> str:
        return self._ledger.clock().isoformat()
