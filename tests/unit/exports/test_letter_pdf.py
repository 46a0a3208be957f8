"""The letter on paper: one page, tagged, the same bytes every time, and no name with holes."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

import trainer_tui.exports.letter_pdf as letter_pdf
from tests.handing_over import MARA_IN_FULL, Office
from tests.nasty import NASTY
from tests.team import diagnosis
from trainer_tui.domain.errors import BadInput
from trainer_tui.domain.handover import Material

# No font has these: they are not assigned to any writing.
NOBODYS = "\U0003aaaa\U0003bbbb"


@pytest.fixture
def office() -> Office:
    return Office()


def printed(office: Office, *incidents: str) -> bytes:
    return letter_pdf.render(office.packet(Material.CASES, incidents))[""]


def pages(document: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(document)).pages]


def named(office: Office, family: str) -> str:
    office.athlete(**{**MARA_IN_FULL, "family": family, "jersey": "9"})
    return office.incident("9", findings={"shoulder_dislocated": True})


def test_a_typical_record_is_one_page_with_a_reply_slip(office: Office) -> None:
    text = pages(printed(office, office.shoulder()))
    assert len(text) == 1
    assert "Page 1 of 1" in text[0]
    assert "Reply slip: please send back to Sam Reyes, telephone 555 0177" in text[0]
    assert "Dived for a ball and landed on the outstretched right arm." in text[0]


def test_safety_items_that_were_not_assessed_are_named_on_the_page(office: Office) -> None:
    ident = office.shoulder()
    case, packet = office.case(ident)
    flowing = " ".join(pages(printed(office, ident))[0].split())
    for finding in case.triage.not_assessed:
        if finding in case.safety:
            assert packet.vocabulary[finding].prompt in flowing


@pytest.mark.parametrize("region", ["lumbosacral", "unspecified", "multiple", "head", "foot"])
def test_a_sweep_of_which_almost_nothing_was_answered_is_one_page(office: Office, region: str) -> None:
    ident = office.shoulder(
        diagnoses=[diagnosis(region=region, side="unknown")], findings={"back_pain": True}, causes=[]
    )
    text = pages(printed(office, ident))
    assert len(text) == 1
    assert "further items of this region's sweep" in " ".join(text[0].split())


def test_the_same_record_and_clock_are_the_same_bytes(office: Office) -> None:
    ident = office.shoulder()
    assert printed(office, ident) == printed(office, ident)


def test_another_clock_is_another_document(office: Office) -> None:
    ident = office.shoulder()
    before = printed(office, ident)
    office.clock.move(minutes=1)
    assert printed(office, ident) != before


def test_only_notes_without_room_go_on_to_page_two(office: Office) -> None:
    text = pages(printed(office, office.shoulder(narrative="A long story. " * 400)))
    assert len(text) == 2
    assert "Reply slip" in text[0]
    assert text[1].startswith("Mara Ortiz · record …")
    assert "Reply slip" not in text[1]
    assert " ".join(" ".join(text).split()).count("long story.") == 400


def test_more_letters_than_one_document_can_hold_are_refused(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letter_pdf, "LETTERS_AT_MOST", 1)
    with pytest.raises(BadInput, match="at most 1 letters, and 2 were chosen"):
        printed(office, office.shoulder(), office.shoulder())


def test_several_incidents_are_one_document_each_with_its_own_page_numbers(office: Office) -> None:
    long = office.shoulder(narrative="A long story. " * 400)
    text = pages(printed(office, long, office.incident({"guest": "14 Riverside"})))
    numbers = [next(line for line in page.split("\n") if "Page " in line) for page in text]
    assert [number.split("Page ")[1] for number in numbers] == ["1 of 2", "2 of 2", "1 of 1"]
    assert "Guest: 14 Riverside" in text[2]
    assert [page.startswith("Referral letter") for page in text] == [True, False, True]


def test_the_document_is_tagged_in_english_and_its_title_names_nobody(office: Office) -> None:
    reader = PdfReader(io.BytesIO(printed(office, office.shoulder())))
    catalogue = str(reader.root_object)
    assert "'/Marked': True" in catalogue
    assert "'/Lang': 'en'" in catalogue
    assert reader.metadata is not None
    assert reader.metadata.title == "Referral letter"
    assert "Ortiz" not in str(reader.metadata)


def test_nothing_on_it_needs_colour(office: Office) -> None:
    page = PdfReader(io.BytesIO(printed(office, office.shoulder()))).pages[0]
    contents = page.get_contents()
    assert contents is not None
    operators = contents.get_data().split()
    assert not {b"rg", b"RG", b"k", b"K"} & set(operators)


@pytest.mark.parametrize(
    "family",
    [
        "Đorđević-Łukasiński",
        "Nguyễn Thị Hồng",
        "Παπαδόπουλος",
        "Щербаченко",
        "כהן",
        "Հակոբյան",
        "კახიძე",
        "Şahin O'Brien",
    ],
)
def test_names_of_many_scripts_are_printed_whole(office: Office, family: str) -> None:
    text = " ".join(pages(printed(office, named(office, family)))[0].split())
    assert family in text or family[::-1] in text


def test_joined_letters_are_printed(office: Office) -> None:
    assert len(pages(printed(office, named(office, "محمد بن علي")))) == 1


def test_a_character_that_no_font_has_is_named_and_text_is_offered(office: Office) -> None:
    with pytest.raises(BadInput) as refusal:
        printed(office, named(office, f"Ortiz{NOBODYS}"))
    assert all(character in refusal.value.message for character in NOBODYS)
    assert "export it as text" in refusal.value.message


def test_a_font_of_the_system_is_used_only_when_ours_lack_a_character(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    import typst

    asked: list[bool] = []
    fonts = typst.Fonts

    def recorded(system: bool, embedded: bool, paths: list[Path]) -> typst.Fonts:
        asked.append(system)
        return fonts(False, embedded, paths)

    monkeypatch.setattr(typst, "Fonts", recorded)
    printed(office, office.shoulder())
    assert asked == [False]
    with pytest.raises(BadInput):
        printed(office, named(office, f"Ortiz{NOBODYS}"))
    assert asked == [False, False, True]


@pytest.mark.parametrize(
    "name",
    [
        n
        for n, text in NASTY.items()
        if "\x00" not in text
        and text.strip()
        and "emoji" not in n
        and n not in {"wide", "lone_surrogate_like"}
    ],
)
def test_text_of_a_person_is_printed_as_it_is_and_never_obeyed(office: Office, name: str) -> None:
    office.shoulder()
    ident = office.shoulder(narrative=f"Begin {NASTY[name]} end")
    text = " ".join(" ".join(pages(printed(office, ident))).split())
    assert "Begin" in text
    assert "end" in text


def test_markup_of_the_typesetter_is_text(office: Office) -> None:
    typed = '#panic("x") *bold* _it_ $x^2$ <label> @ref [block] // comment \\ #import "a.typ"'
    text = " ".join(" ".join(pages(printed(office, office.shoulder(narrative=typed)))).split())
    assert typed in text


def test_the_typesetter_is_imported_only_when_a_letter_is_printed() -> None:
    program = "import sys, trainer_tui.exports.letter_pdf; print('typst' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_fonts_ship_with_their_licence() -> None:
    folder = Path(letter_pdf.__file__).parent / "fonts"
    assert sorted(path.name for path in folder.iterdir()) == [
        "DejaVuSans-Bold.ttf",
        "DejaVuSans.ttf",
        "LICENSE-DejaVu.txt",
    ]
    assert "Bitstream" in (folder / "LICENSE-DejaVu.txt").read_text(encoding="utf-8")
