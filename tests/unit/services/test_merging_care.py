"""Treatments and sessions travel between laptops: all of them, checked, with both values where two differ."""

from __future__ import annotations

import copy
import json
from datetime import date
from typing import Any

import pytest

from tests.handing_over import Office
from tests.unit.services.test_merging import (
    exported,
    forged,
    laptop,
    revision_of,
    set_field,
    set_unit,
    take_in,
)
from trainer_tui.domain.errors import BadInput
from trainer_tui.domain.exposure import exposure_of
from trainer_tui.services.gathering import Selection
from trainer_tui.services.merging import Merging


def cared_for(office: Office) -> tuple[str, str]:
    """Record an incident, a service for it and a practice; return service and session."""
    incident = office.shoulder()
    (treatment,) = office.treatments.add([{"incident": incident, "services": ["cryotherapy"], "minutes": 15}])
    team = office.chart.athletes()[0].team
    raw = {"team": team, "kind": "practice", "start": "2026-10-09T16:00:00-05:00", "planned_min": 90}
    exceptions = [{"athlete": {"jersey": "22"}, "level": "absent_health"}]
    (session,) = office.sessions.add([{**raw, "exceptions": exceptions}])
    return treatment, session


@pytest.fixture
def office() -> Office:
    return laptop("laptop-1")


@pytest.fixture
def other() -> Office:
    return laptop("laptop-2")


def test_they_come_back_as_they_were(office: Office, other: Office) -> None:
    treatment, session = cared_for(office)
    document = exported(office)
    take_in(other, document)
    assert exported(other) == document
    assert other.treatments.treatment(treatment) == office.treatments.treatment(treatment)
    assert other.sessions.session(session) == office.sessions.session(session)


def test_two_laptops_that_name_other_absentees_show_both(office: Office, other: Office) -> None:
    _, session = cared_for(office)
    take_in(other, exported(office))
    other.clock.move(minutes=1)
    mara = {"jersey": "22"}
    office.sessions.amend(session, {"exceptions": []}, "was there")
    other.sessions.amend(session, {"exceptions": [{"athlete": mara, "level": "modified"}]}, "half")
    other.sessions.amend(session, {"planned_min": 60}, "shorter")
    assert take_in(office, exported(other)).conflicts == 1
    found = office.sessions.session(session)
    assert set(found.view.conflicts) == {"exceptions"}
    levels = [[entry["level"] for entry in value] for value in found.view.conflicts["exceptions"]]
    assert sorted(levels) == [[], ["modified"]]
    assert found.planned_min == 60
    assert exposure_of(found).athlete_exposures == 1
    shown = [entry.to_json() | {"athlete": {"id": entry.athlete}} for entry in found.exceptions]
    office.sessions.amend(session, {"exceptions": shown}, "asked the coach")
    assert office.sessions.session(session).view.conflicts == {}


def test_the_part_of_one_athlete_has_the_services_but_no_session_of_the_team(office: Office) -> None:
    treatment, _ = cared_for(office)
    (taping,) = office.treatments.add([{"athlete": {"jersey": "22"}, "services": ["taping_bracing"]}])
    other = office.athlete(jersey="7", family="Lindqvist")
    office.treatments.add([{"athlete": {"id": other}, "services": ["heat"]}])
    part = exported(office, Selection(athlete=office.chart.athletes("Ortiz")[0].id))["records"]
    assert {record["id"] for record in part["treatments"]} == {treatment, taping}
    assert "sessions" not in part
    one = exported(office, Selection((office.chart.incidents()[0].incident.id,)))["records"]
    assert [record["id"] for record in one["treatments"]] == [treatment]


def test_a_span_has_its_sessions_with_everybody_they_name(office: Office, other: Office) -> None:
    _, session = cared_for(office)
    raw = office.sessions.session(session)
    day = raw.start[:10]
    part = exported(office, Selection(since=date.fromisoformat(day), until=date.fromisoformat(day)))
    take_in(other, part)
    assert other.sessions.session(session).roster == raw.roster
    later = exported(office, Selection(since=date(2026, 10, 10)))
    assert later["revisions"] == []


@pytest.mark.parametrize(
    "change",
    [
        set_field("treatments", "treatment", "services", []),
        set_field("treatments", "treatment", "services", ["magic"]),
        set_field("treatments", "treatment", "kind", "fun"),
        set_field("treatments", "treatment", "minutes", -1),
        set_field("treatments", "treatment", "at", "2026-10-09"),
        set_field("treatments", "treatment", "athlete", "nobody"),
        set_field("treatments", "treatment", "athlete", None),
        set_field("treatments", "treatment", "incident", "nothing"),
        set_field("treatments", "treatment", "side", "up"),
        set_field("sessions", "what", "kind", "nap"),
        set_field("sessions", "when", "planned_min", "90"),
        set_field("sessions", "when", "start", None),
        set_field("sessions", "place", "surface", "lava"),
        set_unit("sessions", "roster", ["nobody"]),
        set_unit("sessions", "roster", "nobody"),
        set_unit("sessions", "exceptions", [{"athlete": "nobody", "level": "dnp", "minutes": None}]),
        set_unit("sessions", "exceptions", [{"athlete": "x"}]),
        set_unit("sessions", "exceptions", [5]),
    ],
)
def test_a_value_this_app_would_not_have_written_is_refused(
    office: Office, other: Office, change: Any
) -> None:
    cared_for(office)
    with pytest.raises(BadInput) as refusal:
        take_in(other, forged(exported(office), change))
    assert refusal.value.message.endswith(".")
    assert list(other.store.revisions()) == []


def test_a_level_this_app_does_not_know_is_refused(office: Office, other: Office) -> None:
    cared_for(office)

    def late(document: dict[str, Any]) -> None:
        revision_of(document, "sessions")["changes"]["exceptions"][0]["level"] = "late"

    with pytest.raises(BadInput, match="exceptions"):
        take_in(other, forged(exported(office), late))


def test_a_ledger_without_them_is_taken_in_as_before(office: Office) -> None:
    """What a laptop wrote before there were any opens unchanged."""
    old = laptop("laptop-3")
    old.shoulder()
    document = copy.deepcopy(exported(old))
    assert {"treatments", "sessions"}.isdisjoint(json.loads(json.dumps(document))["records"])
    Merging(office.ledger).take_in(document)
    assert (office.treatments.listed(), office.sessions.listed()) == ([], [])
