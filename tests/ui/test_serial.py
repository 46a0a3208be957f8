"""Assessments in series on the screen: vital signs in seconds, the trend, and the time to the next check."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from tests.fakes import FixedClock
from tests.ui.records import SIZES, record, settle, shown, team, typed
from tests.ui.stage import screen_text
from tests.waiting import wait_for
from trainer_tui.bootstrap import Services
from trainer_tui.domain.vocabulary import Tier
from trainer_tui.services.capture import CaptureDraft
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.dialogs.details import DetailsDialog
from trainer_tui.ui.dialogs.lock import LockDialog
from trainer_tui.ui.events import OpenIncident, RecordIncident
from trainer_tui.ui.screens.capture import CaptureScreen
from trainer_tui.ui.screens.incident import IncidentScreen
from trainer_tui.ui.screens.today import TodayScreen
from trainer_tui.ui.widgets.red_flag_banner import RedFlagBanner

WEAK = {"limb_weakness": True}


async def opened(pilot: Pilot[Any], app: TrainerApp, incident: str) -> IncidentScreen:
    await settle(pilot, app)
    app.post_message(OpenIncident(incident))
    return await shown(pilot, app, IncidentScreen)


def line(screen: IncidentScreen, key: str) -> str:
    row = next(row for row in screen.page.rows if row.key == key)
    return " ".join("".join(span.text for span in row.spans).split())


def keys(screen: IncidentScreen) -> list[str]:
    return screen.page.keys


async def looked(pilot: Pilot[Any], app: TrainerApp, pause: float | None) -> None:
    await wait_for(pilot, lambda: app.reminders.pause == pause, f"the next look in {pause} s")


def told(app: TrainerApp) -> list[str]:
    return [note.message for note in app._notifications]


# --- vital signs ----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_vital_signs_are_taken_with_digits_and_enter_alone(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    clock = FixedClock()
    app, services = team(tmp_path, clock=clock)
    incident = record(services)
    clock.move(minutes=5)
    async with app.run_test(size=size) as pilot:
        await opened(pilot, app, incident)
        await pilot.press("t")
        await shown(pilot, app, DetailsDialog)
        text = screen_text(app)
        for part in ("20 to 260 /min", "40 to 100 %", "25.0 to 45.0 °C", "10 to 700 mg/dL", "20 to 200 mmHg"):
            assert part in text
        for number in ("118", "120", "76", "22", "97", "15", "385", "38", "104"):
            await typed(pilot, number)
            await pilot.press("enter")
        await pilot.press("enter", "enter")
        screen = await shown(pilot, app, IncidentScreen)
        (taken,) = services.chart.incident(incident).assessments
        assert taken.at == "2026-10-09T20:05:00-05:00"
        assert taken.vitals is not None
        assert {name: number for name, number in taken.vitals.items() if name != "at"} == {
            "hr": 118,
            "sbp": 120,
            "dbp": 76,
            "rr": 22,
            "spo2": 97,
            "gcs": 15,
            "temp_rectal_c": 38.5,
            "temp_other_c": 38.0,
            "glucose": 104,
        }
        assert "rectal temperature 38.5" in line(screen, f"assessment.{taken.id}.vitals")


async def test_they_count_with_everything_known_and_the_tier_latches(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services, findings={"back_pain": True})
    async with app.run_test() as pilot:
        await opened(pilot, app, incident)
        await pilot.press("t", *["tab"] * 7, "3", "8", "ctrl+s")
        await shown(pilot, app, IncidentScreen)
        chart = services.chart.incident(incident)
        assert chart.incident.tier is Tier.SAME_DAY
        assert services.availability.board()[0].availability == "out"
        assert "Vital signs of 20:00 added." in told(app)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("1014", "“101.4” looks like °F"),
        ("101", "“101.0” looks like °F"),
        ("500", "“50.0” is impossible; use 25.0 to 45.0 °C"),
        ("x", "“x” is not a number"),
    ],
)
async def test_an_impossible_value_is_refused_beside_its_line(
    tmp_path: Path, number: str, words: str
) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    async with app.run_test() as pilot:
        await opened(pilot, app, incident)
        await pilot.press("t", *["tab"] * 6)
        await typed(pilot, number)
        await pilot.press("ctrl+s")
        assert words in screen_text(app)
        assert services.chart.incident(incident).assessments == ()


async def test_nothing_typed_is_nothing_saved(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    async with app.run_test() as pilot:
        await opened(pilot, app, incident)
        await pilot.press("t", "ctrl+s")
        assert "Nothing is measured yet" in screen_text(app)
        assert services.chart.incident(incident).assessments == ()


async def test_they_are_kept_as_a_draft_with_the_time_they_were_taken(tmp_path: Path) -> None:
    clock = FixedClock()
    app, services = team(tmp_path, clock=clock)
    incident = record(services)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, incident)
        await pilot.press("t", "9", "6", "escape")
        await shown(pilot, app, IncidentScreen)
        name = f"form-vitals-{incident}"
        assert name in services.drafts.names("form-")
        await wait_for(pilot, lambda: "t goes on with them" in line(screen, "unsaved.0"), "the sentence")
        clock.move(minutes=30)
        await pilot.press("t", "ctrl+s")
        await shown(pilot, app, IncidentScreen)
        (taken,) = services.chart.incident(incident).assessments
        assert (taken.at, (taken.vitals or {})["hr"]) == ("2026-10-09T20:00:00-05:00", 96)
        assert services.drafts.names("form-") == []


@pytest.mark.parametrize(
    ("when", "at"), [("1950", "19:50"), ("7:05", "07:05"), ("2026-10-09 19:55", "19:55")]
)
async def test_a_set_of_before_is_put_in_its_place(tmp_path: Path, when: str, at: str) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    async with app.run_test() as pilot:
        await opened(pilot, app, incident)
        await pilot.press("t", "9", "6", "shift+tab", "shift+tab", "home", "ctrl+k")
        await typed(pilot, when)
        await pilot.press("ctrl+s")
        await shown(pilot, app, IncidentScreen)
        (taken,) = services.chart.incident(incident).assessments
        assert taken.at == f"2026-10-09T{at}:00-05:00"


async def test_within_a_minute_the_later_measurement_counts(tmp_path: Path) -> None:
    clock = FixedClock("2026-10-09T20:00:30-05:00")
    app, services = team(tmp_path, clock=clock)
    incident = record(services, vitals=[{"spo2": 98}])
    async with app.run_test() as pilot:
        await opened(pilot, app, incident)
        await pilot.press("t", *["tab"] * 4, "8", "8")
        clock.set("2026-10-09T20:02:10-05:00")
        await pilot.press("ctrl+s")
        await shown(pilot, app, IncidentScreen)
        chart = services.chart.incident(incident)
        assert chart.assessments[-1].at == "2026-10-09T20:00:30-05:00"
        assert chart.triage.tier is Tier.EMS_NOW


async def test_an_incident_in_error_takes_none(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    services.chart.void_incident(incident, "wrong athlete")
    async with app.run_test() as pilot:
        await opened(pilot, app, incident)
        await pilot.press("t")
        assert isinstance(app.screen, IncidentScreen)


# --- the trend ------------------------------------------------------------------------------------


def series(services: Services, count: int) -> str:
    incident = record(services, onset_at="2026-10-09T19:00:00-05:00")
    sets = [
        {
            "at": f"2026-10-09T19:{10 + n}:00-05:00",
            "vitals": {"hr": 100 + n, "sbp": 118, "dbp": 76, "temp_rectal_c": 37.0 + n / 10},
            "findings": {"limb_weakness": n % 2 == 0},
        }
        for n in range(count)
    ]
    if sets:
        services.chart.add_assessments(incident, sets)
    return incident


@pytest.mark.parametrize(("size", "columns"), [((80, 24), 4), ((120, 40), 8)])
async def test_the_last_sets_that_fit_stand_in_columns(
    tmp_path: Path, size: tuple[int, int], columns: int
) -> None:
    app, services = team(tmp_path)
    incident = series(services, 12)
    async with app.run_test(size=size) as pilot:
        screen = await opened(pilot, app, incident)
        times = [f"19:{10 + n}" for n in range(12)][-columns:]
        assert line(screen, "trend") == " ".join(times)
        assert any(f"Trend (12 sets, the last {columns})" in text for text in screen.page.text_lines())
        assert line(screen, "trend.hr").startswith("HR /min ▁▂▃▄▅▆▇█ ")
        assert line(screen, "trend.hr").endswith("111")
        assert line(screen, "trend.sbp").startswith("BP mmHg ▄▄▄▄▄▄▄▄ 118/76")
        assert line(screen, "trend.limb_weakness").endswith("+ present − absent")
        assert line(screen, "trend.tier").startswith("Tier ▲ today no match")
        text = line(screen, "trend.tiers")
        assert text.startswith("Tier over time: 19:10 ▲ today → 19:11 no match → 19:12 ▲ today")
        assert text.endswith("kept for this incident: ▲ today")
        start = screen.page.keys.index("trend")
        assert all(cell_len(text) <= size[0] for text in screen.page.text_lines())
        table = [
            row
            for row in screen.page.rows
            if (row.key or "").startswith("trend") and row.key != "trend.tiers"
        ]
        assert all(sum(cell_len(span.text) for span in row.spans) <= size[0] - 4 for row in table)
        assert start > 0


async def test_a_wider_screen_shows_more_sets_and_the_cursor_stays(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = series(services, 12)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, app, incident)
        screen.page.move_to("trend.hr")
        await pilot.resize_terminal(120, 40)
        await wait_for(pilot, lambda: line(screen, "trend").startswith("19:14"), "eight columns")
        assert screen.page.cursor_key == "trend.hr"


@pytest.mark.parametrize("count", [0, 1])
async def test_less_than_two_sets_have_no_trend(tmp_path: Path, count: int) -> None:
    app, services = team(tmp_path)
    incident = series(services, count)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, incident)
        assert not any((key or "").startswith("trend") for key in keys(screen))


# --- the next check -------------------------------------------------------------------------------


async def test_the_page_counts_down_and_neither_cursor_nor_scroll_moves(tmp_path: Path) -> None:
    clock = FixedClock()
    app, services = team(tmp_path, clock=clock)
    incident = record(services, findings=WEAK)
    async with app.run_test(notifications=True) as pilot:
        screen = await opened(pilot, app, incident)
        assert line(screen, "recheck") == "Next check in 15 min, at 20:15 (RF-SPN-04: recheck after 15 min)"
        await looked(pilot, app, 30.1)
        screen.page.move_to("alerts")
        screen.page.scroll_to(y=9, animate=False, immediate=True)
        clock.move(seconds=40)
        app.reminders.turn()
        await looked(pilot, app, 50.1)
        assert line(screen, "recheck").startswith("Next check in 14 min")
        assert (screen.page.cursor_key, screen.page.scroll_offset.y) == ("alerts", 9)
        assert told(app) == []

        clock.move(minutes=15)
        app.reminders.turn()
        await wait_for(pilot, lambda: told(app), "the notice")
        assert told(app) == ["▲ Check 22 Mara Ortiz again now."]
        assert line(screen, "recheck").startswith("Next check overdue by 1 min, due 20:15")
        clock.move(minutes=5)
        app.reminders.turn()
        await wait_for(pilot, lambda: "overdue by 6 min" in line(screen, "recheck"), "the minutes")
        await pilot.pause()
        assert told(app) == ["▲ Check 22 Mara Ortiz again now."]


async def test_vital_signs_answer_the_check(tmp_path: Path) -> None:
    clock = FixedClock()
    app, services = team(tmp_path, clock=clock)
    incident = record(services, findings=WEAK)
    clock.move(minutes=20)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, incident)
        assert "overdue by 5 min" in line(screen, "recheck")
        await pilot.press("t", "9", "6", "ctrl+s")
        await shown(pilot, app, IncidentScreen)
        assert line(screen, "recheck").startswith("Next check in 15 min, at 20:35")


async def test_without_anything_due_no_timer_runs(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services, findings=WEAK)
    async with app.run_test() as pilot:
        await settle(pilot, app)
        await looked(pilot, app, 30.1)
        assert app.reminders._timer is not None
        services.chart.close_incident(incident, "Seen")
        app.records_changed()
        await looked(pilot, app, None)
        assert app.reminders._timer is None


async def test_behind_the_lock_the_notice_names_nobody(tmp_path: Path) -> None:
    clock = FixedClock()
    app, services = team(tmp_path, clock=clock)
    record(services, findings=WEAK)
    async with app.run_test(notifications=True) as pilot:
        await settle(pilot, app)
        await looked(pilot, app, 30.1)
        await pilot.press("ctrl+l")
        await shown(pilot, app, LockDialog)
        clock.move(minutes=16)
        app.reminders.turn()
        await wait_for(pilot, lambda: told(app), "the notice")
        assert told(app) == ["▲ Check somebody again now."]


async def test_what_was_overdue_before_is_on_today_and_not_announced(tmp_path: Path) -> None:
    clock = FixedClock()
    app, services = team(tmp_path, clock=clock)
    incident = record(services, findings=WEAK)
    clock.move(minutes=23)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await settle(pilot, app)
        await pilot.press("f2")
        screen = await shown(pilot, app, TodayScreen)
        text = screen_text(app)
        assert "Due (3)" in text  # the referral that nobody has made yet is the other
        assert "overdue by 8 min" in text
        assert "Check again (RF-SPN-04)" in text
        screen.board.move_to(f"incident:{incident}:open")
        clock.move(minutes=2)
        app.reminders.turn()
        await wait_for(pilot, lambda: "overdue by 10 min" in screen_text(app), "the minutes")
        assert screen.board.cursor_key == f"incident:{incident}:open"
        assert told(app) == []


async def test_the_banner_in_full_says_after_how_long(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services, findings=WEAK)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, app, incident)
        await pilot.press("tab")
        banner = screen.query_one(RedFlagBanner)
        await wait_for(pilot, lambda: banner.has_focus, "the banner")
        assert "Recheck after 15 min." in " ".join(" ".join(banner.text_lines()).split())


async def test_after_the_save_the_next_check_stands_beside_the_red_flags_and_counts_on(
    tmp_path: Path,
) -> None:
    clock = FixedClock()
    app, services = team(tmp_path, clock=clock)
    incident = record(services, findings=WEAK)
    draft = CaptureDraft(clock().isoformat(), step="flags", incident=incident, guest="22")
    services.drafts.save("capture-1", draft.to_json())
    async with app.run_test() as pilot:
        await settle(pilot, app)
        app.post_message(RecordIncident(resume="capture-1"))
        screen = await shown(pilot, app, CaptureScreen)
        words = "Next check: in 15 min, at 20:15 (RF-SPN-04: recheck after 15 min)"
        await wait_for(pilot, lambda: words in screen_text(app), "the next check")
        await looked(pilot, app, 30.1)
        here = screen.step_list.cursor_key
        clock.move(minutes=2)
        app.reminders.turn()
        await wait_for(pilot, lambda: "Next check: in 13 min" in screen_text(app), "the minutes")
        assert screen.step_list.cursor_key == here
