"""Lists that show jersey and initials in place of names; an opened record shows the full name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.nasty import NASTY
from tests.team import NOA
from tests.ui.records import record, settle, shown, team, typed
from tests.ui.stage import screen_text
from tests.waiting import wait_for
from trainer_tui.config import Config
from trainer_tui.domain.vocabulary import Purpose
from trainer_tui.services.people import initials_of
from trainer_tui.ui.screens.incident import IncidentScreen
from trainer_tui.ui.screens.today import TodayScreen

INITIALS = Config(initials_only=True)
NAMES = ("Mara", "Ortiz", "Noa", "Lindqvist", "Smith")


@pytest.mark.parametrize(
    ("words", "initials"),
    [
        ("Mara Ortiz", "M.O."),
        ("14 Riverside", "14 R."),
        ("A7 Ortiz", "A7 O."),
        ("22 Mara de la Cruz", "22 M.D.L.C."),
        ("ort", "O."),
        ("'t Hooft", "T.H."),
        ("花 Tachikawa-Berg", "花.T."),
        ("  ", ""),
        ("-", "-."),
    ],
)
def test_initials_keep_numbers(words: str, initials: str) -> None:
    assert initials_of(words) == initials


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_any_text_has_initials(text: str) -> None:
    assert len(initials_of(text)) <= 2 * len(text)


def fill(services: Any) -> str:
    """Put somebody onto every list."""
    services.chart.add_athlete(NOA)
    ident = record(services, findings={"saddle_numbness": True})
    record(services, {"guest": "14 Smith"})
    services.chart.referrals.add(ident, {"to": "Dr Lee"})
    care = {"kind": "preventive", "services": ["taping_bracing"]}
    services.treatments.add(
        [{"athlete": {"jersey": "22"}, **care}, {"athlete": {"guest": "14 Smith"}, **care}]
    )
    services.drafts.save("capture-1", {"started_at": "2026-10-09T20:00:00-05:00", "who_words": "7 Lindqvist"})
    services.drafts.save("capture-2", {"started_at": "2026-10-09T20:00:00-05:00", "typed": "Ortiz"})
    services.drafts.save("capture-3", {"started_at": "2026-10-09T20:00:00-05:00", "guest": "15 Smith"})
    return ident


async def test_no_list_shows_a_name(tmp_path: Path) -> None:
    app, services = team(tmp_path, settings=INITIALS)
    fill(services)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, app)
        for key, words in (("f2", "22 M.O."), ("f4", "22 M.O."), ("f5", "M.O."), ("p", "7 L.")):
            await pilot.press(key)
            await pilot.pause()
            text = screen_text(app)
            assert words in text, key
            assert [name for name in NAMES if name in text] == [], key
        assert "“O.”" in screen_text(app)
        assert "15 S." in screen_text(app)
        await pilot.press("escape", "f2", "Y")
        await wait_for(pilot, lambda: "Services (2)" in screen_text(app), "the services of the day")
        assert "22 M.O." in screen_text(app)
        assert [name for name in NAMES if name in screen_text(app)] == []


async def test_an_opened_record_shows_the_full_name(tmp_path: Path) -> None:
    app, services = team(tmp_path, settings=INITIALS)
    record(services)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, app)
        await pilot.press("f4", "enter")
        await shown(pilot, app, IncidentScreen)
        assert "22 Mara Ortiz" in screen_text(app)


async def test_one_key_goes_there_and_back_and_is_kept(tmp_path: Path) -> None:
    kept: list[dict[str, Any]] = []
    app, services = team(tmp_path, keep=kept.append)
    record(services)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, app)
        await pilot.press("f2")
        await shown(pilot, app, TodayScreen)
        assert "22 Mara Ortiz" in screen_text(app)
        await pilot.press("f7")
        await wait_for(pilot, lambda: "22 M.O." in screen_text(app), "initials")
        assert "Mara" not in screen_text(app)
        await pilot.press("f4")
        await wait_for(pilot, lambda: "22 M.O." in screen_text(app), "initials")
        await pilot.press("f7", "f2")
        await wait_for(pilot, lambda: "22 Mara Ortiz" in screen_text(app), "the name")
    assert kept == [{"initials_only": True}, {"initials_only": False}]


async def test_the_palette_finds_by_name_and_shows_initials(tmp_path: Path) -> None:
    app, services = team(tmp_path, settings=INITIALS)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, app)
        await pilot.press("ctrl+p")
        await typed(pilot, "ortiz")
        await wait_for(pilot, lambda: "Athlete: 22 M.O." in screen_text(app), "the hit")
        assert "Mara" not in screen_text(app)
    assert services.chart.athletes("ortiz")


def test_letters_and_the_command_line_know_nothing_of_it(tmp_path: Path) -> None:
    _, services = team(tmp_path, settings=INITIALS)
    ident = record(services)
    assert "Mara Ortiz" in services.handoff.letter_text(ident)
    target = services.handoff.export(
        "coach", tmp_path / "coach.csv", recipient="Coach", purpose=Purpose.CONSENT
    )
    assert "Mara Ortiz" in target.read_text(encoding="utf-8")
    services.close()
