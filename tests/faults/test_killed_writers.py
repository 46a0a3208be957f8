"""A process that is killed at any moment loses nothing that it had said was saved."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from trainer_tui.domain.records import ATHLETES, INCIDENTS
from trainer_tui.domain.revisions import Revision
from trainer_tui.storage.repository import open_records
from trainer_tui.storage.upkeep import StoreUpkeep

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no kill -9")


def _start(path: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.writer", str(path), *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def _read(process: subprocess.Popen[str], lines: int) -> list[str]:
    assert process.stdout is not None
    return [process.stdout.readline().strip() for _ in range(lines)]


def _end(process: subprocess.Popen[str]) -> list[str]:
    """Kill a writer and return what it had said meanwhile."""
    process.send_signal(signal.SIGKILL)
    said, _ = process.communicate()
    return said.split()


def _acts(revisions: list[Revision]) -> list[list[Revision]]:
    """Return revisions grouped by the act that wrote them: each begins with a new athlete."""
    acts: list[list[Revision]] = []
    for revision in revisions:
        if revision.kind == ATHLETES and not revision.parents:
            acts.append([])
        acts[-1].append(revision)
    return acts


def _assert_nothing_is_lost(path: Path, saved: list[str]) -> list[str]:
    """Open the records and compare them with what was said to be saved; return the athletes they hold."""
    store = open_records(path)
    assert not store.read_only
    assert StoreUpkeep(path, store).verify() == []
    found = [view.record for view in store.all(ATHLETES)]
    assert found[: len(saved)] == saved
    assert [view["athlete"] for view in store.all(INCIDENTS)] == found
    # Besides what was said there may be the one act that was being saved, and acts are whole.
    assert len(found) <= len(saved) + 1
    acts = _acts(list(store.revisions()))
    assert [len(act) for act in acts[1:]] == [3] * (len(found) - 1)
    assert store.all(ATHLETES)[0]["jersey"] == str(len(found) - 1)
    store.close()
    return found


def test_twenty_kills_at_random_moments_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "data" / "records.tdb"
    chance, saved = random.Random(20261009), list[str]()
    for _ in range(20):
        writer = _start(path)
        said = _read(writer, chance.randint(1, 6))
        said += _end(writer)
        saved = _assert_nothing_is_lost(path, saved + said)


@pytest.mark.parametrize("step", range(1, 36))
def test_a_kill_before_any_step_of_saving_and_compacting_loses_nothing(tmp_path: Path, step: int) -> None:
    path = tmp_path / "data" / "records.tdb"
    writer = _start(path, str(step))
    said, _ = writer.communicate()

    assert writer.returncode == -signal.SIGKILL
    _assert_nothing_is_lost(path, said.split())


def test_a_second_process_reads_along_until_the_first_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "records.tdb"
    writer = _start(path)
    said = _read(writer, 2)
    reader = open_records(path)

    assert reader.read_only
    assert f"another copy of the app (process {writer.pid})" in reader.report[0]
    said += _read(writer, 2)
    reader.refresh()
    assert [view.record for view in reader.all(ATHLETES)][:4] == said
    said += _end(writer)
    reader.close()
    _assert_nothing_is_lost(path, said)


def test_of_two_processes_that_start_at_once_one_writes(tmp_path: Path) -> None:
    path = tmp_path / "data" / "records.tdb"
    writers = [_start(path), _start(path)]
    firsts = [_read(writer, 1)[0] for writer in writers]

    refused = [first for first in firsts if "read-only" in first]
    assert len(refused) == 1
    saved = [first for first in firsts if first not in refused]
    rest = [_end(writer) for writer in writers]
    _assert_nothing_is_lost(
        path, saved + next(said for first, said in zip(firsts, rest, strict=True) if first in saved)
    )
