"""Entries made in error: marked with a reason, still readable, and no way around a hold."""

from __future__ import annotations

import pytest

from tests.team import CLEARED, MARA, Team
from trainer_tui.domain.errors import BadInput, NotFound
from trainer_tui.domain.records import CLEARANCES, FOLLOW_UPS, NOTES, STATUS_CHANGES, kind_words
from trainer_tui.domain.vocabulary import Availability
from trainer_tui.services.mistakes import KINDS

RED = {"saddle_numbness": True}
HARMLESS = {"saddle_numbness": False}


@pytest.fixture
def team() -> Team:
    made = Team()
    made.athlete(**MARA)
    return made


def mara(team: Team) -> str:
    return team.chart.athletes()[0].id


def now(team: Team) -> Availability:
    return team.board.current(mara(team))


def refused(team: Team, kind: str, ident: str, reason: str = "Another athlete") -> str:
    written = len(team.store.commits)
    with pytest.raises(BadInput) as caught:
        team.chart.mistakes.void(kind, ident, reason)
    assert len(team.store.commits) == written
    return str(caught.value)


def test_a_note_stays_marked_with_who_and_why(team: Team) -> None:
    incident = team.incident()
    ident = team.chart.add_note(incident, "plan", "Ice")
    assert "reason" in refused(team, NOTES, ident, " ")
    assert team.chart.mistakes.void(NOTES, ident, "Another athlete") == 0

    (note,) = team.chart.incident(incident).notes
    assert (note.text, note.view.void_reason) == ("Ice", "Another athlete")
    assert team.chart.incident_json(incident)["soap"]["plan"] is None
    last = team.chart.history(incident)[-1]
    assert (last.record, last.by, last.reason, last.lines) == (
        ident,
        "Sam Reyes",
        "Another athlete",
        ("entered in error",),
    )
    assert "entered in error" in refused(team, NOTES, ident)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_there_is_named(team: Team, kind: str) -> None:
    with pytest.raises(NotFound, match=f"no {kind_words(kind)} with the id nothing"):
        team.chart.mistakes.void(kind, "nothing", "x")


def test_the_id_of_another_kind_finds_nothing(team: Team) -> None:
    note = team.chart.add_note(team.incident(), "plan", "Ice")
    with pytest.raises(NotFound):
        team.chart.mistakes.void(STATUS_CHANGES, note, "x")


def test_a_follow_up_in_error_waits_no_more(team: Team) -> None:
    ident = team.chart.follow_ups.add(team.incident(), {"on": "2026-10-09", "text": "Look again"})
    team.chart.mistakes.void(FOLLOW_UPS, ident, "Another athlete")

    assert not list(team.chart.follow_ups.due(team.clock()))
    with pytest.raises(BadInput, match="entered in error"):
        team.chart.follow_ups.done(ident)


def test_a_persons_status_change_can_be_an_error(team: Team) -> None:
    incident = team.incident(findings=HARMLESS)
    ident = team.status(mara(team), "2026-10-09", "out", incident)
    assert now(team) is Availability.OUT
    team.chart.mistakes.void(STATUS_CHANGES, ident, "Another athlete")

    assert now(team) is Availability.FULL


def test_a_return_in_error_leaves_the_athlete_out(team: Team) -> None:
    held = team.incident(findings=RED)
    ident = team.status(mara(team), "2026-10-09", "full", held, clearance=CLEARED)
    assert now(team) is Availability.FULL
    team.chart.mistakes.void(STATUS_CHANGES, ident, "Another athlete")

    assert now(team) is Availability.OUT


def test_by_which_a_rule_keeps_out_is_no_error(team: Team) -> None:
    held = team.incident(findings=RED)
    (written,) = team.board.changes(mara(team))
    assert (written.incident, written.availability) == (held, Availability.OUT)

    assert "RF-SPN-01 keeps the athlete out" in refused(team, STATUS_CHANGES, written.id)


@pytest.mark.parametrize("named", [True, False], ids=["for the incident", "for the athlete"])
def test_nor_is_a_persons_out_on_which_a_hold_rests(team: Team, named: bool) -> None:
    incident = team.incident(findings=HARMLESS)
    team.status(mara(team), "2026-10-09", "out", incident)
    ident = team.status(mara(team), "2026-10-09", "out", incident if named else None)
    team.chart.amend_incident(incident, {"findings": RED}, "")
    assert all(change.decided_by == "Dr. Ada Bell" for change in team.board.changes(mara(team)))

    assert "RF-SPN-01 keeps the athlete out" in refused(team, STATUS_CHANGES, ident)


@pytest.mark.parametrize("finding", ["saddle_numbness", "tooth_out"], ids=["until cleared", "today"])
def test_nor_is_what_an_out_for_the_athlete_needs_to_count_for_the_incident(team: Team, finding: str) -> None:
    incident = team.incident(findings={finding: False})
    limited = team.status(mara(team), "2026-10-09", "limited", incident)
    out = team.status(mara(team), "2026-10-09", "out")
    team.chart.amend_incident(incident, {"findings": {finding: True}}, "")
    assert all(change.decided_by == "Dr. Ada Bell" for change in team.board.changes(mara(team)))

    for ident in (out, limited):
        assert "keeps the athlete out" in refused(team, STATUS_CHANGES, ident)


def test_a_limited_return_in_error_leaves_the_athlete_out_as_a_person_said(team: Team) -> None:
    incident = team.incident(findings=HARMLESS)
    team.status(mara(team), "2026-10-09", "out", incident)
    team.chart.amend_incident(incident, {"findings": RED}, "")
    ident = team.status(mara(team), "2026-10-09", "limited", incident, clearance=CLEARED)
    team.chart.mistakes.void(STATUS_CHANGES, ident, "Another athlete")

    assert now(team) is Availability.OUT


def test_what_was_a_mistake_already_keeps_nobody_out(team: Team) -> None:
    held = team.incident(findings=RED)
    (written,) = team.board.changes(mara(team))
    team.chart.void_incident(held, "Another athlete")

    assert "entered in error" in refused(team, STATUS_CHANGES, written.id)


def test_a_return_goes_with_the_clearance_it_rests_on(team: Team) -> None:
    held, other = team.incident(findings=RED), team.incident(findings=RED)
    for incident in (held, other):
        team.status(mara(team), "2026-10-09", "full", incident, clearance=CLEARED)
    assert now(team) is Availability.FULL
    (clearance,) = team.chart.records.clearances_of(held)

    assert team.chart.mistakes.void(CLEARANCES, clearance.id, "Another athlete's paper") == 1
    assert now(team) is Availability.OUT
    returns = [c for c in team.board.changes(mara(team)) if c.availability is Availability.FULL]
    assert {c.incident: c.view.voided for c in returns} == {held: True, other: False}
    (held_now,) = team.chart.holds.holding(mara(team))
    assert (held_now.incident, held_now.clearance) == (held, None)


def test_what_only_that_return_allowed_goes_with_the_clearance_too(team: Team) -> None:
    held = team.incident(findings=RED)
    before = team.status(mara(team), "2026-10-09", "out")
    team.status(mara(team), "2026-10-09", "full", held, clearance=CLEARED)
    after = [team.status(mara(team), "2026-10-09", said) for said in ("full", "out", "limited")]
    (clearance,) = team.chart.records.clearances_of(held)

    assert team.chart.mistakes.void(CLEARANCES, clearance.id, "Another athlete's paper") == 3
    assert now(team) is Availability.OUT
    voided = {change.id for change in team.board.changes(mara(team)) if change.view.voided}
    assert (before in voided, *(ident in voided for ident in after)) == (False, True, False, True)
    assert [held_now.incident for held_now in team.chart.holds.holding(mara(team))] == [held]
