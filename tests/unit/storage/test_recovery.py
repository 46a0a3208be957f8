"""What one of the two logs has lost is taken from the other, and what neither has is named."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from zlib import crc32

import pytest

from tests.unit.storage.cheap import CHEAP
from trainer_tui.domain.credentials import LockedRecords, WrongCredentials
from trainer_tui.domain.errors import StoreError
from trainer_tui.storage.database import Database, open_database
from trainer_tui.storage.frames import BLOCK, HEAD, MAGIC, START, Header

PASSPHRASE = "on the bus"
Opener = Callable[..., Database]


@pytest.fixture(params=["", PASSPHRASE], ids=["plain", "sealed"])
def opened(request: pytest.FixtureRequest, path: Path) -> Iterator[Opener]:
    """Return what opens the store, which is closed at the end and whenever it is opened again."""
    databases: list[Database] = []

    def open_again(**options: object) -> Database:
        for database in databases:
            database.close()
        databases.append(open_database(path, passphrase=request.param, cost=CHEAP, **options))  # type: ignore[arg-type]
        return databases[-1]

    yield open_again
    for database in databases:
        database.close()


@pytest.fixture
def twin(path: Path) -> Path:
    return path.with_name("records.tdb.twin")


def _add(database: Database, *families: str) -> None:
    for family in families:
        database.table("athletes").insert({"family": family})


def _families(database: Database) -> list[str]:
    return [document["family"] for document in database.table("athletes")]


def _frames(file: Path) -> list[tuple[int, int]]:
    """Return where each frame of a log begins and ends."""
    content, at, found = file.read_bytes(), START, []
    while at < len(content):
        size = HEAD + int.from_bytes(content[at + 4 : at + 8], "little")
        found.append((at, at + size))
        at += size
    return found


def _damage(file: Path, *numbers: int) -> None:
    """Flip a bit in the payload of frames, counted from 0."""
    content = bytearray(file.read_bytes())
    for number in numbers:
        content[_frames(file)[number][1] - 3] ^= 1
    file.write_bytes(content)


def _filled(opened: Opener) -> None:
    database = opened()
    _add(database, "Ortiz", "Baker", "Chen", "Diaz")
    database.close()


def test_two_whole_logs_are_opened_in_silence_and_left_as_they_are(
    opened: Opener, path: Path, twin: Path
) -> None:
    _filled(opened)
    before = path.read_bytes(), twin.read_bytes()
    database = opened()

    assert (_families(database), database.report) == (["Ortiz", "Baker", "Chen", "Diaz"], [])
    database.close()
    assert (path.read_bytes(), twin.read_bytes()) == before


@pytest.mark.parametrize("number", range(4))
def test_a_damaged_entry_is_restored_from_the_twin(
    opened: Opener, path: Path, twin: Path, number: int
) -> None:
    _filled(opened)
    _damage(path, number)
    damaged = path.read_bytes()
    database = opened()

    assert _families(database) == ["Ortiz", "Baker", "Chen", "Diaz"]
    (sentence,) = database.report
    assert f"{path} was damaged. Everything was restored from the second copy, {twin}." in sentence
    assert path.with_name("records.tdb.damaged").read_bytes() == damaged
    _add(database, "Egan")
    again = opened()
    assert (_families(again)[-1], again.report) == ("Egan", [])


def test_damage_to_the_twin_is_said_and_mended(opened: Opener, twin: Path) -> None:
    _filled(opened)
    _damage(twin, 1)
    database = opened()

    assert (len(_families(database)), database.report) == (
        4,
        [f"The second copy of the records, {twin}, was damaged. It was written anew."],
    )
    assert opened().report == []


@pytest.mark.parametrize("number", [1, 2])
def test_damage_to_both_logs_at_different_places_costs_nothing(
    opened: Opener, path: Path, twin: Path, number: int
) -> None:
    _filled(opened)
    _damage(path, 0, number)
    _damage(twin, 3)

    assert _families(opened()) == ["Ortiz", "Baker", "Chen", "Diaz"]
    assert opened().report == []


def test_what_both_have_lost_is_named_and_nothing_else_is_lost(
    opened: Opener, path: Path, twin: Path
) -> None:
    _filled(opened)
    for file in (path, twin):
        _damage(file, 1, 2)
    database = opened()

    assert _families(database) == ["Ortiz", "Diaz"]
    assert "2 parts of it (number 2 to 3) cannot be read any more and are lost" in database.report[0]
    assert "everything else is there" in database.report[0]
    again = opened()
    assert (_families(again), again.report) == (["Ortiz", "Diaz"], [])


def test_without_a_twin_the_damaged_entry_alone_is_lost(opened: Opener, path: Path, twin: Path) -> None:
    _filled(opened)
    twin.unlink()
    _damage(path, 1)
    database = opened()

    assert _families(database) == ["Ortiz", "Chen", "Diaz"]
    assert "1 part of it (number 2) cannot be read any more and is lost" in database.report[0]
    assert path.with_name("records.tdb.damaged").exists()


def test_an_unfinished_save_is_cut_off_and_said(opened: Opener, path: Path, twin: Path) -> None:
    _filled(opened)
    before = path.read_bytes()
    path.write_bytes(before + before[START : START + 15])
    database = opened()

    assert len(_families(database)) == 4
    (sentence,) = database.report
    assert "(15 bytes) is no whole entry: the last save was not finished. It was cut off" in sentence
    assert path.read_bytes() == before
    assert list(path.parent.glob("*.damaged*")) == []


def test_an_end_that_may_have_been_damaged_is_kept(opened: Opener, path: Path, twin: Path) -> None:
    _filled(opened)
    twin.unlink()
    before = path.read_bytes()
    path.write_bytes(before + b"some bytes")
    database = opened()

    kept = path.with_name("records.tdb.damaged-end")
    assert kept.read_bytes() == b"some bytes"
    assert str(kept) in database.report[0]
    assert _families(database) == ["Ortiz", "Baker", "Chen", "Diaz"]
    assert b"some bytes" not in path.read_bytes()


def test_a_save_that_reached_the_twin_alone_is_there(opened: Opener, path: Path) -> None:
    _filled(opened)
    path.write_bytes(path.read_bytes()[: _frames(path)[3][0]])

    assert _families(opened()) == ["Ortiz", "Baker", "Chen", "Diaz"]


def test_a_new_generation_that_did_not_reach_the_twin_is_carried_on(
    opened: Opener, path: Path, twin: Path
) -> None:
    _filled(opened)
    older = twin.read_bytes()
    database = opened()
    _add(database, "Egan")
    database.compact()
    database.close()
    twin.write_bytes(older)
    again = opened()

    assert (len(_families(again)), again.report) == (
        5,
        [f"The second copy of the records, {twin}, lacked entries of the main one. It was written anew."],
    )
    assert opened().report == []


def test_what_a_damaged_new_generation_began_with_is_taken_from_the_twin_of_the_one_before(
    opened: Opener, path: Path, twin: Path
) -> None:
    _filled(opened)
    older = twin.read_bytes()
    database = opened()
    database.compact()
    _add(database, "Egan")
    database.close()
    twin.write_bytes(older)
    _damage(path, 0)

    assert _families(opened()) == ["Ortiz", "Baker", "Chen", "Diaz", "Egan"]


def test_an_older_main_log_beside_a_newer_twin_is_brought_up_to_date(
    opened: Opener, path: Path, twin: Path
) -> None:
    _filled(opened)
    older = path.read_bytes()
    database = opened()
    database.compact()
    _add(database, "Egan")
    database.close()
    path.write_bytes(older)
    database = opened()

    assert _families(database) == ["Ortiz", "Baker", "Chen", "Diaz", "Egan"]
    assert "Everything was restored" in database.report[0]


def test_the_second_copy_of_other_records_is_left_alone(opened: Opener, twin: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere" / "records.tdb"
    other = open_database(elsewhere)
    _add(other, "Vale")
    other.close()
    _filled(opened)
    others = elsewhere.with_name("records.tdb.twin").read_bytes()
    twin.write_bytes(others)
    database = opened()

    assert len(_families(database)) == 4
    assert "is the second copy of other records; it was left alone" in database.report[0]
    _add(database, "Egan")
    database.close()
    assert twin.read_bytes() == others


def test_a_twin_on_another_disk_is_missed_and_brought_up_to_date_when_it_is_back(
    opened: Opener, path: Path, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    _add(opened(twin=stick), "Ortiz", "Baker")
    away = stick.rename(tmp_path / "away")
    database = opened(twin=stick)
    _add(database, "Chen")

    assert str(stick / "records.tdb.twin") in database.report[0]
    assert not stick.exists()
    away.rename(stick)
    assert "lacked entries of the main one" in opened(twin=stick).report[0]
    path.unlink()
    assert _families(opened(twin=stick)) == ["Ortiz", "Baker", "Chen"]


def test_reading_alone_tells_what_is_damaged_and_mends_nothing(
    opened: Opener, path: Path, twin: Path
) -> None:
    _filled(opened)
    _damage(path, 1)
    before = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    database = opened(read_only=True)

    assert _families(database) == ["Ortiz", "Baker", "Chen", "Diaz"]
    assert "was damaged. Everything was restored" in database.report[0]
    database.close()
    assert {file.name: file.read_bytes() for file in path.parent.iterdir()} == before


def test_records_of_which_neither_log_can_be_read_are_refused(opened: Opener, path: Path, twin: Path) -> None:
    _filled(opened)
    for file in (path, twin):
        file.write_bytes(b"\0" * BLOCK)

    with pytest.raises(StoreError, match="It was left as it is"):
        opened()
    assert path.read_bytes() == twin.read_bytes() == b"\0" * BLOCK


def _swap_frames(file: Path) -> None:
    content, (_, (start, middle), (_, end), *_) = file.read_bytes(), _frames(file)
    swapped = content[:start] + content[middle:end] + content[start:middle] + content[end:]
    file.write_bytes(swapped)


def _drop_frame(file: Path) -> None:
    content, (_, (start, end), *_) = file.read_bytes(), _frames(file)
    file.write_bytes(content[:start] + content[end:])


def _repeat_frame(file: Path) -> None:
    content, (_, (start, end), *_) = file.read_bytes(), _frames(file)
    file.write_bytes(content[:end] + content[start:end] + content[end:])


@pytest.mark.parametrize("tamper", [_swap_frames, _drop_frame, _repeat_frame])
def test_entries_that_were_moved_about_are_noticed_and_none_is_taken_twice(
    opened: Opener, path: Path, twin: Path, tamper: Callable[[Path], None]
) -> None:
    _filled(opened)
    twin.unlink()
    tamper(path)
    database = opened()

    families = _families(database)
    assert len(families) == len(set(families))
    assert {"Ortiz", "Diaz"} <= set(families)
    assert "was damaged" in database.report[0]


def _slot(header: Header, **changes: object) -> Header:
    first, *others = header.key["slots"]
    return replace(header, key={**header.key, "slots": [{**first, **changes}, *others]})


TAMPERED: list[Callable[[Header], Header]] = [
    lambda header: _slot(header, lanes=0),
    lambda header: _slot(header, memory_kib=2**31),
    lambda header: _slot(header, salt="no number"),
    lambda header: _slot(header, key="00"),
    lambda header: replace(header, key={"slots": []}),
    lambda header: replace(header, key={"no": "slots"}),
    lambda header: replace(header, key={}),
    lambda header: replace(header, first=header.first - 1),
]


@pytest.mark.parametrize("tamper", TAMPERED)
def test_a_header_that_was_altered_with_its_checksum_is_refused_in_a_sentence(
    path: Path, tamper: Callable[[Header], Header]
) -> None:
    database = open_database(path, passphrase=PASSPHRASE, cost=CHEAP, twin=False)
    _add(database, "Ortiz")
    database.close()
    content = path.read_bytes()
    altered = tamper(Header.from_bytes(content)).to_bytes() + content[START:]
    path.write_bytes(altered)

    with pytest.raises(StoreError, match="records"):
        open_database(path, passphrase=PASSPHRASE, twin=False)
    assert path.read_bytes() == altered


@pytest.mark.parametrize("said", [[], {}, {"version": 1, "strange": 2}, {"version": "1"}, "text", None])
def test_a_header_that_says_something_else_with_a_right_checksum_is_damage(path: Path, said: object) -> None:
    _add(open_database(path, twin=False), "Ortiz")
    text = json.dumps(said).encode()
    block = MAGIC + len(text).to_bytes(4, "little") + crc32(text).to_bytes(4, "little") + text
    path.write_bytes(block.ljust(BLOCK, b"\0") * 2)

    with pytest.raises(StoreError, match="is damaged"):
        open_database(path, twin=False)


def test_a_sealed_file_needs_its_passphrase_even_when_it_is_the_twin_that_is_left(path: Path) -> None:
    database = open_database(path, passphrase=PASSPHRASE, cost=CHEAP)
    _add(database, "Ortiz")
    key = database.recovery_key
    database.close()
    path.unlink()

    with pytest.raises(LockedRecords):
        open_database(path)
    with pytest.raises(WrongCredentials):
        open_database(path, passphrase="in the locker")
    assert not path.exists()
    again = open_database(path, recovery_key=key)
    assert _families(again) == ["Ortiz"]
    again.close()
