"""The log of services: for one or many in one commit, with or without an incident, never edited."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from tests.fakes import FixedClock
from tests.team import MARA, NOA, Team, diagnosis
from trainer_tui.domain.errors import BadInput, FieldError, NotFound
from trainer_tui.domain.records import TREATMENTS
from trainer_tui.domain.vocabulary import Service, TreatmentKind
from trainer_tui.services.treatments import TreatmentLog

TAPED = {"athlete": {"jersey": "22"}, "services": ["taping_bracing"]}


@pytest.fixture
def team() -> Team:
    team = Team()
    team.athlete()
    team.athlete(**NOA)
    return team


@pytest.fixture
def log(team: Team) -> TreatmentLog:
    return team.treatments


def test_an_athlete_and_a_service_are_enough(team: Team, log: TreatmentLog) -> None:
    (ident,) = log.add([TAPED])
    found = log.treatment(ident)
    assert (found.kind, found.services) == (TreatmentKind.PREVENTIVE, (Service.TAPING_BRACING,))
    assert (found.at, found.by, found.incident) == ("2026-10-09T20:00:00-05:00", "Sam Reyes", None)
    assert (log.who(found), found.place, found.minutes) == ("22 Mara Ortiz", "", None)


def test_many_are_one_commit_and_one_mistake_writes_none(team: Team, log: TreatmentLog) -> None:
    commits = len(team.store.commits)
    raws = [{**TAPED, "region": "ankle", "side": "left"}, {**TAPED, "athlete": {"jersey": "7"}}]
    assert len(log.add(raws)) == 2
    assert len(team.store.commits) == commits + 1
    with pytest.raises(FieldError, match=r"\[1\]\.services\[0\]: “magic” is not one of taping_bracing, "):
        log.add([TAPED, {**TAPED, "services": ["magic"]}])
    assert len(log.listed()) == 2


def test_care_on_the_day_of_onset_is_for_a_new_injury_and_later_for_a_current_one(
    team: Team, log: TreatmentLog
) -> None:
    incident = team.incident(diagnoses=[diagnosis()])
    today = log.add([{"incident": incident, "services": ["cryotherapy"]}])[0]
    team.clock.move(days=1)
    later = log.add([{"incident": incident, "services": ["exercise", "exercise"]}])[0]
    said = log.add([{"incident": incident, "services": ["other"], "kind": "other"}])[0]
    assert log.treatment(today).kind is TreatmentKind.NEW_INJURY
    assert log.treatment(later).kind is TreatmentKind.CURRENT_INJURY
    assert log.treatment(later).services == (Service.EXERCISE,)
    assert log.treatment(said).kind is TreatmentKind.OTHER
    assert log.treatment(today).athlete == team.chart.athletes("Ortiz")[0].id


def test_a_guest_is_cared_for_too(team: Team, log: TreatmentLog) -> None:
    incident = team.incident({"guest": "14 Riverside"})
    for raw in ({"incident": incident}, {"athlete": {"guest": "14 Riverside"}}):
        ident = log.add([{**raw, "services": ["wound_care"]}])[0]
        assert (log.treatment(ident).athlete, log.who(log.treatment(ident))) == (None, "14 Riverside")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"services": []}, "services: is needed"),
        ({"services": None}, "services: is needed"),
        ({"services": "heat"}, "services: must be a list"),
        ({"services": [None]}, r"services\[0\]: is empty"),
        ({"kind": "fun"}, "kind: “fun”"),
        ({"at": "2026-10-09T20:06:00-05:00"}, "at: .* lies in the future"),
        ({"minutes": 601}, "minutes: “601” minutes is outside 0 to 600"),
        ({"minutes": True}, "minutes: .* not a whole number"),
        ({"minutes": 2.5}, "minutes: .* not a whole number"),
        ({"region": "head", "side": "up"}, "side: “up”"),
        ({"region": "knee", "side": "midline"}, "side: midline does not fit knee"),
        ({"athlete": None}, "athlete: is needed"),
        ({"athlete": {"jersey": "99"}}, "athlete: nobody on the roster"),
        ({"incident": "nothing"}, "incident: there is no such incident"),
        ({"dose": 5}, "dose: is not known here"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_written(
    log: TreatmentLog, change: dict[str, Any], words: str
) -> None:
    with pytest.raises(FieldError, match=words):
        log.add([{**TAPED, **change}])
    assert log.listed() == []


def test_an_incident_of_somebody_else_or_in_error_is_refused(team: Team, log: TreatmentLog) -> None:
    incident = team.incident("7")
    with pytest.raises(FieldError, match="belongs to somebody else"):
        log.add([{**TAPED, "incident": incident}])
    team.chart.void_incident(incident, "twice")
    with pytest.raises(FieldError, match="no such incident"):
        log.add([{**TAPED, "athlete": {"jersey": "7"}, "incident": incident}])


def test_an_empty_list_is_said_to_be_one(log: TreatmentLog) -> None:
    with pytest.raises(BadInput, match="empty"):
        log.add([])


def test_what_is_entered_in_error_stays_readable_and_counts_no_more(team: Team, log: TreatmentLog) -> None:
    (ident,) = log.add([TAPED])
    team.chart.mistakes.void(TREATMENTS, ident, "wrong athlete")
    assert log.treatment(ident).view.void_reason == "wrong athlete"
    assert [t.id for t in log.listed()] == [ident]
    assert log.workload().services == 0
    with pytest.raises(NotFound, match="no treatment"):
        log.treatment("nothing")


def test_what_was_logged_as_one_entry_is_marked_in_one_commit(team: Team, log: TreatmentLog) -> None:
    noa = {**TAPED, "athlete": {"jersey": "7"}}
    (alone,) = log.add([TAPED])
    team.clock.move(seconds=1)
    first, second, other = log.add([TAPED, noa, {**noa, "services": ["heat"]}])
    assert [t.id for t in log.together(second)] == [first, second]
    before = len(team.store.commits)
    log.void_together(second, "wrong day")
    assert len(team.store.commits) == before + 1
    assert {t.id for t in log.listed() if t.view.voided} == {first, second}
    assert [t.id for t in log.together(alone)] == [alone]
    assert [t.id for t in log.together(other)] == [other]
    with pytest.raises(BadInput, match="reason"):
        log.void_together(alone, " ")


def test_an_entry_has_one_time_however_long_it_takes_to_write(team: Team, log: TreatmentLog) -> None:
    class Ticking(FixedClock):
        def __call__(self) -> datetime:
            self.move(seconds=1)
            return super().__call__()

    team.ledger.clock = Ticking()
    assert len(log.together(log.add([TAPED, {**TAPED, "athlete": {"jersey": "7"}}])[0])) == 2


def test_the_list_is_newest_first_and_can_be_narrowed(team: Team, log: TreatmentLog) -> None:
    old = log.add([{**TAPED, "at": "2026-10-07T23:30:00-05:00"}])[0]
    new = log.add([TAPED])[0]
    noa = log.add([{**TAPED, "athlete": {"jersey": "7"}, "at": "2026-10-09T08:00:00-05:00"}])[0]
    assert [t.id for t in log.listed()] == [new, noa, old]
    assert [t.id for t in log.listed(since=date(2026, 10, 8))] == [new, noa]
    assert [t.id for t in log.listed(until=date(2026, 10, 7))] == [old]
    assert [t.id for t in log.listed(athlete=team.chart.athletes("Ortiz")[0].id)] == [new, old]


def test_a_visit_is_one_person_on_one_day_and_services_add_up(team: Team, log: TreatmentLog) -> None:
    incident = team.incident(diagnoses=[diagnosis()])
    log.add([TAPED, {"incident": incident, "services": ["cryotherapy", "education"], "minutes": 15}])
    team.clock.move(days=1)
    log.add([{"incident": incident, "services": ["exercise"], "minutes": 30}, {**TAPED, "athlete": MARA_ID}])
    found = log.workload()
    assert (found.visits, found.services, found.minutes) == (2, 5, 45)
    assert found.by_service[0] == (Service.TAPING_BRACING, 2)
    assert found.by_kind[0][0] in (TreatmentKind.PREVENTIVE, TreatmentKind.NEW_INJURY)
    assert {kind: (visits, services) for kind, visits, services in found.by_kind} == {
        TreatmentKind.PREVENTIVE: (2, 2),
        TreatmentKind.NEW_INJURY: (1, 2),
        TreatmentKind.CURRENT_INJURY: (1, 1),
    }
    assert (found.incidents, found.incident_visits, found.incident_services) == (1, 2, 3)


MARA_ID = {"family": MARA["family"]}
