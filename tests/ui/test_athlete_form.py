"""The form of an athlete: checked field by field, kept from the first key, a reason only where it is due."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.nasty import NASTY
from tests.ui.records import SIZES, settle, shown, storable, team, typed
from tests.ui.stage import real_stage, screen_text
from tests.waiting import wait_for
from trainer_tui.domain.athletes import FIELDS
from trainer_tui.domain.vocabulary import Sex
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.dialogs.reason import ReasonDialog
from trainer_tui.ui.events import EditAthlete
from trainer_tui.ui.screens.athlete_form import ORDER, AthleteFormScreen
from trainer_tui.ui.screens.reference import ReferenceScreen

ALL = {
    "jersey": "9",
    "given": "Jo",
    "family": "Lindqvist",
    "preferred": "Jojo",
    "birth_date": "2008-04-01",
    "sex": "f",
    "team": "Varsity",
    "position": "keeper",
    "height_cm": "171,5",
    "mass_kg": "64",
    "alerts": "sickle trait; allergy: nuts; medication:insulin",
    "emergency_contact": "P. Lindqvist",
    "emergency_phone": "555-0100",
    "emergency_relation": "aunt",
    "second_contact": "Q. Lindqvist",
    "second_phone": "555-0101",
    "second_relation": "uncle",
    "grade": "11",
    "dominant_side": "l",
    "physical_until": "2027-07-31",
    "baseline_on": "2026-08-01",
    "inhaler_place": "bag",
    "auto_injector_place": "kit",
    "insurance": "Acme 12",
    "family_physician": "Dr Lee",
    "family_physician_phone": "555-0102",
    "consent_by": "P. Lindqvist",
    "consent_on": "2026-08-01",
    "consent_until": "2027-07-31",
    "disclosure_by": "P. Lindqvist",
    "disclosure_to": "nurse",
    "disclosure_on": "2026-08-01",
    "disclosure_until": "2027-07-31",
}


async def opened(pilot: Any, app: TrainerApp, athlete: str | None = None) -> AthleteFormScreen:
    await settle(pilot, app)
    app.post_message(EditAthlete(athlete))
    return await shown(pilot, app, AthleteFormScreen)


async def left(pilot: Any, app: TrainerApp) -> None:
    await wait_for(pilot, lambda: isinstance(app.screen, ReferenceScreen), "the form to close")


async def test_every_field_is_typed_with_the_keyboard_and_saved(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    async with app.run_test() as pilot:
        await opened(pilot, app)
        assert sorted(ORDER) == sorted(FIELDS)
        for name in ORDER:
            await typed(pilot, ALL[name])
            await pilot.press("enter")
        await pilot.press("enter")
        await left(pilot, app)
        athlete = next(each for each in services.chart.athletes() if each.family == "Lindqvist")
        assert athlete.name == "Jojo Lindqvist"
        assert athlete.sex is Sex.FEMALE
        assert (athlete.height_cm, athlete.mass_kg) == (171.5, 64)
        assert athlete.alerts == ("sickle_trait", "allergy:nuts", "medication:insulin")
        assert [person.words for person in athlete.contacts] == [
            "P. Lindqvist (aunt) 555-0100",
            "Q. Lindqvist (uncle) 555-0101",
        ]
        assert (athlete.dominant_side, athlete.physical_until) == ("left", "2027-07-31")
        assert athlete.disclosure_consent.to == "nurse"
        assert not services.drafts.names("form-athlete")


@pytest.mark.parametrize("size", SIZES)
async def test_every_problem_stands_under_its_field(tmp_path: Path, size: tuple[int, int]) -> None:
    app, services = team(tmp_path)
    async with app.run_test(size=size) as pilot:
        screen = await opened(pilot, app)
        screen.form.fill({"birth_date": "soon", "sex": "x", "height_cm": "tall", "alerts": "nuts"})
        await pilot.press("ctrl+s")
        problems = {name: field.problem for name, field in screen.form.fields.items() if field.problem}
        assert set(problems) == {"family", "birth_date", "sex", "height_cm", "alerts"}
        assert screen.form.fields["family"].line.has_focus
        lines = screen_text(app).splitlines()
        born = next(number for number, line in enumerate(lines) if line.strip().startswith("Born"))
        assert "“soon” is not a date" in lines[born + 1]
        assert len(services.chart.athletes()) == 1
        await typed(pilot, "V")
        assert screen.form.fields["family"].problem == ""
        assert screen.form.fields["sex"].problem


async def test_what_is_typed_is_kept_from_the_first_key_and_found_after_a_kill(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    async with app.run_test() as pilot:
        await opened(pilot, app)
        await typed(pilot, "9")
        await wait_for(pilot, lambda: services.drafts.load("form-athlete-new"), "the draft")
        await pilot.press("tab")
        await typed(pilot, "Jo")
        await wait_for(
            pilot, lambda: (services.drafts.load("form-athlete-new") or {}).get("given") == "Jo", "the draft"
        )
    services.close()
    again, services = real_stage(tmp_path)
    async with again.run_test() as pilot:
        screen = await opened(pilot, again)
        assert screen.form.values["jersey"] == "9"
        assert screen.form.values["given"] == "Jo"
        assert "2 not saved, kept as a draft" in screen_text(again)
        await pilot.press("escape")
        await left(pilot, again)
        assert services.drafts.load("form-athlete-new")
        screen = await opened(pilot, again)
        await pilot.press("ctrl+r")
        assert set(screen.form.values.values()) == {""}
        assert services.drafts.load("form-athlete-new") is None


async def test_filling_what_was_empty_asks_for_no_reason(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    athlete = services.chart.athletes()[0].id
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, athlete)
        assert screen.form.values["alerts"] == "asthma; allergy:bee stings"
        screen.form.enter("position")
        await typed(pilot, "keeper")
        await pilot.press("ctrl+s")
        await left(pilot, app)
        assert services.chart.athlete(athlete).position == "keeper"
        assert services.chart.history(athlete)[-1].reason == "Details added after capture"


async def test_changing_what_was_recorded_asks_for_a_reason(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    athlete = services.chart.athletes()[0].id
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, athlete)
        await typed(pilot, "3")
        await pilot.press("ctrl+s")
        await shown(pilot, app, ReasonDialog)
        await pilot.press("enter")
        await wait_for(pilot, lambda: "A reason is needed" in screen_text(app), "the refusal")
        await pilot.press("escape")
        await wait_for(pilot, lambda: app.screen is screen, "the form")
        assert services.chart.athlete(athlete).jersey == "22"
        await pilot.press("ctrl+s")
        await shown(pilot, app, ReasonDialog)
        await typed(pilot, "new kit")
        await pilot.press("enter")
        await left(pilot, app)
        assert services.chart.athlete(athlete).jersey == "223"
        assert services.chart.history(athlete)[-1].reason == "new kit"


async def test_saving_without_a_change_writes_nothing(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    athlete = services.chart.athletes()[0].id
    async with app.run_test() as pilot:
        await opened(pilot, app, athlete)
        await pilot.press("ctrl+s")
        await left(pilot, app)
        assert len(services.chart.history(athlete)) == 1


async def test_a_team_that_is_there_is_completed(tmp_path: Path) -> None:
    app, _ = team(tmp_path)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app)
        screen.form.enter("team")
        await typed(pilot, "var")
        await wait_for(pilot, lambda: screen.form.fields["team"].line._suggestion, "the suggestion")
        await pilot.press("right")
        assert screen.form.values["team"] == "Varsity"


async def test_the_help_of_a_field_stands_below_and_f1_shows_the_keys(tmp_path: Path) -> None:
    app, _ = team(tmp_path)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app)
        screen.form.enter("alerts")
        await wait_for(pilot, lambda: "none_known" in screen_text(app), "the help")
        assert "F1 Help" in screen_text(app).splitlines()[-1]
        await pilot.press("f1")
        await wait_for(pilot, lambda: "Only a family name is needed" in screen_text(app), "the help screen")


async def test_keys_typed_ahead_go_into_the_field_they_were_meant_for(tmp_path: Path) -> None:
    app, _ = team(tmp_path)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app)
        for key in ("9", "enter", "J", "o", "tab", "L", "i"):
            app.simulate_key(key)
        await wait_for(pilot, lambda: screen.form.values["family"] == "Li", "the letters")
        assert (screen.form.values["jersey"], screen.form.values["given"]) == ("9", "Jo")


async def test_any_text_is_taken_or_refused_and_shown(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app)
        for text in NASTY.values():
            screen.form.fill(dict.fromkeys(FIELDS, text))
            await pilot.press("ctrl+s")
            assert app.screen is screen
            assert "\x1b" not in screen_text(app)
        assert len(services.chart.athletes()) == 1


async def test_any_text_on_the_roster_can_be_edited(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    texts = [text for text in NASTY.values() if storable(text) and text.strip()]
    ids = [services.chart.add_athlete({"family": text, "jersey": text, "team": text}) for text in texts]
    async with app.run_test() as pilot:
        for ident, text in zip(ids, texts, strict=True):
            screen = await opened(pilot, app, ident)
            assert screen.changed == {}
            if text.isascii() and text.isprintable():
                assert f"Change {text.strip()}" in screen_text(app)
            assert "\x1b" not in screen_text(app)
            await pilot.press("escape")
            await left(pilot, app)


def said(app: TrainerApp) -> str:
    return " ".join(str(each.message) for each in app._notifications)


async def test_a_jersey_that_somebody_of_the_team_wears_is_said(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    other = services.chart.add_athlete({"family": "Blake", "team": "Junior", "jersey": "22"})
    async with app.run_test(notifications=True) as pilot:
        screen = await opened(pilot, app)
        screen.form.fill({"jersey": "22", "family": "Vance", "team": "Varsity"})
        await pilot.press("ctrl+s")
        await left(pilot, app)
        await wait_for(pilot, lambda: "also that of 22 Mara Ortiz: typed alone" in said(app), "the sentence")
        screen = await opened(pilot, app, other)
        screen.form.fill({**screen.form.values, "team": "Varsity"})
        await pilot.press("ctrl+s")
        await shown(pilot, app, ReasonDialog)
        await typed(pilot, "moved up")
        await pilot.press("enter")
        await left(pilot, app)
        await wait_for(pilot, lambda: "also that of 22 Mara Ortiz, 22 Vance" in said(app), "the sentence")
