"""With a passphrase nothing of the records stays readable on the disk, whatever lay beside them."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes import FixedClock
from tests.team import shipped_library
from trainer_tui.domain.credentials import Credentials, LockedRecords, WrongCredentials
from trainer_tui.domain.errors import StoreError
from trainer_tui.domain.records import ATHLETES, INCIDENTS
from trainer_tui.files import Disk
from trainer_tui.paths import data_root
from trainer_tui.services.demo import load_demo
from trainer_tui.services.ledger import Ledger
from trainer_tui.storage.database import open_database
from trainer_tui.storage.drafts import DraftFolder
from trainer_tui.storage.frames import START
from trainer_tui.storage.log import is_sealed
from trainer_tui.storage.repository import TinyRecordStore, open_records
from trainer_tui.storage.upkeep import StoreUpkeep

pytestmark = pytest.mark.usefixtures("cheap_keys")

SECRET = Credentials(passphrase="on the bus")
NEW = "in the locker"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A second place for backups."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def drafts(path: Path) -> DraftFolder:
    return DraftFolder(path.parent / "drafts")


@pytest.fixture(params=[Credentials(), SECRET], ids=["plain", "sealed"])
def store(
    request: pytest.FixtureRequest, path: Path, clock: FixedClock, stick: Path, drafts: DraftFolder
) -> Iterator[TinyRecordStore]:
    """Records with everything beside them that the app keeps."""
    opened = open_records(path, clock=clock, credentials=request.param, second=stick)
    drafts.unlock(opened.draft_box)
    drafts.save("capture-1", {"who": "Ortiz"})
    _add(opened, "Ortiz", "Moss")
    opened.database.compact()
    StoreUpkeep(path, opened, clock=clock).restore(next((path.parent / "backups").iterdir()), force=True)
    yield opened
    opened.close()


@pytest.fixture
def upkeep(path: Path, store: TinyRecordStore, clock: FixedClock, drafts: DraftFolder) -> StoreUpkeep:
    return StoreUpkeep(path, store, clock=clock, drafts=drafts)


def _add(store: TinyRecordStore, *families: str) -> None:
    for family in families:
        with Ledger(store, FixedClock(), "mo").change() as change:
            change.create(ATHLETES, {"family": family})


def _families(store: TinyRecordStore) -> list[str]:
    return [view["family"] for view in store.all(ATHLETES)]


def _shown(folder: Path, *words: str) -> list[str]:
    """Return the files in which any of the words can be read."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return sorted(file.name for file in files if any(word.encode() in file.read_bytes() for word in words))


def _names(folder: Path) -> set[str]:
    return {file.name.partition("-2026")[0] for file in folder.rglob("*") if file.is_file()}


def test_a_new_passphrase_seals_everything_that_is_kept(
    path: Path, upkeep: StoreUpkeep, store: TinyRecordStore, stick: Path
) -> None:
    kept = _names(path.parent) | _names(stick)
    upkeep.set_passphrase(NEW)

    assert _shown(path.parent, "Ortiz", "Moss") == _shown(stick, "Ortiz", "Moss") == []
    assert kept - _names(path.parent) - _names(stick) - {"capture-1.json"} == {"records.tdb.prev"}
    assert upkeep.sealed
    assert upkeep.verify() == []
    assert _families(store) == ["Ortiz"]


def test_what_was_kept_opens_with_the_new_passphrase_and_the_new_key_alone(
    path: Path, upkeep: StoreUpkeep, stick: Path
) -> None:
    key = upkeep.set_passphrase(NEW)

    files = [
        path,
        *path.parent.glob("records.tdb.replaced-*"),
        *path.parent.glob("backups/*"),
        *stick.iterdir(),
    ]
    assert len(files) == 4
    for file in files:
        for given in ({"passphrase": NEW}, {"recovery_key": key}):
            found = open_database(file, read_only=True, twin=False, counters=False, **given)  # type: ignore[arg-type]
            assert found.table(ATHLETES).all()[0]["family"] == "Ortiz"
        with pytest.raises(WrongCredentials):
            open_database(file, read_only=True, twin=False, passphrase=SECRET.passphrase)
        with pytest.raises(LockedRecords):
            open_database(file, read_only=True, twin=False)


def test_without_a_passphrase_everything_can_be_read_again(
    path: Path, upkeep: StoreUpkeep, store: TinyRecordStore, stick: Path
) -> None:
    upkeep.set_passphrase(NEW)
    assert upkeep.set_passphrase(None) == ""
    store.close()

    assert not is_sealed(path)
    for file in (path, *path.parent.glob("backups/*"), *stick.iterdir()):
        assert open_database(file, read_only=True, twin=False, counters=False).table(ATHLETES).all() != []
    again = open_records(path)
    assert (_families(again), again.report) == (["Ortiz"], [])
    again.close()


def test_damaged_files_that_were_set_aside_do_not_outlive_a_change_of_passphrase(
    path: Path, upkeep: StoreUpkeep
) -> None:
    for name in ("records.tdb.damaged", "records.tdb.damaged-2", "records.tdb.damaged-end"):
        path.with_name(name).write_bytes(b"Ortiz")
    upkeep.set_passphrase(NEW)

    assert list(path.parent.glob("*.damaged*")) == []


def test_a_kept_file_that_cannot_be_read_is_removed_and_that_is_said(
    path: Path, upkeep: StoreUpkeep, store: TinyRecordStore
) -> None:
    broken = path.parent / "backups" / "records-20260101-080000.tdb"
    broken.write_bytes(b"Ortiz")
    upkeep.set_passphrase(NEW)

    assert not broken.exists()
    assert any(str(broken) in sentence and "It was removed" in sentence for sentence in store.report)


def test_opening_takes_no_kept_file_away_that_it_cannot_read(
    path: Path, upkeep: StoreUpkeep, store: TinyRecordStore
) -> None:
    upkeep.set_passphrase(NEW)
    store.close()
    broken = path.parent / "backups" / "records-20260101-080000.tdb"
    broken.write_bytes(b"once a backup")
    again = open_records(path, credentials=Credentials(passphrase=NEW))

    assert broken.read_bytes() == b"once a backup"
    assert any(str(broken) in sentence for sentence in again.report)
    again.close()


def test_records_that_only_another_passphrase_opens_are_not_taken_for_older_ones(
    path: Path, upkeep: StoreUpkeep, store: TinyRecordStore, tmp_path: Path
) -> None:
    upkeep.set_passphrase("before")
    backup = upkeep.backup(tmp_path / "copy.tdb")
    upkeep.set_passphrase(NEW)
    store.close()
    before = path.read_bytes()
    by_hand = StoreUpkeep(path, credentials=Credentials(passphrase="before"))

    with pytest.raises(WrongCredentials, match="nobody can tell whether they are newer"):
        by_hand.restore(backup)
    assert path.read_bytes() == before
    kept = by_hand.restore(backup, force=True)
    assert kept is not None
    assert kept.read_bytes() == before


def test_a_restore_that_fails_leaves_no_second_name_of_the_records(
    path: Path, upkeep: StoreUpkeep, store: TinyRecordStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = upkeep.backup(tmp_path / "copy.tdb")
    kept = _names(path.parent)

    def refuse(disk: Disk, source: Path, target: Path) -> None:
        raise OSError(errno.ENOSPC, "refused")

    with monkeypatch.context() as patch:
        patch.setattr(Disk, "replace", refuse)
        with pytest.raises(StoreError, match="The disk is full"):
            upkeep.restore(backup, force=True)
    assert _names(path.parent) - kept == set()
    _add(store, "Chen")
    assert _families(store) == ["Ortiz", "Chen"]


@pytest.mark.parametrize(
    "left", ["records.tdb.prev.tmp", "records.tdb.damaged.tmp", "backups/records-20260101-080000.tdb.tmp"]
)
def test_what_a_kill_left_of_an_unfinished_copy_does_not_stay_readable(
    path: Path, store: TinyRecordStore, drafts: DraftFolder, left: str
) -> None:
    credentials = store.database.storage.keys.credentials
    store.close()
    (path.parent / left).write_bytes(b"Ortiz")
    again = open_records(path, credentials=credentials)
    StoreUpkeep(path, again, drafts=drafts).set_passphrase(NEW)

    assert _shown(path.parent, "Ortiz") == []
    again.close()


def test_a_passphrase_that_cannot_be_written_changes_nothing(
    path: Path, upkeep: StoreUpkeep, store: TinyRecordStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = path.read_bytes()

    def full(disk: Disk, handle: int, content: bytes | memoryview, at: int) -> int:
        raise OSError(errno.ENOSPC, "refused")

    with monkeypatch.context() as patch:
        patch.setattr(Disk, "write", full)
        with pytest.raises(StoreError, match="The disk is full"):
            upkeep.set_passphrase(NEW)
    assert path.read_bytes() == before
    credentials = store.database.storage.keys.credentials
    _add(store, "Chen")
    store.database.compact()
    assert upkeep.verify() == []
    store.close()
    again = open_records(path, credentials=credentials)
    assert _families(again) == ["Ortiz", "Chen"]
    again.close()


def test_the_recovery_key_is_told_although_a_draft_could_not_be_sealed(
    path: Path, upkeep: StoreUpkeep, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The former passphrase does not hold any more then, so the key must not be lost."""
    create = Disk.create

    def full(disk: Disk, path: Path) -> int:
        if path.parent.name == "drafts":
            raise OSError(errno.ENOSPC, "refused")
        return create(disk, path)

    monkeypatch.setattr(Disk, "create", full)
    key = upkeep.set_passphrase(NEW)
    assert open_database(path, read_only=True, recovery_key=key).table(ATHLETES).all() != []


def test_a_kill_between_the_new_records_and_their_kept_files_is_made_good_at_the_next_start(
    path: Path, upkeep: StoreUpkeep, store: TinyRecordStore, tmp_path: Path
) -> None:
    plain = open_database(tmp_path / "plain.tdb", twin=False)
    plain.table(ATHLETES).insert({"family": "Moss"})
    plain.close()
    upkeep.set_passphrase(NEW)
    store.close()
    backup = path.parent / "backups" / "records-20260101-080000.tdb"
    for left in (backup, path.with_name("records.tdb.prev"), path.with_name("records.tdb.damaged")):
        shutil.copy(tmp_path / "plain.tdb", left)
    again = open_records(path, credentials=Credentials(passphrase=NEW))

    assert _shown(path.parent, "Moss") == []
    found = open_database(backup, read_only=True, passphrase=NEW, twin=False)
    assert found.table(ATHLETES).all() == [{"family": "Moss"}]
    again.close()


def test_backups_on_a_disk_that_was_away_are_not_left_readable_in_silence(
    path: Path, upkeep: StoreUpkeep, store: TinyRecordStore, stick: Path, tmp_path: Path
) -> None:
    plain = open_database(tmp_path / "plain.tdb", twin=False)
    plain.table(ATHLETES).insert({"family": "Moss"})
    plain.close()
    shutil.copy(tmp_path / "plain.tdb", stick / "records-20260101-080000.tdb")
    away = stick.rename(tmp_path / "away")
    upkeep.set_passphrase(NEW)
    said = any(str(stick) in sentence for sentence in store.report)
    store.close()
    away.rename(stick)
    again = open_records(path, credentials=Credentials(passphrase=NEW), second=stick)
    again.close()

    assert said or _shown(stick, "Ortiz", "Moss") == []


def test_what_opens_the_records_is_told_from_what_does_not(upkeep: StoreUpkeep) -> None:
    key = upkeep.set_passphrase(NEW)

    assert upkeep.opened_by(Credentials(passphrase=NEW, recovery_key=NEW))
    assert upkeep.opened_by(Credentials(passphrase=key, recovery_key=key))
    assert not upkeep.opened_by(Credentials(passphrase="on the bus", recovery_key="on the bus"))
    assert not upkeep.opened_by(Credentials())
    upkeep.set_passphrase(None)
    assert not upkeep.opened_by(Credentials(passphrase=NEW))


def test_a_reader_seals_nothing(path: Path, upkeep: StoreUpkeep, store: TinyRecordStore) -> None:
    upkeep.set_passphrase(NEW)
    left = path.parent / "backups" / "records-20260101-080000.tdb"
    left.write_bytes(b"plain")
    open_records(path, credentials=Credentials(passphrase=NEW), read_only=True)

    assert left.read_bytes() == b"plain"


def test_whether_a_file_is_sealed_is_told_from_its_header(path: Path, store: TinyRecordStore) -> None:
    assert is_sealed(path) is store.database.sealed
    assert not is_sealed(path.with_name("nothing"))
    path.with_name("other").write_bytes(b"\0" * START)
    assert not is_sealed(path.with_name("other"))


def test_a_season_in_a_sealed_store_leaves_none_of_its_names_on_the_disk(path: Path, stick: Path) -> None:
    clock, library = FixedClock(), shipped_library()
    store = open_records(path, clock=clock, credentials=SECRET, second=stick)
    drafts = DraftFolder(path.parent / "drafts", locked=True)
    ledger = Ledger(store, clock, "Sam Reyes")
    load_demo(ledger, library.reference, library.rules, library.sweeps, data_root() / "demo")
    texts = [view.fields for kind in (ATHLETES, INCIDENTS) for view in store.all(kind)]
    for number, athlete in enumerate(store.all(ATHLETES)):
        drafts.save(f"capture-{number}", {"who": athlete["family"], "narrative": "Fell"})
    drafts.unlock(store.draft_box)
    clock.move(days=1)
    for athlete in list(store.all(ATHLETES)):  # with the day's backups in both places
        with ledger.change() as change:
            change.amend(athlete, {"jersey": "99"}, "new shirt")
    store.database.compact()
    upkeep = StoreUpkeep(path, store, clock=clock, drafts=drafts)
    upkeep.restore(next((path.parent / "backups").iterdir()), force=True)
    store.close()
    path.write_bytes(path.read_bytes()[:-1000])
    again = open_records(path, clock=clock, credentials=SECRET, second=stick)
    assert again.report != []
    again.close()

    words = {
        str(text[field]) for text in texts for field in ("family", "given", "narrative") if text.get(field)
    }
    assert len(words) > 100
    assert "Sam Reyes" not in words
    assert {"records.tdb.prev", "records.tdb.twin", "records.tdb.damaged", "records.tdb.lock"} <= _names(
        path.parent
    )
    assert {"records", "records.tdb.replaced"} <= _names(path.parent)
    assert _shown(path.parent, *words, "Sam Reyes") == _shown(stick, *words, "Sam Reyes") == []
