"""The sweep of every region: few questions first, each one able to decide something with its neighbours."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.content.rule_vectors import DATA, positives, read, shipped
from trainer_tui.domain.expressions import Expression, NotPresent, literals
from trainer_tui.domain.findings import LIFE_QUESTIONS, PAGE_ONE_MOST, Ask, Sweep
from trainer_tui.domain.sweep_reach import lint_reach
from trainer_tui.domain.vocabulary import Region, Tier

SOURCE_PAGE_SIGNS = {
    "bladder_bowel_loss",
    "limb_weakness",
    "unilateral_neuro",
    "balance_loss",
    "limb_sensation_loss",
}
each_region = pytest.mark.parametrize("region", Region)


def sweep_of(region: str) -> Sweep:
    return Sweep.from_data(read(f"sweeps/{region}.toml"), shipped().vocabulary)


def rule_of(ident: str) -> Expression:
    return next(rule.expression for rule in shipped().rules if rule.id == ident)


def test_there_is_one_sweep_for_each_region() -> None:
    assert {path.stem for path in (DATA / "sweeps").glob("*.toml")} == set(Region)


@each_region
def test_a_sweep_is_in_the_file_of_its_region(region: Region) -> None:
    assert sweep_of(region).region is region


@each_region
def test_page_one_is_short_and_repeats_no_life_question(region: Region) -> None:
    sweep = sweep_of(region)
    assert 1 <= len(sweep.page_one) <= PAGE_ONE_MOST
    assert not {*sweep.page_one, *sweep.page_two} & set(LIFE_QUESTIONS)
    assert len(set(sweep.findings)) == len(sweep.findings)


@each_region
def test_each_question_can_complete_a_rule_within_its_sweep(region: Region) -> None:
    sweep = sweep_of(region)
    asked = set(sweep.findings)
    useful = {
        name
        for rule in shipped().rules
        for answers in positives(rule.expression)
        if answers.keys() <= asked
        for name in answers
    }
    assert asked - useful == set()


@each_region
def test_a_worried_trainer_can_say_so_in_every_sweep(region: Region) -> None:
    assert "clinician_concern" in sweep_of(region).findings


def test_the_back_asks_for_cord_and_cauda_equina_first() -> None:
    sweep = sweep_of("lumbosacral")
    assert sweep.page_one[:3] == ("bladder_bowel_loss", "urinary_retention", "saddle_numbness")
    assert {"bilateral_leg_symptoms"} | SOURCE_PAGE_SIGNS <= set(sweep.page_one)


def test_the_upper_back_asks_all_signs_of_the_source_page_first_too() -> None:
    assert set(sweep_of("thoracic_spine").page_one) >= SOURCE_PAGE_SIGNS


@pytest.mark.parametrize("region", ["thigh", "lower_leg", "lumbosacral", "unspecified"])
def test_a_cramp_in_hard_exertion_asks_for_sickle_trait(region: str) -> None:
    assert {"exertion_now", "sct_known", "cramp_pain_weakness", "slumps_conscious"} <= set(
        sweep_of(region).findings
    )


def test_every_emergency_rule_belongs_to_a_region() -> None:
    assert [rule.id for rule in shipped().rules if rule.tier is Tier.EMS_NOW and not rule.regions] == []


@each_region
def test_a_sweep_reaches_every_emergency_rule_of_its_region(region: Region) -> None:
    assert [gap.sentence for gap in lint_reach(sweep_of(region), shipped(), f"sweeps/{region}.toml")] == []


@each_region
def test_each_question_of_a_sweep_that_an_emergency_rule_needs_is_missed_when_it_goes(region: Region) -> None:
    sweep = sweep_of(region)
    of_region = [rule for rule in shipped().rules if rule.tier is Tier.EMS_NOW and region in rule.regions]
    found = [literal for rule in of_region for literal in literals(rule.expression)]
    read = {literal.finding for literal in found if not isinstance(literal, NotPresent)}
    signs = [n for n in sweep.page_one if n in read and shipped().vocabulary[n].ask is not Ask.MEASURE]
    for gone in signs:
        without = replace(sweep, page_one=tuple(name for name in sweep.page_one if name != gone))
        assert any(gone in gap.problem for gap in lint_reach(without, shipped(), "")), gone


@pytest.mark.parametrize(
    "region", ["chest", "thoracic_spine", "multiple", "unspecified", "lower_leg", "knee"]
)
def test_breathlessness_goes_on_to_the_signs_of_a_clot(region: str) -> None:
    assert {"dyspnoea", "calf_swelling", "haemoptysis"} <= set(sweep_of(region).findings)


@each_region
def test_one_sign_of_cauda_equina_is_never_asked_without_the_others(region: Region) -> None:
    signs = {"bladder_bowel_loss", "urinary_retention", "saddle_numbness"}
    assert len(signs & set(sweep_of(region).findings)) in (0, len(signs))


@each_region
def test_a_hit_to_the_head_goes_on_to_every_danger_sign(region: Region) -> None:
    asked = set(sweep_of(region).findings)
    danger = {literal.finding for rule in ("RF-HED-01", "RF-HED-02") for literal in literals(rule_of(rule))}
    assert "head_impact" not in asked or danger <= asked
