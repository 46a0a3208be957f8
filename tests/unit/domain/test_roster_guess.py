"""What the columns of a roster file hold is guessed from header and values, and nothing that could harm."""

from __future__ import annotations

import pytest

from trainer_tui.domain.athletes import FIELDS
from trainer_tui.domain.errors import BadInput
from trainer_tui.domain.roster_file import DateOrder, decode_any, problem_of, read_table, rows_by_field
from trainer_tui.domain.roster_guess import guess_dates, guess_fields


def test_the_header_of_a_school_is_understood() -> None:
    header = ["#", "Last Name", "First Name", "Goes by", "D.O.B.", "Gender", "Squad", "Pos.", "Height (cm)"]
    row = ["22", "Ortiz", "Mara", "Mo", "03/04/2009", "F", "Varsity", "GK", "171"]

    assert guess_fields(header, [row]) == [
        "jersey", "family", "given", "preferred", "birth_date", "sex", "team", "position", "height_cm",
    ]  # fmt: skip


def test_every_known_field_is_taken_by_its_own_name_whatever_stands_below() -> None:
    assert guess_fields([name.replace("_", " ").title() for name in FIELDS], [["?"] * len(FIELDS)]) == [
        *FIELDS
    ]


@pytest.mark.parametrize(
    ("title", "value"),
    [
        ("Weight", "168"),
        ("Weight (lb)", "168"),
        ("Height", "70"),
        ("Height", "5'10\""),
        ("Height in", "70"),
        ("Phone", "555 0100"),
        ("Locker", "B4"),
        ("DOB", "soon"),
    ],
)
def test_what_could_be_something_else_is_left_out(title: str, value: str) -> None:
    assert guess_fields(["Last", title], [["Ortiz", value]]) == ["family", "-"]


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("Weight (kg)", "mass_kg"),
        ("Height", "height_cm"),
        ("Parent Phone", "emergency_phone"),
        ("Emergency contact", "emergency_contact"),
        ("Medical alerts", "alerts"),
        ("Número", "-"),
    ],
)
def test_with_its_unit_or_its_person_it_is_taken(title: str, field: str) -> None:
    assert guess_fields(["Last", title], [["Ortiz", "101"]]) == ["family", field]


def test_a_whole_name_stands_for_the_family_name_only_where_there_is_none() -> None:
    assert guess_fields(["Player"], [["Mara Ortiz"]]) == ["family"]
    assert guess_fields(["Player", "Surname"], [["M Ortiz", "Ortiz"]]) == ["-", "family"]


def test_values_tell_what_a_header_does_not() -> None:
    rows = [[str(n), "Ortiz", f"0{n}/13/2009", "f"] for n in range(1, 7)]

    assert guess_fields(["", "Last", "When", "X"], rows) == ["jersey", "family", "birth_date", "sex"]


def test_numbers_that_repeat_are_no_jerseys() -> None:
    assert guess_fields(["", "Last"], [["16", "Ortiz"]] * 8) == ["-", "family"]


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["2009-03-04"], DateOrder.ISO),
        (["03/04/2009"], DateOrder.MONTH),
        (["03/04/2009", "13.04.2009"], DateOrder.DAY),
        (["03/13/2009", "04/13/2009", "13/45/2009"], DateOrder.MONTH),
        ([], DateOrder.ISO),
    ],
)
def test_the_order_of_dates_is_told_from_a_day_beyond_twelve(values: list[str], order: DateOrder) -> None:
    assert guess_dates(values) is order


@pytest.mark.parametrize(
    ("order", "cell", "iso"),
    [
        (DateOrder.MONTH, "3/4/2009", "2009-03-04"),
        (DateOrder.DAY, "3.4.2009", "2009-04-03"),
        (DateOrder.ISO, "3/4/2009", "3/4/2009"),
        (DateOrder.MONTH, "3/4.2009", "3/4.2009"),
        (DateOrder.DAY, "3/4/09", "3/4/09"),
        (DateOrder.DAY, "3/13/2009", "3/13/2009"),
        (DateOrder.DAY, "2009-03-04", "2009-03-04"),
    ],
)
def test_dates_are_read_in_the_order_that_was_said(order: DateOrder, cell: str, iso: str) -> None:
    table = read_table(f"family,born\nOrtiz,{cell}\n")

    assert rows_by_field(table, ["family", "birth_date"], order)[0].cells["birth_date"] == iso


def test_two_columns_of_one_name_can_hold_two_things() -> None:
    table = read_table("name,name\nMara,Ortiz\n")

    assert dict(rows_by_field(table, ["given", "family"])[0].cells) == {"given": "Mara", "family": "Ortiz"}


def test_what_makes_no_roster_is_said() -> None:
    assert problem_of(["family", "-", "-"]) == ""
    assert "No column" in problem_of(["given", "-"])
    assert "Two columns give family" in problem_of(["family", "family"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_spreadsheets_write_is_read_without_a_remark(encoding: str) -> None:
    assert decode_any("family\nÁbbott\n".encode(encoding)) == ("family\nÁbbott\n", "")


def test_windows_text_is_read_with_a_sentence() -> None:
    text, remark = decode_any("family\nÁbbott\n".encode("cp1252"))

    assert text == "family\nÁbbott\n"
    assert "Windows-1252: look at the names with accents" in remark


@pytest.mark.parametrize(
    "data", [b"family\n\x81\xff", b"PK\x03\x04\x00\x00\xff", b"\xff" * (10 * 1024 * 1024 + 1)]
)
def test_what_no_spreadsheet_writes_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput):
        decode_any(data)
