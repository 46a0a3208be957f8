"""CSV that a spreadsheet can open without running anything, and that can be taken back without loss."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fhir_documents import log_emergency
from tests.handing_over import MARA_IN_FULL, Office, whole
from trainer_tui.domain.handover import Files, Material
from trainer_tui.domain.vocabulary import Purpose, Tier
from trainer_tui.exports.archive import zipped
from trainer_tui.exports.columns import COLUMNS
from trainer_tui.exports.csv import GUARD, _file, guarded, render, unguarded

Table = list[dict[str, str]]


@pytest.fixture
def office() -> Office:
    return Office()


def read(files: Files, table: str) -> Table:
    text = files[f"{table}.csv"].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def written(office: Office, purpose: Purpose = Purpose.TREATMENT, *, bom: bool = False) -> Files:
    return whole(render(office.packet(Material.TABLES, purpose=purpose, bom=bom)))


@given(st.text())
def test_a_guarded_cell_is_no_formula_and_gives_its_text_back(text: str) -> None:
    cell = guarded(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert unguarded(cell) == text


@pytest.mark.parametrize("text", ['=HYPERLINK("x")', "+1", "-1", "@SUM(A1)", "\tx", "\rx", "'=1", "'", "＝1"])
def test_what_a_spreadsheet_would_run_is_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"


def test_cells_of_one_column_that_are_equal_are_written_as_what_they_are() -> None:
    rows = [(1, 1.0, ["=a", "b"]), (None, 1, None), (1, True, ["c,d"]), (2, "=1", ["e"])]
    written = b"".join(_file(["n", "mixed", "list"], rows, bom=False)).decode().splitlines()
    assert written == ["n,mixed,list", "1,1.0,'=a; b", ",1,", '1,true,"c,d"', "2,'=1,e"]


def test_there_is_one_file_for_each_table_and_a_dictionary(office: Office) -> None:
    office.shoulder()
    assert set(written(office)) == {f"{table}.csv" for table in (*COLUMNS, "data_dictionary")}


def test_the_dictionary_explains_every_column_in_order(office: Office) -> None:
    files = written(office)
    listed = [(row["table"], row["column"]) for row in read(files, "data_dictionary") if row["table"] != "*"]
    assert listed == [(table, column.name) for table, columns in COLUMNS.items() for column in columns]
    for table, columns in COLUMNS.items():
        header = files[f"{table}.csv"].decode().split("\r\n")[0]
        assert header == ",".join(column.name for column in columns)


def test_values_come_back_as_they_were_recorded(office: Office) -> None:
    ident = office.shoulder(narrative='=cmd|"x"!A1\nsecond line, with a comma')
    files = written(office)
    incident = read(files, "incidents")[0]
    assert incident["id"] == ident
    assert incident["onset_at"] == "2026-10-09T19:42:00-05:00"
    assert (incident["late_entry"], incident["age_at_onset"], incident["tier"]) == ("false", "17", "EMS_NOW")
    assert read(files, "diagnoses")[0]["side"] == "right"
    assert read(files, "notes")[0]["text"] == GUARD + '=cmd|"x"!A1\nsecond line, with a comma'
    assert read(files, "vitals")[0]["temp_other_c"] == "37.1"
    athlete = read(files, "athletes")[0]
    assert athlete["alerts"] == "sickle_trait; allergy:penicillin"
    assert athlete["height_cm"] == ""
    assert read(files, "status_changes")[0]["availability"] == "out"


def test_a_temperature_of_an_emergency_is_one_set_of_vital_signs(office: Office) -> None:
    office.athlete(**MARA_IN_FULL)
    log_emergency(office, office.incident(), ("found", ""), ("temp_rectal", "40.5"))
    files = written(office)
    [vitals], [assessment] = read(files, "vitals"), read(files, "assessments")
    assert (vitals["temp_rectal_c"], vitals["temp_other_c"]) == ("40.5", "")
    assert vitals["assessment"] == assessment["id"]
    assert (assessment["tier"], assessment["rules"]) == ("EMS_NOW", "RF-HEA-03 v1")


def test_three_kinds_of_answer_are_told_apart_and_the_fourth_has_no_row(office: Office) -> None:
    office.shoulder()
    answers = {row["finding"]: row["answer"] for row in read(written(office), "findings")}
    assert answers["shoulder_dislocated"] == "present"
    assert answers["arm_pulse_or_colour_bad"] == "absent"
    assert answers["bleeding_uncontrolled"] == "absent_in_bulk"
    assert "neck_pain" not in answers


def test_codes_are_among_their_allowed_values(office: Office) -> None:
    office.chart.acknowledge(office.shoulder())
    files = written(office)
    allowed = {(r["table"], r["column"]): r["allowed"].split("|") for r in read(files, "data_dictionary")}
    checked = 0
    for table in COLUMNS:
        for row in read(files, table):
            for column, value in row.items():
                words = allowed[table, column]
                if (
                    words != [""]
                    and value
                    and "…" not in "".join(words)
                    and (table, column) != ("findings", "answer")
                ):
                    assert value in words, (table, column)
                    checked += 1
    assert checked > 20


def test_a_void_incident_is_there_and_says_so(office: Office) -> None:
    office.chart.void_incident(office.shoulder(), "wrong athlete")
    row = read(written(office), "incidents")[0]
    assert (row["state"], row["void_reason"]) == ("entered_in_error", "wrong athlete")


def test_a_byte_order_mark_is_written_on_request_alone(office: Office) -> None:
    assert not any(content.startswith(b"\xef\xbb\xbf") for content in written(office).values())
    assert all(content.startswith(b"\xef\xbb\xbf") for content in written(office, bom=True).values())


def test_the_archive_is_the_same_every_time_and_private(office: Office) -> None:
    office.shoulder()
    at = datetime.fromisoformat("2026-10-09T20:00:00-05:00")
    archive = b"".join(zipped(written(office).items(), at))
    assert archive == b"".join(zipped(written(office).items(), at))
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.testzip() is None
        assert {entry.external_attr >> 16 for entry in opened.infolist()} == {0o600}
        assert {entry.date_time[:3] for entry in opened.infolist()} == {(2026, 10, 9)}


def test_deidentified_tables_point_at_nobody(office: Office) -> None:
    ident = office.shoulder()
    office.incident({"guest": "14 Riverside"}, findings={"back_pain": True})
    files = written(office, Purpose.AGGREGATE)
    assert "notes.csv" not in files
    assert "look at small counts before sharing" in files["data_dictionary.csv"].decode()
    text = "".join(content.decode() for name, content in files.items() if name != "data_dictionary.csv")
    secrets = [ident, "Riverside", "Sam Reyes", "Dived", "penicillin", "2026-10", "2009"]
    secrets += [value for value in MARA_IN_FULL.values() if isinstance(value, str) and value != "female"]
    assert [secret for secret in secrets if secret in text and secret != "22"] == []
    assert read(files, "incidents")[0]["onset_at"] == "2026-W41"
    assert {row["age_at_onset"] for row in read(files, "incidents")} == {"17-18", ""}


def test_deidentified_tables_still_belong_together(office: Office) -> None:
    office.shoulder()
    office.shoulder()
    files = written(office, Purpose.AGGREGATE)
    incidents = {row["id"] for row in read(files, "incidents")}
    assert incidents == {"incident-1", "incident-2"}
    assert {row["incident"] for row in read(files, "findings")} == incidents
    assert {row["athlete"] for row in read(files, "incidents")} == {
        row["id"] for row in read(files, "athletes")
    }


def test_what_is_entered_in_error_is_not_counted(office: Office) -> None:
    office.chart.void_incident(office.shoulder(), "wrong athlete")
    files = written(office, Purpose.AGGREGATE)
    assert read(files, "incidents") == read(files, "findings") == read(files, "diagnoses") == []


@pytest.mark.parametrize(
    ("age", "band"), [(12, "under 13"), (13, "13-14"), (18, "17-18"), (19, "19-22"), (30, "30 and over")]
)
def test_ages_become_bands(office: Office, age: int, band: str) -> None:
    born = date(2026 - age, 1, 1).isoformat()
    office.athlete(**{**MARA_IN_FULL, "birth_date": born})
    office.incident()
    assert read(written(office, Purpose.AGGREGATE), "incidents")[0]["age_at_onset"] == band


def test_a_lowered_tier_and_a_declined_referral_keep_their_reasons(office: Office) -> None:
    ident = office.shoulder()
    office.chart.change_tier(ident, Tier.SAME_DAY, "Seen by the team physician")
    office.chart.referrals.add(ident, {"to": "Dr Lee", "state": "declined", "state_reason": "Moved away"})
    files = written(office)

    [incident] = read(files, "incidents")
    assert (incident["tier"], incident["lowered_from"]) == ("SAME_DAY", "EMS_NOW")
    assert incident["lowered_because"] == "Seen by the team physician"
    [referral] = read(files, "referrals")
    assert (referral["referral_state"], referral["state_reason"]) == ("declined", "Moved away")
    shared = written(office, Purpose.AGGREGATE)
    assert "lowered_because" not in read(shared, "incidents")[0]
    assert "state_reason" not in read(shared, "referrals")[0]
