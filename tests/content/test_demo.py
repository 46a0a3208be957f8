"""The invented season: made again to the byte, wide enough to try everything on, and about nobody."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import tomllib
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from trainer_tui.domain.athletes import FIELDS
from trainer_tui.domain.dates import age_on, is_late_entry
from trainer_tui.domain.incidents import SOAP
from trainer_tui.paths import data_root

DEMO = data_root() / "demo"
MADE = (
    "school.toml",
    "roster.csv",
    "incidents.json",
    "statuses.json",
    "referrals.json",
    "follow_ups.json",
    "sessions.json",
    "treatments.json",
)
MAIN_CONDITIONS = ("back-spasms", "shoulder-instability", "turf-toe")


def _read(name: str) -> str:
    return (DEMO / name).read_text(encoding="utf-8")


SCHOOL = tomllib.loads(_read("school.toml"))
ROSTER = list(csv.DictReader(_read("roster.csv").splitlines()))
INCIDENTS: list[dict[str, Any]] = json.loads(_read("incidents.json"))
STATUSES: list[dict[str, Any]] = json.loads(_read("statuses.json"))
REFERRALS: list[dict[str, Any]] = json.loads(_read("referrals.json"))
FOLLOW_UPS: list[dict[str, Any]] = json.loads(_read("follow_ups.json"))
ANCHOR: date = SCHOOL["anchor"]
FINDINGS = {
    table["id"]: table for table in tomllib.loads((data_root() / "findings.toml").read_text())["finding"]
}


def _texts() -> list[str]:
    texts = [text for incident in INCIDENTS for text in incident.get("soap", {}).values()]
    texts += [incident["narrative"] for incident in INCIDENTS if "narrative" in incident]
    texts += [entry[name] for entry in FOLLOW_UPS for name in ("text", "reason") if entry.get(name)]
    texts += [entry[name] for entry in REFERRALS for name in ("reason", "question")]
    return texts + [step["outcome"] for entry in REFERRALS for step in entry["steps"] if "outcome" in step]


def _run(*arguments: str) -> str:
    command = [sys.executable, "-B", str(DEMO / "make_season.py"), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout


def test_the_season_is_made_again_to_the_byte(tmp_path: Path) -> None:
    _run("--to", str(tmp_path))
    stale = [name for name in MADE if (tmp_path / name).read_bytes() != (DEMO / name).read_bytes()]
    assert not stale, (
        f"run “python data/demo/make_season.py” again: {stale} no longer follow from their sources"
    )


def test_the_report_says_the_share_of_each_tier() -> None:
    lines = _run("--report").splitlines()
    assert lines[0] == f"70 athletes in 3 teams, {len(INCIDENTS) - 1} incidents"
    shares = {line.split()[0]: float(line.split()[2]) for line in lines[1:6]}
    assert list(shares) == ["EMS_NOW", "SAME_DAY", "H24_72", "ROUTINE", "none"]
    assert sum(shares.values()) == pytest.approx(100, abs=0.3)
    assert 0 < shares["EMS_NOW"] < 8
    assert shares["none"] + shares["ROUTINE"] + shares["H24_72"] > 75


def test_the_roster_has_the_columns_of_an_import() -> None:
    assert tuple(ROSTER[0]) == FIELDS[: len(ROSTER[0])]
    assert len(ROSTER) >= 66
    assert Counter(row["team"] for row in ROSTER).keys() == {team["name"] for team in SCHOOL["team"]}


def test_jerseys_are_unique_in_a_team_and_shared_between_teams() -> None:
    worn = Counter((row["team"], row["jersey"]) for row in ROSTER)
    assert max(worn.values()) == 1
    shared = Counter(row["jersey"] for row in ROSTER)
    assert sum(count > 1 for count in shared.values()) >= 10
    assert [row["team"] for row in ROSTER if row["jersey"] == "22"] == ["Football"]


def test_athletes_are_between_14_and_22_throughout_the_season() -> None:
    first = min(datetime.fromisoformat(incident["onset_at"]).date() for incident in INCIDENTS)
    births = [date.fromisoformat(row["birth_date"]) for row in ROSTER if row["birth_date"]]
    assert len(births) == len(ROSTER) - 1
    ages = [age_on(birth, day) for birth in births for day in (first, ANCHOR)]
    assert (min(ages), max(ages)) == (14, 22)


def test_names_come_in_many_scripts() -> None:
    scripts = {
        "Arabic": ("\u0600", "\u06ff"),
        "Hebrew": ("\u0590", "\u05ff"),
        "Greek": ("\u0370", "\u03ff"),
        "Cyrillic": ("\u0400", "\u04ff"),
        "Han": ("\u4e00", "\u9fff"),
        "Hangul": ("\uac00", "\ud7a3"),
    }
    for script, (low, high) in scripts.items():
        named = [row for row in ROSTER if any(low <= letter <= high for letter in row["preferred"])]
        assert named, script
        assert all(row["given"] and row["family"] for row in named)
    assert len({row["given"] + row["family"] for row in ROSTER}) == len(ROSTER)
    assert sum(not row["family"].isascii() for row in ROSTER) > 20


def test_alerts_are_told_from_nothing_asked() -> None:
    alerts = Counter(alert.split(":")[0] for row in ROSTER for alert in row["alerts"].split(";"))
    assert min(alerts[name] for name in ("sickle_trait", "asthma", "allergy", "medication")) >= 2
    assert alerts["none_known"] > 20
    assert alerts[""] > 5


def test_no_telephone_number_is_real() -> None:
    phones = [row["emergency_phone"] for row in ROSTER]
    assert all(re.fullmatch(r"555-01\d\d", phone) for phone in phones)
    assert len(set(phones)) == len(phones)
    elsewhere = [text for text in _texts() if re.search(r"\d{3}[-. ]?\d{4}", text)]
    assert elsewhere == []


def test_every_condition_has_many_incidents_and_every_cause_occurs() -> None:
    told = Counter(incident.get("condition") for incident in INCIDENTS)
    assert sum(told[name] for name in MAIN_CONDITIONS) >= 130
    for name in MAIN_CONDITIONS:
        page = tomllib.loads((data_root() / "conditions" / f"{name}.toml").read_text(encoding="utf-8"))
        causes = {cause for i in INCIDENTS if i.get("condition") == name for cause in i.get("causes", ())}
        assert causes == {cause["id"] for cause in page["causes"]}, name
        assert told[name] >= 40


def test_answers_are_those_a_sweep_gives() -> None:
    answers: Counter[str] = Counter()
    for incident in INCIDENTS:
        for name, answer in incident["findings"].items():
            answers[str(answer)] += 1
            assert name in FINDINGS
            if answer == "absent_in_bulk":
                assert FINDINGS[name]["ask"] == "sign"
    assert min(answers[kind] for kind in ("True", "False", "absent_in_bulk")) > 100
    region = "lumbosacral"
    sweep = tomllib.loads((data_root() / "sweeps" / f"{region}.toml").read_text(encoding="utf-8"))
    asked = {*sweep["page_one"], *sweep["page_two"]}
    there = [i for i in INCIDENTS if i["diagnoses"][0]["region"] == region]
    assert all(asked - i["findings"].keys() for i in there)


def test_a_story_of_saddle_numbness_is_among_them() -> None:
    told = [i for i in INCIDENTS if i["findings"].get("saddle_numbness") is True]
    assert len(told) == 1
    assert told[0]["soap"].keys() == set(SOAP)


def test_guests_late_entries_corrections_and_a_void_occur() -> None:
    assert sum("guest" in i["athlete"] for i in INCIDENTS) >= 3
    late = [i for i in INCIDENTS if is_late_entry(i["onset_at"], i["reported_at"])]
    assert 3 <= len(late) <= 12
    acts = Counter(entry["act"] for entry in FOLLOW_UPS)
    assert acts["void"] == 1
    assert acts["change_tier"] == 1
    assert acts["note"] >= 20
    assert sum(entry["act"] == "amend" and bool(entry["reason"]) for entry in FOLLOW_UPS) >= 2


def test_referrals_stand_in_different_places() -> None:
    last = Counter(entry["steps"][-1]["state"] if entry["steps"] else "recommended" for entry in REFERRALS)
    assert last.keys() >= {"recommended", "acknowledged", "seen", "closed", "declined"}


def test_all_of_it_lies_before_the_day_it_is_shown_as_today() -> None:
    """Only dates without a time may fall on that day, so that it may be early in the morning."""
    timed = [entry["at"] for entry in FOLLOW_UPS]
    timed += [incident["reported_at"] for incident in INCIDENTS]
    timed += [step["at"] for entry in REFERRALS for step in (entry, *entry["steps"])]
    assert max(timed) < ANCHOR.isoformat()
    assert max(timed) > (ANCHOR - timedelta(days=1)).isoformat()
    assert max(entry["at"] for entry in STATUSES) == ANCHOR.isoformat()


def test_no_text_names_a_day_a_dose_or_a_clearance() -> None:
    """Days move with the season; doses and words that sound like a clearance have no place in a record."""
    refused = re.compile(
        r"\b(mon|tues|wednes|thurs|fri|satur|sun)day\b"
        r"|\b(january|february|march|april|june|july|august|september|october|november|december)\b"
        r"|\d\s*(mg|g|mcg|ml|l/min|units?|tablets?)\b"
        r"|\b(cleared|safe to|ok to|okay|good to go|fit to play)\b",
        re.IGNORECASE,
    )
    assert [text for text in _texts() if refused.search(text)] == []


def test_narratives_vary() -> None:
    narratives = [incident["narrative"] for incident in INCIDENTS if "narrative" in incident]
    assert len(narratives) >= 130
    assert len(set(narratives)) >= 0.95 * len(narratives)
    assert not [text for text in _texts() if "{" in text or "}" in text]
