"""The sheet for the coach holds names and availability words, and nothing clinical."""

from __future__ import annotations

import re

from tests.handing_over import Office
from tests.team import shipped_library
from trainer_tui.domain.handover import Material
from trainer_tui.domain.vocabulary import Tier
from trainer_tui.exports.coach import render
from trainer_tui.paths import data_root
from trainer_tui.services.demo import load_demo


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


def test_of_the_whole_demo_season_no_clinical_word_is_on_it() -> None:
    office = Office()
    library = shipped_library()
    load_demo(office.ledger, library.reference, library.rules, library.sweeps, data_root() / "demo")
    text = sheet(office).lower()
    clinical = clinical_strings(office)
    assert len(clinical) > 1000
    assert [word for word in clinical if re.search(rf"(?<!\w){re.escape(word.lower())}(?!\w)", text)] == []
    names = {athlete.name for athlete in office.chart.athletes()}
    for line in sheet(office).split("\n")[2:]:
        if line.startswith("  "):
            name, _, word = line.strip().rpartition("  ")
            assert name.strip() in names
            assert word in {"full", "limited", "out"}


def clinical_strings(office: Office) -> set[str]:
    """Return every word of the record that a coach must not read, in the words of the paper and as stored."""
    tables = office.packet(Material.TABLES).tables
    case = office.packet(Material.CASES)
    notes = [signed.note for signed in tables.notes]
    found: set[str] = {note.text for note in notes} | {note.heading for note in notes}
    for incident in tables.incidents:
        found |= {incident.condition or "", office.chart.condition_name(incident), *incident.causes}
        found |= {*office.chart.cause_names(incident), incident.kind.words}
        for diagnosis in incident.diagnoses:
            found |= {
                diagnosis.region.value,
                diagnosis.region.words,
                diagnosis.side.words,
                diagnosis.osiics or "",
            }
            found |= {diagnosis.tissue.words if diagnosis.tissue else ""}
    for athlete in tables.athletes:
        found |= {
            *athlete.alerts,
            athlete.birth_date or "",
            athlete.emergency_contact,
            athlete.emergency_phone,
        }
        found |= {alert.partition(":")[2] for alert in athlete.alerts}
    for assessment in tables.assessments:
        found |= {*assessment.findings, *(case.vocabulary[name].prompt for name in assessment.findings)}
    for change in tables.status_changes:
        found |= {*change.restrictions, change.decided_by, change.cleared_by}
    for referral in tables.referrals:
        found |= {referral.to, referral.reason, referral.question, referral.outcome, referral.route}
    for treatment in tables.treatments:
        found |= {*(service.words for service in treatment.services), treatment.note}
    found |= {tier.words for tier in Tier} | {tier.value for tier in Tier}
    found |= {match.rule.id for each in case.cases for match in each.triage.matches}
    return {text for text in found if len(text) > 3}


def test_an_empty_roster_is_said() -> None:
    assert "Nobody is on the roster." in sheet(Office())


def test_a_name_cannot_forge_a_line() -> None:
    office = Office()
    office.athlete(family="Ortiz\x1b[2J", team="Varsity")
    text = sheet(office)
    assert "\x1b" not in text
    assert "Ortiz␛[2J  full" in text
