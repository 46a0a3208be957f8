"""A temperature taken in emergency mode is a vital sign of the incident, for as long as its event stands."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fhir_documents import log_emergency
from tests.handing_over import MARA_IN_FULL, Office, laptop
from tests.team import CLEARED
from tests.unit.services.test_emergencies import Ward, ledger_of
from trainer_tui.domain.emergencies import EventKind
from trainer_tui.domain.errors import FieldError
from trainer_tui.domain.records import ASSESSMENTS
from trainer_tui.domain.trend import trend_of
from trainer_tui.domain.vocabulary import Availability, Hold, Tier
from trainer_tui.services.merging import Merging

HOT = "RF-HEA-03"
"""Matches on a rectal temperature alone."""


@pytest.fixture
def ward() -> Ward:
    ward = Ward()
    ward.athlete()
    ward.opened()
    return ward


def take(ward: Ward, digits: str) -> None:
    """Press the key of a rectal temperature and type its digits."""
    ward.desk.add_number(ward.desk.press(EventKind.TEMP_RECTAL), digits)
    ward.clock.move(seconds=30)


def heat(ward: Ward, digits: str = "405") -> str:
    """Take a temperature in an emergency of Mara's, leave it going on, and return its incident."""
    chosen = ward.incident()
    ward.clock.move(minutes=5)
    take(ward, digits)
    ward.desk.link(chosen)
    return chosen


def matched(ward: Office, incident: str) -> list[str]:
    return [match.rule.id for match in ward.chart.incident(incident).triage.matches]


def vitals(ward: Office, incident: str) -> list[dict[str, Any]]:
    return [dict(a.vitals) for a in ward.chart.incident(incident).assessments if a.vitals]


def test_it_is_a_set_of_vital_signs_at_its_own_time_and_the_rules_read_it(ward: Ward) -> None:
    ident = heat(ward)
    at = "2026-10-09T20:05:00-05:00"
    assert vitals(ward, ident) == [{"at": at, "temp_rectal_c": 40.5}]
    [reading] = ward.chart.incident(ident).assessments
    assert (reading.at, reading.by, reading.incident) == (at, "Sam Reyes", ident)
    assert reading.triage is not None
    assert [match["rule"] for match in reading.triage["matches"]] == [HOT]
    assert reading.triage["ruleset"]["sha256"] == ward.chart.incident(ident).triage.sha256
    assert matched(ward, ident) == [HOT]
    assert ward.chart.incident_json(ident)["vitals"][0]["temp_rectal_c"] == 40.5


def test_it_is_stored_once_and_its_history_tells_it_once(ward: Ward) -> None:
    ident = heat(ward)
    assert ward.store.all(ASSESSMENTS) == []
    told = [line for entry in ward.chart.history(ident) for line in entry.lines if "40.5" in line]
    assert len(told) == 1


def test_its_red_flag_waits_for_somebody_who_has_seen_it(ward: Ward) -> None:
    ident = ward.incident()
    take(ward, "380")
    ward.desk.link(ident)
    ward.chart.acknowledge(ident)
    [row] = ward.chart.incidents()
    assert not row.needs_acknowledgement
    take(ward, "405")
    [row] = ward.chart.incidents()
    assert row.needs_acknowledgement


def test_it_holds_until_cleared_also_after_cooling(ward: Ward) -> None:
    ident = heat(ward)
    take(ward, "384")
    ward.desk.leave(over=True)
    assert HOT not in matched(ward, ident)
    athlete = ward.chart.athletes()[0].id
    ward.clock.set("2026-10-12T08:00:00-05:00")
    [held] = ward.chart.holds.holding(athlete)
    assert (held.hold, held.rules, held.since) == (Hold.UNTIL_CLEARED, (HOT,), "2026-10-09")
    with pytest.raises(FieldError, match="named clinician"):
        ward.status(athlete, "2026-10-12", "full", ident)
    ward.status(athlete, "2026-10-12", "full", ident, clearance=CLEARED)
    assert ward.chart.records.standing(athlete).availability is Availability.FULL


def test_the_trend_shows_the_course_of_the_cooling(ward: Ward) -> None:
    ident = heat(ward, "411")
    take(ward, "398")
    take(ward, "386")
    trend = trend_of(ward.chart.incident(ident).assessments)
    assert trend is not None
    [row] = [row for row in trend.rows if row.label]
    assert (row.label, row.cells) == ("Rectal °C", ("41.1", "39.8", "38.6"))
    assert trend.tiers[0] is Tier.EMS_NOW


def test_a_key_without_a_number_measures_nothing(ward: Ward) -> None:
    ident = ward.incident()
    ward.press(EventKind.TEMP_RECTAL, EventKind.COOLING_STARTED)
    ward.desk.link(ident)
    assert ward.chart.incident(ident).assessments == ()


@pytest.mark.parametrize("detail", ["warm", "nan", "104", "2.5", ""])
def test_no_number_and_an_impossible_one_are_no_measurement(detail: str) -> None:
    office = Office()
    office.athlete(**MARA_IN_FULL)
    ident = office.incident()
    log_emergency(office, ident, ("temp_rectal", detail))
    assert office.chart.incident(ident).assessments == ()


def test_only_the_key_of_a_rectal_temperature_counts_as_one() -> None:
    office = Office()
    office.athlete(**MARA_IN_FULL)
    ident = office.incident()
    log_emergency(office, ident, ("cooling_started", "40.5"), ("found", "41.0"))
    assert office.chart.incident(ident).assessments == ()


def test_one_entered_in_error_weighs_nothing_but_the_athlete_stays_out(ward: Ward) -> None:
    ident = heat(ward)
    assert ward.chart.incidents()[0].needs_acknowledgement
    ward.desk.undo()
    [reading] = ward.chart.incident(ident).assessments
    assert reading.view.voided
    assert matched(ward, ident) == []
    assert not ward.chart.incidents()[0].needs_acknowledgement
    athlete = ward.chart.athletes()[0].id
    assert ward.chart.holds.holding(athlete) == []
    assert ward.chart.records.standing(athlete).availability is Availability.OUT
    assert ward.chart.incident(ident).incident.tier is Tier.EMS_NOW
    assert ward.case(ident)[0].assessments == ()


def test_a_lowered_urgency_rises_with_the_next_reading(ward: Ward) -> None:
    ident = heat(ward)
    ward.chart.change_tier(ident, Tier.ROUTINE, "Looks well")
    ward.press(EventKind.FOUND)
    assert ward.chart.incident(ident).incident.tier is Tier.ROUTINE
    take(ward, "375")
    assert ward.chart.incident(ident).incident.tier is Tier.ROUTINE
    before = len(ward.store.commits)
    take(ward, "407")
    assert ward.chart.incident(ident).incident.tier is Tier.EMS_NOW
    assert len(ward.store.commits) == before + 2, "the key, then its number with the urgency"


def test_it_goes_with_its_emergency_to_another_incident(ward: Ward) -> None:
    first, second = ward.incident({"guest": "14 Riverside"}), ward.incident()
    take(ward, "405")
    ward.desk.link(first)
    assert [row.needs_acknowledgement for row in ward.chart.incidents()] == [True, False]
    ward.desk.link(second)
    assert {row.incident.id for row in ward.chart.incidents() if row.needs_acknowledgement} == {second}
    assert (vitals(ward, first), len(vitals(ward, second))) == ([], 1)


def test_a_fever_denied_after_it_is_asked_about_or_counts_as_not_assessed(ward: Ward) -> None:
    chosen = ward.incident()
    ward.clock.move(minutes=5)
    take(ward, "390")
    ward.chart.add_assessments(chosen, [{"findings": {"fever": False, "chest_pain": True}}])
    ward.desk.link(chosen)
    answers = ward.chart.incident(chosen).triage.answers
    assert (answers["fever"], answers["chest_pain"]) == (True, True)
    assert [row.incident.id for row in ward.chart.incidents()] == [chosen]
    with pytest.raises(FieldError, match="correct one of the two"):
        ward.chart.add_assessments(chosen, [{"findings": {"fever": False}}])
    ward.clock.move(minutes=60)
    ward.chart.add_assessments(chosen, [{"vitals": {"temp_rectal_c": 37.1}, "findings": {"fever": False}}])
    assert ward.chart.incident(chosen).triage.answers["fever"] is False


def test_answers_of_two_laptops_that_contradict_each_other_keep_no_reading_out(ward: Ward) -> None:
    chosen = heat(ward, "370")
    with ward.ledger.change() as change:
        for at, found, measured in (
            ("2026-10-09T20:10:00-05:00", {}, {"at": "2026-10-09T20:10:00-05:00", "temp_rectal_c": 39.0}),
            ("2026-10-09T20:11:00-05:00", {"fever": False}, None),
        ):
            answers = {"findings": found, "vitals": measured, "triage": None}
            change.create(ASSESSMENTS, {"incident": chosen, "at": at, **answers})
    take(ward, "371")
    assert [row.incident.id for row in ward.chart.incidents()] == [chosen]
    assert ward.desk.problem == ""
    assert ward.events()[-1] == ("temp_rectal", "37.1")


def test_an_emergency_recorded_by_an_earlier_version_counts_as_well(ward: Ward) -> None:
    ident, at = ward.incident(), "2026-10-09T20:05:00-05:00"
    with ward.ledger.change() as change:
        began = {"started_at": at, "athlete": ward.chart.athletes()[0].id, "incident": ident}
        emergency = change.create("emergencies", began)
        event = {"emergency": emergency, "at": at, "kind": "temp_rectal", "detail": "40.5"}
        change.create("emergency_events", event)
    assert matched(ward, ident) == [HOT]
    assert vitals(ward, ident) == [{"at": at, "temp_rectal_c": 40.5}]


def test_another_laptop_reads_it_once_too(ward: Ward) -> None:
    ident = heat(ward)
    other = laptop("laptop-2")
    merging = Merging(other.ledger)
    merging.take_in(ledger_of(ward))
    merging.take_in(ledger_of(ward))
    assert vitals(other, ident) == vitals(ward, ident)
    assert matched(other, ident) == [HOT]
