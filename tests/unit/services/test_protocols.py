"""Protocols on incidents: refused before their time or unanswered, and told when begun all the same."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from tests.fakes import MemoryRecordStore
from tests.handing_over import Office, whole
from trainer_tui.domain.due import DueKind, how_long, in_order
from trainer_tui.domain.errors import BadInput, FieldError, NotFound
from trainer_tui.domain.handover import Material
from trainer_tui.domain.protocol_course import Act, shown_standing
from trainer_tui.domain.vocabulary import Availability
from trainer_tui.exports.csv import render as render_csv
from trainer_tui.exports.json import render as render_json
from trainer_tui.services.merging import Merging
from trainer_tui.services.protocols import Protocols, StandsAgainst

SPORT = "concussion-return-to-sport"
DAILY = {"out-that-day": True, "assessed": True}


class Clinic(Office):
    """An office with a concussion."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.mara = self.athlete()
        self.ident = self.incident(condition="concussion", findings={"concussion_sign": True})

    @property
    def protocols(self) -> Protocols:
        return self.chart.protocols

    def step(self, act: str, protocol: str = SPORT, **fields: Any) -> str:
        return self.protocols.record(self.ident, {"protocol": protocol, "act": act, **fields})

    def stands(self) -> str:
        return shown_standing(self.protocols.course(self.ident, SPORT))

    def daily(self) -> None:
        self.step("started")
        self.step("begun", answers=DAILY)


@pytest.fixture
def clinic() -> Clinic:
    return Clinic()


def test_the_protocols_of_its_condition_are_offered_and_all_where_none_serves(clinic: Clinic) -> None:
    served = [each.id for each in clinic.protocols.serving(clinic.ident)]
    assert served == ["concussion-return-to-learn", SPORT]
    other = clinic.incident(condition="gallstones")
    assert len(clinic.protocols.serving(other)) > 5
    assert clinic.protocols.courses(clinic.ident) == []


def test_a_stage_is_begun_when_nothing_stands_against_it_and_keeps_what_was_answered(clinic: Clinic) -> None:
    clinic.daily()
    step = clinic.protocols.course(clinic.ident, SPORT).steps[-1]
    assert (step.act, step.stage, step.answers, step.by) == (Act.BEGUN, "daily-activity", DAILY, "Sam Reyes")
    assert (step.against, step.override_reason, step.protocol_version) == ((), "", 1)


def test_a_stage_before_its_time_and_without_answers_is_refused_and_nothing_is_written(
    clinic: Clinic,
) -> None:
    clinic.daily()
    written = len(clinic.store.commits)
    clinic.clock.move(hours=14)
    with pytest.raises(StandsAgainst) as refusal:
        clinic.step("begun")
    assert refusal.value.against == (
        "14 h of 24 h have passed since stage 1 (Daily activities and relative rest) was begun.",
        "“Do activities of the day bring on no symptoms?” was not answered.",
    )
    assert "Give a reason" in refusal.value.message
    assert len(clinic.store.commits) == written


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_blank_reason_is_none(clinic: Clinic, reason: str) -> None:
    clinic.daily()
    with pytest.raises(StandsAgainst):
        clinic.step("begun", reason=reason)


def test_with_a_reason_it_is_begun_and_the_record_says_why_and_against_what(clinic: Clinic) -> None:
    clinic.daily()
    clinic.step("begun", answers={"daily-tolerated": True}, reason="the team physician was present")
    step = clinic.protocols.course(clinic.ident, SPORT).steps[-1]
    assert step.override_reason == "the team physician was present"
    assert step.against == (
        "0 min of 24 h have passed since stage 1 (Daily activities and relative rest) was begun.",
    )
    told = next(e.text for e in clinic.letter(clinic.ident).sbar if e.label == "Protocol")
    assert told == (
        "Return to sport after a concussion: stage 2 (Light aerobic exercise) under way since 9 Oct 2026, "
        "20:00; stage 2 (Light aerobic exercise) begun early, reason: the team physician was present."
    )
    lines = [line for entry in clinic.chart.history(clinic.ident) for line in entry.lines]
    assert "override reason: the team physician was present" in lines
    assert "daily-tolerated: yes" in lines


def test_a_reason_where_nothing_stood_against_the_stage_stays_as_a_remark(clinic: Clinic) -> None:
    clinic.step("started")
    clinic.step("begun", answers=DAILY, reason="as planned")
    step = clinic.protocols.course(clinic.ident, SPORT).steps[-1]
    assert (step.override_reason, step.note) == ("", "as planned")


def test_a_stage_with_clearance_needs_the_name_each_time(clinic: Clinic) -> None:
    clinic.step("started")
    clinic.step("begun", stage="non-contact", reason="begun elsewhere", cleared_by="Dr. Ada Bell, letter")
    clinic.clock.move(hours=25)
    with pytest.raises(StandsAgainst) as refusal:
        clinic.step("begun", answers={"drills-tolerated": True})
    assert refusal.value.against == ("Cleared by a physician or approved health professional: not recorded.",)
    clinic.step("begun", answers={"drills-tolerated": True}, cleared_by="Dr. Ada Bell, letter")
    assert clinic.stands() == "stage 5 (Full-contact practice) under way"


def test_time_alone_moves_nobody_on(clinic: Clinic) -> None:
    clinic.daily()
    clinic.clock.move(days=400)
    assert clinic.stands() == "stage 1 (Daily activities and relative rest) under way"


def test_symptoms_that_return_send_back_and_wait(clinic: Clinic) -> None:
    clinic.daily()
    clinic.clock.move(hours=25)
    clinic.step("begun", answers={"daily-tolerated": True})
    clinic.step("symptoms_returned", note="headache")
    assert clinic.stands() == "stage 2 (Light aerobic exercise) symptoms returned"
    with pytest.raises(StandsAgainst) as refusal:
        clinic.step("begun", answers=DAILY)
    assert refusal.value.against == ("0 min of 24 h have passed since symptoms returned.",)
    clinic.clock.move(hours=24)
    clinic.step("begun", answers=DAILY)
    assert clinic.stands() == "stage 1 (Daily activities and relative rest) under way"


def test_going_back_is_stored_as_such(clinic: Clinic) -> None:
    clinic.daily()
    clinic.clock.move(hours=25)
    clinic.step("begun", answers={"daily-tolerated": True})
    with pytest.raises(FieldError, match="does not lie before"):
        clinic.step("stepped_back", stage="non-contact")
    clinic.step("begun", stage="daily-activity")
    assert clinic.protocols.course(clinic.ident, SPORT).steps[-1].act is Act.STEPPED_BACK


def test_completing_the_last_stage_changes_nothing_of_what_the_athlete_may_do(clinic: Clinic) -> None:
    assert clinic.chart.records.standing(clinic.mara).availability is Availability.OUT
    clinic.step("started")
    clinic.step("begun", stage="return-to-sport", reason="done elsewhere")
    clinic.step("completed")
    assert clinic.stands() == "stage 6 (Return to sport) completed"
    assert clinic.chart.records.standing(clinic.mara).availability is Availability.OUT
    with pytest.raises(BadInput, match="there is none after it"):
        clinic.step("begun", reason="again")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({}, "protocol: is needed"),
        ({"protocol": SPORT}, "act: is needed"),
        ({"protocol": SPORT, "act": "cleared"}, "act: “cleared” is not one of"),
        ({"protocol": SPORT, "act": "begun", "stage": "swim"}, "stage: “swim” is no stage"),
        ({"protocol": SPORT, "act": "begun", "answers": {"x": True}}, "answers.x: is not known here"),
        ({"protocol": SPORT, "act": "begun", "answers": {"assessed": "yes"}}, "must be true, false or null"),
        ({"protocol": SPORT, "act": "begun", "answers": []}, "is not an object"),
        ({"protocol": SPORT, "act": "begun", "at": "2027-01-01"}, "lies in the future"),
        ({"protocol": SPORT, "act": "begun", "grade": 2}, "grade: is not known here"),
        ({"protocol": SPORT, "act": "completed"}, "no stage is under way"),
        ({"protocol": SPORT, "act": "symptoms_returned"}, "no stage is under way"),
        ({"protocol": SPORT, "act": "started"}, "started already"),
        ({"protocol": "turf-toe-return", "act": "begun"}, "start it first"),
    ],
)
def test_bad_input_is_a_sentence_and_writes_nothing(
    clinic: Clinic, raw: dict[str, Any], expected: str
) -> None:
    clinic.step("started")
    written = len(clinic.store.commits)
    with pytest.raises(BadInput, match=expected):
        clinic.protocols.record(clinic.ident, raw)
    assert len(clinic.store.commits) == written


def test_what_is_not_there_is_said(clinic: Clinic) -> None:
    with pytest.raises(NotFound, match="There is no protocol “x”"):
        clinic.step("started", protocol="x")
    with pytest.raises(NotFound, match="no incident"):
        clinic.protocols.record("nobody", {"protocol": SPORT, "act": "started"})


def test_the_stage_under_way_is_not_begun_twice_not_even_with_a_reason(clinic: Clinic) -> None:
    clinic.daily()
    with pytest.raises(BadInput, match="is begun already"):
        clinic.step("begun", stage="daily-activity", answers=DAILY, reason="again")


def test_nothing_is_added_to_an_incident_entered_in_error(clinic: Clinic) -> None:
    clinic.chart.void_incident(clinic.ident, "wrong athlete")
    with pytest.raises(BadInput, match="entered in error"):
        clinic.step("started")


def test_a_stage_is_shown_as_due_only_once_its_hours_have_passed_and_is_never_late(clinic: Clinic) -> None:
    clinic.daily()
    assert list(clinic.protocols.due(clinic.clock())) == []
    clinic.clock.move(hours=27)
    (due,) = clinic.protocols.due(clinic.clock())
    assert (due.kind, due.record, due.incident) == (DueKind.STAGE, SPORT, clinic.ident)
    assert due.what == "stage 2 may be tried: gates to ask"
    assert not due.overdue(clinic.clock())
    assert how_long(due, clinic.clock()) == "for 3 h"
    clinic.chart.close_incident(clinic.ident, "moved away")
    assert list(clinic.protocols.due(clinic.clock())) == []
    clinic.chart.reopen_incident(clinic.ident, "came back")
    clinic.chart.void_incident(clinic.ident, "wrong athlete")
    assert list(clinic.protocols.due(clinic.clock())) == []


def test_stages_stand_behind_what_can_be_late(clinic: Clinic) -> None:
    clinic.daily()
    clinic.clock.move(hours=27)
    (stage,) = clinic.protocols.due(clinic.clock())
    late = type(stage)(DueKind.RECHECK, "x", clinic.ident, clinic.clock(), "pulse")
    assert in_order([stage, late], clinic.clock()) == [late, stage]


def test_a_protocol_the_library_no_longer_has_stays_readable(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic.daily()
    clinic.clock.move(hours=30)
    monkeypatch.setattr(type(clinic.protocols._reference), "protocols", {})
    (course,) = clinic.protocols.courses(clinic.ident)
    assert (course.name, shown_standing(course)) == (SPORT, "stage “daily-activity” under way")
    assert list(clinic.protocols.due(clinic.clock())) == []
    with pytest.raises(NotFound, match="no protocol"):
        clinic.step("completed")


def test_the_steps_leave_in_a_table_without_names_when_shared(clinic: Clinic) -> None:
    clinic.daily()
    clinic.step("begun", answers={"daily-tolerated": False}, reason="told by Dr. Bell", cleared_by="Dr. Bell")
    packet = clinic.packet(Material.TABLES)
    files = whole(render_csv(packet))
    rows = list(csv.DictReader(io.StringIO(files["protocol_steps.csv"].decode())))
    assert [row["act"] for row in rows] == ["started", "begun", "begun"]
    assert rows[2]["answers"] == "daily-tolerated: no"
    assert rows[2]["override_reason"] == "told by Dr. Bell"
    assert "protocol_steps,override_reason" in files["data_dictionary.csv"].decode()


def test_export_and_import_give_the_same_course(clinic: Clinic) -> None:
    clinic.daily()
    clinic.step("symptoms_returned", note="dizzy")
    document = json.loads(whole(render_json(clinic.packet(Material.REVISIONS, [clinic.ident])))[""])
    assert len(document["records"]["protocol_steps"]) == 3
    store = MemoryRecordStore()
    store.device = "laptop-2"
    other = Office(store=store)
    Merging(other.ledger).take_in(document)
    ours, theirs = clinic.protocols.courses(clinic.ident), other.chart.protocols.courses(clinic.ident)
    assert [course.standing for course in theirs] == [course.standing for course in ours]
    assert [step.note for step in theirs[0].steps] == ["", "", "dizzy"]


def test_a_step_that_does_not_have_its_form_is_not_taken_in(clinic: Clinic) -> None:
    clinic.daily()
    view = clinic.protocols.course(clinic.ident, SPORT).steps[-1].view
    with clinic.ledger.change() as change:
        change.create("protocol_steps", {**view.fields, "answers": {"assessed": "maybe"}})
    document = json.loads(whole(render_json(clinic.packet(Material.REVISIONS)))[""])
    store = MemoryRecordStore()
    store.device = "laptop-2"
    with pytest.raises(BadInput, match="answers of record"):
        Merging(Office(store=store).ledger).take_in(document)
