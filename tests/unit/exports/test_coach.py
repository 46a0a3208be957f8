"""The sheet for the coach holds names and availability words, and nothing clinical."""

from __future__ import annotations

import re

from tests.handing_over import Office
from trainer_tui.domain.handover import Material
from trainer_tui.exports.coach import render


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


def test_an_empty_roster_is_said() -> None:
    assert "Nobody is on the roster." in sheet(Office())


def test_a_name_cannot_forge_a_line() -> None:
    office = Office()
    office.athlete(family="Ortiz\x1b[2J", team="Varsity")
    text = sheet(office)
    assert "\x1b" not in text
    assert "Ortiz␛[2J  full" in text
