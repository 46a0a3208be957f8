"""What people and disks do wrong ends in a sentence or a right result, never in half a file."""

from __future__ import annotations

import csv
import errno
import hashlib
import io
import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.handing_over import MARA_IN_FULL, Office
from trainer_tui.domain.errors import BadInput
from trainer_tui.domain.handover import Streams
from trainer_tui.domain.incidents import NOTE_LIMIT
from trainer_tui.domain.plain_text import UNSAFE_MARK, visible
from trainer_tui.domain.vocabulary import Purpose
from trainer_tui.exports.csv import unguarded
from trainer_tui.exports.outbox import placed
from trainer_tui.files import Disk

PAPERS = ("pdf", "packet", "travel")
FORMATS = ("csv", "csv.zip", "json", "text", "fhir", "fhir.zip", "coach", *PAPERS)
LETTERS = ("text", "fhir", "fhir.zip", "pdf")
NAMES = ("../../up", "a/b", "two\nlines", "knee\x1b[2J", "\u202eeman", "=1+1", "'quoted")


@pytest.fixture
def office() -> Office:
    office = Office()
    office.shoulder()
    return office


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "chosen"
    found.mkdir()
    return found


def hand_over(office: Office, form: str, target: Path, **options: Any) -> Path:
    given = {"recipient": "Dr Lee", "purpose": Purpose.TREATMENT, **options}
    return office.handoff.export(form.removesuffix(".zip"), target.with_suffix(suffix_of(form)), **given)


def suffix_of(form: str) -> str:
    return ".zip" if form.endswith(".zip") else ".out"


def nothing_left(office: Office, folder: Path) -> bool:
    return list(folder.iterdir()) == [] and not office.chart.records.disclosures


@pytest.mark.parametrize("form", FORMATS)
def test_a_folder_that_is_missing_is_said_and_not_made(office: Office, folder: Path, form: str) -> None:
    with pytest.raises(BadInput, match="does not exist; make it"):
        hand_over(office, form, folder / "missing" / "out")
    assert nothing_left(office, folder)


@pytest.mark.parametrize("form", FORMATS)
def test_a_folder_that_may_not_be_written_is_said(
    office: Office, folder: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda path, wanted: False)
    with pytest.raises(BadInput, match="cannot be written to; choose another one"):
        hand_over(office, form, folder / "out")
    assert nothing_left(office, folder)


@pytest.mark.parametrize("form", FORMATS)
def test_a_disk_that_fills_up_in_the_middle_leaves_nothing(
    office: Office, folder: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(disk: Disk, handle: int, content: bytes, at: int) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Disk, "write", full)
    with pytest.raises(BadInput, match="No space left on device"):
        hand_over(office, form, folder / "out")
    assert nothing_left(office, folder)


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_there_already_stays(office: Office, folder: Path, form: str) -> None:
    there = (folder / "out").with_suffix(suffix_of(form))
    there.write_text("mine", encoding="utf-8")
    with pytest.raises(BadInput, match=r"already exists|is not a folder"):
        hand_over(office, form, there)
    assert there.read_text(encoding="utf-8") == "mine"
    assert not office.chart.records.disclosures


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("when", [0, 1])
def test_stopping_while_it_is_written_leaves_nothing(
    office: Office, folder: Path, form: str, when: int
) -> None:
    told: list[str] = []

    def watch(words: str) -> None:
        told.append(words)
        if when == 0 or words == "the last step":
            raise BadInput("Stopped")

    with pytest.raises(BadInput, match="Stopped"):
        hand_over(office, form, folder / "out", watch=watch)
    assert told
    assert nothing_left(office, folder)


def squeezed(text: str) -> str:
    return "".join(text.split())


def on_paper(target: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(target).pages)


def in_csv(target: Path, table: str) -> list[dict[str, str]]:
    with (target / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_a_name_stays_in_the_file_and_out_of_its_path(folder: Path, name: str) -> None:
    office = Office()
    try:
        office.athlete(**{**MARA_IN_FULL, "family": name, "given": ""})
    except BadInput:
        with office.ledger.change() as change:  # as another laptop, or an older app, may have written it
            change.create("athletes", {"family": name, "jersey": "22", "team": name})
    office.incident("22")
    for form in FORMATS:
        hand_over(office, form, folder / form.replace(".", "-"))
    assert sorted(path.name for path in folder.iterdir()) == [
        "coach.out",
        "csv-zip.zip",
        "csv.out",
        "fhir-zip.zip",
        "fhir.out",
        "json.out",
        "packet.out",
        "pdf.out",
        "text.out",
        "travel.out",
    ]
    for packed in ("csv-zip.zip", "fhir-zip.zip"):
        with zipfile.ZipFile(folder / packed) as archive:
            assert not any("/" in entry or ".." in entry for entry in archive.namelist())
    (kept,) = office.chart.records.athletes.values()
    assert unguarded(in_csv(folder / "csv.out", "athletes")[0]["family"]) == kept.family
    assert json.loads((folder / "json.out").read_text(encoding="utf-8"))["records"]["athletes"]
    for plain in ("coach.out", "text.out"):
        text = (folder / plain).read_text(encoding="utf-8")
        assert not {"\x1b", "\u202e"} & set(text)
        assert squeezed(visible(kept.name)) in squeezed(text.replace("two lines", "two␊lines"))
    for paper in PAPERS:
        text = on_paper(folder / f"{paper}.out")
        assert not {"\x1b", "\u202e"} & set(text)
        marked = visible(kept.name, lines=True).translate(dict.fromkeys(range(0x2400, 0x2427), UNSAFE_MARK))
        assert squeezed(marked) in squeezed(text)


def test_a_record_without_a_name_a_longest_story_and_a_void_one_leave_whole(
    office: Office, folder: Path
) -> None:
    story = ("The same sentence, again and again; " * NOTE_LIMIT)[:NOTE_LIMIT]
    ident = office.incident({"guest": "x"}, findings={"back_pain": True}, narrative=story)
    office.chart.void_incident(ident, "nobody was there")
    chosen = {"incidents": [ident]}
    for form in ("csv", "json", "text", "pdf"):
        hand_over(office, form, folder / form, **chosen)
    assert in_csv(folder / "csv.out", "notes")[0]["text"] == story
    row = in_csv(folder / "csv.out", "incidents")[0]
    assert (row["athlete"], row["guest"], row["state"]) == ("", "x", "entered_in_error")
    assert "ENTERED IN ERROR" in (folder / "text.out").read_text(encoding="utf-8")
    assert story in (folder / "json.out").read_text(encoding="utf-8")
    printed = on_paper(folder / "pdf.out")
    assert "ENTERED IN ERROR: this record is void (nobody was there)." in printed
    assert "Guest: x" in printed
    assert printed.split().count("sentence,") == story.split().count("sentence,")


@pytest.mark.parametrize("form", FORMATS)
def test_an_empty_record_leaves_an_empty_file_or_is_refused(folder: Path, form: str) -> None:
    office = Office()
    refusals = {"packet": "nothing to review", "travel": "nobody on the roster"}
    refusals |= dict.fromkeys(LETTERS, "No incident fits")
    if form in refusals:
        with pytest.raises(BadInput, match=refusals[form]):
            hand_over(office, form, folder / "out")
        assert nothing_left(office, folder)
    else:
        assert hand_over(office, form, folder / "out").exists()


def test_a_failure_in_the_middle_of_a_piece_leaves_nothing(folder: Path) -> None:
    halves: list[int] = []

    def pieces() -> Iterator[bytes]:
        yield b"half"
        halves.extend(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        raise LookupError

    cases: tuple[Streams, ...] = ({"": pieces()}, {"a": b"whole", "b": pieces()})
    for files in cases:
        with pytest.raises(LookupError), placed(folder / "out", files):
            pytest.fail("what is only half there was placed")
        assert list(folder.iterdir()) == []
    assert sorted(halves) == [4, 4, 5]


def test_the_hash_is_that_of_what_stands_there(folder: Path) -> None:
    told: list[int] = []
    with placed(folder / "out", {"": iter((b"a", b"bc"))}, told.append) as hashes:
        assert hashes == {"": hashlib.sha256(b"abc").hexdigest()}
    assert (folder / "out").read_bytes() == b"abc"
    assert told == [1, 3]


def test_tables_are_read_as_any_reader_reads_them(office: Office, folder: Path) -> None:
    text = 'a "quoted" word, a comma\nand a second line'
    office.incident(narrative=text)
    hand_over(office, "csv", folder / "out")
    content = (folder / "out.out" / "notes.csv").read_bytes().decode()
    rows = list(csv.DictReader(io.StringIO(content, newline=""), strict=True))
    assert text in [row["text"] for row in rows]
