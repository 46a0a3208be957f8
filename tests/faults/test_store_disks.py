"""The disks that the checks are made with lose, tear and refuse what they should, and nothing else."""

from __future__ import annotations

import errno
import random
from pathlib import Path

import pytest

from tests.faults.failing_disk import STEPS, FailingDisk, TimidDisk
from tests.faults.simulated_disk import SimulatedDisk
from trainer_tui.files import Disk, write_at, write_whole

FOLDER = Path("/store")
FILE = FOLDER / "records"


def _states(disk: SimulatedDisk, times: int = 300) -> set[bytes | None]:
    chance = random.Random(1)
    return {disk.after_cut(chance).get(FILE) for _ in range(times)}


def _written(content: bytes) -> tuple[SimulatedDisk, int]:
    disk = SimulatedDisk()
    handle = disk.create(FILE)
    disk.write(handle, content, 0)
    return disk, handle


def test_what_was_synced_with_its_name_survives_every_power_cut() -> None:
    disk, handle = _written(b"kept")
    disk.sync(handle)
    disk.sync_folder(FOLDER)

    assert _states(disk) == {b"kept"}


def test_a_file_without_its_folder_synced_may_be_gone() -> None:
    disk, handle = _written(b"kept")
    disk.sync(handle)

    assert _states(disk) == {b"kept", None}


def test_a_name_may_stand_there_without_what_was_written() -> None:
    disk, _ = _written(b"kept")
    disk.sync_folder(FOLDER)

    assert _states(disk) == {b"kept", b"", bytes(4)}


def test_a_write_that_was_not_synced_tears_at_sectors() -> None:
    disk, handle = _written(b"a" * 2048)
    disk.sync(handle)
    disk.sync_folder(FOLDER)
    disk.write(handle, b"b" * 2048, 0)
    states = _states(disk) - {bytes(2048), b"a" * 2048, b"b" * 2048}

    assert {len(state or b"") for state in states} == {2048}
    assert all(len(set(state[at : at + 512])) == 1 for state in states if state for at in range(0, 2048, 512))
    assert len(states) > 10


def test_of_two_writes_the_second_may_arrive_alone() -> None:
    disk, handle = _written(b"")
    disk.sync_folder(FOLDER)
    disk.write(handle, b"a" * 512, 0)
    disk.write(handle, b"b" * 512, 512)

    assert bytes(512) + b"b" * 512 in _states(disk)


def test_a_rename_is_the_old_file_or_the_new_one() -> None:
    disk = SimulatedDisk({FILE: b"old"})
    write_whole(FILE, b"new", disk=disk)
    assert _states(disk) == {b"new"}
    handle = disk.create(FOLDER / "newer")
    disk.write(handle, b"newer", 0)
    disk.sync(handle)
    disk.replace(FOLDER / "newer", FILE)

    assert _states(disk) == {b"new", b"newer"}
    assert disk.read(FILE) == b"newer"


def test_renaming_without_a_sync_may_leave_an_empty_file() -> None:
    disk = SimulatedDisk({FILE: b"old"})
    handle = disk.create(FOLDER / "new")
    disk.write(handle, b"new", 0)
    disk.replace(FOLDER / "new", FILE)

    assert _states(disk) == {b"old", b"new", b"", bytes(3)}


def test_what_a_failed_sync_should_have_kept_is_seen_and_never_kept() -> None:
    disk, handle = _written(b"first")
    disk.sync_folder(FOLDER)
    failing = FailingDisk(disk, "sync", 1, once=True, how=errno.EIO)
    with pytest.raises(OSError, match="Input/output"):
        failing.sync(handle)
    failing.sync(handle)

    assert failing.read(FILE) == b"first"
    assert _states(disk) == {b""}


def test_a_second_name_shares_the_file() -> None:
    disk = SimulatedDisk({FILE: b"old"})
    disk.link(FILE, FOLDER / "second")
    handle = disk.open(FILE)
    disk.write(handle, b"new", 0)

    assert disk.read(FOLDER / "second") == b"new"
    with pytest.raises(FileExistsError):
        disk.link(FILE, FOLDER / "second")
    disk.remove(FILE)
    assert disk.stamp(FILE) is None
    with pytest.raises(FileNotFoundError):
        disk.read(FILE)


@pytest.mark.parametrize(("once", "expected"), [(True, [1, 0, 1, 1]), (False, [1, 0, 0, 0])])
def test_a_disk_refuses_once_or_from_then_on(once: bool, expected: list[int]) -> None:
    disk, handle = _written(b"")
    failing = FailingDisk(disk, "write", 2, once=once, how=errno.ENOSPC)
    done = []
    for number in range(4):
        try:
            done.append(failing.write(handle, b"x", number))
        except OSError:
            done.append(0)

    assert done == expected


@pytest.mark.parametrize("kind", ["short", "timid"])
def test_a_write_may_take_less_than_it_was_given(kind: str) -> None:
    disk, handle = _written(b"")
    short = FailingDisk(disk, "write", 1, once=True, how="short") if kind == "short" else TimidDisk(disk)

    assert 0 < short.write(handle, b"x" * 1000, 0) < 1000
    write_at(handle, b"y" * 1000, 0, disk=short)
    assert disk.read(FILE) == b"y" * 1000


def test_every_step_of_a_disk_is_there() -> None:
    steps = {name for name in vars(Disk) if not name.startswith("_")}

    assert steps == {*STEPS}
    assert steps <= {*vars(SimulatedDisk)}
