"""Treatments and sessions as tables; where nobody may be recognised only counts remain."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from tests.handing_over import MARA_IN_FULL, Office, whole
from trainer_tui.domain.handover import Files, Material
from trainer_tui.domain.records import TREATMENTS
from trainer_tui.domain.vocabulary import Purpose
from trainer_tui.exports.csv import render

TEAM = str(MARA_IN_FULL["team"])


@pytest.fixture
def office() -> Office:
    office = Office()
    incident = office.shoulder()
    office.athlete(jersey="7", family="Lindqvist", team=TEAM)
    log = office.treatments
    taped = {"services": ["taping_bracing"], "region": "ankle", "side": "left", "note": "=1+1"}
    log.add([{**taped, "athlete": {"jersey": number}} for number in ("22", "7")])
    log.add([{"incident": incident, "services": ["cryotherapy", "education"], "minutes": 15}])
    wrong = log.add([{**taped, "athlete": {"jersey": "7"}}])[0]
    office.chart.mistakes.void(TREATMENTS, wrong, "wrong athlete")
    session = {"team": TEAM, "kind": "practice", "start": "2026-10-09T16:00:00-05:00", "planned_min": 50}
    levels = [{"athlete": {"jersey": "22"}, "level": "absent_health"}]
    office.sessions.add([{**session, "exceptions": levels, "venue": "Main field", "surface": "ice"}])
    office.sessions.void(office.sessions.add([session])[0], "entered twice")
    return office


def written(office: Office, purpose: Purpose = Purpose.TREATMENT) -> Files:
    return whole(render(office.packet(Material.TABLES, purpose=purpose)))


def read(files: Files, table: str) -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO(files[f"{table}.csv"].decode(), newline=""), strict=True))


def test_each_treatment_is_a_row_and_says_whether_it_was_in_error(office: Office) -> None:
    rows = read(written(office), "treatments")
    assert [row["services"] for row in rows] == ["taping_bracing"] * 2 + [
        "cryotherapy; education",
        "taping_bracing",
    ]
    assert (rows[0]["region"], rows[0]["side"], rows[0]["note"]) == ("ankle", "left", "'=1+1")
    assert (rows[2]["kind"], rows[2]["minutes"]) == ("new_injury", "15")
    assert rows[2]["incident"] == read(written(office), "incidents")[0]["id"]
    assert (rows[3]["state"], rows[3]["void_reason"]) == ("entered_in_error", "wrong athlete")


def test_a_session_has_its_counts_and_each_exception_a_row(office: Office) -> None:
    files = written(office)
    kept, void = read(files, "sessions")
    assert (kept["athletes"], kept["full"], kept["absent_health"], kept["dnp"]) == ("2", "1", "1", "0")
    assert (kept["athlete_exposures"], kept["hours"], kept["surface"]) == ("1", "0.83", "ice")
    assert len(kept["roster"].split("; ")) == 2
    assert void["state"] == "entered_in_error"
    (exception,) = read(files, "participations")
    assert (exception["session"], exception["level"], exception["minutes"]) == (
        kept["id"],
        "absent_health",
        "",
    )
    assert exception["athlete"] in kept["roster"]


def test_deidentified_tables_keep_counts_alone(office: Office) -> None:
    files = written(office, Purpose.AGGREGATE)
    assert {"treatments.csv", "participations.csv"}.isdisjoint(files)
    assert read(files, "service_counts") == [
        {"kind": "new_injury", "service": "cryotherapy", "times": "1", "people": "1"},
        {"kind": "new_injury", "service": "education", "times": "1", "people": "1"},
        {"kind": "preventive", "service": "taping_bracing", "times": "2", "people": "2"},
    ]
    (session,) = read(files, "sessions")
    assert session["start"] == "2026-W41"
    assert session["athlete_exposures"] == "1"
    assert not {"team", "venue", "roster", "void_reason"} & set(session)
    text = "".join(content.decode() for name, content in files.items() if "dictionary" not in name)
    ids = [*office.chart.records.athletes, *office.chart.records.sessions, *office.chart.records.treatments]
    assert [secret for secret in (*ids, TEAM, "Main field", "1+1", "16:00") if secret in text] == []
