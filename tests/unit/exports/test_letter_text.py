"""The letter in plain text fits a terminal and holds everything the letter says."""

from __future__ import annotations

import pytest

from tests.handing_over import Office, whole
from tests.nasty import NASTY
from trainer_tui.domain.handover import Material
from trainer_tui.domain.plain_text import cell_width
from trainer_tui.exports.text import WIDTH, render


def plain(office: Office, incidents: list[str]) -> str:
    return whole(render(office.packet(Material.CASES, incidents)))[""].decode()


def test_lines_are_at_most_78_columns_and_nothing_is_lost() -> None:
    office = Office()
    ident = office.shoulder()
    text = plain(office, [ident])
    letter = office.letter(ident)
    assert max(cell_width(line) for line in text.split("\n")) <= WIDTH
    flowing = " ".join(text.split())
    for entry in (*letter.first, *letter.sbar, *letter.answers, *letter.story, *letter.reply):
        assert " ".join(entry.text.split()) in flowing
    assert " ".join(" ".join(letter.foot).split()) in flowing


def test_what_decides_stands_in_the_first_third() -> None:
    office = Office()
    lines = plain(office, [office.shoulder()]).split("\n")
    told = [line[: line.index(":")] for line in lines[4:] if line[:1].isupper() and ":" in line[:16]]
    third = "\n".join(lines[: len(lines) // 2])
    assert told[:3] == ["Question", "What happened", "Positive"]
    assert all(word in third for word in ("Mara Ortiz", "ACTIVATE EMS NOW", "Alerts:", "Guardian:"))


def test_several_incidents_are_one_text() -> None:
    office = Office()
    text = plain(office, [office.shoulder(), office.incident({"guest": "14 Riverside"})])
    assert text.count("REFERRAL LETTER") == 2
    assert "Guest: 14 Riverside" in text


@pytest.mark.parametrize(
    "name", [name for name, text in NASTY.items() if "\x00" not in text and text.strip()]
)
def test_text_of_a_person_shows_and_cannot_act(name: str) -> None:
    office = Office()
    office.shoulder()
    ident = office.shoulder(narrative=NASTY[name])
    text = plain(office, [ident])
    assert not any((ord(c) < 0x20 and c != "\n") or 0x7F <= ord(c) < 0xA0 for c in text)
    assert not any(c in text for c in "\u202a\u202b\u202c\u202d\u202e")


def test_a_label_without_room_beside_it_stands_on_a_line_of_its_own() -> None:
    office = Office()
    office.athlete()
    lines = plain(office, [office.incident()]).split("\n")
    below = lines[lines.index("Nerves, vessels, vital signs:") + 1]
    assert below.strip().startswith("Nerves and vessels: not assessed.")
