"""Whom somebody told: the log, and the guardians who still wait to be told."""

from __future__ import annotations

from typing import Any

import pytest

from tests.team import MARA, NOA, Team
from trainer_tui.domain.due import Due, DueKind
from trainer_tui.domain.emergencies import Entry, EventKind, Log
from trainer_tui.domain.errors import BadInput, FieldError
from trainer_tui.domain.records import CONTACTS
from trainer_tui.domain.vocabulary import Reached, Told

RED = {"saddle_numbness": True}
REACHED = {"whom": "guardian", "name": "Ana Ortiz", "how": "phone", "result": "reached"}


@pytest.fixture
def team() -> Team:
    made = Team()
    made.athlete(**MARA)
    return made


def waiting(team: Team) -> list[Due]:
    team.clock.move(minutes=1)
    return list(team.chart.contacts.due(team.clock()))


def test_an_entry_says_who_when_how_and_by_whom(team: Team) -> None:
    incident = team.incident()
    team.chart.contacts.add({**REACHED, "incident": incident})

    (entry,) = team.chart.contacts.of_incident(incident)
    assert (entry.whom, entry.name, entry.result) == (Told.GUARDIAN, "Ana Ortiz", Reached.REACHED)
    assert (entry.by, entry.at) == ("Sam Reyes", team.clock().isoformat())
    assert entry.words == "guardian Ana Ortiz, phone: reached"
    assert team.chart.contacts.of_athlete(team.chart.athletes()[0].id) == [entry]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("whom", None),
        ("whom", "coach"),
        ("how", None),
        ("how", "pigeon"),
        ("result", None),
        ("result", "maybe"),
        ("at", "2026-10-10T20:00:00-05:00"),
        ("at", "soon"),
        ("name", "two\nlines"),
        ("note", 5),
        ("incident", "none"),
        ("athlete", {"guest": "14 Riverside"}),
        ("mood", "good"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_written(team: Team, field: str, value: object) -> None:
    with pytest.raises(FieldError) as caught:
        team.chart.contacts.add({**REACHED, "athlete": {"jersey": "22"}, field: value})
    assert caught.value.field == field
    assert not team.chart.records.contacts


def test_it_is_about_somebody_and_about_one_alone(team: Team) -> None:
    team.athlete(**NOA)
    for raw, field in ((REACHED, "athlete"), ({**REACHED, "incident": team.incident("7")}, "incident")):
        with pytest.raises(FieldError) as caught:
            team.chart.contacts.add(raw if field == "athlete" else {**raw, "athlete": {"jersey": "22"}})
        assert caught.value.field == field


@pytest.mark.parametrize("findings", [RED, {"tooth_out": True}])
def test_a_minors_guardian_is_late_until_reached(team: Team, findings: dict[str, Any]) -> None:
    incident = team.incident(findings=findings)

    (due,) = waiting(team)
    assert (due.kind, due.incident, due.overdue(team.clock())) == (DueKind.GUARDIAN, incident, True)
    for result in ("not_reached", "left_message"):
        team.chart.contacts.add({**REACHED, "incident": incident, "result": result})
        assert waiting(team)
    team.chart.contacts.add({**REACHED, "incident": incident, "whom": "physician"})
    assert waiting(team)
    team.chart.contacts.add({**REACHED, "incident": incident})
    assert not waiting(team)


def test_a_lesser_incident_and_an_adult_wait_for_nobody(team: Team) -> None:
    team.incident()
    team.athlete(**NOA, birth_date="2000-01-01")
    team.incident("7", findings=RED)

    assert not waiting(team)


def test_without_a_birth_date_one_counts_as_a_minor(team: Team) -> None:
    noa = team.athlete(**NOA)
    team.incident("7", findings=RED)
    assert waiting(team)

    team.chart.amend_athlete(noa, {"birth_date": "2000-01-01"}, "")
    assert not waiting(team)


def test_whoever_gives_up_says_why(team: Team) -> None:
    raw = {"incident": team.incident(findings=RED), "whom": "guardian", "result": "given_up"}
    with pytest.raises(FieldError) as caught:
        team.chart.contacts.add(raw)
    assert caught.value.field == "note"
    assert waiting(team)

    team.chart.contacts.add({**raw, "note": "Stood beside the field"})
    assert not waiting(team)


def test_an_entry_in_error_reaches_nobody(team: Team) -> None:
    incident = team.incident(findings=RED)
    entry = team.chart.contacts.add({**REACHED, "incident": incident})
    team.chart.mistakes.void(CONTACTS, entry, "Another mother")

    assert waiting(team)
    assert team.chart.contacts.of_incident(incident)[0].view.voided


def test_closing_or_voiding_ends_the_waiting_and_takes_no_more_entries(team: Team) -> None:
    closed, void = team.incident(findings=RED), team.incident(findings=RED)
    team.chart.close_incident(closed, "Recovered")
    team.chart.void_incident(void, "Wrong athlete")

    assert not waiting(team)
    with pytest.raises(BadInput):
        team.chart.contacts.add({**REACHED, "incident": void})


def test_the_key_of_the_emergency_screen_counts(team: Team) -> None:
    athlete, now = team.chart.athletes()[0].id, team.clock().isoformat()
    log = Log("e1", now, athlete=athlete, left=True, entries=[Entry("v1", EventKind.FOUND, now)])
    team.emergencies.write(log)
    assert len(waiting(team)) == 1

    log.entries.append(Entry("v2", EventKind.GUARDIAN_REACHED, now))
    team.emergencies.write(log)
    assert not waiting(team)
    log.entries[-1].void, log.entries[-1].kept = "pressed by mistake", False
    team.emergencies.write(log)
    assert waiting(team)


def test_the_log_goes_with_an_incident_that_was_given_to_another(team: Team) -> None:
    noa = team.athlete(**NOA)
    incident = team.incident()
    team.chart.contacts.add({**REACHED, "incident": incident})
    team.chart.amend_incident(incident, {"athlete": {"jersey": "7"}}, "Wrong athlete")

    assert len(team.chart.contacts.of_athlete(noa)) == 1


def test_the_history_tells_it(team: Team) -> None:
    incident = team.incident(findings=RED)
    team.chart.contacts.add({**REACHED, "incident": incident})

    lines = [line for entry in team.chart.history(incident) for line in entry.lines]
    assert {"whom: guardian", "name: Ana Ortiz", "how: phone", "result: reached"} <= set(lines)
