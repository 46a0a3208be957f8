"""The packet for review and the travel pack: who stands on them, what is never said, how they are locked."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.handing_over import MARA_IN_FULL, Office
from tests.nasty import NOBODYS
from trainer_tui.domain.errors import BadInput, FieldError
from trainer_tui.domain.handover import Material, Packet
from trainer_tui.domain.vocabulary import Purpose, ReferralState
from trainer_tui.exports import packet as review
from trainer_tui.exports import travel
from trainer_tui.exports.letter_words import Times
from trainer_tui.services.gathering import Selection

TEAM = "Varsity Soccer"


@pytest.fixture
def office() -> Office:
    return Office()


def gathered(office: Office, material: Material, team: str = TEAM) -> Packet:
    return office.gathering.packet(material, Selection(team=team), "Dr Lee", Purpose.TREATMENT)


def pages(document: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(document)).pages]


def test_the_packet_lists_who_is_open_the_most_urgent_first_and_what_it_waits_for(office: Office) -> None:
    urgent = office.shoulder()
    office.athlete(**{**MARA_IN_FULL, "family": "Kimura", "jersey": "8"})
    calm = office.incident("8", onset_at="2026-10-09T19:50:00-05:00")
    office.athlete(**{**MARA_IN_FULL, "family": "Elsewhere", "jersey": "9", "team": "Junior"})
    office.incident("9", onset_at="2026-10-09T19:50:00-05:00")
    office.chart.referrals.add(urgent, {"to": "Mercy Clinic"})
    packet = gathered(office, Material.OPEN)
    assert [case.incident.id for case in packet.cases] == [urgent, calm]
    first, *sections = pages(review.render(packet)[""])
    assert first.startswith("Packet for review: Varsity Soccer")
    assert "2 open incidents, the most urgent first" in first
    assert first.index("Mara Ortiz ▲▲ ACTIVATE EMS NOW") < first.index("Mara Kimura")
    assert "referral to Mercy Clinic: recommended since 9 Oct 2026, 20:00" in first
    assert "Elsewhere" not in " ".join(sections)
    assert sections[0].startswith("1 Mara Ortiz born 14 Mar 2009")
    assert "Dived for a ball" in " ".join(sections)
    assert "Reply slip" not in " ".join(sections)


def test_the_packet_names_a_guardian_to_tell_and_a_follow_up_that_was_set(office: Office) -> None:
    ident = office.shoulder()
    office.chart.follow_ups.add(ident, {"on": "2026-10-09", "text": "Ask for the picture"})
    packet = gathered(office, Material.OPEN)
    assert packet.incidents == (ident,)
    waiting = " ".join(review.waiting_for(packet.cases[0], Times(packet.written_at)))
    assert "Ask for the picture" in waiting
    assert "guardian" in waiting


def test_guests_are_reviewed_where_nobody_is_on_the_roster(office: Office) -> None:
    ident = office.incident({"guest": "14 Riverside"})
    assert [case.incident.id for case in gathered(office, Material.OPEN, "").cases] == [ident]


def test_a_closed_incident_is_reviewed_only_while_its_referral_is_open(office: Office) -> None:
    ident = office.shoulder()
    referral = office.chart.referrals.add(ident, {"to": "Mercy Clinic"})
    office.chart.close_incident(ident, "healed")
    assert len(gathered(office, Material.OPEN).cases) == 1
    office.chart.referrals.advance(referral, ReferralState.CLOSED, outcome="Seen elsewhere")
    with pytest.raises(BadInput, match="nothing to review"):
        gathered(office, Material.OPEN)


def test_a_void_incident_is_not_reviewed(office: Office) -> None:
    office.chart.void_incident(office.shoulder(), "wrong athlete")
    with pytest.raises(BadInput, match="nothing to review"):
        gathered(office, Material.OPEN)


@pytest.mark.parametrize("material", [Material.OPEN, Material.PEOPLE])
def test_a_team_that_nobody_is_in_is_said(office: Office, material: Material) -> None:
    office.shoulder()
    with pytest.raises(FieldError, match="nobody on the roster is in it"):
        gathered(office, material, "Chess")


def test_what_nobody_asked_is_never_taken_for_none(office: Office) -> None:
    office.athlete(**{**MARA_IN_FULL, "alerts": []})
    office.athlete(**{**MARA_IN_FULL, "family": "Kimura", "jersey": "8", "alerts": ["none_known"]})
    office.athlete(**{"family": "Novak", "jersey": "9", "team": TEAM, "alerts": ["asthma", "allergy:nuts"]})
    office.athlete(**{"family": "Elsewhere", "jersey": "7", "team": "Junior"})
    (text,) = pages(travel.render(gathered(office, Material.PEOPLE))[""])
    assert (
        "Mara Ortiz 22 14 Mar 2009 (17) Ana Ortiz (mother) 555 0100 never asked never asked never asked"
        in text
    )
    assert "555 0100 none known none known none known" in text
    assert "Novak 9 never asked never asked nuts never asked asthma" in text
    assert "Elsewhere" not in text
    assert "3 athletes" in text


def test_what_is_known_of_one_kind_says_nothing_of_the_others_and_both_contacts_are_named(
    office: Office,
) -> None:
    asked = ["no_allergy_known", "medication:salbutamol"]
    second = {"second_contact": "Luis Ortiz", "second_relation": "father", "second_phone": "555 0101"}
    office.athlete(**{**MARA_IN_FULL, "alerts": asked, **second, "inhaler_place": "Left pocket"})
    (text,) = pages(travel.render(gathered(office, Material.PEOPLE))[""])
    contacts = "Ana Ortiz (mother) 555 0100 Luis Ortiz (father) 555 0101"
    assert f"{contacts} none known salbutamol inhaler is: Left pocket never asked" in text


def test_the_day_until_which_it_is_valid_stands_on_every_page(office: Office) -> None:
    for number in range(60):
        office.athlete(family=f"Player {number}", jersey=str(number), team=TEAM)
    packet = gathered(office, Material.PEOPLE)
    text = pages(travel.render(packet)[""])
    assert len(text) > 1
    assert all("Valid until 23 Oct 2026" in page for page in text)
    until = replace(packet, valid_until=date(2026, 10, 11))
    assert all("Valid until 11 Oct 2026" in page for page in pages(travel.render(until)[""]))


@pytest.mark.parametrize(("material", "paper"), [(Material.OPEN, review), (Material.PEOPLE, travel)])
def test_they_are_the_same_bytes_again_and_locked_with_a_password(
    office: Office, material: Material, paper: object
) -> None:
    office.shoulder()
    packet = gathered(office, material)
    render = review.render if paper is review else travel.render
    assert render(packet) == render(packet)
    reader = PdfReader(io.BytesIO(render(replace(packet, password="ruhig am Rand"))[""]))
    assert reader.is_encrypted
    assert not reader.decrypt("")
    assert reader.decrypt("ruhig am Rand")


def test_what_leaves_is_told_before_of_the_team_that_is_chosen(office: Office) -> None:
    ident = office.shoulder()
    office.athlete(**{"family": "Novak", "jersey": "9", "team": "Chess"})
    told = office.handoff.leaving("packet", Purpose.TREATMENT, team=TEAM).sections
    assert [(section.title, section.entries) for section in told[:3]] == [
        ("List", 1),
        ("Head", 1),
        ("First third", 1),
    ]
    assert "waiting for" in told[0].fields
    (ours,) = office.handoff.leaving("travel", Purpose.TREATMENT, team=TEAM).sections
    assert (ours.entries, "whom to call" in ours.fields, "allergies" in ours.fields) == (1, True, True)
    (chess,) = office.handoff.leaving("travel", Purpose.TREATMENT, team="Chess").sections
    assert chess.fields == ("name", "number")
    with pytest.raises(BadInput, match="nothing to review"):
        office.handoff.leaving("packet", Purpose.TREATMENT, team="Chess")
    with pytest.raises(FieldError, match="can be guessed"):
        office.handoff.leaving("packet", Purpose.TREATMENT, team=TEAM, password="short")
    assert gathered(office, Material.OPEN).incidents == (ident,)


def test_a_travel_pack_is_on_record_for_everybody_who_stands_on_it(office: Office, tmp_path: Path) -> None:
    members = [office.athlete(family=f"Player {number}", team=TEAM) for number in range(2)]
    office.athlete(family="Novak", team="Chess")
    office.handoff.export(
        "travel",
        tmp_path / "a.pdf",
        team=TEAM,
        recipient="Bus",
        purpose=Purpose.TREATMENT,
        password="blue field",
    )
    disclosure = office.handoff.last_disclosure("travel")
    assert disclosure is not None
    assert list(disclosure.athletes) == members
    assert not disclosure.records


def test_papers_that_cannot_be_written_name_whose_entry_it_is(office: Office) -> None:
    office.shoulder()
    office.athlete(**{**MARA_IN_FULL, "family": f"Ito{NOBODYS}", "jersey": "9"})
    office.incident("9")
    for material, paper, who in (
        (Material.OPEN, review, "incident 2 (no. 9)"),
        (Material.PEOPLE, travel, "athlete 1 (no. 9)"),
    ):
        with pytest.raises(BadInput) as refusal:
            paper.render(gathered(office, material))
        assert f" with {who}: no font on this computer can show these characters" in refusal.value.message
