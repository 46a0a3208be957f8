"""The letter on paper: one page, tagged, the same bytes every time, and no name with holes."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pypdf import PasswordType, PdfReader
from pypdf.errors import FileNotDecryptedError
from pypdf.generic import IndirectObject

import trainer_tui.exports.letter_pdf as letter_pdf
import trainer_tui.exports.typesetting as typesetting
from tests.handing_over import MARA_IN_FULL, Office, whole
from tests.nasty import NASTY, NOBODYS
from tests.team import diagnosis
from trainer_tui.domain.errors import BadInput, Unprintable
from trainer_tui.domain.handover import Material
from trainer_tui.exports.letter import Letter


@pytest.fixture
def office() -> Office:
    return Office()


def printed(office: Office, *incidents: str) -> bytes:
    return whole(letter_pdf.render(office.packet(Material.CASES, incidents)))[""]


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
    assert " ".join(text).split().count("story.") == 400


@pytest.mark.parametrize("words", range(20, 320, 20))
def test_notes_stand_together_on_page_one_or_on_page_two_and_are_never_torn_apart(
    office: Office, words: int
) -> None:
    ident = office.shoulder(
        narrative="Story " * words, soap={"subjective": "Felt it slip.", "plan": "Sling."}
    )
    first, *others = pages(printed(office, ident))
    assert "Reply slip" in first
    assert len(others) == (words > 160)
    assert all(page.split("\n")[1] == "NOTES" for page in others)
    on = others[0] if others else first
    assert on.count("Story") == words
    assert "Plan · " in on


def test_it_is_read_aloud_as_it_is_read_with_the_slip_last_on_its_page(office: Office) -> None:
    def headings(narrative: str) -> list[str]:
        told = tags(printed(office, office.shoulder(narrative=narrative)))
        return [role.partition(" ")[2] for role, *_ in told if role.startswith("/H")]

    slip = "Reply slip: please send back to Sam Reyes, telephone 555 0177"
    assert headings("Short.") == ["Referral letter", "Mara Ortiz", "SBAR", "Notes", slip]
    assert headings("Long. " * 500) == ["Referral letter", "Mara Ortiz", "SBAR", slip, "Notes"]


def test_many_letters_are_typeset_some_at_a_time_and_are_one_document_in_their_order(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    typeset = letter_pdf.typeset

    def counted(written: Sequence[Letter], at: datetime) -> bytes:
        asked.append(len(written))
        return typeset(written, at)

    monkeypatch.setattr(letter_pdf, "LETTERS_A_TIME", 2)
    monkeypatch.setattr(letter_pdf, "typeset", counted)
    guests = [office.incident({"guest": f"{number} Riverside"}) for number in range(5)]
    document = printed(office, *guests)
    assert asked == [2, 2, 1]
    for number, text in enumerate(pages(document)):
        assert f"Guest: {number} Riverside" in text
        assert "Page 1 of 1" in text
    assert printed(office, *guests) == document
    metadata = PdfReader(io.BytesIO(document)).metadata
    assert metadata is not None
    assert metadata.title == "Referral letter"


Tag = tuple[str, tuple[int, ...], int | None, tuple[int, ...]]


def tags(document: bytes) -> list[Tag]:
    """Return every element of the tags in the order in which it is read: role and title, heads, page, pieces.

    What is read of a page must be found from the page as well, and a head by its name.
    """
    reader: Any = PdfReader(io.BytesIO(document))
    root = reader.root_object["/StructTreeRoot"]
    pages_by_id = {page.indirect_reference.idnum: number for number, page in enumerate(reader.pages)}
    listed, names = root["/ParentTree"]["/Nums"], root["/IDTree"]["/Names"]
    owners = {key: value.get_object() for key, value in zip(listed[::2], listed[1::2], strict=True)}
    heads = dict(zip(names[::2], names[1::2], strict=True))
    assert names[::2] == sorted(heads)
    found: list[Tag] = []
    order: dict[int, int] = {}

    def walk(reference: Any, parent: Any) -> None:
        order[reference.idnum] = len(order)
        element = reference.get_object()
        assert element.raw_get("/P") == parent
        kids = element["/K"] if isinstance(element["/K"], list) else [element["/K"]]
        pieces = tuple(int(kid) for kid in kids if isinstance(kid, int))
        place = pages_by_id[element.raw_get("/Pg").idnum] if "/Pg" in element else None
        if pieces:
            of_page = owners[reader.pages[place]["/StructParents"]]
            assert all(of_page[piece] == reference for piece in pieces)
        if "/ID" in element:
            assert heads[element["/ID"]] == reference
        named = [name for each in element.get("/A", ()) for name in each.get("/Headers", ())]
        above = tuple(order[heads[name].idnum] for name in named)
        found.append((f"{element['/S']} {element.get('/T', '')}".strip(), above, place, pieces))
        for kid in kids:
            if isinstance(kid, IndirectObject):
                walk(kid, reference)

    (first,) = root["/K"]
    walk(first, reader.root_object.raw_get("/StructTreeRoot"))
    return found


def test_letters_typeset_apart_are_read_aloud_as_if_they_were_typeset_at_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = [office.shoulder(), *(office.incident({"guest": f"{n} Riverside"}) for n in range(3))]
    letters.append(office.shoulder(narrative="A long story. " * 400))
    at_once = printed(office, *letters)
    monkeypatch.setattr(letter_pdf, "LETTERS_A_TIME", 2)
    apart = printed(office, *letters)
    assert apart != at_once
    told, expected = tags(apart), tags(at_once)
    assert [role for role, *_ in told].count("/H1 Referral letter") == len(letters)
    assert [role for role, *_ in told].count("/TD") > 10
    assert told == expected
    reader, whole_reader = PdfReader(io.BytesIO(apart)), PdfReader(io.BytesIO(at_once))
    assert outline(reader) == outline(whole_reader)
    assert outline(reader)[:2] == ["Mara Ortiz", "Guest: 0 Riverside"]
    assert "'/Marked': True" in str(reader.root_object)
    assert "'/Lang': 'en'" in str(reader.root_object)


def outline(reader: PdfReader) -> list[str]:
    return [str(entry["/Title"]) for entry in reader.outline if isinstance(entry, dict)]


def test_it_can_be_stopped_between_the_letters_that_are_typeset(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    typeset = letter_pdf.typeset

    def noted(written: Sequence[Letter], at: datetime) -> bytes:
        steps.append("typeset")
        return typeset(written, at)

    def watch(told: str) -> None:
        steps.append(told.removesuffix(" incidents"))
        if told.startswith("3"):
            raise BadInput("Stopped.")

    monkeypatch.setattr(letter_pdf, "LETTERS_A_TIME", 2)
    monkeypatch.setattr(letter_pdf, "typeset", noted)
    guests = [office.incident({"guest": f"{number} Riverside"}) for number in range(5)]
    packet = office.packet(Material.CASES, guests, watch=watch)
    files = letter_pdf.render(packet)
    assert steps == []
    with pytest.raises(BadInput, match="Stopped"):
        whole(files)
    assert steps == ["1 of 5", "2 of 5", "typeset", "3 of 5"]


def test_what_happened_before_stays_on_page_one_however_much_was_done(office: Office) -> None:
    ident = office.shoulder(narrative="")
    for minute in range(10, 40):
        office.chart.add_assessments(
            ident,
            [
                {
                    "findings": {"arm_neuro_deficit": minute % 2 == 0},
                    "at": f"2026-10-09T19:{minute + 15}:00-05:00",
                }
            ],
        )
    office.clock.set("2026-10-09T22:00:00-05:00")
    raw = {"to": "W" * 150, "reason": "Why " * 45, "question": "Question " * 20}
    for _ in range(4):
        office.chart.referrals.add(ident, raw)
    text = pages(printed(office, ident))
    assert "Reply slip" in text[0]
    assert "Call back" in text[0]
    assert "checks in between under Notes" in text[0]


@pytest.mark.parametrize("narrative", ["Short.", "A long story. " * 400])
def test_a_password_is_needed_and_the_cipher_is_aes_256(office: Office, narrative: str) -> None:
    ident = office.shoulder(narrative=narrative)
    packet = replace(office.packet(Material.CASES, [ident]), password="ruhig am Rand é")
    document = whole(letter_pdf.render(packet))[""]
    assert b"Ortiz" not in document
    assert document.startswith(b"%PDF-2.0")
    reader = PdfReader(io.BytesIO(document))
    assert reader.is_encrypted
    assert reader.decrypt("wrong") is PasswordType.NOT_DECRYPTED
    with pytest.raises(FileNotDecryptedError):
        reader.pages[0].extract_text()
    assert reader.decrypt("ruhig am Rand é") is not PasswordType.NOT_DECRYPTED
    assert "Mara Ortiz" in reader.pages[0].extract_text()
    lock: Any = reader.trailer["/Encrypt"]
    assert (lock["/R"], lock["/Length"], lock["/CF"]["/StdCF"]["/CFM"]) == (6, 256, "/AESV3")
    assert "'/Marked': True" in str(reader.root_object)


def test_a_password_is_in_no_description_of_what_is_handed_over(office: Office) -> None:
    packet = replace(office.packet(Material.CASES, [office.shoulder()]), password="ruhig am Rand")
    assert "ruhig" not in repr(packet)


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
@pytest.mark.parametrize("password", ["", "ruhig am Rand"])
def test_a_tool_that_is_not_ours_finds_no_fault(
    office: Office, tmp_path: Path, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letter_pdf, "LETTERS_A_TIME", 1)
    office.shoulder()
    office.incident({"guest": "14 Riverside"})
    path = tmp_path / "letters.pdf"
    packet = replace(office.packet(Material.CASES), password=password)
    path.write_bytes(whole(letter_pdf.render(packet))[""])
    check = ["qpdf", "--check", *([f"--password={password}"] if password else []), str(path)]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    wrong = subprocess.run(["qpdf", "--check", "--password=x", str(path)], capture_output=True, check=False)
    assert (wrong.returncode != 0) == bool(password)


def test_a_letter_is_small(office: Office) -> None:
    ident = office.shoulder(narrative=("Word after word. " * 1200)[:20_000])
    assert len(printed(office, ident)) < 150_000


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


def test_of_many_letters_those_that_cannot_be_written_are_named_by_place_and_jersey(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letter_pdf, "LETTERS_A_TIME", 2)
    good = [office.incident({"guest": "14 Riverside"}), office.shoulder()]
    bad = [named(office, f"Ortiz{NOBODYS[0]}"), office.incident({"guest": NOBODYS[1]})]
    with pytest.raises(Unprintable) as refusal:
        printed(office, good[0], bad[0], good[1], bad[1])
    assert refusal.value.message == (
        "2 of 4 letters cannot be written (letter 2 (no. 9), letter 4): no font on this computer can show "
        f"these characters: {NOBODYS[0]} {NOBODYS[1]}. Install a font that has them, or leave these letters "
        "out, or export all as text."
    )
    assert refusal.value.others == tuple(good)
    assert len(pages(printed(office, *refusal.value.others))) == 2
    with pytest.raises(Unprintable) as refusal:
        printed(office, *bad)
    assert refusal.value.others == ()
    assert refusal.value.message.endswith("that has them, or export them as text.")


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
    monkeypatch.setattr(typesetting, "_font_set", cache(typesetting._font_set.__wrapped__))
    typesetting._shows.cache_clear()
    ident = office.shoulder()
    printed(office, ident)
    printed(office, ident)
    assert asked == [False]
    nobodys = named(office, f"Ortiz{NOBODYS}")
    for sets in ([False, True], [False, True, False, True]):  # looked for anew: one may be installed now
        with pytest.raises(BadInput):
            printed(office, nobodys)
        assert asked == sets


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
