"""The list of incidents: filter, order, what is remembered, and thousands of lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.nasty import NASTY
from tests.ui.records import SIZES, record, settle, shown, storable, team, typed
from tests.ui.stage import real_stage, screen_text
from tests.waiting import wait_for
from trainer_tui.domain.vocabulary import Tier
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.screens.export import ExportScreen
from trainer_tui.ui.screens.incident import IncidentScreen
from trainer_tui.ui.screens.incidents import IncidentsScreen
from trainer_tui.ui.widgets.lazy_rows import LazyRows


async def opened(pilot: Any, app: TrainerApp) -> IncidentsScreen:
    await settle(pilot, app)
    await pilot.press("f4")
    return await shown(pilot, app, IncidentsScreen)


@pytest.mark.parametrize("size", SIZES)
async def test_a_line_says_when_who_what_where_how_urgent_and_what_is_lost(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    app, services = team(tmp_path)
    record(services, onset_at="2026-10-05T10:00:00-05:00", findings={"saddle_numbness": True})
    async with app.run_test(size=size) as pilot:
        await opened(pilot, app)
        text = screen_text(app)
        line = next(each for each in text.splitlines() if "2026-10-05" in each)
        for part in ("22 Mara", "Back Spasms", "low back", "▲▲ EMS now", "○ out", "3 d"):
            assert part in line
        assert "!" in line[:3]
        assert "…" not in line
        assert all(len(each) <= size[0] for each in text.splitlines())
        assert "? Help" in text.splitlines()[-1]


async def test_an_empty_record_says_what_to_do(tmp_path: Path) -> None:
    app, _ = team(tmp_path)
    async with app.run_test() as pilot:
        await opened(pilot, app)
        assert "No incident yet; n records one." in screen_text(app)
        await pilot.press("x", "enter", "e")
        assert isinstance(app.screen, IncidentsScreen)


async def test_letters_typed_at_once_after_the_slash_filter_the_list(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    record(services)
    other = record(services, {"guest": "14 Riverside"}, condition="turf-toe", diagnoses=[{"region": "foot"}])
    async with app.run_test() as pilot:
        screen = await opened(pilot, app)
        assert len(screen.entries) == 2
        await pilot.press("slash")
        await typed(pilot, "turf river")
        await wait_for(pilot, lambda: len(screen.entries) == 1, "the filter")
        assert screen.lines.cursor_key == other
        await pilot.press("enter", "enter")
        page = await shown(pilot, app, IncidentScreen)
        assert page.incident == other
        await pilot.press("escape")
        await shown(pilot, app, IncidentsScreen)
        await pilot.press("escape")
        assert len(screen.entries) == 2
        assert screen.filter.value == ""
        assert screen.lines.cursor_key == other


async def test_letters_of_commands_are_typed_into_the_filter(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    record(services)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app)
        await pilot.press("slash")
        await typed(pilot, "nostSx")
        assert screen.filter.value == "nostSx"
        assert "Nothing fits the filter" in screen_text(app)


async def test_open_only_leaves_out_what_is_closed_or_in_error(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    still_open, closed, voided = record(services), record(services), record(services)
    services.chart.close_incident(closed, "recovered")
    services.chart.void_incident(voided, "recorded twice")
    async with app.run_test() as pilot:
        screen = await opened(pilot, app)
        marks = {line[1]: line for line in screen_text(app).splitlines() if "Back Spasms" in line}
        assert set(marks) >= {"c", "×"}
        await pilot.press("o")
        assert [entry.incident.id for entry in screen.entries] == [still_open]
        assert "open only" in screen_text(app)


async def test_the_order_goes_by_date_urgency_name_and_days_lost(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    services.chart.add_athlete({"jersey": "7", "family": "Abbott"})
    urgent = record(services, findings={"saddle_numbness": True}, onset_at="2026-10-01T10:00:00-05:00")
    newest = record(services, {"guest": "zz"}, onset_at="2026-10-09T10:00:00-05:00")
    abbott = record(services, {"jersey": "7"}, onset_at="2026-10-02T10:00:00-05:00")
    async with app.run_test() as pilot:
        screen = await opened(pilot, app)
        seen = [screen.entries[0].incident.id]
        for key in ("S", "t", "S"):
            await pilot.press(key)
            seen.append(screen.entries[0].incident.id)
        assert seen == [newest, urgent, abbott, urgent]
        assert [entry.incident.tier for entry in screen.entries][:1] == [Tier.EMS_NOW]
        await pilot.press("t")
        assert "newest first" in screen_text(app)


async def test_filter_order_open_only_and_place_are_found_again_after_a_kill(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    wanted = [record(services, onset_at=f"2026-10-0{n}T10:00:00-05:00") for n in range(1, 6)][1]
    async with app.run_test() as pilot:
        screen = await opened(pilot, app)
        await pilot.press("o", "S", "slash")
        await typed(pilot, "back")
        await pilot.press("enter")
        while screen.lines.cursor_key != wanted:
            await pilot.press("j")
        await wait_for(
            pilot,
            lambda: (services.drafts.load("ui-state") or {}).get("incidents.cursor") == wanted,
            "the place to be kept",
        )
    services.close()
    again, _ = real_stage(tmp_path)
    async with again.run_test() as pilot:
        screen = await shown(pilot, again, IncidentsScreen)
        await wait_for(pilot, lambda: screen.entries, "the list")
        assert screen.lines.cursor_key == wanted
        assert screen.filter.value == "back"
        assert "open only · by urgency" in screen_text(again)


async def test_what_is_shown_is_handed_over(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    record(services)
    turf_toe = record(services, condition="turf-toe", diagnoses=[{"region": "foot"}])
    async with app.run_test() as pilot:
        await opened(pilot, app)
        await pilot.press("slash")
        await typed(pilot, "turf")
        await pilot.press("enter", "x")
        screen = await shown(pilot, app, ExportScreen)
        assert screen.incidents == (turf_toe,)


async def test_only_lines_in_view_are_built(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = {"athlete": {"jersey": "22"}, "kind": "injury", "onset_at": "2026-10-01T10:00:00-05:00"}
    services.chart.add_incidents([incident] * 2_000)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app)
        await pilot.press("G", "S", "S")
        rows = screen.lines.rows
        assert isinstance(rows, LazyRows)
        assert len(rows) == 2_000
        assert len(rows._built) < 100
        assert screen.lines.cursor_key == rows.keys[-1]


@pytest.mark.parametrize("size", SIZES)
async def test_any_text_is_shown_and_breaks_nothing(tmp_path: Path, size: tuple[int, int]) -> None:
    app, services = team(tmp_path)
    texts = [text for text in NASTY.values() if storable(text)]
    for text in texts:
        record(services, {"guest": text})
    async with app.run_test(size=size) as pilot:
        screen = await opened(pilot, app)
        for text in texts:
            screen.filter.value = text
            await pilot.pause()
            assert "\x1b" not in screen_text(app)
        screen.filter.value = ""
        await wait_for(pilot, lambda: len(screen.entries) == len(texts), "all lines")
        for _ in texts:
            await pilot.press("j")
            assert "\x1b" not in screen_text(app)
        lines = "\n".join(screen.lines.text_lines())
        for text in texts:
            if text.isascii() and text.isprintable():
                assert text.strip()[:12] in lines
