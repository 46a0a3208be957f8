"""Records of the form before the journal are taken over whole, and nothing of them is left lying about."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes import FixedClock
from tests.unit.storage.old_records import encoded, old_form
from trainer_tui.domain.credentials import Credentials
from trainer_tui.domain.errors import StoreError
from trainer_tui.domain.records import ATHLETES, INCIDENTS
from trainer_tui.domain.revisions import Revision
from trainer_tui.services.ledger import Ledger
from trainer_tui.storage.database import open_database
from trainer_tui.storage.old_form import Unreadable, is_old_form, read_old_form
from trainer_tui.storage.packing import decode
from trainer_tui.storage.repository import open_records
from trainer_tui.storage.upkeep import StoreUpkeep

pytestmark = pytest.mark.usefixtures("cheap_keys")

SECRET = Credentials(passphrase="on the bus")
ROWS = {"athletes": {1: {"family": "Ortiz: “{a}”,\n"}, 7: {"family": "Bäker"}}, "notes": {}}


@pytest.fixture
def revisions(tmp_path: Path, clock: FixedClock) -> list[Revision]:
    """What an old file holds, its bytes left in `tmp_path / "old"`."""
    store = open_records(tmp_path / "made" / "records.tdb", clock=clock)
    ledger = Ledger(store, clock, "mo")
    with ledger.change() as change:
        athlete = change.create(ATHLETES, {"family": "Ortiz", "jersey": "22"})
        change.create(INCIDENTS, {"athlete": athlete, "kind": "injury"})
    with ledger.change() as change:
        change.amend(ledger.view(ATHLETES, athlete), {"jersey": "23"}, "new shirt")
        change.create(ATHLETES, {"family": "Moss"})
    (tmp_path / "old").write_bytes(old_form(store))
    store.close()
    return list(store.revisions())


@pytest.fixture
def old(revisions: list[Revision], path: Path, tmp_path: Path) -> bytes:
    """The old file in place of the records."""
    path.parent.mkdir()
    content = (tmp_path / "old").read_bytes()
    path.write_bytes(content)
    return content


def _shown(folder: Path) -> list[str]:
    """Return the files in which a name can be read."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return sorted(
        file.name for file in files if any(name in file.read_bytes() for name in (b"Ortiz", b"Moss"))
    )


def test_a_file_is_read_into_its_tables() -> None:
    content = encoded(ROWS)
    found = read_old_form(content)

    assert is_old_form(content)
    assert {name: {i: decode(row) for i, row in rows.packed.items()} for name, rows in found.items()} == ROWS
    assert not is_old_form(b"trainer-tui log")


def test_a_file_cut_or_altered_anywhere_is_refused() -> None:
    content = encoded(ROWS)
    for at in range(len(content)):
        with pytest.raises(Unreadable):
            read_old_form(content[:at])
        with pytest.raises(Unreadable):
            read_old_form(content[:at] + bytes([content[at] ^ 2]) + content[at + 1 :])


def test_a_file_of_others_or_of_a_newer_version_is_named_as_such() -> None:
    with pytest.raises(Unreadable, match="not a record file"):
        read_old_form(encoded(ROWS, format="something else"))
    with pytest.raises(Unreadable, match="newer version"):
        read_old_form(encoded(ROWS, version=2))


def test_old_records_are_taken_over_and_the_old_file_is_kept(
    old: bytes, revisions: list[Revision], path: Path, clock: FixedClock
) -> None:
    store = open_records(path, clock=clock)

    assert list(store.revisions()) == revisions
    assert [(view["family"], view["jersey"]) for view in store.all(ATHLETES)] == [
        ("Ortiz", "23"),
        ("Moss", None),
    ]
    kept = path.with_name("records.tdb.old-form")
    assert kept.read_bytes() == old
    assert f"the former file is kept as {kept}" in store.report[0]
    assert store.database.table("store").all()[0]["migrations"] == ["rows-by-id"]
    with Ledger(store, clock, "mo").change() as change:
        change.create(ATHLETES, {"family": "Chen"})
    assert StoreUpkeep(path, store).verify() == []
    store.close()
    again = open_records(path, clock=clock)
    assert (len(again.all(ATHLETES)), again.report) == (3, [])
    assert len(list(again.revisions())) == len(revisions) + 1
    again.close()


def test_the_step_to_rows_by_id_is_preceded_by_a_backup(old: bytes, path: Path, clock: FixedClock) -> None:
    open_records(path, clock=clock).close()

    (backup,) = (path.parent / "backups").iterdir()
    before = open_database(backup, read_only=True, twin=False)
    assert before.table("store").all() == [{"schema": 1, "migrations": []}]
    assert [document.doc_id for document in before.table(ATHLETES)] == [1, 2]


def test_with_a_passphrase_nothing_of_the_old_records_stays_readable(
    old: bytes, revisions: list[Revision], path: Path, clock: FixedClock
) -> None:
    (path.parent / "backups").mkdir()
    for name in (
        "records.tdb.prev",
        "records.tdb.replaced-20260101-080000",
        "backups/records-20260101-080000.tdb",
    ):
        (path.parent / name).write_bytes(old)
    store = open_records(path, clock=clock, credentials=SECRET)
    store.close()

    assert _shown(path.parent) == []
    again = open_records(path, clock=clock, credentials=SECRET)
    assert (list(again.revisions()), again.report) == (revisions, [])
    again.close()
    for name in ("records.tdb.old-form", "backups/records-20260101-080000.tdb"):
        kept = open_database(path.parent / name, read_only=True, passphrase=SECRET.passphrase, twin=False)
        assert len(kept.table("revisions")) == len(revisions)


@pytest.mark.parametrize("left", ["records.tdb.damaged", "records.tdb.tmp", "records.tdb.prev.tmp"])
def test_what_else_the_former_app_left_does_not_stay_readable_beside_sealed_records(
    old: bytes, path: Path, clock: FixedClock, left: str
) -> None:
    path.with_name(left).write_bytes(old[:-10])
    store = open_records(path, clock=clock, credentials=SECRET)
    store.close()

    assert _shown(path.parent) == []


def test_the_recovery_key_of_records_that_were_taken_over_opens_them(old: bytes, path: Path) -> None:
    database = open_database(path, passphrase=SECRET.passphrase)
    key = database.recovery_key
    database.close()

    assert len(open_database(path, recovery_key=key, read_only=True).table(ATHLETES)) == 2


def test_a_damaged_old_file_is_refused_and_left_as_it_is(old: bytes, path: Path) -> None:
    path.with_name("records.tdb.prev").write_bytes(old)
    path.write_bytes(old[:-3])

    with pytest.raises(StoreError, match=r"is damaged.*The last good state is .*records\.tdb\.prev"):
        open_records(path)
    assert path.read_bytes() == old[:-3]
    assert not path.with_name("records.tdb.twin").exists()


def test_an_old_file_whose_rows_are_not_whole_is_refused_in_a_sentence(path: Path) -> None:
    path.parent.mkdir()
    head = {"schema": 1, "migrations": []}
    path.write_bytes(encoded({"store": {1: head}, "revisions": {1: {"id": "a"}}}))

    with pytest.raises(StoreError, match="not whole"):
        open_records(path)


def test_reading_alone_shows_the_old_records_and_writes_nothing(
    old: bytes, revisions: list[Revision], path: Path
) -> None:
    reader = open_database(path, read_only=True)

    assert len(reader.table("revisions")) == len(revisions)
    assert StoreUpkeep(path).verify() == []
    assert StoreUpkeep(path).info()["records"] == {"athletes": 2, "incidents": 1, "revisions": 4}
    assert [file.name for file in path.parent.iterdir()] == ["records.tdb"]
    with pytest.raises(StoreError, match="opened for writing once first"):
        open_records(path, read_only=True)


def test_a_kill_before_the_new_form_is_in_place_is_made_good_at_the_next_start(
    old: bytes, revisions: list[Revision], path: Path
) -> None:
    path.with_name("records.tdb.old-form").write_bytes(old)  # the one step that had been taken
    path.with_name("records.tdb.tmp").write_bytes(b"trainer-tui log")
    store = open_records(path)

    assert list(store.revisions()) == revisions
    assert path.with_name("records.tdb.old-form").read_bytes() == old
    store.close()
