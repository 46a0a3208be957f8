"""The letter in plain text fits a terminal and holds everything the letter says."""

from __future__ import annotations

import pytest

from tests.handing_over import Office, whole
from tests.nasty import NASTY
from trainer_tui.domain.handover import Material
from trainer_tui.domain.plain_text import cell_width
from trainer_tui.exports.plain import WIDTH, table
from trainer_tui.exports.text import render


def plain(office: Office, incidents: list[str]) -> str:
    return whole(render(office.packet(Material.CASES, incidents)))[""].decode()


def widest(text: str) -> int:
    return max(cell_width(line) for line in text.split("\n"))


def test_lines_are_at_most_78_columns_and_nothing_is_lost() -> None:
    office = Office()
    ident = office.shoulder()
    text = plain(office, [ident])
    letter = office.letter(ident)
    assert widest(text) <= WIDTH
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


@pytest.mark.parametrize(
    "typed",
    [
        "大谷翔平は右肩を痛めた。" * 20,
        "어깨가 아프다고 말했다. " * 20,
        "a" * 77 + "谷",
        "นักกีฬาเจ็บไหล่ขวา " * 20,
    ],
)
def test_wide_scripts_fit_too_and_nothing_of_them_is_lost(typed: str) -> None:
    office = Office()
    text = plain(office, [office.shoulder(narrative=typed)])
    assert "".join(typed.split()) in "".join(text.split())
    assert widest(text) <= WIDTH


def test_checks_stand_in_columns_under_their_times() -> None:
    office = Office()
    lines = plain(office, [office.shoulder()]).split("\n")
    start = lines.index("Nerves, vessels, vital signs:") + 1
    assert lines[start : start + 6] == [
        "  by Sam Reyes; – not assessed                   19:44    19:46",
        "  Arm pulse weak or absent, or arm pale or cold  absent   –",
        "  Outer shoulder numb, or wrist or hand weak     PRESENT  –",
        "  Heart rate /min                                –        104",
        "  Blood pressure mmHg                            –        118/76",
        "  Temperature, another site °C                   –        37.1",
    ]


def test_as_many_checks_as_a_letter_shows_have_room_beside_the_names_of_the_rows() -> None:
    heads = ["– not assessed", *(f"19:4{n}\nbefore reduction\nPapadopoulos" for n in range(6))]
    lines = table(heads, [["Arm pulse weak or absent", *["PRESENT"] * 6]], "  ")
    assert widest("\n".join(lines)) <= WIDTH
    stacked = ["before", "reduction", "Papadopou", "los", "PRESENT"]
    assert [line[18:].split() for line in lines[:6]] == [
        [f"19:4{n}" for n in range(6)],
        *([word] * 6 for word in stacked),
    ]
    assert " ".join(line[:18].strip() for line in lines[5:]) == "Arm pulse weak or absent"
