"""Review of drafts: what was typed and not saved, named by what it is about."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.fakes import MemoryDraftStore
from tests.team import MARA, Team
from trainer_tui.domain.due import Due, DueKind
from trainer_tui.services.capture import CaptureDraft
from trainer_tui.services.due_drafts import DueDrafts, form_of


class Desk:
    def __init__(self) -> None:
        self.team = Team()
        self.mara = self.team.athlete(**MARA)
        self.drafts = MemoryDraftStore()

    def park(self, minutes: float, **fields: object) -> str:
        """Park a capture that was begun some minutes ago."""
        started = (self.team.clock() - timedelta(minutes=minutes)).isoformat()
        name = f"capture-{len(self.drafts.names('capture-')) + 1}"
        self.drafts.save(name, {**CaptureDraft(started).to_json(), **fields})
        return name

    @property
    def due(self) -> list[Due]:
        return list(DueDrafts(self.drafts, self.team.chart.records).due(self.team.clock()))


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.mark.parametrize(("minutes", "listed"), [(0, 0), (14, 0), (15, 1), (3000, 1), (-5, 1)])
def test_a_capture_is_to_be_reviewed_after_a_quarter_of_an_hour(
    desk: Desk, minutes: int, listed: int
) -> None:
    desk.park(minutes)
    assert len(desk.due) == listed


def test_a_capture_says_who_where_and_since_when(desk: Desk) -> None:
    name = desk.park(30, who_words="22 Ortiz", region="knee")
    [found] = desk.due
    assert (found.kind, found.record, found.incident) == (DueKind.DRAFT, name, "")
    assert (found.who, found.what) == ("22 Ortiz", "half recorded since 19:30, knee")
    assert not found.overdue(desk.team.clock())


def test_open_details_of_a_saved_incident_belong_to_it(desk: Desk) -> None:
    incident = desk.team.incident()
    desk.park(30, incident=incident)
    assert [(found.incident, found.what) for found in desk.due] == [(incident, "details begun 19:30")]


def test_every_unsaved_form_is_named_by_its_record(desk: Desk) -> None:
    incident = desk.team.incident()
    referral = desk.team.chart.referrals.add(incident, {"to": "Dr. Bell"})
    for name in (
        f"form-amend-{incident}",
        f"form-note-plan-{incident}",
        f"form-status-out-{incident}",
        f"form-outcome-{referral}",
        f"form-close-{incident}",
        f"form-told-{incident}",
        f"form-clearance-{incident}",
        f"form-soap-{incident}",
        f"form-print-note-{incident}",
        f"form-athlete-{desk.mara}",
    ):
        desk.drafts.save(name, {"text": "x"})
    assert {(found.what, found.incident, found.who) for found in desk.due} == {
        ("changes of the incident", incident, ""),
        ("note", incident, ""),
        ("change of availability", incident, ""),
        ("outcome of a referral", incident, ""),
        ("reason for a change", incident, ""),
        ("who was told", incident, ""),
        ("clearance", incident, ""),
        ("SOAP note", incident, ""),
        ("note to print", incident, ""),
        ("roster entry", "", "22 Mara Ortiz"),
    }


def test_a_session_that_was_left_is_named_by_its_team(desk: Desk) -> None:
    desk.drafts.save("form-session-new", {"team": "Varsity", "kind": "practice"})
    session = desk.team.sessions.add(
        [{"team": "Varsity", "kind": "practice", "start": "2026-10-09T16:00:00-05:00", "planned_min": 90}]
    )[0]
    desk.drafts.save(f"form-session-{session}", {"team": "Varsity"})
    found = {each.record: (each.who, each.what, each.incident) for each in desk.due}
    assert found == {
        "form-session-new": ("Varsity", "new session", ""),
        f"form-session-{session}": ("Varsity", "changes of a session", ""),
    }
    desk.team.sessions.void(session, "another team")
    assert [each.record for each in desk.due] == ["form-session-new"]
    desk.drafts.save("form-session-new", {"team": 7})
    assert [each.who for each in desk.due] == [""]


def test_what_is_about_no_record_is_left_alone(desk: Desk) -> None:
    gone = "01a12352-ee80-7d38-b54f-7eef79e69ce4"
    for name in (
        "form-export",
        "form-user",
        "form-athlete-new",
        "ui-state",
        f"form-amend-{gone}",
        f"form-session-{gone}",
    ):
        desk.drafts.save(name, {"text": "x"})
    desk.drafts.save("capture-9", {"started_at": "not a time"})
    assert desk.due == []
    assert form_of("form-athlete-new") is None
    assert form_of(f"form-status-out-{gone}") == ("status", gone)
