"""An emergency key by key: into the record at once, beside it while it is closed, and never lost between."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import FixedClock, MemoryPending, MemoryRecordStore, MemoryVenues
from tests.handing_over import Office, whole
from tests.team import NOA, Team, shipped_library
from trainer_tui.domain.emergencies import LOCKED_LAPTOP, NUMBER_ADDED, EventKind
from trainer_tui.domain.errors import BadInput, StoreError
from trainer_tui.domain.handover import Material
from trainer_tui.domain.records import BREAK_GLASS, DISCLOSURES, EMERGENCIES, EMERGENCY_EVENTS
from trainer_tui.domain.revisions import fold
from trainer_tui.domain.venues import Venue
from trainer_tui.domain.vocabulary import Availability, Purpose, ReferralState, Tier
from trainer_tui.exports.deidentify import deidentified
from trainer_tui.exports.emergency_sheet import SheetFile
from trainer_tui.exports.json import render
from trainer_tui.exports.tables import rows_of
from trainer_tui.services.emergency_desk import EmergencyDesk, EmergencyKit
from trainer_tui.services.gathering import Selection
from trainer_tui.services.merging import Merging

FIELD = Venue("Home field", "12 School Rd", hospital="General Hospital")
POOL = Venue("Pool")


class Ward(Office):
    """A team, and the desk its emergencies are logged at."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.pending = MemoryPending()
        self.venues = MemoryVenues(FIELD, POOL)
        self.desk = self.new_desk()

    def new_desk(self) -> EmergencyDesk:
        """Return a desk as after a start: it knows what is on the disk alone."""
        kit = EmergencyKit(
            venues=self.venues,
            pending=self.pending,
            sheets=SheetFile,
            guidance=lambda: shipped_library().guidance,
            clock=self.clock,
            user="Sam Reyes",
        )
        desk = EmergencyDesk(kit)
        desk.enter()
        return desk

    def opened(self) -> EmergencyDesk:
        """Return the desk with the records open."""
        self.desk.records_opened(self.emergencies)
        self.desk.enter()
        return self.desk

    def press(self, *kinds: EventKind) -> None:
        """Press keys, seven seconds apart."""
        for kind in kinds:
            self.desk.press(kind)
            self.clock.move(seconds=7)

    def events(self, *, void: bool = False) -> list[tuple[str, str]]:
        """Return the events of the record with their details."""
        views = [view for view in self.store.all(EMERGENCY_EVENTS) if view.voided == void]
        return [(view["kind"], view["detail"]) for view in views]


def ledger_of(ward: Ward, chosen: Selection | None = None) -> Any:
    """Return the records as an export holds them."""
    packet = ward.gathering.packet(Material.REVISIONS, chosen or Selection(), "Dr Lee", Purpose.TREATMENT)
    return json.loads(whole(render(packet))[""])


@pytest.fixture
def ward() -> Ward:
    return Ward()


# --- in the record ---------------------------------------------------------------------------------


def test_each_key_is_one_commit_and_the_first_begins_the_emergency(ward: Ward) -> None:
    ward.opened()
    before = len(ward.store.commits)
    ward.press(EventKind.FOUND, EventKind.EMS_CALLED, EventKind.HOSPITAL)
    assert len(ward.store.commits) == before + 3
    [emergency] = ward.store.all(EMERGENCIES)
    assert (emergency["started_at"], emergency["venue"]) == ("2026-10-09T20:00:00-05:00", "Home field")
    assert ward.events() == [("found", ""), ("ems_called", ""), ("hospital", "General Hospital")]
    assert emergency.created_by == "Sam Reyes"
    assert ward.desk.current is not None
    assert ward.desk.current.whole
    assert ward.pending.logs == {}


def test_opening_the_screen_and_leaving_it_records_nothing(ward: Ward) -> None:
    ward.opened()
    ward.desk.leave(over=True)
    assert ward.store.commits == []


def test_undo_voids_and_deletes_nothing(ward: Ward) -> None:
    ward.opened()
    ward.press(EventKind.FOUND, EventKind.SHOCK)
    ward.desk.undo()
    assert (ward.events(), ward.events(void=True)) == ([("found", "")], [("shock", "")])
    [voided] = [view for view in ward.store.all(EMERGENCY_EVENTS) if view.voided]
    assert voided.void_reason == "pressed by mistake"
    ward.desk.undo()
    with pytest.raises(BadInput, match="nothing to take back"):
        ward.desk.undo()


def test_a_number_takes_the_place_of_its_event_at_the_same_time(ward: Ward) -> None:
    ward.opened()
    entry = ward.desk.press(EventKind.TEMP_RECTAL)
    ward.clock.move(seconds=9)
    ward.desk.add_number(entry, "408")
    [standing] = [view for view in ward.store.all(EMERGENCY_EVENTS) if not view.voided]
    assert (standing["detail"], standing["at"]) == ("40.8", entry.at)
    assert [v.void_reason for v in ward.store.all(EMERGENCY_EVENTS) if v.voided] == [NUMBER_ADDED]


def test_an_impossible_number_leaves_the_event(ward: Ward) -> None:
    ward.opened()
    entry = ward.desk.press(EventKind.TEMP_RECTAL)
    with pytest.raises(BadInput):
        ward.desk.add_number(entry, "999")
    assert ward.events() == [("temp_rectal", "")]


# --- the incident ----------------------------------------------------------------------------------


def test_leaving_makes_an_incident_of_an_unknown_person_latched_at_ems_now(ward: Ward) -> None:
    ward.opened()
    ward.press(EventKind.FOUND)
    ward.clock.move(minutes=90)
    ward.desk.leave(over=True)
    [row] = ward.chart.incidents(open_only=True)
    incident = row.incident
    assert (incident.guest, incident.tier, incident.onset_at) == (
        "unknown person",
        Tier.EMS_NOW,
        "2026-10-09T20:00:00-05:00",
    )
    assert not incident.late_entry
    assert ward.store.history(incident.id)[0].reason == "emergency mode"
    chart = ward.chart.incident(incident.id)
    assert [entry.kind for log in chart.emergencies for entry in log.entries] == [EventKind.FOUND]
    assert "has not been said" in chart.notes[0].text
    assert ward.desk.running == []
    assert [entry.record_kind for entry in ward.chart.history(incident.id)].count(EMERGENCY_EVENTS) == 1


def test_a_named_athlete_is_out(ward: Ward) -> None:
    mara = ward.athlete()
    ward.opened()
    ward.press(EventKind.FOUND)
    ward.desk.name(athlete=mara)
    ward.desk.leave(over=False)
    [row] = ward.chart.incidents()
    assert (row.incident.athlete, row.availability) == (mara, Availability.OUT)
    assert row.incident.view.scope == "Varsity"
    [change] = ward.chart.incident(row.incident.id).status_changes
    assert change.decided_by == "emergency mode"


def test_who_it_is_can_be_said_before_the_first_key(ward: Ward) -> None:
    mara = ward.athlete()
    ward.opened().name(athlete=mara)
    ward.press(EventKind.FOUND)
    assert ward.store.all(EMERGENCIES)[0]["athlete"] == mara


def test_an_unknown_person_who_is_named_after_leaving_is_out_from_then(ward: Ward) -> None:
    mara = ward.athlete()
    ward.opened()
    ward.press(EventKind.FOUND)
    ward.desk.leave(over=False)
    ward.desk.enter()
    ward.desk.name(athlete=mara)
    ward.desk.leave(over=True)
    [row] = ward.chart.incidents()
    assert (row.incident.athlete, row.incident.guest, row.availability) == (mara, None, Availability.OUT)


def test_leaving_twice_makes_one_incident(ward: Ward) -> None:
    ward.opened()
    ward.press(EventKind.FOUND)
    ward.desk.leave(over=False)
    ward.desk.enter()
    ward.press(EventKind.HANDED_OVER)
    ward.desk.leave(over=True)
    assert len(ward.chart.incidents()) == 1


def test_a_call_to_ems_is_the_referral_and_seen_once_they_were_there(ward: Ward) -> None:
    ward.opened()
    ward.press(EventKind.FOUND, EventKind.EMS_CALLED)
    ward.desk.leave(over=False)
    [row] = ward.chart.referrals.listed()
    sent = row.referral
    assert (sent.to, sent.tier, sent.state, sent.at) == (
        "EMS",
        Tier.EMS_NOW,
        ReferralState.SENT,
        "2026-10-09T20:00:07-05:00",
    )
    ward.desk.enter()
    ward.press(EventKind.EMS_ARRIVED, EventKind.HANDED_OVER)
    ward.desk.leave(over=True)
    [row] = ward.chart.referrals.listed()
    assert (row.referral.state, row.referral.state_at) == (ReferralState.SEEN, "2026-10-09T20:00:14-05:00")
    assert list(ward.chart.referrals.due(ward.clock())) == []


def test_without_a_call_the_referral_is_still_to_be_made(ward: Ward) -> None:
    ward.opened()
    ward.press(EventKind.FOUND)
    ward.desk.leave(over=True)
    assert ward.chart.referrals.listed() == []
    assert [due.what for due in ward.chart.referrals.due(ward.clock())] == ["referral not yet made"]


def test_a_chosen_incident_rises_and_no_other_is_made(ward: Ward) -> None:
    ward.athlete()
    chosen = ward.incident()
    ward.opened()
    with pytest.raises(BadInput, match="Nothing is logged"):
        ward.desk.link(chosen)
    ward.press(EventKind.FOUND)
    ward.desk.link(chosen)
    ward.desk.leave(over=True)
    [row] = ward.chart.incidents()
    assert (row.incident.id, row.incident.tier, row.availability) == (chosen, Tier.EMS_NOW, Availability.OUT)
    assert [r.reason for r in ward.store.history(chosen)] == [None, "emergency mode"]


def test_events_that_were_all_mistakes_make_no_incident(ward: Ward) -> None:
    ward.opened()
    ward.press(EventKind.FOUND)
    ward.desk.undo()
    ward.desk.leave(over=False)
    assert ward.chart.incidents() == []
    assert ward.desk.running == []


# --- beside the record -----------------------------------------------------------------------------


def test_before_the_records_open_events_wait_and_then_come_in_once(ward: Ward) -> None:
    ward.press(EventKind.FOUND, EventKind.EMS_CALLED)
    ward.desk.undo()
    log = ward.desk.current
    assert log is not None
    assert (log.unkept, len(ward.pending.logs)) == (2, 1)
    ward.desk.records_opened(ward.emergencies)
    assert (ward.events(), ward.events(void=True)) == ([("found", "")], [("ems_called", "")])
    assert log.whole
    assert ward.pending.logs == {}
    ward.new_desk().records_opened(ward.emergencies)
    assert len(ward.store.all(EMERGENCY_EVENTS)) == 2


def test_a_kill_between_writing_and_forgetting_records_nothing_twice(ward: Ward) -> None:
    ward.press(EventKind.FOUND)
    kept = dict(ward.pending.logs)
    ward.desk.records_opened(ward.emergencies)
    ward.pending.logs = kept
    commits = len(ward.store.commits)
    ward.new_desk().records_opened(ward.emergencies)
    assert (len(ward.store.commits), ward.pending.logs) == (commits, {})


def test_after_a_kill_the_emergency_goes_on_with_every_event(ward: Ward) -> None:
    ward.press(EventKind.FOUND, EventKind.CPR)
    again = ward.new_desk()
    assert again.current is not None
    assert [entry.kind for entry in again.current.entries] == [EventKind.FOUND, EventKind.CPR]
    again.records_opened(ward.emergencies)
    assert ward.events() == [("found", ""), ("cpr", "")]


def test_an_emergency_of_the_record_goes_on_after_a_kill(ward: Ward) -> None:
    ward.opened()
    ward.press(EventKind.FOUND)
    again = ward.new_desk()
    assert again.running == []
    again.records_opened(ward.emergencies)
    again.enter()
    again.press(EventKind.CPR)
    assert len(ward.store.all(EMERGENCIES)) == 1
    assert ward.events() == [("found", ""), ("cpr", "")]


def test_an_emergency_that_was_left_before_the_records_opened_gets_its_incident(ward: Ward) -> None:
    ward.press(EventKind.FOUND)
    ward.desk.leave(over=True)
    assert ward.desk.running == []
    ward.new_desk().records_opened(ward.emergencies)
    assert len(ward.chart.incidents()) == 1
    assert ward.pending.logs == {}


def test_a_full_disk_is_said_and_the_events_come_in_later(ward: Ward) -> None:
    ward.opened()
    ward.store.full = True
    ward.press(EventKind.FOUND)
    assert "disk is full" in ward.desk.problem
    assert len(ward.pending.logs) == 1
    ward.store.full = False
    ward.press(EventKind.CPR)
    assert ward.desk.problem == ""
    assert ward.events() == [("found", ""), ("cpr", "")]


def test_when_no_disk_takes_it_the_event_is_on_the_screen_and_the_sentence_too(ward: Ward) -> None:
    ward.pending.full = True
    ward.press(EventKind.FOUND)
    assert "could not be written" in ward.desk.problem
    assert ward.desk.current is not None
    assert ward.desk.current.unkept == 1


def test_read_only_records_leave_the_events_beside_them() -> None:
    ward = Ward(MemoryRecordStore(read_only=True, report=("Another copy has them.",)))
    ward.opened()
    ward.press(EventKind.FOUND)
    assert ward.desk.problem == "Another copy has them."
    assert len(ward.pending.logs) == 1


def test_two_emergencies_go_on_beside_each_other(ward: Ward) -> None:
    ward.opened()
    ward.press(EventKind.FOUND)
    first = ward.desk.current
    assert not ward.desk.switch()
    ward.desk.another()
    ward.press(EventKind.CPR)
    assert len(ward.desk.running) == 2
    assert ward.desk.switch()
    assert ward.desk.current is first


# --- before a locked screen ------------------------------------------------------------------------


def test_before_a_locked_screen_nobody_signs_by_name(ward: Ward) -> None:
    ward.opened().locked = True
    ward.press(EventKind.FOUND)
    ward.desk.leave(over=True)
    signed = {view.created_by for kind in (EMERGENCIES, EMERGENCY_EVENTS) for view in ward.store.all(kind)}
    assert signed == {LOCKED_LAPTOP}
    assert ward.chart.incidents()[0].incident.view.created_by == LOCKED_LAPTOP


def test_breaking_the_glass_shows_one_athlete_and_is_on_record_as_entry_and_disclosure(ward: Ward) -> None:
    mara = ward.athlete(
        jersey="22", given="Mara", family="Ortiz", birth_date="2009-03-04",
        alerts=["asthma", "medication:inhaler"], emergency_contact="Ana", emergency_phone="555 0100",
    )  # fmt: skip
    ward.opened().locked = True
    known = ward.desk.look_up(mara)
    assert (known.name, known.alerts, known.medication, known.contacts, known.age) == (
        "Mara Ortiz",
        ("asthma",),
        ("inhaler",),
        ("Ana 555 0100",),
        17,
    )
    [entry], [told] = ward.store.all(BREAK_GLASS), ward.store.all(DISCLOSURES)
    assert (entry["athlete"], entry.created_by, told.created_by) == (mara, LOCKED_LAPTOP, LOCKED_LAPTOP)
    assert (told["purpose"], told["athletes"]) == ("emergency", [mara])
    assert ward.store.commits[-1][0].kind == BREAK_GLASS


def test_a_look_up_on_an_open_screen_is_no_breaking_of_glass(ward: Ward) -> None:
    mara = ward.athlete()
    ward.opened().look_up(mara)
    assert ward.store.all(BREAK_GLASS) == []


def test_a_look_up_that_cannot_be_recorded_says_so(ward: Ward) -> None:
    mara = ward.athlete()
    ward.opened().locked = True
    ward.store.full = True
    with pytest.raises(StoreError):
        ward.desk.look_up(mara)


def test_a_jersey_finds_exactly_those_who_wear_it(ward: Ward) -> None:
    mara = ward.athlete()
    ward.athlete(**NOA)
    ward.athlete(**{**NOA, "jersey": "222", "given": "Zoe"})
    assert [athlete.id for athlete in ward.emergencies.wearers(" 22 ")] == [mara]
    assert ward.emergencies.wearers("") == []


# --- venue and sheet -------------------------------------------------------------------------------


def test_the_next_venue_is_in_use_and_kept(ward: Ward) -> None:
    ward.opened()
    ward.press(EventKind.FOUND)
    ward.desk.next_venue()
    assert ward.venues.book.current == POOL
    assert ward.store.all(EMERGENCIES)[0]["venue"] == "Pool"


def test_the_sheet_is_a_private_file_without_a_name_in_its_own_and_a_disclosure(
    ward: Ward, tmp_path: Path
) -> None:
    mara = ward.athlete()
    desk = ward.opened()
    desk.name(athlete=mara)
    with pytest.raises(BadInput, match="Nothing is logged"):
        desk.sheet(None)
    ward.press(EventKind.FOUND)
    known = desk.look_up(mara)
    target = desk.write_sheet(tmp_path, known, mara)
    again = desk.write_sheet(tmp_path, known, mara)
    assert (target.name, again.name) == ("handover-20261009-2000.txt", "handover-20261009-2000-2.txt")
    assert target.stat().st_mode & 0o777 == 0o600
    assert target.read_text() == desk.sheet(known)
    told = ward.store.all(DISCLOSURES)[0]
    assert (told["recipient"], told["purpose"], told["athletes"]) == ("EMS", Purpose.EMERGENCY, [mara])
    desk.leave(over=True)
    chart = ward.chart.incident(ward.chart.incidents()[0].incident.id)
    assert [len(ward.store.history(each.id)) for each in chart.disclosures] == [1, 1]


def test_a_sheet_written_before_the_records_open_is_on_record_afterwards(ward: Ward, tmp_path: Path) -> None:
    ward.press(EventKind.FOUND)
    ward.desk.write_sheet(tmp_path, None, None)
    ward.new_desk().records_opened(ward.emergencies)
    [told] = ward.store.all(DISCLOSURES)
    assert (told["recipient"], len(told["sha256"])) == ("EMS", 64)


def test_a_folder_that_is_not_there_leaves_no_disclosure(ward: Ward, tmp_path: Path) -> None:
    ward.opened()
    ward.press(EventKind.FOUND)
    with pytest.raises(BadInput):
        ward.desk.write_sheet(tmp_path / "gone", None, None)
    assert ward.store.all(DISCLOSURES) == []


# --- on other laptops ------------------------------------------------------------------------------


def test_the_whole_of_it_comes_through_an_export_and_an_import(ward: Ward) -> None:
    mara = ward.athlete()
    ward.opened().locked = True
    ward.desk.look_up(mara)
    ward.desk.name(athlete=mara)
    ward.press(EventKind.FOUND, EventKind.SHOCK)
    ward.desk.undo()
    ward.desk.leave(over=True)
    other = Team()
    Merging(other.ledger).take_in(ledger_of(ward))
    for kind in (EMERGENCIES, EMERGENCY_EVENTS, BREAK_GLASS):
        here = {view.record: view.fields for view in ward.store.all(kind)}
        assert {view.record: view.fields for view in other.store.all(kind)} == here
    assert fold(list(other.store.history(other.store.all(BREAK_GLASS)[0].record))).created_by == LOCKED_LAPTOP


def test_an_incident_takes_its_emergency_along_into_files(ward: Ward) -> None:
    ward.opened()
    ward.press(EventKind.FOUND)
    ward.desk.leave(over=True)
    incident = ward.chart.incidents()[0].incident.id
    kinds = {revision["kind"] for revision in ledger_of(ward, Selection((incident,)))["revisions"]}
    assert {EMERGENCIES, EMERGENCY_EVENTS} <= kinds
    packet = ward.gathering.packet(Material.TABLES, Selection((incident,)), "Dr Lee", Purpose.TREATMENT)
    tables = {table: list(rows) for table, rows in rows_of(packet).items()}
    assert [row["kind"] for row in tables["emergency_events"]] == [EventKind.FOUND]
    assert tables["emergencies"][0]["incident"] == incident
    shared = {table: list(rows) for table, rows in deidentified(tables).items()}
    assert shared["emergencies"][0].keys() == {"id", "incident", "started_at"}
    assert shared["emergency_events"][0]["emergency"] == shared["emergencies"][0]["id"]
    assert shared["emergency_events"][0].keys() == {"id", "emergency", "at", "kind"}


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        (EMERGENCY_EVENTS, {"kind": "danced"}),
        (EMERGENCY_EVENTS, {"emergency": "nobody"}),
        (EMERGENCIES, {"started_at": None}),
        (BREAK_GLASS, {"athlete": "nobody"}),
    ],
)
def test_a_file_with_what_the_app_would_not_have_written_is_refused(
    ward: Ward, kind: str, change: dict[str, Any]
) -> None:
    other = Ward()
    mara = other.athlete()
    other.opened()
    other.press(EventKind.FOUND)
    now, emergency = other.clock().isoformat(), other.store.all(EMERGENCIES)[0].record
    kinds: dict[str, dict[str, Any]] = {
        EMERGENCY_EVENTS: {"emergency": emergency, "at": now, "kind": "cpr", "detail": ""},
        EMERGENCIES: {"started_at": now, "venue": None},
        BREAK_GLASS: {"at": now, "athlete": mara, "emergency": None},
    }
    with other.ledger.change() as written:
        written.create(kind, {**kinds[kind], **change})
    with pytest.raises(BadInput):
        Merging(ward.ledger).take_in(ledger_of(other))
    assert ward.store.commits == []


def test_the_clock_of_the_kit_is_the_one_that_stamps(ward: Ward) -> None:
    assert isinstance(ward.desk.kit.clock, FixedClock)
    ward.clock.set("2026-10-09T21:00:00-05:00")
    assert ward.desk.press(EventKind.FOUND).at == "2026-10-09T21:00:00-05:00"
