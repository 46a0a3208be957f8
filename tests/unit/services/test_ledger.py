"""One act of a person is one commit, and every change says who, when, why and upon what."""

from __future__ import annotations

import pytest

from tests.fakes import FixedClock, MemoryRecordStore
from trainer_tui.domain.errors import BadInput, NotFound, StoreError
from trainer_tui.domain.records import ATHLETES, INCIDENTS, NOTES
from trainer_tui.domain.revisions import broken_link
from trainer_tui.domain.vocabulary import State
from trainer_tui.services.ledger import Ledger


@pytest.fixture
def store() -> MemoryRecordStore:
    return MemoryRecordStore()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def ledger(store: MemoryRecordStore, clock: FixedClock) -> Ledger:
    return Ledger(store, clock, "mo")


def _add_athlete(ledger: Ledger, jersey: str = "22") -> str:
    with ledger.change() as change:
        return change.create(ATHLETES, {"family": "Ortiz", "jersey": jersey})


def test_an_act_of_several_changes_is_one_commit(ledger: Ledger, store: MemoryRecordStore) -> None:
    with ledger.change() as change:
        athlete = change.create(ATHLETES, {"family": "Ortiz"})
        incident = change.create(INCIDENTS, {"athlete": athlete, "kind": "injury"}, scope="Varsity 2026")

    assert [len(commit) for commit in store.commits] == [2]
    assert ledger.view(INCIDENTS, incident).scope == "Varsity 2026"
    assert ledger.view(ATHLETES, athlete).created_by == "mo"


def test_an_error_inside_an_act_writes_nothing(ledger: Ledger, store: MemoryRecordStore) -> None:
    def half_an_act() -> None:
        with ledger.change() as change:
            change.create(ATHLETES, {"family": "Ortiz"})
            raise BadInput("the second thing was wrong")

    with pytest.raises(BadInput, match="the second thing was wrong"):
        half_an_act()
    assert store.commits == []


def test_an_act_without_changes_writes_nothing(ledger: Ledger, store: MemoryRecordStore) -> None:
    with ledger.change():
        pass

    assert store.commits == []


def test_a_read_only_store_says_so_before_anything_is_entered(clock: FixedClock) -> None:
    why = "The records are open read-only because their folder may not be written."
    ledger = Ledger(MemoryRecordStore(read_only=True, report=[why]), clock, "mo")

    with pytest.raises(StoreError, match="their folder may not be written"), ledger.change():
        pytest.fail("the act must not begin")


def test_revisions_follow_each_other_in_one_unbroken_chain(
    ledger: Ledger, store: MemoryRecordStore, clock: FixedClock
) -> None:
    athlete = _add_athlete(ledger)
    clock.move(minutes=1)
    with ledger.change() as change:
        change.amend(ledger.view(ATHLETES, athlete), {"jersey": "23"}, "new shirt")
        change.create(ATHLETES, {"family": "Adeyemi"})

    revisions = list(store.revisions())
    assert [r.prev for r in revisions] == ["", revisions[0].hash, revisions[1].hash]
    assert broken_link(revisions) is None


def test_a_change_names_what_its_author_was_shown(ledger: Ledger, store: MemoryRecordStore) -> None:
    athlete = _add_athlete(ledger)
    shown = ledger.view(ATHLETES, athlete)
    with ledger.change() as change:
        change.amend(shown, {"jersey": "23"}, "new shirt")
        change.amend(shown, {"team": "Junior"}, "moved down")

    first, second, third = store.history(athlete)
    assert (first.parents, second.parents, third.parents) == ((), (first.id,), (second.id,))


def test_amending_changes_what_is_shown_and_keeps_the_reason(
    ledger: Ledger, store: MemoryRecordStore
) -> None:
    athlete = _add_athlete(ledger)
    with ledger.change() as change:
        change.amend(ledger.view(ATHLETES, athlete), {"jersey": "23", "family": "Ortiz"}, "  new shirt ")

    view = ledger.view(ATHLETES, athlete)
    assert (view["jersey"], view["family"], view.state) == ("23", "Ortiz", State.AMENDED)
    assert dict(store.history(athlete)[-1].changes) == {"jersey": "23"}
    assert store.history(athlete)[-1].reason == "new shirt"


def test_values_that_are_already_so_are_no_change(ledger: Ledger, store: MemoryRecordStore) -> None:
    athlete = _add_athlete(ledger)
    with ledger.change() as change:
        change.amend(ledger.view(ATHLETES, athlete), {"jersey": "22"}, "")

    assert len(store.commits) == 1


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_change_and_a_void_need_a_reason(ledger: Ledger, store: MemoryRecordStore, reason: str) -> None:
    view = ledger.view(ATHLETES, _add_athlete(ledger))
    with pytest.raises(BadInput, match="A reason is needed"), ledger.change() as change:
        change.amend(view, {"jersey": "23"}, reason)
    with pytest.raises(BadInput, match="A reason is needed"), ledger.change() as change:
        change.void(view, reason)

    assert len(store.commits) == 1


def test_a_void_record_stays_with_its_reason_and_takes_no_more_changes(ledger: Ledger) -> None:
    athlete = _add_athlete(ledger)
    with ledger.change() as change:
        change.void(ledger.view(ATHLETES, athlete), "entered twice")
    view = ledger.view(ATHLETES, athlete)

    assert (view.state, view.void_reason, view["jersey"]) == (State.ENTERED_IN_ERROR, "entered twice", "22")
    with pytest.raises(BadInput, match="entered in error"), ledger.change() as change:
        change.amend(view, {"jersey": "23"}, "new shirt")


def test_a_note_is_voided_but_never_edited(ledger: Ledger) -> None:
    with ledger.change() as change:
        note = change.create(NOTES, {"incident": "i", "text": "Ice for 15 minutes"})
    with pytest.raises(BadInput, match="never edited"), ledger.change() as change:
        change.amend(ledger.view(NOTES, note), {"text": "Ice"}, "shorter")
    with ledger.change() as change:
        change.void(ledger.view(NOTES, note), "wrong incident")

    assert ledger.view(NOTES, note).voided


def test_the_hybrid_clock_rises_even_when_the_computer_clock_goes_back(
    ledger: Ledger, store: MemoryRecordStore, clock: FixedClock
) -> None:
    _add_athlete(ledger)
    _add_athlete(ledger)
    clock.move(hours=-2)
    with ledger.change() as change:
        change.create(ATHLETES, {"family": "Adeyemi"})
        change.create(ATHLETES, {"family": "Baker"})
    clock.move(hours=3)
    _add_athlete(ledger)

    clocks = [r.hlc for r in store.revisions()]
    assert clocks == sorted(set(clocks))
    assert clocks[-1] >> 16 == int(clock.moment.timestamp() * 1000)


def test_a_record_that_is_not_there_is_named(ledger: Ledger) -> None:
    with pytest.raises(NotFound, match="There is no incident with the id 42"):
        ledger.view(INCIDENTS, "42")


def test_choosing_the_value_that_is_shown_first_settles_a_conflict(
    ledger: Ledger, store: MemoryRecordStore
) -> None:
    athlete = _add_athlete(ledger)
    seen = ledger.view(ATHLETES, athlete)
    for jersey in ("23", "24"):
        with ledger.change() as change:
            change.amend(seen, {"jersey": jersey}, "two laptops apart from each other")
    disputed = ledger.view(ATHLETES, athlete)
    assert set(disputed.conflicts["jersey"]) == {"23", "24"}

    with ledger.change() as change:
        change.amend(disputed, {"jersey": disputed["jersey"]}, "asked the athlete")

    settled = ledger.view(ATHLETES, athlete)
    assert settled.conflicts == {}
    assert settled["jersey"] == disputed["jersey"]


def test_a_clock_that_went_back_is_said_until_something_is_written_by_a_right_one(
    ledger: Ledger, clock: FixedClock
) -> None:
    assert ledger.clock_doubts() == ()
    _add_athlete(ledger)
    clock.move(minutes=-5)
    assert ledger.clock_doubts() == ()
    clock.move(days=-8)
    (sentence,) = ledger.clock_doubts()
    assert (
        "recorded last is of 2026-10-09 20:00, but the clock of this computer says 2026-10-01 19:55"
        in sentence
    )
    assert "check date and time" in sentence
    _add_athlete(ledger, "7")
    assert ledger.clock_doubts() == ()
