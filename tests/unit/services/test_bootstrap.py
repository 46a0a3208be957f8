"""The parts put together: a cheap library, then the records on a real disk."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from tests.team import MARA, ONSET
from trainer_tui.bootstrap import (
    clock_from_environment,
    current_user,
    open_drafts,
    open_library,
    open_records,
    open_upkeep,
)
from trainer_tui.config import Config
from trainer_tui.domain.dates import system_clock
from trainer_tui.domain.errors import StoreError, UsageError
from trainer_tui.paths import Directories

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
        "print([name for name in sys.modules if name.split('.')[0] in ('tinydb', 'textual', 'typst')])\n"
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
