"""Drafts of incidents: kept and numbered, turned into the contract's input, saved once."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from tests.fakes import MemoryDraftStore
from tests.team import MARA, Team, shipped_library
from trainer_tui.domain.errors import BadInput, FieldError, NotFound, StoreError
from trainer_tui.domain.findings import ABSENT_IN_BULK
from trainer_tui.domain.records import STATUS_CHANGES
from trainer_tui.domain.vocabulary import Availability, Region, Tier
from trainer_tui.services.capture import (
    MOST,
    CaptureDraft,
    Captures,
    number_of,
    parked,
    to_incident,
    words,
)

NOW = "2026-10-09T20:00:00-05:00"


class Desk:
    """An athlete, a chart and a place for drafts."""

    def __init__(self, drafts: MemoryDraftStore | None = None) -> None:
        self.team = Team()
        self.mara = self.team.athlete(**MARA)
        self.drafts = drafts or MemoryDraftStore()
        vocabulary = shipped_library().rules.vocabulary
        self.captures = Captures(self.drafts, self.team.chart, vocabulary, self.team.clock)

    def draft(self, **fields: object) -> CaptureDraft:
        draft = self.captures.start()
        known = {"athlete": self.mara, "who_words": "22 Ortiz", "region": "lumbosacral", "side": "left"}
        for name, value in {**known, **fields}.items():
            setattr(draft, name, value)
        return draft

    def parked_draft(self, **fields: object) -> tuple[str, CaptureDraft]:
        name, draft = self.captures.free_name(), self.draft(**fields)
        self.captures.keep(name, draft)
        return name, draft


@pytest.fixture
def desk() -> Desk:
    return Desk()


# --- the draft as an incident ---------------------------------------------------------------------


def test_a_draft_becomes_the_input_of_an_incident(desk: Desk) -> None:
    draft = desk.draft(
        findings={"unresponsive": False, "balance_loss": ABSENT_IN_BULK, "back_pain": True},
        vitals={"hr": 104},
        vitals_at="2026-10-09T20:01:00-05:00",
        onset_minutes=15,
        condition="back-spasms",
        mode_of_onset="acute_sudden",
    )
    assert to_incident(draft, desk.team.clock) == {
        "athlete": {"id": desk.mara},
        "kind": "injury",
        "onset_at": "2026-10-09T19:45:00-05:00",
        "reported_at": NOW,
        "condition": "back-spasms",
        "mode_of_onset": "acute_sudden",
        "diagnoses": [{"principal": True, "region": "lumbosacral", "side": "left"}],
        "findings": {"unresponsive": False, "balance_loss": ABSENT_IN_BULK, "back_pain": True},
        "vitals": [{"at": "2026-10-09T20:01:00-05:00", "hr": 104}],
    }


def test_what_was_not_answered_is_not_in_the_input(desk: Desk) -> None:
    draft = desk.draft(region=None, side=None, findings={"loc": None})
    assert set(to_incident(draft, desk.team.clock)) == {"athlete", "kind", "onset_at", "reported_at"}


def test_a_guest_stands_in_the_words_that_were_typed(desk: Desk) -> None:
    draft = desk.draft(athlete=None, guest="14 Riverside")
    assert to_incident(draft, desk.team.clock)["athlete"] == {"guest": "14 Riverside"}


def test_without_anybody_there_is_no_incident(desk: Desk) -> None:
    with pytest.raises(BadInput, match="Nobody is named"):
        to_incident(desk.captures.start(), desk.team.clock)


def test_every_draft_survives_the_file_it_is_kept_in(desk: Desk) -> None:
    draft = desk.draft(
        findings={"loc": True, "limbs_affected": 2}, vitals={"temp_rectal_c": 38.5}, causes=["overuse"]
    )
    assert CaptureDraft.from_json(json.loads(json.dumps(draft.to_json()))) == draft


def test_a_draft_of_another_version_keeps_what_is_still_known(desk: Desk) -> None:
    data = {**desk.draft().to_json(), "a_field_of_tomorrow": 1}
    del data["narrative"]
    assert CaptureDraft.from_json(data) == desk.draft()


# --- parked drafts --------------------------------------------------------------------------------


def test_drafts_take_the_lowest_free_number(desk: Desk) -> None:
    names = [desk.parked_draft()[0] for _ in range(3)]
    desk.captures.discard("capture-2")
    assert names == ["capture-1", "capture-2", "capture-3"]
    assert desk.captures.free_name() == "capture-2"
    assert number_of("capture-2") == 2


def test_a_tenth_draft_is_refused_with_what_to_do(desk: Desk) -> None:
    for _ in range(MOST):
        desk.parked_draft()
    with pytest.raises(BadInput, match=r"9 incidents are half recorded .* save or discard one"):
        desk.captures.free_name()


def test_a_list_says_who_where_and_when(desk: Desk) -> None:
    desk.team.clock.set("2026-10-09T14:32:10-05:00")
    assert words(desk.draft()) == "22 Ortiz · low back · started 14:32"


def test_a_list_says_what_is_still_open(desk: Desk) -> None:
    draft = desk.captures.start()
    assert words(draft) == "nobody named yet · region not said · started 20:00"
    draft.typed = "22"
    assert words(draft).startswith("“22” · ")
    draft.guest, draft.incident = "unknown person", "some-id"
    assert words(draft) == "unknown person · region not said · saved, details open · started 20:00"


def test_a_draft_of_another_day_says_the_day(desk: Desk) -> None:
    tomorrow = datetime.fromisoformat("2026-10-10T08:00:00-05:00")
    assert words(desk.draft(), tomorrow).endswith("started 2026-10-09 20:00")


def test_drafts_are_listed_and_what_cannot_be_read_is_left_out(desk: Desk) -> None:
    name, draft = desk.parked_draft()
    desk.drafts.save("capture-5", {"nothing": "of ours"})
    desk.drafts.save("form-athlete", {})
    assert parked(desk.drafts) == [(name, words(draft))]


@pytest.mark.parametrize(
    "broken", [{}, {"started_at": "yesterday"}, {"started_at": NOW, "region": "tail"}, {"started_at": 7}]
)
def test_a_draft_that_is_gone_or_unusable_is_said(desk: Desk, broken: dict[str, object]) -> None:
    assert desk.captures.load("capture-7") is None
    desk.drafts.save("capture-7", broken)
    assert desk.captures.load("capture-7") is None
    assert parked(desk.drafts) == []
    with pytest.raises(NotFound, match="gone or cannot be read"):
        desk.captures.resume("capture-7")


# --- saving ---------------------------------------------------------------------------------------


def test_saving_records_the_incident_and_its_hold_in_one_commit_and_forgets_the_draft(desk: Desk) -> None:
    name, draft = desk.parked_draft(findings={"saddle_numbness": True})
    before = len(desk.team.store.commits)
    incident = desk.captures.save(name, draft)

    assert len(desk.team.store.commits) == before + 1
    assert STATUS_CHANGES in [revision.kind for revision in desk.team.store.commits[-1]]
    assert desk.team.board.current(desk.mara) is Availability.OUT
    stored = desk.team.chart.incident(incident).incident
    assert (stored.region, stored.tier) == (Region.LUMBOSACRAL, Tier.EMS_NOW)
    assert desk.drafts.names() == []


def test_bulk_absent_is_stored_as_such(desk: Desk) -> None:
    name, draft = desk.parked_draft(findings={"balance_loss": ABSENT_IN_BULK})
    chart = desk.team.chart.incident(desk.captures.save(name, draft))
    assert chart.assessments[0].findings == {"balance_loss": ABSENT_IN_BULK}


def test_a_save_that_fails_keeps_the_draft(desk: Desk) -> None:
    name, draft = desk.parked_draft()
    desk.team.store.full = True
    with pytest.raises(StoreError):
        desk.captures.save(name, draft)
    assert desk.captures.load(name) == draft
    assert draft.incident is None
    desk.team.store.full = False
    assert desk.team.chart.incident(desk.captures.save(name, draft)).who == "22 Mara Ortiz"


class StubbornDrafts(MemoryDraftStore):
    """Drafts that cannot be removed."""

    def discard(self, name: str) -> None:
        raise StoreError("The removal of the draft is refused by the disk.")


def test_a_draft_that_cannot_be_removed_is_not_saved_twice() -> None:
    desk = Desk(StubbornDrafts())
    name, draft = desk.parked_draft()
    for _ in range(2):
        with pytest.raises(StoreError, match="removal"):
            desk.captures.save(name, draft)
    assert len(desk.team.chart.incidents()) == 1


def test_a_draft_that_was_saved_before_the_app_stopped_is_recognised(desk: Desk) -> None:
    name, draft = desk.parked_draft(findings={"back_pain": True})
    desk.captures.save(name, desk.captures.load(name) or draft)
    desk.captures.keep(name, draft)  # as after a stop between the save and forgetting the draft
    assert desk.captures.saved_as(draft) == desk.team.chart.incidents()[0].incident.id


def test_another_draft_of_the_same_moment_is_not_taken_for_the_saved_one(desk: Desk) -> None:
    desk.captures.save(None, desk.draft(findings={"back_pain": True}))
    assert desk.captures.saved_as(desk.draft(findings={"back_pain": False})) is None
    assert desk.captures.saved_as(desk.draft(athlete=None, guest="14 Riverside")) is None


def test_reasons_stand_in_the_record(desk: Desk) -> None:
    draft = desk.draft(
        findings={"tape_applied": True}, reasons={"tape_applied": "present, seen.", "loc": "gone."}
    )
    notes = desk.team.chart.incident(desk.captures.save(None, draft)).notes
    assert [(note.heading, note.text) for note in notes] == [
        ("assessment", "Tape or wrap on the part: present, seen.")
    ]


# --- details --------------------------------------------------------------------------------------


def test_details_are_one_change_of_the_same_record(desk: Desk) -> None:
    draft = desk.draft(condition="back-spasms")
    incident = desk.captures.save(None, draft)
    before = len(desk.team.store.commits)
    draft.causes, draft.contact, draft.onset_minutes = ["overuse"], "none", 30
    draft.narrative = "Felt it at the second set."
    desk.captures.add_details(None, draft)

    assert len(desk.team.store.commits) == before + 1
    chart = desk.team.chart.incident(incident)
    assert (chart.incident.causes, chart.incident.contact.value) == (("overuse",), "none")
    assert chart.incident.onset_at == "2026-10-09T19:30:00-05:00"
    assert [note.text for note in chart.notes] == ["Felt it at the second set."]


def test_details_that_were_written_before_are_not_written_again(desk: Desk) -> None:
    draft = desk.draft(condition="back-spasms")
    desk.captures.save(None, draft)
    draft.removed, draft.narrative = "immediately", "Fell."
    desk.captures.add_details(None, draft)
    before = len(desk.team.store.commits)
    desk.captures.add_details(None, draft)
    assert len(desk.team.store.commits) == before


def test_details_that_cannot_be_written_stay_in_the_draft(desk: Desk) -> None:
    draft = desk.draft()
    desk.captures.save(None, draft)
    draft.narrative = "x" * 20_001
    desk.captures.keep("capture-1", draft)
    with pytest.raises(FieldError, match="20,000"):
        desk.captures.add_details("capture-1", draft)
    assert desk.captures.load("capture-1") == draft


def test_an_incident_that_cannot_be_saved_is_refused_whole(desk: Desk) -> None:
    name, draft = desk.parked_draft(side="not-a-side")
    with pytest.raises(FieldError, match="side"):
        desk.captures.save(name, draft)
    assert desk.team.chart.incidents() == []


def test_the_preview_knows_what_the_roster_knows(desk: Desk) -> None:
    draft = desk.draft(findings={"extension_pain": True, "pain_weeks": 3})
    athlete = desk.team.chart.athlete(desk.mara)
    assert desk.captures.triage(draft, None).tier is None
    assert desk.captures.triage(draft, athlete).tier is Tier.H24_72
