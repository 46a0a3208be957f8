"""The sheet for the ambulance: what matters first, every time, and what nobody logged as not recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from tests.nasty import NASTY
from trainer_tui.domain.emergencies import Entry, EventKind, Known, Log, Sheet
from trainer_tui.domain.errors import BadInput
from trainer_tui.domain.plain_text import cell_width
from trainer_tui.exports.emergency_sheet import SheetFile, sheet_text
from trainer_tui.exports.plain import WIDTH

START = "2026-10-09T19:42:00-05:00"
NOW = datetime.fromisoformat("2026-10-09T20:00:00-05:00")
MARA = Known(
    "Mara Ortiz", "22", "Varsity", "2009-03-04", 17, "female", ("asthma",), ("inhaler",), ("Ana 555 0100",)
)


def sheet(*kinds: EventKind, person: Known | None = None, guest: str | None = None) -> Sheet:
    entries = [Entry(f"{n}", kind, f"2026-10-09T19:{42 + n}:05-05:00") for n, kind in enumerate(kinds)]
    log = Log("log", START, guest=guest, entries=entries)
    return Sheet(log, NOW, "Sam Reyes", person, [("Address", "12 School Rd")], "555 0177")


def test_the_person_comes_first_then_what_is_looked_for_then_every_time() -> None:
    text = sheet_text(sheet(EventKind.AED_ON, EventKind.SHOCK, EventKind.SHOCK, person=MARA))
    order = ["Mara Ortiz, 17 years, female", "Alerts:", "asthma", "Medication:", "inhaler", "Ana 555 0100"]
    order += [
        "12 School Rd",
        "Shock:",
        "2, at 19:43, 19:44",
        "- Times",
        "19:42:05     +0:05  AED on",
        "Shock 2",
    ]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert "555 0177" in text


def test_what_nobody_logged_is_not_recorded_and_never_not_done() -> None:
    text = sheet_text(sheet(EventKind.FOUND))
    assert text.count("not recorded") >= 5
    assert "does not mean that it was not done" in " ".join(text.split())
    assert "unknown person" in text
    assert "14 Riverside" in sheet_text(sheet(EventKind.FOUND, guest="14 Riverside"))
    assert "17 years, sex not recorded" in sheet_text(sheet(EventKind.FOUND, person=replace(MARA, sex="")))


def test_a_temperature_is_rectal_and_the_cooling_has_its_times() -> None:
    given = sheet(EventKind.COOLING_STARTED, EventKind.TEMP_RECTAL, EventKind.COOLING_STOPPED)
    given.log.entries[1].detail = "40.8"
    lines = [" ".join(line.split()) for line in sheet_text(given).splitlines()]
    assert "Rectal temperature: 40.8 °C at 19:43" in lines
    assert "Cooling: from 19:42 to 19:44" in lines


def test_a_mistaken_key_does_not_stand_on_the_sheet() -> None:
    given = sheet(EventKind.FOUND, EventKind.EPINEPHRINE)
    given.log.entries[1].void = "pressed by mistake"
    assert "Epinephrine given" not in sheet_text(given)


@pytest.mark.parametrize("text", NASTY)
def test_what_people_typed_can_do_nothing_and_keeps_the_width(text: str) -> None:
    person = Known(text, text, text, "", None, "", (text,), (text,), (text,))
    lines = sheet_text(sheet(EventKind.FOUND, person=person, guest=text)).splitlines()
    assert all(cell_width(line) <= WIDTH for line in lines)
    assert not [line for line in lines if "\x1b" in line or "\x07" in line]


def test_a_file_is_private_and_takes_no_other_s_place(tmp_path: Path) -> None:
    target = tmp_path / "handover.txt"
    target.write_text("another")
    with SheetFile().placed("a sheet", target) as place:
        assert not place.exists()
    assert (target.read_text(), place.read_text()) == ("another", "a sheet")
    assert place.stat().st_mode & 0o777 == 0o600
    with pytest.raises(BadInput), SheetFile().placed("a sheet", tmp_path / "gone" / "handover.txt"):
        pass
