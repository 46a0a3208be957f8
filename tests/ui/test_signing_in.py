"""Who is signed in: chosen by a digit, seen at the top, and behind everything that is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual.command import CommandPalette
from textual.pilot import Pilot

from tests.ui.records import record, settle, shown, team, typed
from tests.ui.stage import screen_text
from tests.waiting import wait_for
from trainer_tui.bootstrap import Services
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.dialogs.choose import ChooseDialog
from trainer_tui.ui.dialogs.details import DetailsDialog
from trainer_tui.ui.screens.handover import HandoverScreen
from trainer_tui.ui.screens.incident import IncidentScreen

SIZE = (120, 40)
LOGIN = "Ada Trainer"


async def choose(pilot: Pilot[Any], app: TrainerApp, command: str, kind: type[Any]) -> Any:
    """Take a command of the palette and wait for its dialog."""
    await pilot.press("ctrl+p")
    await shown(pilot, app, CommandPalette)
    await typed(pilot, command)
    await wait_for(pilot, lambda: command.casefold() in screen_text(app).casefold(), "the command")
    await pilot.pause(0.2)
    await pilot.press("enter")
    return await shown(pilot, app, kind)


async def sign_in(pilot: Pilot[Any], app: TrainerApp, digit: str) -> None:
    await choose(pilot, app, "Sign in as", ChooseDialog)
    await pilot.press(digit)
    await wait_for(pilot, lambda: not isinstance(app.screen, ChooseDialog), "the choice")


def with_users(services: Services) -> None:
    services.chart.users.add({"name": "Ben Bell", "credential": "ATC", "role": "trainer"})
    services.chart.users.add({"name": "Kim Long", "role": "student"})


async def test_a_digit_signs_in_and_the_name_stands_at_the_top(tmp_path: Path) -> None:
    kept: list[dict[str, Any]] = []
    app, services = team(tmp_path, keep=kept.append)
    with_users(services)
    incident = record(services)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot, app)
        await pilot.press("f2")
        await wait_for(pilot, lambda: "Open incidents (1)" in screen_text(app), "Today")
        assert LOGIN not in screen_text(app)
        await sign_in(pilot, app, "1")
        await wait_for(pilot, lambda: "Ben Bell" in screen_text(app).splitlines()[0], "the name")
        services.chart.add_note(incident, "plan", "Ice.")
        assert [note.by for note in services.chart.incident(incident).notes] == ["Ben Bell"]
    assert kept == [{"user": "Ben Bell"}]


async def test_signing_out_goes_back_to_the_login_name(tmp_path: Path) -> None:
    kept: list[dict[str, Any]] = []
    app, services = team(tmp_path, keep=kept.append)
    with_users(services)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot, app)
        await sign_in(pilot, app, "2")
        assert services.user == "Kim Long"
        await sign_in(pilot, app, "4")
        assert services.user == LOGIN
    assert kept == [{"user": "Kim Long"}, {"user": ""}]


async def test_somebody_new_is_added_and_bad_input_is_said_beside_its_line(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    with_users(services)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot, app)
        await sign_in(pilot, app, "3")
        await shown(pilot, app, DetailsDialog)
        await typed(pilot, "Ben Bell")
        await pilot.press("enter", "enter")
        await typed(pilot, "boss")
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: "“boss” is not one of" in screen_text(app), "the refusal")
        await pilot.press(*["backspace"] * 4, *"Trainer", "ctrl+s")
        await wait_for(pilot, lambda: "Is on the list already" in screen_text(app), "the refusal")
        await pilot.press(*" Junior".replace(" ", ""), "ctrl+s")
        await wait_for(pilot, lambda: services.user == "Ben BellJunior", "the user")
    assert len(services.chart.users.listed()) == 3


async def test_the_note_of_a_student_is_marked_and_co_signed_with_a_key(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    with_users(services)
    incident = record(services)
    services.chart.users.sign_in("Kim Long")
    services.chart.add_note(incident, "plan", "Ice and rest.")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot, app)
        await pilot.press("f4", "enter")
        screen = await shown(pilot, app, IncidentScreen)

        def page() -> str:
            return "\n".join("".join(span.text for span in each.spans) for each in screen.shown.rows)

        assert "student: needs co-sign (C)" in page()
        await pilot.press("C")
        await wait_for(pilot, lambda: len(app._notifications) > 0, "the refusal")
        assert app.screen is screen
        assert "student: needs co-sign (C)" in page()
        await sign_in(pilot, app, "1")
        await pilot.press("C")
        await shown(pilot, app, ChooseDialog)
        assert "Ice and rest." in screen_text(app)
        await pilot.press("1")
        await wait_for(pilot, lambda: "co-signed" in page(), "the signature")
        assert "co-signed 2026-10-09 20:00 by Ben Bell, ATC" in page()
        await pilot.press("C")
        assert not isinstance(app.screen, ChooseDialog)


async def test_the_credential_of_who_is_signed_in_can_be_changed(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    with_users(services)
    services.chart.users.sign_in("Kim Long")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot, app)
        await choose(pilot, app, "My credential", DetailsDialog)
        await typed(pilot, "AT")
        await pilot.press("enter", *["backspace"] * 7, *"trainer", "ctrl+s")
        await wait_for(pilot, lambda: services.chart.users.signature == "Kim Long, AT", "the change")


async def test_what_others_changed_stands_in_the_hand_over_and_opens(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    with_users(services)
    incident = record(services)
    services.shifts.leave()
    services.chart.users.sign_in("Ben Bell")
    services.chart.add_note(incident, "plan", "Seen [R] again [/b].")
    services.chart.users.sign_in(LOGIN)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot, app)
        await pilot.press("f2", "H")
        await shown(pilot, app, HandoverScreen)
        text = screen_text(app)
        assert "What others did since 2026-10-09 20:00." in text
        assert "22 Mara Ortiz  Back Spasms" in text
        assert "note, plan: Seen [R] again [/b].  by Ben Bell" in text
        await pilot.press("f7")
        await wait_for(pilot, lambda: "22 M.O.  Back Spasms" in screen_text(app), "initials")
        await pilot.press("enter")
        screen = await shown(pilot, app, IncidentScreen)
        assert screen.incident == incident
        await pilot.press("escape", "3", "escape")
        assert not isinstance(app.screen, HandoverScreen)


async def test_leaving_the_app_is_remembered_for_each_user(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    with_users(services)
    incident = record(services)
    drafts = services.drafts
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot, app)
        await sign_in(pilot, app, "1")
        services.chart.add_note(incident, "plan", "By Ben.")
        await pilot.press("ctrl+q")
    left = drafts.load("shift-left") or {}
    assert sorted(left) == ["ada trainer", "ben bell"]
    assert left["ada trainer"]["last"] != left["ben bell"]["last"]
