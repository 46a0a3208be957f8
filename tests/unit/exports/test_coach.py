"""The sheet for the coach holds names and availability words, and nothing clinical."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pytest

from tests.handing_over import Office, season
from tests.team import shipped_library
from trainer_tui.domain.handover import Material
from trainer_tui.domain.incidents import Incident
from trainer_tui.domain.plain_text import visible
from trainer_tui.domain.records import UNITS
from trainer_tui.domain.vocabulary import Availability, Worded
from trainer_tui.exports.coach import render

SHORTEST = 4


def sheet(office: Office) -> str:
    return render(office.packet(Material.ROSTER))[""].decode()


def test_who_is_out_stands_first_under_the_team() -> None:
    office = Office()
    office.athlete(family="Abel", team="Varsity")
    office.status(office.athlete(family="Baker", team="Varsity"), "2026-10-09", "limited")
    office.status(office.athlete(family="大谷", given="翔平", team="Varsity"), "2026-10-09", "out")
    office.athlete(family="Cole", team="Junior")
    assert sheet(office).split("\n") == [
        "Availability as recorded 9 Oct 2026, 20:00",
        "",
        "Junior",
        "  Cole  full",
        "",
        "Varsity",
        "  翔平 大谷  out",
        "  Baker      limited",
        "  Abel       full",
        "",
    ]


def test_no_clinical_word_of_the_record_is_on_it() -> None:
    office = Office()
    office.athlete(
        **{
            "jersey": "22",
            "given": "Mara",
            "family": "Ortiz",
            "alerts": ["sickle_trait", "allergy:penicillin"],
        }
    )
    ident = office.shoulder(narrative="Supraspinatus haemarthrosis")
    office.chart.referrals.add(ident, {"to": "Orthopaedics", "question": "Labrum?"})
    text = sheet(office)
    words = set(re.findall(r"[a-z]+", text.lower()))
    assert words == {"availability", "as", "recorded", "oct", "no", "team", "mara", "ortiz", "out"}


@pytest.fixture(scope="module")
def whole_season() -> Office:
    return season()


def test_of_the_whole_season_it_holds_each_name_with_its_word_under_its_team_and_no_other_line(
    whole_season: Office,
) -> None:
    first, *lines = sheet(whole_season).rstrip("\n").split("\n")
    assert first == "Availability as recorded 9 Oct 2026, 20:00"
    athletes = whole_season.chart.athletes()
    told = [re.sub(" {2,}", "  ", line.strip()) for line in lines if line.startswith("  ")]
    standing = whole_season.chart.records.standing
    assert sorted(told) == sorted(f"{a.name}  {standing(a.id).availability.words}" for a in athletes)
    assert {line.rpartition("  ")[2] for line in told} == {"full", "limited", "out"}
    heads = [line for line in lines if line and not line.startswith("  ")]
    assert heads == sorted({athlete.team for athlete in athletes})


def test_of_the_whole_season_nothing_that_is_on_record_is_on_it_but_names_and_teams(
    whole_season: Office,
) -> None:
    on_record = everything_said(whole_season)
    assert len(on_record) > 2500
    assert leaks(sheet(whole_season), on_record) == []


def test_whatever_leaked_would_be_seen(whole_season: Office) -> None:
    changes = whole_season.store.all("status_changes")
    on_record = everything_said(whole_season)
    for kind in ("restrictions", "reason", "decided_by"):
        said = {text for change in changes for text in texts(change[kind])}
        assert said
        assert {text for text in said if len(text) >= SHORTEST} <= on_record
    unseen = [text for text in on_record if not leaks(f"  Mara Ortiz  out {visible(text)}\n", {text})]
    assert unseen == []


def leaks(text: str, on_record: set[str]) -> list[str]:
    """Return what of the record stands in a text, whatever its case."""
    lower = text.lower()
    words = (visible(each).lower() for each in on_record)
    return sorted(each for each in words if re.search(rf"(?<!\w){re.escape(each)}(?!\w)", lower))


def everything_said(office: Office) -> set[str]:
    """Return every text and code of every kind of record, and of the vocabulary in words, but what may leave.

    Names and teams may, and the words of availability; the shortest texts stand in any file by chance.
    """
    library = shipped_library()
    views = [view for kind in UNITS for view in office.store.all(kind)]
    assert {view.kind for view in views} == set(UNITS)
    may_leave = {word.words for word in Availability}
    for view in views:
        if view.kind == "athletes":
            may_leave |= {view[name] or "" for name in ("given", "family", "preferred", "team")}
    found = {text for view in views for text in (*texts([*view.fields.values()]), view.void_reason or "")}
    found |= {alert.partition(":")[2] for alert in found if alert.startswith(("allergy:", "medication:"))}
    found |= {member.words for words in Worded.__subclasses__() for member in words}
    found |= {library.rules.vocabulary[name].prompt for name in library.rules.vocabulary}
    found |= {
        name for incident in office.chart.records.incidents.values() for name in named(office, incident)
    }
    teams = {athlete.team for athlete in office.chart.athletes()}
    return {text for text in found - may_leave - teams if len(text) >= SHORTEST}


def named(office: Office, incident: Incident) -> tuple[str, ...]:
    return office.chart.condition_name(incident), *office.chart.cause_names(incident)


def texts(value: object) -> Iterator[str]:
    """Yield every text inside a value, the names of its parts included where they are codes."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield key
            yield from texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts(part)


def test_an_empty_roster_is_said() -> None:
    assert "Nobody is on the roster." in sheet(Office())


def test_a_name_cannot_forge_a_line() -> None:
    office = Office()
    office.athlete(family="Ortiz\x1b[2J", team="Varsity")
    text = sheet(office)
    assert "\x1b" not in text
    assert "Ortiz␛[2J  full" in text
