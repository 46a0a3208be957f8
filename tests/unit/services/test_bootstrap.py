"""The parts put together: a cheap library, then the records on a real disk."""

from __future__ import annotations

import errno
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from tests.fakes import FixedClock
from tests.team import MARA, ONSET
from trainer_tui.bootstrap import (
    Services,
    are_sealed,
    clock_from_environment,
    current_user,
    open_drafts,
    open_library,
    open_records,
    open_upkeep,
)
from trainer_tui.config import Config
from trainer_tui.domain.credentials import Credentials, LockedRecords, WrongCredentials
from trainer_tui.domain.dates import system_clock
from trainer_tui.domain.errors import StoreError, UsageError
from trainer_tui.files import Disk
from trainer_tui.paths import Directories
from trainer_tui.storage.drafts import DraftFolder

FLAG = {"saddle_numbness": True}
NOW = "2026-10-09T20:00:00-05:00"


@pytest.fixture
def directories(tmp_path: Path) -> Directories:
    return Directories.find(tmp_path / "season")


@pytest.fixture(autouse=True)
def fixed_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAINER_TUI_NOW", NOW)


def test_opening_the_library_touches_no_record_and_imports_no_database(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from trainer_tui.bootstrap import open_library\n"
        "from trainer_tui.config import Config\n"
        "from trainer_tui.paths import Directories\n"
        f"directories = Directories.find({str(tmp_path / 'season')!r})\n"
        "library = open_library(directories, Config())\n"
        "assert library.reference.catalogue.entries\n"
        "assert not directories.records.exists()\n"
        "heavy = ('tinydb', 'textual', 'typst', 'cryptography')\n"
        "print([name for name in sys.modules if name.split('.')[0] in heavy])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_what_was_recorded_is_there_at_the_next_start(directories: Directories) -> None:
    library = open_library(directories, Config())
    services = open_records(directories, Config(), library, user="Sam Reyes")
    services.chart.add_athlete(MARA)
    raw = {"athlete": {"jersey": "22"}, "kind": "injury", "onset_at": ONSET, "findings": FLAG}
    incident = services.chart.add_incidents([raw])[0]
    before = services.chart.incident_json(incident)
    services.close()

    again = open_records(directories, Config(), library, user="Kim")
    assert again.chart.incident_json(incident) == before
    assert [row.athlete.family for row in again.availability.board()] == ["Ortiz"]
    assert again.chart.history(incident)[0].by == "Sam Reyes"
    assert (again.read_only, again.report, again.user) == (False, (), "Kim")
    assert again.upkeep.verify() == []
    again.close()


def test_a_clock_that_went_back_is_said_when_the_records_open(directories: Directories) -> None:
    library, clock = open_library(directories, Config()), FixedClock()
    services = open_records(directories, Config(), library, clock=clock)
    services.chart.add_athlete(MARA)
    services.close()
    clock.move(days=-8)
    services = open_records(directories, Config(), library, clock=clock)
    assert ["check date and time" in sentence for sentence in services.report] == [True]
    services.chart.add_incidents([{"athlete": {"jersey": "22"}, "kind": "injury", "onset_at": "2026-09-30"}])
    services.close()
    services = open_records(directories, Config(), library, clock=clock)
    assert services.report == ()
    services.close()


def test_a_second_copy_opens_read_only_with_a_sentence_and_sees_what_the_first_writes(
    directories: Directories,
) -> None:
    library = open_library(directories, Config())
    first = open_records(directories, Config(), library, user="Sam")
    first.chart.add_athlete(MARA)
    second = open_records(directories, Config(), library, user="Kim")

    assert second.read_only
    assert "read-only" in second.report[0]
    with pytest.raises(StoreError, match="read-only"):
        second.chart.add_athlete(MARA)

    assert second.chart.incidents() == []
    first.chart.add_incidents([{"athlete": {"jersey": "22"}, "kind": "injury", "onset_at": ONSET}])
    assert second.store.refresh()
    assert len(second.chart.incidents()) == 1
    second.close()
    first.close()


def test_the_rules_and_sweeps_shipped_fit_each_other(directories: Directories) -> None:
    library = open_library(directories, Config())

    assert library.rules is library.rules
    for region, sweep in library.sweeps.items():
        assert sweep.region is region
        assert set(sweep.findings) <= set(library.rules.vocabulary)


def test_a_pack_that_is_missing_is_reported_and_takes_nothing_down(
    directories: Directories, tmp_path: Path
) -> None:
    config = Config(packs=(str(tmp_path / "gone"),))
    services = open_records(directories, config, open_library(directories, config), user="Sam")

    assert len(services.report) == 1
    assert "gone" in services.report[0]
    services.close()


def test_drafts_and_upkeep_work_without_opening_the_records(directories: Directories) -> None:
    open_drafts(directories).save("capture-1", {"who": "22"})

    assert open_drafts(directories).load("capture-1") == {"who": "22"}
    assert open_upkeep(directories).verify() is not None
    assert not directories.records.exists()


SECRET = Credentials(passphrase="on the bus")


def _open(
    directories: Directories,
    credentials: Credentials | None = None,
    config: Config | None = None,
    drafts: DraftFolder | None = None,
) -> Services:
    config = config or Config()
    library = open_library(directories, config)
    return open_records(directories, config, library, user="Sam", credentials=credentials, drafts=drafts)


@pytest.mark.usefixtures("cheap_keys")
def test_records_that_begin_with_a_passphrase_are_opened_with_it_or_the_key_alone(
    directories: Directories,
) -> None:
    first = _open(directories, SECRET)
    first.chart.add_athlete(MARA)
    key = first.upkeep.recovery_key
    first.close()

    assert key
    assert are_sealed(directories)
    with pytest.raises(LockedRecords):
        _open(directories)
    with pytest.raises(WrongCredentials):
        _open(directories, Credentials(passphrase="in the locker"))
    for credentials in (SECRET, Credentials(recovery_key=key)):
        again = _open(directories, credentials)
        assert [view["family"] for view in again.store.all("athletes")] == ["Ortiz"]
        assert (again.upkeep.recovery_key, again.read_only) == ("", False)
        assert again.upkeep.verify() == []
        again.close()
    assert open_upkeep(directories, credentials=SECRET).verify() == []


@pytest.mark.usefixtures("cheap_keys")
def test_what_was_typed_before_encrypted_records_are_open_is_sealed_with_them(
    directories: Directories,
) -> None:
    first = _open(directories, SECRET)
    first.chart.add_athlete(MARA)
    first.drafts.save("capture-1", {"who": "Ortiz"})
    first.close()

    drafts = open_drafts(directories)
    drafts.save("capture-2", {"who": "Moss"})
    assert drafts.load("capture-1") is None
    again = _open(directories, SECRET, drafts=drafts)
    assert again.drafts is drafts
    assert (drafts.load("capture-1"), drafts.load("capture-2")) == ({"who": "Ortiz"}, {"who": "Moss"})
    assert sorted(file.suffix for file in directories.drafts.iterdir()) == [".sealed", ".sealed"]
    again.upkeep.set_passphrase(None)
    assert sorted(file.suffix for file in directories.drafts.iterdir()) == [".json", ".json"]
    again.close()
    assert open_drafts(directories).load("capture-1") == {"who": "Ortiz"}


@pytest.mark.usefixtures("cheap_keys")
@pytest.mark.parametrize("damage", ["gone", "empty"])
def test_records_whose_first_file_was_lost_are_still_known_to_be_encrypted(
    directories: Directories, damage: str
) -> None:
    """What is typed before they are open must not be written in the clear meanwhile."""
    first = _open(directories, SECRET)
    first.chart.add_athlete(MARA)
    first.close()
    if damage == "gone":
        directories.records.unlink()
    else:
        directories.records.write_bytes(b"")

    assert are_sealed(directories)
    open_drafts(directories).save("capture-1", {"who": "Ortiz"})
    assert list(directories.drafts.iterdir()) == []


@pytest.mark.usefixtures("cheap_keys")
def test_a_draft_that_finds_no_room_does_not_keep_the_records_from_being_opened(
    directories: Directories, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _open(directories, SECRET)
    first.chart.add_athlete(MARA)
    first.close()
    drafts, create = open_drafts(directories), Disk.create
    drafts.save("capture-1", {"who": "Ortiz"})

    def full(disk: Disk, path: Path) -> int:
        if path.parent == directories.drafts:
            raise OSError(errno.ENOSPC, "No space left on device")
        return create(disk, path)

    with monkeypatch.context() as patch:
        patch.setattr(Disk, "create", full)
        services = _open(directories, SECRET, drafts=drafts)
    assert len(services.store.all("athletes")) == 1
    assert drafts.load("capture-1") == {"who": "Ortiz"}
    services.close()


def test_the_second_copy_and_the_second_place_are_where_the_settings_say(
    directories: Directories, tmp_path: Path
) -> None:
    stick, disk = tmp_path / "stick", tmp_path / "disk"
    stick.mkdir()
    disk.mkdir()
    config = Config(second_copy=str(stick), backup_folder=str(disk))
    services = _open(directories, config=config)
    services.chart.add_athlete(MARA)
    services.chart.add_athlete({**MARA, "family": "Moss"})
    services.close()

    assert [file.name for file in stick.iterdir()] == ["records.tdb.twin"]
    assert len(list(disk.iterdir())) == 1
    info = open_upkeep(directories, config).info()
    assert info["second_copy"] == str(stick / "records.tdb.twin")
    assert len(info["backups"]) == 2
    services = _open(directories, config=Config(second_copy="off"))
    assert services.store.report == []
    services.close()


def test_the_clock_stands_where_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    assert clock_from_environment()() == datetime.fromisoformat(NOW)

    monkeypatch.setenv("TRAINER_TUI_NOW", "2026-10-09T20:00:00")
    assert clock_from_environment()().tzinfo is not None

    monkeypatch.setenv("TRAINER_TUI_NOW", "tonight")
    with pytest.raises(UsageError, match="TRAINER_TUI_NOW"):
        clock_from_environment()

    monkeypatch.delenv("TRAINER_TUI_NOW")
    assert clock_from_environment() is system_clock


def test_the_user_is_named_by_the_environment_then_the_settings_then_the_login(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LOGNAME", "login")
    assert current_user(Config()) == "login"
    assert current_user(Config(user="Settings")) == "Settings"
    monkeypatch.setenv("TRAINER_TUI_USER", "Environment")
    assert current_user(Config(user="Settings")) == "Environment"
