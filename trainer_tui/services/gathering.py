"""Gathering what is handed over: the incidents of a selection and what belongs to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from trainer_tui.domain.answers import current_answers
from trainer_tui.domain.athletes import Athlete
from trainer_tui.domain.availability import Standing
from trainer_tui.domain.dates import local_day
from trainer_tui.domain.due import Due, in_order
from trainer_tui.domain.emergency_records import Emergency
from trainer_tui.domain.errors import BadInput, FieldError
from trainer_tui.domain.findings import Vocabulary
from trainer_tui.domain.handover import Case, Material, Packet, RosterLine, Tables
from trainer_tui.domain.incidents import StatusChange
from trainer_tui.domain.referrals import DONE
from trainer_tui.domain.revisions import Revision
from trainer_tui.domain.sessions import Session
from trainer_tui.domain.treatments import Treatment
from trainer_tui.domain.vocabulary import Purpose, Tier
from trainer_tui.services.chart import Chart
from trainer_tui.services.incident_views import IncidentChart
from trainer_tui.services.reference import Reference

Watch = Callable[[int, int], None]
"""Told how many of how many are done; what it raises stops the work."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which incidents are handed over; without any bound, everything."""

    incidents: tuple[str, ...] | None = None
    athlete: str | None = None
    since: date | None = None
    """First local day of onset."""
    until: date | None = None
    """Last local day of onset."""
    team: str = ""
    """One team of the roster; empty for all."""

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return self == Selection()

    def spans(self, day: date) -> bool:
        """Tell whether a local day lies in the span."""
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)


class Gathering:
    """Reads the record for exports."""

    def __init__(self, chart: Chart, reference: Reference, vocabulary: Vocabulary, call_back: str) -> None:
        """Wire the parts; `call_back` is the telephone number printed on letters, empty when none is set."""
        self._chart = chart
        self._records = chart.records
        self._reference = reference
        self._vocabulary = vocabulary
        self._call_back = call_back

    def packet(
        self,
        material: Material,
        chosen: Selection,
        recipient: str,
        purpose: Purpose,
        *,
        bom: bool = False,
        watch: Watch | None = None,
    ) -> Packet:
        """Gather what a format is written from, and nothing else.

        `watch` is told how many incidents of how many are gathered. Raises NotFound for an unknown incident
        or athlete, BadInput when there is no letter to write.
        """
        ids = self._chosen_ids(chosen)
        packet = Packet(
            written_at=self._records.ledger.clock(),
            written_by=self._chart.users.signature,
            recipient=recipient,
            purpose=purpose,
            vocabulary=self._vocabulary,
            citations={},
            call_back=self._call_back,
            bom=bom,
            complete=chosen.everything,
        )
        if material is Material.CASES:
            cases = tuple(self._cases(ids, watch, named=chosen.incidents is not None))
            return replace(packet, cases=cases, citations=self._citations(cases))
        if material is Material.OPEN:
            cases = tuple(self._open_cases(chosen.team, watch))
            return replace(packet, team=chosen.team, cases=cases, citations=self._citations(cases))
        if material is Material.PEOPLE:
            return replace(packet, team=chosen.team, people=tuple(self._people(chosen.team)))
        if material is Material.TABLES:
            return replace(packet, tables=self._tables(ids, chosen))
        if material is Material.REVISIONS:
            return replace(packet, revisions=tuple(self._revisions(ids, chosen)))
        return replace(packet, roster=tuple(self._roster()))

    def _chosen_ids(self, chosen: Selection) -> list[str]:
        """Return the incidents of a selection in the order they were recorded."""
        if chosen.athlete is not None:
            self._chart.athlete(chosen.athlete)
        rows = self._chart.incidents(athlete=chosen.athlete, since=chosen.since, until=chosen.until)
        fitting = {row.incident.id for row in rows}
        if chosen.incidents is None:
            return [ident for ident in self._records.incidents if ident in fitting]
        named = [self._records.incident(ident).id for ident in dict.fromkeys(chosen.incidents)]
        return [ident for ident in named if ident in fitting]

    def _cases(self, ids: Sequence[str], watch: Watch | None, *, named: bool) -> Iterator[Case]:
        """Yield the incidents as letters need them; void ones only when somebody named them."""
        wanted = [i for i in ids if named or not self._records.incidents[i].view.voided]
        if not wanted:
            raise BadInput("No incident fits this selection, so there is no letter to write.")
        for number, ident in enumerate(wanted, start=1):
            if watch is not None:
                watch(number, len(wanted))
            yield self._case(self._chart.incident(ident))

    def _open_cases(self, team: str, watch: Watch | None) -> Iterator[Case]:
        """Yield what a physician reviews: open incidents and open referrals, the most urgent first."""
        members = {athlete.id for athlete in self._people(team)}
        waiting = {
            r.incident for r in self._records.referrals.values() if not r.view.voided and r.state not in DONE
        }
        found = [
            row.incident
            for row in self._chart.incidents()
            if not row.incident.view.voided
            and (row.incident.open or row.incident.id in waiting)
            and (not team or row.incident.athlete in members)
        ]
        if not found:
            raise BadInput("No incident and no referral is open here, so there is nothing to review.")
        found.sort(key=lambda incident: incident.tier.rank if incident.tier else len(Tier))
        due = self._due()
        for number, incident in enumerate(found, start=1):
            if watch is not None:
                watch(number, len(found))
            case = self._case(self._chart.incident(incident.id))
            yield replace(case, due=tuple(each for each in due if each.incident == incident.id))

    def _due(self) -> list[Due]:
        now, chart = self._records.ledger.clock(), self._chart
        parts = (chart.due_rechecks, chart.referrals.due, chart.protocols.due)
        return in_order((due for part in parts for due in part(now)), now)

    def _people(self, team: str) -> list[Athlete]:
        """Return everybody, or those of one team; raises FieldError for one nobody is in."""
        athletes = self._chart.athletes(team=team)
        if not athletes:
            raise FieldError("team", "nobody on the roster is in it; athlete list names the teams.")
        return athletes

    def _case(self, chart: IncidentChart) -> Case:
        incident = chart.incident
        assessments = tuple(a for a in chart.assessments if not a.view.voided)
        return Case(
            incident=incident,
            athlete=chart.athlete,
            condition=self._chart.condition_name(incident),
            causes=self._chart.cause_names(incident),
            relation=self._chart.relation(incident),
            assessments=assessments,
            notes=tuple(note for note in chart.notes if not note.view.voided),
            referrals=tuple(referral for referral in chart.referrals if not referral.view.voided),
            standing=self._records.standing(incident.athlete) if incident.athlete else Standing(),
            answers=current_answers((a.findings, a.vitals) for a in assessments),
            triage=chart.triage,
            courses=tuple(self._chart.protocols.courses(incident.id)),
            cosigns=chart.cosigns,
            waiting=frozenset(note.id for note in chart.waiting),
            safety=self._chart.sweep(incident.principal.region).safety,
            lowering=chart.lowering,
            emergencies=chart.emergencies,
            treatments=tuple(
                each
                for each in self._records.treatments_with("incident", incident.id)
                if not each.view.voided
            ),
        )

    def _citations(self, cases: Sequence[Case]) -> dict[str, str]:
        """Return author and year of every source that a matched rule rests on."""
        matches = [match for case in cases for match in case.triage.matches]
        used = dict.fromkeys(source for match in matches for source in match.rule.sources)
        sources = self._reference.sources(used)
        return {source.id: f"{source.authors or source.title}, {source.year}" for source in sources}

    def _tables(self, ids: Sequence[str], chosen: Selection) -> Tables:
        records = self._records
        incidents = tuple(records.incidents[ident] for ident in ids)
        users = self._chart.users
        notes = {ident: records.notes(ident) for ident in ids}
        emergencies = tuple(self._emergencies(ids, chosen))
        treatments = tuple(self._treatments(ids, chosen))
        sessions = tuple(self._sessions(chosen))
        athletes = self._chosen_athletes(ids, chosen, treatments, sessions)
        return Tables(
            athletes=tuple(records.athletes[ident] for ident in athletes),
            incidents=incidents,
            assessments=tuple(a for ident in ids for a in records.assessments(ident)),
            notes=tuple(note for ident in ids for note in notes[ident]),
            status_changes=tuple(self._status_changes(athletes, ids, chosen)),
            referrals=tuple(referral for ident in ids for referral in records.referrals_of(ident)),
            acknowledgements=tuple(entry for ident in ids for entry in records.acknowledgements(ident)),
            protocol_steps=tuple(step for ident in ids for step in records.protocol_steps(ident)),
            cosigns={note: each for ident in ids for note, each in users.cosigned(ident).items()},
            waiting=frozenset(note.id for ident in ids for note in users.waiting(ident, notes[ident])),
            emergencies=emergencies,
            emergency_events=tuple(e for each in emergencies for e in records.events_of(each.id)),
            treatments=treatments,
            sessions=sessions,
            time_loss={incident.id: records.time_loss(incident) for incident in incidents},
            lowering={incident.id: self._chart.lowering(incident) for incident in incidents},
        )

    def _emergencies(self, ids: Sequence[str], chosen: Selection) -> Iterator[Emergency]:
        """Yield the emergencies of chosen incidents; with everything, also those without one yet."""
        if chosen.everything:
            return iter(self._records.emergencies.values())
        return (each for ident in ids for each in self._records.emergencies_of(ident))

    def _chosen_athletes(
        self,
        ids: Sequence[str],
        chosen: Selection,
        treatments: Sequence[Treatment],
        sessions: Sequence[Session],
    ) -> list[str]:
        """Return the athletes of what was chosen; with everything, the whole roster."""
        if chosen.everything:
            return list(self._records.athletes)
        named = {self._records.incidents[ident].athlete for ident in ids} | {chosen.athlete}
        named |= {treatment.athlete for treatment in treatments}
        named |= {entry.athlete for session in sessions for entry in session.levels()}
        return [ident for ident in self._records.athletes if ident in named]

    def _treatments(self, ids: Sequence[str], chosen: Selection) -> Iterator[Treatment]:
        """Yield the treatments for chosen incidents; of an athlete or a span also those that name none."""
        wanted: set[str | None] = {*ids} if chosen.incidents is not None else {*ids, None}
        now = self._records.ledger.clock()
        for treatment in self._records.treatments.values():
            ours = chosen.athlete in (None, treatment.athlete)
            if ours and treatment.incident in wanted and chosen.spans(local_day(treatment.at, now)):
                yield treatment

    def _sessions(self, chosen: Selection) -> Iterator[Session]:
        """Yield the sessions of a span; they are about a team, so nothing chosen more narrowly has any."""
        if chosen.incidents is None and chosen.athlete is None:
            now = self._records.ledger.clock()
            for session in self._records.sessions.values():
                if chosen.spans(local_day(session.start, now)):
                    yield session

    def _status_changes(
        self, athletes: Sequence[str], ids: Sequence[str], chosen: Selection
    ) -> Iterator[StatusChange]:
        """Yield the changes for chosen incidents; of a chosen athlete also those that name none."""
        wanted = {*ids, None} if chosen.everything or chosen.athlete else set(ids)
        for athlete in athletes:
            yield from (c for c in self._records.status_changes(athlete) if c.incident in wanted)

    def _revisions(self, ids: Sequence[str], chosen: Selection) -> Iterator[Revision]:
        """Yield the history of what was chosen in the order it was written; with everything, all of it."""
        everything = self._records.ledger.store.revisions()
        if chosen.everything:
            return everything
        tables = self._tables(ids, chosen)
        kinds = (
            tables.athletes,
            tables.incidents,
            tables.assessments,
            tables.notes,
            tables.status_changes,
            tables.referrals,
            tables.acknowledgements,
            tables.protocol_steps,
            tables.emergencies,
            tables.emergency_events,
            tables.treatments,
            tables.sessions,
        )
        wanted = {record.view.record for kind in kinds for record in kind}
        wanted |= {cosign.id for ident in ids for cosign in self._records.cosigns(ident)}
        return (revision for revision in everything if revision.record in wanted)

    def _roster(self) -> Iterator[RosterLine]:
        for athlete in self._chart.athletes():
            standing = self._records.standing(athlete.id)
            yield RosterLine(athlete.id, athlete.name, athlete.team, standing.availability)
