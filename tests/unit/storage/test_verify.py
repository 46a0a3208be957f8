"""Verifying walks every entry of both logs and says of each the first place that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes import FixedClock
from tests.unit.storage.cheap import CHEAP
from trainer_tui.domain.credentials import Credentials, LockedRecords
from trainer_tui.domain.records import ATHLETES
from trainer_tui.services.ledger import Ledger
from trainer_tui.storage.database import open_database
from trainer_tui.storage.frames import BLOCK, START
from trainer_tui.storage.repository import TinyRecordStore, open_records
from trainer_tui.storage.upkeep import StoreUpkeep

SECRET = Credentials(passphrase="on the bus")


@pytest.fixture(params=[Credentials(), SECRET], ids=["plain", "sealed"])
def credentials(request: pytest.FixtureRequest, cheap_keys: None) -> Credentials:
    given: Credentials = request.param
    return given


@pytest.fixture
def filled(path: Path, clock: FixedClock, credentials: Credentials) -> Path:
    store = open_records(path, clock=clock, credentials=credentials)
    _add(store, "Ortiz", "Baker", "Chen")
    store.close()
    return path


def _add(store: TinyRecordStore, *families: str) -> None:
    for family in families:
        with Ledger(store, FixedClock(), "mo").change() as change:
            change.create(ATHLETES, {"family": family})


def _flip(file: Path, *places: int) -> None:
    content = bytearray(file.read_bytes())
    for place in places:
        content[place] ^= 1
    file.write_bytes(content)


def _twin(path: Path) -> Path:
    return path.with_name("records.tdb.twin")


def _second_entry(file: Path) -> int:
    content = file.read_bytes()
    return START + 20 + int.from_bytes(content[START + 4 : START + 8], "little")


def test_a_whole_store_has_nothing_to_say(filled: Path, credentials: Credentials) -> None:
    before = {file.name: file.read_bytes() for file in filled.parent.glob("records*")}

    assert StoreUpkeep(filled, credentials=credentials).verify() == []
    assert {file.name: file.read_bytes() for file in filled.parent.glob("records*")} == before


def test_the_first_entry_that_cannot_be_read_is_named_in_each_log(
    filled: Path, credentials: Credentials
) -> None:
    second = _second_entry(filled)
    _flip(filled, second + 30)
    _flip(_twin(filled), START + 30)

    first, other = StoreUpkeep(filled, credentials=credentials).verify()
    assert first == f"{filled} is damaged: entry 2, at byte {second}, is the first that cannot be read."
    assert f"{_twin(filled)} is damaged: entry 1, at byte {START}," in other


def test_bytes_behind_the_last_entry_are_named(filled: Path, credentials: Credentials) -> None:
    with filled.open("ab") as file:
        file.write(b"12345")

    (sentence,) = StoreUpkeep(filled, credentials=credentials).verify()
    assert "5 bytes behind entry 3" in sentence


def test_a_second_copy_that_is_missing_or_behind_is_named(filled: Path, credentials: Credentials) -> None:
    upkeep = StoreUpkeep(filled, credentials=credentials)
    content = _twin(filled).read_bytes()
    _twin(filled).write_bytes(content[: _second_entry(_twin(filled))])
    assert "does not hold what" in upkeep.verify()[0]

    _twin(filled).unlink()
    assert "is missing" in upkeep.verify()[0]
    assert StoreUpkeep(filled, credentials=credentials, twin=False).verify() == []


@pytest.mark.parametrize("damage", ["gone", "empty", "foreign", "header"])
def test_a_first_file_that_cannot_be_read_at_all_is_named_although_the_second_copy_is_whole(
    filled: Path, credentials: Credentials, damage: str
) -> None:
    if damage == "gone":
        filled.unlink()
    elif damage == "header":
        _flip(filled, 50, BLOCK + 50)
    else:
        filled.write_bytes(b"" if damage == "empty" else b"{}")

    found = StoreUpkeep(filled, credentials=credentials).verify()
    assert found != []
    assert str(filled) in found[0]


def test_an_older_copy_in_place_of_the_records_is_named(filled: Path, credentials: Credentials) -> None:
    older = [(file, file.read_bytes()) for file in (filled, _twin(filled))]
    store = open_records(filled, clock=FixedClock(), credentials=credentials)
    _add(store, "Diaz")
    store.close()
    for file, content in older:
        file.write_bytes(content)

    (sentence,) = StoreUpkeep(filled, credentials=credentials).verify()
    assert "an older copy was put in their place" in sentence


def test_sealed_records_are_verified_with_their_passphrase_alone(path: Path) -> None:
    database = open_database(path, passphrase=SECRET.passphrase, cost=CHEAP)
    database.table(ATHLETES).insert({"family": "Ortiz"})
    database.close()

    with pytest.raises(LockedRecords):
        StoreUpkeep(path).verify()
    (sentence,) = StoreUpkeep(path, credentials=Credentials(passphrase="in the locker")).verify()
    assert "The passphrase does not open these records" in sentence


def test_an_open_store_is_verified_while_it_is_used(
    path: Path, clock: FixedClock, credentials: Credentials
) -> None:
    store = open_records(path, clock=clock, credentials=credentials)
    upkeep = StoreUpkeep(path, store, clock=clock)
    for family in ("Ortiz", "Baker"):
        _add(store, family)
        assert upkeep.verify() == []
    store.database.compact()
    assert upkeep.verify() == []
    store.close()
