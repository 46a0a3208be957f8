"""The sweep of every region: few questions first, each one able to decide something with its neighbours."""

from __future__ import annotations

import pytest

from tests.content.rule_vectors import DATA, positives, read, shipped
from trainer_tui.domain.findings import LIFE_QUESTIONS, PAGE_ONE_MOST, Sweep
from trainer_tui.domain.vocabulary import Region

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
