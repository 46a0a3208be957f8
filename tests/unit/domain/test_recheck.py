"""The next check of an incident, in how long it is due, and when those words change."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.team import shipped_library
from trainer_tui.domain.due import Due, DueKind, changes_in, how_long
from trainer_tui.domain.recheck import next_check, recheck_words

LAST = "2026-10-09T19:45:00-05:00"
NOW = datetime.fromisoformat("2026-10-09T20:00:00-05:00")
RULES = {rule.id: rule for rule in shipped_library().rules.rules}


def due(**gap: float) -> Due:
    return Due(DueKind.RECHECK, "i", "i", NOW + timedelta(**gap), "Check again")


def test_the_soonest_of_the_matched_rules_counts_from_the_last_look() -> None:
    found = next_check("i", [RULES["RF-SPN-04"], RULES["RF-UNX-06"], RULES["RF-GEN-01"]], LAST)
    assert found is not None
    assert (found.rule, found.minutes) == ("RF-UNX-06", 5)
    assert found.due.at == datetime.fromisoformat("2026-10-09T19:50:00-05:00")
    assert (found.due.kind, found.due.incident, found.due.tier) == ("recheck", "i", "SAME_DAY")


def test_no_check_is_due_where_no_rule_asks_one_or_nobody_looked() -> None:
    assert next_check("i", [RULES["RF-GEN-01"]], LAST) is None
    assert next_check("i", [], LAST) is None
    assert next_check("i", [RULES["RF-SPN-04"]], None) is None


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("19:48", "in 12 min, at 20:00 (RF-SPN-04: recheck after 15 min)"),
        ("20:00", "now, at 20:00 (RF-SPN-04: recheck after 15 min)"),
        ("20:08", "overdue by 8 min, due 20:00 (RF-SPN-04: recheck after 15 min)"),
    ],
)
def test_the_words_say_when_and_why(now: str, words: str) -> None:
    found = next_check("i", [RULES["RF-SPN-04"]], LAST)
    assert found is not None
    assert recheck_words(found, datetime.fromisoformat(f"2026-10-09T{now}:00-05:00")) == words
    tomorrow = datetime.fromisoformat("2026-10-10T20:00:00-05:00")
    assert "due 2026-10-09 20:00" in recheck_words(found, tomorrow)


@pytest.mark.parametrize("gap", [-300_000, -200_000, -9000, -5401, -61, -30, -1, 0, 1, 29, 30, 31, 89, 90])
@pytest.mark.parametrize("more", [0, 60, 5400, 5401, 7200, 172_800, 172_801, 200_000])
def test_the_words_stay_until_they_are_said_to_change_and_then_change(gap: int, more: int) -> None:
    item = due(seconds=gap + more)
    wait = changes_in(item, NOW)
    assert wait > timedelta()
    moments = [NOW + wait * part for part in (0.001, 0.5, 0.999)]
    assert {(how_long(item, each), item.overdue(each)) for each in moments} == {
        (how_long(item, moments[0]), item.overdue(moments[0]))
    }
    after = NOW + wait + timedelta(milliseconds=100)
    assert (how_long(item, after), item.overdue(after)) != (
        how_long(item, moments[0]),
        item.overdue(moments[0]),
    )
