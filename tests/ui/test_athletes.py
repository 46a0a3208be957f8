"""The roster and the page of an athlete."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from tests.nasty import NASTY
from tests.ui.records import SIZES, record, settle, shown, storable, team, typed
from tests.ui.stage import real_stage, screen_text
from tests.waiting import wait_for
from trainer_tui.bootstrap import Services
from trainer_tui.domain.vocabulary import Purpose
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.dialogs.find import FindDialog
from trainer_tui.ui.events import OpenAthlete
from trainer_tui.ui.screens.athlete import AthleteScreen
from trainer_tui.ui.screens.athlete_form import AthleteFormScreen
from trainer_tui.ui.screens.athletes import AthletesScreen
from trainer_tui.ui.screens.capture import CaptureScreen
from trainer_tui.ui.screens.export import ExportScreen
from trainer_tui.ui.screens.incident import IncidentScreen


async def opened(pilot: Any, app: TrainerApp) -> AthletesScreen:
    await settle(pilot, app)
    await pilot.press("f5")
    screen = await shown(pilot, app, AthletesScreen)
    await wait_for(pilot, lambda: screen.entries, "the roster")
    return screen


def more_athletes(services: Services) -> dict[str, str]:
    """Put two more on the roster and return all ids by family name."""
    services.chart.add_athlete({"jersey": "7", "given": "Noa", "family": "Ábbott", "alerts": "none_known"})
    services.chart.add_athlete({"jersey": "100", "family": "Vance", "team": "Swim"})
    return {athlete.family: athlete.id for athlete in services.chart.athletes()}


@pytest.mark.parametrize("size", SIZES)
async def test_a_line_says_number_name_team_age_availability_alerts_and_open_incidents(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    app, services = team(tmp_path)
    more_athletes(services)
    record(services, findings={"saddle_numbness": True})
    async with app.run_test(size=size) as pilot:
        await opened(pilot, app)
        lines = screen_text(app).splitlines()
        mara = next(line for line in lines if "Ortiz" in line)
        for part in ("22", "Mara Ortiz", "Varsity", "17", "○ out", "! asthma; aller", "1 open"):
            assert part in mara
        assert "none known" in next(line for line in lines if "Ábbott" in line)
        vance = next(line for line in lines if "Vance" in line)
        assert "never asked" in vance
        assert "not said" in vance
        assert "?" in vance
        assert "? Help" in lines[-1]
        assert all(len(line) <= size[0] for line in lines)


async def test_the_filter_takes_jerseys_and_names_without_accents(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    ids = more_athletes(services)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app)
        await pilot.press("slash")
        await typed(pilot, "abbo")
        await wait_for(pilot, lambda: [each.id for each in screen.entries] == [ids["Ábbott"]], "the filter")
        screen.filter.value = "100"
        await wait_for(pilot, lambda: [each.id for each in screen.entries] == [ids["Vance"]], "the jersey")
        await pilot.press("escape")
        assert len(screen.entries) == 3


async def test_one_team_is_shown_until_all_are_wanted_again(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    ids = more_athletes(services)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app)
        await pilot.press("T")
        await shown(pilot, app, FindDialog)
        await typed(pilot, "swi")
        await pilot.press("enter")
        await wait_for(pilot, lambda: [each.id for each in screen.entries] == [ids["Vance"]], "the team")
        assert "Swim · by name" in screen_text(app)
        await pilot.press("T", "up", "enter")
        await wait_for(pilot, lambda: len(screen.entries) == 3, "all teams")


async def test_the_order_goes_by_name_number_team_availability_and_open_incidents(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    more_athletes(services)
    record(services, {"jersey": "100"}, findings={"saddle_numbness": True})
    async with app.run_test() as pilot:
        screen = await opened(pilot, app)
        orders = []
        for _ in range(5):
            orders.append([each.family for each in screen.entries])
            await pilot.press("S")
        assert orders == [
            ["Ábbott", "Ortiz", "Vance"],
            ["Ábbott", "Ortiz", "Vance"],
            ["Ábbott", "Vance", "Ortiz"],
            ["Vance", "Ábbott", "Ortiz"],
            ["Vance", "Ábbott", "Ortiz"],
        ]
        assert [each.jersey for each in screen.entries] == ["7", "22", "100"]


async def test_team_order_and_place_are_found_again_after_a_kill(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    ids = more_athletes(services)
    async with app.run_test() as pilot:
        await opened(pilot, app)
        await pilot.press("S", "G")
        await wait_for(
            pilot,
            lambda: (services.drafts.load("ui-state") or {}).get("athletes.cursor") == ids["Vance"],
            "the place to be kept",
        )
    services.close()
    again, _ = real_stage(tmp_path)
    async with again.run_test() as pilot:
        screen = await shown(pilot, again, AthletesScreen)
        await wait_for(pilot, lambda: screen.entries, "the roster")
        assert screen.lines.cursor_key == ids["Vance"]
        assert "by number" in screen_text(again)


async def test_each_key_opens_what_it_names(tmp_path: Path) -> None:
    app, _ = team(tmp_path)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app)
        for key in ("a", "i"):
            await pilot.press(key)
            assert (await shown(pilot, app, AthleteFormScreen)).athlete is None
            await pilot.press("escape")
        await pilot.press("e")
        assert (await shown(pilot, app, AthleteFormScreen)).athlete == screen.entries[0].id
        await pilot.press("escape", "enter")
        assert (await shown(pilot, app, AthleteScreen)).athlete == screen.entries[0].id
        await pilot.press("escape")
        await shown(pilot, app, AthletesScreen)
        await pilot.press("n")
        await shown(pilot, app, CaptureScreen)


@pytest.mark.parametrize("keys", [("7",), ()], ids=["a jersey", "enter alone"])
async def test_digits_after_n_are_a_jersey_and_never_answers_about_the_athlete_under_the_cursor(
    tmp_path: Path, keys: tuple[str, ...]
) -> None:
    app, services = team(tmp_path)
    ids = more_athletes(services)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app)
        assert screen.lines.move_to(ids["Vance"])
        await pilot.press("n")
        capture = await shown(pilot, app, CaptureScreen)
        assert "nobody named yet" in screen_text(app)
        assert "no alerts" not in screen_text(app)
        await pilot.press("ctrl+s")
        assert not services.chart.incidents()
        await pilot.press(*keys, "enter")
        await wait_for(pilot, lambda: "Life first" in screen_text(app), "the life questions")
        assert capture.flow is not None
        assert capture.flow.draft.athlete == ids["Ábbott" if keys else "Vance"]
        assert not capture.flow.draft.findings


async def test_an_empty_roster_says_what_to_do(tmp_path: Path) -> None:
    app, _ = real_stage(tmp_path)
    async with app.run_test() as pilot:
        await settle(pilot, app)
        await pilot.press("f5")
        await wait_for(pilot, lambda: "a adds an athlete" in screen_text(app), "the sentence")
        await pilot.press("e", "enter")
        assert isinstance(app.screen, AthletesScreen)


async def test_the_page_shows_facts_alerts_incidents_statuses_and_what_left(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    athlete = services.chart.athletes()[0].id
    incident = record(services, findings={"saddle_numbness": True})
    voided = record(services)
    services.chart.void_incident(voided, "recorded twice")
    services.chart.amend_athlete(athlete, {"team": "JV"}, "moved down")
    services.handoff.export(
        "text", tmp_path / "l.txt", incidents=[incident], recipient="Dr. Bell", purpose=Purpose.TREATMENT
    )
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, app)
        app.post_message(OpenAthlete(athlete))
        screen = await shown(pilot, app, AthleteScreen)
        text = "\n".join(screen.page.text_lines())
        for part in (
            "22 Mara Ortiz",
            "asthma; allergy: bee stings",
            "2009-03-04  17 years",
            "Incidents (2)",
            "▲▲ EMS now",
            "flags not acknowledged",
            "entered in error",
            "○ out",
            "decided by red-flag rule",
            "Handed over (1)",
            "text to Dr. Bell, treatment",
            "because: moved down",
            "team: Varsity → JV",
        ):
            assert part in text, part
        reached = {screen.page.cursor_key}
        for _ in screen.page.keys:
            await pilot.press("j")
            reached.add(screen.page.cursor_key)
        assert reached == set(screen.page.keys)
        screen.page.move_to(f"incident.{incident}")
        await pilot.press("enter")
        assert (await shown(pilot, app, IncidentScreen)).incident == incident
        await pilot.press("escape", "x")
        assert set((await shown(pilot, app, ExportScreen)).incidents) == {incident, voided}


async def test_a_missing_birth_date_is_said_to_leave_rules_undecided(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    vance = more_athletes(services)["Vance"]
    async with app.run_test() as pilot:
        await settle(pilot, app)
        app.post_message(OpenAthlete(vance))
        await shown(pilot, app, AthleteScreen)
        assert "rules that read an age stay undecided" in screen_text(app)


@pytest.mark.parametrize("size", SIZES)
async def test_any_text_is_shown_and_breaks_nothing(tmp_path: Path, size: tuple[int, int]) -> None:
    app, services = team(tmp_path)
    texts = [text for text in NASTY.values() if storable(text) and text.strip()]
    ids = []
    for text in texts:
        fields = dict.fromkeys(("jersey", "given", "family", "preferred", "team", "position"), text)
        contact = {"emergency_contact": text, "emergency_phone": text, "alerts": [f"allergy:{text}"]}
        ids.append(services.chart.add_athlete({**fields, **contact}))
    async with app.run_test(size=size) as pilot:
        screen = await opened(pilot, app)
        for text in texts:
            screen.filter.value = text
            await pilot.pause()
            assert "\x1b" not in screen_text(app)
        await pilot.press("escape", "T")
        await shown(pilot, app, FindDialog)
        assert "\x1b" not in screen_text(app)
        await pilot.press("escape")
        for ident, text in zip(ids, texts, strict=True):
            app.post_message(OpenAthlete(ident))
            page = await shown(pilot, app, AthleteScreen)
            if text.isascii() and text.isprintable():
                assert text.strip()[:30] in "\n".join(page.page.text_lines())
            assert "\x1b" not in screen_text(app)
            assert all(cell_len(line) <= size[0] for line in screen_text(app).splitlines())
            await pilot.press("escape")
            await shown(pilot, app, AthletesScreen)
