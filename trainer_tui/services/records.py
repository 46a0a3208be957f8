"""The record in types, held in memory beside the store: looked up by id and by what belongs to what.

Everything is read once; after a change only what it touched is read again. Whoever keeps something derived
from the record asks what was touched since it last looked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import chain
from threading import RLock
from typing import Any, Generic, Protocol, TypeVar

from trainer_tui.domain.athletes import Athlete, athlete_from
from trainer_tui.domain.availability import Standing, changes_of_incident, standing
from trainer_tui.domain.clearances import Clearance, clearance_from
from trainer_tui.domain.contacts import ContactMade, contact_from
from trainer_tui.domain.dates import local_day
from trainer_tui.domain.emergency_records import (
    Emergency,
    EmergencyEvent,
    emergency_event_from,
    emergency_from,
    reading_from,
)
from trainer_tui.domain.errors import NotFound
from trainer_tui.domain.follow_ups import FollowUp, follow_up_from
from trainer_tui.domain.incidents import (
    Acknowledgement,
    Assessment,
    Disclosure,
    Incident,
    Note,
    Referral,
    StatusChange,
    acknowledgement_from,
    assessment_from,
    disclosure_from,
    incident_from,
    note_from,
    referral_from,
    status_change_from,
)
from trainer_tui.domain.protocol_course import ProtocolStep, protocol_step_from
from trainer_tui.domain.records import (
    ACKNOWLEDGEMENTS,
    ASSESSMENTS,
    ATHLETES,
    CLEARANCES,
    CONTACTS,
    COSIGNS,
    DISCLOSURES,
    EMERGENCIES,
    EMERGENCY_EVENTS,
    FOLLOW_UPS,
    INCIDENTS,
    NOTES,
    PROTOCOL_STEPS,
    REFERRALS,
    SESSIONS,
    STATUS_CHANGES,
    TREATMENTS,
    USERS,
)
from trainer_tui.domain.revisions import View
from trainer_tui.domain.sessions import Session, session_from
from trainer_tui.domain.tier_story import TierStep, tier_story
from trainer_tui.domain.time_loss import Change as SaidOn
from trainer_tui.domain.time_loss import TimeLoss, time_loss
from trainer_tui.domain.treatments import Treatment, treatment_from
from trainer_tui.domain.users import Cosign, User, cosign_from, user_from
from trainer_tui.domain.vocabulary import Availability
from trainer_tui.services.ledger import Change, Ledger


class _Record(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def view(self) -> View: ...


R = TypeVar("R", bound=_Record)


class Shelf(Generic[R]):
    """The records of one kind, by id and by the record they belong to, in the order they were made."""

    def __init__(self, views: Sequence[View], read: Callable[[View], R], owner: str = "") -> None:
        """Read all views; `owner` names the field that holds what a record belongs to."""
        self.by_id: dict[str, R] = {}
        self._owned: dict[str | None, dict[str, None]] = {}
        self._read = read
        self._owner = owner
        for view in views:
            self.put(view)

    def put(self, view: View) -> None:
        """Take a view in, in place of the one that was there."""
        old = self.by_id.get(view.record)
        new = self.by_id[view.record] = self._read(view)
        if not self._owner:
            return
        if old is not None:
            del self._owned[getattr(old, self._owner)][old.id]
        self._owned.setdefault(getattr(new, self._owner), {})[new.id] = None

    def of(self, owner: str) -> list[R]:
        """Return what belongs to a record, in the order it was made."""
        return [self.by_id[ident] for ident in self._owned.get(owner, ())]

    def of_each(self, owners: Iterable[str]) -> Iterator[list[R]]:
        """Yield what belongs to each of several records, where anything does."""
        for owner in owners:
            if owned := self._owned.get(owner):
                yield [self.by_id[ident] for ident in owned]

    def owners(self) -> list[str]:
        """Return the ids of all records that something here belongs to."""
        return [owner for owner, owned in self._owned.items() if owner and owned]


_READERS: Mapping[str, tuple[Callable[[View], Any], str]] = {
    ATHLETES: (athlete_from, ""),
    INCIDENTS: (incident_from, "athlete"),
    ASSESSMENTS: (assessment_from, "incident"),
    NOTES: (note_from, "incident"),
    STATUS_CHANGES: (status_change_from, "athlete"),
    ACKNOWLEDGEMENTS: (acknowledgement_from, "incident"),
    REFERRALS: (referral_from, "incident"),
    DISCLOSURES: (disclosure_from, ""),
    PROTOCOL_STEPS: (protocol_step_from, "incident"),
    USERS: (user_from, ""),
    COSIGNS: (cosign_from, "incident"),
    EMERGENCIES: (emergency_from, "incident"),
    EMERGENCY_EVENTS: (emergency_event_from, "emergency"),
    TREATMENTS: (treatment_from, ""),
    SESSIONS: (session_from, ""),
    CONTACTS: (contact_from, "incident"),
    CLEARANCES: (clearance_from, "incident"),
    FOLLOW_UPS: (follow_up_from, "incident"),
}


class Records:
    """What the services read, kept in step with the store."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.lock = RLock()
        """Held while something is written or derived: exports run beside the screen."""
        self.before_commit: Callable[[Change], None] = lambda _: None
        """Called with each change once it is made: what follows from it becomes part of it."""
        self._shelves: dict[str, Shelf[Any]] = {}
        self._generation = -1
        self._first_version = 0
        self._touched: list[set[str]] = []
        self._stories: dict[str, tuple[View, tuple[TierStep, ...]]] = {}
        self._standings: dict[str, Standing] = {}
        self._open: tuple[int, list[Incident]] = (-1, [])

    @contextmanager
    def change(self) -> Iterator[Change]:
        """Collect changes as the ledger does; once they are written, what they touched is read again."""
        with self.lock:
            self._keep_up()
            with self.ledger.change() as change:
                yield change
                self.before_commit(change)
            if change.revisions:
                self._touched.append(self._read_again(change))
                self._generation = self.ledger.store.generation

    @property
    def version(self) -> int:
        """A number that rises with every change; remember it to ask what was touched since."""
        self._keep_up()
        return self._first_version + len(self._touched)

    def touched_since(self, version: int) -> set[str] | None:
        """Return the ids of records touched since a version, those they belong to included.

        None when everything may have changed.
        """
        with self.lock:
            self._keep_up()
            if version < self._first_version:
                return None
            return set().union(*self._touched[version - self._first_version :])

    def _keep_up(self) -> None:
        if self._generation == self.ledger.store.generation:  # as nearly always: nothing to wait for
            return
        with self.lock:
            if self._generation != (generation := self.ledger.store.generation):
                self._first_version += len(self._touched) + 1
                self._touched.clear()
                self._shelves.clear()
                self._standings.clear()
                # Last: whoever looks at it without the lock has to wait until the rest is forgotten.
                self._generation = generation

    def _read_again(self, change: Change) -> set[str]:
        touched: set[str] = set()
        for kind, record in dict.fromkeys((r.kind, r.record) for r in change.revisions):
            view = self.ledger.view(kind, record)
            touched |= self._belonging(view)
            if kind in self._shelves:
                if (before := self._shelves[kind].by_id.get(record)) is not None:
                    touched |= self._belonging(before.view)
                self._shelves[kind].put(view)
        for ident in touched:
            self._standings.pop(ident, None)
        return touched

    def _belonging(self, view: View) -> set[str]:
        """Return the ids of a record and of what it belongs to: an event also to its emergency's incident."""
        emergency = view["emergency"] and self.ledger.store.get(EMERGENCIES, view["emergency"])
        found = (view.record, view["incident"], view["athlete"], emergency and emergency["incident"])
        return {ident for ident in found if ident}

    def _shelf(self, kind: str) -> Shelf[Any]:
        found = self._shelves.get(kind)
        if found is not None:
            return found
        with self.lock:
            found = self._shelves.get(kind)
            if found is None:
                read, owner = _READERS[kind]
                found = self._shelves[kind] = Shelf(self.ledger.store.all(kind), read, owner)
            return found

    def _current(self, kind: str) -> Shelf[Any]:
        self._keep_up()
        return self._shelf(kind)

    @property
    def athletes(self) -> Mapping[str, Athlete]:
        """Every athlete by id, those entered in error included."""
        return self._current(ATHLETES).by_id

    @property
    def incidents(self) -> Mapping[str, Incident]:
        """Every incident by id, those entered in error included."""
        return self._current(INCIDENTS).by_id

    @property
    def open_incidents(self) -> Sequence[Incident]:
        """The open incidents in the order they were recorded; with the years most are not."""
        with self.lock:
            version = self.version
            if self._open[0] != version:
                self._open = version, [each for each in self.incidents.values() if each.open]
            return self._open[1]

    @property
    def referrals(self) -> Mapping[str, Referral]:
        """Every referral by id."""
        return self._current(REFERRALS).by_id

    @property
    def disclosures(self) -> Mapping[str, Disclosure]:
        """Everything that left this laptop, by id."""
        return self._current(DISCLOSURES).by_id

    @property
    def treatments(self) -> Mapping[str, Treatment]:
        """Every treatment by id."""
        return self._current(TREATMENTS).by_id

    @property
    def sessions(self) -> Mapping[str, Session]:
        """Every session by id."""
        return self._current(SESSIONS).by_id

    @property
    def users(self) -> Mapping[str, User]:
        """Everybody who signs entries, by id."""
        return self._current(USERS).by_id

    @property
    def emergencies(self) -> Mapping[str, Emergency]:
        """Every emergency by id."""
        return self._current(EMERGENCIES).by_id

    @property
    def emergency_events(self) -> Mapping[str, EmergencyEvent]:
        """Every event of every emergency by id, those entered in error included."""
        return self._current(EMERGENCY_EVENTS).by_id

    @property
    def contacts(self) -> Mapping[str, ContactMade]:
        """Everybody who was told about an athlete, or could not be, by id."""
        return self._current(CONTACTS).by_id

    def contacts_of(self, incident: str) -> list[ContactMade]:
        """Return who was told of an incident, in the order it was recorded."""
        return self._current(CONTACTS).of(incident)

    def clearances_of(self, incident: str) -> list[Clearance]:
        """Return the clearances of an incident, in the order they were recorded."""
        return self._current(CLEARANCES).of(incident)

    @property
    def follow_ups(self) -> Mapping[str, FollowUp]:
        """Every follow-up by id."""
        return self._current(FOLLOW_UPS).by_id

    def follow_up(self, follow_up: str) -> FollowUp:
        """Return a follow-up; raises NotFound."""
        return self._found(self.follow_ups, "follow-up", follow_up)

    def follow_ups_of(self, incident: str) -> list[FollowUp]:
        """Return the follow-ups of an incident in the order they were set."""
        return self._current(FOLLOW_UPS).of(incident)

    def emergencies_of(self, incident: str) -> list[Emergency]:
        """Return the emergencies that belong to an incident, oldest first."""
        return self._current(EMERGENCIES).of(incident)

    def with_emergencies(self) -> list[str]:
        """Return the incidents to which an emergency belongs."""
        return self._current(EMERGENCIES).owners()

    def events_of(self, emergency: str) -> list[EmergencyEvent]:
        """Return the events of an emergency in the order they were recorded."""
        return self._current(EMERGENCY_EVENTS).of(emergency)

    def athlete(self, athlete: str) -> Athlete:
        """Return an athlete; raises NotFound."""
        return self._found(self.athletes, "athlete", athlete)

    def incident(self, incident: str) -> Incident:
        """Return an incident; raises NotFound."""
        return self._found(self.incidents, "incident", incident)

    def referral(self, referral: str) -> Referral:
        """Return a referral; raises NotFound."""
        return self._found(self.referrals, "referral", referral)

    @staticmethod
    def _found(records: Mapping[str, R], word: str, ident: str) -> R:
        if ident not in records:
            raise NotFound(f"There is no {word} with the id {ident[:64]}.")
        return records[ident]

    def incidents_of(self, athlete: str) -> list[Incident]:
        """Return the incidents of an athlete, in the order they were recorded."""
        return self._current(INCIDENTS).of(athlete)

    def assessments_made(self, incident: str) -> list[Assessment]:
        """Return the assessments of an incident in the order they were recorded, without what its emergencies
        measured: `Assessing` adds that.
        """
        return self._current(ASSESSMENTS).of(incident)

    def assessments_made_of_each(self, incidents: Iterable[str]) -> Iterator[list[Assessment]]:
        """Yield those of each of several incidents, where there are any."""
        return self._current(ASSESSMENTS).of_each(incidents)

    def readings_of(self, incident: str) -> list[Assessment]:
        """Return what was measured in the emergencies of an incident, as it was recorded, not triaged."""
        events = (
            event
            for emergency in self.emergencies_of(incident)
            if not emergency.view.voided
            for event in self.events_of(emergency.id)
        )
        return [reading for event in events if (reading := reading_from(event, incident))]

    def tier_story(self, incident: Incident) -> tuple[TierStep, ...]:
        """Return how the tier of an incident came about, oldest first; empty without a tier."""
        view = incident.view
        if incident.tier is None:
            return ()
        if view.revisions == 1:  # as nearly all are: no history has to be read
            return (TierStep(incident.tier, view.created_at, view.created_by, ""),)
        known = self._stories.get(incident.id)
        if known is None or known[0] is not view:
            known = self._stories[incident.id] = view, tier_story(self.ledger.store.history(incident.id))
        return known[1]

    def notes(self, incident: str) -> list[Note]:
        """Return the notes of an incident, oldest first."""
        self._keep_up()
        if NOTES in self._shelves:
            return self._shelves[NOTES].of(incident)
        # Lists show no notes, so those of one incident are read alone.
        return [note_from(view) for view in self.ledger.store.find(NOTES, "incident", incident)]

    def acknowledgements(self, incident: str) -> list[Acknowledgement]:
        """Return who saw the red flags of an incident, oldest first."""
        return self._current(ACKNOWLEDGEMENTS).of(incident)

    def cosigns(self, incident: str) -> list[Cosign]:
        """Return the co-signatures of the notes of an incident, oldest first."""
        return self._current(COSIGNS).of(incident)

    @property
    def has_cosigns(self) -> bool:
        """Whether any note was ever co-signed."""
        return bool(self._current(COSIGNS).by_id)

    def referrals_of(self, incident: str) -> list[Referral]:
        """Return the referrals of an incident, oldest first."""
        return self._current(REFERRALS).of(incident)

    def protocol_steps(self, incident: str) -> list[ProtocolStep]:
        """Return what was recorded of protocols for an incident, in the order it was recorded."""
        return self._current(PROTOCOL_STEPS).of(incident)

    def with_protocols(self) -> list[str]:
        """Return the incidents for which a protocol was ever started."""
        return self._current(PROTOCOL_STEPS).owners()

    def status_changes(self, athlete: str) -> list[StatusChange]:
        """Return the status changes of an athlete in the order they were made."""
        return self._current(STATUS_CHANGES).of(athlete)

    def status_change(self, status_change: str) -> StatusChange:
        """Return a status change; raises NotFound."""
        known: Mapping[str, StatusChange] = self._current(STATUS_CHANGES).by_id
        return self._found(known, "status change", status_change)

    def statuses_of_incident(self, incident: Incident) -> list[StatusChange]:
        """Return the status changes that name an incident, whoever it was recorded for."""
        found = self._current(STATUS_CHANGES).by_id.values()
        return [change for change in found if change.incident == incident.id]

    def treatments_with(self, field: str, ident: str) -> list[Treatment]:
        """Return the treatments that name an athlete or an incident, in the order they were recorded."""
        self._keep_up()
        if TREATMENTS in self._shelves:
            return [t for t in self._shelves[TREATMENTS].by_id.values() if getattr(t, field) == ident]
        # Those of one page are read alone: there are several for each incident of a season.
        return [treatment_from(view) for view in self.ledger.store.find(TREATMENTS, field, ident)]

    def each_treatment(self) -> Iterator[Treatment]:
        """Yield every treatment; where no list has asked for them, none is kept in memory."""
        return self._each(TREATMENTS)

    def each_note(self) -> Iterator[Note]:
        """Yield every note in the order they came here; where no list has asked, none is kept in memory."""
        return self._each(NOTES)

    def of_each(self, kind: str, owners: Iterable[str]) -> Iterator[Any]:
        """Yield the records of a kind that belong to some others, of each as they were made."""
        return chain.from_iterable(self._current(kind).of_each(owners))

    def _each(self, kind: str) -> Iterator[Any]:
        self._keep_up()
        if kind in self._shelves:
            return iter(list(self._shelves[kind].by_id.values()))
        return map(_READERS[kind][0], self.ledger.store.each(kind))

    def statuses_of(self, incident: Incident) -> list[StatusChange]:
        """Return the standing status changes of an incident's athlete that name it, as they were made."""
        if incident.athlete is None:
            return []
        made = self.status_changes(incident.athlete)
        return [change for change in made if change.incident == incident.id and not change.view.voided]

    def athletes_away(self) -> list[str]:
        """Return the athletes who are not fully available now."""
        with self.lock:
            changed, known = self._current(STATUS_CHANGES).owners(), self._standings
            return [each for each in changed if (known.get(each) or self.standing(each)).since is not None]

    def standing(self, athlete: str) -> Standing:
        """Return what an athlete may do now; kept until something is said of the athlete."""
        with self.lock:
            self._keep_up()
            if athlete not in self._standings:
                self._standings[athlete] = standing(self.status_changes(athlete))
            return self._standings[athlete]

    def last_said_of(self, incident: Incident) -> Availability | None:
        """Return what an incident leaves of an athlete's availability; None when nothing was said."""
        said = self.said_of(incident)
        return said[-1][1] if said else None

    def said_of(self, incident: Incident, until: date | None = None) -> list[SaidOn]:
        """Return what was said of the athlete's availability for an incident, by day, up to a day."""
        if incident.athlete is None:
            return []
        said = changes_of_incident(self.status_changes(incident.athlete), incident.id)
        return said if until is None else [each for each in said if each[0] <= until]

    def time_loss(self, incident: Incident, until: date | None = None) -> TimeLoss:
        """Return the days an incident has cost up to a day, today unless given; a guest loses none here."""
        if incident.athlete is None:
            return TimeLoss()
        said = self.said_of(incident, until)
        return time_loss(said, incident.time_loss_mode, until or self.today()) if said else TimeLoss()

    def today(self) -> date:
        """Return the day by the clock."""
        return self.ledger.clock().date()

    def onset_day(self, incident: Incident) -> date:
        """Return the local day an incident began."""
        return local_day(incident.onset_at, self.ledger.clock())
