"""Referring with few keys: offered by a match, followed step by step, and never lost from sight."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.fakes import FixedClock
from tests.nasty import NASTY
from tests.ui.records import SIZES, record, settle, shown, storable, team, typed
from tests.ui.stage import screen_text
from tests.waiting import wait_for
from trainer_tui.bootstrap import Services
from trainer_tui.domain.incidents import Referral
from trainer_tui.domain.vocabulary import Availability, ReferralState, Tier
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.dialogs.ask import AskDialog
from trainer_tui.ui.dialogs.choose import ChooseDialog
from trainer_tui.ui.dialogs.details import DetailsDialog
from trainer_tui.ui.dialogs.reason import ReasonDialog
from trainer_tui.ui.events import OpenIncident
from trainer_tui.ui.screens.capture import CaptureScreen
from trainer_tui.ui.screens.incident import IncidentScreen
from trainer_tui.ui.screens.today import TodayScreen
from trainer_tui.ui.text import text_of

RED = {"findings": {"saddle_numbness": True}}


async def opened(pilot: Pilot[Any], app: TrainerApp, incident: str) -> IncidentScreen:
    await settle(pilot, app)
    app.screen.post_message(OpenIncident(incident))
    return await shown(pilot, app, IncidentScreen)


def page_text(screen: IncidentScreen) -> str:
    return "\n".join(text_of(row.spans) for row in screen.shown.rows)


def referrals(services: Services) -> list[Referral]:
    return [row.referral for row in services.chart.referrals.listed()]


def tier_of(services: Services, incident: str) -> Tier | None:
    return services.chart.records.incident(incident).tier


# --- the offer ------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_a_match_offers_a_referral_that_enter_takes(tmp_path: Path, size: tuple[int, int]) -> None:
    app, services = team(tmp_path)
    incident = record(services, **RED)
    async with app.run_test(size=size) as pilot:
        screen = await opened(pilot, app, incident)
        assert "none yet: f refers" in page_text(screen)
        await pilot.press("f")
        dialog = await shown(pilot, app, DetailsDialog)
        assert "Refer: ▲▲ Activate EMS now" in screen_text(app)
        assert dialog.form.values["to"] == "Emergency department"
        await pilot.press("enter")
        await shown(pilot, app, IncidentScreen)
        [made] = referrals(services)
        offer = services.chart.referrals.offer(incident)
        assert (made.tier, made.to, made.route) == (Tier.EMS_NOW, "Emergency department", "EMS")
        assert (made.reason, made.question) == (offer.reason, offer.question)
        assert made.state is ReferralState.RECOMMENDED
        assert "none yet" not in page_text(screen)


async def test_everything_that_is_offered_can_be_changed(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services, **RED)
    async with app.run_test() as pilot:
        await opened(pilot, app, incident)
        await pilot.press("f")
        dialog = await shown(pilot, app, DetailsDialog)
        values = {"tier": "physician IN 24 to 72 hours", "to": "Dr. Bell", "route": "", "question": "Disc?"}
        for name, text in values.items():
            dialog.form.fields[name].line.value = text
        dialog.form.fields["tier"].line.value = "soon"
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: "Is not known; use one of" in screen_text(app), "the refusal")
        dialog.form.fields["tier"].line.value = values["tier"]
        await pilot.press("ctrl+s")
        await shown(pilot, app, IncidentScreen)
        [made] = referrals(services)
        assert (made.tier, made.to, made.route, made.question) == (Tier.H24_72, "Dr. Bell", "", "Disc?")


async def test_what_was_half_typed_is_not_saved_by_the_first_enter(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services, **RED)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, incident)
        await pilot.press("f")
        dialog = await shown(pilot, app, DetailsDialog)
        dialog.form.fields["to"].line.value = "Dr. B"
        await pilot.pause()
        await pilot.press("escape")
        await shown(pilot, app, IncidentScreen)
        await wait_for(
            pilot, lambda: "A referral is typed and not saved" in page_text(screen), "the reminder"
        )
        await pilot.press("f")
        dialog = await shown(pilot, app, DetailsDialog)
        assert dialog.form.values["to"] == "Dr. B"
        await pilot.press("enter")
        assert app.screen is dialog
        assert referrals(services) == []


async def test_without_a_tier_the_form_is_empty_and_asks_to_whom(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, incident)
        assert "f refers" not in page_text(screen)
        await pilot.press("f")
        await shown(pilot, app, DetailsDialog)
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: "who is the athlete referred to?" in screen_text(app), "the refusal")
        await typed(pilot, "Dr. Bell")
        await pilot.press("tab")
        await typed(pilot, "fam")
        await pilot.press("right", "ctrl+s")
        await shown(pilot, app, IncidentScreen)
        [made] = referrals(services)
        assert (made.to, made.route, made.tier) == ("Dr. Bell", "family physician", None)


async def test_no_referral_is_recorded_with_its_reason(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services, **RED)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, incident)
        await pilot.press("f")
        dialog = await shown(pilot, app, DetailsDialog)
        dialog.form.enter("declined")
        await typed(pilot, "EMS took over")
        await pilot.press("ctrl+s")
        await shown(pilot, app, IncidentScreen)
        [made] = referrals(services)
        assert (made.state, made.state_reason) == (ReferralState.DECLINED, "EMS took over")
        assert "because: EMS took over" in page_text(screen)
        assert "none yet" not in page_text(screen)


@pytest.mark.parametrize("keys", [("1", "enter"), ("down", "enter", "enter")])
async def test_after_the_save_one_digit_acknowledges_and_offers_the_referral(
    tmp_path: Path, keys: tuple[str, ...]
) -> None:
    app, services = team(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, app)
        await pilot.press("f2", "n")
        await shown(pilot, app, CaptureScreen)
        await pilot.press("2", "2", "enter", "1", "1", "1", "5", "1", "1", "9", "enter", *keys)
        await wait_for(pilot, lambda: referrals(services), "the referral")
        screen = await shown(pilot, app, CaptureScreen)
        assert screen.flow is not None
        assert screen.flow.draft.step == "details"
        [made] = referrals(services)
        assert made.to == "Emergency department"
        assert services.chart.incident(made.incident).acknowledgements


async def test_leaving_the_offer_goes_on_with_the_details(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, app)
        await pilot.press("f2", "n")
        await shown(pilot, app, CaptureScreen)
        await pilot.press("2", "2", "enter", "1", "1", "1", "5", "1", "1", "9", "enter", "2")
        screen = await shown(pilot, app, CaptureScreen)
        assert screen.flow is not None
        assert (screen.flow.draft.step, screen.flow.problem) == ("flags", "There is no choice 2 here.")
        await pilot.press("1", "escape")
        await shown(pilot, app, CaptureScreen)
        assert screen.flow.draft.step == "details"
        assert referrals(services) == []
        assert "referral not yet made" in [each.what for each in services.due.items()]


async def test_the_offer_after_another_assessment_stands_over_the_incident(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, app, incident)
        await pilot.press("R")
        await shown(pilot, app, CaptureScreen)
        await pilot.press("1", "1", "1", "1", "9", "enter", "1")
        await shown(pilot, app, DetailsDialog)
        await pilot.press("enter")
        await shown(pilot, app, IncidentScreen)
        assert [made.incident for made in referrals(services)] == [incident]


# --- the process ----------------------------------------------------------------------------------


async def test_a_referral_is_followed_to_its_end(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services, **RED)
    ident = services.chart.referrals.add(incident, {"to": "Dr. Bell"})
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, incident)
        await pilot.press("f", "1", "2")
        await shown(pilot, app, IncidentScreen)
        assert referrals(services)[0].state is ReferralState.SENT
        screen.page.move_to(f"referral.{ident}")
        await pilot.press("enter", "5")
        await shown(pilot, app, AskDialog)
        await wait_for(pilot, lambda: "Needed: nobody was" in screen_text(app), "the help")
        await pilot.press("enter")
        await wait_for(pilot, lambda: "Is needed, because nobody" in screen_text(app), "the refusal")
        await typed(pilot, "no fracture")
        await pilot.press("enter")
        await wait_for(pilot, lambda: "Did a clearance come back?" in screen_text(app), "the offer")
        await pilot.press("2")
        await shown(pilot, app, IncidentScreen)
        assert (referrals(services)[0].state, referrals(services)[0].outcome) == (
            ReferralState.CLOSED,
            "no fracture",
        )
        assert "outcome: no fracture" in page_text(screen)


async def test_a_clearance_that_came_back_is_recorded_from_the_referral(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services, **RED)
    services.chart.referrals.add(incident, {"to": "Dr. Bell", "state": "seen"})
    athlete = services.chart.athletes()[0].id
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, incident)
        await pilot.press("f", "1", "5")
        await shown(pilot, app, AskDialog)
        await typed(pilot, "cleared")
        await pilot.press("enter", "1")
        dialog = await shown(pilot, app, DetailsDialog)
        assert dialog.form.values["clinician"] == "Dr. Bell"
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: "Is needed, such as MD" in screen_text(app), "the refusal")
        dialog.form.fill(
            {
                "clinician": "Dr. Bell",
                "credential": "MD",
                "cleared_on": "2026-10-09",
                "scope": "full",
                "paper": "red folder",
                "seen_original": "perhaps",
            }
        )
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: "Is answered with yes or no" in screen_text(app), "the refusal")
        dialog.form.fields["seen_original"].line.value = "yes"
        await pilot.press("ctrl+s")
        await shown(pilot, app, IncidentScreen)
        assert "Dr. Bell, MD, 2026-10-09: full · paper: red folder · original seen" in page_text(screen)
        assert services.availability.current(athlete) is Availability.OUT


async def test_declining_going_back_and_opening_again_ask_why(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services, **RED)
    ident = services.chart.referrals.add(incident, {"to": "Dr. Bell", "state": "seen"})
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, incident)
        await pilot.press("f", "1", "2")
        await shown(pilot, app, ChooseDialog)
        await pilot.press("1")
        await shown(pilot, app, IncidentScreen)
        assert referrals(services)[0].state_reason == "Entered by mistake"
        await pilot.press("f", "1", "6", "4")
        await shown(pilot, app, ReasonDialog)
        await pilot.press("enter")
        await wait_for(pilot, lambda: "A reason is needed" in screen_text(app), "the refusal")
        await typed(pilot, "moved away")
        await pilot.press("enter")
        await shown(pilot, app, IncidentScreen)
        assert (referrals(services)[0].state, referrals(services)[0].state_reason) == (
            ReferralState.DECLINED,
            "moved away",
        )
        screen.page.move_to(f"referral.{ident}")
        await pilot.press("enter", "1")
        await shown(pilot, app, ChooseDialog)
        await pilot.press("1")
        await shown(pilot, app, IncidentScreen)
        assert referrals(services)[0].state is ReferralState.RECOMMENDED
        assert [entry.reason for entry in services.chart.history(ident)][1:] == [
            "Entered by mistake",
            "moved away",
            "Came back",
        ]


async def test_a_step_that_leads_nowhere_is_said(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services, **RED)
    services.chart.referrals.add(incident, {"to": "Dr. Bell"})
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await opened(pilot, app, incident)
        await pilot.press("f", "1", "1")
        await wait_for(pilot, lambda: "“recommended” already" in screen_text(app), "the sentence")
        assert referrals(services)[0].view.revisions == 1


async def test_closing_an_incident_says_what_nobody_would_follow(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services, **RED)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, app, incident)
        await pilot.press("c")
        await shown(pilot, app, ChooseDialog)
        assert "Close this incident; referral not yet made" in screen_text(app)
        await pilot.press("escape")
        services.chart.referrals.add(incident, {"to": "Dr. Bell"})
        await pilot.press("c")
        await shown(pilot, app, ChooseDialog)
        assert "the referral to Dr. Bell is still open" in screen_text(app)


# --- Today ----------------------------------------------------------------------------------------


async def today(pilot: Pilot[Any], app: TrainerApp) -> str:
    await settle(pilot, app)
    await pilot.press("f2")
    await shown(pilot, app, TodayScreen)
    await wait_for(pilot, lambda: "Open incidents" in screen_text(app), "the list")
    return screen_text(app)


async def test_what_is_not_due_stands_below_with_its_deadline_and_what_is_due_above(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    for tier in ("SAME_DAY", "H24_72", "EMS_NOW"):
        services.chart.referrals.add(incident, {"to": f"Dr. {tier}", "tier": tier})
    async with app.run_test(size=(120, 40)) as pilot:
        text = await today(pilot, app)
        assert "Due (1)" in text
        assert "referral recommended, Dr. E…" in text
        assert "Open referrals (2)" in text
        assert "by the end of today" in text
        assert "by 2026-10-12 20:00" in text
        assert text.count("Dr. SAME_DAY") == 1


async def test_a_referral_of_yesterday_is_due_and_its_line_opens_the_incident(tmp_path: Path) -> None:
    clock = FixedClock()
    app, services = team(tmp_path, clock=clock)
    incident = record(services)
    services.chart.referrals.add(incident, {"to": "Dr. Bell", "tier": "SAME_DAY"})
    clock.move(hours=14)
    async with app.run_test(size=(120, 40)) as pilot:
        text = await today(pilot, app)
        assert "overdue by 10 h" in text
        assert "Open referrals" not in text
        screen = app.screen
        assert isinstance(screen, TodayScreen)
        screen.board.move_to(next(key for key in screen.board.keys if ":referral:" in key))
        await pilot.press("enter")
        page = await shown(pilot, app, IncidentScreen)
        assert page.incident == incident
        assert "overdue since 2026-10-10 00:00" in page_text(page)


# --- urgency --------------------------------------------------------------------------------------


async def test_one_key_raises_the_urgency_and_says_how_to_lower_it(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await opened(pilot, app, incident)
        for expected in reversed(Tier):
            await pilot.press("U")
            await pilot.pause()
            assert tier_of(services, incident) is expected
        await wait_for(
            pilot, lambda: "Raised to “▲▲ Activate EMS now”. u" in screen_text(app), "the sentence"
        )
        await pilot.press("U")
        await wait_for(pilot, lambda: "already:" in screen_text(app), "the refusal")
        assert tier_of(services, incident) is Tier.EMS_NOW


async def test_a_lowering_stands_beside_the_original_on_page_banner_and_lists(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services, **RED)
    words = "lowered from ▲▲ Activate EMS now by Ada Trainer, 20:00: An answer was recorded wrongly"
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, app, incident)
        await pilot.press("u", "3", "2")
        await wait_for(pilot, lambda: words in page_text(screen), "the page")
        banner = " ".join(screen_text(app).replace("┃", " ").split())
        assert f"◆ Urgency now: Physician in 24 to 72 hours ({words})" in banner
        await pilot.press("escape", "f4")
        await wait_for(pilot, lambda: "◆ 24–72 h↓" in screen_text(app), "the list")
        assert "↓ lowered" in screen_text(app)
        await pilot.press("f2")
        await wait_for(pilot, lambda: "(lowered from ▲▲" in screen_text(app), "Today")


IN_A_FIELD = {words: text for words, text in NASTY.items() if storable(text)}


@pytest.mark.parametrize("text", IN_A_FIELD.values(), ids=IN_A_FIELD)
async def test_any_text_in_a_referral_shows_and_does_not_act(tmp_path: Path, text: str) -> None:
    app, services = team(tmp_path)
    incident = record(services, **RED)
    raw = dict.fromkeys(("to", "route", "reason", "question", "state_reason"), text)
    services.chart.referrals.add(incident, {**raw, "state": "declined"})
    services.chart.referrals.add(incident, {"to": text})
    services.chart.change_tier(incident, Tier.ROUTINE, text)
    async with app.run_test() as pilot:
        await opened(pilot, app, incident)
        assert "\x1b" not in screen_text(app)
        await pilot.press("f")
        await shown(pilot, app, ChooseDialog)
        assert "\x1b" not in screen_text(app)
        await pilot.press("1")
        await shown(pilot, app, ChooseDialog)
        assert "\x1b" not in screen_text(app)
