"""From a red flag to what it rests on: the rule, the answers, sources, the page that says so, and back."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.team import shipped_library
from tests.ui.records import SIZES, record, settle, shown, team
from tests.ui.stage import screen_text
from tests.waiting import wait_for
from trainer_tui.domain.findings import ABSENT_IN_BULK
from trainer_tui.domain.triage import Triage, assess
from trainer_tui.domain.vocabulary import Region
from trainer_tui.ui.condition_page import FOOT, condition_page
from trainer_tui.ui.dialogs.evidence import EvidenceDialog
from trainer_tui.ui.dialogs.page import PageDialog
from trainer_tui.ui.events import OpenIncident, RecordIncident
from trainer_tui.ui.evidence_rows import NOT_STATED, evidence_of
from trainer_tui.ui.screens.capture import CaptureScreen
from trainer_tui.ui.screens.incident import IncidentScreen
from trainer_tui.ui.text import text_of
from trainer_tui.ui.widgets.red_flag_banner import HINT, RedFlagBanner

TODAY = date(2026, 10, 9)
CAUDA = {"saddle_numbness": True, "limb_weakness": True, "limbs_affected": 2, "fever": False}


def judged(answers: dict[str, Any]) -> Triage:
    library = shipped_library()
    return assess(answers, library.rules, scope=library.sweeps[Region.LUMBOSACRAL].findings)


def words(answers: dict[str, Any], *rules: str) -> list[str]:
    """Return the rows about some rules."""
    library = shipped_library()
    wanted = [rule for rule in library.rules.rules if rule.id in rules]
    assert len(wanted) == len(rules)
    found = evidence_of(wanted, judged(answers), library.rules.vocabulary, library.reference)
    return [text_of(row.spans) for row in found.rows]


# --- what it says ---------------------------------------------------------------------------------


def test_a_matching_rule_says_what_it_is_what_it_does_and_which_rules_these_are() -> None:
    text = words({"saddle_numbness": True}, "RF-SPN-01")
    rules = shipped_library().rules
    assert text[0] == "RF-SPN-01  ▲▲ Activate EMS now · matches · no return until a named clinician clears"
    assert any(line.startswith("Do: Possible cauda equina") for line in text)
    assert any(line.startswith("Why: Time-critical") for line in text)
    assert "Urgency: stated by the source" in text
    assert f"Rule: version 1 · rule set {rules.version}, {rules.sha256[:8]}" in text


def test_every_clause_stands_with_its_answer_and_whether_it_holds() -> None:
    text = words({"limb_weakness": True, "limbs_affected": 1}, "RF-SPN-03")
    start = text.index("What it reads, with the answers given") + 1
    assert text[start : start + 5] == [
        "? all of these: undecided",
        "✓ New weakness in an arm or leg: present",
        "? any of these: undecided",
        "× Limbs with weakness or numbness, 0 to 4, at least 2: 1",
        "? Weakness or numbness getting worse: not assessed",
    ]
    assert "· undecided ·" in text[0]


def test_what_must_not_be_present_and_a_bulk_answer_are_told_apart() -> None:
    text = words({"unilateral_neuro": True}, "RF-SPN-05")
    assert "✓ unless present: Examined: one leg only, one nerve-root pattern: not assessed" in text
    text = words({"limb_weakness": ABSENT_IN_BULK}, "RF-SPN-04")
    assert "× New weakness in an arm or leg: absent (all the rest)" in text


def test_each_source_has_its_year_its_kind_and_how_it_was_read() -> None:
    text = words({"saddle_numbness": True}, "RF-SPN-01")
    place = next(n for n, line in enumerate(text) if line.startswith("B06  BMJ Best Practice."))
    assert text[place + 1] == "no year given · guideline or reviewed study · read in excerpt"
    second_hand = words({"bilateral_leg_symptoms": True}, "RF-SPN-02")
    assert any("read second-hand, as quoted or summarised elsewhere" in line for line in second_hand)


def test_a_rule_without_a_source_says_so() -> None:
    editorial = words({"bleeding_uncontrolled": True}, "RF-GEN-03")
    assert "no source: editorial" in editorial
    assert not any("not read" in line for line in editorial)
    none = words({"pregnancy_possible": True, "hypotension_signs": True}, "RF-ABD-09")
    assert "None has been found yet." in none
    assert "Urgency: no source found yet" in none


def test_a_rule_that_no_page_speaks_of_says_so() -> None:
    assert NOT_STATED in words({"clinician_concern": True}, "RF-GEN-02")
    assert NOT_STATED not in words({"saddle_numbness": True}, "RF-SPN-01")


def test_a_sentence_of_a_page_stands_with_its_condition_and_sources() -> None:
    text = words({"saddle_numbness": True}, "RF-SPN-01")
    heading = text.index("Where the library says so")
    assert text[heading + 1] == "Citing a source of the rule"
    assert any(line.startswith("Cauda Equina Syndrome: ") and "[B0" in line for line in text[heading:])


def test_several_rules_are_laid_out_one_after_the_other_with_keys_of_their_own() -> None:
    library = shipped_library()
    triage = judged(CAUDA)
    found = evidence_of(
        [match.rule for match in triage.matches], triage, library.rules.vocabulary, library.reference
    )
    keys = [row.key for row in found.rows if row.key]
    assert len(keys) == len(set(keys))
    assert {key.partition("/")[0] for key in keys} == {match.rule.id for match in triage.matches}
    assert set(found.leads) <= set(keys)


def test_every_statement_leads_to_a_place_of_its_page_that_says_it() -> None:
    reference = shipped_library().reference
    said = reference.said()
    assert len(said) > 100
    pages = {
        each: condition_page(reference.page(each), reference.catalogue, TODAY)
        for each in {s.condition for s in said}
    }
    for each in said:
        page = pages[each.condition]
        row = next(row for row in page.rows if row.key == each.item)
        assert each.text.rpartition(". ")[2][:20] in text_of(row.spans)
        assert set(page.places[each.item].sources) == set(each.sources)


def test_the_foot_of_a_page_says_who_reviewed_it() -> None:
    reference = shipped_library().reference
    for ident in reference.catalogue.entries:
        condition = reference.page(ident)
        last = condition_page(condition, reference.catalogue, TODAY).rows[-1]
        assert (last.key, text_of(last.spans)) == (FOOT, condition.review.statement)


# --- the way there and back -----------------------------------------------------------------------


async def at_banner(pilot: Any, app: Any, services: Any) -> RedFlagBanner:
    incident = record(services, findings=CAUDA)
    await settle(pilot, app)
    app.post_message(OpenIncident(incident))
    screen = await shown(pilot, app, IncidentScreen)
    await pilot.press("tab")
    banner = screen.query_one(RedFlagBanner)
    assert banner.has_focus
    return banner


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("key", ["enter", "s"])
async def test_from_the_banner_to_the_sentence_of_a_page_and_back(
    tmp_path: Path, size: tuple[int, int], key: str
) -> None:
    app, services = team(tmp_path)
    async with app.run_test(size=size) as pilot:
        banner = await at_banner(pilot, app, services)
        assert banner.move_to("RF-SPN-01")
        await pilot.press(key)
        dialog = await shown(pilot, app, EvidenceDialog)
        assert "▌RF-SPN-01  ▲▲ Activate EMS now" in screen_text(app)
        lead = next(iter(dialog.evidence.leads))
        assert dialog.first().move_to(lead)
        await pilot.press("enter")
        page = await shown(pilot, app, PageDialog)
        said = dialog.evidence.leads[lead]
        await wait_for(pilot, lambda: page.first().cursor_key == said.item, "the statement")
        await wait_for(pilot, lambda: f"{said.sources[0]}  " in screen_text(app), "its sources")
        assert said.text.split(". ")[0][:20] in screen_text(app)
        assert all(len(line) <= size[0] for line in screen_text(app).splitlines())
        await pilot.press("escape")
        assert app.screen is dialog
        await pilot.press("escape")
        assert isinstance(app.screen, IncidentScreen)
        assert banner.has_focus


async def test_a_row_that_leads_nowhere_does_nothing(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    async with app.run_test() as pilot:
        banner = await at_banner(pilot, app, services)
        banner.move_to("RF-SPN-01:why")
        await pilot.press("enter")
        dialog = await shown(pilot, app, EvidenceDialog)
        dialog.first().move_to("RF-SPN-01/Why")
        await pilot.press("enter")
        assert app.screen is dialog


async def test_a_rule_that_is_undecided_opens_as_well(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        banner = await at_banner(pilot, app, services)
        banner.move_to("undecided-rules")
        await pilot.press("enter")
        await wait_for(pilot, lambda: "open:RF-SPN-07" in banner.keys, "the undecided rules")
        banner.move_to("open:RF-SPN-07")
        await pilot.press("enter")
        await shown(pilot, app, EvidenceDialog)
        assert "· undecided ·" in screen_text(app)
        assert "RF-SPN-07  ▲▲ Activate EMS now" in screen_text(app)


async def test_the_open_question_shows_every_rule_that_asks_it(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services, findings={"limb_weakness": True})
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, app)
        app.post_message(OpenIncident(incident))
        screen = await shown(pilot, app, IncidentScreen)
        await pilot.press("tab")
        banner = screen.query_one(RedFlagBanner)
        assert banner.move_to("undecided")
        assert HINT in "\n".join(banner.text_lines())
        await pilot.press("enter")
        dialog = await shown(pilot, app, EvidenceDialog)
        rules = {key.partition("/")[0] for key in dialog.first().keys}
        assert {"RF-SPN-03", "RF-LIM-01"} <= rules
        assert "RF-SPN-04" not in rules


async def test_a_capture_is_found_again_as_it_was_left(tmp_path: Path) -> None:
    app, _ = team(tmp_path)
    async with app.run_test() as pilot:
        await settle(pilot, app)
        await app.record_incident(RecordIncident())
        screen = await shown(pilot, app, CaptureScreen)
        await pilot.press("2", "2", "enter", "1", "1", "1", "5", "1", "1")
        assert screen.flow is not None
        before = screen.flow.draft
        assert before.findings["bladder_bowel_loss"] is True
        await pilot.press("tab", "enter")
        await shown(pilot, app, EvidenceDialog)
        await pilot.press("escape")
        assert app.screen is screen
        assert screen.flow is not None
        assert screen.flow.draft == before
        assert screen.banner.has_focus
        await pilot.press("tab")
        assert screen.step_list.has_focus


async def test_the_sources_below_a_page_scroll_and_hide(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    async with app.run_test() as pilot:
        await at_banner(pilot, app, services)
        await pilot.press("g", "enter")
        dialog = await shown(pilot, app, EvidenceDialog)
        dialog.first().move_to(next(iter(dialog.evidence.leads)))
        await pilot.press("enter")
        page = await shown(pilot, app, PageDialog)
        await pilot.press("tab")
        assert not page.first().has_focus
        await pilot.press("s")
        assert page.first().has_focus
        assert "read in excerpt" not in screen_text(app)
        await pilot.press("s")
        assert "read in excerpt" in screen_text(app)
