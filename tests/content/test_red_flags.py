"""The red-flag rules as they ship: complete, unchanged, sourced, and each one fires when it should."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.content.rule_vectors import DATA, negative, positives, read, shipped
from trainer_tui.domain.content_lint import drug_quantity
from trainer_tui.domain.expressions import NotPresent, literals
from trainer_tui.domain.findings import Answer, Ask, Sweep
from trainer_tui.domain.triage import Basis, Rule, assess
from trainer_tui.domain.vocabulary import Hold, Tier

RATIFIED = tomllib.loads((Path(__file__).parent / "red_flag_rules.toml").read_text(encoding="utf-8"))
RULES = shipped().rules
FLOORS = {
    "RF-UNX-01": ("seizure", Tier.EMS_NOW),
    "RF-UNX-02": ("loc", Tier.EMS_NOW),
    "RF-UNX-03": ("cns_dysfunction", Tier.EMS_NOW),
    "RF-UNX-04": ("airway_breathing_signs", Tier.EMS_NOW),
    "RF-UNX-05": ("chest_pain", Tier.SAME_DAY),
    "RF-UNX-06": ("dyspnoea", Tier.SAME_DAY),
    "RF-UNX-07": ("hypotension_signs", Tier.SAME_DAY),
    "RF-UNX-08": ("tense_compartment", Tier.SAME_DAY),
    "RF-UNX-09": ("shoulder_reduced", Tier.H24_72),
    "RF-UNX-10": ("arm_neuro_deficit", Tier.SAME_DAY),
}
OWN_RULES = {"RF-GEN-03", "RF-RES-08", "RF-MEN-01", "RF-MEN-02", *FLOORS}
SOURCE_PAGE_SIGNS = {
    "bladder_bowel_loss": Tier.EMS_NOW,
    "limb_weakness": Tier.SAME_DAY,
    "unilateral_neuro": Tier.EMS_NOW,
    "balance_loss": Tier.EMS_NOW,
    "limb_sensation_loss": Tier.SAME_DAY,
}

each_rule = pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])


def matched(answers: Mapping[str, Answer]) -> set[str]:
    return {match.rule.id for match in assess(answers, shipped()).matches}


def test_every_ratified_rule_ships_and_no_other_but_our_own() -> None:
    assert len(RATIFIED) == 98
    assert {rule.id for rule in RULES} == RATIFIED.keys() | OWN_RULES


@pytest.mark.parametrize("rule_id", RATIFIED)
def test_expression_tier_and_hold_are_the_ratified_ones_to_the_letter(rule_id: str) -> None:
    rule = next(rule for rule in RULES if rule.id == rule_id)
    assert {"when": rule.when, "tier": rule.tier.value, "hold": rule.hold.value} == RATIFIED[rule_id]


def test_tiers_and_bases_are_as_many_as_ratified() -> None:
    ratified = [rule for rule in RULES if rule.id in RATIFIED]
    assert Counter(rule.tier for rule in ratified) == {
        Tier.EMS_NOW: 56,
        Tier.SAME_DAY: 31,
        Tier.H24_72: 9,
        Tier.ROUTINE: 2,
    }
    assert Counter(rule.basis for rule in ratified) == {
        Basis.SOURCE: 36,
        Basis.EDITORIAL: 58,
        Basis.MEMORY: 4,
    }


def test_uncontrolled_bleeding_is_an_emergency_with_pressure_first() -> None:
    triage = assess({"bleeding_uncontrolled": True}, shipped())
    assert triage.tier is Tier.EMS_NOW
    assert "direct pressure" in (triage.matches[0].rule.first or "")


@pytest.mark.parametrize("floor", FLOORS)
def test_a_sign_that_alarms_is_never_without_an_answer_when_it_stands_alone(floor: str) -> None:
    sign, tier = FLOORS[floor]
    triage = assess({sign: True}, shipped())
    assert [match.rule.id for match in triage.matches] == [floor]
    assert triage.tier is tier
    assert triage.hold is not None
    assert triage.matches[0].rule.basis is Basis.EDITORIAL


def test_a_floor_stands_behind_the_rules_of_its_tier_that_know_more() -> None:
    for tier in Tier:
        ids = [rule.id for rule in RULES if rule.tier is tier]
        floors = [ident for ident in ids if ident in FLOORS]
        assert ids[len(ids) - len(floors) :] == floors


@pytest.mark.parametrize(
    ("sign", "rule", "first"),
    [
        ("choking", "RF-RES-08", "Clear the airway now"),
        ("suicidal_intent", "RF-MEN-01", "never alone"),
        ("overdose_taken", "RF-MEN-02", "never alone"),
    ],
)
def test_choking_and_the_will_to_die_are_emergencies_with_a_first_step(
    sign: str, rule: str, first: str
) -> None:
    triage = assess({sign: True}, shipped())
    assert triage.tier is Tier.EMS_NOW
    assert triage.hold is Hold.UNTIL_CLEARED
    assert [match.rule.id for match in triage.matches] == [rule]
    assert first in (triage.matches[0].rule.first or "")


def test_what_is_asked_about_suicide_is_asked_apart_and_never_answered_in_bulk() -> None:
    asked = [shipped().vocabulary[name] for name in ("suicidal_intent", "overdose_taken")]
    assert all(finding.ask is Ask.PRIVATE and not finding.in_bulk for finding in asked)


@each_rule
def test_a_rule_names_sources_of_the_bibliography(rule: Rule) -> None:
    known = {source["id"] for source in read("sources.toml")["source"]}
    assert set(rule.sources) <= known
    assert rule.sources or rule.basis is Basis.MEMORY


@each_rule
def test_only_an_editorial_rule_rests_on_our_own_inference_alone(rule: Rule) -> None:
    # Whose breathing is surely normal is not in the sources that say to assume cardiac arrest.
    if "EDITORIAL" in rule.sources and rule.id not in ("RF-CAR-01", "RF-CAR-02"):
        assert rule.sources == ("EDITORIAL",)
        assert rule.basis is Basis.EDITORIAL


@pytest.mark.parametrize("sign", ["head_impact", "neck_pain", "arm_leg_paraesthesia"])
def test_the_neck_stays_in_view_with_every_hit_of_head_or_neck(sign: str) -> None:
    [reminder] = assess({sign: True, "unresponsive": True}, shipped()).reminders
    assert "keep head and neck still" in reminder.text
    assert assess({sign: False, "unresponsive": True}, shipped()).reminders == ()
    assert assess({"unresponsive": True}, shipped()).reminders == ()


@each_rule
def test_a_rule_speaks_briefly_and_without_doses(rule: Rule) -> None:
    assert len(rule.action.split()) <= 25
    for text in (rule.first or "", rule.action, rule.why):
        assert not drug_quantity(text)
        assert not re.search(r"\b(?:911|999|112|111)\b", text)
        assert not re.search(r"from memory|sourced|\bsafe to\b|ok to play", text, re.IGNORECASE)


@each_rule
def test_a_recheck_stands_where_the_action_gives_one(rule: Rule) -> None:
    said = re.search(r"recheck (?:every|in) (\d+) minutes", rule.action)
    assert rule.recheck_minutes == (int(said.group(1)) if said else None)


@each_rule
def test_each_smallest_set_of_signs_makes_the_rule_match(rule: Rule) -> None:
    for answers in positives(rule.expression):
        assert rule.id in matched(answers), answers


@each_rule
def test_all_signs_absent_leaves_the_rule_neither_matched_nor_possible(rule: Rule) -> None:
    triage = assess(negative(rule), shipped())
    assert rule.id not in {match.rule.id for match in triage.matches}
    assert rule.id not in {possible.rule.id for possible in triage.possible}


@each_rule
def test_with_one_sign_unknown_the_rule_waits_and_asks_for_it(rule: Rule) -> None:
    fail_safe = {lit.finding for lit in literals(rule.expression) if isinstance(lit, NotPresent)}
    for answers in positives(rule.expression):
        for unknown in answers.keys() - fail_safe:
            rest = {name: answer for name, answer in answers.items() if name != unknown}
            triage = assess(rest, shipped())
            assert rule.id not in {match.rule.id for match in triage.matches}
            open_rules = {possible.rule.id: possible for possible in triage.possible}
            assert unknown in triage.not_assessed
            if any(answer is not False for answer in rest.values()):
                assert unknown in open_rules[rule.id].ask
                assert unknown in open_rules[rule.id].deciding
            else:
                assert rule.id not in open_rules


@pytest.mark.parametrize(("sign", "tier"), SOURCE_PAGE_SIGNS.items())
def test_each_sign_of_the_source_page_alone_is_a_definite_match(sign: str, tier: Tier) -> None:
    triage = assess({sign: True}, shipped())
    assert triage.tier is tier
    assert triage.hold is Hold.UNTIL_CLEARED


@pytest.mark.parametrize("sign", ["limb_weakness", "limb_sensation_loss"])
def test_a_second_limb_makes_an_emergency_of_weakness_or_numbness(sign: str) -> None:
    assert assess({sign: True, "limbs_affected": 1}, shipped()).tier is Tier.SAME_DAY
    assert assess({sign: True, "limbs_affected": 2}, shipped()).tier is Tier.EMS_NOW


def test_worsening_weakness_of_one_limb_is_an_emergency() -> None:
    assert assess({"limb_weakness": True, "deficit_progressing": True}, shipped()).tier is Tier.EMS_NOW


@pytest.mark.parametrize(("celsius", "fires"), [(40.4, False), (40.5, True)])
def test_the_heat_stroke_threshold_includes_its_own_value(celsius: float, fires: bool) -> None:
    answers = {"exertion_now": True, "cns_dysfunction": True, "temp_rectal_c": celsius}
    assert ("RF-HEA-01" in matched(answers)) is fires
    assert ("RF-HEA-03" in matched({"temp_rectal_c": celsius})) is fires


@pytest.mark.parametrize("celsius", [36.5, 38.9, 40.0, 42.0])
def test_a_temperature_at_another_site_clears_nothing(celsius: float) -> None:
    collapsed: dict[str, Answer] = {"exertion_now": True, "cns_dysfunction": True}
    before = assess(collapsed, shipped())
    after = assess(collapsed | {"temp_other_c": celsius}, shipped())
    assert after.tier is Tier.EMS_NOW
    assert {m.rule.id for m in before.matches} <= {m.rule.id for m in after.matches}
    still = {p.rule.id for p in after.possible} | {m.rule.id for m in after.matches}
    # RF-HEA-06 is about this very reading; every other rule stays open.
    assert {p.rule.id for p in before.possible} - {"RF-HEA-06"} <= still
    assert "temp_rectal_c" in after.not_assessed


def test_heat_stroke_says_cool_first() -> None:
    triage = assess({"exertion_now": True, "cns_dysfunction": True, "temp_rectal_c": 41.0}, shipped())
    firsts = [match.rule.first for match in triage.matches]
    assert firsts[0] == "Ice-water immersion now."


def test_a_collapse_that_jerks_and_gasps_gets_resuscitation_first() -> None:
    triage = assess({"unresponsive": True, "not_breathing_normally": True, "seizure": True}, shipped())
    assert any(m.rule.first.startswith("CPR and AED now.") for m in triage.matches if m.rule.first)


def test_exactly_three_findings_can_lower_the_urgency() -> None:
    assert shipped().lowering == {"root_pattern_single_leg", "shoulder_reduced", "tape_applied"}


@pytest.mark.parametrize(
    ("answers", "lowering", "tier"),
    [
        ({"unilateral_neuro": True}, "root_pattern_single_leg", Tier.SAME_DAY),
        ({"shoulder_dislocated": True}, "shoulder_reduced", Tier.H24_72),
        ({"toe_perfusion_bad": True}, "tape_applied", Tier.SAME_DAY),
    ],
)
def test_they_lower_it_when_present_and_never_while_unknown(
    answers: dict[str, Answer], lowering: str, tier: Tier
) -> None:
    assert assess(answers, shipped()).tier is Tier.EMS_NOW
    assert assess(answers | {lowering: None}, shipped()).tier is Tier.EMS_NOW
    assert assess(answers | {lowering: False}, shipped()).tier is Tier.EMS_NOW
    assert assess(answers | {lowering: True}, shipped()).tier is tier


def test_every_finding_is_read_by_a_rule_and_asked_in_a_sweep() -> None:
    vocabulary = shipped().vocabulary
    assert len(vocabulary) == 142
    assert set(shipped().read) == set(vocabulary)
    sweeps = [
        Sweep.from_data(read(f"sweeps/{path.name}"), vocabulary) for path in (DATA / "sweeps").iterdir()
    ]
    assert {finding for sweep in sweeps for finding in sweep.findings} == set(vocabulary)


def test_prompts_are_short_distinct_and_without_doses() -> None:
    findings = list(shipped().vocabulary.findings.values())
    assert all(len(finding.prompt) <= 60 for finding in findings)
    assert len({finding.prompt for finding in findings}) == len(findings)
    assert not any(drug_quantity(text) for finding in findings for text in (finding.prompt, finding.help))


def test_what_must_be_asked_or_tested_is_never_answered_in_bulk() -> None:
    vocabulary = shipped().vocabulary
    private = {"bladder_bowel_loss", "urinary_retention", "saddle_numbness", "sexual_dysfunction_new"}
    asked_apart = {f.id for f in vocabulary.findings.values() if f.ask is Ask.PRIVATE}
    assert private | {"pregnancy_possible"} <= asked_apart
    careful = asked_apart | {"limb_weakness", "limb_sensation_loss", "unilateral_neuro", "neck_pain", "gcs"}
    assert not any(vocabulary[name].in_bulk for name in careful)
