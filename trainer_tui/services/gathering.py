"""Gathering what is handed over: the incidents of a selection and what belongs to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from trainer_tui.domain.answers import current_answers
from trainer_tui.domain.athletes import Athlete
from trainer_tui.domain.availability import Standing, ended_by, holds_in_force
from trainer_tui.domain.clearances import Held
from trainer_tui.domain.contacts import ContactMade
from trainer_tui.domain.dates import local_day
from trainer_tui.domain.due import Due, in_order
from trainer_tui.domain.emergency_records import Emergency
from trainer_tui.domain.errors import BadInput, FieldError
from trainer_tui.domain.findings import Vocabulary
from trainer_tui.domain.handover import (
    Again,
    Case,
    Drawn,
    Material,
    Packet,
    RosterLine,
    SignedNote,
    Tables,
)
from trainer_tui.domain.incidents import Incident, Note, StatusChange
from trainer_tui.domain.records import (
    ACKNOWLEDGEMENTS,
    CLEARANCES,
    EMERGENCY_EVENTS,
    FOLLOW_UPS,
    PROTOCOL_STEPS,
    REFERRALS,
    UNITS,
)
from trainer_tui.domain.referrals import DONE
from trainer_tui.domain.revisions import Revision, View
from trainer_tui.domain.sessions import Session
from trainer_tui.domain.treatments import Treatment
from trainer_tui.domain.vocabulary import Hold, Purpose, Tier
from trainer_tui.services.chart import Chart
from trainer_tui.services.incident_views import IncidentChart
from trainer_tui.services.reference import Reference

Watch = Callable[[str], None]
"""Told how far it is, in words; what it raises stops the work."""


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
    """One team of the roster, for what is about a team; empty for all."""

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

        Incidents, tables and revisions are read while they are written, one at a time; `watch` is told of
        each incident that is. Raises NotFound for an unknown incident or athlete, BadInput when there is no
        letter to write.
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
            wanted = self._with_a_letter(ids, named=chosen.incidents is not None)
            return self._with_cases(packet, wanted, self._gathered, watch)
        if material is Material.OPEN:
            return self._for_review(replace(packet, team=chosen.team), watch)
        if material is Material.PEOPLE:
            people = tuple(self._people(chosen.team))
            named = tuple(athlete.id for athlete in people)
            return replace(packet, team=chosen.team, people=people, athletes=named)
        if material is Material.ROSTER:
            roster = tuple(self._roster(chosen.team))
            return replace(packet, roster=roster, athletes=tuple(line.athlete for line in roster))
        tables = self._tables(ids, chosen)
        packet = replace(packet, incidents=tuple(ids), athletes=tuple(each.id for each in tables.athletes))
        if material is Material.TABLES:
            return replace(packet, tables=tables)
        changed = None if chosen.everything else self._wanted(ids, tables)
        return replace(
            packet, records=self._views(changed), revisions=Again(lambda: self._revisions(changed))
        )

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

    def _with_a_letter(self, ids: Sequence[str], *, named: bool) -> list[str]:
        """Return the incidents to write letters about; void ones only when somebody named them."""
        wanted = [i for i in ids if named or not self._records.incidents[i].view.voided]
        if not wanted:
            raise BadInput("No incident fits this selection, so there is no letter to write.")
        return wanted

    def _with_cases(
        self, packet: Packet, ids: Sequence[str], gather: Callable[[str], Case], watch: Watch | None
    ) -> Packet:
        """Add incidents as letters need them, each gathered when it is asked for."""
        places = {ident: f"{number} of {len(ids)} incidents" for number, ident in enumerate(ids, 1)}

        def make(ident: str) -> Case:
            if watch is not None and len(ids) > 1:
                watch(places[ident])
            return gather(ident)

        incidents = self._records.incidents
        athletes = dict.fromkeys(athlete for ident in ids if (athlete := incidents[ident].athlete))
        return replace(
            packet,
            incidents=tuple(ids),
            athletes=tuple(athletes),
            cases=Drawn(make, ids),
            citations=self._citations(),
            credentials={user.name: user.credential for user in self._chart.users.listed()},
        )

    def _gathered(self, incident: str) -> Case:
        return self._case(self._chart.incident(incident))

    def _for_review(self, packet: Packet, watch: Watch | None) -> Packet:
        """Return a packet of the open incidents, each with what it waits for."""
        if packet.team:
            self._people(packet.team)
        found = self.open_incidents(packet.team)
        if not found:
            raise BadInput("No incident and no referral is open here, so there is nothing to review.")
        due = self._due()

        def gather(ident: str) -> Case:
            return replace(self._gathered(ident), due=tuple(each for each in due if each.incident == ident))

        return self._with_cases(packet, [incident.id for incident in found], gather, watch)

    def open_incidents(self, team: str) -> list[Incident]:
        """Return what a physician reviews: open incidents and open referrals, the most urgent first."""
        members = {athlete.id for athlete in self._chart.athletes(team=team)}
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
        return sorted(found, key=lambda incident: incident.tier.rank if incident.tier else len(Tier))

    def _due(self) -> list[Due]:
        now, chart = self._records.ledger.clock(), self._chart
        parts = (
            chart.due_rechecks,
            chart.referrals.due,
            chart.protocols.due,
            chart.contacts.due,
            chart.follow_ups.due,
        )
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
        changes = self._records.status_changes(incident.athlete) if incident.athlete else ()
        held = self._chart.holds.of(incident) if chart.triage.hold else None
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
            holds=holds_in_force(changes, incident.id),
            held=held,
            ended=self._ended(held, changes),
            emergencies=chart.emergencies,
            treatments=tuple(
                each
                for each in self._records.treatments_with("incident", incident.id)
                if not each.view.voided
            ),
            told=tuple(c for c in self._chart.contacts.of_incident(incident.id) if not c.view.voided),
        )

    def _ended(self, held: Held | None, changes: Sequence[StatusChange]) -> StatusChange | None:
        """Return what ended a hold; one until cleared does not end without a clearance."""
        if held is None:
            return None
        clearances = self._records.clearances_of(held.incident)
        if held.hold is Hold.UNTIL_CLEARED and all(each.view.voided for each in clearances):
            return None
        return ended_by(changes, held.incident)

    def _citations(self) -> dict[str, str]:
        """Return author and year of every source there is."""
        sources = self._reference.bibliography.values()
        return {source.id: f"{source.authors or source.title}, {source.year}" for source in sources}

    def _tables(self, ids: Sequence[str], chosen: Selection) -> Tables:
        records = self._records
        incidents, known = records.incidents, records.athletes
        treatments = Again(lambda: self._treatments(ids, chosen))
        sessions = Again(lambda: self._sessions(chosen))
        emergencies = Again(lambda: self._emergencies(ids, chosen))
        athletes = self._chosen_athletes(ids, chosen, treatments, sessions)

        def of(kind: str) -> Again[Any]:
            return Again(lambda: records.of_each(kind, ids))

        return Tables(
            athletes=Drawn(known.__getitem__, athletes),
            incidents=Drawn(incidents.__getitem__, ids),
            assessments=Again(lambda: self._chart.assessments_of_each(ids)),
            notes=Again(lambda: self._signed(self._notes(ids, chosen))),
            status_changes=Again(lambda: self._status_changes(athletes, ids, chosen)),
            referrals=of(REFERRALS),
            acknowledgements=of(ACKNOWLEDGEMENTS),
            protocol_steps=of(PROTOCOL_STEPS),
            clearances=of(CLEARANCES),
            contacts=Again(lambda: self._contacts(athletes, ids, chosen)),
            follow_ups=of(FOLLOW_UPS),
            emergencies=emergencies,
            emergency_events=Again(
                lambda: records.of_each(EMERGENCY_EVENTS, (each.id for each in emergencies))
            ),
            treatments=treatments,
            sessions=sessions,
            time_loss=records.time_loss,
            lowering=self._chart.lowering,
        )

    def _notes(self, ids: Sequence[str], chosen: Selection) -> Iterator[Note]:
        if chosen.everything:
            return self._records.each_note()
        return (note for ident in ids for note in self._records.notes(ident))

    def _signed(self, notes: Iterable[Note]) -> Iterator[SignedNote]:
        users, signed, listed = self._chart.users, self._records.has_cosigns, bool(self._records.users)
        for note in notes:
            cosign = users.cosigned(note.incident).get(note.id) if signed else None
            yield SignedNote(note, cosign, listed and bool(users.waiting(note.incident, [note])))

    def _emergencies(self, ids: Sequence[str], chosen: Selection) -> Iterator[Emergency]:
        """Yield the emergencies of chosen incidents; with everything, also those without one yet."""
        if chosen.everything:
            return iter(self._records.emergencies.values())
        return (each for ident in ids for each in self._records.emergencies_of(ident))

    def _chosen_athletes(
        self,
        ids: Sequence[str],
        chosen: Selection,
        treatments: Iterable[Treatment],
        sessions: Iterable[Session],
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
        for treatment in self._records.each_treatment():
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

    def _contacts(
        self, athletes: Sequence[str], ids: Sequence[str], chosen: Selection
    ) -> Iterator[ContactMade]:
        """Yield who was told of chosen incidents; of a chosen athlete also what names no incident."""
        contacts = self._records.contacts.values()
        if chosen.everything:
            return iter(contacts)
        about, wanted = set(ids), set(athletes) if chosen.athlete else set()
        return (c for c in contacts if c.incident in about or c.athlete in wanted)

    def _revisions(self, wanted: set[str] | None) -> Iterator[Revision]:
        """Yield the history of the records wanted in the order it was written; with None, all of it."""
        everything = self._records.ledger.store.revisions()
        return everything if wanted is None else (each for each in everything if each.record in wanted)

    def _views(self, wanted: set[str] | None) -> Mapping[str, Iterable[View]]:
        """Return by kind what the records wanted add up to; with None, all of them."""
        store = self._records.ledger.store

        def of(kind: str) -> Again[View]:
            return Again(lambda: (v for v in store.each(kind) if wanted is None or v.record in wanted))

        return {kind: of(kind) for kind in UNITS}

    def _wanted(self, ids: Sequence[str], tables: Tables) -> set[str]:
        """Return the ids of the records that belong to a selection."""
        kinds: tuple[Iterable[Any], ...] = (
            tables.athletes,
            tables.incidents,
            tables.assessments,
            (signed.note for signed in tables.notes),
            tables.status_changes,
            tables.referrals,
            tables.acknowledgements,
            tables.protocol_steps,
            tables.clearances,
            tables.contacts,
            tables.follow_ups,
            tables.emergencies,
            tables.emergency_events,
            tables.treatments,
            tables.sessions,
        )
        wanted = {record.view.record for kind in kinds for record in kind}
        return wanted | {cosign.id for ident in ids for cosign in self._records.cosigns(ident)}

    def _roster(self, team: str) -> Iterator[RosterLine]:
        """Yield the availability of everybody, or of one team; raises FieldError for one nobody is in."""
        for athlete in self._people(team) if team else self._chart.athletes():
            standing = self._records.standing(athlete.id)
            yield RosterLine(athlete.id, athlete.name, athlete.team, standing.availability)
