"""A log file: carried on frame by frame, each safe or taken back, and read for what it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.storage.cheap import CHEAP
from trainer_tui.domain.credentials import Credentials, LockedRecords
from trainer_tui.files import DISK, Disk
from trainer_tui.storage.frames import START, Header
from trainer_tui.storage.log import Keys, Log, Reading, read_log, write_log

HEADER = Header(store="s" * 32, file="f" * 32, generation=1, first=5, snapshot=2)
PAYLOADS = [b"Ortiz", b"Baker"]
PLAIN = Keys(Credentials())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "log"


def _sealed() -> Keys:
    keys = Keys(Credentials(passphrase="on the bus"))
    keys.begin(CHEAP)
    return keys


def _opened(file: Path, keys: Keys = PLAIN) -> Log:
    header, sealer, end = write_log(DISK, file, HEADER, keys, PAYLOADS)
    return Log(DISK, file, header, sealer, end)


def _read(file: Path, keys: Keys = PLAIN) -> tuple[Reading, list[tuple[int, bytes]]]:
    found: list[tuple[int, bytes]] = []
    reading = read_log(DISK, file, keys, lambda *frame: found.append(frame))
    return reading, found


def test_what_was_written_as_a_whole_is_read_back_whole(file: Path) -> None:
    _opened(file).close()
    reading, found = _read(file)

    assert found == [(5, b"Ortiz"), (6, b"Baker")]
    assert (reading.problem, reading.header, reading.last, reading.whole) == ("", HEADER, 6, True)


def test_a_sealed_log_shows_nothing_and_opens_with_its_keys(file: Path) -> None:
    keys = _sealed()
    log = _opened(file, keys)
    log.keep(log.append(7, b"Chen"))
    log.close()

    assert not any(name in file.read_bytes() for name in (b"Ortiz", b"Baker", b"Chen"))
    assert _read(file, keys)[1] == [(5, b"Ortiz"), (6, b"Baker"), (7, b"Chen")]
    assert _read(file, Keys(keys.credentials))[0].whole
    with pytest.raises(LockedRecords):
        _read(file, PLAIN)
    assert read_log(DISK, file, None).whole  # its checksums need no key


def test_a_frame_of_a_sealed_log_put_into_another_is_not_believed(tmp_path: Path) -> None:
    keys, (one, other) = _sealed(), (tmp_path / "one", tmp_path / "other")
    for file in (one, other):
        log = _opened(file, keys)
        log.append(7, file.name.encode())
        log.close()
    size = len(b"one") + 20 + 28
    kept = other.read_bytes()[: -(size + 2)]
    other.write_bytes(kept + one.read_bytes()[-size:])
    reading, found = _read(other, keys)

    assert [payload for _, payload in found] == PAYLOADS
    assert reading.scan.tail == size


def test_an_appended_frame_that_is_not_kept_is_taken_back(file: Path) -> None:
    log = _opened(file)
    before = file.read_bytes()
    log.append(7, b"Chen")
    log.undo()

    assert file.read_bytes() == before
    log.keep(log.append(7, b"Diaz"))
    log.keep(log.append(8, b"Egan"))
    log.sync()
    log.close()
    assert _read(file)[1][2:] == [(7, b"Diaz"), (8, b"Egan")]


def test_a_disk_that_takes_a_little_at_a_time_gets_all_of_it(file: Path) -> None:
    class Slow(Disk):
        def write(self, handle: int, content: bytes | memoryview, at: int) -> int:
            return super().write(handle, bytes(content)[:7], at)

    header, sealer, end = write_log(Slow(), file, HEADER, PLAIN, PAYLOADS)
    log = Log(Slow(), file, header, sealer, end)
    log.keep(log.append(7, b"Chen"))
    log.close()

    assert _read(file)[0].whole
    assert len(_read(file)[1]) == 3


def test_a_write_that_fails_leaves_no_file(file: Path) -> None:
    class Full(Disk):
        def sync(self, handle: int) -> None:
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_log(Full(), file, HEADER, PLAIN, PAYLOADS)
    assert not file.exists()


def test_a_log_knows_whether_it_is_still_the_file_under_its_name(file: Path) -> None:
    log = _opened(file)
    assert log.holds_its_place()

    content = file.read_bytes()
    file.write_bytes(content + b"more")
    assert not log.holds_its_place()
    file.write_bytes(content)
    assert log.holds_its_place()
    copy = file.with_name("copy")
    copy.write_bytes(content)
    copy.replace(file)
    assert not log.holds_its_place()
    file.unlink()
    assert not log.holds_its_place()
    log.close()


@pytest.mark.parametrize(
    ("content", "words"), [(None, "is missing"), (b"", "is empty"), (b"{}", "is not a record file")]
)
def test_what_is_no_log_says_why(file: Path, content: bytes | None, words: str) -> None:
    if content is not None:
        file.write_bytes(content)
    reading, found = _read(file)

    assert (reading.header, reading.unbroken, reading.whole, found) == (None, False, False, [])
    assert words in reading.problem


def test_a_log_that_lacks_part_of_its_snapshot_is_broken_though_every_frame_is_whole(file: Path) -> None:
    _opened(file).close()
    content = file.read_bytes()
    file.write_bytes(content[: -(20 + len(b"Baker"))])
    reading, found = _read(file)

    assert [number for number, _ in found] == [5]
    assert (reading.last, reading.through, reading.unbroken) == (5, 6, False)


def test_a_sealed_header_that_was_altered_with_its_checksum_is_refused(file: Path) -> None:
    keys = _sealed()
    _opened(file, keys).close()
    content = file.read_bytes()
    header = Header.from_bytes(content)
    altered = Header(header.store, header.file, header.generation, header.first, 1, header.key)
    file.write_bytes(altered.to_bytes() + content[START:])

    assert "altered after it was written" in _read(file, keys)[0].problem


def test_keys_fit_a_file_that_is_sealed_as_the_store_is_now(file: Path) -> None:
    keys = _sealed()
    _opened(file, keys).close()
    header = Header.from_bytes(file.read_bytes())

    assert keys.fits(header)
    assert not _sealed().fits(header)
    assert not PLAIN.fits(header)
    assert PLAIN.fits(HEADER)
    assert not keys.fits(HEADER)
