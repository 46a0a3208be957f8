"""Backups are read back before they count, and restoring never loses what was there."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.fakes import FixedClock
from tests.unit.storage.old_records import old_form
from trainer_tui.domain.errors import BadInput, StoreError
from trainer_tui.domain.ports import Upkeep
from trainer_tui.domain.records import ATHLETES, INCIDENTS
from trainer_tui.files import Disk
from trainer_tui.services.ledger import Ledger
from trainer_tui.storage import backup
from trainer_tui.storage.backup import Backups
from trainer_tui.storage.database import Database, open_database
from trainer_tui.storage.frames import BLOCK, START
from trainer_tui.storage.generations import backups_of
from trainer_tui.storage.migrations import MIGRATIONS, Migration, migrate, pending
from trainer_tui.storage.repository import TinyRecordStore, open_records
from trainer_tui.storage.upkeep import StoreUpkeep


@pytest.fixture
def upkeep(path: Path, store: TinyRecordStore, clock: FixedClock) -> Upkeep:
    return StoreUpkeep(path, store, clock=clock)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def _add(ledger: Ledger, family: str) -> str:
    with ledger.change() as change:
        return change.create(ATHLETES, {"family": family})


def _families(store: TinyRecordStore) -> list[str]:
    return [view["family"] for view in store.all(ATHLETES)]


def _older(ledger: Ledger, upkeep: Upkeep, clock: FixedClock, stick: Path) -> Path:
    """Return a backup that lacks the last record."""
    _add(ledger, "Ortiz")
    copy = upkeep.backup(stick)
    clock.move(minutes=1)
    _add(ledger, "Baker")
    return copy


def _twin(path: Path) -> Path:
    return path.with_name("records.tdb.twin")


def _flip(file: Path, *places: int) -> None:
    content = bytearray(file.read_bytes())
    for place in places:
        content[place] ^= 1
    file.write_bytes(content)


def _break_header(file: Path) -> None:
    _flip(file, 50, BLOCK + 50)


def test_info_says_where_the_records_are_and_what_they_hold(
    ledger: Ledger, upkeep: Upkeep, path: Path, store: TinyRecordStore
) -> None:
    _add(ledger, "Ortiz")
    info = upkeep.info()

    assert (info["ok"], info["report"], info["path"]) == (True, [], str(path))
    assert info["records"] == {"athletes": 1, "revisions": 1}
    assert (info["device"], info["bytes"]) == (store.device, path.stat().st_size)
    assert (info["encrypted"], info["second_copy"]) == (False, str(_twin(path)))
    assert (info["backups"], info["set_aside"]) == ([], [])


def test_info_of_a_first_start_and_of_a_damaged_file(path: Path) -> None:
    upkeep = StoreUpkeep(path)

    assert (upkeep.info()["ok"], upkeep.info()["records"]) == (True, {})
    path.parent.mkdir()
    path.write_bytes(b"")
    info = upkeep.info()
    assert info["ok"] is False
    assert "is empty" in info["report"][0]


def test_a_whole_store_verifies(ledger: Ledger, upkeep: Upkeep, store: TinyRecordStore) -> None:
    athlete = _add(ledger, "Ortiz")
    with ledger.change() as change:
        change.amend(ledger.view(ATHLETES, athlete), {"jersey": "23"}, "new shirt")
        incident = change.create(INCIDENTS, {"athlete": athlete, "kind": "injury"})
    with ledger.change() as change:
        change.void(ledger.view(INCIDENTS, incident), "entered twice")

    assert upkeep.verify() == []


def _first(database: Database, table: str) -> list[int]:
    return [next(iter(database.table(table))).doc_id]


def _spoil_revision(database: Database) -> None:
    database.table("revisions").update({"by": "someone else"}, doc_ids=_first(database, "revisions"))


def _lose_revision(database: Database) -> None:
    database.table("revisions").remove(doc_ids=_first(database, "revisions"))


def _spoil_view(database: Database) -> None:
    database.table(ATHLETES).update({"family": "Someone"}, doc_ids=_first(database, ATHLETES))


def _lose_view(database: Database) -> None:
    database.table(ATHLETES).remove(doc_ids=_first(database, ATHLETES))


def _move_view(database: Database) -> None:
    view = database.table(ATHLETES).all()[0]
    database.table(ATHLETES).remove(doc_ids=[view.doc_id])
    database.table(INCIDENTS).insert(dict(view))


def _break_row(database: Database) -> None:
    database.table("revisions").insert({"id": "a"})


SPOILERS = [
    (_spoil_revision, "was altered after it was written"),
    (_lose_revision, "a revision is missing"),
    (_lose_revision, "has no revisions of its own"),
    (_spoil_view, "does not show what its revisions add up to"),
    (_lose_view, "has revisions but is not shown"),
    (_move_view, "does not show what its revisions add up to"),
    (_break_row, "rows that are not whole"),
]


@pytest.mark.parametrize(("spoil", "words"), SPOILERS)
def test_what_is_wrong_inside_a_readable_file_is_named(
    ledger: Ledger, path: Path, store: TinyRecordStore, spoil: object, words: str
) -> None:
    _add(ledger, "Ortiz")
    _add(ledger, "Baker")
    store.close()
    assert callable(spoil)
    database = open_database(path)
    spoil(database)
    database.close()

    assert any(words in sentence for sentence in StoreUpkeep(path).verify())


def test_a_backup_into_a_folder_has_a_dated_name_and_is_private(
    ledger: Ledger, upkeep: Upkeep, path: Path, stick: Path
) -> None:
    _add(ledger, "Ortiz")
    first, second = upkeep.backup(stick), upkeep.backup(stick)

    assert [first.name, second.name] == ["records-20261009-200000.tdb", "records-20261009-200000-2.tdb"]
    assert first.read_bytes() == second.read_bytes() == path.read_bytes()
    assert stat.S_IMODE(first.stat().st_mode) == 0o600


def test_a_backup_to_a_file_takes_nobody_elses_place(ledger: Ledger, upkeep: Upkeep, stick: Path) -> None:
    _add(ledger, "Ortiz")
    target = upkeep.backup(stick / "mine.tdb")

    assert target == stick / "mine.tdb"
    with pytest.raises(BadInput, match="exists already"):
        upkeep.backup(target)


def test_a_backup_needs_records_and_a_folder_that_is_there(
    ledger: Ledger, upkeep: Upkeep, stick: Path
) -> None:
    with pytest.raises(StoreError, match="no records"):
        upkeep.backup(stick)
    _add(ledger, "Ortiz")
    with pytest.raises(StoreError, match=r"the folder .* is not there"):
        upkeep.backup(stick / "missing" / "mine.tdb")


def test_a_damaged_store_is_not_backed_up_as_if_it_were_whole(
    ledger: Ledger, upkeep: Upkeep, path: Path, stick: Path
) -> None:
    _add(ledger, "Ortiz")
    _add(ledger, "Baker")
    _flip(path, START + 50)

    with pytest.raises(StoreError, match="is damaged"):
        upkeep.backup(stick)
    _break_header(path)
    with pytest.raises(StoreError, match="neither copy of its header"):
        upkeep.backup(stick)
    assert list(stick.iterdir()) == []


def test_a_save_that_is_going_on_does_not_get_into_a_backup(
    ledger: Ledger, upkeep: Upkeep, path: Path, stick: Path
) -> None:
    _add(ledger, "Ortiz")
    whole = path.read_bytes()
    path.write_bytes(whole + whole[-100:])

    assert upkeep.backup(stick).read_bytes() == whole


def test_a_backup_is_of_one_moment_even_when_the_records_are_compacted_meanwhile(
    ledger: Ledger, path: Path, store: TinyRecordStore, stick: Path
) -> None:
    class Meanwhile(Disk):
        """Lets the app save and compact its records between two looks at them."""

        def read(self, path: Path, at: int = 0) -> bytes:
            content = super().read(path, at)
            if path.name == "records.tdb" and not path.with_name("records.tdb.prev").exists():
                for number in range(40):
                    _add(ledger, f"Athlete {number}")
                store.database.compact()
            return content

    _add(ledger, "Ortiz")
    copy = stick / "copy.tdb"
    Backups(path, disk=Meanwhile()).copy_to(copy, store.database.storage.keys)

    found = open_database(copy, read_only=True, twin=False)
    assert found.report == []
    assert len(found.table(ATHLETES)) in (1, 41)


def test_a_copy_that_reads_back_differently_does_not_count(
    ledger: Ledger, upkeep: Upkeep, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _add(ledger, "Ortiz")

    def forgets_the_end(disk: Disk, handle: int) -> None:
        os.ftruncate(handle, 100)

    monkeypatch.setattr(Disk, "sync", forgets_the_end)
    with pytest.raises(StoreError, match="reads back differently"):
        upkeep.backup(stick)
    assert list(stick.iterdir()) == []


def test_before_the_first_change_of_a_day_the_state_of_the_days_before_is_kept(
    ledger: Ledger, path: Path, clock: FixedClock
) -> None:
    _add(ledger, "Ortiz")
    kept = path.read_bytes()
    clock.set("2026-10-10T09:00:00-05:00")
    _add(ledger, "Baker")
    clock.move(hours=1)
    _add(ledger, "Chen")

    (copy,) = backups_of(path)
    assert copy.name == "records-20261010-090000.tdb"
    assert copy.read_bytes() == kept
    assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700


def test_a_restart_on_the_same_day_makes_no_second_backup(
    ledger: Ledger, path: Path, clock: FixedClock, store: TinyRecordStore
) -> None:
    _add(ledger, "Ortiz")
    _add(ledger, "Baker")
    store.close()
    again = open_records(path, clock=clock)
    clock.move(hours=1)
    _add(Ledger(again, clock, "mo"), "Chen")

    assert [copy.name for copy in backups_of(path)] == ["records-20261009-200000.tdb"]
    again.close()


def test_fourteen_automatic_backups_are_kept_and_nothing_else_is_touched(
    ledger: Ledger, path: Path, clock: FixedClock
) -> None:
    _add(ledger, "Ortiz")
    (path.parent / "backups").mkdir()
    (path.parent / "backups" / "before-the-update.tdb").write_bytes(b"mine")
    for _ in range(16):
        clock.move(days=1)
        _add(ledger, "Baker")

    names = [copy.name for copy in backups_of(path)]
    assert len(names) == backup.KEPT_BACKUPS == 14
    assert (names[0], names[-1]) == ("records-20261025-200000.tdb", "records-20261012-200000.tdb")
    assert (path.parent / "backups" / "before-the-update.tdb").read_bytes() == b"mine"


def test_an_automatic_backup_that_fails_is_reported_and_the_record_is_saved(
    ledger: Ledger, path: Path, store: TinyRecordStore
) -> None:
    _add(ledger, "Ortiz")
    (path.parent / "backups").write_bytes(b"not a folder")
    _add(ledger, "Baker")

    assert _families(store) == ["Ortiz", "Baker"]
    assert "automatic backup was not made" in store.report[0]


def test_every_daily_backup_goes_to_the_second_place_too(path: Path, clock: FixedClock, stick: Path) -> None:
    store = open_records(path, clock=clock, second=stick)
    ledger = Ledger(store, clock, "mo")
    for family in ("Ortiz", "Baker", "Chen"):
        _add(ledger, family)
        clock.move(days=1)

    names = ["records-20261011-200000.tdb", "records-20261010-200000.tdb"]
    assert [copy.name for copy in backups_of(path)] == names
    assert [copy.name for copy in store.backups.in_second_place] == names
    first, second = backups_of(path)[0], store.backups.in_second_place[0]
    assert first.read_bytes() == second.read_bytes()
    assert StoreUpkeep(path, store).info()["backups"] == [
        str(folder / name) for folder in (path.parent / "backups", stick) for name in names
    ]
    store.close()


def test_a_second_place_that_is_not_there_is_said_and_not_made(
    path: Path, clock: FixedClock, stick: Path
) -> None:
    stick.rmdir()
    store = open_records(path, clock=clock, second=stick)
    ledger = Ledger(store, clock, "mo")
    _add(ledger, "Ortiz")
    _add(ledger, "Baker")

    assert "connect its disk" in store.report[0]
    assert not stick.exists()
    assert len(backups_of(path)) == 1
    store.close()


def test_a_restored_backup_is_what_is_shown_and_the_old_records_are_kept(
    ledger: Ledger, upkeep: Upkeep, path: Path, store: TinyRecordStore, clock: FixedClock, stick: Path
) -> None:
    copy, before = _older(ledger, upkeep, clock, stick), path.read_bytes()
    generation = store.generation
    aside = upkeep.restore(copy, force=True)

    assert aside is not None
    assert aside.name == "records.tdb.replaced-20261009-200100"
    assert aside.read_bytes() == before
    assert _families(store) == ["Ortiz"]
    assert store.generation != generation
    _add(ledger, "Chen")
    assert _families(store) == ["Ortiz", "Chen"]
    assert upkeep.verify() == []


def test_after_a_restore_this_copy_has_a_chain_of_its_own(
    ledger: Ledger, upkeep: Upkeep, store: TinyRecordStore, clock: FixedClock, stick: Path
) -> None:
    copy, device = _older(ledger, upkeep, clock, stick), store.device
    upkeep.restore(copy, force=True)
    _add(ledger, "Chen")

    first, second = store.revisions()
    assert (first.device, second.prev) == (device, "")
    assert second.device == store.device != device


def test_newer_records_are_not_replaced_unless_forced(
    ledger: Ledger, upkeep: Upkeep, path: Path, clock: FixedClock, stick: Path
) -> None:
    copy, before = _older(ledger, upkeep, clock, stick), path.read_bytes()

    with pytest.raises(StoreError, match="the records here are newer"):
        upkeep.restore(copy)
    assert path.read_bytes() == before


def test_a_damaged_store_is_replaced_by_its_last_good_state(
    ledger: Ledger, upkeep: Upkeep, path: Path, store: TinyRecordStore, clock: FixedClock, stick: Path
) -> None:
    older = _older(ledger, upkeep, clock, stick)
    store.database.compact()
    _add(ledger, "Chen")
    store.close()
    path.write_bytes(b"")
    _twin(path).unlink()
    closed = StoreUpkeep(path, clock=clock)

    with pytest.raises(StoreError, match="newer"):  # than the stick: the state before the compaction
        closed.restore(older)
    aside = closed.restore(path.with_name("records.tdb.prev"))
    assert aside is not None
    assert aside.read_bytes() == b""
    again = open_records(path, clock=clock)
    assert _families(again) == ["Ortiz", "Baker"]
    assert StoreUpkeep(path, again).verify() == []
    again.close()


def test_a_restored_backup_is_not_mended_away_by_the_second_copy(
    ledger: Ledger, upkeep: Upkeep, path: Path, store: TinyRecordStore, clock: FixedClock, stick: Path
) -> None:
    copy = _older(ledger, upkeep, clock, stick)
    store.close()
    StoreUpkeep(path, clock=clock).restore(copy, force=True)

    for _ in range(2):
        again = open_records(path, clock=clock)
        assert (_families(again), again.report) == (["Ortiz"], [])
        again.close()


def test_a_backup_of_the_former_form_is_restored_and_brought_up_to_date(
    ledger: Ledger, upkeep: Upkeep, store: TinyRecordStore, stick: Path
) -> None:
    _add(ledger, "Ortiz")
    copy = stick / "former.tdb"
    copy.write_bytes(old_form(store))
    _add(ledger, "Baker")
    upkeep.restore(copy, force=True)

    assert _families(store) == ["Ortiz"]
    _add(ledger, "Chen")
    assert upkeep.verify() == []


def test_a_backup_is_restored_on_a_new_laptop(
    ledger: Ledger, upkeep: Upkeep, stick: Path, tmp_path: Path
) -> None:
    _add(ledger, "Ortiz")
    elsewhere = tmp_path / "elsewhere" / "records.tdb"

    assert StoreUpkeep(elsewhere).restore(upkeep.backup(stick)) is None
    again = open_records(elsewhere)
    assert _families(again) == ["Ortiz"]
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o600
    again.close()


@pytest.mark.parametrize("force", [False, True])
def test_a_backup_that_cannot_be_read_is_always_refused(
    ledger: Ledger, upkeep: Upkeep, path: Path, clock: FixedClock, stick: Path, force: bool
) -> None:
    copy, before = _older(ledger, upkeep, clock, stick), path.read_bytes()
    _break_header(copy)

    with pytest.raises(StoreError, match="neither copy of its header"):
        upkeep.restore(copy, force=force)
    with pytest.raises(StoreError, match="There is no file"):
        upkeep.restore(stick / "nothing.tdb", force=force)
    assert path.read_bytes() == before


def test_a_backup_that_lacks_its_end_is_refused_unless_forced(
    ledger: Ledger, upkeep: Upkeep, path: Path, store: TinyRecordStore, stick: Path
) -> None:
    _add(ledger, "Ortiz")
    _add(ledger, "Baker")
    copy, before = upkeep.backup(stick), path.read_bytes()
    copy.write_bytes(copy.read_bytes()[:-5])

    with pytest.raises(StoreError, match="is no whole entry"):
        upkeep.restore(copy)
    assert path.read_bytes() == before
    upkeep.restore(copy, force=True)
    assert _families(store) == ["Ortiz"]


def test_a_backup_with_faults_inside_is_refused_unless_forced(
    ledger: Ledger, upkeep: Upkeep, store: TinyRecordStore, stick: Path
) -> None:
    _add(ledger, "Ortiz")
    copy = upkeep.backup(stick)
    database = open_database(copy, twin=False)
    _spoil_view(database)
    database.close()

    with pytest.raises(StoreError, match="add up to"):
        upkeep.restore(copy)
    assert _families(store) == ["Ortiz"]
    upkeep.restore(copy, force=True)
    assert _families(store) == ["Someone"]


def test_nothing_is_restored_under_a_copy_of_the_app_that_writes(
    ledger: Ledger, upkeep: Upkeep, path: Path, stick: Path, store: TinyRecordStore
) -> None:
    _add(ledger, "Ortiz")
    copy, before = upkeep.backup(stick), path.read_bytes()

    reader = open_records(path)
    assert reader.read_only
    for second in (StoreUpkeep(path), StoreUpkeep(path, reader)):
        with pytest.raises(StoreError, match="another copy of the app"):
            second.restore(copy, force=True)
    assert path.read_bytes() == before
    assert not store.read_only


def _split_name(database: Database) -> None:
    def split(document: object) -> None:
        assert isinstance(document, dict)
        document["initial"] = document["family"][0]

    database.table(ATHLETES).update(split)


STEPS = (*MIGRATIONS, Migration("2027-initials", _split_name))


def test_an_older_store_goes_through_each_step_once_after_a_backup(
    ledger: Ledger, path: Path, store: TinyRecordStore
) -> None:
    _add(ledger, "Ortiz")
    store.close()
    database, order = open_database(path), []

    def noted() -> None:
        order.append([step.name for step in pending(database, STEPS)])

    assert migrate(database, noted, read_only=False, migrations=STEPS) == ["2027-initials"]
    assert migrate(database, noted, read_only=False, migrations=STEPS) == []
    assert order == [["2027-initials"]]
    database.close()
    again = open_database(path, read_only=True)
    head = again.table("store").all()[0]
    assert (head["schema"], head["migrations"]) == (3, ["rows-by-id", "2027-initials"])
    assert again.table(ATHLETES).all()[0]["initial"] == "O"


def test_a_step_that_fails_leaves_the_file_as_it_was(
    ledger: Ledger, path: Path, store: TinyRecordStore
) -> None:
    _add(ledger, "Ortiz")
    store.close()
    before = path.read_bytes()

    def fails(database: Database) -> None:
        database.drop_table(ATHLETES)
        raise RuntimeError("half-way")

    database = open_database(path)
    with pytest.raises(RuntimeError, match="half-way"):
        migrate(database, list, read_only=False, migrations=(*MIGRATIONS, Migration("x", fails)))
    assert path.read_bytes() == before
    database.close()


def test_a_reader_cannot_bring_an_older_store_up_to_date(
    ledger: Ledger, path: Path, store: TinyRecordStore
) -> None:
    _add(ledger, "Ortiz")

    with pytest.raises(StoreError, match="opened for writing once first"):
        migrate(open_database(path, read_only=True), list, read_only=True, migrations=STEPS)


def test_a_file_without_a_schema_number_is_refused(path: Path) -> None:
    database = open_database(path)
    database.table(ATHLETES).insert({"family": "Ortiz"})
    database.close()

    with pytest.raises(StoreError, match="does not say how its tables"):
        open_records(path)
