"""The hand-over of a shift: what others did since somebody left, whatever the clocks say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.fakes import FixedClock, MemoryDraftStore, MemoryRecordStore
from tests.team import NOA, Team
from trainer_tui import bootstrap
from trainer_tui.config import Config
from trainer_tui.domain.records import STATUS_CHANGES
from trainer_tui.domain.revisions import Revision
from trainer_tui.domain.vocabulary import ReferralState, Tier
from trainer_tui.paths import Directories
from trainer_tui.services.merging import Merging
from trainer_tui.services.shifts import LEFT, MOST, Shift, Shifts, words_of_since

ADA = "Ada Bell"


class Clinic(Team):
    """Two who take turns: Sam Reyes, and Ada Bell."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.drafts = MemoryDraftStore()
        self.shifts = Shifts(self.chart, self.drafts)
        self.mara = self.athlete()
        self.early = self.incident(condition="back-spasms")

    def sign_in(self, name: str) -> None:
        self.clock.move(minutes=5)
        self.chart.users.sign_in(name)

    def sam_leaves(self) -> None:
        self.shifts.leave()
        self.sign_in(ADA)

    def sam_is_back(self) -> Shift:
        self.sign_in("Sam Reyes")
        return self.shifts.since_left()


@pytest.fixture
def clinic() -> Clinic:
    return Clinic()


def told(shift: Shift) -> list[list[str]]:
    return [[change.what for change in story.changes] for story in shift.stories]


def test_everything_another_did_is_told_by_incident(clinic: Clinic) -> None:
    clinic.sam_leaves()
    clinic.chart.add_note(clinic.early, "plan", "Rest.\nSeen again  on Monday.")
    referral = clinic.chart.referrals.add(clinic.early, {"to": "Dr Lee"})
    clinic.chart.referrals.advance(referral, ReferralState.SEEN, outcome="Strain.")
    clinic.status(clinic.mara, "2026-10-09", "out", clinic.early)
    clinic.chart.amend_incident(clinic.early, {"findings": {"saddle_numbness": True}}, "asked again")
    clinic.chart.change_tier(clinic.early, Tier.ROUTINE, "examined by Dr Lee")
    clinic.chart.close_incident(clinic.early, "recovered")
    later = clinic.incident()
    clinic.chart.void_incident(later, "wrong athlete")

    shift = clinic.sam_is_back()

    assert (shift.known, shift.more, shift.count) == (True, False, 10)
    newest, first = shift.stories
    assert (newest.incident, first.incident) == (later, clinic.early)
    assert told(shift)[0] == ["incident recorded", "incident entered in error: wrong athlete"]
    assert told(shift)[1] == [
        "note, plan: Rest. Seen again on Monday.",
        "referral to Dr Lee: recommended",
        "referral to Dr Lee: seen",
        "out from 2026-10-09, decided by Dr. Ada Bell",
        "assessed: Activate EMS now",
        "urgency now “Activate EMS now”: red-flag rule RF-SPN-01",
        "urgency now “Routine follow-up”: examined by Dr Lee",
        "incident closed: recovered",
    ]
    assert {change.by for story in shift.stories for change in story.changes} == {ADA}
    assert clinic.shifts.who(first).startswith("22 Mara Ortiz · ")


def test_an_entry_in_error_is_not_told_as_if_it_stood(clinic: Clinic) -> None:
    clinic.sam_leaves()
    ident = clinic.status(clinic.mara, "2026-10-09", "limited", clinic.early)
    clinic.chart.mistakes.void(STATUS_CHANGES, ident, "wrong athlete")

    assert told(clinic.sam_is_back()) == [
        [
            "limited from 2026-10-09, decided by Dr. Ada Bell (entered in error)",
            "status change entered in error: wrong athlete",
        ]
    ]


def test_what_one_did_oneself_is_not_told(clinic: Clinic) -> None:
    clinic.shifts.leave()
    clinic.chart.add_note(clinic.early, "plan", "Rest.")
    assert clinic.sam_is_back().stories == ()


def test_roster_and_exports_are_not_told(clinic: Clinic) -> None:
    clinic.sam_leaves()
    clinic.athlete(**NOA)
    clinic.chart.users.add({"name": "Mo", "role": "trainer"})
    assert clinic.sam_is_back().stories == ()


def test_a_status_beside_all_incidents_is_told_of_the_athlete(clinic: Clinic) -> None:
    clinic.sam_leaves()
    clinic.status(clinic.mara, "2026-10-09", "limited")
    [story] = clinic.sam_is_back().stories
    assert (story.incident, story.athlete) == (None, clinic.mara)
    assert clinic.shifts.who(story) == "22 Mara Ortiz"


def test_each_user_has_a_moment_of_leaving(clinic: Clinic) -> None:
    clinic.sam_leaves()
    clinic.chart.add_note(clinic.early, "plan", "By Ada.")
    clinic.shifts.leave()
    clinic.sign_in("Sam Reyes")
    clinic.chart.add_note(clinic.early, "plan", "By Sam.")
    assert told(clinic.shifts.since_left()) == [["note, plan: By Ada."]]
    clinic.sign_in(ADA)
    assert told(clinic.shifts.since_left()) == [["note, plan: By Sam."]]


def test_without_a_known_moment_a_day_is_told_and_that_is_said(clinic: Clinic) -> None:
    clinic.sign_in(ADA)
    clinic.clock.move(days=3)
    clinic.chart.add_note(clinic.early, "plan", "New.")
    shift = clinic.sam_is_back()
    assert told(shift) == [["note, plan: New."]]
    assert words_of_since(shift, "Sam Reyes").startswith("When Sam Reyes left this laptop is not known")


@pytest.mark.parametrize("kept", [{"at": "yesterday", "last": "x"}, {"at": 7}, {"last": "x"}, "x"])
def test_a_damaged_moment_is_taken_for_unknown(clinic: Clinic, kept: object) -> None:
    clinic.drafts.save(LEFT, {"sam reyes": kept})
    assert not clinic.shifts.since_left().known


def test_a_clock_that_went_back_hides_nothing(clinic: Clinic) -> None:
    clinic.sam_leaves()
    clinic.clock.move(days=-2)
    clinic.chart.add_note(clinic.early, "plan", "Written by a clock that is two days late.")
    left = datetime.fromisoformat("2026-10-09T20:00:00-05:00")
    assert len(clinic.sam_is_back().stories) == 1
    assert len(clinic.shifts.since(left).stories) == 1


def bring_from_another_laptop(clinic: Clinic) -> None:
    """Take in an incident that another laptop wrote in the morning."""
    other = Team(store=MemoryRecordStore(), clock=FixedClock("2026-10-09T09:00:00-05:00"))
    other.store.device = "laptop-2"
    other.ledger.user = ADA
    other.athlete(family="Kowalski")
    other.incident({"family": "Kowalski"}, onset_at="2026-10-09T08:00:00-05:00")
    revisions = [revision.to_json() for revision in other.store.revisions()]
    Merging(clinic.ledger).take_in({"format": "trainer-tui-records", "version": 1, "revisions": revisions})


def test_what_another_laptop_wrote_earlier_and_brought_later_is_told(clinic: Clinic) -> None:
    clinic.shifts.leave()
    bring_from_another_laptop(clinic)
    assert told(clinic.sam_is_back()) == [["incident recorded"]]


def test_what_was_brought_later_does_not_end_the_search_by_the_time(clinic: Clinic) -> None:
    clinic.sam_leaves()
    clinic.chart.add_note(clinic.early, "plan", "New.")
    bring_from_another_laptop(clinic)
    clinic.sign_in("Sam Reyes")
    since = clinic.clock.moment.replace(hour=20, minute=1)
    assert told(clinic.shifts.since(since)) == [["note, plan: New."]]


def test_the_time_is_searched_backwards_and_no_further_than_it_must(clinic: Clinic) -> None:
    read: list[str] = []
    newest = clinic.store.newest_first
    clinic.sam_leaves()
    clinic.chart.add_note(clinic.early, "plan", "New.")

    def lazily() -> Iterator[Revision]:
        for revision in newest():
            read.append(revision.id)
            yield revision

    clinic.store.newest_first = lazily  # type: ignore[method-assign]
    assert len(clinic.sam_is_back().stories) == 1
    assert len(read) == 2
    read.clear()
    clinic.shifts.since(clinic.clock.moment.replace(hour=20, minute=1))
    assert len(read) == 2


def test_a_record_put_back_from_a_backup_is_told_by_the_time(clinic: Clinic) -> None:
    clinic.drafts.save(LEFT, {"sam reyes": {"at": "2026-10-09T20:01:00-05:00", "last": "not here"}})
    clinic.sign_in(ADA)
    clinic.chart.add_note(clinic.early, "plan", "New.")
    assert told(clinic.sam_is_back()) == [["note, plan: New."]]


def test_more_than_is_told_is_said_to_be_there(clinic: Clinic) -> None:
    clinic.sam_leaves()
    with clinic.chart.records.change() as change:
        for number in range(MOST + 1):
            fields = {"incident": clinic.early, "at": "2026-10-09T20:00:00-05:00", "heading": "plan"}
            change.create("notes", {**fields, "text": f"note {number}"})
    shift = clinic.sam_is_back()
    assert (shift.count, shift.more) == (MOST, True)
    assert told(shift)[0][-1] == f"note, plan: note {MOST}"


def test_a_real_store_gives_the_last_revision_first(tmp_path: Path) -> None:
    def opened() -> bootstrap.Services:
        folder = Directories.find(tmp_path)
        library = bootstrap.open_library(folder, Config())
        return bootstrap.open_records(folder, Config(), library, user="Sam", clock=FixedClock())

    services = opened()
    for number in range(3):
        services.chart.add_athlete({"family": f"Family {number}"})
    services.shifts.leave()
    services.close()
    services = opened()
    written = list(services.store.revisions())
    assert list(services.store.newest_first()) == written[::-1]
    left = services.shifts.left()
    assert left is not None
    assert left.last == written[-1].id
    services.close()
