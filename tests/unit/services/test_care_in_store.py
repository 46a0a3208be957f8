"""Services and sessions on a real store: written, closed and read again; a store without them as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.fakes import FixedClock
from tests.team import MARA, shipped_library
from trainer_tui import bootstrap
from trainer_tui.bootstrap import Services
from trainer_tui.config import Config
from trainer_tui.domain.credentials import Credentials
from trainer_tui.domain.records import SESSIONS, TREATMENTS
from trainer_tui.paths import Directories

SESSION: dict[str, Any] = {
    "team": "Varsity",
    "kind": "practice",
    "start": "2026-10-09T16:00:00-05:00",
    "planned_min": 90,
    "exceptions": [{"athlete": {"jersey": "22"}, "level": "modified", "minutes": 30}],
}


def opened(folder: Path, credentials: Credentials | None = None) -> Services:
    return bootstrap.open_records(
        Directories.find(folder),
        Config(),
        shipped_library(),
        user="Ada Trainer",
        clock=FixedClock(),
        credentials=credentials,
    )


def test_they_are_read_again_as_they_were_written(tmp_path: Path) -> None:
    services = opened(tmp_path)
    services.chart.add_athlete(MARA)
    (treatment,) = services.treatments.add(
        [{"athlete": {"jersey": "22"}, "services": ["heat"], "minutes": 5}]
    )
    (session,) = services.sessions.add([SESSION])
    services.sessions.amend(session, {"venue": "Hall"}, "rain")
    written = services.treatments.treatment(treatment), services.sessions.session(session)
    services.close()
    again = opened(tmp_path)
    assert (again.treatments.treatment(treatment), again.sessions.session(session)) == written
    athlete = again.chart.athletes()[0].id
    assert [found.id for found in again.treatments.listed(athlete=athlete)] == [treatment]
    assert again.upkeep.verify() == []
    again.close()


def test_a_store_from_before_opens_unchanged_and_has_none(tmp_path: Path) -> None:
    services = opened(tmp_path)
    services.chart.add_athlete(MARA)
    assert {TREATMENTS, SESSIONS}.isdisjoint(services.upkeep.info().get("records", {}))
    services.close()
    records = Directories.find(tmp_path).records
    before = records.read_bytes()
    again = opened(tmp_path)
    assert (again.treatments.listed(), again.sessions.listed()) == ([], [])
    assert again.treatments.workload().services == 0
    again.close()
    assert records.read_bytes() == before
