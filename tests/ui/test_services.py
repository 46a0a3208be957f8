"""Logging services by one key, for one athlete or for all that are marked; the day that shows them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.fakes import FixedClock
from tests.ui.records import SIZES, record, settle, shown, team, typed
from tests.ui.stage import real_stage, screen_text
from tests.waiting import wait_for
from trainer_tui.bootstrap import Services
from trainer_tui.domain.errors import StoreError
from trainer_tui.domain.vocabulary import Region, Service, Side, TreatmentKind
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.dialogs.choose import ChooseDialog
from trainer_tui.ui.dialogs.reason import ReasonDialog
from trainer_tui.ui.dialogs.service import ServiceDialog
from trainer_tui.ui.events import OpenAthlete, OpenDay, OpenIncident
from trainer_tui.ui.screens.athlete import AthleteScreen
from trainer_tui.ui.screens.athletes import AthletesScreen
from trainer_tui.ui.screens.day_log import DayLogScreen
from trainer_tui.ui.screens.incident import IncidentScreen
from trainer_tui.ui.screens.season import SeasonScreen
from trainer_tui.ui.screens.today import TodayScreen
from trainer_tui.ui.service_log import LAST
from trainer_tui.ui.widgets.lines import Lines


def of_fourteen(folder: Path) -> tuple[TrainerApp, Services]:
    """Return an app with fourteen athletes of one team and one of another."""
    app, services = real_stage(folder)
    for number in range(14):
        services.chart.add_athlete({"jersey": str(number), "family": f"Player{number:02}", "team": "Varsity"})
    services.chart.add_athlete({"family": "Zeno", "team": "JV"})
    return app, services


async def roster(pilot: Any, app: TrainerApp) -> AthletesScreen:
    await settle(pilot, app)
    await pilot.press("f5")
    screen = await shown(pilot, app, AthletesScreen)
    await wait_for(pilot, lambda: screen.entries, "the roster")
    return screen


@pytest.mark.parametrize("size", SIZES)
async def test_an_athlete_and_one_digit_log_a_service(tmp_path: Path, size: tuple[int, int]) -> None:
    app, services = team(tmp_path)
    async with app.run_test(size=size) as pilot:
        await roster(pilot, app)
        await pilot.press("y")
        dialog = await shown(pilot, app, ServiceDialog)
        assert "Service for 22 Mara Ortiz" in screen_text(app)
        assert "esc goes back" in screen_text(app)
        await pilot.press("2")
        await wait_for(pilot, lambda: services.treatments.listed(), "the service")
        (found,) = services.treatments.listed()
        assert (found.services, found.kind) == ((Service.CRYOTHERAPY,), TreatmentKind.PREVENTIVE)
        assert not dialog.is_current


async def test_keys_typed_at_once_log_too(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    async with app.run_test() as pilot:
        await roster(pilot, app)
        await pilot.press("y", "1")
        assert services.treatments.listed()[0].services == (Service.TAPING_BRACING,)


async def test_fourteen_taped_ankles_are_one_entry_in_few_keys(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app, services = of_fourteen(tmp_path)
    keys = ["asterisk", "y", "w", "i", "d", "d", "d", "1"]
    async with app.run_test() as pilot:
        screen = await roster(pilot, app)
        app.remember("athletes.team", "Varsity")
        screen.reload()
        await pilot.press("asterisk")
        assert "14 marked: y logs a service for them" in screen_text(app)
        await pilot.press(*keys[1:])
        await wait_for(pilot, lambda: services.treatments.listed(), "the services")
        found = services.treatments.listed()
        assert len(found) == 14
        assert {(t.services, t.region, t.side) for t in found} == {
            ((Service.TAPING_BRACING,), Region.ANKLE, Side.BILATERAL)
        }
        revisions = [next(iter(services.store.history(t.id))) for t in found]
        assert len({revision.at for revision in revisions}) == 1
        assert screen.marked == set()
        assert "marked" not in screen_text(app).splitlines()[2]
    with capsys.disabled():
        print(f"\n14 taped ankles: {len(keys)} keys")  # noqa: T201 - to be read


async def test_marks_are_set_one_by_one_taken_back_and_cleared(tmp_path: Path) -> None:
    app, services = of_fourteen(tmp_path)
    async with app.run_test() as pilot:
        screen = await roster(pilot, app)
        await pilot.press("space", "space", "down", "space")
        assert len(screen.marked) == 3
        assert screen_text(app).count("✓") == 3
        await pilot.press("up", "space")
        assert len(screen.marked) == 2
        await pilot.press("y", "4")
        assert len(services.treatments.listed()) == 2
        await pilot.press("asterisk")
        assert len(screen.marked) == 15
        await pilot.press("asterisk")
        assert screen.marked == set()
        await pilot.press("space", "escape")
        assert screen.marked == set()


async def test_marks_are_typed_into_the_filter_as_letters(tmp_path: Path) -> None:
    app, services = of_fourteen(tmp_path)
    async with app.run_test() as pilot:
        screen = await roster(pilot, app)
        await pilot.press("slash", "y", "space", "asterisk")
        assert screen.filter.value == "y *"
        assert screen.marked == set()
        assert services.treatments.listed() == []


async def test_what_was_logged_last_stands_first_with_place_and_minutes(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    async with app.run_test() as pilot:
        await roster(pilot, app)
        await pilot.press("y", "0")
        dialog = await shown(pilot, app, ServiceDialog)
        assert "nothing to log again" in screen_text(app)
        await pilot.press("m")
        await typed(pilot, "20")
        await pilot.press("enter", "d")
        dialog.action_pick(5)
        await wait_for(pilot, lambda: services.treatments.listed(), "the service")
        await pilot.press("y")
        await shown(pilot, app, ServiceDialog)
        first = next(line for line in screen_text(app).splitlines() if "again" in line)
        assert "therapeutic exercise, left, 20 min" in first
        await pilot.press("enter")
        await wait_for(pilot, lambda: len(services.treatments.listed()) == 2, "the second")
        again, before = services.treatments.listed()
        assert (again.services, again.side, again.minutes) == (before.services, before.side, before.minutes)


async def test_what_was_logged_last_is_remembered_and_a_damaged_memory_is_none(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    async with app.run_test() as pilot:
        await roster(pilot, app)
        await pilot.press("y", "d", "1")
        await wait_for(pilot, lambda: (services.drafts.load("ui-state") or {}).get(LAST), "the memory")
    services.close()
    again, services = real_stage(tmp_path)
    async with again.run_test() as pilot:
        await roster(pilot, again)
        await pilot.press("y")
        await shown(pilot, again, ServiceDialog)
        assert "again: taping or bracing, left" in screen_text(again)
        await pilot.press("escape")
        spoilt: list[Any] = [{"services": ["magic"]}, {"services": []}, 7, None]
        for damaged in spoilt:
            again.state[LAST] = damaged
            await pilot.press("y")
            await shown(pilot, again, ServiceDialog)
            assert "again: nothing was logged yet" in screen_text(again)
            await pilot.press("escape")


async def test_what_a_full_disk_did_not_keep_is_said_in_the_dialog(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, services = team(tmp_path)

    def full(_: Any) -> None:
        raise StoreError("The disk is full; nothing was saved.")

    async with app.run_test() as pilot:
        await roster(pilot, app)
        monkeypatch.setattr(type(services.store), "commit", lambda store, revisions: full(revisions))
        await pilot.press("y", "1")
        await shown(pilot, app, ServiceDialog)
        assert "The disk is full" in screen_text(app)


async def test_several_services_are_marked_and_logged_together(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    async with app.run_test() as pilot:
        await roster(pilot, app)
        await pilot.press("y", "down", "space", "9", "enter")
        await wait_for(pilot, lambda: services.treatments.listed(), "the services")
        (found,) = services.treatments.listed()
        assert found.services == (Service.TAPING_BRACING, Service.EDUCATION)


async def test_a_wrong_number_of_minutes_is_said_where_it_is_typed(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    async with app.run_test() as pilot:
        await roster(pilot, app)
        await pilot.press("y", "m")
        await typed(pilot, "999")
        await pilot.press("enter")
        assert "whole number of minutes, 0 to 600" in screen_text(app)
        await pilot.press("escape", "escape")
        assert services.treatments.listed() == []


async def test_from_an_incident_it_is_care_of_that_injury(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    guest = record(services, {"guest": "14 Riverside"})
    async with app.run_test() as pilot:
        await settle(pilot, app)
        app.post_message(OpenIncident(incident))
        await shown(pilot, app, IncidentScreen)
        await pilot.press("y", "2")
        (found,) = services.treatments.listed()
        assert (found.incident, found.kind) == (incident, TreatmentKind.NEW_INJURY)
        page = (await shown(pilot, app, IncidentScreen)).page
        await wait_for(pilot, lambda: "Services (1)" in "\n".join(page.text_lines()), "it on the page")
        await pilot.press("escape")
        app.post_message(OpenIncident(guest))
        await shown(pilot, app, IncidentScreen)
        await pilot.press("y", "7")
        assert services.treatments.listed()[0].guest == "14 Riverside"
        services.chart.void_incident(incident, "twice")
        app.post_message(OpenIncident(incident))
        await wait_for(pilot, lambda: getattr(app.screen, "incident", "") == incident, "the void one")
        await pilot.press("y", "2")
        assert len(services.treatments.listed()) == 2


async def test_an_open_incident_is_offered_and_one_key_takes_it(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    athlete = services.chart.athletes()[0].id
    async with app.run_test() as pilot:
        await settle(pilot, app)
        app.post_message(OpenAthlete(athlete))
        screen = await shown(pilot, app, AthleteScreen)
        await pilot.press("y")
        await shown(pilot, app, ServiceDialog)
        assert "for: no incident of 1 open" in screen_text(app).replace("\u00a0", " ")
        await pilot.press("i", "3")
        (found,) = services.treatments.listed()
        assert (found.incident, found.services) == (incident, (Service.HEAT,))
        await wait_for(pilot, lambda: "Services (1)" in "\n".join(screen.page.text_lines()), "the page")
        screen.page.move_to(f"treatment.{found.id}")
        await pilot.press("enter")
        assert (await shown(pilot, app, IncidentScreen)).incident == incident


async def test_today_logs_for_the_line_under_the_cursor(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    async with app.run_test() as pilot:
        await settle(pilot, app)
        await pilot.press("f2")
        await shown(pilot, app, TodayScreen)
        await pilot.press("y")
        assert isinstance(app.screen, TodayScreen)
        record(services)
        app.records_changed()
        await wait_for(pilot, lambda: "Open incidents (1)" in screen_text(app), "the incident")
        await pilot.press("G", "y", "2")
        assert services.treatments.listed()[0].incident is not None


@pytest.mark.parametrize("size", SIZES)
async def test_the_day_counts_services_and_voids_with_a_reason(tmp_path: Path, size: tuple[int, int]) -> None:
    clock = FixedClock()
    app, services = team(tmp_path, clock=clock)
    for raw in ({"services": ["heat", "exercise"], "minutes": 10}, {"services": ["heat"]}):
        services.treatments.add([{"athlete": {"jersey": "22"}, **raw}])
    async with app.run_test(size=size) as pilot:
        await settle(pilot, app)
        await pilot.press("f2", "Y")
        screen = await shown(pilot, app, DayLogScreen)
        text = screen_text(app)
        for part in (
            "Services (3)",
            "preventive 2",
            "heat 2",
            "22 Mara Ortiz 2",
            "heat + therapeutic exercise",
        ):
            assert part in text, part
        assert all(len(line) <= size[0] for line in text.splitlines())
        assert "? Help" in text.splitlines()[-1]
        await pilot.press("g", "V")
        assert isinstance(app.screen, DayLogScreen)
        await pilot.press("G", "V")
        await shown(pilot, app, ReasonDialog)
        await pilot.press("enter")
        assert "A reason is needed" in screen_text(app)
        await typed(pilot, "wrong athlete")
        await pilot.press("enter")
        await wait_for(pilot, lambda: "× entered in error" in screen_text(app), "the mark")
        assert sum(t.view.voided for t in services.treatments.listed()) == 1
        clock.move(days=1)
        screen.reload()
        assert "Services (0)" in screen_text(app) or await _drawn(pilot, app, "Services (0)")
        await pilot.press("left_square_bracket")
        assert await _drawn(pilot, app, "22 Mara Ortiz 1")
        await pilot.press("right_square_bracket", "right_square_bracket")
        assert await _drawn(pilot, app, "Today, Saturday")


async def test_an_entry_for_several_is_marked_as_a_whole_or_one_alone(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    services.chart.add_athlete({"jersey": "7", "family": "Lindqvist", "team": "Varsity"})
    services.chart.add_athlete({"jersey": "9", "family": "Oyelaran", "team": "Varsity"})
    taped = [{"athlete": {"jersey": j}, "services": ["taping_bracing"]} for j in ("22", "7", "9")]
    services.treatments.add(taped)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, app)
        await pilot.press("f2", "Y")
        await shown(pilot, app, DayLogScreen)
        await pilot.press("G", "V", "1")
        await typed(pilot, "he was not there")
        await pilot.press("enter")
        await wait_for(pilot, lambda: "Services (2)" in screen_text(app), "the mark")
        assert [t.athlete for t in services.treatments.listed() if t.view.voided] == [
            services.chart.resolve_athlete({"jersey": "22"})[0]
        ]
        await pilot.press("G", "up", "V")
        await shown(pilot, app, ChooseDialog)
        assert "All 2 that were logged together" in screen_text(app)
        await pilot.press("2")
        await typed(pilot, "the day before")
        await pilot.press("enter")
        await wait_for(pilot, lambda: "Services (0)" in screen_text(app), "the marks")
        assert all(t.view.voided for t in services.treatments.listed())


async def _drawn(pilot: Any, app: TrainerApp, words: str) -> bool:
    await wait_for(pilot, lambda: words in screen_text(app), words)
    return True


async def test_the_season_tells_exposure_and_care(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    services.treatments.add([{"incident": incident, "services": ["heat", "exercise"], "minutes": 10}])
    raw = {"team": "Varsity", "kind": "practice", "start": "2026-10-09T16:00:00-05:00", "planned_min": 90}
    services.sessions.add([raw, {**raw, "kind": "competition", "planned_min": 60}])
    async with app.run_test(size=(80, 40)) as pilot:
        await settle(pilot, app)
        await pilot.press("f6")
        await shown(pilot, app, SeasonScreen)
        lines = [" ".join(line.split()) for line in screen_text(app).splitlines()]
        assert "2026/27 Varsity practice 1 1 1.5" in lines
        assert "2026/27 Varsity all sessions 2 2 2.5" in lines
        assert "2 services in 1 visits; a visit is one person on one day." in lines
        assert "for each incident cared for 2.0 services 1.0 visits" in lines
        assert not any("…" in line for line in lines[:20])


async def test_the_day_opens_the_athlete_of_a_service(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    services.treatments.add([{"athlete": {"jersey": "22"}, "services": ["heat"], "note": "[/b] =x"}])
    async with app.run_test() as pilot:
        await settle(pilot, app)
        app.post_message(OpenDay())
        screen = await shown(pilot, app, DayLogScreen)
        assert "[/b] =x" in screen_text(app)
        await pilot.press("G", "enter")
        await shown(pilot, app, AthleteScreen)
        assert screen.query_one("#day-log", Lines).rows
