"""The log of an emergency: its keys, its words, its numbers, what may stand on the disk unsealed."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from trainer_tui.domain.emergencies import (
    BY_KEY,
    KEYS,
    NUMBER_ADDED,
    Entry,
    EventKind,
    Log,
    SheetWritten,
    after_words,
    clock_words,
    detail_from,
    entry_words,
)
from trainer_tui.domain.errors import BadInput
from trainer_tui.domain.guidance import Guidance, Remark
from trainer_tui.ui.actions import EMERGENCY

START = "2026-10-09T19:42:00-05:00"


def log_of(*events: tuple[EventKind, str], **fields: Any) -> Log:
    entries = [
        Entry(f"e{number}", kind, f"2026-10-09T19:4{number + 2}:07-05:00", detail)
        for number, (kind, detail) in enumerate(events)
    ]
    return Log("log", START, entries=entries, **fields)


def test_every_event_has_one_key_of_its_own_and_no_command_takes_it() -> None:
    assert {each.kind for each in KEYS} == set(EventKind)
    assert len(BY_KEY) == len(KEYS)
    commands = {command.keys for command in EMERGENCY if command.action != "event"}
    assert commands.isdisjoint(BY_KEY)


def test_the_first_nine_are_digits_and_their_words_fit_the_grid() -> None:
    assert [each.key for each in KEYS[:9]] == list("123456789")
    assert all(each.key.islower() for each in KEYS[9:])
    assert max(len(each.words) for each in KEYS) <= 16


@pytest.mark.parametrize(("digits", "detail"), [("405", "40.5"), ("250", "25.0"), ("450", "45.0")])
def test_three_digits_are_a_rectal_temperature(digits: str, detail: str) -> None:
    assert detail_from(EventKind.TEMP_RECTAL, digits) == detail


@pytest.mark.parametrize("digits", ["104", "249", "451", "999", "40", ""])
def test_an_impossible_temperature_is_refused_in_words(digits: str) -> None:
    with pytest.raises(BadInput, match="stands without it"):
        detail_from(EventKind.TEMP_RECTAL, digits)


def test_four_digits_are_the_time_of_the_last_intake() -> None:
    assert detail_from(EventKind.ORAL_INTAKE, "0930") == "09:30"
    for wrong in ("2460", "1260", "930"):
        with pytest.raises(BadInput):
            detail_from(EventKind.ORAL_INTAKE, wrong)


def test_an_event_without_a_number_takes_none() -> None:
    with pytest.raises(BadInput):
        detail_from(EventKind.CPR, "123")


def test_shocks_are_counted_and_a_temperature_says_that_it_is_rectal() -> None:
    log = log_of((EventKind.SHOCK, ""), (EventKind.SHOCK, ""), (EventKind.TEMP_RECTAL, "40.5"))
    assert [entry_words(e, log) for e in log.entries] == ["Shock 1", "Shock 2", "Rectal temperature 40.5 °C"]
    log.entries[0].void = "pressed by mistake"
    assert [entry_words(e, log) for e in log.entries[:2]] == ["Shock", "Shock 1"]


def test_an_event_whose_number_came_is_shown_once() -> None:
    log = log_of((EventKind.TEMP_RECTAL, ""), (EventKind.TEMP_RECTAL, "40.5"))
    log.entries[0].void = NUMBER_ADDED
    assert [entry.shown for entry in log.entries] == [False, True]
    assert log.standing == [log.entries[1]]


def test_what_waits_on_the_disk_names_nobody_and_comes_back() -> None:
    log = log_of((EventKind.TEMP_RECTAL, "40.5"), (EventKind.HOSPITAL, "General"), left=True)
    log.athlete, log.guest, log.venue = "an athlete", "14 Riverside", "Home field"
    log.sheets.append(SheetWritten("s1", START, "abc", "an athlete"))
    log.entries[0].void = NUMBER_ADDED
    data = json.loads(json.dumps(log.to_pending()))
    text = json.dumps(data)
    assert not [word for word in ("40.5", "General", "athlete", "Riverside", "Home") if word in text]
    back = Log.from_pending(data)
    assert [(e.id, e.kind, e.at, e.void) for e in back.entries] == [
        (e.id, e.kind, e.at, e.void) for e in log.entries
    ]
    assert (back.left, back.started_at, back.sheets[0].sha256) == (True, START, "abc")
    assert back.unkept == 2


@pytest.mark.parametrize(
    "change",
    [
        {"entries": None},
        {"entries": [{"id": "x"}]},
        {"entries": [{"id": "x", "kind": "danced", "at": START, "void": "", "by": ""}]},
        {"started_at": "yesterday"},
        {"started_at": "2026-10-09T19:42:00"},
        {"id": 7},
        {"sheets": 3},
    ],
)
def test_anything_else_is_no_log(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Log.from_pending({**Log("log", START).to_pending(), **change})


def test_a_remark_stands_in_view_until_it_ends_and_again_when_it_begins_again() -> None:
    remark = Remark("r", "", (EventKind.COOLING_STARTED,), (EventKind.COOLING_STOPPED,), ("B96",))
    assert not remark.holds(log_of((EventKind.FOUND, "")))
    assert remark.holds(log_of((EventKind.COOLING_STARTED, ""), (EventKind.CPR, "")))
    ended = log_of((EventKind.COOLING_STARTED, ""), (EventKind.COOLING_STOPPED, ""))
    assert not remark.holds(ended)
    ended.entries[1].void = "pressed by mistake"
    assert remark.holds(ended)


def test_a_step_without_a_source_is_refused() -> None:
    step = {"id": "s", "text": "Scene safe", "done_by": [], "sources": []}
    with pytest.raises(ValueError, match="s has no source"):
        Guidance.from_data({"step": [step], "remark": []})
    with pytest.raises(ValueError, match="sources"):
        Guidance.from_data({"step": [{"id": "s", "text": "", "done_by": []}], "remark": []})


def test_the_clock_counts_hours_minutes_and_seconds_and_never_backwards() -> None:
    assert clock_words(START, datetime.fromisoformat("2026-10-09T20:43:05-05:00")) == "1:01:05"
    assert clock_words(START, datetime.fromisoformat("2026-10-09T19:00:00-05:00")) == "0:00:00"
    assert after_words(START, "2026-10-09T20:52:07-05:00") == "+70:07"
