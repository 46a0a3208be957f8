"""The record on disk: revisions and views together, found again after any restart."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest
from tinydb import where

from tests.fakes import FixedClock
from tests.revision_makers import make_revision
from trainer_tui.domain.errors import StoreError
from trainer_tui.domain.ports import RecordStore
from trainer_tui.domain.records import ATHLETES, INCIDENTS, NOTES
from trainer_tui.domain.revisions import Revision, broken_link, fold
from trainer_tui.files import Disk
from trainer_tui.services.ledger import Ledger
from trainer_tui.storage.changes import Transaction
from trainer_tui.storage.database import open_database
from trainer_tui.storage.journal import JournalStorage
from trainer_tui.storage.repository import TinyRecordStore, open_records
from trainer_tui.storage.rows import plain, row_of


def _add(ledger: Ledger, kind: str, /, **fields: object) -> str:
    with ledger.change() as change:
        return change.create(kind, fields)


def test_it_is_the_store_that_the_services_ask_for(store: TinyRecordStore) -> None:
    port: RecordStore = store

    assert (port.head(), list(port.revisions()), port.report) == (("", 0), [], [])


def test_everything_is_there_after_a_restart(
    store: TinyRecordStore, ledger: Ledger, path: Path, clock: FixedClock
) -> None:
    athlete = _add(ledger, ATHLETES, family="Ortiz", jersey="22")
    incident = _add(ledger, INCIDENTS, athlete=athlete, kind="injury")
    with ledger.change() as change:
        change.amend(ledger.view(ATHLETES, athlete), {"jersey": "23"}, "new shirt")
    before = (store.device, store.head(), store.all(ATHLETES), store.all(INCIDENTS), list(store.revisions()))
    store.close()

    again = open_records(path, clock=clock)
    assert (
        again.device,
        again.head(),
        again.all(ATHLETES),
        again.all(INCIDENTS),
        list(again.revisions()),
    ) == before
    assert again.find(INCIDENTS, "athlete", athlete)[0].record == incident
    assert again.report == []
    again.close()


def test_queries_see_plain_documents_in_a_table_a_kind(
    ledger: Ledger, store: TinyRecordStore, path: Path
) -> None:
    athlete = _add(ledger, ATHLETES, family="Ortiz", jersey="22")
    database = open_database(path, read_only=True)

    (found,) = database.table(ATHLETES).search(where("jersey") == "22")
    assert plain(found) == json.loads(json.dumps(store.all(ATHLETES)[0].to_json()))
    assert database.table(ATHLETES).search(where("_view").state == "final")[0]["id"] == athlete
    assert database.tables() == {"store", "revisions", ATHLETES}


def test_the_row_of_a_record_follows_from_its_id_and_knows_its_revisions(
    ledger: Ledger, store: TinyRecordStore, path: Path
) -> None:
    athlete = _add(ledger, ATHLETES, family="Ortiz", jersey="22")
    with ledger.change() as change:
        change.amend(ledger.view(ATHLETES, athlete), {"jersey": "23"}, "new shirt")
    database = open_database(path, read_only=True)
    first, second = store.history(athlete)

    row = database.table(ATHLETES).get(doc_id=row_of(athlete))
    assert row is not None
    assert row["_row"] == {"made": first.hlc, "revisions": [first.id, second.id]}
    assert {document.doc_id for document in database.table("revisions")} == {
        row_of(first.id),
        row_of(second.id),
    }
    assert database.table("store").all()[0]["heads"] == {store.device: [second.hlc, second.hash]}


def test_one_act_in_several_tables_is_one_write_of_the_file(ledger: Ledger, path: Path) -> None:
    _add(ledger, ATHLETES, family="Baker")
    writes, write = list[int](), Disk.write

    def noted(disk: Disk, handle: int, content: bytes | memoryview, at: int) -> int:
        writes.append(at)
        return write(disk, handle, content, at)

    _add(ledger, ATHLETES, family="Chen")  # with the backup of the day
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Disk, "write", noted)
        _one_act(ledger)

    assert open_database(path, read_only=True).tables() == {"store", "revisions", ATHLETES, INCIDENTS, NOTES}
    assert len(writes) == 2  # one frame in each of the two logs


def _one_act(ledger: Ledger) -> None:
    with ledger.change() as change:
        athlete = change.create(ATHLETES, {"family": "Ortiz"})
        incident = change.create(INCIDENTS, {"athlete": athlete, "kind": "injury"})
        change.create(NOTES, {"incident": incident, "text": "Ice"})


def test_a_record_is_found_by_id_by_its_links_and_by_any_field(
    ledger: Ledger, store: TinyRecordStore
) -> None:
    mara, jo = _add(ledger, ATHLETES, family="Ortiz"), _add(ledger, ATHLETES, family="Baker")
    knee = _add(ledger, INCIDENTS, athlete=mara, kind="injury", condition="acl-tear")
    cold = _add(ledger, INCIDENTS, athlete=jo, kind="illness")
    back = _add(ledger, INCIDENTS, athlete=mara, kind="injury")

    assert [v.record for v in store.find(INCIDENTS, "athlete", mara)] == [knee, back]
    assert [v.record for v in store.find(INCIDENTS, "kind", "injury")] == [knee, back]
    assert [v.record for v in store.find(INCIDENTS, "condition", "acl-tear")] == [knee]
    assert [v.record for v in store.all(INCIDENTS)] == [knee, cold, back]
    assert store.find(INCIDENTS, "athlete", "nobody") == []
    assert store.find(NOTES, "text", "Ice") == []
    assert store.get(ATHLETES, knee) is None
    assert store.get(INCIDENTS, "nothing") is None


def test_a_record_that_moves_to_another_athlete_is_found_there_alone(
    ledger: Ledger, store: TinyRecordStore
) -> None:
    mara, jo = _add(ledger, ATHLETES, family="Ortiz"), _add(ledger, ATHLETES, family="Baker")
    incident = _add(ledger, INCIDENTS, athlete=mara, kind="injury")
    with ledger.change() as change:
        change.amend(ledger.view(INCIDENTS, incident), {"athlete": jo}, "wrong athlete")

    assert store.find(INCIDENTS, "athlete", mara) == []
    assert [v.record for v in store.find(INCIDENTS, "athlete", jo)] == [incident]


def test_what_was_handed_out_can_be_changed_without_changing_the_record(
    ledger: Ledger, store: TinyRecordStore
) -> None:
    athlete = _add(ledger, ATHLETES, family="Ortiz", alerts=["asthma"])
    ledger.view(ATHLETES, athlete)["alerts"].append("heart")
    next(store.revisions()).changes["alerts"].append("heart")

    assert ledger.view(ATHLETES, athlete)["alerts"] == ["asthma"]
    assert broken_link(store.revisions()) is None


def test_the_generation_changes_with_what_can_be_read(ledger: Ledger, store: TinyRecordStore) -> None:
    before = store.generation
    _add(ledger, ATHLETES, family="Ortiz")
    after = store.generation
    store.commit(list(store.revisions()))

    assert before != after == store.generation


def test_revisions_that_are_here_already_change_nothing(
    ledger: Ledger, store: TinyRecordStore, path: Path
) -> None:
    _add(ledger, ATHLETES, family="Ortiz")
    revisions, before = list(store.revisions()), path.read_bytes()
    store.commit([*revisions, *revisions])

    assert path.read_bytes() == before
    assert list(store.revisions()) == revisions


def test_a_revision_given_twice_at_once_is_kept_once(store: TinyRecordStore) -> None:
    revision = make_revision("a", {"jersey": "22"})
    store.commit([revision, revision])

    assert list(store.revisions()) == [revision]


def _of_two_laptops() -> list[Revision]:
    first = make_revision("a", {"jersey": "22"}, hlc=10)
    here = make_revision("b", {"jersey": "7"}, parents=["a"], hlc=20, prev=first.hash, reason="x")
    there = make_revision("c", {"jersey": "9"}, parents=["a"], hlc=30, device="laptop-2", reason="y")
    second = make_revision("d", {"family": "Chen"}, hlc=5, record="athlete-2", device="laptop-2")
    return [first, here, there, second]


def test_revisions_of_another_laptop_meet_ours_in_a_conflict_that_shows_both(
    store: TinyRecordStore, path: Path, clock: FixedClock
) -> None:
    first, here, there, _ = _of_two_laptops()
    store.commit([first, here])
    store.commit([there])

    view = store.get(ATHLETES, "athlete-1")
    assert view is not None
    assert view.conflicts == {"jersey": ("9", "7")}
    assert view == fold([first, here, there])
    assert open_records(path, clock=clock).get(ATHLETES, "athlete-1") == view


def test_the_order_of_arrival_does_not_change_what_is_shown(tmp_path: Path) -> None:
    revisions = _of_two_laptops()
    shown = []
    for number, order in enumerate([revisions, revisions[::-1]]):
        store = open_records(tmp_path / str(number) / "records.tdb")
        for revision in order:
            store.commit([revision])
        shown.append((store.all(ATHLETES), store.history("athlete-1")))
        store.close()

    assert shown[0] == shown[1]
    assert [view.record for view in shown[0][0]] == ["athlete-2", "athlete-1"]


def test_what_is_written_after_a_laptop_that_runs_ahead_comes_after_it(
    ledger: Ledger, store: TinyRecordStore, clock: FixedClock
) -> None:
    ahead = (int(clock().timestamp() * 1000) + 3_600_000) << 16
    store.commit([make_revision("a", {"jersey": "22"}, hlc=ahead, device="laptop-2")])
    store.commit([make_revision("z", {"jersey": "1"}, hlc=1, device="laptop-3", record="athlete-2")])
    with ledger.change() as change:
        change.amend(ledger.view(ATHLETES, "athlete-1"), {"jersey": "7"}, "new shirt")

    first, second = store.history("athlete-1")
    assert (first.hlc, second.hlc, second.prev) == (ahead, ahead + 1, "")
    assert store.head() == (second.hash, second.hlc)


def test_a_revision_that_puts_a_record_into_another_table_is_refused(store: TinyRecordStore) -> None:
    store.commit([make_revision("a", {"jersey": "22"})])

    with pytest.raises(StoreError, match="one of notes"):
        store.commit([make_revision("b", {"note": {"text": "Ice"}}, kind=NOTES)])
    assert len(list(store.revisions())) == 1


@pytest.mark.parametrize(("kind", "schema"), [("horoscopes", 1), (ATHLETES, 2)])
def test_revisions_of_a_newer_version_are_refused_whole(
    store: TinyRecordStore, kind: str, schema: int
) -> None:
    with pytest.raises(StoreError, match="update the app"):
        store.commit(
            [
                make_revision("a", {"jersey": "22"}),
                make_revision("b", {"x": 1}, record="r", kind=kind, schema=schema),
            ]
        )
    assert list(store.revisions()) == []


@pytest.mark.parametrize("change", ["kind", "schema of a revision", "schema of the file", "migration"])
def test_a_store_of_a_newer_version_is_refused_at_opening_and_left_alone(
    store: TinyRecordStore, ledger: Ledger, path: Path, change: str
) -> None:
    _add(ledger, ATHLETES, family="Ortiz")
    store.close()
    database = open_database(path)
    if change == "kind":
        database.table("horoscopes").insert({"id": "h", "kind_": "horoscopes"})
    elif change == "schema of a revision":
        database.table("store").update({"revision_schema": 2})
    elif change == "schema of the file":
        database.table("store").update({"schema": 3})
    else:
        database.table("store").update({"migrations": ["rows-by-id", "2031-tables-of-the-future"]})
    database.close()
    before = path.read_bytes()

    with pytest.raises(StoreError, match="update the app"):
        open_records(path)
    assert path.read_bytes() == before


def test_a_refused_store_lets_go_of_its_lock(store: TinyRecordStore, ledger: Ledger, path: Path) -> None:
    _add(ledger, ATHLETES, family="Ortiz")
    store.close()
    twin, whole = path.with_name("records.tdb.twin"), path.read_bytes()
    second = twin.read_bytes()
    path.write_bytes(b"")
    twin.unlink()
    with pytest.raises(StoreError, match="is empty"):
        open_records(path)
    path.write_bytes(whole)
    twin.write_bytes(second)

    again = open_records(path)
    assert (again.read_only, again.report) == (False, [])
    again.close()


def test_a_second_copy_reads_along_and_says_why_it_does_not_write(
    store: TinyRecordStore, ledger: Ledger, path: Path, clock: FixedClock
) -> None:
    _add(ledger, ATHLETES, family="Ortiz")
    second = open_records(path, clock=clock)
    seen = second.generation

    assert second.read_only
    assert "another copy of the app (process " in second.report[0]
    assert not second.refresh()
    _add(ledger, ATHLETES, family="Baker")
    assert second.refresh()
    assert second.generation != seen
    assert [view["family"] for view in second.all(ATHLETES)] == ["Ortiz", "Baker"]
    assert second.head()[1] == store.head()[1]
    with pytest.raises(StoreError, match="read-only"):
        second.commit([make_revision("z", {"jersey": "1"}, record="r")])
    second.close()
    assert open_records(path, clock=clock).read_only


def test_reading_alone_takes_no_lock(store: TinyRecordStore, ledger: Ledger, path: Path) -> None:
    _add(ledger, ATHLETES, family="Ortiz")
    store.close()
    reader = open_records(path, read_only=True)

    assert (reader.read_only, reader.report) == (True, [])
    writer = open_records(path)
    assert not writer.read_only
    writer.close()


def test_a_damaged_device_file_gets_a_new_id_and_the_chains_stay_whole(
    store: TinyRecordStore, ledger: Ledger, path: Path, clock: FixedClock
) -> None:
    _add(ledger, ATHLETES, family="Ortiz")
    store.close()
    path.with_name("device").write_text("", encoding="ascii")
    again = open_records(path, clock=clock)
    _add(Ledger(again, clock, "mo"), ATHLETES, family="Baker")

    first, second = again.revisions()
    assert first.device != second.device == again.device
    assert broken_link([first, second]) is None
    assert path.with_name("device").read_text(encoding="ascii").strip() == again.device
    again.close()


def test_closed_records_take_no_changes(store: TinyRecordStore, ledger: Ledger, path: Path) -> None:
    _add(ledger, ATHLETES, family="Ortiz")
    before = path.read_bytes()
    store.close()

    with pytest.raises(StoreError, match="closed"):
        _add(ledger, ATHLETES, family="Baker")
    assert path.read_bytes() == before


def test_rows_that_are_not_whole_are_refused_in_a_sentence(
    store: TinyRecordStore, ledger: Ledger, path: Path
) -> None:
    athlete = _add(ledger, ATHLETES, family="Ortiz")
    store.close()
    database = open_database(path)
    database.table("revisions").insert({"id": "a"})
    database.table(ATHLETES).update({"_row": None})
    database.close()

    again = open_records(path)
    readings: list[Callable[[], object]] = [
        lambda: again.get(ATHLETES, athlete),
        lambda: again.all(ATHLETES),
        lambda: again.find(ATHLETES, "family", "Ortiz"),
        lambda: again.history(athlete),
        lambda: list(again.revisions()),
    ]
    for read in readings:
        with pytest.raises(StoreError, match="rows that are not whole"):
            read()
    again.close()


def test_a_sealed_revision_comes_back_sealed(store: TinyRecordStore) -> None:
    revision = make_revision("a", {"name": {"given": "Zoë \udcff", "family": "Ortiz", "preferred": None}})
    store.commit([revision])

    assert next(store.revisions()) == replace(revision)
    assert broken_link(store.revisions()) is None


def test_one_act_on_many_records_writes_each_table_in_one_step(
    store: TinyRecordStore, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = []
    transaction = JournalStorage.transaction

    def counted(self: JournalStorage) -> AbstractContextManager[Transaction]:
        steps.append(self)
        return transaction(self)

    def written(number: int) -> int:
        with monkeypatch.context() as watched, ledger.change() as change:
            watched.setattr(JournalStorage, "transaction", counted)
            steps.clear()
            for count in range(number):
                change.create(ATHLETES, {"family": f"Name {count}"})
            for view in store.all(ATHLETES):
                change.amend(view, {"team": f"team {number}"}, "moved")
            ledger.store.commit(change.revisions)
        return len(steps)

    _add(ledger, ATHLETES, family="Ortiz")
    few, many = written(2), written(40)

    assert few == many
    assert len(store.all(ATHLETES)) == 43
    assert {view["team"] for view in store.all(ATHLETES)} == {None, "team 40"}
