"""Gathering what is handed over: the incidents of a selection and what belongs to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from trainer_tui.domain.answers import current_answers
from trainer_tui.domain.availability import Standing
from trainer_tui.domain.emergency_records import Emergency
from trainer_tui.domain.errors import BadInput
from trainer_tui.domain.findings import Vocabulary
from trainer_tui.domain.handover import Case, Material, Packet, RosterLine, Tables
from trainer_tui.domain.incidents import StatusChange
from trainer_tui.domain.revisions import Revision
from trainer_tui.domain.vocabulary import Purpose
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

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return self == Selection()


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
        athletes, users = self._chosen_athletes(ids, chosen), self._chart.users
        notes = {ident: records.notes(ident) for ident in ids}
        emergencies = tuple(self._emergencies(ids, chosen))
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
            follow_ups=tuple(each for ident in ids for each in records.follow_ups_of(ident)),
            emergencies=emergencies,
            emergency_events=tuple(e for each in emergencies for e in records.events_of(each.id)),
            time_loss={incident.id: records.time_loss(incident) for incident in incidents},
            lowering={incident.id: self._chart.lowering(incident) for incident in incidents},
        )

    def _emergencies(self, ids: Sequence[str], chosen: Selection) -> Iterator[Emergency]:
        """Yield the emergencies of chosen incidents; with everything, also those without one yet."""
        if chosen.everything:
            return iter(self._records.emergencies.values())
        return (each for ident in ids for each in self._records.emergencies_of(ident))

    def _chosen_athletes(self, ids: Sequence[str], chosen: Selection) -> list[str]:
        """Return the athletes of the incidents; with everything, the whole roster."""
        if chosen.everything:
            return list(self._records.athletes)
        hurt = {self._records.incidents[ident].athlete for ident in ids} | {chosen.athlete}
        return [ident for ident in self._records.athletes if ident in hurt]

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
            tables.follow_ups,
            tables.emergencies,
            tables.emergency_events,
        )
        wanted = {record.view.record for kind in kinds for record in kind}
        wanted |= {cosign.id for ident in ids for cosign in self._records.cosigns(ident)}
        return (revision for revision in everything if revision.record in wanted)

    def _roster(self) -> Iterator[RosterLine]:
        for athlete in self._chart.athletes():
            standing = self._records.standing(athlete.id)
            yield RosterLine(athlete.id, athlete.name, athlete.team, standing.availability)
