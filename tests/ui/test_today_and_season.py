"""Today and Season over real records: what is due stands there, and each line opens its record."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.nasty import NASTY
from tests.ui.stage import real_stage, screen_text
from tests.waiting import wait_for
from trainer_tui.bootstrap import Services
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.screens.today import TodayScreen
from trainer_tui.ui.widgets.lines import Lines


def record_back_spasm(services: Services, **changes: object) -> str:
    """Record number 22 with an altered saddle area."""
    if not services.chart.athletes():
        services.chart.add_athlete(
            {"family": "Ortiz", "given": "Mara", "jersey": "22", "birth_date": "2008-04-01"}
        )
    incident = {
        "athlete": {"jersey": "22"},
        "kind": "injury",
        "onset_at": "2026-10-09T19:42:00-05:00",
        "condition": "back-spasms",
        "causes": ["overuse"],
        "diagnoses": [{"principal": True, "region": "lumbosacral", "side": "midline"}],
        "findings": {"saddle_numbness": True},
        **changes,
    }
    return services.chart.add_incidents([incident])[0]


async def test_today_shows_flags_the_board_and_open_incidents(tmp_path: Path) -> None:
    app, services = real_stage(tmp_path)
    record_back_spasm(services)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("f2")
        await wait_for(pilot, lambda: "Open incidents (1)" in screen_text(app), "the list")
        text = screen_text(app)
        assert "Red flags not acknowledged (1)" in text
        assert "Activate EMS now" in text
        assert "Out or limited (1)" in text
        assert "○ out" in text
        assert "Due (1)" in text
        assert "referral not yet made" in text
        assert "Details open (1)" in text
        assert text.count("22 Mara Ortiz") == 5


async def test_an_acknowledged_flag_leaves_today(tmp_path: Path) -> None:
    app, services = real_stage(tmp_path)
    incident = record_back_spasm(services)
    services.chart.acknowledge(incident)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("f2")
        await wait_for(pilot, lambda: "Open incidents (1)" in screen_text(app), "the list")
        assert "not acknowledged" not in screen_text(app)


async def test_nobody_out_is_said_in_words(tmp_path: Path) -> None:
    app, _ = real_stage(tmp_path)
    async with app.run_test() as pilot:
        await pilot.press("f2")
        await wait_for(pilot, lambda: "Nobody is recorded as out or limited" in screen_text(app), "words")


async def test_the_cursor_of_today_is_found_again(tmp_path: Path) -> None:
    app, services = real_stage(tmp_path)
    for number in range(5):
        record_back_spasm(services, onset_at=f"2026-10-0{number + 1}T10:00:00-05:00")
    async with app.run_test() as pilot:
        await pilot.press("f2", "G")
        last = app.screen.query_one("#today", Lines).cursor_key
        await wait_for(pilot, lambda: app.backstage.drafts.load("ui-state"), "the state to be kept")
        await wait_for(
            pilot,
            lambda: (app.backstage.drafts.load("ui-state") or {}).get("today.cursor") == last,
            "the cursor",
        )
    again, _ = real_stage(tmp_path / "unused", drafts=services.drafts)
    assert again.state["mode"] == "today"
    assert again.state["today.cursor"] == last


@pytest.mark.parametrize("mode", ["f2", "f6"])
async def test_what_is_seen_stands_still_while_one_looks_elsewhere(tmp_path: Path, mode: str) -> None:
    app, services = real_stage(tmp_path)
    for number in range(40):
        record_back_spasm(services, athlete={"guest": f"{number} Riverside"})
    async with app.run_test(size=(80, 12)) as pilot:
        await wait_for(pilot, lambda: app.records_open, "the records")
        await pilot.press(mode, "G", "k", "k", "k")
        lines = app.screen.query_one(Lines)
        before = (lines.scroll_offset.y, lines.cursor_key)
        assert before[0] > 0
        record_back_spasm(services, athlete={"guest": "41 Riverside"})
        await pilot.press("f3", mode)
        assert (lines.scroll_offset.y, lines.cursor_key) == before


async def test_season_counts_by_condition_region_cause_and_tier(tmp_path: Path) -> None:
    app, services = real_stage(tmp_path)
    record_back_spasm(services)
    record_back_spasm(services, causes=["overuse", "trauma"], findings={})
    voided = record_back_spasm(services)
    services.chart.void_incident(voided, "wrong athlete")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("f6")
        await wait_for(pilot, lambda: "Incidents: 2   Athletes: 1" in screen_text(app), "the counts")
        lines = [" ".join(line.split()) for line in screen_text(app).splitlines()]
        assert any(line.startswith("Back Spasms 2") for line in lines)
        assert any(line.startswith("Overload 2") for line in lines)
        assert any(line.startswith("Trauma 1") for line in lines)
        assert any(line.startswith("Activate EMS now 1") for line in lines)


IN_A_NAME = {
    words: text for words, text in NASTY.items() if len(text.strip().splitlines()) == 1 and "\0" not in text
}


@pytest.mark.parametrize("name", IN_A_NAME.values(), ids=IN_A_NAME)
async def test_any_name_is_shown_and_breaks_nothing(tmp_path: Path, name: str) -> None:
    app, services = real_stage(tmp_path)
    services.chart.add_athlete({"family": name[:100], "jersey": "22"})
    record_back_spasm(services)
    async with app.run_test() as pilot:
        await pilot.press("f2")
        await wait_for(pilot, lambda: "Open incidents (1)" in screen_text(app), "the list")
        assert isinstance(app.screen, TodayScreen)
        assert "\x1b" not in screen_text(app)


async def test_of_many_flags_the_most_urgent_stand_first_and_the_rest_are_counted(tmp_path: Path) -> None:
    app, services = real_stage(tmp_path)
    weak = {"kind": "injury", "onset_at": "2026-10-09T19:42:00-05:00", "findings": {"limb_weakness": True}}
    emergency = {**weak, "athlete": {"guest": "the one"}, "findings": {"saddle_numbness": True}}
    emergency["onset_at"] = "2026-10-01T19:42:00-05:00"
    services.chart.add_incidents([emergency, *({**weak, "athlete": {"guest": f"n{n}"}} for n in range(51))])
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("f2")
        await wait_for(pilot, lambda: "not acknowledged (52)" in screen_text(app), "the list")
        flags = [key for key in screen_of(app).board.keys if key.endswith(":flag")]
        assert len(flags) == 50
        assert "the one" in screen_text(app).splitlines()[4]
        assert "… and 2 more: F4, then o" in "\n".join(screen_of(app).board.text_lines())


def screen_of(app: TrainerApp) -> TodayScreen:
    screen = app.screen
    assert isinstance(screen, TodayScreen)
    return screen
