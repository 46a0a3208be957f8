"""The red-flag banner: every match in words, an undecided emergency like one, and never a "clear"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Static

from tests.team import shipped_library
from tests.waiting import wait_for
from trainer_tui.domain.findings import ABSENT_IN_BULK
from trainer_tui.domain.triage import RuleSet, Triage, assess, not_begun_here
from trainer_tui.domain.vocabulary import Region, Tier
from trainer_tui.domain.wording import NOT_CLEARANCE
from trainer_tui.ui import theme
from trainer_tui.ui.text import text_of
from trainer_tui.ui.widgets.red_flag_banner import RedFlagBanner, flag_rows, headline, shown_tier

CALM = re.compile(r"\b(clear|cleared|safe|all right|fine|normal|may play|ok)\b", re.IGNORECASE)


def rules() -> RuleSet:
    return shipped_library().rules


def judged(answers: Mapping[str, Any], region: Region = Region.LUMBOSACRAL) -> Triage:
    return assess(answers, rules(), scope=shipped_library().sweeps[region].findings)


def lines(triage: Triage, **options: Any) -> list[str]:
    return [text_of(row.spans) for row in flag_rows(triage, rules().vocabulary, **options)]


class Stage(App[None]):
    """A banner below something else."""

    CSS = "#rest { height: 1fr; }"
    AUTO_FOCUS = ""

    def compose(self) -> ComposeResult:
        yield Static("", id="rest")
        yield RedFlagBanner(rules().vocabulary)

    def on_mount(self) -> None:
        for each in theme.THEMES:
            self.register_theme(each)
        self.theme = theme.DEFAULT

    @property
    def banner(self) -> RedFlagBanner:
        return self.query_one(RedFlagBanner)


def screen_of(app: App[Any]) -> str:
    return "\n".join(strip.text.rstrip() for strip in app.screen._compositor.render_strips())


# --- what it says ---------------------------------------------------------------------------------


def test_a_match_says_what_to_do_why_on_which_answers_from_where_and_for_how_long() -> None:
    triage = judged({"bladder_bowel_loss": True})
    [rule] = [match.rule for match in triage.matches]
    text = "\n".join(lines(triage))
    assert f"▲▲ {rule.action}" in text
    assert "Because Lost control of bladder or bowel: present." in text
    assert rule.why in text
    assert "No return until a named clinician clears." in text
    assert "Sources B06, B09, B10, B28." in text


def test_the_first_step_stands_above_the_action_of_its_rule() -> None:
    text = lines(judged({"bleeding_uncontrolled": True}))
    assert text[0] == "▲▲ FIRST: Firm direct pressure on the wound now; keep it on."
    assert text[1].startswith("▲▲ Bleeding that does not stop")


def test_every_match_is_shown_the_most_urgent_first_with_its_own_tier_in_words() -> None:
    triage = judged({"bladder_bowel_loss": True, "limb_weakness": True})
    text = lines(triage)
    shown = [line for line in text for match in triage.matches if match.rule.action in line]
    assert len(shown) == len(triage.matches) == 2
    assert shown[0].startswith("▲▲ Possible cauda equina")
    assert shown[1].startswith("▲ Physician or emergency department today: New weakness")
    assert headline(triage, None, False) == "▲▲ Activate EMS now · 2 red flags · not acknowledged"


def test_folded_what_to_do_about_all_comes_before_the_reasons_of_any() -> None:
    triage = judged({"bladder_bowel_loss": True, "limb_weakness": True})
    folded = "\n".join(lines(triage))
    opened = "\n".join(lines(triage, opened=()))
    assert folded.index("New weakness in one limb") < folded.index("Time-critical")
    assert opened.index("Time-critical") < opened.index("New weakness in one limb")


def test_an_urgency_that_no_source_states_says_so() -> None:
    assert any("No source: editorial." in line for line in lines(judged({"bleeding_uncontrolled": True})))
    assert any(
        "Sources B10; urgency: no source: editorial." in line
        for line in lines(judged({"limb_weakness": True}))
    )


def test_numbers_bulk_answers_and_unknown_ones_are_told_apart() -> None:
    text = "\n".join(lines(judged({"gcs": 13, "unilateral_neuro": True})))
    assert "Glasgow Coma Scale, 3 to 15: 13" in text
    assert "Examined: one leg only, one nerve-root pattern: not assessed" in text
    bulk = judged({"toe_perfusion_bad": True, "tape_applied": ABSENT_IN_BULK}, Region.FOOT)
    assert "Tape or wrap on the part: absent (all the rest)" in "\n".join(lines(bulk))


def test_without_a_match_it_says_how_much_was_not_assessed() -> None:
    triage = judged({"bladder_bowel_loss": False})
    asked = len(shipped_library().sweeps[Region.LUMBOSACRAL].findings) - 1
    assert lines(triage) == [f"▸  No red flag among the answers given; {asked} items not assessed."]
    assert shown_tier(triage, None) is None


def test_an_undecided_emergency_looks_like_one_and_asks_at_most_three_questions() -> None:
    triage = judged({"limb_weakness": True})
    assert triage.tier is Tier.SAME_DAY
    first = lines(triage)[0]
    assert first.startswith("▲▲ Undecided: may be an emergency. Answer: ")
    assert 1 <= first.count(";") + 1 <= 4
    assert shown_tier(triage, None) is Tier.EMS_NOW
    assert headline(triage, None, None).startswith("▲▲ Undecided · ▲ Physician or emergency department today")


def test_an_undecided_emergency_without_a_match_is_not_called_no_red_flag() -> None:
    triage = judged({"limbs_affected": 3})
    assert triage.tier is None
    text = lines(triage)
    assert text[0].startswith("▲▲ Undecided: may be an emergency. Answer: ")
    assert not any("No red flag" in line for line in text)


def test_what_is_undecided_below_an_emergency_is_folded() -> None:
    triage = judged({"bladder_bowel_loss": True, "limb_weakness": True})
    assert not any("Undecided: may be" in line for line in lines(triage))
    assert any(re.fullmatch(r"▸  \d+ more rules? undecided", line) for line in lines(triage))


def test_all_first_steps_stand_above_everything_else() -> None:
    triage = judged({"exertion_now": True, "cns_dysfunction": True, "bleeding_uncontrolled": True})
    text = lines(triage, latched=Tier.EMS_NOW)
    assert text[0].startswith("▲▲ FIRST: Firm direct pressure")
    assert text[1].startswith("▲▲ FIRST: If no rectal reading")
    assert not any("FIRST:" in line for line in text[2:])


def test_an_age_alone_asks_nothing_and_is_still_there() -> None:
    triage = judged({"age": 16, "balance_loss": False})
    quiet = not_begun_here(triage, {"balance_loss": False})
    assert quiet
    assert shown_tier(triage, None, quiet) is None
    text = lines(triage, quiet=quiet)
    assert text[0].startswith("▸  No red flag among the answers given")
    assert "undecided" in text[1]


@pytest.mark.parametrize(
    ("alert", "asked"),
    [("sct_known", "Leg or low-back cramp, pain or weakness on effort"), ("diabetes_known", "Confused")],
)
def test_a_possible_emergency_that_only_the_roster_begins_is_asked_about(alert: str, asked: str) -> None:
    triage = judged({alert: True, "balance_loss": False})
    quiet = not_begun_here(triage, {"balance_loss": False})
    assert shown_tier(triage, None, quiet) is Tier.EMS_NOW
    text = lines(triage, quiet=quiet)
    assert text[0].startswith("▲▲ Undecided: may be an emergency. Answer: ")
    assert asked in text[0]
    assert not any("No red flag" in line for line in text)


def test_an_answer_at_the_scene_makes_an_age_count() -> None:
    answers = {"extension_pain": True}
    triage = judged({"age": 16, **answers})
    quiet = not_begun_here(triage, answers)
    assert "RF-SPN-16" in [possible.rule.id for possible in triage.possible]
    assert "RF-SPN-16" not in quiet


def test_the_kept_urgency_stands_above_a_lower_present_one() -> None:
    triage = judged({"limb_weakness": True, "limbs_affected": 1, "deficit_progressing": False})
    assert lines(triage, latched=Tier.EMS_NOW)[0].startswith("▲▲ Activate EMS now is kept")
    assert not lines(triage, latched=Tier.SAME_DAY)[0].startswith(
        "▲ Physician or emergency department today is"
    )
    assert shown_tier(triage, Tier.EMS_NOW) is Tier.EMS_NOW
    nothing = judged({"bladder_bowel_loss": False})
    assert headline(nothing, Tier.SAME_DAY, None) == "▲ Physician or emergency department today (kept)"


@pytest.mark.parametrize("region", list(Region))
def test_nothing_it_says_by_itself_sounds_like_a_clearance(region: Region) -> None:
    answers = {
        name: False for name in shipped_library().sweeps[region].findings if rules().vocabulary[name].in_bulk
    }
    triage = judged(answers, region)
    assert not triage.matches
    said = f"{headline(triage, None, None)} {lines(triage)[0]}"
    assert not CALM.search(said), said
    assert "not assessed" in said


# --- how it stands on the screen ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "first", "style"),
    [
        ({"bladder_bowel_loss": True}, "▲▲ Activate EMS now · 1 red flag", "-ems_now"),
        ({"flank_colic": True}, "▲ Physician or emergency department today · 1 red flag", "-same_day"),
        ({"radicular_leg_pain": True}, "◆ Physician in 24 to 72 hours · 1 red flag", "-h24_72"),
        ({"inflammatory_pattern": True}, "• Routine follow-up · 1 red flag", "-routine"),
        ({"limbs_affected": 3}, "▲▲ Undecided", "-ems_now"),
        ({}, "Red flags", ""),
    ],
)
async def test_words_symbol_and_colour_say_the_same(answers: dict[str, Any], first: str, style: str) -> None:
    app = Stage()
    async with app.run_test(size=(80, 24)) as pilot:
        app.banner.show(judged(answers))
        await wait_for(pilot, lambda: first in screen_of(app), first)
        assert NOT_CLEARANCE in screen_of(app)
        tiers = {name for name in app.banner.classes if name.startswith("-")}
        assert tiers == ({style} if style else set())


async def test_it_takes_eight_lines_and_opens_in_full_with_the_focus() -> None:
    app = Stage()
    async with app.run_test(size=(80, 24)) as pilot:
        app.banner.show(
            judged({"bladder_bowel_loss": True, "unresponsive": True, "not_breathing_normally": True})
        )
        await wait_for(pilot, lambda: "FIRST" in screen_of(app), "the banner")
        assert app.banner.outer_size.height == 8
        assert "Sources B06" not in screen_of(app)
        app.set_focus(app.banner)
        await wait_for(pilot, lambda: "Sources B06" in screen_of(app), "the reasons")
        assert app.banner.outer_size.height > 8
        app.set_focus(None)
        await wait_for(pilot, lambda: app.banner.outer_size.height == 8, "the few lines")
        assert "FIRST" in screen_of(app)


async def test_what_was_not_assessed_opens_by_enter() -> None:
    app = Stage()
    async with app.run_test(size=(80, 24)) as pilot:
        app.banner.show(judged({"bladder_bowel_loss": False}))
        app.set_focus(app.banner)
        await pilot.press("g", "enter")
        await wait_for(pilot, lambda: "Not assessed: Cannot pass urine" in screen_of(app), "the items")
        await pilot.press("enter")
        await wait_for(pilot, lambda: "Not assessed:" not in screen_of(app), "the fold")


async def test_a_new_result_shows_its_first_line() -> None:
    app = Stage()
    async with app.run_test(size=(80, 24)) as pilot:
        app.banner.show(judged({"bladder_bowel_loss": True, "limb_weakness": True}))
        app.set_focus(app.banner)
        await pilot.press("G")
        app.set_focus(None)
        app.banner.show(judged({"unresponsive": True}))
        await wait_for(pilot, lambda: "FIRST: CPR and AED now" in screen_of(app), "the first step")


@pytest.mark.parametrize("width", [80, 120])
async def test_no_line_is_cut(width: int) -> None:
    app = Stage()
    triage = judged({"bladder_bowel_loss": True, "limb_weakness": True, "unilateral_neuro": True})
    async with app.run_test(size=(width, 40)) as pilot:
        app.banner.show(triage)
        app.set_focus(app.banner)
        await wait_for(pilot, lambda: "RF-SPN-01" in screen_of(app), "the reasons")
        words = " ".join(re.sub(r"[┃▌]", " ", screen_of(app)).split())
        for match in triage.matches:
            assert match.rule.action in words
            assert match.rule.why in words
