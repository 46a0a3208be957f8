"""Handing over writes whole files, names who gets them and why, and is itself on record."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest

from tests.fakes import MemoryRecordStore
from tests.handing_over import MARA_IN_FULL, Office
from trainer_tui.domain.errors import BadInput, FieldError, NotFound, StoreError, UsageError
from trainer_tui.domain.incidents import Disclosure
from trainer_tui.domain.vocabulary import Purpose
from trainer_tui.services.handoff import fingerprint

EVERY_FORMAT = ["pdf", "text", "fhir", "csv", "json", "coach"]


@pytest.fixture
def office() -> Office:
    return Office()


def disclosures(office: Office) -> list[Disclosure]:
    return list(office.chart.records.disclosures.values())


def export(office: Office, form: str, target: Path, **options: object) -> Path:
    given = {"recipient": "Dr Lee", "purpose": Purpose.TREATMENT, **options}
    return office.handoff.export(form, target, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("form", EVERY_FORMAT)
def test_every_export_is_on_record_with_the_hash_of_what_was_written(
    office: Office, tmp_path: Path, form: str
) -> None:
    ident = office.shoulder()
    target = export(office, form, tmp_path / "out")
    told = disclosures(office)[0]
    assert (told.format, told.recipient, told.purpose, told.by) == (
        form,
        "Dr Lee",
        Purpose.TREATMENT,
        "Sam Reyes",
    )
    assert told.athletes == (office.chart.incident(ident).incident.athlete,)
    assert told.records == (set() if form == "coach" else {ident})
    if target.is_file():
        assert told.sha256 == hashlib.sha256(target.read_bytes()).hexdigest()
    else:
        hashes = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in target.iterdir()}
        assert told.sha256 == fingerprint(hashes)


@pytest.mark.parametrize("form", EVERY_FORMAT)
def test_nothing_is_replaced_without_force(office: Office, tmp_path: Path, form: str) -> None:
    office.shoulder()
    export(office, form, tmp_path / "out")
    with pytest.raises(BadInput, match="already exists"):
        export(office, form, tmp_path / "out")
    assert len(disclosures(office)) == 1
    export(office, form, tmp_path / "out", force=True)
    assert len(disclosures(office)) == 2


def test_nothing_leaves_when_it_cannot_be_put_on_record(tmp_path: Path) -> None:
    office = Office()
    office.shoulder()
    office.store.full = True
    with pytest.raises(StoreError):
        export(office, "text", tmp_path / "letter.txt")
    assert not [path for path in tmp_path.iterdir() if path.is_file()]


def test_nothing_leaves_from_a_store_that_is_only_read(tmp_path: Path) -> None:
    store = MemoryRecordStore()
    office = Office(store=store)
    office.shoulder()
    store.read_only = True
    with pytest.raises(StoreError, match="read-only"):
        export(office, "text", tmp_path / "letter.txt")
    assert not (tmp_path / "letter.txt").exists()


def test_a_letter_that_cannot_be_printed_is_not_on_record(office: Office, tmp_path: Path) -> None:
    office.shoulder(narrative="\U0003aaaa")
    with pytest.raises(BadInput, match="no font"):
        export(office, "pdf", tmp_path / "letter.pdf")
    assert disclosures(office) == []
    assert not (tmp_path / "letter.pdf").exists()


@pytest.mark.parametrize("recipient", ["", "   ", "two\nlines"])
def test_a_recipient_is_needed_on_one_line(office: Office, tmp_path: Path, recipient: str) -> None:
    office.shoulder()
    with pytest.raises(FieldError, match="recipient"):
        export(office, "text", tmp_path / "letter.txt", recipient=recipient)


def test_a_format_that_does_not_exist_is_wrong_usage(office: Office, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="choose one of pdf, text, fhir, csv, json, coach"):
        export(office, "docx", tmp_path / "x")


@pytest.mark.parametrize("form", ["pdf", "text", "fhir", "coach"])
def test_what_names_people_cannot_go_out_for_aggregate_use(office: Office, tmp_path: Path, form: str) -> None:
    office.shoulder()
    with pytest.raises(BadInput, match="names people"):
        export(office, form, tmp_path / "x", purpose=Purpose.AGGREGATE)


def test_a_selection_bounds_what_is_handed_over(office: Office, tmp_path: Path) -> None:
    mine = office.shoulder()
    other = office.athlete(**{**MARA_IN_FULL, "family": "Kimura", "jersey": "8"})
    office.incident("8", onset_at="2026-09-01T10:00:00-05:00")
    cases: list[tuple[dict[str, object], int]] = [
        ({"incidents": [mine]}, 1),
        ({"athlete": other}, 1),
        ({"since": date(2026, 10, 9)}, 1),
        ({"until": date(2026, 9, 1)}, 1),
        ({"since": date(2026, 9, 1), "until": date(2026, 10, 9)}, 2),
        ({}, 2),
    ]
    for number, (chosen, count) in enumerate(cases):
        export(office, "text", tmp_path / str(number), **chosen)
        assert len(disclosures(office)[-1].records) == count, chosen


def test_a_selection_of_tables_holds_only_what_belongs_to_it(office: Office, tmp_path: Path) -> None:
    mine = office.shoulder()
    office.athlete(**{**MARA_IN_FULL, "family": "Kimura", "jersey": "8"})
    office.incident("8", findings={"back_pain": True}, narrative="Kimura alone.")
    export(office, "csv", tmp_path / "tables", incidents=[mine])
    text = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "tables").iterdir())
    assert "Ortiz" in text
    assert "Kimura" not in text


def test_nobody_to_write_about_is_said(office: Office, tmp_path: Path) -> None:
    office.athlete(**MARA_IN_FULL)
    with pytest.raises(BadInput, match="No incident fits this selection"):
        export(office, "pdf", tmp_path / "letter.pdf")


def test_void_incidents_are_printed_only_when_they_are_named(office: Office, tmp_path: Path) -> None:
    ident = office.shoulder()
    office.chart.void_incident(ident, "wrong athlete")
    with pytest.raises(BadInput, match="No incident fits"):
        export(office, "text", tmp_path / "all.txt")
    export(office, "text", tmp_path / "one.txt", incidents=[ident])
    assert "ENTERED IN ERROR" in (tmp_path / "one.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("chosen", [{"incidents": ["nobody"]}, {"athlete": "nobody"}])
def test_an_unknown_id_is_not_found(office: Office, tmp_path: Path, chosen: dict[str, object]) -> None:
    with pytest.raises(NotFound):
        export(office, "csv", tmp_path / "x", **chosen)


def test_a_letter_can_be_read_before_it_is_sent(office: Office) -> None:
    text = office.handoff.letter_text(office.shoulder())
    assert "Recipient not named" in text
    assert "Mara Ortiz" in text
    assert disclosures(office) == []


def test_the_last_hand_over_of_a_format_is_remembered(office: Office, tmp_path: Path) -> None:
    office.shoulder()
    assert office.handoff.last_disclosure("text") is None
    export(office, "text", tmp_path / "a", recipient="Dr Lee")
    export(office, "text", tmp_path / "b", recipient="Dr Moss")
    export(office, "coach", tmp_path / "c", recipient="Coach Hale")
    last = office.handoff.last_disclosure("text")
    assert last is not None
    assert last.recipient == "Dr Moss"


def test_the_ledger_file_is_whole_and_readable(office: Office, tmp_path: Path) -> None:
    ident = office.shoulder()
    written = list(office.store.revisions())
    document = json.loads(export(office, "json", tmp_path / "all.json").read_text(encoding="utf-8"))
    assert document["format"] == "trainer-tui-records"
    assert document["complete"] is True
    assert [revision["id"] for revision in document["revisions"]] == [revision.id for revision in written]
    incident = document["records"]["incidents"][0]
    assert (incident["id"], incident["state"], incident["tier"]) == (ident, "final", "EMS_NOW")


def test_a_part_of_the_ledger_says_that_it_is_one(office: Office, tmp_path: Path) -> None:
    mine = office.shoulder()
    office.incident({"guest": "14 Riverside"})
    text = export(office, "json", tmp_path / "one.json", incidents=[mine]).read_text(encoding="utf-8")
    assert json.loads(text)["complete"] is False
    assert "Riverside" not in text


def test_deidentified_json_names_nobody(office: Office, tmp_path: Path) -> None:
    office.shoulder()
    target = export(office, "json", tmp_path / "a.json", purpose=Purpose.AGGREGATE)
    text = target.read_text(encoding="utf-8")
    assert json.loads(text)["tables"]["incidents"][0]["onset_at"] == "2026-W41"
    assert not any(secret in text for secret in ("Ortiz", "penicillin", "Dived", "2009-03", "Ana"))


def test_an_archive_is_written_when_the_name_ends_so(office: Office, tmp_path: Path) -> None:
    office.shoulder()
    target = export(office, "csv", tmp_path / "tables.ZIP")
    assert target.read_bytes().startswith(b"PK")
